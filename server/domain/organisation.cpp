#include "domain/organisation.hpp"

#include <algorithm>
#include <array>

namespace beihui
{
namespace
{

template <class Value>
struct Named
{
    Value value;
    std::string_view name;
    std::string_view zh;
    std::string_view en;
};

constexpr std::array<Named<OrganisationLevel>, 7> levels = {{
    {OrganisationLevel::ministry, "ministry", "部", "ministry"},
    {OrganisationLevel::province, "province", "省", "province"},
    {OrganisationLevel::city, "city", "市", "city"},
    {OrganisationLevel::school, "school", "校", "school"},
    {OrganisationLevel::college, "college", "院系", "college"},
    {OrganisationLevel::platform, "platform", "平台", "platform"},
    {OrganisationLevel::enterprise, "enterprise", "企业", "enterprise"},
}};

constexpr std::array<Named<OrganisationKind>, 9> kinds = {{
    {OrganisationKind::ministry, "ministry", "部委", "ministry"},
    {OrganisationKind::education, "education", "教育部门", "education department"},
    {OrganisationKind::sme, "sme", "中小企业主管部门", "SME department"},
    {OrganisationKind::hrss, "hrss", "人力资源社会保障部门", "HRSS department"},
    {OrganisationKind::school, "school", "高校", "school"},
    {OrganisationKind::college, "college", "院系", "college"},
    {OrganisationKind::platform, "platform", "平台", "platform"},
    {OrganisationKind::organiser, "organiser", "承办单位", "organiser"},
    {OrganisationKind::enterprise, "enterprise", "企业", "enterprise"},
}};

template <class Value, std::size_t N>
const Named<Value>& named(const std::array<Named<Value>, N>& table, Value value)
{
    return *std::find_if(table.begin(), table.end(), [&](const auto& row) {
        return row.value == value;
    });
}

template <class Value, std::size_t N>
Result<Value> parse(
    const std::array<Named<Value>, N>& table,
    std::string_view text,
    const char* code,
    const Words& what
)
{
    std::string list;
    for (const auto& row : table) {
        if (row.name == text)
            return row.value;
        list += (list.empty() ? "" : ", ") + std::string(row.name);
    }
    const std::string shown(text.substr(0, 40));
    return refuse(
        Refusal::invalid_input, code, "没有" + what.zh + "“" + shown + "”；可用的有：" + list,
        "there is no " + what.en + " \"" + shown + "\"; there are: " + list
    );
}

}  // namespace

std::string_view to_text(OrganisationLevel level)
{
    return named(levels, level).name;
}

std::string_view to_text(OrganisationKind kind)
{
    return named(kinds, kind).name;
}

Words words_of(OrganisationLevel level)
{
    return {std::string(named(levels, level).zh), std::string(named(levels, level).en)};
}

Words words_of(OrganisationKind kind)
{
    return {std::string(named(kinds, kind).zh), std::string(named(kinds, kind).en)};
}

Result<OrganisationLevel> parse_level(std::string_view text)
{
    return parse(levels, text, "unknown_level", {"单位层级", "organisation level"});
}

Result<OrganisationKind> parse_kind(std::string_view text)
{
    return parse(kinds, text, "unknown_kind", {"单位类别", "organisation kind"});
}

}  // namespace beihui

#include "base/text.hpp"
#include "base/yaml.hpp"
#include "domain/role.hpp"
#include "rules/lint_parts.hpp"
#include "rules/read_parts.hpp"
#include "rules/tools/yaml_text.hpp"

#include <algorithm>

namespace beihui::rules
{
namespace
{

// The text without what a line break or a typesetter may add: ASCII and ideographic blanks.
std::string without_blanks(std::string_view text)
{
    constexpr std::string_view ideographic_space = "\u3000";
    constexpr std::string_view no_break_space = "\u00A0";
    std::string kept;
    for (std::size_t i = 0; i < text.size();) {
        const std::string_view rest = text.substr(i);
        if (static_cast<unsigned char>(text[i]) <= ' ')
            i += 1;
        else if (rest.starts_with(ideographic_space))
            i += ideographic_space.size();
        else if (rest.starts_with(no_break_space))
            i += no_break_space.size();
        else
            kept += text[i++];
    }
    return kept;
}

void check_node(const Yaml& node, Findings& findings)
{
    if (node.is_scalar() && !node.quoted() && is_clock_time(node.raw()))
        findings.errors.push_back(fault_at(
            node.place().text(), "RP1407",
            {"时刻 " + node.raw() + " 没有加引号", "the time " + node.raw() + " has no quotes"},
            {"写作 \"" + node.raw() + "\"", "write \"" + node.raw() + "\""}
        ));
    for (const Yaml& item : node.items())
        check_node(item, findings);
    for (const auto& [key, value] : node.members()) {
        check_node(key, findings);
        check_node(value, findings);
    }
}

// Ids of the items that a person ticks: those of the data files that parameters carry, and every
// form of steps.yaml does not make one.
std::vector<std::string> item_ids(const Pack& pack)
{
    std::vector<std::string> ids;
    for (const Parameter& parameter : pack.parameters)
        for (const ParameterValue& value : parameter.values) {
            const json::value* const items = member(value.value, "items");
            for (const json::value& item :
                 items && items->is_array() ? items->get_array() : json::array())
                if (const std::string_view id = text_of(item, "id"); !id.empty())
                    ids.emplace_back(id);
        }
    return ids;
}

}  // namespace

Fault fault_at(std::string_view place, std::string_view code, Words detail, Words way_out)
{
    Fault fault;
    fault.where = place;
    fault.code = code;
    fault.detail = std::move(detail);
    fault.way_out = std::move(way_out);
    return fault;
}

void check_texts(const Pack& pack, Findings& findings)
{
    for (const auto& [path, bytes] : pack.files) {
        if (!path.ends_with(".yaml"))
            continue;
        const auto file = Yaml::read(pack.folder + "/" + path, bytes);
        if (file)
            check_node(*file, findings);
        else
            std::ranges::copy(file.error().faults, std::back_inserter(findings.errors));
    }
}

void check_clauses(const Pack& pack, Findings& findings)
{
    const std::string source = without_blanks(pack.source_text);
    const std::vector<std::string> items = item_ids(pack);
    for (const Clause& clause : pack.clauses) {
        const auto wrong = [&](std::string_view code, Words detail, Words way_out) {
            findings.errors.push_back(
                fault_at(clause.line, code, std::move(detail), std::move(way_out))
            );
        };
        if (source.find(without_blanks(clause.text)) == std::string::npos)
            wrong(
                "RP1403",
                {"条款 " + clause.id + " 的引文不在通知原文里",
                 "the quote of clause " + clause.id + " is not in the circular"},
                {"逐字照抄原文，只有换行和空白可以不同",
                 "quote it word by word; only line breaks and blanks may differ"}
            );
        if (!clause.item.empty() && std::ranges::find(items, clause.item) == items.end())
            wrong(
                "RP1402",
                {"条款 " + clause.id + " 的办理事项 " + clause.item + " 不存在",
                 "clause " + clause.id + ": there is no item " + clause.item},
                nearest_way_out(clause.item, items)
            );
        if (clause.owner.empty() || find_role(clause.owner))
            continue;
        std::vector<std::string> roles;
        for (const Role& role : all_roles())
            roles.emplace_back(role.id);
        wrong(
            "RP1409",
            {"条款 " + clause.id + " 的责任角色 " + clause.owner + " 不存在",
             "clause " + clause.id + ": there is no role " + clause.owner},
            nearest_way_out(clause.owner, roles)
        );
    }
}

void check_manifest(const Pack& pack, Findings& findings)
{
    const std::string shown = pack.folder + "/pack.yaml";
    const auto bytes = std::ranges::find(pack.files, "pack.yaml", [](const auto& file) {
        return std::string_view(file.first);
    });
    const auto file = Yaml::read(shown, bytes->second);
    if (!file)
        return;  // read_pack has told it
    Faults ignored;
    const Yaml* const node = file->find("reviewers");
    const std::vector<std::string> authors = optional_texts(*file, "authors", ignored);
    const std::vector<std::string> reviewers = optional_texts(*file, "reviewers", ignored);
    if (reviewers.empty())
        findings.warnings.push_back(fault_at(
            node ? node->place().text() : shown, "RP1406",
            {"还没有人复核这个规则包", "nobody has reviewed this pack"},
            {"由作者以外的人复核后填写 reviewers", "have somebody else review it and say who"}
        ));
    for (const std::string& reviewer : reviewers)
        if (std::ranges::find(authors, reviewer) != authors.end())
            findings.errors.push_back(fault_at(
                node->place().text(), "RP1408",
                {reviewer + " 既是作者又是复核人", reviewer + " is author and reviewer"},
                {"由作者以外的人复核", "have somebody else review it"}
            ));
}

}  // namespace beihui::rules

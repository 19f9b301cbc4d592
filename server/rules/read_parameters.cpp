#include "rules/read_parts.hpp"

#include <algorithm>

namespace beihui::rules
{
namespace
{

ParameterValue read_value(
    const Yaml& from,
    const Yaml& node,
    const OtherFile& other,
    std::string_view shown_folder,
    Faults& faults
)
{
    ParameterValue value;
    value.from = read_date(from, faults, "values");
    value.line = node.place().text();
    node.only({"value", "file", "clause", "interpretation"}, faults);
    value.clause = optional_text(node, "clause", faults);
    value.interpretation = optional_text(node, "interpretation", faults);
    if (value.clause.empty() == value.interpretation.empty())
        faults.add(
            node.place(), "RP1102", "参数值须注明 clause 或 interpretation 之一",
            "a parameter value names either a clause or an interpretation",
            "印在通知里的写 clause，推定的写 interpretation",
            "printed: clause; inferred: interpretation"
        );
    if (const Yaml* const file = node.find("file")) {
        const std::string path = file->text(faults, "file");
        const std::string* const bytes = other(path);
        if (!bytes) {
            faults.add(
                file->place(), "RP1103", "规则包里没有文件 " + path, "the pack has no file " + path,
                "检查文件名", "check the file name"
            );
            return value;
        }
        const auto read = Yaml::read(std::string(shown_folder) + "/" + path, *bytes);
        if (read)
            value.value = read->json();
        else
            faults.take(read.error());
    } else {
        value.value = node.need("value", faults).json();
    }
    return value;
}

Words reason_at(const Yaml& node, std::string_view side, Faults& faults)
{
    const Yaml* const reason = node.find(side);
    if (!reason)
        return {};
    Words words = read_words(*reason, faults, side);
    if (words.zh.empty() || words.en.empty())
        faults.add(
            reason->place(), "RP1412", std::string(side) + " 没有写明理由",
            std::string(side) + " gives no reason", "写 { zh: 理由, en: reason }",
            "write { zh: 理由, en: reason }"
        );
    return words;
}

Boundary read_boundary(const Yaml& node, const Parameter& parameter, Faults& faults)
{
    node.only({"of", "below", "at", "above"}, faults);
    Boundary boundary;
    boundary.of = optional_text(node, "of", faults);
    boundary.below = reason_at(node, "below", faults);
    boundary.at = reason_at(node, "at", faults);
    boundary.above = reason_at(node, "above", faults);
    if (!std::ranges::all_of(parameter.values, is_number, &ParameterValue::value))
        faults.add(
            node.place(), "RP1412", "参数 " + parameter.key + " 的值不是整数或时刻，没有边界",
            "parameter " + parameter.key + " is no integer or clock time and has no boundary",
            "删去 boundary", "take boundary out"
        );
    if (node.find("below") && node.find("at") && node.find("above"))
        faults.add(
            node.place(), "RP1412", "下、正好、上都声明了，参数 " + parameter.key + " 就没有测试",
            "with below, at and above declared parameter " + parameter.key + " is not tested",
            "留下走得到的一边，写情景", "leave out a side that can be reached, and test it"
        );
    return boundary;
}

}  // namespace

std::vector<ParameterValue> read_values(
    const Yaml& key,
    const Yaml& values,
    const OtherFile& other,
    std::string_view shown_folder,
    Faults& faults
)
{
    std::vector<ParameterValue> read;
    for (const auto& [from, dated] : members_of(values, faults, "values"))
        read.push_back(read_value(from, dated, other, shown_folder, faults));
    std::ranges::sort(read, {}, &ParameterValue::from);
    if (read.empty())
        faults.add(
            key.place(), "RP1110", "参数 " + key.raw() + " 没有值",
            "parameter " + key.raw() + " has no value", "在 values 下写生效日与值",
            "add a day and a value under values"
        );
    return read;
}

void read_parameters(
    const Yaml& node,
    const OtherFile& other,
    std::string_view shown_folder,
    Pack& pack,
    Faults& faults
)
{
    for (const auto& [key, value] : members_of(node, faults, "params.yaml")) {
        Parameter parameter;
        parameter.key = key.raw();
        parameter.line = key.place().text();
        value.only({"title", "unit", "tighter", "relaxable", "boundary", "values"}, faults);
        parameter.title = optional_words(value, "title", faults);
        parameter.unit = optional_text(value, "unit", faults);
        parameter.tighter = optional_text(value, "tighter", faults);
        if (const Yaml* const tighter = value.find("tighter"))
            check_one_of(*tighter, {"higher", "lower"}, faults, "tighter");
        if (const Yaml* const relaxable = value.find("relaxable"))
            parameter.relaxable = relaxable->boolean(faults, "relaxable");
        parameter.values =
            read_values(key, value.need("values", faults), other, shown_folder, faults);
        if (const Yaml* const boundary = value.find("boundary"))
            parameter.boundary = read_boundary(*boundary, parameter, faults);
        pack.parameters.push_back(std::move(parameter));
    }
}

}  // namespace beihui::rules

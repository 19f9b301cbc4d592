// Parameters that a scenario gives another value, to try another reading of the circular.
#include "rules/read_parts.hpp"
#include "rules/scenario.hpp"

namespace beihui::rules
{
namespace
{

// What Lua would tell apart: a text where a number stands would fail in the middle of a rule.
std::string_view kind_of(const json::value& value)
{
    switch (value.kind()) {
    case json::kind::bool_:  return "true 或 false";
    case json::kind::int64:
    case json::kind::uint64: return "整数";
    case json::kind::string: return "文字";
    case json::kind::array:  return "列表";
    case json::kind::object: return "键值表";
    default:                 return "别的值";
    }
}

}  // namespace

std::map<std::string, json::value> read_parameters_tried(
    const Yaml& node,
    const Pack& pack,
    Faults& faults
)
{
    std::vector<std::string> known;
    for (const Parameter& parameter : pack.parameters)
        known.push_back(parameter.key);
    std::map<std::string, json::value> tried;
    for (const auto& [key, value] : members_of(node, faults, "params")) {
        check_one_of(key, known, faults, "params");
        const Parameter* const parameter = pack.parameter(key.raw());
        if (!parameter || parameter->values.empty())
            continue;
        const json::value given = value.json();
        const std::string wanted(kind_of(parameter->values.back().value));
        if (kind_of(given) == wanted)
            tried.emplace(key.raw(), given);
        else
            faults.add(
                value.place(), "RP1306", "参数 " + key.raw() + " 的值应为" + wanted,
                "parameter " + key.raw() + " has a value of another kind in params.yaml",
                "按 params.yaml 里的样子写（" + parameter->line + "）",
                "write it as in params.yaml (" + parameter->line + ")"
            );
    }
    return tried;
}

std::shared_ptr<const Pack> with_parameters(
    const Pack& pack,
    const std::map<std::string, json::value>& values
)
{
    auto changed = std::make_shared<Pack>(pack);
    for (Parameter& parameter : changed->parameters)
        if (const auto tried = values.find(parameter.key); tried != values.end())
            for (ParameterValue& value : parameter.values)
                value.value = tried->second;
    return changed;
}

}  // namespace beihui::rules

// What a scenario gives beside its case: the organisation, and the counts that rules need.
#include "acts/scenario_given.hpp"

#include "acts/look_up.hpp"

#include <algorithm>

namespace beihui::acts
{
namespace
{

using workflows::Field;
using workflows::Form;

// The rows of `placement` or `programmes`.
json::array read_organisation_rows(
    const Yaml& node,
    std::string_view form,
    const workflows::Workflow* organisations,
    Faults& faults
)
{
    std::vector<std::string> known;
    for (const std::string_view name : organisation_row_names(form))
        known.emplace_back(name);
    const Form* const own = organisations ? organisations->form(form) : nullptr;
    for (const Field& field : own ? own->fields : std::vector<Field>())
        known.push_back(field.id);
    // A code of digits is a text: only what the register holds as a number is one.
    const auto is_number = [&](const std::string& name) {
        const Field* const field = own ? own->find(name) : nullptr;
        return field ? field->type == workflows::FieldType::integer
                     : name == "class_year" || name == "graduates";
    };
    json::array rows;
    for (const Yaml& row : node.items()) {
        row.only(known, faults);
        json::object line;
        for (const auto& [name, value] : row.members())
            line[name.raw()] = is_number(name.raw()) || value.is_null() || !value.is_scalar()
                                   ? value.json()
                                   : json::value(value.raw());
        rows.push_back(std::move(line));
    }
    if (!node.is_list())
        faults.add(
            node.place(), "RP1303", std::string(form) + " 应为列表",
            std::string(form) + " must be a list", "每行以“- ”开头", "begin each row with \"- \""
        );
    return organisation_rows(form, rows);
}

// An organisation, or the parent of one, as the register would show it to rules.
json::object read_organisation(
    const Yaml& node,
    const workflows::Workflow* organisations,
    bool is_parent,
    Faults& faults
)
{
    std::vector<std::string> known = {"placement", "programmes"};
    for (const std::string_view name : organisation_names())
        known.emplace_back(name);
    if (!is_parent)
        known.emplace_back("parent");
    const Form* const profile = organisations ? organisations->form("profile") : nullptr;
    for (const Field& field : profile ? profile->fields : std::vector<Field>())
        if (field.id != "parent")
            known.push_back(field.id);
    node.only(known, faults);
    json::object seen;
    for (const std::string_view name : organisation_names())
        seen[name] = nullptr;
    for (const auto& [name, value] : node.members())
        seen[name.raw()] = value.json();
    for (const char* const form : {"placement", "programmes"}) {
        const Yaml* const rows = node.find(form);
        seen[form] =
            rows ? read_organisation_rows(*rows, form, organisations, faults) : json::array();
    }
    return seen;
}

// Whether a scenario gives what fetching would: an integer, or with `by` a map from value to integer.
bool is_count(const rules::Need& need, const json::value& given)
{
    if (!need.measure.contains("by"))
        return given.is_int64();
    const json::object* const groups = given.if_object();
    return groups &&
           std::ranges::all_of(*groups, [](const auto& group) { return group.value().is_int64(); });
}

}  // namespace

json::object read_own_organisation(
    const Yaml& node,
    const workflows::Workflow* organisations,
    Faults& faults
)
{
    json::object organisation = read_organisation(node, organisations, false, faults);
    for (const auto& [name, otherwise] :
         {std::pair("id", "org"), std::pair("name", "本单位"), std::pair("code", "")})
        if (organisation[name].is_null())
            organisation[name] = otherwise;
    const Yaml* const parent = node.find("parent");
    organisation["parent"] = organisation_parent(
        parent ? read_organisation(*parent, organisations, true, faults) : json::object()
    );
    return organisation;
}

std::function<Result<json::object>(const std::vector<rules::Need>&)> given_input(const Yaml& node)
{
    const json::value given = node.json();
    const std::string place = node.place().text();
    return [given, place](const std::vector<rules::Need>& needs) -> Result<json::object> {
        json::object input;
        for (const rules::Need& need : needs) {
            const std::size_t slash = need.name.find('/');
            const json::value* const rule = member(given, need.name.substr(0, slash));
            const json::value* const value =
                rule ? member(*rule, need.name.substr(slash + 1)) : nullptr;
            if (!value)
                return refuse(
                    Refusal::invalid_input, "RP1304", "情景没有给出 input: " + need.name,
                    "the scenario gives no input: " + need.name
                );
            if (!is_count(need, *value))
                return refuse(
                    Refusal::invalid_input, "RP1304",
                    "情景的 input: " + need.name + " 应为整数；口径写了 by 的，应为 { 值: 整数 }",
                    "the input " + need.name +
                        " must be an integer, or { value: integer } when it is counted by something"
                );
            input[need.name] = *value;
        }
        return input;
    };
}

}  // namespace beihui::acts

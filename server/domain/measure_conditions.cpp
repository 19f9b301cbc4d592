// The conditions of a measure, each on an attribute of the kind of fact it counts.
#include "base/text.hpp"
#include "domain/measure_reader.hpp"

#include <algorithm>
#include <array>

namespace beihui
{
namespace
{

const std::vector<std::string> range_keys = {"at_least", "at_most"};
const std::vector<std::string> date_range_keys = {"not_before", "not_after"};

// What may stand for a date instead of days.
struct NamedCondition
{
    std::string_view name;
    Condition::Kind kind;
};
constexpr std::array named_conditions = {
    NamedCondition{"by_cutoff", Condition::Kind::by_cutoff},
    NamedCondition{"open_at_cutoff", Condition::Kind::open_at_cutoff},
    NamedCondition{"opened_in_window", Condition::Kind::opened_in_window},
};

bool fits(const json::value& value, AttributeType type)
{
    switch (type) {
    case AttributeType::text:    return value.is_string();
    case AttributeType::boolean: return value.is_bool();
    case AttributeType::integer: return value.is_int64();
    case AttributeType::date:
        return value.is_string() && Date::parse(value.as_string()).has_value();
    }
    return false;
}

// One attribute of "where" or "where_param" with what is wanted of it.
class ConditionReader
{
public:
    ConditionReader(
        const AttributeKind& attribute,
        std::string_view parameter,
        MeasureFaults& faults,
        std::vector<Condition>& to
    )
        : attribute_(attribute), faults_(faults), to_(to)
    {
        base_.attribute = attribute.name;
        base_.parameter = parameter;
    }

    void read(const json::value& wanted)
    {
        const bool is_read = read_name(wanted) || read_range(wanted) || read_values(wanted);
        if (!is_read)
            wrong_type();
    }

private:
    void add(Condition::Kind kind)
    {
        Condition condition = base_;
        condition.kind = kind;
        to_.push_back(std::move(condition));
    }

    bool read_name(const json::value& wanted)
    {
        if (attribute_.type != AttributeType::date || !wanted.is_string())
            return false;
        const auto* const found =
            std::ranges::find(named_conditions, wanted.get_string(), &NamedCondition::name);
        if (found == named_conditions.end())
            return false;
        add(found->kind);
        return true;
    }

    // { at_least, at_most } of an integer, { not_before, not_after } of a date.
    bool read_range(const json::value& wanted)
    {
        const json::object* const range = wanted.if_object();
        const bool of_days = attribute_.type == AttributeType::date;
        if (!range || (!of_days && attribute_.type != AttributeType::integer))
            return false;
        const std::vector<std::string>& keys = of_days ? date_range_keys : range_keys;
        faults_.only(*range, keys);
        bool any = false;
        for (const std::string& key : keys) {
            const json::value* const bound = range->if_contains(key);
            if (!bound)
                continue;
            if (!fits(*bound, attribute_.type))
                return false;
            if (of_days) {
                base_.day = Date::parse(bound->as_string()).value();
                add(key == "not_before" ? Condition::Kind::not_before : Condition::Kind::not_after);
            } else {
                base_.bound = bound->as_int64();
                add(key == "at_least" ? Condition::Kind::at_least : Condition::Kind::at_most);
            }
            any = true;
        }
        return any;
    }

    bool read_values(const json::value& wanted)
    {
        Condition condition = base_;
        if (const json::array* const list = wanted.if_array())
            condition.values.assign(list->begin(), list->end());
        else
            condition.values = {wanted};
        const bool all_fit = std::ranges::all_of(condition.values, [&](const json::value& value) {
            return fits(value, attribute_.type);
        });
        if (condition.values.empty() || !all_fit)
            return false;
        to_.push_back(std::move(condition));
        return true;
    }

    void wrong_type()
    {
        static constexpr const char* forms_zh[] = {
            "一个文本，或文本列表", "true 或 false",
            "整数、整数列表，或 { at_least: n }、{ at_most: n }",
            "日期、{ not_before: 日期 }、{ not_after: 日期 }、by_cutoff、open_at_cutoff 或 "
            "opened_in_window"
        };
        static constexpr const char* forms_en[] = {
            "a text or a list of texts", "true or false",
            "an integer, a list of them, { at_least: n } or { at_most: n }",
            "a day, { not_before: day }, { not_after: day }, by_cutoff, open_at_cutoff or "
            "opened_in_window"
        };
        const auto type = static_cast<std::size_t>(attribute_.type);
        const std::string name(attribute_.name);
        const std::string source =
            base_.parameter.empty() ? "" : "（取自参数 " + base_.parameter + "）";
        faults_.add(
            "wrong_type",
            {"“" + name + "”的值类型不对" + source,
             "the value for \"" + name + "\" is of another type"},
            {std::string("应为") + forms_zh[type], std::string("it should be ") + forms_en[type]}
        );
    }

    const AttributeKind& attribute_;
    MeasureFaults& faults_;
    std::vector<Condition>& to_;
    Condition base_;
};

void read_condition(
    std::string_view name,
    const json::value& wanted,
    std::string_view parameter,
    const std::string& kind,
    MeasureFaults& faults,
    std::vector<Condition>& conditions
)
{
    const FactKind* const fact_kind = find_fact_kind(kind);
    if (!fact_kind)
        return;  // told already
    const std::vector<std::string> known(
        fact_kind->attributes.begin(), fact_kind->attributes.end()
    );
    const AttributeKind* const attribute = find_fact_attribute(name);
    if (!attribute || std::ranges::find(known, name) == known.end()) {
        faults.add_unknown(
            "unknown_attribute",
            {"“" + std::string(fact_kind->zh) + "”（" + kind + "）没有属性“" + std::string(name) +
                 "”",
             kind + " has no attribute \"" + std::string(name) + "\""},
            name, known
        );
        return;
    }
    ConditionReader(*attribute, parameter, faults, conditions).read(wanted);
}

}  // namespace

std::vector<Condition> read_conditions(
    const json::object& data,
    const std::string& kind,
    const ParameterLookUp& parameter,
    MeasureFaults& faults
)
{
    std::vector<Condition> conditions;
    const json::object* const where = faults.member_object(data, "where");
    if (where)
        for (const auto& [name, wanted] : *where)
            read_condition(name, wanted, {}, kind, faults, conditions);
    const json::object* const from_parameters = faults.member_object(data, "where_param");
    if (!from_parameters)
        return conditions;
    for (const auto& [name, key] : *from_parameters) {
        const std::string named = key.is_string() ? std::string(key.as_string()) : std::string();
        const auto value = parameter && !named.empty() ? parameter(named) : std::nullopt;
        if (!value)
            faults.add(
                "unknown_parameter",
                {"没有参数“" + named + "”，或它当时尚未生效",
                 "there is no parameter \"" + named + "\", or it was not in force"},
                {"检查 params.yaml", "look into params.yaml"}
            );
        else if (where && where->contains(name))
            faults.add(
                "key_twice",
                {"属性“" + std::string(name) + "”同时写在 where 与 where_param 里",
                 "\"" + std::string(name) + "\" stands in both where and where_param"},
                {"留一处", "keep one of them"}
            );
        else
            read_condition(name, *value, named, kind, faults, conditions);
    }
    return conditions;
}

}  // namespace beihui

#include "domain/measure.hpp"

#include "base/text.hpp"
#include "domain/fact.hpp"

#include <algorithm>

namespace beihui
{
namespace
{

using ParameterLookUp = std::function<std::optional<json::value>(std::string_view)>;

const std::vector<std::string> measure_keys = {
    "of", "count", "once_per", "where", "where_param", "among", "window",
};
const std::vector<std::string> among_keys = {"of", "same", "where", "where_param", "window"};
const std::vector<std::string> tuple_keys = {
    "occasion", "employer", "person", "item", "organisation",
};
const std::vector<std::string> same_keys = {"employer", "person", "item"};
const std::vector<std::string> windows = {"phase", "circular", "asked"};
const std::vector<std::string> range_keys = {"at_least", "at_most"};

std::string listed(const std::vector<std::string>& names, std::string_view between)
{
    std::string text;
    for (const std::string& name : names)
        text += (text.empty() ? "" : std::string(between)) + name;
    return text;
}

// Reads one measure and keeps every fault, so that its author mends all of them in one go.
class MeasureReader
{
public:
    MeasureReader(std::string_view place, const ParameterLookUp& parameter)
        : place_(place), parameter_(parameter)
    {}

    Measure read(const json::object& data);
    const std::vector<Fault>& faults() const { return faults_; }

private:
    void fault(std::string code, Words detail, Words way_out);
    void only(const json::object& data, const std::vector<std::string>& known);
    // A text out of a fixed list; the first of the list when it is none of them.
    std::string one_of(
        const json::object& data,
        std::string_view key,
        const std::vector<std::string>& known,
        std::string_view otherwise
    );
    std::string read_kind(const json::object& data);
    Measure::Window read_window(const json::object& data, Measure::Window otherwise);
    void read_count(const json::object& data, Measure& measure);
    void read_tuple(std::string_view inside, Measure& measure);
    std::vector<Condition> read_conditions(const json::object& data, const std::string& kind);
    void read_condition(
        std::string_view name,
        const json::value& wanted,
        std::string_view parameter,
        const std::string& kind,
        std::vector<Condition>& conditions
    );
    bool read_range(const json::object& range, const Condition& base, std::vector<Condition>& to);
    bool read_values(const json::value& wanted, AttributeType type, Condition& condition);
    Measure::Among read_among(const json::object& data);
    const json::object* member_object(const json::object& data, std::string_view key);

    std::string place_;
    const ParameterLookUp& parameter_;
    std::vector<Fault> faults_;
};

void MeasureReader::fault(std::string code, Words detail, Words way_out)
{
    Fault fault;
    fault.where = place_;
    fault.code = std::move(code);
    fault.detail = std::move(detail);
    fault.way_out = std::move(way_out);
    faults_.push_back(std::move(fault));
}

void MeasureReader::only(const json::object& data, const std::vector<std::string>& known)
{
    for (const auto& [key, value] : data) {
        const std::string name(key);
        if (std::ranges::find(known, name) != known.end())
            continue;
        const auto near = nearest_name(name, known);
        fault(
            "unknown_key",
            {"计数口径里没有“" + name + "”这一项", "a measure has no key \"" + name + "\""},
            near ? Words{"是不是 " + *near + "？", "did you mean " + *near + "?"}
                 : Words{"可用：" + listed(known, "、"), "there are: " + listed(known, ", ")}
        );
    }
}

std::string MeasureReader::one_of(
    const json::object& data,
    std::string_view key,
    const std::vector<std::string>& known,
    std::string_view otherwise
)
{
    const json::value* const found = data.if_contains(key);
    if (!found)
        return std::string(otherwise);
    const std::string text = found->is_string() ? std::string(found->as_string()) : std::string();
    if (std::ranges::find(known, text) != known.end())
        return text;
    const auto near = nearest_name(text, known);
    const std::string shown(key);
    fault(
        "unknown_value", {shown + " 不能是“" + text + "”", shown + " cannot be \"" + text + "\""},
        near ? Words{"是不是 " + *near + "？", "did you mean " + *near + "?"}
             : Words{"可用：" + listed(known, "、"), "there are: " + listed(known, ", ")}
    );
    return known.front();
}

std::string MeasureReader::read_kind(const json::object& data)
{
    std::vector<std::string> known;
    for (const FactKind& kind : fact_kinds())
        known.emplace_back(kind.name);
    if (data.contains("of"))
        return one_of(data, "of", known, {});
    fault(
        "missing_key",
        {"缺少 of：数的是哪一类事实", "\"of\" is missing: the kind of fact to count"},
        {"可用：" + listed(known, "、"), "there are: " + listed(known, ", ")}
    );
    return {};
}

Measure::Window MeasureReader::read_window(const json::object& data, Measure::Window otherwise)
{
    if (!data.contains("window"))
        return otherwise;
    const std::string window = one_of(data, "window", windows, {});
    if (window == "phase")
        return Measure::Window::phase;
    return window == "circular" ? Measure::Window::circular : Measure::Window::asked;
}

// "rows", "sum(quantity)" or "distinct(occasion, employer)".
void MeasureReader::read_count(const json::object& data, Measure& measure)
{
    constexpr std::string_view distinct = "distinct(";
    const json::value* const found = data.if_contains("count");
    const std::string text = found && found->is_string() ? std::string(found->as_string()) : "";
    if (text == "rows") {
        measure.count = Measure::Count::rows;
    } else if (text == "sum(quantity)") {
        measure.count = Measure::Count::sum;
    } else if (text.starts_with(distinct) && text.ends_with(')')) {
        measure.count = Measure::Count::distinct;
        read_tuple(
            std::string_view(text).substr(distinct.size(), text.size() - distinct.size() - 1),
            measure
        );
    } else {
        fault(
            "bad_count",
            {found ? "count 不能是“" + text + "”" : "缺少 count：怎样数",
             found ? "count cannot be \"" + text + "\"" : "\"count\" is missing: how to count"},
            {"写 rows、sum(quantity) 或 distinct(occasion, employer)",
             "write rows, sum(quantity) or distinct(occasion, employer)"}
        );
    }
    const json::value* const once = data.if_contains("once_per");
    if (!once)
        return;
    if (!once->is_string() || once->as_string() != "item")
        fault(
            "unknown_value", {"once_per 只能是 item", "once_per can only be item"},
            {"写 once_per: item，或去掉", "write once_per: item, or leave it out"}
        );
    else if (measure.count != Measure::Count::sum)
        fault(
            "bad_count", {"once_per 只用于 sum(quantity)", "once_per goes with sum(quantity) only"},
            {"把 count 写作 sum(quantity)，或去掉 once_per",
             "write count: sum(quantity), or leave once_per out"}
        );
    measure.once_per_item = true;
}

void MeasureReader::read_tuple(std::string_view inside, Measure& measure)
{
    for (const std::string_view part : split(inside, ',')) {
        const std::string key(trim(part));
        const auto near = nearest_name(key, tuple_keys);
        if (std::ranges::find(tuple_keys, key) == tuple_keys.end())
            fault(
                "unknown_key", {"不能按“" + key + "”去重", "cannot count distinct \"" + key + "\""},
                near
                    ? Words{"是不是 " + *near + "？", "did you mean " + *near + "?"}
                    : Words{"可用：" + listed(tuple_keys, "、"), "there are: " + listed(tuple_keys, ", ")}
            );
        else if (std::ranges::find(measure.distinct, key) != measure.distinct.end())
            fault(
                "key_twice",
                {"去重项“" + key + "”写了两次", "\"" + key + "\" stands twice in distinct"},
                {"留一个", "keep one"}
            );
        else
            measure.distinct.push_back(key);
    }
}

const json::object* MeasureReader::member_object(const json::object& data, std::string_view key)
{
    const json::value* const found = data.if_contains(key);
    if (!found)
        return nullptr;
    if (found->is_object())
        return &found->as_object();
    const std::string name(key);
    fault(
        "wrong_type", {name + " 须是键值表", name + " must be a map"},
        {"写作 { 属性: 值 }", "write { attribute: value }"}
    );
    return nullptr;
}

std::vector<Condition> MeasureReader::read_conditions(
    const json::object& data,
    const std::string& kind
)
{
    std::vector<Condition> conditions;
    if (const json::object* const where = member_object(data, "where"))
        for (const auto& [name, wanted] : *where)
            read_condition(name, wanted, {}, kind, conditions);
    const json::object* const from_parameters = member_object(data, "where_param");
    if (!from_parameters)
        return conditions;
    const json::object* const where =
        data.if_contains("where") ? data.at("where").if_object() : nullptr;
    for (const auto& [name, key] : *from_parameters) {
        const std::string parameter =
            key.is_string() ? std::string(key.as_string()) : std::string();
        const auto value = parameter_ && !parameter.empty() ? parameter_(parameter) : std::nullopt;
        if (!value)
            fault(
                "unknown_parameter",
                {"没有参数“" + parameter + "”，或它当时尚未生效",
                 "there is no parameter \"" + parameter + "\", or it was not in force"},
                {"检查 params.yaml", "look into params.yaml"}
            );
        else if (where && where->contains(name))
            fault(
                "key_twice",
                {"属性“" + std::string(name) + "”同时写在 where 与 where_param 里",
                 "\"" + std::string(name) + "\" stands in both where and where_param"},
                {"留一处", "keep one of them"}
            );
        else
            read_condition(name, *value, parameter, kind, conditions);
    }
    return conditions;
}

void MeasureReader::read_condition(
    std::string_view name,
    const json::value& wanted,
    std::string_view parameter,
    const std::string& kind,
    std::vector<Condition>& conditions
)
{
    const FactKind* const fact_kind = find_fact_kind(kind);
    if (!fact_kind)
        return;  // told already
    std::vector<std::string> known(fact_kind->attributes.begin(), fact_kind->attributes.end());
    const AttributeKind* const attribute = find_fact_attribute(name);
    if (!attribute || std::ranges::find(known, name) == known.end()) {
        const auto near = nearest_name(name, known);
        fault(
            "unknown_attribute",
            {"“" + std::string(fact_kind->zh) + "”（" + kind + "）没有属性“" + std::string(name) +
                 "”",
             kind + " has no attribute \"" + std::string(name) + "\""},
            near ? Words{"是不是 " + *near + "？", "did you mean " + *near + "?"}
                 : Words{"可用：" + listed(known, "、"), "there are: " + listed(known, ", ")}
        );
        return;
    }
    Condition condition;
    condition.attribute = name;
    condition.parameter = parameter;
    const json::string* const text = wanted.if_string();
    if (attribute->type == AttributeType::date && text && *text == "by_cutoff") {
        condition.kind = Condition::Kind::by_cutoff;
    } else if (attribute->type == AttributeType::date && text && *text == "open_at_cutoff") {
        condition.kind = Condition::Kind::open_at_cutoff;
    } else if (attribute->type == AttributeType::integer && wanted.is_object()) {
        if (read_range(wanted.as_object(), condition, conditions))
            return;
    } else if (read_values(wanted, attribute->type, condition)) {
        conditions.push_back(std::move(condition));
        return;
    }
    if (condition.kind != Condition::Kind::one_of) {
        conditions.push_back(std::move(condition));
        return;
    }
    static constexpr const char* forms_zh[] = {
        "一个文本，或文本列表", "true 或 false",
        "整数、整数列表，或 { at_least: n }、{ at_most: n }", "日期、by_cutoff 或 open_at_cutoff"
    };
    static constexpr const char* forms_en[] = {
        "a text or a list of texts", "true or false",
        "an integer, a list of them, { at_least: n } or { at_most: n }",
        "a day, by_cutoff or open_at_cutoff"
    };
    const auto type = static_cast<std::size_t>(attribute->type);
    const std::string source =
        parameter.empty() ? "" : "（取自参数 " + std::string(parameter) + "）";
    fault(
        "wrong_type",
        {"“" + std::string(name) + "”的值类型不对" + source,
         "the value for \"" + std::string(name) + "\" is of another type"},
        {std::string("应为") + forms_zh[type], std::string("it should be ") + forms_en[type]}
    );
}

// False when it is no range.
bool MeasureReader::read_range(
    const json::object& range,
    const Condition& base,
    std::vector<Condition>& to
)
{
    only(range, range_keys);
    bool any = false;
    for (const std::string& key : range_keys) {
        const json::value* const bound = range.if_contains(key);
        if (!bound)
            continue;
        if (!bound->is_int64())
            return false;
        Condition condition = base;
        condition.kind = key == "at_least" ? Condition::Kind::at_least : Condition::Kind::at_most;
        condition.bound = bound->as_int64();
        to.push_back(std::move(condition));
        any = true;
    }
    return any;
}

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

bool MeasureReader::read_values(const json::value& wanted, AttributeType type, Condition& condition)
{
    if (const json::array* const list = wanted.if_array())
        condition.values.assign(list->begin(), list->end());
    else
        condition.values = {wanted};
    return !condition.values.empty() &&
           std::ranges::all_of(condition.values, [&](const json::value& value) {
               return fits(value, type);
           });
}

Measure::Among MeasureReader::read_among(const json::object& data)
{
    only(data, among_keys);
    Measure::Among among;
    among.kind = read_kind(data);
    among.same = one_of(data, "same", same_keys, "employer");
    among.where = read_conditions(data, among.kind);
    among.window = read_window(data, Measure::Window::circular);
    return among;
}

Measure MeasureReader::read(const json::object& data)
{
    only(data, measure_keys);
    Measure measure;
    measure.kind = read_kind(data);
    read_count(data, measure);
    measure.where = read_conditions(data, measure.kind);
    if (const json::object* const among = member_object(data, "among"))
        measure.among = read_among(*among);
    measure.window = read_window(data, Measure::Window::phase);
    return measure;
}

}  // namespace

Result<Measure> Measure::read(
    const json::object& data,
    std::string_view place,
    const ParameterLookUp& parameter
)
{
    MeasureReader reader(place, parameter);
    Measure measure = reader.read(data);
    if (reader.faults().empty())
        return measure;
    const Fault& first = reader.faults().front();
    return refuse(
        Refusal::invalid_input, "bad_measure",
        std::string(place) + "：计数口径有误：" + first.detail.zh + "；" + first.way_out.zh,
        std::string(place) + ": the measure is wrong: " + first.detail.en + "; " + first.way_out.en,
        reader.faults()
    );
}

}  // namespace beihui

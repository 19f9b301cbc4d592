#include "domain/measure.hpp"

#include "base/text.hpp"
#include "domain/measure_reader.hpp"

#include <algorithm>

namespace beihui
{
namespace
{

const std::vector<std::string> measure_keys = {
    "of",    "count",  "once_per",     "where",  "where_param",
    "among", "window", "window_param", "within", "by",
};
const std::vector<std::string> among_keys = {
    "of", "same", "where", "where_param", "window", "window_param",
};
const std::vector<std::string> tuple_keys = {
    "occasion", "employer", "person", "item", "organisation",
};
const std::vector<std::string> same_keys = {"employer", "person", "item"};
const std::vector<std::string> group_keys = {"employer", "person", "item", "organisation"};

std::string listed(const std::vector<std::string>& names, std::string_view between)
{
    std::string text;
    for (const std::string& name : names)
        text += (text.empty() ? "" : std::string(between)) + name;
    return text;
}

class MeasureReader
{
public:
    MeasureReader(const ParameterLookUp& parameter, Measure::Use use, MeasureFaults& faults)
        : parameter_(parameter), use_(use), faults_(faults)
    {}

    Measure read(const json::object& data)
    {
        faults_.only(data, measure_keys);
        Measure measure;
        measure.kind = read_kind(data);
        read_count(data, measure);
        read_once_per(data, measure);
        measure.where = read_conditions(data, measure.kind, parameter_, faults_);
        if (const json::object* const among = faults_.member_object(data, "among"))
            measure.among = read_among(*among);
        WindowRead window = read_window(data, Measure::Window::phase, parameter_, faults_);
        measure.window = window.window;
        measure.days = std::move(window.days);
        read_within(data, measure);
        read_by(data, measure);
        return measure;
    }

private:
    std::string read_kind(const json::object& data)
    {
        std::vector<std::string> known;
        for (const FactKind& kind : fact_kinds())
            known.emplace_back(kind.name);
        if (data.contains("of"))
            return faults_.one_of(data, "of", known, {});
        faults_.add(
            "missing_key",
            {"缺少 of：数的是哪一类事实", "\"of\" is missing: the kind of fact to count"},
            {"可用：" + listed(known, "、"), "there are: " + listed(known, ", ")}
        );
        return {};
    }

    // "rows", "sum(quantity)" or "distinct(occasion, employer)".
    void read_count(const json::object& data, Measure& measure)
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
            faults_.add(
                "bad_count",
                {found ? "count 不能是“" + text + "”" : "缺少 count：怎样数",
                 found ? "count cannot be \"" + text + "\"" : "\"count\" is missing: how to count"},
                {"写 rows、sum(quantity) 或 distinct(occasion, employer)",
                 "write rows, sum(quantity) or distinct(occasion, employer)"}
            );
        }
    }

    void read_tuple(std::string_view inside, Measure& measure)
    {
        for (const std::string_view part : split(inside, ',')) {
            const std::string key(trim(part));
            if (std::ranges::find(tuple_keys, key) == tuple_keys.end())
                faults_.add_unknown(
                    "unknown_key",
                    {"不能按“" + key + "”去重", "cannot count distinct \"" + key + "\""}, key,
                    tuple_keys
                );
            else if (std::ranges::find(measure.distinct, key) != measure.distinct.end())
                faults_.add(
                    "key_twice",
                    {"去重项“" + key + "”写了两次", "\"" + key + "\" stands twice in distinct"},
                    {"留一个", "keep one"}
                );
            else
                measure.distinct.push_back(key);
        }
    }

    void read_once_per(const json::object& data, Measure& measure)
    {
        const json::value* const once = data.if_contains("once_per");
        if (!once)
            return;
        if (!once->is_string() || once->as_string() != "item")
            faults_.add(
                "unknown_value", {"once_per 只能是 item", "once_per can only be item"},
                {"写 once_per: item，或去掉", "write once_per: item, or leave it out"}
            );
        else if (measure.count != Measure::Count::sum)
            faults_.add(
                "bad_count",
                {"once_per 只用于 sum(quantity)", "once_per goes with sum(quantity) only"},
                {"把 count 写作 sum(quantity)，或去掉 once_per",
                 "write count: sum(quantity), or leave once_per out"}
            );
        measure.once_per_item = true;
    }

    Measure::Among read_among(const json::object& data)
    {
        faults_.only(data, among_keys);
        Measure::Among among;
        among.kind = read_kind(data);
        among.same = faults_.one_of(data, "same", same_keys, "employer");
        among.where = read_conditions(data, among.kind, parameter_, faults_);
        WindowRead window = read_window(data, Measure::Window::circular, parameter_, faults_);
        among.window = window.window;
        among.days = std::move(window.days);
        return among;
    }

    // A cell of a table is one number for a whole subtree.
    bool refused_in_column(const json::object& data, const std::string& key)
    {
        if (use_ == Measure::Use::need || !data.contains(key))
            return false;
        faults_.add(
            "RP1230",
            {"附件的列不能写 " + key + "：一格是一个数，数的是所选单位的全部",
             "a column of an annex has no " + key + ": its cell is one number for all"},
            {"去掉 " + key + "；要分开数的写在规则的 needs 里",
             "leave " + key + " out; what is counted apart goes into the needs of a rule"}
        );
        return true;
    }

    void read_within(const json::object& data, Measure& measure)
    {
        if (refused_in_column(data, "within"))
            return;
        if (faults_.one_of(data, "within", {"organisation", "case"}, "organisation") == "case")
            measure.within = Measure::Within::the_case;
    }

    void read_by(const json::object& data, Measure& measure)
    {
        const json::value* const by = data.if_contains("by");
        if (refused_in_column(data, "by") || !by)
            return;
        std::vector<std::string> known = group_keys;
        if (const FactKind* const kind = find_fact_kind(measure.kind))
            for (const std::string_view name : kind->attributes)
                if (find_fact_attribute(name)->type == AttributeType::text)
                    known.emplace_back(name);
        const std::string name = by->is_string() ? std::string(by->get_string()) : std::string();
        if (std::ranges::find(known, name) != known.end())
            measure.by = name;
        else
            faults_.add_unknown(
                "RP1232",
                {"“" + measure.kind + "”不能按“" + name + "”分开数",
                 measure.kind + " cannot be counted by \"" + name + "\""},
                name, known
            );
    }

    const ParameterLookUp& parameter_;
    Measure::Use use_;
    MeasureFaults& faults_;
};

}  // namespace

void MeasureFaults::add(std::string code, Words detail, Words way_out)
{
    Fault fault;
    fault.where = place_;
    fault.code = std::move(code);
    fault.detail = std::move(detail);
    fault.way_out = std::move(way_out);
    faults_.push_back(std::move(fault));
}

void MeasureFaults::add_unknown(
    std::string code,
    Words detail,
    std::string_view typed,
    const std::vector<std::string>& known
)
{
    const auto near = nearest_name(typed, known);
    add(std::move(code), std::move(detail),
        near ? Words{"是不是 " + *near + "？", "did you mean " + *near + "?"}
             : Words{"可用：" + listed(known, "、"), "there are: " + listed(known, ", ")});
}

void MeasureFaults::only(const json::object& data, const std::vector<std::string>& known)
{
    for (const auto& [key, value] : data) {
        const std::string name(key);
        if (std::ranges::find(known, name) == known.end())
            add_unknown(
                "unknown_key",
                {"计数口径里没有“" + name + "”这一项", "a measure has no key \"" + name + "\""},
                name, known
            );
    }
}

std::string MeasureFaults::one_of(
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
    const std::string shown(key);
    add_unknown(
        "unknown_value", {shown + " 不能是“" + text + "”", shown + " cannot be \"" + text + "\""},
        text, known
    );
    return known.front();
}

const json::object* MeasureFaults::member_object(const json::object& data, std::string_view key)
{
    const json::value* const found = data.if_contains(key);
    if (!found)
        return nullptr;
    if (found->is_object())
        return &found->as_object();
    const std::string name(key);
    add("wrong_type", {name + " 须是键值表", name + " must be a map"},
        {"写作 { 属性: 值 }", "write { attribute: value }"});
    return nullptr;
}

Result<Measure> Measure::read(
    const json::object& data,
    std::string_view place,
    const ParameterLookUp& parameter,
    Use use
)
{
    MeasureFaults faults(place);
    Measure measure = MeasureReader(parameter, use, faults).read(data);
    if (faults.all().empty())
        return measure;
    const Fault& first = faults.all().front();
    return refuse(
        Refusal::invalid_input, "bad_measure",
        std::string(place) + "：计数口径有误：" + first.detail.zh + "；" + first.way_out.zh,
        std::string(place) + ": the measure is wrong: " + first.detail.en + "; " + first.way_out.en,
        faults.all()
    );
}

std::vector<std::string> Measure::parameters_in(const json::object& data)
{
    std::vector<std::string> keys;
    const auto add = [&](const json::value& key) {
        if (key.is_string())
            keys.emplace_back(key.get_string());
    };
    const auto add_all = [&](const json::object& from) {
        const json::value* const used = from.if_contains("where_param");
        if (used && used->is_object())
            for (const auto& [attribute, key] : used->get_object())
                add(key);
        if (const json::value* const window = from.if_contains("window_param"))
            add(*window);
    };
    add_all(data);
    const json::value* const among = data.if_contains("among");
    if (among && among->is_object())
        add_all(among->get_object());
    return keys;
}

}  // namespace beihui

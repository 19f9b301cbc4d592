#include "rules/overlay.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <cctype>
#include <compare>
#include <set>

namespace beihui::rules
{
namespace
{

// A number by its digits, without zeros that say nothing; exact at any length.
struct Decimal
{
    bool negative = false;
    std::string whole;
    std::string fraction;
};

bool are_digits(std::string_view text)
{
    return !text.empty() &&
           std::ranges::all_of(text, [](unsigned char c) { return std::isdigit(c) != 0; });
}

std::optional<Decimal> decimal_of(const json::value& value)
{
    std::string text = value.is_int64()    ? std::to_string(value.get_int64())
                       : value.is_string() ? std::string(value.get_string())
                                           : std::string();
    Decimal read;
    read.negative = text.starts_with('-');
    if (read.negative)
        text.erase(0, 1);
    const std::size_t point = text.find('.');
    read.whole = text.substr(0, point);
    if (point != std::string::npos)
        read.fraction = text.substr(point + 1);
    if (!are_digits(read.whole) || (point != std::string::npos && !are_digits(read.fraction)))
        return std::nullopt;
    read.whole.erase(0, read.whole.find_first_not_of('0'));
    read.fraction.erase(read.fraction.find_last_not_of('0') + 1);
    if (read.whole.empty() && read.fraction.empty())
        read.negative = false;
    return read;
}

std::strong_ordering order_of(const Decimal& a, const Decimal& b)
{
    if (a.negative != b.negative)
        return a.negative ? std::strong_ordering::less : std::strong_ordering::greater;
    const auto size = a.whole.size() <=> b.whole.size();
    const auto whole = size != 0 ? size : a.whole <=> b.whole;
    const auto order = whole != 0 ? whole : a.fraction <=> b.fraction;
    return a.negative ? 0 <=> order : order;
}

// "12:00", "24:00": five characters that compare as texts.
bool is_clock_time(std::string_view text)
{
    return text.size() == 5 && text[2] == ':' && are_digits(text.substr(0, 2)) &&
           are_digits(text.substr(3));
}

std::optional<std::strong_ordering> order_of_texts(std::string_view a, std::string_view b)
{
    const auto first = Date::parse(a);
    const auto second = Date::parse(b);
    if (first && second)
        return *first <=> *second;
    if (is_clock_time(a) && is_clock_time(b))
        return a <=> b;
    return std::nullopt;
}

// Whether `a` asks for more than `b`; none when they cannot be compared.
std::optional<bool> is_tighter(const Parameter& base, const json::value& a, const json::value& b)
{
    const auto order = compare_values(a, b);
    if (!order || base.tighter.empty())
        return std::nullopt;
    return base.tighter == "higher" ? *order > 0 : *order < 0;
}

std::string source_of(const Pack& pack, const ParameterValue& value)
{
    const std::string from = value.clause.empty() ? "口径 " + value.interpretation : value.clause;
    return from + "（" + pack.folder + "，" + value.line + "）";
}

std::string shown(const json::value& value)
{
    return value.is_string() ? std::string(value.get_string()) : json::serialize(value);
}

// The values of the base parameter that hold on some day on which `value` does.
std::vector<const ParameterValue*> held_with(
    const Parameter& base,
    const Parameter& override,
    const ParameterValue& value
)
{
    std::optional<Date> until;
    for (const ParameterValue& other : override.values)
        if (other.from > value.from && (!until || other.from < *until))
            until = other.from;
    std::vector<const ParameterValue*> held;
    if (const ParameterValue* const first = base.on(value.from))
        held.push_back(first);
    for (const ParameterValue& own : base.values)
        if (own.from > value.from && (!until || own.from < *until))
            held.push_back(&own);
    return held;
}

void check_value(
    const Pack& overlay,
    const Pack& base,
    const Parameter& parameter,
    const ParameterValue& value,
    const ParameterValue& own,
    Faults& faults
)
{
    const auto tighter = is_tighter(parameter, own.value, value.value);
    const std::string name = base.id + " 的 " + parameter.key;
    const std::string name_en = parameter.key + " of " + base.id;
    const std::string sources = source_of(overlay, value) + "，通知 " + source_of(base, own);
    if (!tighter)
        faults.add(
            {value.line, 0, 0}, "RP1246",
            name + " 的值 " + shown(own.value) + " 与 " + shown(value.value) + " 不能比较：" +
                sources,
            "the values " + shown(own.value) + " and " + shown(value.value) + " of " + name_en +
                " cannot be compared: " + sources,
            "两边都写整数、小数（文字）、日期或时刻",
            "write integers, decimals as text, days or times"
        );
    else if (*tighter && !parameter.relaxable)
        faults.add(
            {value.line, 0, 0}, "RP1245",
            "不能放宽 " + name + "：由 " + shown(own.value) + " 改为 " + shown(value.value) +
                "；地方 " + sources,
            name_en + " may not be loosened from " + shown(own.value) + " to " +
                shown(value.value) + ": local " + sources,
            "只能往 " + parameter.tighter + "（higher 更大、lower 更小）改；确可放宽的，由 " +
                base.id + " 写 relaxable: true",
            "move it " + parameter.tighter + " only, or have " + base.id + " say relaxable: true"
        );
}

}  // namespace

std::optional<std::strong_ordering> compare_values(const json::value& a, const json::value& b)
{
    const auto first = decimal_of(a);
    const auto second = decimal_of(b);
    if (first && second)
        return order_of(*first, *second);
    if (a.is_string() && b.is_string())
        return order_of_texts(a.get_string(), b.get_string());
    if (a.is_bool() && b.is_bool())
        return a.get_bool() <=> b.get_bool();
    return std::nullopt;
}

ValueInForce value_in_force(
    const Pack& base,
    const Parameter& parameter,
    std::span<const Pack* const> bound,
    Date day
)
{
    const ParameterValue* const own = parameter.on(day);
    ValueInForce found{&base, own, nullptr};
    bool is_own = true;
    for (const Pack* const pack : bound)
        for (const Override& override : pack->overrides) {
            if (override.pack != base.id || override.parameter.key != parameter.key)
                continue;
            const ParameterValue* const value = override.parameter.on(day);
            if (!value)
                continue;
            const bool any = !found.value || (is_own && parameter.relaxable);
            if (!any && !is_tighter(parameter, value->value, found.value->value).value_or(false))
                continue;
            found = {pack, value, own};
            is_own = false;
        }
    return found;
}

std::optional<json::value> value_of(
    const Pack& base,
    std::string_view key,
    std::span<const Pack* const> bound,
    Date day
)
{
    const Parameter* const known = base.parameter(key);
    if (!known)
        return std::nullopt;
    const ValueInForce found = value_in_force(base, *known, bound, day);
    return found.value ? std::optional(found.value->value) : std::nullopt;
}

std::optional<Amended> amendment_of(
    const Pack& amended,
    std::string_view clause,
    std::span<const Pack* const> bound,
    Date day
)
{
    for (const Pack* const pack : bound)
        for (const Amendment& amendment : pack->amends)
            if (amendment.pack == amended.id && amendment.clause == clause && amendment.from <= day)
                return Amended{pack, &amendment};
    return std::nullopt;
}

void check_overrides(const Pack& overlay, const Pack& base, Faults& faults)
{
    std::vector<std::string> known;
    for (const Parameter& parameter : base.parameters)
        known.push_back(parameter.key);
    for (const Override& override : overlay.overrides) {
        if (override.pack != base.id)
            continue;
        const std::string& key = override.parameter.key;
        const Parameter* const parameter = base.parameter(key);
        const auto near = nearest_name(key, known);
        if (!parameter) {
            faults.add(
                {override.line, 0, 0}, "RP1243", base.id + " 没有参数 " + key,
                base.id + " has no parameter " + key, near ? "是不是 " + *near + "？" : "",
                near ? "did you mean " + *near + "?" : ""
            );
            continue;
        }
        if (parameter->tighter.empty()) {
            const ParameterValue& value = override.parameter.values.front();
            faults.add(
                {override.line, 0, 0}, "RP1244",
                base.id + " 没有写明 " + key + " 往哪个方向是从严，不能由地方改：地方 " +
                    source_of(overlay, value) + "，通知 " +
                    source_of(base, parameter->values.front()),
                base.id + " does not say which way " + key +
                    " tightens, so no overlay may move it: "
                    "local " +
                    source_of(overlay, value) + ", circular " +
                    source_of(base, parameter->values.front()),
                "由 " + base.id + " 在 params.yaml 写 tighter: higher 或 lower",
                "have " + base.id + " say tighter: higher or lower in its params.yaml"
            );
            continue;
        }
        for (const ParameterValue& value : override.parameter.values)
            for (const ParameterValue* const own : held_with(*parameter, override.parameter, value))
                check_value(overlay, base, *parameter, value, *own, faults);
    }
}

void check_amendments(const Pack& amending, const Pack& amended, Faults& faults)
{
    std::vector<std::string> known;
    for (const Clause& clause : amended.clauses)
        known.push_back(clause.id);
    for (const Amendment& amendment : amending.amends) {
        if (amendment.pack != amended.id || amended.clause(amendment.clause))
            continue;
        const auto near = nearest_name(amendment.clause, known);
        faults.add(
            {amendment.line, 0, 0}, "RP1247", amended.id + " 没有条款 " + amendment.clause,
            amended.id + " has no clause " + amendment.clause, near ? "是不是 " + *near + "？" : "",
            near ? "did you mean " + *near + "?" : ""
        );
    }
}

}  // namespace beihui::rules

#include "storage/measure_words.hpp"

#include <algorithm>
#include <array>

namespace beihui::storage
{
namespace
{

std::string day_zh(Date day)
{
    return std::to_string(day.year()) + "年" + std::to_string(day.month()) + "月" +
           std::to_string(day.day()) + "日";
}

// A day as it stands in an attribute, for people; the text itself when it is none.
std::string day_zh(std::string_view text)
{
    const auto day = Date::parse(text);
    return day ? day_zh(*day) : std::string(text);
}

std::string shown(const json::value& value)
{
    if (value.is_int64())
        return std::to_string(value.as_int64());
    if (value.is_bool())
        return value.as_bool() ? "是" : "否";
    return value.is_string() ? day_zh(std::string_view(value.as_string())) : std::string();
}

std::string listed(const std::vector<json::value>& values, std::string_view between)
{
    std::string text;
    for (const json::value& value : values)
        text += (text.empty() ? "" : std::string(between)) + shown(value);
    return text;
}

std::string english(std::string_view name)
{
    std::string words(name);
    std::ranges::replace(words, '_', ' ');
    return words;
}

// What one says when a yes-or-no attribute is no. 已… and 属于… follow a rule; these do not.
struct Denial
{
    std::string_view attribute;
    std::string_view zh;
};
constexpr std::array denials = {
    Denial{"active", "已终止，或不在有效期内"},
    Denial{"attended", "未到会"},
    Denial{"campus", "不是进校招聘"},
    Denial{"enterprise", "不属于企业"},
    Denial{"estimated", "不是估计值"},
    Denial{"helped", "没有帮扶人"},
    Denial{"known_after_due", "截止前已知悉"},
    Denial{"newly_opened", "不是新开拓"},
    Denial{"on_time", "未按时"},
    Denial{"open", "已办结"},
    Denial{"outstanding", "不是优秀项目"},
    Denial{"planned", "没有帮扶计划"},
    Denial{"srdi", "当日不是有效的专精特新企业"},
};

std::string denied(const AttributeKind& attribute)
{
    constexpr std::string_view done = "已";
    const auto* const found = std::ranges::find(denials, attribute.name, &Denial::attribute);
    if (found != denials.end())
        return std::string(found->zh);
    if (attribute.zh.starts_with(done))
        return "未" + std::string(attribute.zh.substr(done.size()));
    return "不是“" + std::string(attribute.zh) + "”";
}

Words why_not_one_of(
    const AttributeKind& attribute,
    const Condition& condition,
    const json::value& value
)
{
    const std::string name = english(attribute.name);
    if (attribute.type == AttributeType::boolean)
        return value.as_bool() ? Words{std::string(attribute.zh), name}
                               : Words{denied(attribute), "not " + name};
    const std::string zh = std::string(attribute.zh) + "为" + shown(value);
    const std::string en = name + " is " + shown(value);
    if (condition.values.size() == 1)
        return {
            zh + "，不是" + shown(condition.values.front()),
            en + ", not " + shown(condition.values.front())
        };
    return {
        zh + "，不在" + listed(condition.values, "、") + "之内",
        en + ", none of " + listed(condition.values, ", ")
    };
}

Words why_condition(const Condition& condition, const CountAsked& asked, const Fact& fact)
{
    const AttributeKind& attribute = *find_fact_attribute(condition.attribute);
    const std::string zh(attribute.zh);
    const std::string en = english(attribute.name);
    const json::value* const value = fact.attributes.if_contains(condition.attribute);
    const bool unknown =
        !value || value->is_null() || (value->is_string() && value->as_string().empty());
    if (unknown)
        return {"没有登记“" + zh + "”", en + " is not recorded"};
    const std::string bound = std::to_string(condition.bound);
    const auto compared = [&](std::string_view not_zh, std::string_view not_en, Date day) {
        return Words{
            zh + "为" + shown(*value) + "，" + std::string(not_zh) + day_zh(day),
            en + " is " + std::string(value->as_string()) + ", " + std::string(not_en) + day.text()
        };
    };
    switch (condition.kind) {
    case Condition::Kind::one_of: return why_not_one_of(attribute, condition, *value);
    case Condition::Kind::at_least:
        return {
            zh + "为" + shown(*value) + "，少于" + bound,
            en + " is " + shown(*value) + ", below " + bound
        };
    case Condition::Kind::at_most:
        return {
            zh + "为" + shown(*value) + "，多于" + bound,
            en + " is " + shown(*value) + ", above " + bound
        };
    case Condition::Kind::not_before: return compared("早于", "before ", condition.day);
    case Condition::Kind::not_after:  return compared("晚于", "after ", condition.day);
    case Condition::Kind::by_cutoff:
        return compared("晚于截止日", "after the cut-off ", asked.cutoff);
    case Condition::Kind::open_at_cutoff:
        return compared("不晚于截止日", "not after the cut-off ", asked.cutoff);
    case Condition::Kind::opened_in_window:
        return compared(
            "早于统计期首日", "before the first day of the period ", asked.window.front().first
        );
    }
    return {};
}

Words why_window(const CountAsked& asked, Date on)
{
    if (asked.window.empty())
        return {
            day_zh(on) + "不在统计期内：所选日期没有一天在统计期内",
            on.text() + " is outside: none of the days asked lies in the period"
        };
    std::string zh;
    std::string en;
    for (const auto& [first, last] : asked.window) {
        zh += (zh.empty() ? "" : "、") + day_zh(first) + "至" + day_zh(last);
        en += (en.empty() ? "" : ", ") + first.text() + " to " + last.text();
    }
    return {
        day_zh(on) + "不在统计期内（" + zh + "）", on.text() + " is outside the period (" + en + ")"
    };
}

struct KeyWords
{
    std::string_view key;
    std::string_view zh;
    std::string_view en;
};
constexpr std::array key_words = {
    KeyWords{"occasion", "活动", "occasion"},         KeyWords{"employer", "企业", "employer"},
    KeyWords{"person", "毕业生", "person"},           KeyWords{"item", "编号", "item"},
    KeyWords{"organisation", "单位", "organisation"},
};

const KeyWords& words_of_key(std::string_view key)
{
    return *std::ranges::find(key_words, key, &KeyWords::key);
}

// What the other fact must be like: “已完成、方式为实地”.
std::string terms_of(const std::vector<Condition>& conditions)
{
    std::string terms;
    for (const Condition& condition : conditions) {
        const AttributeKind& attribute = *find_fact_attribute(condition.attribute);
        terms += terms.empty() ? "" : "、";
        if (condition.kind != Condition::Kind::one_of)
            terms += attribute.zh;
        else if (attribute.type == AttributeType::boolean)
            terms +=
                condition.values.front().as_bool() ? std::string(attribute.zh) : denied(attribute);
        else
            terms += std::string(attribute.zh) + "为" + listed(condition.values, "或");
    }
    return terms;
}

// One condition as one says it of what counts: “方式为线下或线上”, “签订日期不晚于截止日”.
Words said(const Condition& condition)
{
    const AttributeKind& attribute = *find_fact_attribute(condition.attribute);
    const std::string zh(attribute.zh);
    const std::string en = english(attribute.name);
    const std::string bound = std::to_string(condition.bound);
    switch (condition.kind) {
    case Condition::Kind::one_of:
        if (attribute.type == AttributeType::boolean)
            return condition.values.front().as_bool() ? Words{zh, en}
                                                      : Words{denied(attribute), "not " + en};
        return {
            zh + "为" + listed(condition.values, "或"), en + " " + listed(condition.values, "/")
        };
    case Condition::Kind::at_least: return {zh + "不少于" + bound, en + " at least " + bound};
    case Condition::Kind::at_most:  return {zh + "不多于" + bound, en + " at most " + bound};
    case Condition::Kind::not_before:
        return {zh + "不早于" + day_zh(condition.day), en + " from " + condition.day.text()};
    case Condition::Kind::not_after:
        return {zh + "不晚于" + day_zh(condition.day), en + " until " + condition.day.text()};
    case Condition::Kind::by_cutoff: return {zh + "不晚于截止日", en + " by the cut-off"};
    case Condition::Kind::open_at_cutoff:
        return {"截止日时" + zh + "未到或没有", en + " none or after the cut-off"};
    case Condition::Kind::opened_in_window:
        return {zh + "不早于统计期首日或没有", en + " none or within the period"};
    }
    return {};
}

Words said(const std::vector<Condition>& conditions)
{
    Words all;
    for (const Condition& condition : conditions) {
        const Words one = said(condition);
        all.zh += (all.zh.empty() ? "" : "、") + one.zh;
        all.en += (all.en.empty() ? "" : ", ") + one.en;
    }
    return all;
}

Words counted_how(const Measure& measure)
{
    if (measure.count == Measure::Count::rows)
        return {"每条计 1", "each counts 1"};
    if (measure.count == Measure::Count::sum)
        return measure.once_per_item
                   ? Words{"数量相加，同一编号只计数量最大的一次", "quantities are added, of each item its largest once"}
                   : Words{"数量相加", "quantities are added"};
    Words keys;
    for (const std::string& key : measure.distinct) {
        const bool trip = key == "occasion" && measure.kind == "visit";
        const KeyWords& words = words_of_key(key);
        keys.zh += (keys.zh.empty() ? "" : "、") + std::string("同一") +
                   (trip ? "次走访" : std::string(words.zh));
        keys.en += (keys.en.empty() ? "" : ", ") + std::string(words.en);
    }
    return {keys.zh + "只计一次", "once for each " + keys.en};
}

Words counted_when(const Measure& measure)
{
    switch (measure.window) {
    case Measure::Window::phase:
        return {"只计所选日期中在行动各阶段内的", "of the days asked, those within a phase"};
    case Measure::Window::circular: return {"计整个行动期间的", "over the whole campaign"};
    case Measure::Window::asked:    return {"计所选日期内的", "over the days asked"};
    case Measure::Window::given:    return {"计规则写明的日期内的", "over the days the rule names"};
    }
    return {};
}

Words why_among(const Measure::Among& among, const Fact& fact)
{
    const std::string_view key = among.same;
    const std::string& value =
        key == "employer" ? fact.employer : (key == "person" ? fact.person : fact.item);
    const KeyWords& same = words_of_key(key);
    if (value.empty())
        return {"没有登记" + std::string(same.zh), "no " + std::string(same.en) + " is recorded"};
    const std::string zh(find_fact_kind(among.kind)->zh);
    const std::string period =
        among.window == Measure::Window::circular ? "本次行动期间" : "统计期内";
    const std::string terms = among.where.empty() ? "" : "（须" + terms_of(among.where) + "）";
    const bool visited = among.kind == "visit" && key == "employer";
    return {
        visited ? period + "没有走访过该企业" + terms
                : period + "没有该" + std::string(same.zh) + "的" + zh + "记录" + terms,
        "no " + english(among.kind) + " of the same " + std::string(same.en) + " in the period",
    };
}

Words why_no_group(const std::string& by)
{
    const AttributeKind* const attribute = find_fact_attribute(by);
    const std::string zh(attribute ? attribute->zh : words_of_key(by).zh);
    const std::string en(attribute ? attribute->name : words_of_key(by).en);
    return {
        "没有登记“" + zh + "”，不知归入哪一组",
        "no " + english(en) + " is recorded, so it belongs to no group"
    };
}

}  // namespace

Words why_left_out(
    const Measure& measure,
    const CountAsked& asked,
    const MeasureStep& step,
    const Fact& fact
)
{
    switch (step.kind) {
    case MeasureStep::Kind::window: return why_window(asked, fact.on);
    case MeasureStep::Kind::condition:
        return why_condition(measure.where.at(step.index), asked, fact);
    case MeasureStep::Kind::key: {
        const KeyWords& key = words_of_key(measure.distinct.at(step.index));
        return {
            "没有登记" + std::string(key.zh) + "，无法判断是否重复",
            "no " + std::string(key.en) + " is recorded, so a repeat cannot be told"
        };
    }
    case MeasureStep::Kind::group: return why_no_group(measure.by);
    case MeasureStep::Kind::among: return why_among(measure.among.value(), fact);
    }
    return {};
}

Words why_repeat(const Measure& measure)
{
    if (measure.count == Measure::Count::sum)
        return {
            "已计入（同一编号，取数量最大的一次）",
            "counted already (same item, its largest quantity)"
        };
    std::string zh;
    std::string en;
    for (const std::string& key : measure.distinct) {
        const KeyWords& words = words_of_key(key);
        const bool trip = key == "occasion" && measure.kind == "visit";
        zh += (zh.empty() ? "" : "、") + std::string("同一") +
              (trip ? "次走访" : std::string(words.zh));
        en += (en.empty() ? "" : ", ") + std::string("same ") + std::string(words.en);
    }
    return {"已计入（" + zh + "）", "counted already (" + en + ")"};
}

Words formula_of(const Measure& measure)
{
    const std::string zh(find_fact_kind(measure.kind)->zh);
    const std::string en = english(measure.kind);
    Words formula{"数" + zh + "记录", "counts records of " + en};
    if (const Words terms = said(measure.where); !terms.zh.empty()) {
        formula.zh += "，须" + terms.zh;
        formula.en += " that are: " + terms.en;
    }
    if (measure.among) {
        const KeyWords& same = words_of_key(measure.among->same);
        const Words terms = said(measure.among->where);
        formula.zh += "；且同一" + std::string(same.zh) + "须有" +
                      std::string(find_fact_kind(measure.among->kind)->zh) + "记录" +
                      (terms.zh.empty() ? "" : "（" + terms.zh + "）");
        formula.en += "; the same " + std::string(same.en) + " also has " +
                      english(measure.among->kind) +
                      (terms.en.empty() ? "" : " (" + terms.en + ")");
    }
    const Words how = counted_how(measure);
    const Words when = counted_when(measure);
    formula.zh += "；" + how.zh + "；" + when.zh + "。";
    formula.en += "; " + how.en + "; " + when.en + ".";
    return formula;
}

}  // namespace beihui::storage

#include "storage/kept_question.hpp"

#include "history/canonical.hpp"

#include <algorithm>
#include <array>

namespace beihui::storage
{
namespace
{

// Raised when the same question is counted otherwise: what was kept before answers none any more.
constexpr std::int64_t form_of_questions = 1;

constexpr std::array<std::string_view, 3> kept_counts = {"rows", "distinct", "sum"};
constexpr std::array<std::string_view, 8> kept_conditions = {"one_of",         "at_least",
                                                             "at_most",        "not_before",
                                                             "not_after",      "by_cutoff",
                                                             "open_at_cutoff", "opened_in_window"};

template <class Enumerator, std::size_t Size>
Enumerator read_name(const std::array<std::string_view, Size>& names, std::string_view name)
{
    const auto found = std::ranges::find(names, name);
    if (found == names.end())
        throw std::invalid_argument("unknown name in a kept question");
    return static_cast<Enumerator>(found - names.begin());
}

json::array texts(const std::vector<std::string>& list)
{
    json::array array;
    for (const std::string& text : list)
        array.emplace_back(text);
    return array;
}

std::vector<std::string> read_texts(const json::value& value)
{
    std::vector<std::string> list;
    for (const json::value& text : value.as_array())
        list.emplace_back(text.as_string());
    return list;
}

json::array spans_json(const DaySpans& spans)
{
    json::array array;
    for (const auto& [first, last] : spans)
        array.emplace_back(json::array{first.text(), last.text()});
    return array;
}

Date read_day(const json::value& value)
{
    return Date::parse(value.as_string()).value();
}

DaySpans read_spans(const json::value& value)
{
    DaySpans spans;
    for (const json::value& span : value.as_array())
        spans.emplace_back(read_day(span.at(0)), read_day(span.at(1)));
    return spans;
}

json::array conditions_json(const std::vector<Condition>& where)
{
    json::array array;
    for (const Condition& condition : where) {
        json::object one{
            {"attribute", condition.attribute},
            {"is", kept_conditions.at(static_cast<std::size_t>(condition.kind))}
        };
        switch (condition.kind) {
        case Condition::Kind::one_of:
            one["values"] = json::array(condition.values.begin(), condition.values.end());
            break;
        case Condition::Kind::at_least:
        case Condition::Kind::at_most:    one["bound"] = condition.bound; break;
        case Condition::Kind::not_before:
        case Condition::Kind::not_after:  one["day"] = condition.day.text(); break;
        default:                          break;
        }
        array.emplace_back(std::move(one));
    }
    return array;
}

std::vector<Condition> read_conditions(const json::value& value)
{
    std::vector<Condition> where;
    for (const json::value& one : value.as_array()) {
        Condition& condition = where.emplace_back();
        condition.attribute = one.at("attribute").as_string();
        condition.kind = read_name<Condition::Kind>(kept_conditions, one.at("is").as_string());
        const json::object& object = one.as_object();
        if (const json::value* const values = object.if_contains("values"))
            condition.values.assign(values->as_array().begin(), values->as_array().end());
        if (const json::value* const bound = object.if_contains("bound"))
            condition.bound = bound->as_int64();
        if (const json::value* const day = object.if_contains("day"))
            condition.day = read_day(*day);
    }
    return where;
}

KeptQuestion read_question(const json::object& object)
{
    KeptQuestion question;
    Measure& measure = question.measure;
    measure.kind = object.at("of").as_string();
    measure.count = read_name<Measure::Count>(kept_counts, object.at("count").as_string());
    measure.distinct = read_texts(object.at("distinct"));
    measure.once_per_item = object.at("once_per_item").as_bool();
    measure.where = read_conditions(object.at("where"));
    CountAsked& asked = question.asked;
    if (const json::value* const among = object.if_contains("among")) {
        Measure::Among& other = measure.among.emplace();
        other.kind = among->at("of").as_string();
        other.same = among->at("same").as_string();
        other.where = read_conditions(among->at("where"));
        asked.among_window = read_spans(among->at("window"));
    }
    asked.org_path = object.at("within").as_string();
    asked.elsewhere = read_texts(object.at("elsewhere"));
    asked.circular = object.at("circular").as_string();
    asked.window = read_spans(object.at("window"));
    asked.cutoff = read_day(object.at("cutoff"));
    return question;
}

}  // namespace

std::string KeptQuestion::text() const
{
    json::object object{
        {"form", form_of_questions},
        {"of", measure.kind},
        {"count", kept_counts.at(static_cast<std::size_t>(measure.count))},
        {"distinct", texts(measure.distinct)},
        {"once_per_item", measure.once_per_item},
        {"where", conditions_json(measure.where)},
        {"within", asked.org_path},
        {"elsewhere", texts(asked.elsewhere)},
        {"circular", asked.circular},
        {"window", spans_json(asked.window)},
        {"cutoff", asked.cutoff.text()},
    };
    if (measure.among)
        object["among"] = json::object{
            {"of", measure.among->kind},
            {"same", measure.among->same},
            {"where", conditions_json(measure.among->where)},
            {"window", spans_json(asked.among_window)},
        };
    return history::canonical(std::move(object));
}

std::optional<KeptQuestion> KeptQuestion::read(std::string_view text)
{
    const auto value = read_json(text);
    const json::object* const object = value ? value->if_object() : nullptr;
    const json::value* const form = object ? object->if_contains("form") : nullptr;
    if (!form || *form != json::value(form_of_questions))
        return std::nullopt;
    return read_question(*object);
}

bool can_keep(const Measure& measure, const CountAsked& asked)
{
    if (asked.as_of || !asked.case_id.empty() || asked.group || !measure.by.empty())
        return false;
    // There is no index by item.
    if (measure.among && measure.among->same == "item")
        return false;
    return measure.count != Measure::Count::distinct ||
           std::ranges::any_of(measure.distinct, [](const std::string& key) {
               return key != "item";
           });
}

}  // namespace beihui::storage

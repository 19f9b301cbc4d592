#include "acts/imports/cell_value.hpp"

#include "base/text.hpp"
#include "domain/uscc.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <vector>

namespace beihui::acts
{
namespace
{

using workflows::Field;
using workflows::FieldType;

// Excel keeps a moment as days since 1899-12-30, in local time.
constexpr std::int32_t excel_day_zero = -25569;
constexpr double most_excel_days = 109'573;  // 2199-12-31
constexpr double minutes_of_a_day = 24 * 60;
constexpr std::size_t most_alike = 50;

// The numbers in a text, in their order: 2026年4月10日 9:00 gives five.
std::vector<int> numbers_in(std::string_view text)
{
    std::vector<int> numbers;
    for (std::size_t at = 0; at < text.size();) {
        if (text[at] < '0' || text[at] > '9') {
            ++at;
            continue;
        }
        int number = 0;
        const auto read = std::from_chars(text.data() + at, text.data() + text.size(), number);
        numbers.push_back(read.ec == std::errc() ? number : -1);
        at = static_cast<std::size_t>(read.ptr - text.data());
    }
    return numbers;
}

// Only digits and what people write between them in a day or a time.
bool looks_like_time(std::string_view text)
{
    std::string rest(text);
    for (const std::string_view word : {"年", "月", "日", "号", "时", "点", "分", "秒", "T"})
        for (std::size_t at = rest.find(word); at != std::string::npos; at = rest.find(word))
            rest.replace(at, word.size(), " ");
    return rest.find_first_not_of("0123456789-/.: ") == std::string::npos;
}

std::optional<double> excel_days(const std::string& text)
{
    double days = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), days);
    if (read.ec != std::errc() || read.ptr != text.data() + text.size())
        return std::nullopt;
    // From 1954 on: a smaller number is hardly meant to be a day.
    if (days < 20'000 || days > most_excel_days)
        return std::nullopt;
    return days;
}

std::optional<Date> day_in(const std::string& text)
{
    if (const auto days = excel_days(text))
        return Date::from_days(static_cast<std::int32_t>(std::floor(*days)) + excel_day_zero);
    if (!looks_like_time(text))
        return std::nullopt;
    std::vector<int> numbers = numbers_in(text);
    constexpr int whole_day = 19'000'101;  // 20260410 in one
    if (numbers.size() == 1 && numbers[0] >= whole_day)
        numbers = {numbers[0] / 10'000, numbers[0] / 100 % 100, numbers[0] % 100};
    if (numbers.size() < 3)
        return std::nullopt;
    const auto day = Date::of(numbers[0], numbers[1], numbers[2]);
    return day ? std::optional(*day) : std::nullopt;
}

json::value instant_in(const std::string& text)
{
    if (Instant::parse(text))
        return json::value(text);
    const auto day = day_in(text);
    if (!day)
        return json::value(text);
    int minutes = -1;
    if (const auto days = excel_days(text)) {
        const double part = *days - std::floor(*days);
        if (part > 0)
            minutes = static_cast<int>(std::lround(part * minutes_of_a_day));
    } else if (const std::vector<int> numbers = numbers_in(text);
               numbers.size() >= 4 && numbers[3] >= 0 && numbers[3] <= 24) {
        const int minute = numbers.size() > 4 ? numbers[4] : 0;
        if (minute >= 0 && minute < 60)
            minutes = numbers[3] * 60 + minute;
    }
    if (minutes < 0)
        return json::value(text);  // a day without a time is no moment
    return json::value(start_of(*day).plus_ms(std::int64_t{minutes} * 60'000).text());
}

// 1,200人 is 1200.
json::value integer_in(const std::string& text)
{
    std::string digits = to_half_width(text);
    std::erase(digits, ',');
    for (const std::string_view unit : {"人次", "场次", "家次", "人", "个", "家", "场", "份"})
        if (digits.size() > unit.size() && digits.ends_with(unit)) {
            digits.resize(digits.size() - unit.size());
            break;
        }
    const std::string_view plain = trim(digits);
    std::int64_t number = 0;
    const auto read = std::from_chars(plain.data(), plain.data() + plain.size(), number);
    if (plain.empty() || read.ec != std::errc() || read.ptr != plain.data() + plain.size())
        return json::value(text);
    return json::value(number);
}

json::value boolean_in(const std::string& text)
{
    const std::string word = to_upper_ascii(to_half_width(text));
    for (const std::string_view yes : {"是", "有", "√", "✓", "✔", "TRUE", "YES", "Y", "1"})
        if (word == yes)
            return json::value(true);
    for (const std::string_view no : {"否", "无", "×", "✗", "FALSE", "NO", "N", "0"})
        if (word == no)
            return json::value(false);
    return json::value(text);
}

// One of the choices as it is, in English, or the only one that the text holds or is a part of:
// 中型企业 is 中型, 民营 is 民营企业.
std::string choice_in(const Field& field, const std::string& text)
{
    std::vector<std::string> near;
    for (const std::string& one : field.of) {
        const auto zh = field.of_zh.find(one);
        const auto en = field.of_en.find(one);
        if (one == text || (zh != field.of_zh.end() && zh->second == text) ||
            (en != field.of_en.end() && en->second == text))
            return one;
        const std::string& shown = zh == field.of_zh.end() ? one : zh->second;
        constexpr std::size_t two_characters = 6;
        if (text.size() >= two_characters &&
            (text.find(shown) != std::string::npos || shown.find(text) != std::string::npos))
            near.push_back(one);
    }
    return near.size() == 1 ? near.front() : text;
}

json::value choices_in(const Field& field, const std::string& text)
{
    std::string parted = text;
    for (const std::string_view mark : {"、", "，", "；", ";", "/", "|"})
        for (std::size_t at = parted.find(mark); at != std::string::npos; at = parted.find(mark))
            parted.replace(at, mark.size(), ",");
    json::array list;
    for (const std::string_view part : split(parted, ','))
        if (const std::string one(trim(part)); !one.empty())
            list.emplace_back(choice_in(field, one));
    return list;
}

Error not_registered(std::string_view kind, const std::string& text)
{
    const std::string shown = one_line(text, 60);
    if (kind == "employer")
        return refuse(
            Refusal::invalid_input, "unknown_reference",
            "企业库里没有“" + shown + "”，请先登记或导入企业",
            "\"" + shown + "\" is not in the register of employers; bring it in first"
        );
    return refuse(
        Refusal::invalid_input, "unknown_reference", "没有单位“" + shown + "”",
        "there is no organisation \"" + shown + "\""
    );
}

Error several(const std::string& text)
{
    const std::string shown = one_line(text, 60);
    return refuse(
        Refusal::invalid_input, "ambiguous_reference",
        "有几个都叫“" + shown + "”，请改写代码或编号",
        "several are called \"" + shown + "\"; write the code or the number"
    );
}

}  // namespace

bool is_registered(const RegisterChange& record)
{
    return record.status != "void" && record.status != "merged" && record.status != "withdrawn";
}

Result<std::string> NamedInCells::registered(std::string_view kind, const std::string& text)
{
    const std::string key = std::string(kind) + "/" + text;
    const auto known = registered_.find(key);
    if (known != registered_.end())
        return known->second;
    return registered_.emplace(key, look_up(kind, text)).first->second;
}

Result<std::string> NamedInCells::look_up(std::string_view kind, const std::string& text)
{
    const std::string code = kind == "employer" ? normalise_uscc(text) : text;
    if (const auto found = storage::find_registered_by_code(txn_, kind, code))
        return found->id;
    std::string id;
    for (const RegisterChange& one : storage::list_registered(txn_, kind, text, "", most_alike)) {
        if (one.name != text || !is_registered(one))
            continue;
        if (!id.empty())
            return several(text);
        id = one.id;
    }
    if (id.empty())
        return not_registered(kind, text);
    return id;
}

Result<Case> NamedInCells::event(const std::string& text)
{
    const auto known = events_.find(text);
    if (known != events_.end())
        return known->second;
    return events_.emplace(text, look_up_event(text)).first->second;
}

Result<Case> NamedInCells::look_up_event(const std::string& text)
{
    if (auto by_number = visible_case(txn_, actor_, text);
        by_number && by_number->workflow == "recruitment-event")
        return by_number;
    storage::CaseQuery query;
    query.workflows = {"recruitment-event"};
    query.text = text;
    query.limit = most_alike;
    const auto scope = accounts::scope_of(actor_, accounts::Action::read_cases);
    const auto page = storage::list_cases(txn_, scope, query);
    if (!page)
        return page.error();
    std::optional<Case> found;
    for (const Case& one : page->items) {
        if (one.title != text)
            continue;
        if (found)
            return several(text);
        found = one;
    }
    if (!found) {
        const std::string shown = one_line(text, 60);
        return refuse(
            Refusal::invalid_input, "unknown_reference",
            "没有活动“" + shown + "”，请写案卷编号或活动全名",
            "there is no event \"" + shown + "\"; write its number or its whole title"
        );
    }
    return *found;
}

Result<json::value> cell_value(const Field& field, const std::string& text, NamedInCells& named)
{
    switch (field.type) {
    case FieldType::integer: return integer_in(text);
    case FieldType::boolean: return boolean_in(text);
    case FieldType::instant: return instant_in(text);
    case FieldType::choice:  return json::value(choice_in(field, text));
    case FieldType::choices: return choices_in(field, text);
    case FieldType::date:    {
        const auto day = day_in(text);
        return json::value(day ? day->text() : text);
    }
    case FieldType::employer:
    case FieldType::organisation: {
        auto id =
            named.registered(field.type == FieldType::employer ? "employer" : "organisation", text);
        if (!id)
            return id.error();
        return json::value(*id);
    }
    default: return json::value(text);
    }
}

}  // namespace beihui::acts

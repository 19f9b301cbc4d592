#include "workflows/value_check.hpp"

#include "base/civil.hpp"
#include "base/text.hpp"
#include "domain/uscc.hpp"

#include <algorithm>
#include <set>

namespace beihui::workflows
{
namespace
{

constexpr std::size_t longest_reference = 64;
constexpr std::size_t longest_number = 40;  // of a graduate, or a code as typed

Fault make_fault(
    const Field& field,
    std::string_view code,
    const Words& detail,
    const Words& way_out
)
{
    Fault fault;
    fault.code = code;
    fault.detail = {field.label.zh + "：" + detail.zh, field.label.en + ": " + detail.en};
    fault.way_out = way_out;
    fault.clause = field.clause;
    return fault;
}

Fault wrong_type(const Field& field, const Words& wanted, const Words& way_out)
{
    return make_fault(field, "field_type", {"应为" + wanted.zh, "must be " + wanted.en}, way_out);
}

// Control characters, and those that turn the direction of what follows so that it reads otherwise
// than it is stored. A note has several lines.
bool has_forbidden_character(std::string_view text, bool lines)
{
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto byte = static_cast<unsigned char>(text[i]);
        if (byte == 0x7F || (byte < 0x20 && !(lines && (byte == '\n' || byte == '\t'))))
            return true;
        const std::string_view rest = text.substr(i);
        if (byte == 0xC2 && rest.size() > 1 && static_cast<unsigned char>(rest[1]) < 0xA0)
            return true;  // U+0080…U+009F
        for (const std::string_view turn :
             {"\u2028", "\u2029", "\u202A", "\u202B", "\u202C", "\u202D", "\u202E", "\u2066",
              "\u2067", "\u2068", "\u2069", "\uFEFF"})
            if (rest.starts_with(turn))
                return true;
    }
    return false;
}

std::string with_unix_lines(std::string_view text)
{
    std::string lines;
    for (std::size_t i = 0; i < text.size(); ++i)
        if (text[i] != '\r' || i + 1 == text.size() || text[i + 1] != '\n')
            lines += text[i];
    return lines;
}

std::optional<Fault> too_long(const Field& field, std::int64_t most, std::size_t length)
{
    if (length <= static_cast<std::size_t>(most))
        return std::nullopt;
    const std::string limit = std::to_string(most);
    const std::string now = std::to_string(length);
    return make_fault(
        field, "field_too_long",
        {"最多 " + limit + " 个字，现有 " + now + " 个",
         "at most " + limit + " characters, now " + now},
        {"请缩短", "shorten it"}
    );
}

std::optional<Fault> check_text(const Field& field, json::value& value)
{
    if (!value.is_string())
        return wrong_type(field, {"文字", "text"}, {"以文字填写", "enter a text"});
    const std::string_view sent = value.as_string();
    if (!is_utf8(sent))
        return make_fault(
            field, "field_characters",
            {"含有不能保存的字符", "holds a character that cannot be kept"},
            {"重新输入", "type it again"}
        );
    const bool note = field.type == FieldType::note;
    const std::int64_t most = field.max.value_or(note ? usual_note_length : usual_text_length);
    if (auto fault = too_long(field, most, length_in_characters(sent)))
        return fault;
    const std::string lines = note ? with_unix_lines(sent) : std::string();
    const std::string text = to_nfc(trim(note ? std::string_view(lines) : sent));
    if (auto fault = too_long(field, most, length_in_characters(text)))
        return fault;
    if (has_forbidden_character(text, note))
        return make_fault(
            field, "field_characters",
            {note ? "含有控制字符" : "含有换行或控制字符",
             note ? "holds a control character" : "holds a line break or a control character"},
            {note ? "删去看不见的控制字符" : "写成一行，删去看不见的控制字符",
             note ? "remove the control character" : "write it in one line"}
        );
    value = text.empty() ? json::value() : json::value(text);
    return std::nullopt;
}

std::optional<Fault> check_one_of(const Field& field, const json::value& value)
{
    if (!value.is_string())
        return wrong_type(field, {"选项之一", "one of the choices"}, {"从选项中选", "choose one"});
    const std::string sent(value.as_string());
    if (std::ranges::find(field.of, sent) != field.of.end())
        return std::nullopt;
    std::string list;
    for (const std::string& allowed : field.of)
        list += (list.empty() ? "" : "、") + allowed;
    Words way_out{"可选：" + list, "choose one of: " + list};
    if (const auto nearest = nearest_name(sent, field.of))
        way_out = {"是否应为“" + *nearest + "”？", "did you mean \"" + *nearest + "\"?"};
    const std::string shown = one_line(sent, 60);
    return make_fault(
        field, "field_choice",
        {"没有“" + shown + "”这个选项", "there is no choice \"" + shown + "\""}, way_out
    );
}

std::optional<Fault> check_integer(const Field& field, const json::value& value)
{
    if (!value.is_int64())
        return wrong_type(
            field, {"整数", "an integer"},
            {"填不带小数和引号的整数", "send an integer without fraction or quotes"}
        );
    const std::int64_t number = value.as_int64();
    if ((!field.min || number >= *field.min) && (!field.max || number <= *field.max))
        return std::nullopt;
    const std::string low = field.min ? std::to_string(*field.min) : "";
    const std::string high = field.max ? std::to_string(*field.max) : "";
    Words range{"不小于 " + low, "at least " + low};
    if (field.min && field.max)
        range = {"在 " + low + " 到 " + high + " 之间", "from " + low + " to " + high};
    else if (field.max)
        range = {"不大于 " + high, "at most " + high};
    return make_fault(
        field, "field_range", {"应" + range.zh, "must be " + range.en},
        {"改正数字", "correct the number"}
    );
}

std::optional<Fault> check_day(const Field& field, const json::value& value)
{
    if (value.is_string() && Date::parse(value.as_string()))
        return std::nullopt;
    return wrong_type(
        field, {"日期", "a date"},
        {"写成 2026-04-30，且须是存在的日子", "write 2026-04-30, a day that exists"}
    );
}

std::optional<Fault> check_instant(const Field& field, json::value& value)
{
    if (value.is_string())
        if (const auto moment = Instant::parse(value.as_string())) {
            value = json::value(moment->text());
            return std::nullopt;
        }
    return wrong_type(
        field, {"带时区的时间", "a time with its offset"},
        {"写成 2026-04-30T09:00:00+08:00", "write 2026-04-30T09:00:00+08:00"}
    );
}

bool is_reference_id(const json::value& value)
{
    if (!value.is_string() || value.as_string().empty() ||
        value.as_string().size() > longest_reference)
        return false;
    return std::ranges::all_of(std::string_view(value.as_string()), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '-' || c == '_' || c == '.';
    });
}

std::optional<Fault> check_reference(const Field& field, const json::value& value)
{
    if (is_reference_id(value))
        return std::nullopt;
    return wrong_type(
        field, {"已登记者的编号", "the id of something registered"},
        {"从名单中选择", "choose it from the list"}
    );
}

std::optional<Fault> check_graduate(const Field& field, json::value& value)
{
    const Words wanted{"学号", "a student number"};
    const Words way_out{"填学号，字母和数字，不超过 40 位", "letters and digits, at most 40"};
    if (!value.is_string() || !is_utf8(value.as_string()))
        return wrong_type(field, wanted, way_out);
    // One number, however it was typed, must give one person.
    const std::string number =
        to_upper_ascii(trim(to_half_width(std::string_view(value.as_string()))));
    const bool printable = std::ranges::all_of(number, [](char c) { return c > 0x20 && c < 0x7F; });
    if (number.empty() || number.size() > longest_number || !printable)
        return wrong_type(field, wanted, way_out);
    value = json::value(number);
    return std::nullopt;
}

std::optional<Fault> check_code(const Field& field, json::value& value)
{
    if (!value.is_string() || !is_utf8(value.as_string()) ||
        length_in_characters(value.as_string()) > longest_number)
        return wrong_type(
            field, {"统一社会信用代码", "a unified social credit code"},
            {"填营业执照上的 18 位代码", "enter the 18 characters that stand on the licence"}
        );
    const UsccCheck check = check_uscc(value.as_string());
    if (check.verdict == UsccVerdict::rejected)
        return make_fault(
            field, "uscc_rejected", check.reason,
            {"对照营业执照核对后重填", "compare it with the licence and type it again"}
        );
    value = json::value(check.code);
    return std::nullopt;
}

std::optional<Fault> check_list(const Field& field, const json::value& value)
{
    if (!value.is_array())
        return wrong_type(
            field, {"列表", "a list"}, {"写成 [\"…\", \"…\"]", "write [\"…\", \"…\"]"}
        );
    const json::array& list = value.as_array();
    if (list.size() > most_values)
        return make_fault(
            field, "field_range", {"最多 200 项", "at most 200 items"}, {"减少项数", "send fewer"}
        );
    std::set<std::string_view> seen;
    for (const json::value& item : list) {
        auto fault = field.type == FieldType::choices ? check_one_of(field, item)
                                                      : check_reference(field, item);
        if (fault)
            return fault;
        if (!seen.insert(item.as_string()).second) {
            const std::string shown = one_line(item.as_string(), 60);
            return make_fault(
                field, "field_duplicate",
                {"“" + shown + "”出现了两次", "\"" + shown + "\" stands twice"},
                {"删去重复的一项", "remove one of them"}
            );
        }
    }
    return std::nullopt;
}

}  // namespace

bool is_hidden(const json::value& value)
{
    return value.is_object() && value.as_object().contains("hidden");
}

bool is_empty(const json::value& value)
{
    return value.is_null() || (value.is_string() && value.as_string().empty()) ||
           (value.is_array() && value.as_array().empty());
}

std::optional<Fault> check_value(const Field& field, json::value& value)
{
    using enum FieldType;
    if (value.is_null())
        return std::nullopt;
    switch (field.type) {
    case text:
    case note:         return check_text(field, value);
    case choice:       return check_one_of(field, value);
    case integer:      return check_integer(field, value);
    case date:         return check_day(field, value);
    case instant:      return check_instant(field, value);
    case graduate:     return check_graduate(field, value);
    case uscc:         return check_code(field, value);
    case employer:
    case organisation:
    case person:
    case document:
    case case_ref:     return check_reference(field, value);
    case boolean:
        if (value.is_bool())
            return std::nullopt;
        return wrong_type(field, {"是或否", "true or false"}, {"选择是或否", "send true or false"});
    case choices:
    case documents:
    case circulars:
    case people:
        if (auto fault = check_list(field, value))
            return fault;
        if (value.as_array().empty())
            value = nullptr;
        return std::nullopt;
    }
    return std::nullopt;
}

}  // namespace beihui::workflows

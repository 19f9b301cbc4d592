#include "rules/outputs.hpp"

#include "base/civil.hpp"
#include "base/text.hpp"

#include <algorithm>
#include <string>
#include <vector>

namespace beihui::rules
{
namespace
{

constexpr OutputKey of_requirement[] = {
    {"key", OutputType::text, true}, {"title", OutputType::words},
    {"met", OutputType::truth},      {"missing", OutputType::texts},
    {"blocking", OutputType::truth}, {"applicable", OutputType::truth},
    {"owner", OutputType::text},     {"due", OutputType::instant},
    {"way_out", OutputType::text},   {"item", OutputType::text},
    {"evidence", OutputType::text},  {"gate", OutputType::text},
    {"clause", OutputType::text},    {"interpretation", OutputType::text},
};
constexpr OutputKey of_duty[] = {
    {"key", OutputType::text, true}, {"title", OutputType::words},
    {"due", OutputType::instant},    {"who", OutputType::text, true},
    {"form", OutputType::text},      {"rules", OutputType::revision},
    {"known_on", OutputType::date},  {"period_end", OutputType::date},
    {"occasion", OutputType::text},  {"acceptances", OutputType::count},
    {"clause", OutputType::text},    {"interpretation", OutputType::text},
};
constexpr OutputKey of_quota[] = {
    {"key", OutputType::text, true},   {"title", OutputType::words},
    {"have", OutputType::count, true}, {"need", OutputType::count, true},
    {"unit", OutputType::text},        {"force", OutputType::force},
    {"clause", OutputType::text},      {"interpretation", OutputType::text},
};
constexpr OutputKey of_finding[] = {
    {"level", OutputType::level, true}, {"message", OutputType::text, true},
    {"at", OutputType::text},           {"people", OutputType::texts},
    {"clause", OutputType::text},       {"interpretation", OutputType::text},
};

// The words that a key may hold; empty when it may hold others too.
std::vector<std::string> choices_of(OutputType type)
{
    switch (type) {
    case OutputType::level:    return {"info", "warning", "error"};
    case OutputType::force:    return {"must", "in_principle"};
    case OutputType::revision: return {"pin", "follow"};
    default:                   return {};
    }
}

Words words_of(OutputType type)
{
    switch (type) {
    case OutputType::text:  return {"文字", "a text"};
    case OutputType::words: return {"文字或 { zh = …, en = … }", "a text or { zh = …, en = … }"};
    case OutputType::truth: return {"true 或 false", "true or false"};
    case OutputType::count: return {"零或正整数", "zero or a positive integer"};
    case OutputType::texts: return {"文字的列表", "a list of texts"};
    case OutputType::date:  return {"日期，写作 2026-04-30", "a date such as 2026-04-30"};
    case OutputType::instant:
        return {"cal.at 或 cal.end_of 给出的时刻", "what cal.at or cal.end_of gives"};
    default: break;
    }
    Words words;
    for (const std::string& choice : choices_of(type)) {
        words.zh += (words.zh.empty() ? "" : " 或 ") + choice;
        words.en += (words.en.empty() ? "" : " or ") + choice;
    }
    return words;
}

bool are_texts(const json::value& value)
{
    if (const json::object* const object = value.if_object())
        return object->empty();  // an empty table of Lua is no list and no map
    const json::array* const list = value.if_array();
    return list &&
           std::ranges::all_of(*list, [](const json::value& item) { return item.is_string(); });
}

bool is_of(const json::value& value, OutputType type)
{
    switch (type) {
    case OutputType::text: return value.is_string();
    case OutputType::words:
        return value.is_string() || (value.is_object() && !text_of(value, "zh").empty());
    case OutputType::truth: return value.is_bool();
    case OutputType::count: return value.is_int64() && value.get_int64() >= 0;
    case OutputType::texts: return are_texts(value);
    case OutputType::date:
        return value.is_string() && Date::parse(std::string_view(value.get_string()));
    case OutputType::instant:
        return value.is_string() && Instant::parse(std::string_view(value.get_string()));
    default: break;
    }
    const std::vector<std::string> choices = choices_of(type);
    return value.is_string() &&
           std::ranges::find(choices, std::string_view(value.get_string())) != choices.end();
}

}  // namespace

std::span<const OutputKey> requirement_keys()
{
    return of_requirement;
}

std::span<const OutputKey> duty_keys()
{
    return of_duty;
}

std::span<const OutputKey> quota_keys()
{
    return of_quota;
}

std::span<const OutputKey> finding_keys()
{
    return of_finding;
}

Error bad_output(std::string_view output, std::string_view key, Words what, Words way_out)
{
    const std::string name = "out:" + std::string(output) + " 的 " + std::string(key);
    const std::string english = std::string(key) + " of out:" + std::string(output);
    Error error =
        refuse(Refusal::rule_refused, "RP2043", name + " " + what.zh, english + " " + what.en);
    Fault fault;
    fault.code = error.code;
    fault.detail = error.detail;
    fault.way_out = std::move(way_out);
    error.faults.push_back(std::move(fault));
    return error;
}

Result<void> check_keys(
    std::string_view output,
    std::span<const OutputKey> keys,
    const json::object& data
)
{
    for (const auto& [name, value] : data) {
        const auto known = std::ranges::find(keys, std::string_view(name), &OutputKey::name);
        if (known == keys.end()) {
            std::vector<std::string> names;
            for (const OutputKey& key : keys)
                names.emplace_back(key.name);
            const auto near = nearest_name(name, names);
            return bad_output(
                output, name, {"不存在", "does not exist"},
                near ? Words{"是不是 " + *near + "？", "did you mean " + *near + "?"}
                     : Words{"见 docs/rules.md", "see docs/rules.md"}
            );
        }
        if (is_of(value, known->type))
            continue;
        const Words wanted = words_of(known->type);
        return bad_output(output, name, {"应为" + wanted.zh, "must be " + wanted.en}, {});
    }
    for (const OutputKey& key : keys)
        if (key.needed && !data.contains(key.name))
            return bad_output(output, key.name, {"没有写", "is missing"}, {});
    return {};
}

}  // namespace beihui::rules

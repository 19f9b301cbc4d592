// Words and matches that the parts of pack_diff.cpp share.
#include "rules/tools/diff_parts.hpp"
#include "rules/tools/raw_words.hpp"

#include <algorithm>
#include <optional>

namespace beihui::rules
{
namespace
{

const Words comma{"、", ", "};

Words& operator+=(Words& all, const Words& more)
{
    all.zh += more.zh;
    all.en += more.en;
    return all;
}

Words shown_value(const json::value& value)
{
    if (value.is_string())
        return raw_words(value.get_string());
    if (value.is_bool())
        return value.get_bool() ? Words{"是", "yes"} : Words{"否", "no"};
    const std::string text = json::serialize(value);
    return {text, text};
}

// What an object is called, by itself.
std::optional<Words> own_name(const json::object& object)
{
    if (const json::value* const title = object.if_contains("title")) {
        if (title->is_string())
            return raw_words(title->get_string());
        return Words{std::string(text_of(*title, "zh")), std::string(text_of(*title, "en"))};
    }
    if (const json::value* const zh = object.if_contains("zh"); zh && zh->is_string()) {
        const std::string name(zh->get_string());
        const std::string en(text_of(object, "en"));
        return Words{name, en.empty() ? name : en};
    }
    return std::nullopt;
}

Words words_of_object(const json::object& object)
{
    if (object.size() == 2 && object.contains("from") && object.contains("to")) {
        Words span = shown_value(object.at("from"));
        span += Words{" 至 ", " to "};
        span += shown_value(object.at("to"));
        return span;
    }
    if (const auto name = own_name(object))
        return *name;
    if (const json::value* const items = object.if_contains("items"); items && items->is_array()) {
        const std::string count = std::to_string(items->get_array().size());
        return {"共 " + count + " 项", count + " items"};
    }
    const bool deep = std::ranges::any_of(object, [](const auto& each) {
        return each.value().is_array() && !each.value().get_array().empty() &&
               each.value().get_array()[0].is_object();
    });
    if (deep)
        return {"（一组数据，见 params.yaml）", "(data, see params.yaml)"};
    Words text;
    for (const auto& [name, each] : object) {
        if (!text.zh.empty())
            text += Words{"；", "; "};
        text += raw_words(name);
        text += Words{"：", ": "};
        text += value_words(each, "");
    }
    return text;
}

}  // namespace

json::value restated(const DiffPair& pair, const json::value& data)
{
    const std::string from = pair.older.id.substr(0, pair.older.id.find('-')) + "/";
    const std::string to = pair.newer.id.substr(0, pair.newer.id.find('-')) + "/";
    if (from == to)
        return data;
    if (const json::object* const object = data.if_object()) {
        json::object result;
        for (const auto& [name, value] : *object)
            result[name] = restated(pair, value);
        return result;
    }
    if (const json::array* const list = data.if_array()) {
        json::array result;
        for (const json::value& value : *list)
            result.push_back(restated(pair, value));
        return result;
    }
    if (!data.is_string())
        return data;
    std::string text(data.get_string());
    for (std::size_t at = text.find(from); at != std::string::npos;
         at = text.find(from, at + to.size()))
        text.replace(at, from.size(), to);
    return json::value(text);
}

std::string after_chinese(const std::string& text)
{
    const bool latin = !text.empty() && static_cast<unsigned char>(text.front()) < 0x80;
    return (latin ? " " : "") + text;
}

std::string within_chinese(const std::string& text)
{
    const bool latin = !text.empty() && static_cast<unsigned char>(text.back()) < 0x80;
    return after_chinese(text) + (latin ? " " : "");
}

Words value_words(const json::value& value, const std::string& unit)
{
    if (const json::object* const object = value.if_object())
        return words_of_object(*object);
    Words text;
    if (const json::array* const list = value.if_array()) {
        for (const json::value& each : *list) {
            if (!text.zh.empty())
                text += comma;
            text += value_words(each, "");
        }
        if (text.zh.empty())
            text = {"（没有）", "none"};
    } else {
        text = shown_value(value);
    }
    if (!unit.empty())
        text.zh += " " + unit;
    return text;
}

Matches match(
    std::size_t older,
    std::size_t newer,
    const std::function<int(std::size_t, std::size_t)>& alike
)
{
    struct Candidate
    {
        int alike = 0;
        std::size_t older = 0;
        std::size_t newer = 0;
    };
    std::vector<Candidate> candidates;
    for (std::size_t i = 0; i < older; ++i)
        for (std::size_t j = 0; j < newer; ++j)
            if (const int grade = alike(i, j); grade > 0)
                candidates.push_back({grade, i, j});
    std::ranges::stable_sort(candidates, std::ranges::greater(), &Candidate::alike);
    Matches matches;
    std::vector<bool> older_used(older);
    std::vector<bool> newer_used(newer);
    for (const Candidate& each : candidates) {
        if (older_used[each.older] || newer_used[each.newer])
            continue;
        older_used[each.older] = newer_used[each.newer] = true;
        matches.pairs.emplace_back(each.older, each.newer);
    }
    std::ranges::sort(matches.pairs, {}, &std::pair<std::size_t, std::size_t>::second);
    for (std::size_t i = 0; i < older; ++i)
        if (!older_used[i])
            matches.gone.push_back(i);
    for (std::size_t j = 0; j < newer; ++j)
        if (!newer_used[j])
            matches.added.push_back(j);
    return matches;
}

}  // namespace beihui::rules

// Words and matches that the parts of pack_diff.cpp share.
#include "domain/role.hpp"
#include "rules/tools/diff_parts.hpp"

#include <algorithm>

namespace beihui::rules
{
namespace
{

std::string shown_value(const json::value& value)
{
    if (value.is_string()) {
        const std::string text(value.get_string());
        return find_role(text) ? role_words(text).zh : text;
    }
    if (value.is_bool())
        return value.get_bool() ? "是" : "否";
    return json::serialize(value);
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

std::string value_words(const json::value& value, const std::string& unit)
{
    const std::string ending = unit.empty() ? "" : " " + unit;
    if (const json::object* const object = value.if_object()) {
        if (object->size() == 2 && object->contains("from") && object->contains("to"))
            return shown_value(object->at("from")) + " 至 " + shown_value(object->at("to"));
        if (const json::value* const title = object->if_contains("title"))
            return title->is_string() ? std::string(title->get_string())
                                      : std::string(text_of(*title, "zh"));
        if (const json::value* const items = object->if_contains("items");
            items && items->is_array())
            return "共 " + std::to_string(items->get_array().size()) + " 项";
        const bool deep = std::ranges::any_of(*object, [](const auto& each) {
            return each.value().is_array() && !each.value().get_array().empty() &&
                   each.value().get_array()[0].is_object();
        });
        if (deep)
            return "（一组数据，见 params.yaml）";
        std::string text;
        for (const auto& [name, each] : *object)
            text += (text.empty() ? "" : "；") + std::string(name) + "：" + value_words(each, "");
        return text;
    }
    if (const json::array* const list = value.if_array()) {
        std::string text;
        for (const json::value& each : *list)
            text += (text.empty() ? "" : "、") + value_words(each, "");
        return (text.empty() ? "（没有）" : text) + ending;
    }
    return shown_value(value) + ending;
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

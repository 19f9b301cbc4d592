// Forms, lists of items and readings of two packs.
#include "base/yaml.hpp"
#include "rules/tools/diff_parts.hpp"
#include "rules/tools/raw_words.hpp"

namespace beihui::rules
{
namespace
{

// A form, field or act that steps.yaml adds: "recruitment-event/plan/policy_kinds" → its data.
struct Step
{
    std::string path;
    std::string label;
    json::value data;
};

void steps_in(const json::value& node, const std::string& path, std::vector<Step>& steps)
{
    const json::object* const map = node.if_object();
    if (!map)
        return;
    for (const auto& [name, value] : *map) {
        const std::string own = path.empty() ? std::string(name) : path + "/" + std::string(name);
        if (const json::value* const label = member(value, "label"))
            steps.push_back(
                {own,
                 label->is_string() ? std::string(label->get_string())
                                    : std::string(text_of(*label, "zh")),
                 value}
            );
        else
            steps_in(value, own, steps);
    }
}

std::vector<Step> steps_of(const Pack& pack)
{
    std::vector<Step> steps;
    for (const auto& [path, bytes] : pack.files)
        if (path == "steps.yaml")
            if (const auto file = Yaml::read(path, bytes))
                steps_in(file->json(), "", steps);
    return steps;
}

// An entry of a list of items: a readiness item, a line of a checklist.
struct Item
{
    std::string list;  // key of the parameter
    std::string id;
    std::string title;
    json::value data;
};

std::vector<Item> items_of(const Pack& pack)
{
    std::vector<Item> all;
    for (const Parameter& parameter : pack.parameters) {
        const json::value* const items = member(parameter.values.back().value, "items");
        if (!items || !items->is_array())
            continue;
        for (const json::value& item : items->get_array()) {
            const json::value* const title = member(item, "title");
            const std::string words = !title               ? std::string()
                                      : title->is_string() ? std::string(title->get_string())
                                                           : std::string(text_of(*title, "zh"));
            all.push_back({parameter.key, std::string(text_of(item, "id")), words, item});
        }
    }
    return all;
}

std::string changed_keys(const json::value& older, const json::value& newer)
{
    std::string names;
    const auto add = [&](std::string_view name) {
        names += (names.empty() ? "" : "、") + raw_words(name).zh;
    };
    if (!older.is_object() || !newer.is_object())
        return names;
    for (const auto& [name, value] : newer.get_object()) {
        const json::value* const old_value = older.get_object().if_contains(name);
        if (name != "clause" && (!old_value || *old_value != value))
            add(name);
    }
    for (const auto& [name, value] : older.get_object())
        if (!newer.get_object().contains(name))
            add(name);
    return names;
}

}  // namespace

DifferencePart diff_forms(const DiffPair& pair)
{
    DifferencePart part{"forms", {"表单与步骤", "Forms and steps"}, 0, {}};
    const auto older = steps_of(pair.older);
    const auto newer = steps_of(pair.newer);
    const Matches matches = match(older.size(), newer.size(), [&](std::size_t i, std::size_t j) {
        return older[i].path == newer[j].path ? 1 : 0;
    });
    for (const auto& [i, j] : matches.pairs) {
        const std::string keys = changed_keys(restated(pair, older[i].data), newer[j].data);
        if (keys.empty()) {
            ++part.same;
            continue;
        }
        part.differences.push_back(
            {"changed",
             newer[j].path,
             {"填报“" + newer[j].label + "”有变化：" + keys, newer[j].path + " changed"},
             older[i].label,
             newer[j].label,
             ""}
        );
    }
    for (const std::size_t j : matches.added)
        part.differences.push_back(
            {"added",
             newer[j].path,
             {"新增填报“" + newer[j].label + "”", "new: " + newer[j].path},
             "",
             newer[j].label,
             ""}
        );
    for (const std::size_t i : matches.gone)
        part.differences.push_back(
            {"gone",
             older[i].path,
             {"不再填报“" + older[i].label + "”", "gone: " + older[i].path},
             older[i].label,
             "",
             ""}
        );
    return part;
}

DifferencePart diff_items(const DiffPair& pair)
{
    DifferencePart part{"items", {"备会项与清单事项", "Readiness and checklist items"}, 0, {}};
    const auto older = items_of(pair.older);
    const auto newer = items_of(pair.newer);
    const Matches matches = match(older.size(), newer.size(), [&](std::size_t i, std::size_t j) {
        const bool same_title = !older[i].title.empty() && older[i].title == newer[j].title;
        const bool same_id = older[i].list == newer[j].list && older[i].id == newer[j].id;
        return same_id ? 2 : same_title ? 1 : 0;
    });
    for (const auto& [i, j] : matches.pairs) {
        const std::string keys = changed_keys(restated(pair, older[i].data), newer[j].data);
        if (keys.empty()) {
            ++part.same;
            continue;
        }
        part.differences.push_back(
            {"changed",
             newer[j].id,
             {newer[j].id + "“" + newer[j].title + "”有变化：" + keys, newer[j].id + " changed"},
             json::serialize(older[i].data),
             json::serialize(newer[j].data),
             ""}
        );
    }
    for (const std::size_t j : matches.added)
        part.differences.push_back(
            {"added",
             newer[j].id,
             {"新增事项 " + newer[j].id + "“" + newer[j].title + "”", "new: " + newer[j].id},
             "",
             newer[j].title,
             ""}
        );
    for (const std::size_t i : matches.gone)
        part.differences.push_back(
            {"gone",
             older[i].id,
             {"不再要求 " + older[i].id + "“" + older[i].title + "”", "gone: " + older[i].id},
             older[i].title,
             "",
             ""}
        );
    return part;
}

DifferencePart open_readings(const DiffPair& pair)
{
    DifferencePart part{
        "readings", {"尚无人确认的口径", "Readings that nobody has confirmed"}, 0, {}
    };
    for (const Interpretation& reading : pair.newer.interpretations) {
        if (!reading.decided_by.empty()) {
            ++part.same;
            continue;
        }
        part.differences.push_back(
            {"open",
             reading.id,
             {reading.id + " " + reading.question, reading.id},
             "",
             reading.answer,
             ""}
        );
    }
    return part;
}

}  // namespace beihui::rules

#include "workflows/draft.hpp"

#include <algorithm>

namespace beihui::workflows
{
namespace
{

// A key that says one thing only, such as `reason: required`.
bool says(const Yaml& node, std::string_view key, std::string_view only, Faults& faults)
{
    const Yaml* const found = node.find(key);
    if (!found)
        return false;
    const std::string name(key);
    const std::string said = found->text(faults, key);
    if (said == only)
        return true;
    if (found->is_scalar())
        add_unknown(
            faults, found->place(), fault::does_not_fit, {name + " 取值", "value of " + name}, said,
            {std::string(only)}
        );
    return false;
}

std::string text_at(
    const Yaml& node,
    std::string_view key,
    const std::string& path,
    const Reading& reading
)
{
    const Yaml* const found = node.find(key);
    if (!found)
        return {};
    reading.draft.put(path + "/" + std::string(key), found->place());
    const std::string text = found->text(reading.faults, key);
    if (found->is_scalar() && text.empty())
        add_fault(
            reading.faults, found->place(), fault::does_not_fit,
            {std::string(key) + " 是空的", std::string(key) + " is empty"},
            {"写上名称，或删去这一行", "write a name or remove the line"}
        );
    return text;
}

std::vector<std::string> names_at(
    const Yaml& node,
    std::string_view key,
    const std::string& path,
    const Reading& reading
)
{
    reading.draft.put(path + "/" + std::string(key), node.place());
    std::vector<std::string> names = node.texts(reading.faults, key);
    std::vector<std::string> sorted = names;
    std::ranges::sort(sorted);
    const auto twice = std::ranges::adjacent_find(sorted);
    if (twice != sorted.end())
        add_fault(
            reading.faults, node.place(), fault::stands_twice,
            {"“" + *twice + "”在 " + std::string(key) + " 中出现了两次",
             "\"" + *twice + "\" stands twice in " + std::string(key)},
            {"删去一个", "remove one of them"}
        );
    return names;
}

// One of a few words; the other value when it is absent or none of them.
template <class Value>
Value one_of(
    const Yaml& node,
    std::string_view key,
    Value otherwise,
    std::optional<Value> (*find)(std::string_view),
    const std::vector<std::string>& known,
    Faults& faults
)
{
    const Yaml* const found = node.find(key);
    if (!found)
        return otherwise;
    const std::string said = found->text(faults, key);
    if (const auto value = find(said))
        return *value;
    if (found->is_scalar())
        add_unknown(
            faults, found->place(), fault::does_not_fit,
            {std::string(key) + " 取值", "value of " + std::string(key)}, said, known
        );
    return otherwise;
}

std::vector<std::string> read_from(
    const Yaml& node,
    const std::string& path,
    const Reading& reading
)
{
    const Yaml* const from = node.find("from");
    if (!from)
        return {};
    std::vector<std::string> stages = names_at(*from, "from", path, reading);
    if (from->is_list() && stages.empty())
        add_fault(
            reading.faults, from->place(), fault::does_not_fit, {"from 是空的", "from is empty"},
            {"列出阶段；新建案卷的操作不写 from",
             "list stages; an act that opens a case has no from"}
        );
    return stages;
}

AlsoDone read_also(const Yaml& node, const std::string& path, const Reading& reading)
{
    AlsoDone also;
    reading.draft.put(path, node.place());
    node.only({"in", "act", "row"}, reading.faults);
    if (!node.is_map())
        return also;
    const Yaml& in = node.need("in", reading.faults);
    reading.draft.put(path + "/in", in.place());
    also.in = in.text(reading.faults, "in");
    also.act = node.need("act", reading.faults).text(reading.faults, "act");
    const Yaml& row = node.need("row", reading.faults);
    if (!expect_map(row, "row", reading.faults))
        return also;
    for (const auto& [field, source] : row.members()) {
        reading.draft.put(path + "/row/" + field.raw(), source.place());
        also.row[field.raw()] = source.text(reading.faults, field.raw());
    }
    return also;
}

}  // namespace

void read_stages(const Yaml& node, const Reading& reading)
{
    if (!expect_map(node, "stages", reading.faults))
        return;
    bool after_side = false;
    for (const auto& [name, body] : node.members()) {
        Stage stage;
        stage.id = read_id(name, stage_word, {"same", "back"}, reading.faults);
        body.only({"zh", "en", "final", "side"}, reading.faults);
        if (stage.id.empty() || !body.is_map())
            continue;
        reading.draft.put("stages/" + stage.id, name.place());
        const Yaml* const zh = body.find("zh");
        stage.label.zh = zh ? zh->text(reading.faults, "zh") : std::string();
        stage.label.en = body.need("en", reading.faults).text(reading.faults, "en");
        if (!has_chinese(stage.label.zh))
            add_fault(
                reading.faults, zh ? zh->place() : body.place(), fault::no_chinese,
                {"阶段“" + stage.id + "”缺少中文名称",
                 "the stage \"" + stage.id + "\" has no Chinese name"},
                {"写成 { zh: 中文名称, en: English name }",
                 "write { zh: 中文名称, en: English name }"}
            );
        if (const Yaml* const final = body.find("final"))
            stage.final = final->boolean(reading.faults, "final");
        if (const Yaml* const side = body.find("side"))
            stage.side = side->boolean(reading.faults, "side");
        if (after_side && !stage.side)
            add_fault(
                reading.faults, name.place(), fault::does_not_fit,
                {"主线阶段“" + stage.id + "”排在支线阶段之后",
                 "the stage \"" + stage.id + "\" stands after a side stage"},
                {"把带 side: true 的阶段移到最后", "move the stages with side: true to the end"}
            );
        after_side = after_side || stage.side;
        reading.draft.workflow.stages.push_back(std::move(stage));
    }
}

Act read_act(const std::string& id, const Yaml& node, const Reading& reading)
{
    Faults& faults = reading.faults;
    Act act;
    act.id = id;
    act.pack = reading.pack;
    node.only(
        {"from",          "to",         "by",         "label",  "form",      "not_by",
         "not_author_of", "not_before", "needs",      "reason", "shows",     "voids",
         "closes",        "clears",     "upload",     "duty",   "by_own",    "also",
         "level",         "tells",      "hands_over", "does",   "of_others", "clause"},
        faults
    );
    if (!node.is_map())
        return act;
    const std::string path = "acts/" + id;
    act.label = read_words(node.need("label", faults), "label", faults);
    for (const std::string_view key : {"level", "does"})
        if (const Yaml* const said = node.find(key))
            reading.draft.put(path + "/" + std::string(key), said->place());
    act.level = one_of(
        node, "level", LevelStep::none, find_level_step, {"accept", "return", "undo"}, faults
    );
    act.does = one_of(
        node, "does", Does::ordinary, find_does,
        {"comment", "claim", "give_back", "hand_over", "remind"}, faults
    );
    if (const Yaml* const others = node.find("of_others"))
        act.of_others = names_at(*others, "of_others", path, reading);
    act.from = read_from(node, path, reading);
    // A common act is open at every stage and leaves the case at its own.
    if (!node.find("does"))
        act.to = node.need("to", faults).text(faults, "to");
    if (const Yaml* const to = node.find("to"))
        reading.draft.put(path + "/to", to->place());
    if (const Yaml* const by = node.find("by"))
        act.by = names_at(*by, "by", path, reading);
    if (const Yaml* const own = node.find("by_own"))
        act.by_own = names_at(*own, "by_own", path, reading);
    act.form = text_at(node, "form", path, reading);
    act.not_by = text_at(node, "not_by", path, reading);
    act.not_author_of = text_at(node, "not_author_of", path, reading);
    act.needs = text_at(node, "needs", path, reading);
    act.duty = text_at(node, "duty", path, reading);
    act.clears = text_at(node, "clears", path, reading);
    if (const Yaml* const also = node.find("also"))
        act.also = read_also(*also, path + "/also", reading);
    act.tells = text_at(node, "tells", path, reading);
    act.hands_over = text_at(node, "hands_over", path, reading);
    act.not_before_start = says(node, "not_before", "start", faults);
    act.reason_required = says(node, "reason", "required", faults);
    act.shows_due_times = says(node, "shows", "due_times", faults);
    act.voids_facts = says(node, "voids", "facts", faults);
    act.closes_duties = says(node, "closes", "duties", faults);
    if (const Yaml* const upload = node.find("upload"))
        act.upload = upload->boolean(faults, "upload");
    act.clause = read_clause(node, reading);
    return act;
}

void read_acts(const Yaml& node, const Reading& reading)
{
    if (!expect_map(node, "acts", reading.faults))
        return;
    for (const auto& [name, body] : node.members()) {
        const std::string id = read_id(name, act_word, {}, reading.faults);
        if (id.empty())
            continue;
        reading.draft.put("acts/" + id, name.place());
        reading.draft.workflow.acts.push_back(read_act(id, body, reading));
    }
}

}  // namespace beihui::workflows

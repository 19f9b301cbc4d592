#include "acts/story_data.hpp"

#include "base/text.hpp"
#include "rules/read_parts.hpp"

#include <algorithm>
#include <charconv>

namespace beihui::acts
{
namespace
{

using workflows::Field;
using workflows::FieldType;
using workflows::Form;

constexpr std::size_t id_length = 32;

std::string_view kind_named_by(FieldType type)
{
    switch (type) {
    case FieldType::employer:     return "employer";
    case FieldType::organisation: return "organisation";
    case FieldType::person:       return "person";
    case FieldType::document:
    case FieldType::documents:    return "document";
    case FieldType::case_ref:     return "case";
    default:                      return {};
    }
}

Words words_of_thing(std::string_view kind)
{
    if (kind == "employer")
        return {"用人单位", "employer"};
    if (kind == "organisation")
        return {"单位", "organisation"};
    if (kind == "person")
        return {"人员", "person"};
    if (kind.starts_with("document"))
        return {"已上传的材料", "uploaded document"};
    return {"案卷", "case"};
}

bool is_hex(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
}

std::optional<std::int64_t> integer_in(std::string_view text)
{
    std::int64_t number = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
    return !text.empty() && read.ec == std::errc() && read.ptr == text.data() + text.size()
               ? std::optional(number)
               : std::nullopt;
}

// Every text in a row, so that their ranges can run together.
void gather_scalars(const Yaml& node, std::vector<const Yaml*>& scalars)
{
    if (node.is_scalar())
        scalars.push_back(&node);
    for (const Yaml& item : node.items())
        gather_scalars(item, scalars);
    for (const auto& [name, value] : node.members())
        gather_scalars(value, scalars);
}

void takes_no(const Place& place, const Words& what, const Words& instead, Faults& faults)
{
    faults.add(
        place, "RP1312", "这个操作不带" + what.zh, "this act takes no " + what.en, instead.zh,
        instead.en
    );
}

}  // namespace

void NameBook::add(std::string_view kind, const std::string& name, const std::string& id)
{
    ids_[std::string(kind)][name] = id;
    names_[id] = name;
}

const std::string* NameBook::find(std::string_view kind, std::string_view name) const
{
    const auto known = ids_.find(kind);
    if (known == ids_.end())
        return nullptr;
    const auto found = known->second.find(name);
    return found == known->second.end() ? nullptr : &found->second;
}

std::vector<std::string> NameBook::names_of(std::string_view kind) const
{
    std::vector<std::string> names;
    if (const auto known = ids_.find(kind); known != ids_.end())
        for (const auto& [name, id] : known->second)
            names.push_back(name);
    return names;
}

std::string NameBook::with_names(std::string_view text) const
{
    std::string shown;
    for (std::size_t at = 0; at < text.size();) {
        std::size_t end = at;
        while (end < text.size() && is_hex(text[end]))
            ++end;
        const auto named =
            end - at == id_length ? names_.find(text.substr(at, id_length)) : names_.end();
        if (named != names_.end()) {
            shown += named->second;
        } else {
            end += end < text.size() ? 1U : 0U;
            shown += text.substr(at, end - at);
        }
        at = end;
    }
    return shown;
}

json::value NameBook::with_names(const json::value& value) const
{
    if (const json::string* const text = value.if_string())
        return json::value(with_names(std::string_view(*text)));
    if (const json::array* const list = value.if_array()) {
        json::array all;
        for (const json::value& item : *list)
            all.push_back(with_names(item));
        return all;
    }
    if (const json::object* const object = value.if_object()) {
        json::object all;
        for (const auto& [name, item] : *object)
            all[name] = with_names(item);
        return all;
    }
    return value;
}

std::optional<std::string> id_of(
    const NameBook& names,
    std::string_view kind,
    const std::string& name,
    const Place& place,
    Faults& faults
)
{
    if (const std::string* const id = names.find(kind, name))
        return *id;
    const Words what = words_of_thing(kind);
    const Words way_out = rules::nearest_way_out(name, names.names_of(kind));
    faults.add(
        place, "RP1310", "故事里此时没有" + what.zh + "“" + one_line(name, 60) + "”",
        "the story has no " + what.en + " \"" + one_line(name, 60) + "\" by now", way_out.zh,
        way_out.en
    );
    return std::nullopt;
}

std::string documents_of(const std::string& subject)
{
    return "document of " + subject;
}

json::value FormReader::scalar(const Field& field, const Yaml& node, std::string text)
{
    if (const std::string_view kind = kind_named_by(field.type); !kind.empty()) {
        const std::string of = kind == "document" ? documents_ : std::string(kind);
        return json::value(id_of(names_, of, text, node.place(), faults_).value_or(text));
    }
    if (field.type == FieldType::instant)
        if (const auto moment = rules::parse_moment(text))
            return json::value(moment->text());
    if (node.quoted() && text == node.raw())  // not the number of a range
        return json::value(std::move(text));
    if (field.type == FieldType::integer)
        if (const auto number = integer_in(text))
            return *number;
    if (field.type == FieldType::boolean && (text == "true" || text == "false"))
        return text == "true";
    return json::value(std::move(text));
}

json::value FormReader::value(const Field& field, const Yaml& node, const rules::Filling& filling)
{
    if (node.is_null())
        return nullptr;
    const bool is_list = field.type == FieldType::choices || field.type == FieldType::documents ||
                         field.type == FieldType::circulars;
    if (!is_list) {
        (void)node.text(faults_, field.id);
        return scalar(field, node, filling.fill(node, faults_));
    }
    json::array list;
    for (const Yaml& item : node.is_list() ? node.items() : std::vector<Yaml>{node}) {
        (void)item.text(faults_, field.id);
        list.push_back(scalar(field, item, filling.fill(item, faults_)));
    }
    return list;
}

json::object FormReader::object(
    const Form& form,
    const Yaml& node,
    const rules::Filling& filling,
    std::vector<std::string> besides
)
{
    for (const Field& field : form.fields)
        besides.push_back(field.id);
    node.only(besides, faults_);
    json::object values;
    for (const Field& field : form.fields)
        if (const Yaml* const found = node.find(field.id))
            values[field.id] = value(field, *found, filling);
    return values;
}

json::object FormReader::rows(
    const Form& form,
    const Yaml& list,
    const rules::Filling& filling,
    const std::vector<std::string>& remove
)
{
    json::array all;
    for (const Yaml& node :
         list.is_null() ? std::vector<Yaml>() : rules::items_of(list, faults_, form.id)) {
        rules::Filling own = filling;
        if (!own.turn) {
            std::vector<const Yaml*> scalars;
            gather_scalars(node, scalars);
            own.turns = rules::turns_of(scalars, filling, faults_).value_or(0);
        }
        const bool is_range = !filling.turn && own.turns > 0;
        for (std::int64_t i = 0; i < (is_range ? own.turns : 1); ++i) {
            if (is_range)
                own.turn = i;
            json::object row = object(form, node, own, {"key"});
            if (const Yaml* const key = node.find("key"))
                row["key"] = own.fill(*key, faults_);
            all.emplace_back(std::move(row));
        }
    }
    json::object sent;
    if (!list.is_null())
        sent["rows"] = std::move(all);
    const Field* const key = form.find(form.key);
    json::array gone;
    for (const std::string& name : remove) {
        const std::string* const id = key ? names_.find(kind_named_by(key->type), name) : nullptr;
        gone.emplace_back(id ? *id : name);
    }
    if (!gone.empty())
        sent["remove"] = std::move(gone);
    return sent;
}

json::value data_of_step(
    const rules::StoryStep& step,
    const workflows::Workflow& workflow,
    const workflows::Act& act,
    const NameBook& names,
    Faults& faults
)
{
    const Form* const form = workflow.form(act.form);
    FormReader reader(names, faults, documents_of(step.subject));
    const bool sends_rows = !step.rows.is_null() || !step.remove.empty();
    if (sends_rows && (!form || !form->rows))
        takes_no(step.place, {"列表", "rows"}, {"写 data", "write data"}, faults);
    else if (sends_rows)
        return reader.rows(*form, step.rows, step.filling, step.remove);
    if (step.data.is_null())
        return nullptr;
    if (form && !form->rows)
        return reader.object(*form, step.data, step.filling);
    takes_no(
        step.data.place(),
        form ? Words{"一个对象，而是列表", "object but rows"} : Words{"表单", "form"},
        form ? Words{"写 rows", "write rows"} : Words{"去掉 data", "drop data"}, faults
    );
    return nullptr;
}

std::vector<PackPin> pins_for(
    const rules::World& world,
    std::string_view workflow,
    const std::vector<std::string>& named
)
{
    std::vector<PackPin> pins;
    for (const auto& pack : world.packs())
        if (std::ranges::find(pack->workflows, workflow) != pack->workflows.end() &&
            (named.empty() || std::ranges::find(named, pack->id) != named.end()))
            pins.push_back({pack->id, pack->revision, pack->hash});
    return pins;
}

}  // namespace beihui::acts

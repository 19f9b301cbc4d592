#include "domain/entry.hpp"

#include "domain/decision.hpp"

namespace beihui
{
namespace
{

std::optional<Instant> instant_of(const json::value& value, std::string_view name)
{
    const std::string_view text = text_of(value, name);
    return text.empty() ? std::nullopt : std::optional<Instant>(Instant::parse(text).value());
}

std::optional<Date> date_of(const json::value& value, std::string_view name)
{
    const std::string_view text = text_of(value, name);
    return text.empty() ? std::nullopt : std::optional<Date>(Date::parse(text).value());
}

json::object json_of(const CaseRow& row)
{
    return {
        {"form", row.form},       {"key", row.key}, {"data", row.data},
        {"version", row.version}, {"by", row.by},
    };
}

CaseRow row_from_json(const json::object& object)
{
    const json::value value(object);
    CaseRow row;
    row.form = text_of(value, "form");
    row.key = text_of(value, "key");
    row.data = object.at("data").as_object();
    row.version = integer_of(value, "version");
    row.by = text_of(value, "by");
    return row;
}

// The list under `name`; an empty one is left out, since most entries have most lists empty.
template <class Item, class Writer>
void put_list(
    json::object& object,
    std::string_view name,
    const std::vector<Item>& items,
    Writer&& write
)
{
    if (items.empty())
        return;
    json::array list;
    list.reserve(items.size());
    for (const Item& item : items)
        list.emplace_back(write(item));
    object[name] = std::move(list);
}

template <class Item, class Reader>
void take_list(
    const json::object& object,
    std::string_view name,
    std::vector<Item>& items,
    Reader&& read
)
{
    const json::value* const list = object.if_contains(name);
    if (!list)
        return;
    for (const json::value& item : list->as_array())
        items.push_back(read(item));
}

}  // namespace

json::object Duty::to_json() const
{
    json::object object = {
        {"key", key},
        {"pack", pack},
        {"clause", clause},
        {"title", {{"zh", title.zh}, {"en", title.en}}},
        {"owner", owner},
        {"form", form},
        {"due_source", due_source},
        {"state", state},
    };
    if (due)
        object["due"] = due->text();
    if (done_at)
        object["done_at"] = done_at->text();
    // What is as it mostly is stays out of the hashed bytes.
    if (rules != "pin")
        object["rules"] = rules;
    if (known_on)
        object["known_on"] = known_on->text();
    if (period_end)
        object["period_end"] = period_end->text();
    if (!occasion.empty())
        object["occasion"] = occasion;
    if (acceptances != 1)
        object["acceptances"] = acceptances;
    return object;
}

bool Duty::known_after_due() const
{
    return is_known_after(due, known_on);
}

bool Duty::late() const
{
    return due && done_at && *done_at >= *due;
}

Duty Duty::from_json(const json::object& object)
{
    const json::value value(object);
    const json::value& title = object.at("title");
    Duty duty;
    duty.key = text_of(value, "key");
    duty.pack = text_of(value, "pack");
    duty.clause = text_of(value, "clause");
    duty.title = {std::string(text_of(title, "zh")), std::string(text_of(title, "en"))};
    duty.owner = text_of(value, "owner");
    duty.form = text_of(value, "form");
    duty.due = instant_of(value, "due");
    duty.due_source = text_of(value, "due_source");
    duty.state = text_of(value, "state");
    duty.done_at = instant_of(value, "done_at");
    duty.rules = text_of(value, "rules", "pin");
    duty.known_on = date_of(value, "known_on");
    duty.period_end = date_of(value, "period_end");
    duty.occasion = text_of(value, "occasion");
    duty.acceptances = integer_of(value, "acceptances", 1);
    return duty;
}

json::object Document::to_json() const
{
    return {
        {"id", id},     {"name", name},     {"media", media},
        {"kind", kind}, {"sha256", sha256}, {"size", size},
    };
}

Document Document::from_json(const json::object& object)
{
    const json::value value(object);
    Document document;
    document.id = text_of(value, "id");
    document.name = text_of(value, "name");
    document.media = text_of(value, "media");
    document.kind = text_of(value, "kind");
    document.sha256 = text_of(value, "sha256");
    document.size = integer_of(value, "size");
    return document;
}

json::object RegisterChange::to_json() const
{
    return {
        {"kind", kind}, {"id", id},     {"organisation", organisation},
        {"code", code}, {"name", name}, {"status", status},
        {"data", data},
    };
}

RegisterChange RegisterChange::from_json(const json::object& object)
{
    const json::value value(object);
    RegisterChange change;
    change.kind = text_of(value, "kind");
    change.id = text_of(value, "id");
    change.organisation = text_of(value, "organisation");
    change.code = text_of(value, "code");
    change.name = text_of(value, "name");
    change.status = text_of(value, "status");
    change.data = object.at("data").as_object();
    return change;
}

json::object Notice::to_json() const
{
    json::object object{{"kind", kind}};
    if (!person.empty())
        object["person"] = person;
    if (!roles.empty())
        object["roles"] = json::array(roles.begin(), roles.end());
    if (!organisation.empty())
        object["organisation"] = organisation;
    if (!about.empty())
        object["about"] = about;
    return object;
}

Notice Notice::from_json(const json::object& object)
{
    const json::value value(object);
    Notice notice;
    notice.kind = text_of(value, "kind");
    notice.person = text_of(value, "person");
    if (const json::value* const roles = member(value, "roles"))
        for (const json::value& role : roles->as_array())
            notice.roles.emplace_back(role.as_string());
    notice.organisation = text_of(value, "organisation");
    notice.about = text_of(value, "about");
    return notice;
}

json::object Effects::to_json() const
{
    const auto object_of = [](const auto& item) { return item.to_json(); };
    json::object object;
    object["after"] = after.to_json();
    put_list(object, "rows", rows, [](const CaseRow& row) { return json_of(row); });
    put_list(object, "removed_rows", removed_rows, [](const auto& row) {
        return json::object{{"form", row.first}, {"key", row.second}};
    });
    put_list(object, "facts_made", facts_made, object_of);
    put_list(object, "facts_voided", facts_voided, [](const std::string& id) {
        return json::string(id);
    });
    put_list(object, "duties", duties, object_of);
    put_list(object, "documents", documents, object_of);
    put_list(object, "registers", registers, object_of);
    put_list(object, "notices", notices, object_of);
    return object;
}

Effects Effects::from_json(const json::object& object)
{
    Effects effects;
    effects.after = Case::from_json(object.at("after").as_object());
    take_list(object, "rows", effects.rows, [](const json::value& item) {
        return row_from_json(item.as_object());
    });
    take_list(object, "removed_rows", effects.removed_rows, [](const json::value& item) {
        return std::pair(std::string(text_of(item, "form")), std::string(text_of(item, "key")));
    });
    take_list(object, "facts_made", effects.facts_made, [](const json::value& item) {
        return Fact::from_json(item.as_object());
    });
    take_list(object, "facts_voided", effects.facts_voided, [](const json::value& item) {
        return std::string(item.as_string());
    });
    take_list(object, "duties", effects.duties, [](const json::value& item) {
        return Duty::from_json(item.as_object());
    });
    take_list(object, "documents", effects.documents, [](const json::value& item) {
        return Document::from_json(item.as_object());
    });
    take_list(object, "registers", effects.registers, [](const json::value& item) {
        return RegisterChange::from_json(item.as_object());
    });
    take_list(object, "notices", effects.notices, [](const json::value& item) {
        return Notice::from_json(item.as_object());
    });
    return effects;
}

}  // namespace beihui

#include "domain/case.hpp"

namespace beihui
{
namespace
{

std::optional<Date> date_of(const json::value& value, std::string_view name)
{
    const std::string_view text = text_of(value, name);
    return text.empty() ? std::nullopt : std::optional<Date>(Date::parse(text).value());
}

}  // namespace

json::object Case::to_json() const
{
    json::array pins;
    for (const PackPin& pin : packs)
        pins.push_back({{"pack", pin.pack}, {"revision", pin.revision}, {"hash", pin.hash}});
    json::object object = {
        {"id", id},
        {"number", number},
        {"organisation", organisation},
        {"org_path", org_path},
        {"workflow", workflow},
        {"workflow_revision", workflow_revision},
        {"workflow_hash", workflow_hash},
        {"stage", stage},
        {"version", version},
        {"title", title},
        {"packs", std::move(pins)},
        {"data", data},
        {"open_items", open_items},
        {"reopened", reopened},
        {"closed", closed},
        {"opened_at", opened_at.text()},
        {"changed_at", changed_at.text()},
        {"opened_by", opened_by},
    };
    // What is as it mostly is stays out of the hashed bytes.
    if (content_version > 0 && content_version != version)
        object["content_version"] = content_version;
    if (seen_levels >= 0)
        object["seen_levels"] = seen_levels;
    if (starts_on)
        object["starts_on"] = starts_on->text();
    if (ends_on)
        object["ends_on"] = ends_on->text();
    return object;
}

Case Case::from_json(const json::object& object)
{
    const json::value value(object);
    Case read;
    read.id = text_of(value, "id");
    read.number = text_of(value, "number");
    read.organisation = text_of(value, "organisation");
    read.org_path = text_of(value, "org_path");
    read.workflow = text_of(value, "workflow");
    read.workflow_revision = integer_of(value, "workflow_revision");
    read.workflow_hash = text_of(value, "workflow_hash");
    read.stage = text_of(value, "stage");
    read.version = integer_of(value, "version");
    read.content_version = integer_of(value, "content_version", read.version);
    read.seen_levels = integer_of(value, "seen_levels", -1);
    read.title = text_of(value, "title");
    for (const json::value& pin : object.at("packs").as_array())
        read.packs.push_back(
            {std::string(text_of(pin, "pack")), integer_of(pin, "revision"),
             std::string(text_of(pin, "hash"))}
        );
    read.data = object.at("data").as_object();
    read.starts_on = date_of(value, "starts_on");
    read.ends_on = date_of(value, "ends_on");
    read.open_items = integer_of(value, "open_items");
    read.reopened = integer_of(value, "reopened");
    read.closed = bool_of(value, "closed");
    read.opened_at = Instant::parse(text_of(value, "opened_at")).value();
    read.changed_at = Instant::parse(text_of(value, "changed_at")).value();
    read.opened_by = text_of(value, "opened_by");
    return read;
}

}  // namespace beihui

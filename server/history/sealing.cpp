#include "history/sealing.hpp"

#include "base/bytes.hpp"
#include "history/canonical.hpp"

#include <stdexcept>

namespace beihui::history
{
namespace
{

constexpr char format_version = '1';

json::object to_json(const Entry& entry)
{
    json::array packs;
    for (const PackPin& pin : entry.packs)
        packs.push_back({{"pack", pin.pack}, {"revision", pin.revision}, {"hash", pin.hash}});
    json::object object = {
        {"tenant", entry.tenant},
        {"uid", entry.uid},
        {"case", entry.case_id},
        {"case_seq", entry.case_seq},
        {"at", entry.at.text()},
        {"actor", entry.actor},
        {"act", entry.act},
        {"reason", entry.reason},
        {"data", entry.data},
        {"effects", entry.effects.to_json()},
        {"packs", std::move(packs)},
        {"calendar_hash", entry.calendar_hash},
        {"trace_hash", entry.trace_hash},
    };
    if (entry.valid_at)
        object["valid_at"] = entry.valid_at->text();
    return object;
}

Entry from_json(const json::value& value)
{
    Entry entry;
    entry.tenant = text_of(value, "tenant");
    entry.uid = text_of(value, "uid");
    entry.case_id = text_of(value, "case");
    entry.case_seq = integer_of(value, "case_seq");
    entry.at = Instant::parse(text_of(value, "at")).value();
    if (const std::string_view valid_at = text_of(value, "valid_at"); !valid_at.empty())
        entry.valid_at = Instant::parse(valid_at).value();
    entry.actor = text_of(value, "actor");
    entry.act = text_of(value, "act");
    entry.reason = text_of(value, "reason");
    entry.data = value.at("data").as_object();
    entry.effects = Effects::from_json(value.at("effects").as_object());
    for (const json::value& pin : value.at("packs").as_array())
        entry.packs.push_back(
            {std::string(text_of(pin, "pack")), integer_of(pin, "revision"),
             std::string(text_of(pin, "hash"))}
        );
    entry.calendar_hash = text_of(value, "calendar_hash");
    entry.trace_hash = text_of(value, "trace_hash");
    return entry;
}

void require(bool holds, const char* what)
{
    if (!holds)
        throw std::logic_error(std::string("seal_entry: ") + what);
}

}  // namespace

Hash leaf_of(std::string_view body)
{
    std::string bytes(1, '\0');
    bytes += body;
    return sha256(bytes);
}

void seal_entry(Entry& entry)
{
    require(!entry.tenant.empty() && !entry.uid.empty(), "tenant or uid is missing");
    require(entry.case_seq > 0, "case_seq begins at 1");
    require(entry.effects.after.id == entry.case_id, "the case after it is another case");
    require(entry.effects.after.version == entry.case_seq, "the version is not case_seq");
    std::string body(1, format_version);
    body += canonical(to_json(entry));
    entry = read_body(body);
    entry.leaf = leaf_of(body);
    entry.body = std::move(body);
}

Entry read_body(std::string_view body)
{
    if (body.empty() || body.front() != format_version)
        throw std::runtime_error("the body of an entry has an unknown format version");
    return from_json(read_json(body.substr(1)).value());
}

}  // namespace beihui::history

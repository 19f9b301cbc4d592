#pragma once

#include "base/civil.hpp"
#include "base/json.hpp"

#include <optional>
#include <string>
#include <vector>

namespace beihui
{

// The rule pack a case is bound by, as it was when the case opened (or was moved).
struct PackPin
{
    std::string pack;  // "2026-youqi"
    std::int64_t revision = 0;
    std::string hash;  // 64 hex digits: SHA-256 over its sorted file list

    friend bool operator==(const PackPin&, const PackPin&) = default;
};

// One piece of work, as it stands after its latest entry. A projection of the history: `beihui
// history rebuild` makes it again from the entries.
struct Case
{
    std::string id;            // 32 hex digits
    std::string number;        // printed for people: "BH-2026-000033"
    std::string organisation;  // whose it is
    std::string org_path;      // "/ministry/province/school/" when it was opened
    std::string workflow;      // "recruitment-event"
    std::int64_t workflow_revision = 0;
    std::string workflow_hash;
    std::string stage;         // "plan"
    std::int64_t version = 0;  // = case_seq of its latest entry; the ETag
    // The version at which its content last changed: a comment moves the version on and leaves this,
    // so that it makes nobody's open form stale. 0: the version itself.
    std::int64_t content_version = 0;
    std::string title;
    std::vector<PackPin> packs;
    json::object
        data;  // form id → object of its fields; personal values as references (see entry.hpp)
    std::optional<Date> starts_on;  // for calendars and lists; none until known
    std::optional<Date> ends_on;
    std::int64_t open_items = 0;  // blocking requirements not met at the latest entry
    std::int64_t reopened = 0;    // version at which the filing was last reopened; 0: never
    bool closed = false;
    Instant opened_at;
    Instant changed_at;
    std::string opened_by;  // actor pseudonym
    // How many levels of the tree above its organisation see it as it stands; -1: all do.
    std::int64_t seen_levels = -1;

    // Whether a form that was read at `seen` may still be sent.
    bool unchanged_since(std::int64_t seen) const
    {
        return seen <= version && seen >= (content_version > 0 ? content_version : version);
    }

    json::object to_json() const;
    static Case from_json(const json::object& object);
};

// One row of a rows form (a participant, a posting, a readiness item). `key` is unique in its form.
struct CaseRow
{
    std::string form;
    std::string key;
    json::object data;
    std::int64_t version = 0;  // version of the case at which it was last written
    std::string by;            // actor pseudonym of that entry
};

}  // namespace beihui

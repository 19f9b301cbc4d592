#pragma once

#include "base/bytes.hpp"
#include "base/civil.hpp"
#include "base/json.hpp"
#include "domain/case.hpp"
#include "domain/fact.hpp"

#include <optional>
#include <string>
#include <vector>

namespace beihui
{

// Something an organisation owes, with or without a due time.
struct Duty
{
    std::string key;  // unique in its case: "annex1", "activity_info"
    std::string pack;
    std::string clause;  // "2026/五(三)a"
    Words title;
    std::string owner;           // role or kind of organisation that owes it
    std::string form;            // the table or document to file: "2026.annex1"; may be empty
    std::optional<Instant> due;  // none: never overdue (invariant 8)
    std::string due_source;      // clause, interpretation, or who set it and on what basis
    std::string state;           // "open" or "done" or "waived"
    std::optional<Instant> done_at;
    std::string rules = "pin";     // "pin": by the revision of the case; "follow": by the live one
    std::optional<Date> known_on;  // the first day on which anybody could know of it
    std::optional<Date> period_end;  // last day of what is reported
    std::string occasion;            // which event or period it is about
    std::int64_t acceptances = 1;    // how many people of each level above must accept its filing

    bool known_after_due() const;  // the due time had passed before it could be known
    bool late() const;             // done at the due time or after it: the day ends at 24:00

    json::object to_json() const;
    static Duty from_json(const json::object& object);
};

// A file that belongs to a case. Its bytes are stored once per hash.
struct Document
{
    std::string id;
    std::string name;   // a reference when personal
    std::string media;  // "application/pdf", sniffed from the bytes
    std::string kind;   // "policy_list", "plan", "photo", …: what it is evidence of
    std::string sha256;
    std::int64_t size = 0;

    json::object to_json() const;
    static Document from_json(const json::object& object);
};

// A change of a register (employers, organisations, people), which other cases look things up in.
struct RegisterChange
{
    std::string kind;          // "employer", "organisation", "person"
    std::string id;            // id of the case that keeps it
    std::string organisation;  // whose register it is in
    std::string code;    // 统一社会信用代码, school code, login; unique within kind when not empty
    std::string name;    // empty when personal: then `data` holds the reference
    std::string status;  // stage of the case
    json::object data;

    json::object to_json() const;
    static RegisterChange from_json(const json::object& object);
};

// What somebody finds in the inbox because of an act. It goes to one person, or to whoever holds one
// of the roles at the organisation.
struct Notice
{
    std::string kind;    // "mention", "reminder", "handed" or "returned"
    std::string person;  // id in the register of people; empty: to the roles
    std::vector<std::string> roles = {};
    std::string organisation = {};
    std::string about = {};  // key of the duty or the requirement it is about; may be empty

    friend bool operator==(const Notice&, const Notice&) = default;
    json::object to_json() const;
    static Notice from_json(const json::object& object);
};

// What an entry changes. It stands in the hashed bytes of the entry, so that every projection can
// be rebuilt without running a rule or reading a workflow again.
struct Effects
{
    Case after;                 // the case as it stands after this entry
    std::vector<CaseRow> rows;  // written rows
    std::vector<std::pair<std::string, std::string>> removed_rows;  // (form, key)
    std::vector<Fact> facts_made;
    std::vector<std::string> facts_voided;  // ids
    std::vector<Duty> duties;               // as they stand after this entry
    std::vector<Document> documents;
    std::vector<RegisterChange> registers;
    std::vector<Notice> notices;

    json::object to_json() const;
    static Effects from_json(const json::object& object);
};

// A personal value. It stands outside the hashed bytes, encrypted with its subject's key; the entry
// holds a salted commitment in its place: {"hidden": "<uid>/<name>", "commitment": "<64 hex>"}.
// Deleting it (or its subject's key) erases it, and the proof of the entry still holds.
struct HiddenValue
{
    std::string name;     // unique in its entry: "data.contact_name", "rows.0.student_no"
    std::string subject;  // person key of whom it is about; a key of its own for free text
    std::string salt;     // 16 random bytes
    std::string value;    // canonical JSON of the value, in clear; storage seals it
};

// The immutable line that an act leaves in the history.
struct Entry
{
    std::string tenant;  // organisation whose log it stands in
    std::string uid;     // 32 hex digits
    std::string case_id;
    std::int64_t case_seq = 0;        // 1, 2, 3 … within the case
    Instant at;                       // recorded
    std::optional<Instant> valid_at;  // in the world, when different
    std::string actor;                // pseudonym of the person; "system" for the clock
    std::string act;
    std::string reason;  // as typed; a reference when personal
    json::object data;   // what was submitted, personal values replaced by references
    Effects effects;
    std::vector<PackPin> packs;  // that the decision used
    std::string calendar_hash;   // empty when no calendar was asked
    std::string trace_hash;      // SHA-256 of the trace; empty when no rule ran

    // Set by history::seal_entry:
    std::string body;  // canonical bytes, first byte the format version '1'
    Hash leaf{};       // RFC 6962: SHA-256(0x00 ‖ body)
};

}  // namespace beihui

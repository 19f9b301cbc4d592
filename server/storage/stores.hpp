#pragma once

// The functions over stored things, by thing; each has its own .cpp. All take an open transaction.

#include "base/result.hpp"
#include "domain/entry.hpp"
#include "domain/scope.hpp"
#include "storage/database.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace beihui::storage
{

// --- history (entry_store.cpp) ---------------------------------------------------------------

// Appends a sealed entry with its hidden values and its trace, and applies its effects to every
// projection. The one way anything is written.
// Refuses: stale, when the case is not at version entry.case_seq - 1; unavailable, "clock_behind",
// when entry.at is before the case's changed_at; conflict, "code_taken", when a register change has
// the code of another record of its kind; conflict, "fact_not_live".
// The duties of the effects are written, and none is deleted: one that no longer applies is
// "waived". Facts are voided before facts are made.
Result<void> append_entry(
    WriteTxn& txn,
    const Entry& entry,
    const std::vector<HiddenValue>& hidden,
    std::string_view trace
);

// A stored entry as it is read back.
struct StoredEntry
{
    std::string tenant;
    std::optional<std::int64_t> seq;  // position in the log; none until sequenced
    std::string uid;
    std::string case_id;
    std::int64_t case_seq = 0;
    Instant at;
    std::string actor;
    std::string act;
    std::string body;
    std::string leaf;        // hex
    std::string trace_hash;  // hex
};

std::vector<StoredEntry> entries_of_case(
    ReadTxn& txn,
    std::string_view case_id,
    std::int64_t after_seq,
    std::size_t most
);
std::optional<StoredEntry> find_entry(ReadTxn& txn, std::string_view uid);
std::optional<std::string> find_trace(ReadTxn& txn, std::string_view hash);
// Calls `each` for every entry in the order (at, uid).
void for_each_entry(ReadTxn& txn, const std::function<void(const StoredEntry&)>& each);
// Gives entries that have none their position in the log of their tenant: 0, 1, 2 … without a gap,
// in the order (at, uid), at most `most` of them. Returns how many. Safe to call on every node:
// on PostgreSQL only one works at a time, the others return 0.
std::size_t sequence_entries(WriteTxn& txn, std::size_t most);

// --- hidden values (hidden_store.cpp) ----------------------------------------------------------

// Replaces every reference {"hidden": …} in `value` that can be opened by the value in clear;
// an erased one becomes {"erased": true}. `masked` shows only that there is one: {"masked": true}.
void reveal(ReadTxn& txn, const Database& database, json::value& value, bool masked);
// A hidden value with its salt, to check its commitment. None when it was erased, or its key
// destroyed. Throws when the stored bytes were changed or the master key is another one.
std::optional<HiddenValue> find_hidden(ReadTxn& txn, std::string_view uid, std::string_view name);
// Deletes value and salt. Returns how many were there.
std::size_t erase_hidden(
    WriteTxn& txn,
    std::string_view uid,
    const std::vector<std::string>& names
);
// Destroys the key of a person: everything hidden about the person is erased, also in backups that
// do not hold the key. What is hidden about the same person later gets a new key.
bool destroy_subject_key(WriteTxn& txn, std::string_view subject);
// (entry uid, name) of everything hidden about a person: the right of access, by one query.
std::vector<std::pair<std::string, std::string>> hidden_of_subject(
    ReadTxn& txn,
    std::string_view subject
);

// --- cases (case_store.cpp) ---------------------------------------------------------------------

std::optional<Case> find_case(ReadTxn& txn, std::string_view id_or_number);
// The case as it stood at a moment, from the entries. None when it was not open yet.
std::optional<Case> find_case_as_of(ReadTxn& txn, std::string_view id_or_number, Instant at);
std::vector<CaseRow> rows_of_case(ReadTxn& txn, std::string_view case_id);
std::vector<CaseRow> rows_of_case_as_of(ReadTxn& txn, std::string_view case_id, Instant at);
std::vector<Duty> duties_of_case(ReadTxn& txn, std::string_view case_id);
std::vector<Document> documents_of_case(ReadTxn& txn, std::string_view case_id);
std::vector<Duty> duties_of_case_as_of(ReadTxn& txn, std::string_view case_id, Instant at);
std::vector<Document> documents_of_case_as_of(ReadTxn& txn, std::string_view case_id, Instant at);
// Who did an act: the person, and for whom they stood in (代理), which is mostly nobody.
struct Doer
{
    std::string actor;
    std::string acting_for;

    // Whether somebody else than this doer acts, when `other` does: neither the same person, nor one
    // who stands in for the other, nor two who stand in for the same.
    bool differs_from(const Doer& other) const
    {
        const auto is = [](const std::string& one, const Doer& of) {
            return !one.empty() && (one == of.actor || one == of.acting_for);
        };
        return !is(actor, other) && !is(acting_for, other);
    }
};
// Of the latest entry of that act on the case; none when there is none.
std::optional<Doer> latest_doer(ReadTxn& txn, std::string_view case_id, std::string_view act);
// Of the entry that made this version of the case.
std::optional<Doer> doer_at(ReadTxn& txn, std::string_view case_id, std::int64_t version);
// The next number of a kind of case in a year: 1, 2, 3 …
std::int64_t next_number(WriteTxn& txn, std::string_view series, int year);

// Ids of the cases bound by a pack, whatever its revision.
std::vector<std::string> cases_of_pack(ReadTxn& txn, std::string_view pack);

// Ids of the open cases that a person opened, or whose forms or rows name the person.
std::vector<std::string> open_cases_naming(ReadTxn& txn, std::string_view person);

struct CaseQuery
{
    std::string within;  // only of this subtree: "/province/school/"; empty: of the whole scope
    std::vector<std::string> workflows;  // empty: all but registers
    std::vector<std::string> stages;
    std::string text;          // searched in title and number
    std::optional<Date> from;  // starts_on in [from, to]
    std::optional<Date> to;
    bool only_open = false;
    std::string opened_by;  // key of somebody: with `naming`, only what they opened or are named in
    std::string naming;     // id of the same person in the register; empty: opened only
    std::string sort = "-changed";  // "changed", "starts", "number", "title"; "-" descends
    std::string cursor;             // opaque; empty: first page
    std::size_t limit = 50;
};
struct CasePage
{
    std::vector<Case> items;
    std::string next_cursor;  // empty: no more
};
Result<CasePage> list_cases(ReadTxn& txn, const Scope& scope, const CaseQuery& query);
std::int64_t count_cases(ReadTxn& txn, const Scope& scope, const CaseQuery& query);

struct DutyLine
{
    Duty duty;
    std::string case_number;
    std::string case_title;
    std::string organisation;
};
struct DutyQuery
{
    std::string state;  // "open", "done" or "waived"
    std::size_t most = 100;
    // What these roles owe is left out, but for that of `own`'s own cases.
    std::vector<std::string> without = {};
    std::string own = {};
};
// By due time, those without one last.
std::vector<DutyLine> list_duties(ReadTxn& txn, const Scope& scope, const DutyQuery& query);

// Everything asked for of one kind, with the path of who owes it: for counting what was filed. A duty
// that was waived is not asked for.
struct FiledQuery
{
    std::string pack;
    std::string form;
    std::optional<Date> period_end;
    // As in DutyQuery.
    std::vector<std::string> without = {};
    std::string own = {};
};
struct FiledLine
{
    Duty duty;
    std::string case_number;
    std::string organisation;
    std::string org_path;
};
// By path of the organisation, then number and key.
std::vector<FiledLine> list_filed(ReadTxn& txn, const Scope& scope, const FiledQuery& query);

// How many open duties an organisation owes by a role, whoever may see them.
std::int64_t count_open_duties(ReadTxn& txn, std::string_view organisation, std::string_view owner);

// --- inbox (notice_store.cpp) --------------------------------------------------------------------

struct StoredNotice
{
    std::string id;
    Notice notice;
    std::string case_id;
    std::string entry;  // uid
    std::string by;     // actor pseudonym
    Instant at;
    bool read = false;  // by the one who asked
};
// Whose inbox: what goes to the person, and to a role that the person holds at an organisation.
struct InboxQuery
{
    std::string person;
    std::vector<std::pair<std::string, std::string>> roles;  // (role, organisation)
    bool only_unread = false;
    std::string cursor = {};  // opaque; empty: from the newest
    std::size_t limit = 50;
};
struct InboxPage
{
    std::vector<StoredNotice> items;  // newest first
    std::string next_cursor;          // empty: no more
};
// Refuses: invalid_input "bad_cursor".
Result<InboxPage> list_notices(ReadTxn& txn, const InboxQuery& query);
std::int64_t count_unread(ReadTxn& txn, const InboxQuery& query);
// Marks what is in this inbox as read; ids that are not are passed over. Returns how many were new.
std::size_t mark_read(
    WriteTxn& txn,
    const InboxQuery& inbox,
    const std::vector<std::string>& ids,
    Instant at
);
// Notices of a kind that a case gave since a moment.
std::vector<StoredNotice> notices_of_case(
    ReadTxn& txn,
    std::string_view case_id,
    std::string_view kind,
    Instant since
);

// --- facts (fact_store.cpp) ----------------------------------------------------------------------

std::vector<Fact> live_facts_of_case(ReadTxn& txn, std::string_view case_id);
// A stored fact with its making and voiding.
struct StoredFact
{
    Fact fact;
    std::string made_by;  // entry uid
    Instant made_at;
    std::string voided_by;  // empty: live
    std::optional<Instant> voided_at;
};
std::vector<StoredFact> facts_of_case(ReadTxn& txn, std::string_view case_id);

// Whose earlier contact with an employer is looked for.
struct ContactAsked
{
    std::string_view employer;
    std::string_view organisation;  // facts of this organisation …
    std::string_view school;        // … and of all of this school (an id); may be empty
    std::string_view case_id;       // facts of this case do not count
    Date before;                    // only days before this one
};
// The earliest day of a live fact (visit, attendance, posting, agreement); none: no contact yet.
std::optional<Date> first_contact(ReadTxn& txn, const ContactAsked& asked);

// --- registers (register_store.cpp) ---------------------------------------------------------------

std::optional<RegisterChange> find_registered(
    ReadTxn& txn,
    std::string_view kind,
    std::string_view id
);
// The record as it stood at a moment, from the entries of its case.
std::optional<RegisterChange> find_registered_as_of(
    ReadTxn& txn,
    std::string_view kind,
    std::string_view id,
    Instant at
);
std::optional<RegisterChange> find_registered_by_code(
    ReadTxn& txn,
    std::string_view kind,
    std::string_view code
);
std::vector<RegisterChange> list_registered(
    ReadTxn& txn,
    std::string_view kind,
    std::string_view text,      // searched in name and code; empty: all
    std::string_view after_id,  // page after this id; empty: from the start
    std::size_t most
);

// --- documents (document_store.cpp) ---------------------------------------------------------------

void keep_bytes(WriteTxn& txn, std::string_view sha256, std::string_view bytes);
std::optional<std::string> find_bytes(ReadTxn& txn, std::string_view sha256);
struct StoredDocument
{
    Document document;
    std::string case_id;
};
std::optional<StoredDocument> find_document(ReadTxn& txn, std::string_view id);

// --- idempotency (idempotency_store.cpp) -----------------------------------------------------------

struct KeptAnswer
{
    std::string request_hash;
    int status = 0;
    std::string body;
    std::string headers;  // JSON object
};
std::optional<KeptAnswer> find_answer(ReadTxn& txn, std::string_view actor, std::string_view key);
// Refuses (conflict, "idempotency_key_taken") when the key is there already.
Result<void> keep_answer(
    WriteTxn& txn,
    std::string_view actor,
    std::string_view key,
    const KeptAnswer& answer,
    Instant at
);
// Deletes the answers kept before a moment (they are needed for 7 days). Returns how many.
std::size_t drop_answers_before(WriteTxn& txn, Instant at);

// --- definitions (definition_store.cpp) --------------------------------------------------------------

// Bytes of a workflow, pack or calendar under their hash, so that an old decision can be read again.
void keep_definition(
    WriteTxn& txn,
    std::string_view hash,
    std::string_view kind,
    std::string_view id,
    std::int64_t revision,
    std::string_view bytes
);
std::optional<std::string> find_definition(ReadTxn& txn, std::string_view hash);

// --- accounts (account_store.cpp) -------------------------------------------------------------------

struct Account
{
    std::string id;
    std::string login;
    std::string password_hash;  // argon2id, encoded; empty: none was chosen yet
    std::string person;         // id in the register of people; empty for a bare administrator
    std::string organisation;
    std::vector<std::string> roles;
    bool locked = false;
    bool demonstration = false;  // made with the demonstration: no second factor is asked
};
// More about sign-in stands in storage/sign_in_stores.hpp.
void put_account(WriteTxn& txn, const Account& account);
std::optional<Account> find_account(ReadTxn& txn, std::string_view id);
// What a login is looked up by: half width and small letters.
std::string login_key(std::string_view login);
// By the login in any case and width: "Ｗａｎｇ" finds wang.
std::optional<Account> find_account_by_login(ReadTxn& txn, std::string_view login);
std::optional<Account> find_account_of_person(ReadTxn& txn, std::string_view person);
std::vector<Account> all_accounts(ReadTxn& txn);

// --- access log (access_store.cpp) -------------------------------------------------------------------

// Somebody looked at personal values, took a file out, or had to do with an account.
struct Access
{
    std::string uid = {};  // set by put_access
    Instant at;
    std::string actor;          // pseudonym
    std::string action;         // "open_personal", "read_document", "export", "sign_in" …
    std::string subject = {};   // id of the case, document, table or account; may be empty
    std::string org_path = {};  // whose it is
    json::object detail = {};   // holds no personal value
    std::string reason = {};    // as it was stated
    std::string peer = {};      // address of the client
    std::string leaf = {};  // set by put_access: SHA-256 over the canonical bytes of the rest, hex
};
// Adds a line; it is never changed or deleted.
void put_access(WriteTxn& txn, Access access);

struct AccessQuery
{
    std::vector<std::string> org_paths;  // of these subtrees; empty: of all
    std::string actor;                   // empty: any
    std::string action;                  // empty: any
    std::string subject;                 // empty: any
    std::optional<Instant> from;         // at or after
    std::optional<Instant> to;           // before
    std::string cursor;                  // opaque; empty: first page
    std::size_t limit = 50;
};
struct AccessPage
{
    std::vector<Access> items;  // newest first
    std::string next_cursor;    // empty: no more
};
Result<AccessPage> list_access(ReadTxn& txn, const AccessQuery& query);

// The personal values of a case are open to somebody until a moment.
void put_opening(WriteTxn& txn, std::string_view actor, std::string_view case_id, Instant until);
// Until when they are open at `now`; none: they are not.
std::optional<Instant> find_opening(
    ReadTxn& txn,
    std::string_view actor,
    std::string_view case_id,
    Instant now
);

// --- rebuilding (rebuild.cpp) --------------------------------------------------------------------------

// Every projection table as text, one line a row, sorted: equal texts mean equal projections.
std::string dump_projections(ReadTxn& txn);
// Empties the projections and makes them again from the entries, in this transaction.
// Refuses (conflict) at the first entry whose leaf does not match its body, naming it.
Result<void> rebuild_projections(WriteTxn& txn);

}  // namespace beihui::storage

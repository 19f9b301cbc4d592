#pragma once

#include "acts/plan_act.hpp"
#include "acts/visible.hpp"

#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>

namespace beihui::acts
{

// Shows people and employers by name. Names of staff are asked once for each page.
class Names
{
public:
    explicit Names(const Context& context, storage::ReadTxn& txn) : context_(context), txn_(txn) {}

    // The name behind an actor key or an id of the register of people; the key itself when it is
    // not known any more (erased).
    std::string person(std::string_view key);
    std::string organisation(std::string_view id);            // its name of today
    std::string organisation(std::string_view id, Date day);  // … and of that day
    // Reads the names of the organisations that a list shows, all at once.
    void expect_organisations_of(std::span<const Case> cases);

private:
    const Context& context_;
    storage::ReadTxn& txn_;
    std::map<std::string, std::string, std::less<>> people_;
    std::map<std::string, std::string, std::less<>> organisations_;
};

// A case with all that a page needs: docs/openapi.yaml, schema Case. Personal values are opened for
// those who may see them and masked for the others.
// Refuses: not_found, also for a case outside the actor's scope.
Result<json::object> case_page(
    const Context& context,
    storage::ReadTxn& txn,
    const accounts::Actor& actor,
    std::string_view number,
    std::optional<Instant> as_of
);

// One line of a list: schema CaseLine.
json::object case_line(const Context& context, Names& names, const Case& subject);

// A page of the history, newest first: schema EntryPage. `cursor` is the case_seq before which to
// go on; 0 from the newest.
Result<json::object> history_page(
    const Context& context,
    storage::ReadTxn& txn,
    const accounts::Actor& actor,
    std::string_view number,
    std::int64_t cursor,
    std::size_t limit
);

// The departments whose filings are not this reader's: a department sees its own. Who audits, runs
// the system or keeps the rules sees all.
std::vector<std::string> departments_not_shown(const accounts::Actor& actor);

// What the organisation of the actor and those below owe, the earliest due first: items of schema
// DutyList. `state`: "open", "done" or "waived".
json::array duties_page(
    const Context& context,
    storage::ReadTxn& txn,
    const accounts::Actor& actor,
    std::string_view state,
    std::size_t most
);

// What an act or an opening would do, without doing it: schemas ActPreview and OpeningPreview.
Result<json::object> preview_act(
    const Context& context,
    storage::ReadTxn& txn,
    const accounts::Actor& actor,
    std::string_view number,
    const ActWanted& wanted
);
Result<json::object> preview_opening(
    const Context& context,
    storage::ReadTxn& txn,
    const accounts::Actor& actor,
    const CaseWanted& wanted,
    const ActWanted& first
);
json::value instant_json(const std::optional<Instant>& instant);
json::object words_json(const Words& words);
json::object fault_json(const Fault& fault);
json::object document_json(
    const Context& context,
    storage::ReadTxn& txn,
    const Document& document,
    bool masked
);
// `pins` are those of its case, whose words of the clause are shown; without them the live words are.
json::object duty_json(
    const Context& context,
    const Duty& duty,
    Instant now,
    const std::vector<PackPin>& pins = {}
);

}  // namespace beihui::acts

#pragma once

#include "acts/submit_act.hpp"
#include "rules/signature.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace beihui::acts
{

// A revision that somebody wants to publish.
struct Draft
{
    std::string id;                 // the folder's name, which is the pack's
    rules::PackFiles files;         // without pack.sig
    std::string signature;          // the text of pack.sig
    std::optional<Date> effective;  // results dated before it must not change; none: today
    std::string reason;
};

// A draft that passed every check, with the rulebook that publishing it puts in the old one's place.
struct CheckedDraft
{
    std::shared_ptr<const rules::Pack> pack;
    rules::PackSignature signature;
    Date effective = Date::from_days(0);
    std::optional<PackPin> replaces;
    std::shared_ptr<Rulebook> rulebook;
};

struct PackChanged
{
    PackPin pin;        // that is live now; after retiring, that was
    std::string state;  // "live" or "retired"
    std::int64_t edition = 0;
    std::string case_number;  // whose history holds the act
    std::string entry;
    bool replayed = false;
};

// 在用, 停用, 已被取代, 草稿 … of a revision.
Words state_words(std::string_view state);

// Who may change what everybody is judged by: a policy officer of a ministry or province, or of the
// topmost organisation. Refuses: not_allowed, "role_required".
Result<void> may_publish(storage::ReadTxn& txn, const accounts::Actor& actor);

// Checks a draft as publishing would and changes nothing. Blocks, for as long as the pack's tests
// and the replay over past cases take.
// Refuses: "role_required"; the faults of reading the pack; and invalid_input,
// "publication_refused", with every fault of the first check that fails, in this order:
//   RP3004–RP3007 signature      RP3008 revision not rising     RP3009 the author publishes
//   RP3010 nobody else reviewed  RP3011 takes effect later      RP14xx … lint
//   RP3012 no tests              RP3013 a test fails            RP3014 a past result would change
// and the faults of what the pack does to the others when they are loaded together.
Result<CheckedDraft> check_draft(
    const Context& context,
    const accounts::Actor& actor,
    const Draft& draft
);

// Publishes a draft: an act in the history of the pack's own case (workflow rule-pack), the bytes
// and the state in the same transaction, then one swap of the rulebook. After a refusal everything
// is as it was.
Result<PackChanged> publish_pack(
    const Context& context,
    const accounts::Actor& actor,
    const Draft& draft,
    const Once& once
);
// New cases are not bound by the pack any more; open ones stay as they are.
Result<PackChanged> retire_pack(
    const Context& context,
    const accounts::Actor& actor,
    std::string_view id,
    const std::string& reason,
    const Once& once
);
// Makes the revision before live again; of a retired pack the one that was live last.
Result<PackChanged> revert_pack(
    const Context& context,
    const accounts::Actor& actor,
    std::string_view id,
    const std::string& reason,
    const Once& once
);

// What a draft would change in results dated before it takes effect, as faults RP3014: each act of
// every case that the pack binds is judged again by the live revision and by the draft, on what was
// known then. Takes time in proportion to the acts; a rule that says the same in both is run once.
std::vector<Fault> changed_results(
    const Context& context,
    storage::ReadTxn& txn,
    const PackPin& live,
    const PackPin& draft,
    const std::shared_ptr<const Rulebook>& with_draft,
    Date effective
);

}  // namespace beihui::acts

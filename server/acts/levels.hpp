#pragma once

// Approval level by level up the tree of organisations, for workflows that say `levels`.

#include "accounts/actor.hpp"
#include "acts/case_state.hpp"
#include "storage/stores.hpp"
#include "workflows/definition.hpp"

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace beihui::acts
{

// Somebody who accepted for a level.
struct Acceptance
{
    storage::Doer by;
    Instant at;
    std::string organisation = {};  // of the level, as the tree was then
};

// Where the approval of a case stands. The levels are the organisations above that of the case, the
// nearest first; an organisation with none above it decides itself, by another person. One that was
// merged is its successor.
class Approval
{
public:
    Approval(storage::ReadTxn& txn, const Case& subject);

    const std::vector<std::string>& levels() const { return levels_; }  // their paths
    // Of each level that has accepted, or begun to, from the nearest up.
    const std::vector<std::vector<Acceptance>>& given() const { return given_; }
    std::int64_t needed() const { return needed_; }  // people of one level
    std::size_t complete() const;                    // levels that have accepted
    const std::string& highest() const;              // path of the last that accepted, or began to
    // How many levels above the organisation see a case that waits for level `turn`.
    std::int64_t seen_when(std::size_t turn) const;
    // When a level last handed the case back, so that it saw it last; none: it never had it.
    std::optional<Instant> left(std::string_view level) const;

    void need(std::int64_t people) { needed_ = people; }
    void accept(Acceptance acceptance);
    void take_back();  // what the highest level gave
    // Notes when levels lost sight of a case that `before` levels saw (-1: all) and `after` do.
    // Whether any did.
    bool leave(std::int64_t before, std::int64_t after, Instant at);
    void store(Case& subject) const;

private:
    bool alone_ = false;  // none above
    std::vector<std::string> levels_;
    std::vector<std::vector<Acceptance>> given_;
    std::int64_t needed_ = 1;
    json::object left_;  // organisation → instant
};

// The organisation at the end of a path: "/a/b/" → "b".
std::string organisation_at(std::string_view path);

// Whether this act may be done where the approval stands: a step of a level by the level whose turn
// it is, and no change of what is accepted. Refuses: not_allowed "not_your_level", conflict
// "nothing_to_accept" or "nothing_accepted", rule_refused "four_eyes" or "accepted_locked".
Result<void> check_level(
    storage::ReadTxn& txn,
    const workflows::Workflow& workflow,
    const workflows::Act& act,
    const Case& subject,
    const accounts::Actor& actor
);

// The path of the level whose turn it is to do a step of a level; of any other act the case's own.
std::string path_whose_turn(storage::ReadTxn& txn, const workflows::Act& act, const Case& subject);

// Takes the step: the stage and the acceptances as they are after it.
void move_level(
    const workflows::Workflow& workflow,
    const workflows::Act& act,
    const storage::Doer& by,
    storage::ReadTxn& txn,
    Instant now,
    Case& after
);

// After any act of a workflow with levels: which level sees the case, and when the others lost it.
void settle_levels(
    storage::ReadTxn& txn,
    const workflows::Workflow& workflow,
    const workflows::Act& act,
    const Case& before,
    Instant now,
    Case& after
);

// Whether the case has come up to somebody within the scope; what stands below is not theirs yet.
bool has_come_up(storage::ReadTxn& txn, const Scope& scope, const Case& subject);
// Until when they saw it, when it was handed back down; none: never.
std::optional<Instant> saw_until(storage::ReadTxn& txn, const Scope& scope, const Case& subject);

// Schema Approval of docs/openapi.yaml.
json::object approval_json(
    storage::ReadTxn& txn,
    const workflows::Workflow& workflow,
    const Case& subject,
    const std::function<std::string(std::string_view)>& organisation_name,
    const std::function<std::string(std::string_view)>& person_name
);

}  // namespace beihui::acts

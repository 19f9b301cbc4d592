#include "acts/levels.hpp"

#include "accounts/grants.hpp"
#include "acts/plan_parts.hpp"
#include "base/text.hpp"
#include "storage/place_store.hpp"

#include <algorithm>

namespace beihui::acts
{
namespace
{

std::string name_of(storage::ReadTxn& txn, std::string_view path)
{
    const auto record = storage::find_registered(txn, "organisation", organisation_at(path));
    return record ? record->name : organisation_at(path);
}

bool stands_at(
    const accounts::Actor& actor,
    const std::vector<std::string>& by,
    std::string_view path
)
{
    return std::ranges::any_of(actor.grants, [&](const accounts::Grant& grant) {
        const bool there = grant.org_path == path ||
                           std::ranges::find(grant.elsewhere, path) != grant.elsewhere.end();
        return there && std::ranges::find(by, grant.role) != by.end();
    });
}

Error not_your_level(const std::string& whose, const workflows::Act& act)
{
    return refuse(
        Refusal::not_allowed, "not_your_level",
        "“" + act.label.zh + "”现在由“" + whose + "”这一级办理，您不在这一级",
        "it is the turn of " + whose + " to do " + act.id + "; you are not of that level"
    );
}

Error one_fault(Refusal kind, std::string code, Words detail, Words way_out)
{
    Fault fault;
    fault.code = code;
    fault.detail = detail;
    fault.way_out = std::move(way_out);
    return refuse(kind, std::move(code), detail.zh, detail.en, {fault});
}

// What is accepted stays as it is: nothing may be filled in, uploaded or taken back.
bool changes_what_is_accepted(
    const workflows::Workflow& workflow,
    const workflows::Act& act,
    const Case& subject
)
{
    if (!act.form.empty() || act.upload || !act.clears.empty())
        return true;
    const workflows::Stage* const to = workflow.stage(act.to);
    return to && (to->side || workflow.order_of(act.to) < workflow.order_of(subject.stage));
}

Result<void> check_accept(
    storage::ReadTxn& txn,
    const Approval& approval,
    const workflows::Act& act,
    const std::vector<std::string>& by,
    const accounts::Actor& actor,
    const storage::Doer& doer
)
{
    const std::size_t turn = approval.complete();
    if (turn >= approval.levels().size())
        return refuse(
            Refusal::conflict, "nothing_to_accept", "各级都已受理",
            "every level has accepted it already"
        );
    if (!stands_at(actor, by, approval.levels()[turn]))
        return not_your_level(name_of(txn, approval.levels()[turn]), act);
    if (turn >= approval.given().size())
        return {};
    for (const Acceptance& first : approval.given()[turn])
        if (!first.by.differs_from(doer))
            return one_fault(
                Refusal::rule_refused, "four_eyes",
                {"本级要由两人受理，您（或您代理的人）已经受理过",
                 "two people of this level accept it, and you, or whom you stand in for, did"},
                {"请本级另一人受理", "ask another person of this level"}
            );
    return {};
}

}  // namespace

Result<void> check_level(
    storage::ReadTxn& txn,
    const workflows::Workflow& workflow,
    const workflows::Act& act,
    const Case& subject,
    const accounts::Actor& actor
)
{
    if (workflow.levels.from.empty())
        return {};
    const Approval approval(txn, subject);
    if (act.level == workflows::LevelStep::none) {
        if (approval.given().empty() || !changes_what_is_accepted(workflow, act, subject))
            return {};
        const std::string whose = name_of(txn, approval.highest());
        return one_fault(
            Refusal::rule_refused, "accepted_locked",
            {"“" + whose + "”已经受理，内容锁定，不能" + act.label.zh,
             whose + " has accepted it: its content is locked, " + act.id + " is not possible"},
            {"请“" + whose + "”撤销受理（从最上一级起逐级撤销），退回后再改",
             "ask " + whose + " to undo the acceptance, from the top down, and to return it"}
        );
    }
    LookUp look_up(txn);
    const auto by = roles_for(act, look_up, subject.organisation);
    if (act.level == workflows::LevelStep::accept)
        return check_accept(txn, approval, act, by, actor, doer_of(txn, act, subject, actor));
    if (act.level == workflows::LevelStep::send_back) {
        const std::size_t turn = approval.complete();
        if (turn >= approval.levels().size())
            return one_fault(
                Refusal::conflict, "nothing_to_accept",
                {"各级都已受理，要退回须先撤销受理",
                 "every level has accepted it: undo the acceptance first"},
                {"由“" + name_of(txn, approval.highest()) + "”撤销受理",
                 "the highest level undoes it"}
            );
        if (!stands_at(actor, by, approval.levels()[turn]))
            return not_your_level(name_of(txn, approval.levels()[turn]), act);
        return {};
    }
    if (approval.given().empty())
        return refuse(
            Refusal::conflict, "nothing_accepted", "还没有受理，无可撤销", "nothing is accepted yet"
        );
    if (!stands_at(actor, by, approval.highest()))
        return not_your_level(name_of(txn, approval.highest()), act);
    return {};
}

std::string path_whose_turn(storage::ReadTxn& txn, const workflows::Act& act, const Case& subject)
{
    if (act.level == workflows::LevelStep::none)
        return subject.org_path;
    const Approval approval(txn, subject);
    const bool undoes = act.level == workflows::LevelStep::undo;
    const std::size_t turn = approval.complete();
    return undoes || turn >= approval.levels().size() ? approval.highest()
                                                      : approval.levels()[turn];
}

void move_level(
    const workflows::Workflow& workflow,
    const workflows::Act& act,
    const storage::Doer& by,
    storage::ReadTxn& txn,
    Instant now,
    Case& after
)
{
    Approval approval(txn, after);
    const std::size_t turn = std::min(approval.complete(), approval.levels().size() - 1);
    switch (act.level) {
    case workflows::LevelStep::accept:
        approval.accept({by, now, organisation_at(approval.levels()[turn])});
        if (approval.complete() == approval.given().size())
            after.stage = act.to;
        break;
    case workflows::LevelStep::send_back:
        // What the level had begun to accept itself is gone; then what the level below gave.
        if (approval.given().size() > approval.complete())
            approval.take_back();
        if (approval.given().empty()) {
            set_stage_before(after, workflow.levels.from);
            after.stage = act.to;
        } else {
            approval.take_back();
            if (approval.given().empty())
                after.stage = workflow.levels.from;
        }
        break;
    case workflows::LevelStep::undo:
        approval.take_back();
        if (approval.complete() == 0)
            after.stage = act.to;
        break;
    case workflows::LevelStep::none: return;
    }
    approval.store(after);
}

namespace
{

// How many people of a level accept it, as the duty says that the case fulfils.
std::int64_t people_needed(storage::ReadTxn& txn, const workflows::Levels& levels, const Case& of)
{
    const auto text_at = [&](const std::string& path) -> std::string {
        const auto dot = path.find('.');
        const json::value* const form =
            dot == std::string::npos ? nullptr : of.data.if_contains(path.substr(0, dot));
        return form ? std::string(text_of(*form, path.substr(dot + 1))) : std::string();
    };
    const std::string key = text_at(levels.duty);
    const auto ledger = storage::find_case(txn, text_at(levels.ledger));
    if (ledger)
        for (const Duty& duty : storage::duties_of_case(txn, ledger->id))
            if (duty.key == key)
                return duty.acceptances;
    return 1;
}

}  // namespace

void settle_levels(
    storage::ReadTxn& txn,
    const workflows::Workflow& workflow,
    const workflows::Act& act,
    const Case& before,
    Instant now,
    Case& after
)
{
    if (workflow.levels.from.empty())
        return;
    Approval approval(txn, after);
    const bool sent = act.level == workflows::LevelStep::none && act.to == workflow.levels.from;
    if (sent)
        approval.need(people_needed(txn, workflow.levels, after));
    const int first = workflow.order_of(workflow.levels.from);
    // What was not sent up, or was returned to whoever files it, is theirs alone.
    const bool up = workflow.order_of(after.stage) >= first;
    after.seen_levels = up ? approval.seen_when(approval.complete()) : 0;
    const bool left =
        before.version > 0 && approval.leave(before.seen_levels, after.seen_levels, now);
    if (sent || left)
        approval.store(after);
}

bool has_come_up(storage::ReadTxn& txn, const Scope& scope, const Case& subject)
{
    if (subject.seen_levels < 0 || subject.opened_by == scope.viewer())
        return true;
    const auto depth = [](std::string_view path) { return std::ranges::count(path, '/'); };
    const std::int64_t lowest =
        depth(subject.org_path) - subject.seen_levels - storage::mergers_in(txn, subject.org_path);
    return std::ranges::any_of(scope.parts(), [&](const Scope::Part& part) {
        return part.covers(subject.org_path, subject.workflow) &&
               (part.all_levels || depth(part.org_path) >= lowest);
    });
}

std::optional<Instant> saw_until(storage::ReadTxn& txn, const Scope& scope, const Case& subject)
{
    const Approval approval(txn, subject);
    std::optional<Instant> latest;
    for (const Scope::Part& part : scope.parts()) {
        if (!part.covers(subject.org_path, subject.workflow))
            continue;
        if (const auto left = approval.left(part.org_path); left && (!latest || *latest < *left))
            latest = left;
    }
    return latest;
}

json::object approval_json(
    storage::ReadTxn& txn,
    const workflows::Workflow& workflow,
    const Case& subject,
    const std::function<std::string(std::string_view)>& organisation_name,
    const std::function<std::string(std::string_view)>& person_name
)
{
    const Approval approval(txn, subject);
    const bool sent = workflow.order_of(subject.stage) >= workflow.order_of(workflow.levels.from);
    json::array levels;
    for (std::size_t i = 0; i < approval.levels().size(); ++i) {
        std::string organisation = organisation_at(approval.levels()[i]);
        json::array accepted;
        if (i < approval.given().size())
            for (const Acceptance& one : approval.given()[i]) {
                organisation = one.organisation;  // who it was then
                json::object line{
                    {"person", one.by.actor},
                    {"name", person_name(one.by.actor)},
                    {"at", one.at.text()},
                };
                if (!one.by.acting_for.empty())
                    line["acting_for"] = person_name(one.by.acting_for);
                accepted.emplace_back(std::move(line));
            }
        const char* state = "later";
        if (i < approval.complete())
            state = "accepted";
        else if (i == approval.complete() && sent)
            state = "waiting";
        levels.emplace_back(json::object{
            {"organisation",
             json::object{{"id", organisation}, {"name", organisation_name(organisation)}}},
            {"state", state},
            {"needed", approval.needed()},
            {"accepted", std::move(accepted)},
        });
    }
    return {{"locked", !approval.given().empty()}, {"levels", std::move(levels)}};
}

}  // namespace beihui::acts

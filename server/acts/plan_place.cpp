#include "accounts/grants.hpp"
#include "acts/plan_parts.hpp"
#include "storage/place_store.hpp"

#include <algorithm>

namespace beihui::acts
{
namespace
{

// "/province/school/" of an organisation in the tree as it stands, from the register.
Result<std::string> path_of(storage::ReadTxn& txn, std::string_view organisation, Date today)
{
    const auto found = storage::find_case(txn, organisation);
    if (!found || found->workflow != "organisation")
        return refuse(
            Refusal::invalid_input, "unknown_organisation", "没有这个单位",
            "there is no such organisation"
        );
    if (const auto ended = storage::ended_by(txn, organisation, today)) {
        const std::string successor = storage::organisation_name_on(txn, *ended, today);
        return refuse(
            Refusal::conflict, "organisation_ended",
            "“" + found->title + "”已" +
                (successor.empty() ? "撤销，不能再新建案卷"
                                   : "并入“" + successor + "”，请在该单位名下新建"),
            found->title + " is no more" +
                (successor.empty() ? "; no case is opened for it"
                                   : "; open the case for " + successor)
        );
    }
    return found->org_path;
}

}  // namespace

Result<void> check_four_eyes(
    storage::ReadTxn& txn,
    const workflows::Workflow& workflow,
    const workflows::Act& act,
    const Case& subject,
    const storage::Doer& doer
)
{
    const auto before =
        act.not_by.empty() ? std::nullopt : storage::latest_doer(txn, subject.id, act.not_by);
    if (!before || doer.differs_from(*before))
        return {};
    const workflows::Act* const first = workflow.act(act.not_by);
    const std::string done = first ? first->label.zh : act.not_by;
    Fault fault;
    fault.code = "four_eyes";
    if (doer.actor == before->actor)
        fault.detail = {
            "“" + done + "”是您办理的，“" + act.label.zh + "”须由另一人办理",
            "you did " + act.not_by + "; another person must do " + act.id
        };
    else
        fault.detail = {
            "“" + done + "”由您代理的人，或由代理您的人办理，“" + act.label.zh +
                "”须由另一人办理，代理不算另一人",
            "whom you stand in for, or who stood in for you, did " + act.not_by +
                "; a substitute is not another person: somebody else must do " + act.id
        };
    fault.way_out = {"请有权限的同事办理", "ask a colleague who holds the role"};
    return refuse(Refusal::rule_refused, "four_eyes", fault.detail.zh, fault.detail.en, {fault});
}

storage::Doer doer_of(
    storage::ReadTxn& txn,
    const workflows::Act& act,
    const Case& subject,
    const accounts::Actor& actor
)
{
    LookUp look_up(txn);
    const auto by = roles_for(act, look_up, subject.organisation);
    return {actor.key, accounts::stands_in_for(actor.grants, by, subject.org_path)};
}

void note_stand_in(ActPlan& plan)
{
    if (!plan.doer.acting_for.empty())
        plan.entry.data["acting_for"] = json::object{{"person", plan.doer.acting_for}};
}

void tell_of(storage::ReadTxn& txn, const Case& before, ActPlan& plan)
{
    if (plan.act->tells.empty())
        return;
    const auto tell = [&](const std::string& person) {
        const Notice notice{.kind = "returned", .person = person};
        auto& notices = plan.entry.effects.notices;
        if (person != plan.entry.actor && std::ranges::find(notices, notice) == notices.end())
            notices.push_back(notice);
    };
    const Approval approval(txn, before);
    if (plan.act->level == workflows::LevelStep::send_back && approval.complete() > 0) {
        for (const Acceptance& one : approval.given()[approval.complete() - 1])
            tell(one.by.actor);
        return;
    }
    if (const auto sent = storage::latest_doer(txn, before.id, plan.act->tells))
        tell(sent->actor);
}

Result<void> check_started(const workflows::Act& act, const Case& subject, Date today)
{
    if (!act.not_before_start || !subject.starts_on || *subject.starts_on <= today)
        return {};
    Fault fault;
    fault.code = "too_early";
    fault.detail = {
        "活动 " + subject.starts_on->text() + " 才开始，那天之前不能办理“" + act.label.zh + "”",
        "the event begins on " + subject.starts_on->text() + "; " + act.id +
            " is not done before that day"
    };
    fault.way_out = {
        "到那天再办理；日期有误请先修改方案",
        "wait for the day, or correct the plan if the day is wrong"
    };
    return refuse(Refusal::rule_refused, "too_early", fault.detail.zh, fault.detail.en, {fault});
}

Result<void> place_in_tree(
    storage::ReadTxn& txn,
    const CaseWanted& wanted,
    Date today,
    const workflows::Workflow& workflow,
    Case& opened
)
{
    // The case of an organisation is the organisation: it stands below its parent and owns itself.
    if (workflow.register_kind == "organisation") {
        opened.organisation = opened.id;
        opened.org_path = "/" + opened.id + "/";
        if (!wanted.organisation.empty()) {
            const auto parent = path_of(txn, wanted.organisation, today);
            if (!parent)
                return parent.error();
            opened.org_path = *parent + opened.id + "/";
        }
        return {};
    }
    const auto path = path_of(txn, wanted.organisation, today);
    if (!path)
        return path.error();
    opened.organisation = wanted.organisation;
    opened.org_path = *path;
    return {};
}

}  // namespace beihui::acts

#include "acts/plan_parts.hpp"
#include "storage/place_store.hpp"

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
    const accounts::Actor& actor
)
{
    if (act.not_by.empty() || storage::latest_actor(txn, subject.id, act.not_by) != actor.key)
        return {};
    const workflows::Act* const first = workflow.act(act.not_by);
    Fault fault;
    fault.code = "four_eyes";
    fault.detail = {
        "“" + (first ? first->label.zh : act.not_by) + "”是您办理的，“" + act.label.zh +
            "”须由另一人办理",
        "you did " + act.not_by + "; another person must do " + act.id
    };
    fault.way_out = {"请有权限的同事办理", "ask a colleague who holds the role"};
    return refuse(Refusal::rule_refused, "four_eyes", fault.detail.zh, fault.detail.en, {fault});
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

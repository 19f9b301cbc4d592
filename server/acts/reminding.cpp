#include "acts/reminding.hpp"

#include "acts/common_checks.hpp"
#include "acts/desk.hpp"
#include "acts/levels.hpp"
#include "acts/plan_parts.hpp"
#include "acts/who_can.hpp"
#include "domain/role.hpp"

#include <algorithm>

namespace beihui::acts
{
namespace
{

class Reminding
{
public:
    Reminding(
        const Context& context,
        storage::ReadTxn& txn,
        const workflows::Workflow& workflow,
        const CaseState& state,
        LookUp& look_up,
        Instant now
    )
        : context_(context),
          txn_(txn),
          workflow_(workflow),
          state_(state),
          look_up_(look_up),
          now_(now)
    {}

    Result<Notice> addressee(const json::object& given)
    {
        Notice notice;
        notice.organisation = state_.subject.organisation;
        const std::string duty(text_of(given, "duty"));
        const std::string requirement(text_of(given, "requirement"));
        notice.about = duty.empty() ? requirement : duty;
        if (!duty.empty()) {
            if (auto found = owners_of_duty(duty, notice); !found)
                return found.error();
        } else if (!requirement.empty()) {
            if (auto found = owner_of_requirement(requirement, notice); !found)
                return found.error();
        }
        if (const std::string named(text_of(given, "to")); !named.empty())
            return to_person(std::move(notice), named);
        if (const auto hand = in_hand(state_.subject); hand && requirement.empty())
            return to_person(std::move(notice), hand->person);
        if (notice.roles.empty())
            next_step(notice);
        send_where_held(notice);
        if (notice.roles.empty())
            return refuse(
                Refusal::conflict, "nobody_to_remind", "现在没有要催办的下一步",
                "there is no next step to remind anybody of"
            );
        return notice;
    }

private:
    // A department has no people of its own: those who hold its role do so at the province. What is
    // sent to a role goes to where somebody holds it.
    void send_where_held(Notice& notice)
    {
        if (notice.organisation != state_.subject.organisation)
            return;
        WhoCan who_can(context_, txn_);
        const std::string held = who_can.where_held(notice.roles, state_.subject.org_path);
        if (!held.empty())
            notice.organisation = held;
    }

    // The same thing asked of one person.
    static Notice to_person(Notice notice, const std::string& person)
    {
        notice.person = person;
        notice.roles.clear();
        notice.organisation.clear();
        return notice;
    }

    Result<void> owners_of_duty(const std::string& key, Notice& notice)
    {
        const auto duty = std::ranges::find(state_.duties, key, &Duty::key);
        if (duty == state_.duties.end())
            return bad_field(
                "duty", "unknown_duty",
                {"案卷没有应报事项“" + key + "”", "the case has no duty \"" + key + "\""}
            );
        if (duty->state != "open")
            return refuse(
                Refusal::conflict, "nothing_missing", "“" + duty->title.zh + "”已经办结，不用催办",
                "the duty \"" + key + "\" is not open any more"
            );
        if (find_role(duty->owner)) {
            notice.roles = {duty->owner};
            return {};
        }
        // Owed by a kind of organisation: whoever files there.
        for (const workflows::Act& act : workflow_.acts)
            if (files_duties(act))
                for (const std::string& role : roles_of(act))
                    if (std::ranges::find(notice.roles, role) == notice.roles.end())
                        notice.roles.push_back(role);
        return {};
    }

    std::vector<std::string> roles_of(const workflows::Act& act)
    {
        return roles_for(act, look_up_, state_.subject.organisation);
    }

    // Not one that only sets dates.
    bool files_duties(const workflows::Act& act) const
    {
        const workflows::Form* const form = workflow_.form(act.form);
        return !act.duty.empty() && form && !form->find("due_on");
    }

    // The rules are asked, and what they say is not written: a reminder changes nothing.
    Result<void> owner_of_requirement(const std::string& key, Notice& notice)
    {
        const Decision decision = evaluate(context_, txn_, workflow_, state_, look_up_, now_);
        const auto found = std::ranges::find(decision.requirements, key, &Requirement::key);
        if (found == decision.requirements.end())
            return bad_field(
                "requirement", "unknown_requirement",
                {"案卷没有“" + key + "”这一项", "the case has no requirement \"" + key + "\""}
            );
        if (found->met || !found->applicable)
            return refuse(
                Refusal::conflict, "nothing_missing", "“" + found->title.zh + "”不缺，不用催办",
                "the requirement \"" + key + "\" is met"
            );
        if (find_role(found->owner))
            notice.roles = {found->owner};
        return {};
    }

    // Whoever may take the case onward; with levels, the level whose turn it is.
    void next_step(Notice& notice)
    {
        const int now = workflow_.order_of(state_.subject.stage);
        for (const workflows::Act& act : workflow_.acts) {
            if (!is_open(act, state_.subject))
                continue;
            const bool accepts = act.level == workflows::LevelStep::accept;
            if (!accepts &&
                (act.level != workflows::LevelStep::none || workflow_.order_of(act.to) <= now))
                continue;
            if (accepts) {
                const Approval approval(txn_, state_.subject);
                if (approval.complete() >= approval.levels().size())
                    continue;
                notice.organisation = organisation_at(approval.levels()[approval.complete()]);
            }
            notice.roles = roles_of(act);
            std::erase(notice.roles, system_role);
            if (!notice.roles.empty())
                return;
        }
    }

    const Context& context_;
    storage::ReadTxn& txn_;
    const workflows::Workflow& workflow_;
    const CaseState& state_;
    LookUp& look_up_;
    Instant now_;
};

}  // namespace

Error bad_field(std::string_view field, std::string code, Words detail)
{
    Fault fault;
    fault.where = "#/data/" + std::string(field);
    fault.code = std::move(code);
    fault.detail = detail;
    return refuse(Refusal::invalid_input, "form_faults", detail.zh, detail.en, {fault});
}

Result<Notice> whom_to_remind(
    const Context& context,
    storage::ReadTxn& txn,
    const workflows::Workflow& workflow,
    const CaseState& state,
    LookUp& look_up,
    const json::object& given,
    Instant now
)
{
    return Reminding(context, txn, workflow, state, look_up, now).addressee(given);
}

}  // namespace beihui::acts

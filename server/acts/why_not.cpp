// Why somebody may not do an act now, for the pages.
#include "acts/plan_parts.hpp"
#include "acts/who_can.hpp"

namespace beihui::acts
{
namespace
{

// Everything that is wrong, the refusal itself when it names nothing.
void add(const Error& refusal, std::vector<Fault>& faults)
{
    if (refusal.faults.empty()) {
        Fault fault;
        fault.code = refusal.code;
        fault.detail = refusal.detail;
        faults.push_back(std::move(fault));
    }
    faults.insert(faults.end(), refusal.faults.begin(), refusal.faults.end());
}

Fault fault_of(const Requirement& requirement)
{
    Fault fault;
    fault.where = "requirement/" + requirement.key;
    fault.code = requirement.key;
    std::string missing;
    for (const std::string& sentence : requirement.missing)
        missing += (missing.empty() ? "" : "；") + sentence;
    fault.detail = {
        requirement.title.zh + (missing.empty() ? "" : "：" + missing), requirement.title.en
    };
    fault.way_out = {requirement.way_out, ""};
    fault.clause = requirement.basis.clause;
    fault.clause_text = {requirement.basis.clause_text, ""};
    fault.owner = requirement.owner;
    return fault;
}

}  // namespace

std::vector<Fault> unmet_faults(const Decision& decision, std::string_view gate)
{
    std::vector<Fault> faults;
    for (const Requirement* const requirement : decision.unmet(gate))
        faults.push_back(fault_of(*requirement));
    for (const IncidentCause& cause : causes_of(decision.incidents)) {
        const Error& error = cause.error();
        Fault fault;
        fault.where =
            error.faults.empty() ? cause.incidents.front()->pack : error.faults.front().where;
        fault.code = "rule_incident";
        fault.detail = {
            "规则 " + cause.rules() + " 未能判定：" + error.detail.zh,
            "rule " + cause.rules() + " could not be evaluated: " + error.detail.en
        };
        fault.way_out = {"请政策员修正规则包后重试", "ask the policy officer to mend the pack"};
        fault.owner = "policy_officer";
        faults.push_back(std::move(fault));
    }
    return faults;
}

std::vector<Fault> why_not(
    storage::ReadTxn& txn,
    const accounts::Actor& actor,
    const workflows::Workflow& workflow,
    const workflows::Act& act,
    const Case& subject,
    const Decision& decision,
    Date today,
    LookUp& look_up,
    WhoCan& who_can
)
{
    std::vector<Fault> faults;
    const auto roles = roles_for(act, look_up, subject.organisation);
    if (act.does != workflows::Does::ordinary) {
        if (const auto fits = check_common(txn, act, workflow, subject, actor); !fits)
            add(who_can.name_in(fits.error(), roles, subject.org_path), faults);
        return faults;
    }
    if (const auto allowed = accounts::may(actor, roles, subject.org_path); !allowed)
        add(who_can.name_in(allowed.error(), roles, subject.org_path), faults);
    if (const auto level = check_level(txn, workflow, act, subject, actor); !level)
        add(who_can.name_in(level.error(), roles, path_whose_turn(txn, act, subject), actor.key),
            faults);
    const storage::Doer doer =
        act.not_by.empty() ? storage::Doer{actor.key, {}} : doer_of(txn, act, subject, actor);
    if (const auto eyes = check_four_eyes(txn, workflow, act, subject, doer); !eyes)
        add(who_can.name_in(eyes.error(), roles, subject.org_path, actor.key), faults);
    if (const auto started = check_started(act, subject, today); !started)
        add(started.error(), faults);
    if (!act.needs.empty())
        for (Fault& fault : unmet_faults(decision, act.needs))
            faults.push_back(std::move(fault));
    return faults;
}

}  // namespace beihui::acts

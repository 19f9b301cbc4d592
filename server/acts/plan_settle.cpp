#include "acts/plan_parts.hpp"
#include "base/bytes.hpp"
#include "storage/access_watch.hpp"
#include "storage/place_store.hpp"

#include <boost/json/serialize.hpp>

#include <algorithm>

namespace beihui::acts
{
namespace
{

constexpr std::string_view set_by_hand = "set:";  // prefix of due_source when a person set the date

Duty* find_duty(std::vector<Duty>& duties, std::string_view key)
{
    const auto found = std::ranges::find(duties, key, &Duty::key);
    return found == duties.end() ? nullptr : &*found;
}

Duty duty_of(const DutyFound& found)
{
    Duty duty;
    duty.key = found.key;
    duty.pack = found.basis.pack;
    duty.clause = found.basis.clause;
    duty.title = found.title;
    duty.owner = found.owner;
    duty.form = found.form;
    duty.due = found.due;
    duty.due_source = found.due ? found.basis.clause : std::string();
    duty.state = "open";
    duty.rules = found.rules;
    duty.known_on = found.known_on;
    duty.period_end = found.period_end;
    duty.occasion = found.occasion;
    duty.acceptances = found.acceptances;
    return duty;
}

// One line of the act's form sets a date (it has due_on), takes back what was returned (it has
// returned_on) or declares the duty done.
Result<void> apply_line(const json::object& line, std::string_view field, ActPlan& plan)
{
    const std::string key(text_of(line, field));
    Duty* const duty = find_duty(plan.after.duties, key);
    if (!duty)
        return refuse(
            Refusal::invalid_input, "unknown_duty", "案卷没有应报事项“" + key + "”",
            "the case has no duty \"" + key + "\""
        );
    if (const auto day = Date::parse(text_of(line, "due_on"))) {
        duty->due = start_of(*day + 1);  // 24:00 of the day (民法典 art. 203)
        duty->due_source = std::string(set_by_hand) + std::string(text_of(line, "set_by")) + " " +
                           std::string(text_of(line, "source"));
        // Nobody could know of this date before it was set.
        const Date set_on = plan.entry.at.date();
        duty->known_on = std::max(duty->known_on.value_or(set_on), set_on);
        return {};
    }
    if (Date::parse(text_of(line, "returned_on"))) {
        duty->state = "open";  // what was sent back was not filed
        duty->done_at.reset();
        return {};
    }
    // Filed again, it is a correction: what was in time at first stays in time.
    if (duty->state != "done")
        duty->done_at = plan.entry.at;
    duty->state = "done";
    return {};
}

Result<void> apply_to_duties(const workflows::Act& act, ActPlan& plan)
{
    if (act.duty.empty())
        return {};
    const workflows::Form* const form = plan.workflow->form(act.form);
    if (form && !form->rows)
        return apply_line(plan.after.form(act.form), act.duty, plan);
    for (const CaseRow& row : plan.entry.effects.rows)
        if (row.form == act.form)
            if (auto applied = apply_line(row.data, act.duty, plan); !applied)
                return applied.error();
    return {};
}

std::string same_content(Fact fact)
{
    fact.id.clear();
    return json::serialize(fact.to_json());
}

}  // namespace

Result<void> settle_duties(const workflows::Act& act, const Decision& decision, ActPlan& plan)
{
    const std::vector<Duty> before = plan.after.duties;
    std::vector<Duty>& duties = plan.after.duties;
    for (const DutyFound& found : decision.duties) {
        Duty fresh = duty_of(found);
        if (Duty* const known = find_duty(duties, found.key)) {
            if (known->state != "open")
                continue;
            if (known->due_source.starts_with(set_by_hand)) {
                fresh.due = known->due;
                fresh.due_source = known->due_source;
                fresh.known_on = known->known_on;
            }
            *known = std::move(fresh);
        } else {
            duties.push_back(std::move(fresh));
        }
    }
    // A duty that no rule asks for any more is waived, unless a rule could not answer at all.
    for (Duty& duty : duties) {
        const bool asked = std::ranges::any_of(decision.duties, [&](const DutyFound& found) {
            return found.key == duty.key;
        });
        if (duty.state == "open" && (act.closes_duties || (!asked && decision.incidents.empty())))
            duty.state = "waived";
    }
    if (auto applied = apply_to_duties(act, plan); !applied)
        return applied.error();
    for (const Duty& duty : duties) {
        const auto old = std::ranges::find(before, duty.key, &Duty::key);
        if (old == before.end() || old->to_json() != duty.to_json())
            plan.entry.effects.duties.push_back(duty);
    }
    return {};
}

void settle_facts(storage::ReadTxn& txn, LookUp& look_up, ActPlan& plan)
{
    const workflows::Workflow& workflow = *plan.workflow;
    if (workflow.facts.empty())
        return;
    std::vector<Fact> live;
    if (plan.after.subject.version > 1)
        live = storage::live_facts_of_case(txn, plan.after.subject.id);
    std::vector<Fact> wanted;
    const workflows::Stage* const stage = workflow.stage(plan.after.subject.stage);
    const bool cancelled = stage && stage->side && stage->final;
    if (!plan.act->voids_facts && !cancelled)
        wanted = derive_facts(workflow, plan.after, look_up, live);

    std::map<std::pair<std::string, std::string>, const Fact*> known;
    for (const Fact& fact : live)
        known[{fact.kind, fact.key}] = &fact;
    for (Fact& fact : wanted) {
        if (auto path = storage::place_on(txn, fact.organisation, fact.on))
            fact.org_path = std::move(*path);
        const auto found = known.find({fact.kind, fact.key});
        if (found != known.end() && same_content(*found->second) == same_content(fact)) {
            known.erase(found);
            continue;
        }
        fact.id =
            hex(sha256(plan.entry.uid + "\x1f" + fact.kind + "\x1f" + fact.key)).substr(0, 32);
        plan.entry.effects.facts_made.push_back(std::move(fact));
    }
    for (const auto& [key, fact] : known)
        plan.entry.effects.facts_voided.push_back(fact->id);
}

json::object register_data(const workflows::Workflow& workflow, const CaseState& state)
{
    json::object data;
    for (const workflows::Form& form : workflow.forms) {
        if (!form.rows) {
            data[form.id] = state.form(form.id);
            continue;
        }
        json::array rows;
        for (const CaseRow& row : state.rows)
            if (row.form == form.id)
                rows.emplace_back(row.data);
        data[form.id] = std::move(rows);
    }
    return data;
}

void settle_register(ActPlan& plan)
{
    const workflows::Workflow& workflow = *plan.workflow;
    if (workflow.register_kind.empty())
        return;
    const Case& after = plan.after.subject;
    const auto text_at = [&](std::string_view path) -> std::string {
        const auto dot = path.find('.');
        if (dot == std::string_view::npos)
            return {};
        const json::value* const found =
            plan.after.form(path.substr(0, dot)).if_contains(path.substr(dot + 1));
        return found && found->is_string() ? std::string(found->as_string()) : std::string();
    };
    RegisterChange change;
    change.kind = workflow.register_kind;
    change.id = after.id;
    change.organisation = after.organisation;
    if (const auto code = workflow.register_fields.find("code");
        code != workflow.register_fields.end())
        change.code = text_at(code->second);
    if (const auto name = workflow.register_fields.find("name");
        name != workflow.register_fields.end())
        change.name = text_at(name->second);
    if (change.kind == "organisation")
        change.name = after.title;  // the name of the day
    change.status = after.stage;
    if (after.stage == "withdrawn")
        change.code.clear();  // registered by mistake: whoever has the code may still be registered
    change.data = register_data(workflow, plan.after);
    // Roles are columns of a person, and reach what stands below an organisation.
    if (change.kind == "person" || change.kind == "organisation")
        storage::note_access_change();
    plan.entry.effects.registers.push_back(std::move(change));
}

}  // namespace beihui::acts

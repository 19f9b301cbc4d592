#include "acts/plan_act.hpp"

#include "acts/bind_overlays.hpp"
#include "acts/choose_packs.hpp"
#include "acts/count_figures.hpp"
#include "acts/follow_rules.hpp"
#include "acts/needs.hpp"
#include "acts/plan_parts.hpp"
#include "acts/who_can.hpp"
#include "base/bytes.hpp"
#include "storage/wall.hpp"

#include <algorithm>

namespace beihui::acts
{
namespace
{

Error act_not_open(
    const workflows::Workflow& workflow,
    const Case& subject,
    const workflows::Act* act,
    std::string_view wanted
)
{
    std::string open_zh;
    std::string open_en;
    for (const workflows::Act& candidate : workflow.acts)
        if (std::ranges::find(candidate.from, subject.stage) != candidate.from.end()) {
            open_zh += (open_zh.empty() ? "" : "、") + candidate.label.zh;
            open_en += (open_en.empty() ? "" : ", ") + candidate.id;
        }
    const workflows::Stage* const stage = workflow.stage(subject.stage);
    const std::string name = act ? act->label.zh : std::string(wanted);
    const std::string at = stage ? stage->label.zh : subject.stage;
    return refuse(
        Refusal::conflict, act ? "act_not_open" : "unknown_act",
        "案卷在“" + at + "”阶段，不能办理“" + name + "”；现在可以办理：" +
            (open_zh.empty() ? "无" : open_zh),
        "the case is at stage " + subject.stage + ", where " + std::string(wanted) +
            " is not open; open now: " + (open_en.empty() ? "nothing" : open_en)
    );
}

Result<void> check_gate(const workflows::Act& act, const Decision& decision)
{
    if (act.needs.empty())
        return {};
    std::vector<Fault> faults = unmet_faults(decision, act.needs);
    if (faults.empty())
        return {};
    const std::string count = std::to_string(faults.size());
    return refuse(
        Refusal::rule_refused, "requirements_unmet",
        "不能" + act.label.zh + "：还差 " + count + " 项",
        "cannot do " + act.id + ": " + count + " requirements are not met", std::move(faults)
    );
}

// The roles of a person: nobody records their own, and no two that exclude each other hold on the
// same day (三员分立).
Result<void> check_roles(
    const accounts::Actor& actor,
    const workflows::Act& act,
    const CaseState& after
)
{
    if (after.subject.workflow != "person")
        return {};
    if (act.form == "roles" && !actor.person.empty() && actor.person == after.subject.id)
        return refuse(
            Refusal::not_allowed, "own_roles", "不能登记自己的任职；请由另一位有权的同事登记",
            "nobody records their own roles; ask another who may"
        );
    constexpr std::string_view never = "9999-12-31";
    for (const CaseRow& one : after.rows) {
        if (one.form != "roles")
            continue;
        // Held on the first day of `one`; of two that overlap, one begins within the other.
        const std::string_view day = text_of(one.data, "from");
        std::vector<std::string> held;
        for (const CaseRow& other : after.rows) {
            const std::string_view last = text_of(other.data, "to");
            if (other.form == "roles" && text_of(other.data, "from") <= day &&
                day <= (last.empty() ? never : last))
                held.emplace_back(text_of(other.data, "role"));
        }
        if (auto separate = accounts::check_separation(held); !separate)
            return separate.error();
    }
    return {};
}

Result<ActPlan> finish(
    const Context& context,
    storage::ReadTxn& txn,
    const accounts::Actor& actor,
    ActPlan plan,
    const CaseState& before,
    const ActWanted& wanted
)
{
    const Instant now = context.clock.now();
    LookUp look_up(txn);
    Entry& entry = plan.entry;
    entry.at = now;
    entry.actor = actor.key;
    entry.act = plan.act->id;
    entry.tenant = plan.after.subject.organisation;
    entry.case_id = plan.after.subject.id;
    entry.uid = random_id();

    const auto counted = count_figures(context, txn, actor, wanted, before, plan);
    if (!counted)
        return counted.error();
    if (auto applied = apply_data(txn, context, actor, counted->wanted, before, look_up, plan);
        !applied)
        return applied.error();
    if (auto put = put_counted(context, txn, actor, *counted, before, look_up, plan); !put)
        return put.error();
    if (auto settled = settle_tree(txn, actor, before, now.date(), plan); !settled)
        return settled.error();
    if (auto separate = check_roles(actor, *plan.act, plan.after); !separate)
        return separate.error();
    Case& after = plan.after.subject;
    if (!plan.act->hands_over.empty())
        if (auto planned = plan_leaving(context, txn, actor, wanted, plan); !planned)
            return planned.error();
    settle_levels(txn, *plan.workflow, *plan.act, before.subject, now, after);
    if (after.stage != before.subject.stage)
        clear_desk(after);  // the next step is another's
    tell_of(txn, before.subject, plan);
    after.version = before.subject.version + 1;
    after.content_version = after.version;
    after.changed_at = now;
    if (after.version == 1)
        after.opened_at = now;
    entry.case_seq = after.version;
    for (CaseRow& row : plan.after.rows)
        if (row.version == 0)
            row.version = after.version;
    for (CaseRow& row : entry.effects.rows)
        row.version = after.version;
    if (plan.reopened)
        after.reopened = after.version;
    note_stand_in(plan);
    if (auto settled = settle_decision(context, txn, look_up, plan); !settled)
        return settled.error();
    // A level that sends a filing back to the level below has not returned it to whoever filed it.
    if (!wanted.goes_along && (plan.act->to == "same" || after.stage == plan.act->to))
        if (auto along = plan_also(context, txn, actor, look_up, plan); !along)
            return along.error();
    settle_rest(txn, look_up, plan);
    return plan;
}

}  // namespace

std::shared_ptr<const workflows::Workflow> workflow_of(const Context& context, const Case& subject)
{
    return context.rules()->workflows->with_packs(subject.workflow, subject.packs);
}

Decision evaluate(
    const Context& context,
    storage::ReadTxn& txn,
    const workflows::Workflow& workflow,
    const CaseState& state,
    LookUp& look_up,
    Instant now,
    std::optional<Instant> as_of
)
{
    if (state.subject.packs.empty())
        return {};
    // A rule may count over the whole school when a programme asks about its own case.
    const storage::Unwalled all(txn);
    rules::Question question;
    question.workflow = workflow.id;
    question.about = state.subject.id;
    question.snapshot = snapshot(workflow, state, look_up);
    question.packs = state.subject.packs;
    question.today = now.date();
    question.known_at = now;
    const auto rules = context.rules();
    question.fetch = [&](const std::vector<rules::Need>& needs) {
        return fetch_needs(*rules->world, txn, state.subject, now.date(), as_of, needs);
    };
    Decision decision = rules->world->evaluate(question);
    const std::vector<PackPin> live = live_pins(*rules->world, question.packs);
    if (live != question.packs) {
        question.packs = live;
        follow_live_rules(decision, rules->world->evaluate(question));
    }
    return decision;
}

Result<void> settle_decision(
    const Context& context,
    storage::ReadTxn& txn,
    LookUp& look_up,
    ActPlan& plan
)
{
    plan.decision = evaluate(context, txn, *plan.workflow, plan.after, look_up, plan.entry.at);
    if (auto open = check_gate(*plan.act, plan.decision); !open)
        return open.error();
    plan.after.subject.open_items =
        static_cast<std::int64_t>(plan.decision.unmet("readiness").size());
    return settle_duties(*plan.act, plan.decision, plan);
}

void settle_rest(storage::ReadTxn& txn, LookUp& look_up, ActPlan& plan)
{
    settle_facts(txn, look_up, plan);
    settle_register(plan);
    plan.entry.packs = plan.decision.packs;
    plan.entry.calendar_hash = plan.decision.calendar_hash;
    plan.entry.trace_hash = plan.decision.trace_hash;
    plan.entry.effects.after = plan.after.subject;
}

Result<ActPlan> plan_act(
    const Context& context,
    storage::ReadTxn& txn,
    const accounts::Actor& actor,
    const Case& subject,
    const ActWanted& wanted
)
{
    ActPlan plan;
    plan.workflow = workflow_of(context, subject);
    if (!plan.workflow)
        return refuse(
            Refusal::unavailable, "workflow_not_loaded", "流程 " + subject.workflow + " 没有装入",
            "workflow " + subject.workflow + " is not loaded"
        );
    plan.act = plan.workflow->act(wanted.act);
    if (!plan.act || std::ranges::find(plan.act->from, subject.stage) == plan.act->from.end())
        return act_not_open(*plan.workflow, subject, plan.act, wanted.act);
    if (plan.act->does != workflows::Does::ordinary)
        return plan_common(context, txn, actor, subject, wanted, std::move(plan));
    LookUp look_up(txn);
    const auto roles = roles_for(*plan.act, look_up, subject.organisation);
    WhoCan who_can(context, txn);
    if (auto allowed = accounts::may(actor, roles, subject.org_path); !allowed)
        return who_can.name_in(allowed.error(), roles, subject.org_path);
    const Date today = context.clock.now().date();
    if (auto level = check_level(txn, *plan.workflow, *plan.act, subject, actor); !level)
        return who_can.name_in(
            level.error(), roles, path_whose_turn(txn, *plan.act, subject), actor.key
        );
    plan.doer = doer_of(txn, *plan.act, subject, actor);
    if (auto eyes = check_four_eyes(txn, *plan.workflow, *plan.act, subject, plan.doer); !eyes)
        return who_can.name_in(eyes.error(), roles, subject.org_path, actor.key);
    if (auto started = check_started(*plan.act, subject, today); !started)
        return started.error();

    const CaseState before = read_state(txn, subject);
    plan.after = before;
    plan.stage_before = subject.stage;
    return finish(context, txn, actor, std::move(plan), before, wanted);
}

Result<ActPlan> plan_opening(
    const Context& context,
    storage::ReadTxn& txn,
    const accounts::Actor& actor,
    const CaseWanted& wanted,
    const ActWanted& first
)
{
    ActPlan plan;
    CaseState before;
    Case& opened = before.subject;
    opened.id = random_id();
    opened.workflow = wanted.workflow;
    auto packs = choose_packs(context, wanted, first);
    if (!packs)
        return packs.error();
    opened.packs = std::move(*packs);
    plan.workflow = workflow_of(context, opened);
    if (!plan.workflow)
        return refuse(
            Refusal::invalid_input, "unknown_workflow", "没有流程“" + wanted.workflow + "”",
            "there is no workflow \"" + wanted.workflow + "\""
        );
    plan.act = first.act.empty() ? plan.workflow->opening() : plan.workflow->act(first.act);
    if (!plan.act || !plan.act->from.empty())
        return refuse(
            Refusal::conflict, "not_an_opening_act", "“" + first.act + "”不能开立案卷",
            "\"" + first.act + "\" does not open a case"
        );
    if (auto placed =
            place_in_tree(txn, wanted, context.clock.now().date(), *plan.workflow, opened);
        !placed)
        return placed.error();
    LookUp look_up(txn);
    opened.opened_at = context.clock.now();
    const auto rules = context.rules();
    if (bind_overlays(*rules->world, look_up, opened)) {
        const std::string act = plan.act->id;  // they may add steps to the workflow
        plan.workflow = workflow_of(context, opened);
        plan.act = plan.workflow->act(act);
    }
    const auto roles = roles_for(*plan.act, look_up, opened.organisation);
    if (auto allowed = accounts::may(actor, roles, opened.org_path); !allowed)
        return WhoCan(context, txn).name_in(allowed.error(), roles, opened.org_path);

    plan.doer = doer_of(txn, *plan.act, opened, actor);
    opened.workflow_revision = plan.workflow->revision;
    opened.workflow_hash = plan.workflow->hash;
    opened.stage = plan.workflow->starts_at;
    opened.opened_by = actor.key;
    plan.after = before;
    return finish(context, txn, actor, std::move(plan), before, first);
}

}  // namespace beihui::acts

#include "acts/plan_migration.hpp"

#include "acts/case_page.hpp"
#include "acts/plan_parts.hpp"
#include "base/bytes.hpp"
#include "history/sealing.hpp"

#include <algorithm>

namespace beihui::acts
{

json::array pins_json(const std::vector<PackPin>& pins)
{
    json::array list;
    for (const PackPin& pin : pins)
        list.emplace_back(
            json::object{{"pack", pin.pack}, {"revision", pin.revision}, {"hash", pin.hash}}
        );
    return list;
}

const Duty* find_duty(const std::vector<Duty>& duties, std::string_view key)
{
    const auto found = std::ranges::find(duties, key, &Duty::key);
    return found == duties.end() ? nullptr : &*found;
}

DueChoice choice_of(const MigrationWanted& wanted, std::string_view key)
{
    const auto own = wanted.dues.find(key);
    return own == wanted.dues.end() ? wanted.due : own->second;
}

namespace
{

constexpr std::size_t most_entries = 1'000'000;

Error refused(std::string where, std::string_view code, Words detail, Words way_out)
{
    Fault fault;
    fault.where = std::move(where);
    fault.code = code;
    fault.detail = std::move(detail);
    fault.way_out = std::move(way_out);
    return refuse(
        Refusal::conflict, "migration_refused", fault.detail.zh, fault.detail.en, {fault}
    );
}

// An act that no workflow has: it moves the case by no stage and takes no form.
const workflows::Act& act_named(std::string_view id)
{
    static const auto made = [](std::string_view name) {
        workflows::Act act;
        act.id = name;
        act.label = migration_label(name).value();
        act.to = "same";
        return act;
    };
    static const workflows::Act moving = made(migrate_act);
    static const workflows::Act returning = made(take_back_act);
    return id == migrate_act ? moving : returning;
}

// The pins of the case with those that were asked for in their places.
Result<std::vector<PackPin>> pins_after(
    const Rulebook& rules,
    const Case& subject,
    const std::vector<PackPin>& wanted
)
{
    std::vector<PackPin> pins = subject.packs;
    for (const PackPin& asked : wanted)
        if (std::ranges::find(pins, asked.pack, &PackPin::pack) == pins.end())
            return refused(
                subject.number, "RP3030",
                {"案卷不受规则包“" + asked.pack + "”约束",
                 "the case is not bound by pack \"" + asked.pack + "\""},
                {"去掉这个规则包", "leave this pack out"}
            );
    for (PackPin& pin : pins) {
        const auto asked = std::ranges::find(wanted, pin.pack, &PackPin::pack);
        if (!wanted.empty() && asked == wanted.end())
            continue;
        const std::string hash = asked == wanted.end() ? std::string() : asked->hash;
        const rules::Pack* const pack = rules.world->find(pin.pack, hash);
        if (pack)
            pin = {pack->id, pack->revision, pack->hash};
        else if (asked != wanted.end())
            return refused(
                subject.number, "RP3030",
                {"规则包“" + pin.pack + "”没有这一版" + (hash.empty() ? "在用" : ""),
                 "pack \"" + pin.pack + "\" has no such revision"},
                {"用 beihui pack list 查看各版的哈希", "beihui pack list prints the hashes"}
            );
    }
    if (pins == subject.packs)
        return refused(
            subject.number, "RP3032", {"案卷已经是这一版", "the case is at this revision already"},
            {"不必迁移", "there is nothing to move"}
        );
    return pins;
}

Result<Case> open_case_of(
    storage::ReadTxn& txn,
    const accounts::Actor& actor,
    std::string_view number
)
{
    auto subject = visible_case(txn, actor, number);
    if (!subject)
        return subject.error();
    if (auto allowed = accounts::may(actor, {"policy_officer"}, subject->org_path); !allowed)
        return allowed.error();
    if (subject->closed)
        return refused(
            subject->number, "RP3031",
            {"案卷已办结，不再迁移", "the case is closed and is not moved any more"},
            {"只迁移未办结的案卷", "move open cases only"}
        );
    return subject;
}

// No due time at all counts as the latest.
bool is_later(const std::optional<Instant>& due, const std::optional<Instant>& than)
{
    return than && (!due || *due > *than);
}

// A due time that is kept against the new revision stays: the next act does not compute it again.
void keep_due(Duty& duty, const Duty& before, std::string_view revisions)
{
    duty.due = before.due;
    duty.due_source = before.due_source.starts_with("set:")
                          ? before.due_source
                          : "set:规则迁移 保留原截止（" + std::string(revisions) + "）";
}

std::string revisions_text(const std::vector<PackPin>& pins)
{
    std::string text;
    for (const PackPin& pin : pins)
        text +=
            (text.empty() ? "" : "、") + pin.pack + " 第 " + std::to_string(pin.revision) + " 版";
    return text;
}

void apply_choices(const MigrationWanted& wanted, const CaseState& before, ActPlan& plan)
{
    const std::string revisions = revisions_text(before.subject.packs);
    for (Duty& duty : plan.after.duties) {
        const Duty* const old = find_duty(before.duties, duty.key);
        if (!old || old->state != "open" || duty.state != "open" || old->due == duty.due)
            continue;
        const DueChoice choice = choice_of(wanted, duty.key);
        if (choice == DueChoice::keep ||
            (choice == DueChoice::only_if_later && !is_later(duty.due, old->due)))
            keep_due(duty, *old, revisions);
    }
}

Result<void> check_choices(const MigrationWanted& wanted, const ActPlan& plan)
{
    for (const auto& [key, choice] : wanted.dues)
        if (!find_duty(plan.after.duties, key))
            return refused(
                key, "RP3035",
                {"案卷没有应报事项“" + key + "”", "the case has no duty \"" + key + "\""},
                {"见预览里的 duties", "see duties of the preview"}
            );
    return {};
}

// The duties that are not as they were, as they stand after the entry.
void list_changed_duties(const CaseState& before, ActPlan& plan)
{
    plan.entry.effects.duties.clear();
    for (const Duty& duty : plan.after.duties) {
        const Duty* const old = find_duty(before.duties, duty.key);
        if (!old || old->to_json() != duty.to_json())
            plan.entry.effects.duties.push_back(duty);
    }
}

// Begins the entry: the case as it stands, with other pins, at its next version.
Result<ActPlan> begin(
    const Context& context,
    const accounts::Actor& actor,
    const CaseState& before,
    std::vector<PackPin> pins,
    std::string_view act
)
{
    ActPlan plan;
    plan.after = before;
    Case& after = plan.after.subject;
    after.packs = std::move(pins);
    plan.workflow = workflow_of(context, after);
    if (!plan.workflow || !plan.workflow->stage(after.stage))
        return refused(
            after.number, "RP3033",
            {"新一版的流程没有“" + after.stage + "”阶段，或装不上",
             "the workflow of the new revision has no stage \"" + after.stage + "\""},
            {"先把案卷办到两版都有的阶段", "first bring the case to a stage that both have"}
        );
    plan.act = &act_named(act);
    plan.stage_before = after.stage;
    Entry& entry = plan.entry;
    entry.at = context.clock.now();
    entry.actor = actor.key;
    entry.act = act;
    entry.tenant = after.organisation;
    entry.case_id = after.id;
    entry.uid = random_id();
    after.version += 1;
    after.content_version = after.version;
    after.changed_at = entry.at;
    entry.case_seq = after.version;
    return plan;
}

// Judges the case by its new pins and settles what follows from them.
Result<void> settle(
    const Context& context,
    storage::ReadTxn& txn,
    const std::string& reason,
    ActPlan& plan
)
{
    Entry& entry = plan.entry;
    LookUp look_up(txn);
    plan.decision = evaluate(context, txn, *plan.workflow, plan.after, look_up, entry.at);
    plan.after.subject.open_items =
        static_cast<std::int64_t>(plan.decision.unmet("readiness").size());
    if (auto settled = settle_duties(*plan.act, plan.decision, plan); !settled)
        return settled.error();
    settle_facts(txn, look_up, plan);
    if (!reason.empty()) {
        Hider hider(
            entry.tenant, entry.uid, context.database.master_key(), plan.after.subject.organisation
        );
        entry.data["reason"] = hider.hide_text("reason", entry.uid + "/reason", reason);
        plan.hidden = hider.hidden();
    }
    entry.packs = plan.decision.packs;
    entry.calendar_hash = plan.decision.calendar_hash;
    entry.trace_hash = plan.decision.trace_hash;
    return {};
}

// What an entry remembers, so that it can be taken back.
void remember(const CaseState& before, ActPlan& plan)
{
    json::array duties;
    for (const Duty& changed : plan.entry.effects.duties)
        if (const Duty* const old = find_duty(before.duties, changed.key))
            duties.emplace_back(old->to_json());
    plan.entry.data["from"] = pins_json(before.subject.packs);
    plan.entry.data["to"] = pins_json(plan.after.subject.packs);
    plan.entry.data["duties_before"] = std::move(duties);
}

// The latest migration that was not taken back.
std::optional<Entry> latest_migration(storage::ReadTxn& txn, const Case& subject)
{
    const auto entries = storage::entries_of_case(txn, subject.id, 0, most_entries);
    int taken_back = 0;
    for (auto entry = entries.rbegin(); entry != entries.rend(); ++entry) {
        if (entry->act == take_back_act)
            ++taken_back;
        else if (entry->act == migrate_act && taken_back-- == 0)
            return history::read_body(entry->body);
    }
    return std::nullopt;
}

std::vector<PackPin> pins_in(const json::value& list)
{
    std::vector<PackPin> pins;
    for (const json::value& pin : list.as_array())
        pins.push_back(
            {std::string(text_of(pin, "pack")), integer_of(pin, "revision"),
             std::string(text_of(pin, "hash"))}
        );
    return pins;
}

}  // namespace

Result<PlannedMigration> plan_migration(
    const Context& context,
    storage::ReadTxn& txn,
    const accounts::Actor& actor,
    std::string_view number,
    const MigrationWanted& wanted
)
{
    auto subject = open_case_of(txn, actor, number);
    if (!subject)
        return subject.error();
    const auto rules = context.rules();
    auto pins = pins_after(*rules, *subject, wanted.packs);
    if (!pins)
        return pins.error();
    CaseState before = read_state(txn, std::move(*subject));
    auto plan = begin(context, actor, before, std::move(*pins), migrate_act);
    if (!plan)
        return plan.error();
    if (auto settled = settle(context, txn, wanted.reason, *plan); !settled)
        return settled.error();
    if (auto known = check_choices(wanted, *plan); !known)
        return known.error();
    apply_choices(wanted, before, *plan);
    list_changed_duties(before, *plan);
    remember(before, *plan);
    plan->entry.data["due"] = to_text(wanted.due);
    json::object dues;
    for (const auto& [key, choice] : wanted.dues)
        dues[key] = to_text(choice);
    plan->entry.data["dues"] = std::move(dues);
    plan->entry.effects.after = plan->after.subject;
    return PlannedMigration{std::move(before), std::move(*plan)};
}

Result<PlannedMigration> plan_taking_back(
    const Context& context,
    storage::ReadTxn& txn,
    const accounts::Actor& actor,
    std::string_view number,
    const std::string& reason
)
{
    auto subject = open_case_of(txn, actor, number);
    if (!subject)
        return subject.error();
    const auto entry = latest_migration(txn, *subject);
    if (!entry)
        return refused(
            subject->number, "RP3034",
            {"案卷没有可以撤回的迁移", "the case has no migration to take back"},
            {"在历史里核对", "see its history"}
        );
    std::vector<Duty> old;
    for (const json::value& duty : entry->data.at("duties_before").as_array())
        old.push_back(Duty::from_json(duty.as_object()));
    const CaseState before = read_state(txn, std::move(*subject));
    auto plan = begin(context, actor, before, pins_in(entry->data.at("from")), take_back_act);
    if (!plan)
        return plan.error();
    // What the migration waived is open again, unless the rules of before do not ask for it either.
    for (Duty& duty : plan->after.duties)
        if (const Duty* const was = find_duty(old, duty.key);
            was && was->state == "open" && duty.state == "waived")
            duty.state = "open";
    if (auto settled = settle(context, txn, reason, *plan); !settled)
        return settled.error();
    for (Duty& duty : plan->after.duties)
        if (const Duty* const was = find_duty(old, duty.key);
            was && was->state == "open" && duty.state == "open") {
            duty.due = was->due;
            duty.due_source = was->due_source;
        }
    list_changed_duties(before, *plan);
    remember(before, *plan);
    plan->entry.data["taken_back"] = entry->uid;
    plan->entry.effects.after = plan->after.subject;
    return PlannedMigration{before, std::move(*plan)};
}

}  // namespace beihui::acts

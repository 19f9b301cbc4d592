#include "acts/migrate_case.hpp"

#include "acts/case_page.hpp"
#include "acts/plan_migration.hpp"

#include <algorithm>

namespace beihui::acts
{
namespace
{

Result<ActDone> commit_planned(
    const Context& context,
    std::optional<std::int64_t> version,
    const accounts::Actor& actor,
    const Once& once,
    const std::function<Result<PlannedMigration>(storage::ReadTxn&)>& make
)
{
    const auto kept = earlier_answer(context, actor, once);
    if (!kept)
        return kept.error();
    if (*kept)
        return **kept;
    Result<PlannedMigration> planned = PlannedMigration();
    context.database.read([&](storage::ReadTxn& txn) { planned = make(txn); });
    if (!planned)
        return planned.error();
    if (version && !planned->before.subject.unchanged_since(*version))
        return refuse(
            Refusal::stale, "case_moved_on",
            "案卷已有新的变化（现为第 " + std::to_string(planned->before.subject.version) +
                " 版），请重新读取后再办理",
            "the case has moved on (now at version " +
                std::to_string(planned->before.subject.version) + "): read it again, then decide"
        );
    return commit_plan(context, std::move(planned->plan), once);
}

// Ids as kept, added and dropped.
json::object compared(
    const std::vector<std::pair<std::string, Words>>& before,
    const std::vector<std::pair<std::string, Words>>& after
)
{
    const auto has = [](const auto& list, const std::string& id) {
        return std::ranges::any_of(list, [&](const auto& item) { return item.first == id; });
    };
    const auto line = [](const auto& item) {
        return json::object{{"id", item.first}, {"title", words_json(item.second)}};
    };
    json::array kept;
    json::array added;
    json::array dropped;
    for (const auto& item : after)
        (has(before, item.first) ? kept : added).emplace_back(line(item));
    for (const auto& item : before)
        if (!has(after, item.first))
            dropped.emplace_back(line(item));
    return {
        {"kept", std::move(kept)}, {"added", std::move(added)}, {"dropped", std::move(dropped)}
    };
}

std::vector<std::pair<std::string, Words>> stages_of(const workflows::Workflow* workflow)
{
    std::vector<std::pair<std::string, Words>> stages;
    if (workflow)
        for (const workflows::Stage& stage : workflow->stages)
            stages.emplace_back(stage.id, stage.label);
    return stages;
}

std::vector<std::pair<std::string, Words>> items_of(const Decision& decision)
{
    std::vector<std::pair<std::string, Words>> items;
    for (const Requirement& requirement : decision.requirements)
        items.emplace_back(requirement.key, requirement.title);
    return items;
}

json::array duties_json(const MigrationWanted& wanted, const PlannedMigration& planned)
{
    json::array lines;
    for (const Duty& duty : planned.plan.after.duties) {
        const Duty* const old = find_duty(planned.before.duties, duty.key);
        if (old && old->state != "open")
            continue;
        const auto asked =
            std::ranges::find(planned.plan.decision.duties, duty.key, &DutyFound::key);
        const bool dropped = asked == planned.plan.decision.duties.end();
        lines.emplace_back(json::object{
            {"key", duty.key},
            {"title", words_json(duty.title)},
            {"clause", duty.clause},
            {"change", dropped ? "dropped" : (old ? "kept" : "added")},
            {"before", instant_json(old ? old->due : std::nullopt)},
            {"computed", instant_json(dropped ? std::nullopt : asked->due)},
            {"after", instant_json(duty.state == "open" ? duty.due : std::nullopt)},
            {"choice", to_text(choice_of(wanted, duty.key))},
        });
    }
    return lines;
}

}  // namespace

Result<DueChoice> parse_due_choice(std::string_view text)
{
    if (text == "keep")
        return DueChoice::keep;
    if (text == "recompute")
        return DueChoice::recompute;
    if (text == "only_if_later")
        return DueChoice::only_if_later;
    return refuse(
        Refusal::invalid_input, "form_faults", "截止的处理只能是 keep、recompute 或 only_if_later",
        "a due time is kept (keep), computed again (recompute) or moved later only (only_if_later)"
    );
}

std::string_view to_text(DueChoice choice)
{
    switch (choice) {
    case DueChoice::recompute:     return "recompute";
    case DueChoice::only_if_later: return "only_if_later";
    default:                       return "keep";
    }
}

std::optional<Words> migration_label(std::string_view act)
{
    if (act == migrate_act)
        return Words{"迁移到另一版规则", "Move to another revision"};
    if (act == take_back_act)
        return Words{"撤回迁移", "Take a migration back"};
    return std::nullopt;
}

Result<json::object> preview_migration(
    const Context& live,
    storage::ReadTxn& txn,
    const accounts::Actor& actor,
    std::string_view number,
    const MigrationWanted& wanted
)
{
    const Context context = live.holding_rules();
    const auto planned = plan_migration(context, txn, actor, number, wanted);
    if (!planned)
        return planned.error();
    const CaseState& before = planned->before;
    const auto workflow = workflow_of(context, before.subject);
    LookUp look_up(txn);
    const Decision now =
        workflow ? evaluate(context, txn, *workflow, before, look_up, planned->plan.entry.at)
                 : Decision();
    return json::object{
        {"number", before.subject.number},
        {"version", before.subject.version},
        {"from", pins_json(before.subject.packs)},
        {"to", pins_json(planned->plan.after.subject.packs)},
        {"stages", compared(stages_of(workflow.get()), stages_of(planned->plan.workflow.get()))},
        {"items", compared(items_of(now), items_of(planned->plan.decision))},
        {"duties", duties_json(wanted, *planned)},
    };
}

Result<ActDone> migrate_case(
    const Context& live,
    const accounts::Actor& actor,
    std::string_view number,
    std::optional<std::int64_t> version,
    const MigrationWanted& wanted,
    const Once& once
)
{
    const Context context = live.holding_rules();
    return commit_planned(context, version, actor, once, [&](storage::ReadTxn& txn) {
        return plan_migration(context, txn, actor, number, wanted);
    });
}

Result<ActDone> revert_migration(
    const Context& live,
    const accounts::Actor& actor,
    std::string_view number,
    std::optional<std::int64_t> version,
    const std::string& reason,
    const Once& once
)
{
    const Context context = live.holding_rules();
    return commit_planned(context, version, actor, once, [&](storage::ReadTxn& txn) {
        return plan_taking_back(context, txn, actor, number, reason);
    });
}

std::vector<MigratedCase> migrate_cases(
    const Context& live,
    const accounts::Actor& actor,
    const std::vector<std::string>& numbers,
    const MigrationWanted& wanted,
    const Once& once
)
{
    const Context context = live.holding_rules();
    std::vector<MigratedCase> migrated;
    for (const std::string& number : numbers) {
        // Each case is done once under the key of the batch.
        Once own = once;
        if (!own.key.empty())
            own.key += "/" + number;
        migrated.push_back({number, migrate_case(context, actor, number, std::nullopt, wanted, own)}
        );
    }
    return migrated;
}

std::map<std::string, int> open_cases_by_hash(
    storage::ReadTxn& txn,
    const accounts::Actor& actor,
    std::string_view pack
)
{
    std::map<std::string, int> counts;
    for (const std::string& id : storage::cases_of_pack(txn, pack)) {
        const auto subject = visible_case(txn, actor, id);
        if (!subject || subject->closed)
            continue;
        const auto pin = std::ranges::find(subject->packs, pack, &PackPin::pack);
        if (pin != subject->packs.end())
            ++counts[pin->hash];
    }
    return counts;
}

std::vector<std::string> cases_to_migrate(
    const Context& context,
    storage::ReadTxn& txn,
    const accounts::Actor& actor,
    std::string_view pack
)
{
    const auto rules = context.rules();
    const rules::Pack* const live = rules->world->find(pack);
    std::vector<std::string> numbers;
    if (!live)
        return numbers;
    for (const std::string& id : storage::cases_of_pack(txn, pack)) {
        const auto subject = visible_case(txn, actor, id);
        if (!subject || subject->closed)
            continue;
        const auto pin = std::ranges::find(subject->packs, pack, &PackPin::pack);
        if (pin != subject->packs.end() && pin->hash != live->hash)
            numbers.push_back(subject->number);
    }
    std::ranges::sort(numbers);
    return numbers;
}

}  // namespace beihui::acts

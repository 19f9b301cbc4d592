#include "acts/case_page.hpp"

namespace beihui::acts
{
namespace
{

struct DueTime
{
    Words title;
    std::string clause;
    std::optional<Instant> before;
    std::optional<Instant> after;
};

// Every due time a decision gives, by what it is about.
void gather(
    std::map<std::string, DueTime>& times,
    const Decision& decision,
    std::optional<Instant> DueTime::* side
)
{
    const auto put = [&](const std::string& key, const Words& title, const std::string& clause,
                         const std::optional<Instant>& due) {
        if (!due)
            return;
        DueTime& time = times[key];
        time.title = title;
        time.clause = clause;
        time.*side = due;
    };
    for (const Requirement& requirement : decision.requirements)
        if (requirement.applicable)
            put(requirement.key, requirement.title, requirement.basis.clause, requirement.due);
    for (const DutyFound& duty : decision.duties)
        put(duty.key, duty.title, duty.basis.clause, duty.due);
}

json::array due_times(const Decision& before, const Decision& after)
{
    std::map<std::string, DueTime> times;
    gather(times, before, &DueTime::before);
    gather(times, after, &DueTime::after);
    json::array lines;
    for (const auto& [key, time] : times)
        lines.emplace_back(json::object{
            {"key", key},
            {"title", words_json(time.title)},
            {"clause", time.clause},
            {"before", instant_json(time.before)},
            {"after", instant_json(time.after)},
        });
    return lines;
}

json::value part(const Decision& decision, std::string_view name, bool named)
{
    const json::object all = to_json(decision, named ? People::named : People::counted);
    const json::value* const found = all.if_contains(name);
    return found ? *found : json::value(json::array());
}

}  // namespace

Result<json::object> preview_act(
    const Context& live,
    storage::ReadTxn& txn,
    const accounts::Actor& actor,
    std::string_view number,
    const ActWanted& wanted
)
{
    const Context context = live.holding_rules();
    const auto subject = visible_case(txn, actor, number);
    if (!subject)
        return subject.error();
    ActWanted shown = wanted;
    shown.only_shown = true;
    const auto plan = plan_act(context, txn, actor, *subject, shown);
    if (!plan)
        return plan.error();
    const bool named = accounts::personal_of(actor, subject->org_path, subject->workflow) ==
                       accounts::Personal::at_work;
    const CaseState before = read_state(txn, *subject);
    LookUp look_up(txn);
    const Decision now =
        evaluate(context, txn, *plan->workflow, before, look_up, context.clock.now());
    json::object preview{
        {"stage_after", plan->after.subject.stage},
        {"reopens", plan->reopened},
        {"due_times", due_times(now, plan->decision)},
        {"requirements", part(plan->decision, "requirements", named)},
        {"findings", part(plan->decision, "findings", named)},
    };
    if (!plan->act->hands_over.empty())
        preview["hands_over"] = plan->left;
    return preview;
}

Result<json::object> preview_opening(
    const Context& live,
    storage::ReadTxn& txn,
    const accounts::Actor& actor,
    const CaseWanted& wanted,
    const ActWanted& first
)
{
    const Context context = live.holding_rules();
    const auto plan = plan_opening(context, txn, actor, wanted, first);
    if (!plan)
        return plan.error();
    const Case& opened = plan->after.subject;
    const bool named = accounts::personal_of(actor, opened.org_path, opened.workflow) ==
                       accounts::Personal::at_work;
    return json::object{
        {"requirements", part(plan->decision, "requirements", named)},
        {"duties", part(plan->decision, "duties", named)},
        {"findings", part(plan->decision, "findings", named)},
    };
}

}  // namespace beihui::acts

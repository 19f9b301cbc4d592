// Whether somebody can leave, and to whom what they have goes.
#include "accounts/grants.hpp"
#include "acts/case_page.hpp"
#include "acts/plan_parts.hpp"
#include "acts/things_left.hpp"
#include "domain/role.hpp"
#include "storage/role_holders.hpp"

#include <algorithm>
#include <map>

namespace beihui::acts
{
namespace
{

json::object left_json(const LeftCase& left)
{
    json::array things;
    for (const Left& thing : left.things) {
        json::object line{{"kind", thing.kind}, {"label", words_json(words_of(thing))}};
        if (thing.form)
            line["form"] = thing.form->id;
        if (!thing.row.empty())
            line["row"] = thing.row;
        things.emplace_back(std::move(line));
    }
    return {
        {"number", left.state.subject.number},
        {"title", left.state.subject.title},
        {"workflow", left.state.subject.workflow},
        {"things", std::move(things)},
    };
}

// Whether somebody else holds the role at the organisation on a day.
bool held_by_another(
    storage::ReadTxn& txn,
    const accounts::Grant& wanted,
    std::string_view leaver,
    Date day
)
{
    const auto holders = storage::role_holders(txn, {wanted.organisation}, day);
    return std::ranges::any_of(holders, [&](const storage::RoleHolder& holder) {
        return holder.role == wanted.role && holder.person != leaver &&
               holder.substitute_for != leaver;
    });
}

// The roles that only the leaver holds and whose organisation still owes something by them.
std::vector<Fault> duties_left(
    storage::ReadTxn& txn,
    std::string_view leaver,
    Date today,
    Date last_day
)
{
    std::vector<Fault> faults;
    for (const accounts::Grant& grant : accounts::grants_of(txn, leaver, today)) {
        if (!grant.substitute_for.empty())
            continue;
        const std::int64_t open = storage::count_open_duties(txn, grant.organisation, grant.role);
        if (open == 0 || held_by_another(txn, grant, leaver, last_day + 1))
            continue;
        const Words role = role_words(grant.role);
        Fault fault;
        fault.where = "role/" + grant.role;
        fault.code = "left_without_owner";
        fault.detail = {
            "还有 " + std::to_string(open) + " 项应报事项由“" + role.zh +
                "”承担，此人离岗后没有人担任",
            std::to_string(open) + " duties are owed by the role " + role.en +
                ", which nobody would hold"
        };
        fault.way_out = {
            "先给接手人登记此角色的任职，自次日起", "first record the role for a successor"
        };
        faults.push_back(std::move(fault));
    }
    return faults;
}

Fault fault_of(const LeftCase& left, std::string code, const Words& why)
{
    std::map<std::string, int> times;
    for (const Left& thing : left.things)
        ++times[words_of(thing).zh];
    std::string what;
    for (const auto& [thing, count] : times)
        what += (what.empty() ? "" : "、") + thing +
                (count > 1 ? " " + std::to_string(count) + " 处" : std::string());
    Fault fault;
    fault.where = left.state.subject.number;
    fault.code = std::move(code);
    fault.detail = {
        left.state.subject.number + " " + left.state.subject.title + "（" + what + "）" + why.zh,
        left.state.subject.number + " " + why.en
    };
    return fault;
}

// The roles of the leaver end with the last day; what would begin later never does.
void end_roles(Date last_day, ActPlan& plan)
{
    std::vector<CaseRow> kept;
    for (CaseRow& row : plan.after.rows) {
        const auto from = Date::parse(text_of(row.data, "from"));
        const auto to = Date::parse(text_of(row.data, "to"));
        if (row.form == "roles" && from && *from > last_day) {
            plan.entry.effects.removed_rows.emplace_back(row.form, row.key);
            continue;
        }
        if (row.form == "roles" && (!to || *to > last_day)) {
            row.data["to"] = last_day.text();
            row.version = 0;
            plan.entry.effects.rows.push_back(row);
        }
        kept.push_back(std::move(row));
    }
    plan.after.rows = std::move(kept);
}

}  // namespace

Result<void> plan_leaving(
    const Context& context,
    storage::ReadTxn& txn,
    const accounts::Actor& actor,
    const ActWanted& wanted,
    ActPlan& plan
)
{
    const json::object& form = plan.after.form(plan.act->form);
    const std::string leaver = plan.after.subject.id;
    const std::string successor(text_of(form, plan.act->hands_over));
    const Date today = plan.entry.at.date();
    const auto said = Date::parse(text_of(form, "last_day"));
    const Date last_day = said ? *said : today;
    if (last_day > today) {
        Fault fault;
        fault.where = "#/data/last_day";
        fault.code = "field_range";
        fault.detail = {
            "最后在岗日不能晚于今天，到那天再办理", "the last day is not later than today"
        };
        return refuse(
            Refusal::invalid_input, "form_faults", "填写有误", "the form has faults", {fault}
        );
    }
    std::vector<LeftCase> left = cases_left(context, txn, leaver, last_day);
    for (const LeftCase& one : left)
        plan.left.emplace_back(left_json(one));
    std::vector<Fault> faults = duties_left(txn, leaver, today, last_day);
    const auto grants = accounts::grants_of(txn, successor, last_day + 1);
    LookUp look_up(txn);
    for (const LeftCase& one : left) {
        if (successor.empty() || successor == leaver) {
            faults.push_back(fault_of(one, "successor_required", {"没有接手人", "has no successor"})
            );
            continue;
        }
        const bool may = std::ranges::any_of(one.workflow->acts, [&](const auto& act) {
            const bool open =
                std::ranges::find(act.from, one.state.subject.stage) != act.from.end();
            const Case& subject = one.state.subject;
            return open &&
                   accounts::suffices(
                       grants, roles_for(act, look_up, subject.organisation), subject.org_path
                   );
        });
        if (!may)
            faults.push_back(fault_of(
                one, "cannot_take_over",
                {"接手人不能办理，请先登记其任职，或先把它转交给别人",
                 "the successor may not do it: record the role first, or hand it to somebody else"}
            ));
    }
    if (!faults.empty() && !wanted.only_shown) {
        const std::string count = std::to_string(faults.size());
        return refuse(
            Refusal::rule_refused, "left_without_owner",
            "还有 " + count + " 项没有人接手，不能离岗",
            count + " things would be left without an owner", std::move(faults)
        );
    }
    end_roles(last_day, plan);
    if (!faults.empty())
        return {};
    for (LeftCase& one : left) {
        auto taken =
            take_over_case(context, txn, actor, std::move(one), leaver, successor, last_day);
        if (!taken)
            return taken.error();
        plan.also.push_back(std::move(*taken));
    }
    return {};
}

}  // namespace beihui::acts

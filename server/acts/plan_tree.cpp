#include "acts/plan_parts.hpp"
#include "base/text.hpp"
#include "domain/organisation_days.hpp"
#include "domain/reporting_unit.hpp"
#include "storage/place_store.hpp"

#include <algorithm>
#include <set>

namespace beihui::acts
{
namespace
{

Fault fault_at(std::string where, std::string code, std::string zh, std::string en)
{
    Fault fault;
    fault.where = std::move(where);
    fault.code = std::move(code);
    fault.detail = {std::move(zh), std::move(en)};
    return fault;
}

Error refused(std::vector<Fault> faults)
{
    const Words first = faults.front().detail;
    return refuse(
        Refusal::invalid_input, "organisation_faults", first.zh, first.en, std::move(faults)
    );
}

// The organisation right above the last one of a path; empty at the top.
std::string parent_on_path(std::string_view path)
{
    const std::vector<std::string_view> ids = split(path, '/');  // "", …, "parent", "own", ""
    return ids.size() < 4 ? std::string() : std::string(ids[ids.size() - 3]);
}

// The parent under which it is registered stands in its profile too: the register alone tells the
// whole tree.
Result<void> complete_profile(const CaseState& before, ActPlan& plan)
{
    Case& after = plan.after.subject;
    json::value& form = after.data["profile"];
    if (!form.is_object())
        form = json::object();
    json::object& profile = form.get_object();
    if (before.subject.version > 0) {
        // Registered before the tree had dates, when nothing could move: it stands where it stood.
        const bool moved = std::ranges::any_of(before.rows, [](const CaseRow& row) {
            return row.form == "parents";
        });
        const std::string parent = parent_on_path(before.subject.org_path);
        if (!before.form("profile").contains("parent") && !moved && !parent.empty() &&
            !profile.contains("parent"))
            profile["parent"] = parent;
        // It may be corrected, and is not cleared: below none it would be out of everybody's sight.
        if (const json::value* const kept = before.form("profile").if_contains("parent"))
            if (!profile.contains("parent"))
                profile["parent"] = *kept;
        return {};
    }
    const std::string parent = parent_on_path(after.org_path);
    const std::string_view said = text_of(profile, "parent");
    if (!said.empty() && said != parent)
        return refused({fault_at(
            "#/data/parent", "parent_differs", "上级单位与新建时所选的单位不一致",
            "the parent is not the organisation that it is registered under"
        )});
    if (!parent.empty())
        profile["parent"] = parent;
    return {};
}

std::vector<Fault> check_days(const OrganisationDays& days)
{
    std::vector<Fault> faults;
    const Date first = days.begins.value_or(beginning_of_days);
    const auto check = [&](const OrganisationDays::Rows& rows, const Words& what) {
        for (std::size_t i = 1; i < rows.size(); ++i) {
            const Date from = rows[i].first;
            if (from <= first)
                faults.push_back(fault_at(
                    "#/data", "before_beginning",
                    what.zh + "（" + from.text() + "）不晚于成立日期 " + first.text(),
                    "the " + what.en + " of " + from.text() + " is not after the beginning, " +
                        first.text()
                ));
            if (days.ends && *days.ends <= from)
                faults.push_back(fault_at(
                    "#/data", "after_end",
                    what.zh + "（" + from.text() + "）不早于终止之日 " + days.ends->text(),
                    "the " + what.en + " of " + from.text() + " is not before the end, " +
                        days.ends->text()
                ));
        }
    };
    check(days.names, {"更名", "new name"});
    check(days.parents, {"划转", "move"});
    if (days.ends && *days.ends <= first)
        faults.push_back(fault_at(
            "#/data/on", "before_beginning", "终止之日不晚于成立日期 " + first.text(),
            "the end is not after the beginning, " + first.text()
        ));
    return faults;
}

std::vector<Fault> check_profile(const CaseState& state, Date today)
{
    std::vector<Fault> faults;
    const json::object& profile = state.form("profile");
    const std::string area(text_of(profile, "area"));
    if (!area.empty() && !find_reporting_unit(area, today))
        faults.push_back(fault_at(
            "#/data/area", "unknown_area", "没有报送单位代码 " + area,
            "there is no reporting unit " + area
        ));
    if (!state.form("merger").empty() && !state.form("ending").empty())
        faults.push_back(fault_at(
            "#/data", "two_endings", "已登记并入或撤销，请先撤回原来的一项",
            "a merger or an ending is recorded already; withdraw it first"
        ));
    return faults;
}

// Ids that the record names above itself or as its successor.
std::set<std::string> named_in(const OrganisationDays& days)
{
    std::set<std::string> ids;
    for (const auto& [from, parent] : days.parents)
        ids.insert(parent);
    ids.insert(days.successor);
    ids.erase("");
    return ids;
}

// What the tree will be, read around the organisation, with its own line as it is after the act.
Result<OrganisationTree> tree_after(
    storage::ReadTxn& txn,
    const OrganisationDays& days,
    const std::set<std::string>& named
)
{
    const std::vector<std::string> above(named.begin(), named.end());
    std::vector<OrganisationDays> family = storage::family_of(txn, days.id, above);
    std::erase_if(family, [&](const OrganisationDays& one) { return one.id == days.id; });
    family.push_back(days);
    return OrganisationTree::build(rows_of(family));
}

// In words for a person: organisations by their names, at the form that was sent.
Error tree_error(storage::ReadTxn& txn, const Error& error, Date today)
{
    std::vector<Fault> faults;
    for (const Fault& fault : error.faults) {
        const std::string name = storage::organisation_name_on(txn, fault.where, today);
        if (fault.code == "cycle")
            faults.push_back(fault_at(
                "#/data", "cycle", "这样会使“" + name + "”成为自己的上级",
                name + " would be above itself"
            ));
        else if (fault.code == "parent_not_existing")
            faults.push_back(fault_at(
                "#/data", "parent_not_existing", "“" + name + "”的上级单位在这段时间里已经终止",
                "the parent of " + name + " is no more at that time"
            ));
        else
            faults.push_back(fault_at("#/data", fault.code, fault.detail.zh, fault.detail.en));
    }
    return refused(std::move(faults));
}

// Without a successor nobody takes over what it owes, nor who stands below it.
Result<void> check_nothing_left(storage::ReadTxn& txn, const OrganisationDays& days)
{
    const storage::LeftOver left = storage::left_over(txn, days.id);
    const auto tree = OrganisationTree::build(rows_of(storage::family_of(txn, days.id)));
    if (!tree)
        return tree.error();
    const std::size_t all = tree->subtree_on(days.id, *days.ends - 1).size();
    const std::size_t below = all > 0 ? all - 1 : 0;
    if (left.duties == 0 && left.cases == 0 && below == 0)
        return {};
    const std::string cases = std::to_string(left.cases);
    const std::string duties = std::to_string(left.duties);
    return refuse(
        Refusal::conflict, "organisation_busy",
        "还有未办结案卷 " + cases + " 个、未办应报事项 " + duties + " 项、下级单位 " +
            std::to_string(below) + " 个；请先办结、划转，或登记并入其他单位",
        "there are " + cases + " open cases, " + duties + " open duties and " +
            std::to_string(below) +
            " organisations below; close or move them, or record a merger instead"
    );
}

// A row that is written anew has not been confirmed.
void drop_confirmations(ActPlan& plan)
{
    std::set<std::string> written;
    for (const CaseRow& row : plan.entry.effects.rows)
        if (row.form == "employment_departments")
            written.insert(row.key);
    for (const auto& [form, key] : plan.entry.effects.removed_rows)
        if (form == "employment_departments")
            written.insert(key);
    for (const std::string& key : written)
        if (std::erase_if(plan.after.rows, [&](const CaseRow& row) {
                return row.form == "employment_confirmations" && row.key == key;
            }) > 0)
            plan.entry.effects.removed_rows.emplace_back("employment_confirmations", key);
}

}  // namespace

Result<void> settle_tree(
    storage::ReadTxn& txn,
    const accounts::Actor& actor,
    const CaseState& before,
    Date today,
    ActPlan& plan
)
{
    if (plan.workflow->register_kind != "organisation")
        return {};
    Case& after = plan.after.subject;
    if (auto completed = complete_profile(before, plan); !completed)
        return completed.error();
    drop_confirmations(plan);
    const auto read = [&](const CaseState& state) {
        return OrganisationDays::read(
            after.id, text_of(state.form("profile"), "code"), register_data(*plan.workflow, state)
        );
    };
    const OrganisationDays days = read(plan.after);
    std::vector<Fault> faults = check_days(days);
    std::ranges::move(check_profile(plan.after, today), std::back_inserter(faults));
    if (!faults.empty())
        return refused(std::move(faults));

    const bool newly_ended = days.ends && read(before).ends != days.ends;
    if (newly_ended && days.successor.empty())
        if (auto free = check_nothing_left(txn, days); !free)
            return free.error();
    const std::set<std::string> named = named_in(days);
    const auto tree = tree_after(txn, days, named);
    if (!tree)
        return tree_error(txn, tree.error(), today);
    if (days.ends && !days.successor.empty() && !tree->successor_on(days.id, *days.ends))
        return refused({fault_at(
            "#/data/successor", "successor_not_existing", "并入的单位在那一天已经终止",
            "the successor is no more on that day"
        )});
    // Nobody hands an organisation to those they have no say over, nor takes one from them.
    const std::set<std::string> known = before.subject.version > 0
                                            ? named_in(read(before))
                                            : std::set{parent_on_path(after.org_path)};
    for (const std::string& id : named)
        if (!known.contains(id))
            if (auto allowed = accounts::may(actor, plan.act->by, tree->place_on(id, today));
                !allowed)
                return allowed.error();
    if (after.closed && (!days.ends || today < *days.ends))
        return refuse(
            Refusal::conflict, "not_ended_yet", "登记了并入或撤销，到那天以后才能归档",
            "it is archived after the day of its merger or ending"
        );
    after.title = days.name_on(today);
    after.org_path = tree->place_on(after.id, today);
    return {};
}

}  // namespace beihui::acts

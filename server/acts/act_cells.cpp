#include "acts/act_cells.hpp"

#include "acts/case_page.hpp"
#include "tables/changed_cells.hpp"

#include <algorithm>

namespace beihui::acts
{
namespace
{

json::object cell_json(const tables::ChangedCell& cell)
{
    return {
        {"column", cell.column->id},
        {"label", cell.column->label},
        {"unit", sign_of(cell.column->unit)},
        {"before", cell.before},
        {"after", cell.after},
    };
}

json::object table_json(const tables::ChangedTable& table)
{
    json::array cells;
    for (const tables::ChangedCell& cell : table.cells)
        cells.emplace_back(cell_json(cell));
    return {
        {"table", table.found.table->id},       {"annex", table.found.table->annex},
        {"title", table.found.table->title.zh}, {"from", table.span.from.text()},
        {"to", table.span.to.text()},           {"cells", std::move(cells)},
    };
}

}  // namespace

Result<json::object> act_cells(
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
    const Effects& effects = plan->entry.effects;
    if (effects.facts_made.size() + effects.facts_voided.size() > storage::most_facts_changed)
        return refuse(
            Refusal::conflict, "too_many_facts",
            "这次办理牵动的统计事实太多，不能边填边算；办理后在“统计归属”里看",
            "the act touches too many facts to be counted along; see the facts once it is done"
        );
    std::vector<Fact> voided = storage::live_facts_of_case(txn, subject->id);
    std::erase_if(voided, [&](const Fact& fact) {
        return std::ranges::find(effects.facts_voided, fact.id) == effects.facts_voided.end();
    });
    const auto rules = context.rules();
    const auto changed = tables::changed_tables(
        txn, *rules->world, subject->org_path, {effects.facts_made, effects.facts_voided}, voided
    );
    if (!changed)
        return changed.error();
    json::array items;
    for (const tables::ChangedTable& table : *changed)
        items.emplace_back(table_json(table));
    Names names(context, txn);
    return json::object{
        {"organisation",
         json::object{
             {"id", subject->organisation}, {"name", names.organisation(subject->organisation)}
         }},
        {"tables", std::move(items)},
    };
}

}  // namespace beihui::acts

#include "acts/count_figures.hpp"

#include "acts/plan_parts.hpp"
#include "acts/reminding.hpp"
#include "acts/visible.hpp"
#include "base/text.hpp"
#include "storage/wall.hpp"
#include "tables/fill_table.hpp"

#include <algorithm>

namespace beihui::acts
{
namespace
{

constexpr std::string_view figures_form = "figures";

// What was typed in place of a count: a figure with a reason, or one that was entered since the table
// was last frozen. The others are only what was counted then.
std::vector<tables::TypedNumber> typed_figures(const CaseState& before)
{
    std::vector<tables::TypedNumber> typed;
    for (const CaseRow& row : before.rows) {
        const json::value* const counted = row.data.if_contains("counted");
        const std::string_view reason = text_of(row.data, "reason");
        if (row.form != figures_form || (reason.empty() && counted && counted->is_int64()))
            continue;
        tables::TypedNumber& number = typed.emplace_back();
        number.column = text_of(row.data, "column");
        number.value = integer_of(row.data, "value");
        number.reason = reason;
        const json::value* const evidence = row.data.if_contains("evidence");
        if (evidence && evidence->is_array())
            for (const json::value& document : evidence->as_array())
                number.evidence.emplace_back(document.as_string());
    }
    return typed;
}

// The figures as they are kept: those of the table and no others.
json::object figure_rows(const tables::FrozenTable& frozen, const CaseState& before)
{
    json::array rows;
    for (const tables::FrozenCell& cell : frozen.cells) {
        json::object row{
            {"column", cell.column}, {"title", cell.label},     {"unit", cell.unit},
            {"value", cell.value},   {"counted", cell.counted},
        };
        row["reason"] = cell.reason.empty() ? json::value() : json::value(cell.reason);
        json::array evidence(cell.evidence.begin(), cell.evidence.end());
        row["evidence"] = evidence.empty() ? json::value() : json::value(std::move(evidence));
        rows.emplace_back(std::move(row));
    }
    json::array remove;
    for (const CaseRow& row : before.rows)
        if (row.form == figures_form &&
            std::ranges::find(frozen.cells, row.key, &tables::FrozenCell::column) ==
                frozen.cells.end())
            remove.emplace_back(row.key);
    return {{"rows", std::move(rows)}, {"remove", std::move(remove)}};
}

json::object frozen_fields(const tables::FrozenTable& frozen, const json::object& sent)
{
    const json::value* const why = sent.if_contains("why");
    return {
        {"table", frozen.table},
        {"whose", frozen.organisation},
        {"from", frozen.span.from.text()},
        {"to", frozen.span.to.text()},
        {"as_of", frozen.as_of.text()},
        {"pack", frozen.pack},
        {"pack_revision", frozen.revision},
        {"pack_hash", frozen.pack_hash},
        {"hash", frozen.hash},
        {"why", why ? *why : json::value()},
    };
}

void drop_counted(json::value& data)
{
    json::value* const rows = data.is_object() ? data.as_object().if_contains("rows") : nullptr;
    if (!rows || !rows->is_array())
        return;
    for (json::value& row : rows->as_array())
        if (row.is_object())
            row.as_object()["counted"] = nullptr;
}

Result<tables::FrozenTable> count_now(
    const Context& context,
    storage::ReadTxn& txn,
    const accounts::Actor& actor,
    const json::object& sent,
    const CaseState& before
)
{
    const std::string whose(text_of(sent, "whose"));
    const auto owner = visible_organisation(txn, actor, accounts::Action::read_tables, whose);
    if (!owner)
        return owner.error();
    if (!before.subject.org_path.starts_with(owner->org_path))
        return bad_field(
            "whose", "not_its_table",
            {"本报送案卷不属于所填单位，不能锁定其统计表",
             "the filing does not belong to that organisation, whose table it cannot freeze"}
        );
    tables::TableAsked asked;
    asked.table = text_of(sent, "table");
    asked.org_path = owner->org_path;
    for (const auto& [name, day] : {std::pair("from", &asked.from), std::pair("to", &asked.to)}) {
        const auto read = Date::parse(text_of(sent, name));
        if (!read)
            return bad_field(
                name, "field_required", {"写作 2026-04-30", "write a day such as 2026-04-30"}
            );
        *day = *read;
    }
    const auto rules = context.rules();
    // The numbers are the printed ones, whatever of the cases behind them the filer may open.
    const storage::Unwalled all(txn);
    const auto answer = tables::fill_table(txn, *rules->world, asked, context.clock.now());
    if (!answer)
        return answer.error();
    if (const auto sound = refuse_table_errors(*answer); !sound)
        return sound.error();
    return tables::freeze_table(
        *answer, tables::filer_on(txn, whose, *answer, std::nullopt), typed_figures(before)
    );
}

}  // namespace

Result<void> refuse_table_errors(const tables::TableAnswer& answer)
{
    std::vector<Fault> faults;
    for (const tables::TableFinding& finding : answer.findings) {
        if (finding.level != "error")
            continue;
        Fault& fault = faults.emplace_back();
        fault.where = "#/cells/" + finding.at;
        fault.code = "table_check";
        fault.detail = {finding.message, finding.message};
        fault.clause = answer.found.table->clause;
    }
    if (faults.empty())
        return {};
    return refuse(
        Refusal::rule_refused, "table_has_errors", "统计表有不能成立的数字，更正后再锁定",
        "the table has numbers that cannot be; correct them first", std::move(faults)
    );
}

Result<CountedAct> count_figures(
    const Context& context,
    storage::ReadTxn& txn,
    const accounts::Actor& actor,
    const ActWanted& wanted,
    const CaseState& before,
    const ActPlan& plan
)
{
    CountedAct counted{wanted, std::nullopt};
    if (plan.workflow->id != "filing")
        return counted;
    if (plan.act->form == figures_form)
        drop_counted(counted.wanted.data);
    if (plan.act->form != "frozen" || !wanted.data.is_object())
        return counted;
    const json::object& sent = wanted.data.as_object();
    const auto frozen = count_now(context, txn, actor, sent, before);
    if (!frozen)
        return frozen.error();
    json::object& data = counted.wanted.data.as_object();
    for (auto& [name, value] : frozen_fields(*frozen, sent))
        data[name] = std::move(value);
    counted.rows = figure_rows(*frozen, before);
    return counted;
}

Result<void> put_counted(
    const Context& context,
    storage::ReadTxn& txn,
    const accounts::Actor& actor,
    const CountedAct& counted,
    const CaseState& before,
    LookUp& look_up,
    ActPlan& plan
)
{
    const workflows::Form* const form = plan.workflow->form(figures_form);
    if (!counted.rows || !form)
        return {};
    ActWanted as_rows = counted.wanted;
    as_rows.data = *counted.rows;
    Hider hider(
        plan.entry.tenant, plan.entry.uid, context.database.master_key(),
        before.subject.organisation
    );
    const Applying applying{txn, context, actor, as_rows, before, look_up, hider, plan};
    // The entry tells of both: the form of the act, and the figures that were counted with it.
    json::object told = std::move(plan.entry.data);
    if (auto applied = apply_rows(applying, *form); !applied)
        return applied.error();
    told["counted"] = std::move(plan.entry.data["written"]);
    plan.entry.data = std::move(told);
    return {};
}

}  // namespace beihui::acts

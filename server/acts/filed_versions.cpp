// What was filed of a table, read from the history of its case.
#include "acts/case_page.hpp"
#include "acts/table_filing.hpp"
#include "base/text.hpp"
#include "history/sealing.hpp"

#include <map>

namespace beihui::acts
{
namespace
{

constexpr std::size_t versions_at_once = 200;

tables::FrozenCell read_cell(const json::object& row)
{
    tables::FrozenCell cell;
    cell.column = text_of(row, "column");
    cell.label = text_of(row, "title");
    cell.unit = text_of(row, "unit");
    cell.value = integer_of(row, "value");
    cell.counted = integer_of(row, "counted");
    cell.reason = text_of(row, "reason");
    if (const json::value* const evidence = row.if_contains("evidence");
        evidence && evidence->is_array())
        for (const json::value& document : evidence->as_array())
            cell.evidence.emplace_back(document.as_string());
    return cell;
}

// None when the form does not tell a table.
std::optional<tables::FrozenTable> read_frozen(
    const json::object& form,
    const std::map<std::string, json::object>& figures
)
{
    const auto from = Date::parse(text_of(form, "from"));
    const auto to = Date::parse(text_of(form, "to"));
    const auto as_of = Instant::parse(text_of(form, "as_of"));
    if (!from || !to || !as_of)
        return std::nullopt;
    tables::FrozenTable frozen;
    frozen.table = text_of(form, "table");
    frozen.organisation = text_of(form, "whose");
    frozen.span = {*from, *to};
    frozen.as_of = *as_of;
    frozen.pack = text_of(form, "pack");
    frozen.revision = integer_of(form, "pack_revision");
    frozen.pack_hash = text_of(form, "pack_hash");
    frozen.hash = text_of(form, "hash");
    for (const auto& [key, row] : figures)
        frozen.cells.push_back(read_cell(row));
    return frozen;
}

// Goes through the entries of a case and keeps each state in which it was sent in.
class Versions
{
public:
    void take(const storage::StoredEntry& stored)
    {
        Entry entry = history::read_body(stored.body);
        for (const CaseRow& row : entry.effects.rows)
            if (row.form == "figures")
                figures_.insert_or_assign(row.key, row.data);
        for (const auto& [form, key] : entry.effects.removed_rows)
            if (form == "figures")
                figures_.erase(key);
        if (entry.act != "submit")
            return;
        const json::object& data = entry.effects.after.data;
        const json::value* const form = data.if_contains("frozen");
        auto frozen =
            form && form->is_object() ? read_frozen(form->as_object(), figures_) : std::nullopt;
        if (!frozen)
            return;
        FiledVersion& version = all_.emplace_back();
        version.version = static_cast<std::int64_t>(all_.size());
        version.at = stored.at;
        version.by = stored.actor;
        version.entry = stored.uid;
        version.leaf = stored.leaf;
        version.reason = text_of(*form, "why");
        version.frozen = *std::move(frozen);
        if (const json::value* const sending = data.if_contains("sending");
            sending && sending->is_object())
            version.sending = sending->as_object();
    }

    std::vector<FiledVersion> all() && { return std::move(all_); }

private:
    std::map<std::string, json::object> figures_;
    std::vector<FiledVersion> all_;
};

// In the order in which the table prints its columns.
void sort_cells(const Context& context, tables::FrozenTable& frozen)
{
    const auto rules = context.rules();
    const rules::Pack* const pack = rules->world->find(frozen.pack, frozen.pack_hash);
    if (!pack)
        return;
    std::vector<tables::FrozenCell> sorted;
    for (const rules::Table& table : pack->tables)
        if (table.id == frozen.table)
            for (const rules::Column& column : table.columns)
                for (tables::FrozenCell& cell : frozen.cells)
                    if (cell.column == column.id)
                        sorted.push_back(std::move(cell));
    if (sorted.size() == frozen.cells.size())
        frozen.cells = std::move(sorted);
}

json::array changes_json(const FiledVersion& before, const FiledVersion& after)
{
    json::array changes;
    for (std::size_t i = 0; i < after.frozen.cells.size() && i < before.frozen.cells.size(); ++i) {
        const tables::FrozenCell& now = after.frozen.cells[i];
        const tables::FrozenCell& earlier = before.frozen.cells[i];
        if (now.value == earlier.value && now.counted == earlier.counted)
            continue;
        changes.emplace_back(json::object{
            {"column", now.column},
            {"label", now.label},
            {"before", earlier.value},
            {"after", now.value},
        });
    }
    return changes;
}

bool intact(const Context& context, storage::ReadTxn& txn, const tables::FrozenTable& frozen)
{
    const auto rules = context.rules();
    const auto thawed = tables::thaw_table(*rules->world, frozen);
    return thawed &&
           tables::is_intact(
               *thawed, tables::filer_on(txn, frozen.organisation, *thawed, frozen.as_of), frozen
           );
}

json::array cells_json(const tables::FrozenTable& frozen)
{
    json::array cells;
    for (const tables::FrozenCell& cell : frozen.cells)
        cells.emplace_back(json::object{
            {"column", cell.column},
            {"label", cell.label},
            {"unit", cell.unit},
            {"value", cell.value},
            {"counted", cell.counted},
            {"reason", cell.reason},
            {"evidence", json::array(cell.evidence.begin(), cell.evidence.end())},
        });
    return cells;
}

}  // namespace

std::vector<FiledVersion> filed_versions(
    const Context& context,
    storage::ReadTxn& txn,
    const Case& subject
)
{
    Versions versions;
    std::int64_t after = 0;
    for (;;) {
        const auto entries = storage::entries_of_case(txn, subject.id, after, versions_at_once);
        for (const storage::StoredEntry& stored : entries)
            versions.take(stored);
        if (entries.size() < versions_at_once)
            break;
        after = entries.back().case_seq;
    }
    std::vector<FiledVersion> all = std::move(versions).all();
    for (FiledVersion& version : all)
        sort_cells(context, version.frozen);
    return all;
}

json::object filing_json(
    const Context& context,
    storage::ReadTxn& txn,
    const Case& subject,
    const std::vector<FiledVersion>& versions
)
{
    Names names(context, txn);
    const auto rules = context.rules();
    json::array items;
    for (std::size_t i = 0; i < versions.size(); ++i) {
        const FiledVersion& version = versions[i];
        const tables::FrozenTable& frozen = version.frozen;
        items.emplace_back(json::object{
            {"version", version.version},
            {"at", version.at.text()},
            {"by", names.person(version.by)},
            {"entry", version.entry},
            {"leaf", version.leaf},
            {"reason", version.reason},
            {"sent_to", text_of(version.sending, "sent_to")},
            {"copied_to", text_of(version.sending, "copied_to")},
            {"from", frozen.span.from.text()},
            {"to", frozen.span.to.text()},
            {"as_of", frozen.as_of.text()},
            {"pack", frozen.pack},
            {"pack_revision", frozen.revision},
            {"pack_hash", frozen.pack_hash},
            {"hash", frozen.hash},
            {"intact", intact(context, txn, frozen)},
            {"cells", cells_json(frozen)},
            {"changes", i == 0 ? json::array() : changes_json(versions[i - 1], version)},
        });
    }
    const workflows::Workflow* const known = rules->workflows->find(subject.workflow);
    const workflows::Stage* const stage = known ? known->stage(subject.stage) : nullptr;
    return {
        {"number", subject.number},
        {"title", subject.title},
        {"stage", subject.stage},
        {"stage_label", words_json(stage ? stage->label : Words{subject.stage, subject.stage})},
        {"organisation",
         json::object{
             {"id", subject.organisation}, {"name", names.organisation(subject.organisation)}
         }},
        {"versions", std::move(items)},
    };
}

}  // namespace beihui::acts

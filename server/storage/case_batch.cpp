#include "storage/case_batch.hpp"

#include "storage/case_rows.hpp"
#include "storage/columns.hpp"
#include "storage/place_store.hpp"

#include <algorithm>
#include <functional>
#include <stdexcept>
#include <unordered_map>

namespace beihui::storage
{
namespace
{

using ByCase = std::unordered_map<std::string, WholeCase>;

ByCase read_cases(ReadTxn& txn, std::span<const std::string> ids)
{
    static const std::string sql =
        "SELECT " + std::string(case_columns) + " FROM cases WHERE id IN " + places_of_a_batch();
    ByCase cases;
    Query rows(txn, sql, case_column_types, filled_batch(ids));
    while (rows.next()) {
        Case read = read_case(rows);
        std::string id = read.id;
        cases[std::move(id)].subject = std::move(read);
    }
    return cases;
}

void add_rows(ReadTxn& txn, std::span<const std::string> ids, ByCase& cases)
{
    static const std::string sql =
        "SELECT case_id, form, row_key, data, version, made_by FROM case_row WHERE case_id IN " +
        places_of_a_batch() + " ORDER BY case_id, form, row_key";
    Query rows(txn, sql, "ttttit", filled_batch(ids));
    while (rows.next()) {
        CaseRow& row = cases[rows.text()].rows.emplace_back();
        row.form = rows.text();
        row.key = rows.text();
        row.data = stored_object(rows.text());
        row.version = rows.integer();
        row.by = rows.text();
    }
}

void add_documents(ReadTxn& txn, std::span<const std::string> ids, ByCase& cases)
{
    static const std::string sql =
        "SELECT case_id, id, name, media, kind, sha256, size FROM document WHERE case_id IN " +
        places_of_a_batch() + " ORDER BY case_id, id";
    Query rows(txn, sql, "tttttti", filled_batch(ids));
    while (rows.next()) {
        Document& document = cases[rows.text()].documents.emplace_back();
        document.id = rows.text();
        document.name = rows.text();
        document.media = rows.text();
        document.kind = rows.text();
        document.sha256 = rows.text();
        document.size = rows.integer();
    }
}

std::string from_registered()
{
    return " FROM register_record WHERE kind = :kind AND id IN " + places_of_a_batch();
}

struct Selection
{
    std::string_view sql;
    std::string_view types;
};

// Runs a statement that from_registered() ends for all ids, and gives each row to `take`.
void in_batches(
    ReadTxn& txn,
    const Selection& selection,
    std::string_view kind,
    std::span<const std::string> ids,
    const std::function<void(Query&)>& take
)
{
    for (std::size_t at = 0; at < ids.size(); at += most_in_a_case_batch) {
        std::vector<Parameter> parameters{Parameter(kind)};
        const auto part = ids.subspan(at, std::min(most_in_a_case_batch, ids.size() - at));
        std::ranges::copy(filled_batch(part), std::back_inserter(parameters));
        Query rows(txn, selection.sql, selection.types, parameters);
        while (rows.next())
            take(rows);
    }
}

}  // namespace

const std::string& places_of_a_batch()
{
    static const std::string places = [] {
        std::string text = "(";
        for (std::size_t i = 0; i < most_in_a_case_batch; ++i)
            text += (i > 0 ? ", :i" : ":i") + std::to_string(i);
        return text + ")";
    }();
    return places;
}

std::vector<Parameter> filled_batch(std::span<const std::string> ids)
{
    if (ids.size() > most_in_a_case_batch)
        throw std::logic_error("more cases than go into one batch");
    std::vector<Parameter> parameters(ids.begin(), ids.end());
    parameters.resize(most_in_a_case_batch, Parameter(std::string_view()));
    return parameters;
}

std::vector<std::string> bound_cases(ReadTxn& txn, const BoundCases& asked)
{
    std::vector<std::string> ids;
    const Subtree subtree(txn, asked.org_path);
    const std::string pin = "\"pack\":\"" + asked.pack + "\"";
    const std::string first = asked.from.text();
    const std::string last = asked.to.text();
    std::vector<Parameter> parameters = subtree.parameters();
    for (const Parameter& one :
         {Parameter(pin), Parameter(first), Parameter(last), Parameter(start_of(asked.from)),
          Parameter(start_of(asked.to + 1))})
        parameters.push_back(one);
    Query rows(
        txn,
        // The pins are canonical JSON, in which the id of a pack stands just so.
        "SELECT id FROM cases WHERE " + subtree.over("org_path") +
            " AND replace(packs, :pin, '') <> packs"
            " AND ((starts_on <> '' AND starts_on >= :first AND starts_on <= :last)"
            " OR (starts_on = '' AND opened_ms >= :opened AND opened_ms < :opened_end))"
            " ORDER BY org_path, id",
        "t", parameters
    );
    while (rows.next())
        ids.push_back(rows.text());
    return ids;
}

std::vector<WholeCase> whole_cases(ReadTxn& txn, std::span<const std::string> ids)
{
    ByCase cases = read_cases(txn, ids);
    add_rows(txn, ids, cases);
    add_documents(txn, ids, cases);
    for (auto& [id, duty] : duties_of_cases(txn, ids))
        cases[id].duties.push_back(std::move(duty));
    std::vector<WholeCase> whole;
    whole.reserve(ids.size());
    for (const std::string& id : ids)
        if (const auto found = cases.find(id);
            found != cases.end() && !found->second.subject.id.empty())
            whole.push_back(std::move(found->second));
    return whole;
}

std::vector<RegisterChange> find_all_registered(
    ReadTxn& txn,
    std::string_view kind,
    std::span<const std::string> ids
)
{
    static const std::string sql =
        "SELECT kind, id, organisation, code, name, status, data" + from_registered();
    std::vector<RegisterChange> records;
    in_batches(txn, {sql, "ttttttt"}, kind, ids, [&](Query& rows) {
        RegisterChange& record = records.emplace_back();
        record.kind = rows.text();
        record.id = rows.text();
        record.organisation = rows.text();
        record.code = rows.text();
        record.name = rows.text();
        record.status = rows.text();
        record.data = stored_object(rows.text());
    });
    return records;
}

std::vector<std::pair<std::string, std::string>> registered_names(
    ReadTxn& txn,
    std::string_view kind,
    std::span<const std::string> ids
)
{
    static const std::string sql = "SELECT id, name" + from_registered();
    std::vector<std::pair<std::string, std::string>> names;
    in_batches(txn, {sql, "tt"}, kind, ids, [&](Query& rows) {
        std::string id = rows.text();
        names.emplace_back(std::move(id), rows.text());
    });
    return names;
}

}  // namespace beihui::storage

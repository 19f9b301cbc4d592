#include "history/sealing.hpp"
#include "storage/case_rows.hpp"
#include "storage/columns.hpp"
#include "storage/statement.hpp"
#include "storage/stores.hpp"
#include "storage/wall.hpp"

namespace beihui::storage
{
namespace
{

constexpr std::size_t id_size = 32;

std::string id_of(ReadTxn& txn, std::string_view id_or_number)
{
    if (id_or_number.size() == id_size)
        return std::string(id_or_number);
    Query row(txn, "SELECT id FROM cases WHERE number = :number", "t", {id_or_number});
    return row.next() ? row.text() : std::string();
}

void read_identity(Query& row, Case& read)
{
    read.id = row.text();
    read.number = row.text();
    read.organisation = row.text();
    read.org_path = row.text();
    read.workflow = row.text();
    read.workflow_revision = row.integer();
    read.workflow_hash = row.text();
    read.stage = row.text();
    read.version = row.integer();
    read.title = row.text();
}

void read_standing(Query& row, Case& read)
{
    read.starts_on = stored_day(row.text());
    read.ends_on = stored_day(row.text());
    read.open_items = row.integer();
    read.reopened = row.integer();
    read.closed = row.flag();
    read.opened_at = row.instant();
    read.changed_at = row.instant();
    read.opened_by = row.text();
    read.content_version = row.integer();
    read.seen_levels = row.integer();
}

}  // namespace

Case read_case(Query& row)
{
    Case read;
    read_identity(row, read);
    const json::value pins = read_json(row.text()).value();
    for (const json::value& pin : pins.as_array())
        read.packs.push_back(
            {std::string(text_of(pin, "pack")), integer_of(pin, "revision"),
             std::string(text_of(pin, "hash"))}
        );
    read.data = stored_object(row.text());
    read_standing(row, read);
    return read;
}

Case read_case_head(Query& row)
{
    Case read;
    read_identity(row, read);
    read_standing(row, read);
    return read;
}

std::optional<Case> find_case(ReadTxn& txn, std::string_view id_or_number)
{
    static const std::string select = "SELECT " + std::string(case_columns) + " FROM cases WHERE ";
    static const std::string by_id = select + "id = :id";
    static const std::string by_number = select + "number = :number";
    Query row(
        txn, id_or_number.size() == id_size ? by_id : by_number, case_column_types, {id_or_number}
    );
    if (!row.next())
        return std::nullopt;
    Case found = read_case(row);
    if (is_walled_off(txn, found))
        return std::nullopt;
    return found;
}

std::optional<Case> find_case_as_of(ReadTxn& txn, std::string_view id_or_number, Instant at)
{
    const std::string id = id_of(txn, id_or_number);
    Query row(
        txn,
        "SELECT body FROM entry WHERE case_id = :id AND at_ms <= :at"
        " ORDER BY case_seq DESC LIMIT 1",
        "t", {id, at}
    );
    if (!row.next())
        return std::nullopt;
    Case found = history::read_body(row.text()).effects.after;
    if (is_walled_off(txn, found))
        return std::nullopt;
    return found;
}

Query ask_rows(ReadTxn& txn, std::string_view case_id)
{
    return Query(
        txn,
        "SELECT form, row_key, data, version, made_by FROM case_row WHERE case_id = :case"
        " ORDER BY form, row_key",
        "tttit", {case_id}
    );
}

std::vector<CaseRow> read_rows(Query& rows)
{
    std::vector<CaseRow> found;
    while (rows.next()) {
        CaseRow& row = found.emplace_back();
        row.form = rows.text();
        row.key = rows.text();
        row.data = stored_object(rows.text());
        row.version = rows.integer();
        row.by = rows.text();
    }
    return found;
}

std::vector<CaseRow> rows_of_case(ReadTxn& txn, std::string_view case_id)
{
    Query rows = ask_rows(txn, case_id);
    return read_rows(rows);
}

std::vector<CaseRow> rows_of_case_as_of(ReadTxn& txn, std::string_view case_id, Instant at)
{
    std::map<std::pair<std::string, std::string>, CaseRow> folded;
    Query bodies(
        txn, "SELECT body FROM entry WHERE case_id = :id AND at_ms <= :at ORDER BY case_seq", "t",
        {case_id, at}
    );
    while (bodies.next()) {
        Effects effects = history::read_body(bodies.text()).effects;
        for (const auto& removed : effects.removed_rows)
            folded.erase(removed);
        for (CaseRow& row : effects.rows) {
            std::pair place(row.form, row.key);
            folded.insert_or_assign(std::move(place), std::move(row));
        }
    }
    std::vector<CaseRow> rows;
    rows.reserve(folded.size());
    for (auto& [place, row] : folded)
        rows.push_back(std::move(row));
    return rows;
}

std::vector<Document> documents_of_case_as_of(ReadTxn& txn, std::string_view case_id, Instant at)
{
    std::map<std::string, Document> folded;
    Query bodies(
        txn, "SELECT body FROM entry WHERE case_id = :id AND at_ms <= :at ORDER BY case_seq", "t",
        {case_id, at}
    );
    while (bodies.next()) {
        Effects effects = history::read_body(bodies.text()).effects;
        for (Document& document : effects.documents) {
            std::string id = document.id;
            folded.insert_or_assign(std::move(id), std::move(document));
        }
    }
    std::vector<Document> documents;
    for (auto& [id, document] : folded)
        documents.push_back(std::move(document));
    return documents;
}

std::vector<Duty> duties_of_case_as_of(ReadTxn& txn, std::string_view case_id, Instant at)
{
    std::map<std::string, Duty> folded;
    Query bodies(
        txn, "SELECT body FROM entry WHERE case_id = :id AND at_ms <= :at ORDER BY case_seq", "t",
        {case_id, at}
    );
    while (bodies.next()) {
        Effects effects = history::read_body(bodies.text()).effects;
        for (Duty& duty : effects.duties) {
            std::string key = duty.key;
            folded.insert_or_assign(std::move(key), std::move(duty));
        }
    }
    std::vector<Duty> duties;
    for (auto& [key, duty] : folded)
        duties.push_back(std::move(duty));
    // In the order of duties_of_case.
    std::ranges::stable_sort(duties, [](const Duty& a, const Duty& b) {
        return a.due && (!b.due || *a.due < *b.due);
    });
    return duties;
}

Query ask_documents(ReadTxn& txn, std::string_view case_id)
{
    return Query(
        txn,
        "SELECT id, name, media, kind, sha256, size FROM document WHERE case_id = :case"
        " ORDER BY id",
        "ttttti", {case_id}
    );
}

std::vector<Document> read_documents(Query& rows)
{
    std::vector<Document> documents;
    while (rows.next()) {
        Document& document = documents.emplace_back();
        document.id = rows.text();
        document.name = rows.text();
        document.media = rows.text();
        document.kind = rows.text();
        document.sha256 = rows.text();
        document.size = rows.integer();
    }
    return documents;
}

std::vector<Document> documents_of_case(ReadTxn& txn, std::string_view case_id)
{
    Query rows = ask_documents(txn, case_id);
    return read_documents(rows);
}

namespace
{

std::optional<Doer> doer_in(Query& row)
{
    if (!row.next())
        return std::nullopt;
    Doer doer;
    doer.actor = row.text();
    const Entry entry = history::read_body(row.text());
    if (const json::value* const stood_in = entry.data.if_contains("acting_for"))
        doer.acting_for = text_of(*stood_in, "person");
    return doer;
}

}  // namespace

std::optional<Doer> latest_doer(ReadTxn& txn, std::string_view case_id, std::string_view act)
{
    Query row(
        txn,
        "SELECT actor, body FROM entry WHERE case_id = :case AND act = :act"
        " ORDER BY case_seq DESC LIMIT 1",
        "tt", {case_id, act}
    );
    return doer_in(row);
}

std::optional<Doer> doer_at(ReadTxn& txn, std::string_view case_id, std::int64_t version)
{
    Query row(
        txn, "SELECT actor, body FROM entry WHERE case_id = :case AND case_seq = :seq", "tt",
        {case_id, version}
    );
    return doer_in(row);
}

std::vector<std::string> cases_of_pack(ReadTxn& txn, std::string_view pack)
{
    // The pins are canonical JSON, and the id of a pack has nothing to escape in it.
    const std::string pattern = "%\"pack\":\"" + std::string(pack) + "\"%";
    std::vector<std::string> ids;
    Query rows(txn, "SELECT id FROM cases WHERE packs LIKE :pattern ORDER BY id", "t", {pattern});
    while (rows.next())
        ids.push_back(rows.text());
    return ids;
}

std::vector<std::string> open_cases_naming(ReadTxn& txn, std::string_view person)
{
    // An id has nothing to escape, in JSON or in a pattern.
    const std::string pattern = "%\"" + std::string(person) + "\"%";
    std::vector<std::string> ids;
    Query rows(
        txn,
        "SELECT id FROM cases WHERE closed = 0 AND (opened_by = :person OR data LIKE :pattern"
        " OR EXISTS (SELECT 1 FROM case_row r WHERE r.case_id = cases.id AND r.data LIKE :row))"
        " ORDER BY id",
        "t", {person, pattern, pattern}
    );
    while (rows.next())
        ids.push_back(rows.text());
    return ids;
}

std::int64_t next_number(WriteTxn& txn, std::string_view series, int year)
{
    Query row(
        txn,
        "INSERT INTO counter (series, year, last) VALUES (:series, :year, 1)"
        " ON CONFLICT (series, year) DO UPDATE SET last = counter.last + 1 RETURNING last",
        "i", {series, year}
    );
    if (!row.next())
        throw std::runtime_error("the counter gave no number");
    return row.integer();
}

}  // namespace beihui::storage

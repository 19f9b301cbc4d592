#include "storage/rebuild.hpp"

#include "base/bytes.hpp"
#include "history/canonical.hpp"
#include "history/sealing.hpp"
#include "storage/columns.hpp"
#include "storage/effects.hpp"
#include "storage/kept_numbers.hpp"
#include "storage/place_store.hpp"
#include "storage/statement.hpp"
#include "storage/stores.hpp"

namespace beihui::storage
{
namespace
{

constexpr std::size_t page = 500;

std::vector<std::pair<std::string, char>> columns_of_facts()
{
    std::vector<std::pair<std::string, char>> columns = {
        {"id", 't'},        {"kind", 't'},         {"fact_key", 't'}, {"case_id", 't'},
        {"occasion", 't'},  {"organisation", 't'}, {"org_path", 't'}, {"on_date", 't'},
        {"employer", 't'},  {"person", 't'},       {"item", 't'},     {"quantity", 'i'},
        {"circulars", 't'}, {"made_by", 't'},      {"made_ms", 'i'},  {"voided_by", 't'},
        {"voided_ms", 'i'},
    };
    for (const AttributeKind& attribute : fact_attributes()) {
        const bool is_number =
            attribute.type == AttributeType::boolean || attribute.type == AttributeType::integer;
        columns.emplace_back(fact_column(attribute.name), is_number ? 'i' : 't');
    }
    return columns;
}

void dump_table(ReadTxn& txn, const Projection& table, std::string& out)
{
    std::string sql;
    std::string types;
    for (const auto& [column, type] : table.columns) {
        sql += (sql.empty() ? "SELECT " : ", ") + column;
        types += type;
    }
    std::vector<std::string> lines;
    Query rows(txn, sql + " FROM " + std::string(table.name), types);
    while (rows.next()) {
        std::string line(table.name);
        for (const char type : types) {
            line += '\t';
            if (type == 'i') {
                const std::optional<std::int64_t> number = rows.maybe_integer();
                line += number ? std::to_string(*number) : "null";
            } else {
                const std::optional<std::string> text = rows.maybe_text();
                line += text ? history::canonical(json::string(*text)) : "null";
            }
        }
        lines.push_back(std::move(line));
    }
    std::sort(lines.begin(), lines.end());
    for (const std::string& line : lines)
        out += line + '\n';
}

// What tables are answered by numbers that are kept: after a rebuild they are counted anew.
void dump_kept_numbers(ReadTxn& txn, std::string& out)
{
    for (const KeptNumber& kept : kept_numbers_since(txn, Instant::from_ms(0))) {
        const auto question = KeptQuestion::read(kept.question);
        if (!question)
            continue;
        KeptNumbers numbers(txn, kept.asked_at);
        out += "kept_number\t" + kept.question + '\t' +
               std::to_string(numbers.count(question->measure, question->asked)) + '\n';
    }
}

Error damaged(const StoredEntry& stored, const char* what_zh, const char* what_en)
{
    const std::string which = stored.uid + "（案卷 " + stored.case_id + " 第 " +
                              std::to_string(stored.case_seq) + " 条）";
    return refuse(
        Refusal::conflict, "entry_damaged",
        "历史记录 " + which + what_zh + "；请停止写入，用备份核对后恢复",
        "the entry " + stored.uid + " (no. " + std::to_string(stored.case_seq) + " of case " +
            stored.case_id + ") " + what_en + "; stop writing and compare with a backup"
    );
}

// A row of the table `entry`, with the columns that nothing but a search reads.
struct Line
{
    StoredEntry stored;
    std::optional<Instant> valid_at;
    std::string pack_hashes;
    std::string calendar_hash;
};

// Whether the columns beside the body say what the body says.
bool agrees(const Line& line, const Entry& entry)
{
    const StoredEntry& stored = line.stored;
    return stored.tenant == entry.tenant && stored.uid == entry.uid &&
           stored.case_id == entry.case_id && stored.case_seq == entry.case_seq &&
           stored.at == entry.at && stored.actor == entry.actor && stored.act == entry.act &&
           stored.trace_hash == entry.trace_hash && line.valid_at == entry.valid_at &&
           line.pack_hashes == pack_hashes(entry.packs) &&
           line.calendar_hash == entry.calendar_hash;
}

Result<void> replay(WriteTxn& txn, const Line& line, std::int64_t expected_seq)
{
    const StoredEntry& stored = line.stored;
    if (hex(history::leaf_of(stored.body)) != stored.leaf)
        return damaged(stored, "的内容与其哈希不符", "does not match its hash");
    Entry entry = history::read_body(stored.body);
    if (!agrees(line, entry))
        return damaged(stored, "的索引字段与其内容不符", "has columns that its body does not say");
    if (stored.case_seq != expected_seq)
        return damaged(stored, "之前缺少记录", "comes after a gap");
    return replay_effects(txn, entry);
}

// The lines behind `last`, case by case.
std::vector<Line> next_lines(ReadTxn& txn, const StoredEntry& last)
{
    static const std::string sql =
        "SELECT tenant, uid, case_id, case_seq, at_ms, valid_at_ms, actor, act, body, leaf,"
        " trace_hash, pack_hash, calendar_hash FROM entry"
        " WHERE (case_id, case_seq) > (:case, :seq) ORDER BY case_id, case_seq LIMIT :most";
    std::vector<Line> lines;
    Query row(txn, sql, "tttiiittttttt", {last.case_id, last.case_seq, page});
    while (row.next()) {
        Line& line = lines.emplace_back();
        line.stored.tenant = row.text();
        line.stored.uid = row.text();
        line.stored.case_id = row.text();
        line.stored.case_seq = row.integer();
        line.stored.at = row.instant();
        line.valid_at = row.maybe_instant();
        line.stored.actor = row.text();
        line.stored.act = row.text();
        line.stored.body = row.text();
        line.stored.leaf = row.text();
        line.stored.trace_hash = row.text();
        line.pack_hashes = row.text();
        line.calendar_hash = row.text();
    }
    return lines;
}

}  // namespace

const std::vector<Projection>& projections()
{
    static const std::vector<Projection> tables = {
        {"cases",
         {{"id", 't'},
          {"number", 't'},
          {"organisation", 't'},
          {"org_path", 't'},
          {"workflow", 't'},
          {"workflow_revision", 'i'},
          {"workflow_hash", 't'},
          {"stage", 't'},
          {"version", 'i'},
          {"title", 't'},
          {"packs", 't'},
          {"data", 't'},
          {"starts_on", 't'},
          {"ends_on", 't'},
          {"open_items", 'i'},
          {"reopened", 'i'},
          {"closed", 'i'},
          {"opened_ms", 'i'},
          {"changed_ms", 'i'},
          {"opened_by", 't'},
          {"search", 't'},
          {"content_version", 'i'},
          {"seen_levels", 'i'}}},
        {"case_row",
         {{"case_id", 't'},
          {"form", 't'},
          {"row_key", 't'},
          {"data", 't'},
          {"version", 'i'},
          {"made_by", 't'}}},
        {"fact", columns_of_facts()},
        {"duty",
         {{"case_id", 't'},
          {"duty_key", 't'},
          {"pack", 't'},
          {"clause", 't'},
          {"title_zh", 't'},
          {"title_en", 't'},
          {"owner", 't'},
          {"form", 't'},
          {"due_ms", 'i'},
          {"due_source", 't'},
          {"state", 't'},
          {"done_ms", 'i'},
          {"rules", 't'},
          {"known_on", 't'},
          {"period_end", 't'},
          {"occasion", 't'},
          {"acceptances", 'i'}}},
        {"document",
         {{"id", 't'},
          {"case_id", 't'},
          {"name", 't'},
          {"media", 't'},
          {"kind", 't'},
          {"sha256", 't'},
          {"size", 'i'}}},
        {"register_record",
         {{"id", 't'},
          {"kind", 't'},
          {"organisation", 't'},
          {"code", 't'},
          {"name", 't'},
          {"status", 't'},
          {"data", 't'},
          {"search", 't'}}},
        {"role_holder",
         {{"organisation", 't'},
          {"role", 't'},
          {"person", 't'},
          {"from_day", 't'},
          {"to_day", 't'},
          {"substitute_for", 't'}}},
        {"organisation_day",
         {{"organisation", 't'}, {"what", 't'}, {"from_day", 't'}, {"value", 't'}}},
        {"organisation_place",
         {{"organisation", 't'},
          {"from_day", 't'},
          {"until_day", 't'},
          {"path", 't'},
          {"made_ms", 'i'},
          {"voided_ms", 'i'}}},
        {"notice",
         {{"id", 't'},
          {"kind", 't'},
          {"person", 't'},
          {"roles", 't'},
          {"organisation", 't'},
          {"about", 't'},
          {"case_id", 't'},
          {"entry", 't'},
          {"by_actor", 't'},
          {"at_ms", 'i'}}},
    };
    return tables;
}

std::string dump_projections(ReadTxn& txn)
{
    std::string out;
    for (const Projection& table : projections())
        dump_table(txn, table, out);
    dump_kept_numbers(txn, out);
    return out;
}

// Case by case: an entry changes only its own case's part of each projection, so the order between
// cases does not matter, and the order within a case is its numbering, not the clock.
Result<void> rebuild_projections(WriteTxn& txn)
{
    for (const Projection& table : projections())
        run(txn, "DELETE FROM " + std::string(table.name));
    StoredEntry last;
    for (bool more = true; more;) {
        const std::vector<Line> lines = next_lines(txn, last);
        more = lines.size() == page;
        for (const Line& line : lines) {
            const bool same_case = line.stored.case_id == last.case_id;
            const Result<void> done = replay(txn, line, same_case ? last.case_seq + 1 : 1);
            if (!done)
                return done;
            last = line.stored;
        }
    }
    return replay_tree(txn);
}

}  // namespace beihui::storage

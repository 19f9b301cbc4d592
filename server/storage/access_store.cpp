#include "base/bytes.hpp"
#include "history/canonical.hpp"
#include "storage/columns.hpp"
#include "storage/statement.hpp"
#include "storage/stores.hpp"

#include <deque>

namespace beihui::storage
{
namespace
{

constexpr std::string_view access_columns =
    "uid, at_ms, actor, action, subject, org_path, detail, reason, peer, leaf";
constexpr std::string_view access_types = "titttttttt";

std::string leaf_of(const Access& access)
{
    return hex(sha256(history::canonical(json::object{
        {"uid", access.uid},
        {"at", access.at.text()},
        {"actor", access.actor},
        {"action", access.action},
        {"subject", access.subject},
        {"org_path", access.org_path},
        {"detail", access.detail},
        {"reason", access.reason},
        {"peer", access.peer},
    })));
}

Access read_access(Query& row)
{
    Access access;
    access.uid = row.text();
    access.at = row.instant();
    access.actor = row.text();
    access.action = row.text();
    access.subject = row.text();
    access.org_path = row.text();
    access.detail = stored_object(row.text());
    access.reason = row.text();
    access.peer = row.text();
    access.leaf = row.text();
    return access;
}

// A pattern for LIKE with ESCAPE '!' that a text matches which holds `text` as it stands.
std::string contains_pattern(std::string_view text)
{
    std::string pattern = "%";
    for (const char c : text) {
        if (c == '%' || c == '_' || c == '!')
            pattern += '!';
        pattern += c;
    }
    return pattern + '%';
}

// A condition in SQL and its values, which live here while the statement runs.
class Conditions
{
public:
    void add_text(std::string_view column, const std::string& value)
    {
        if (!value.empty())
            add(std::string(column) + " = " + place(value));
    }
    // What a line is about, by its id, or by the number of the case that it names.
    void add_subject(const std::string& subject)
    {
        if (subject.empty())
            return;
        std::string condition = "(subject = " + place(subject);
        const std::string number = history::canonical(json::string(subject));
        condition +=
            " OR detail LIKE " + place(contains_pattern("\"number\":" + number)) + " ESCAPE '!')";
        add(condition);
    }
    void add_instant(const std::string& relation, const std::optional<Instant>& at)
    {
        if (!at)
            return;
        parameters_.emplace_back(at->ms());
        add(relation + " :v" + std::to_string(parameters_.size()));
    }
    void add_subtrees(const std::vector<std::string>& paths)
    {
        std::string any;
        for (const std::string& path : paths) {
            any += any.empty() ? "(" : " OR ";
            any += "(org_path >= " + place(path);
            any += " AND org_path < " + place(end_of_subtree(path)) + ")";
        }
        if (!any.empty())
            add(any + ")");
    }
    void add_before(std::int64_t at_ms, const std::string& uid)
    {
        parameters_.emplace_back(at_ms);
        std::string condition = "(at_ms, uid) < (:v" + std::to_string(parameters_.size()) + ", ";
        condition += place(uid) + ")";
        add(condition);
    }
    void add_limit(std::size_t most) { parameters_.emplace_back(most); }

    const std::string& sql() const { return sql_; }
    const std::vector<Parameter>& parameters() const { return parameters_; }

private:
    void add(const std::string& condition)
    {
        sql_ += (sql_.empty() ? " WHERE " : " AND ") + condition;
    }
    std::string place(std::string value)
    {
        parameters_.emplace_back(texts_.emplace_back(std::move(value)));
        return ":v" + std::to_string(parameters_.size());
    }

    std::string sql_;
    std::deque<std::string> texts_;
    std::vector<Parameter> parameters_;
};

// A cursor is base64 of the canonical JSON [at, uid] of the last line of a page.
Result<void> add_cursor(Conditions& conditions, const std::string& cursor)
{
    const std::optional<std::string> text = from_base64(cursor);
    const Result<json::value> read = read_json(text.value_or(""));
    const json::array* const parts = read ? read->if_array() : nullptr;
    if (!parts || parts->size() != 2 || !(*parts)[0].is_int64() || !(*parts)[1].is_string())
        return refuse(
            Refusal::invalid_input, "bad_cursor", "翻页位置无效，请从第一页重新查询",
            "the cursor is not one of this list; begin at the first page"
        );
    conditions.add_before((*parts)[0].get_int64(), std::string((*parts)[1].get_string()));
    return {};
}

}  // namespace

void put_access(WriteTxn& txn, Access access)
{
    access.uid = random_id();
    access.leaf = leaf_of(access);
    const std::string detail = history::canonical(access.detail);
    run(txn,
        "INSERT INTO access_entry (uid, at_ms, actor, action, subject, org_path, detail, reason,"
        " peer, leaf) VALUES (:uid, :at, :actor, :action, :subject, :path, :detail, :reason, :peer,"
        " :leaf)",
        {access.uid, access.at, access.actor, access.action, access.subject, access.org_path,
         detail, access.reason, access.peer, access.leaf});
}

Result<AccessPage> list_access(ReadTxn& txn, const AccessQuery& query)
{
    Conditions conditions;
    conditions.add_subtrees(query.org_paths);
    conditions.add_text("actor", query.actor);
    conditions.add_text("action", query.action);
    conditions.add_subject(query.subject);
    conditions.add_instant("at_ms >=", query.from);
    conditions.add_instant("at_ms <", query.to);
    if (!query.cursor.empty())
        if (auto placed = add_cursor(conditions, query.cursor); !placed)
            return placed.error();
    const std::string sql = "SELECT " + std::string(access_columns) + " FROM access_entry" +
                            conditions.sql() + " ORDER BY at_ms DESC, uid DESC LIMIT :most";
    conditions.add_limit(query.limit + 1);
    AccessPage page;
    Query rows(txn, sql, access_types, conditions.parameters());
    while (rows.next())
        page.items.push_back(read_access(rows));
    if (page.items.size() > query.limit) {
        page.items.pop_back();
        const Access& last = page.items.back();
        page.next_cursor = base64(history::canonical(json::array{last.at.ms(), last.uid}));
    }
    return page;
}

void put_opening(WriteTxn& txn, std::string_view actor, std::string_view case_id, Instant until)
{
    run(txn,
        "INSERT INTO opening (actor, case_id, until_ms) VALUES (:actor, :case, :until)"
        " ON CONFLICT (actor, case_id) DO UPDATE SET until_ms = excluded.until_ms",
        {actor, case_id, until});
}

std::optional<Instant> find_opening(
    ReadTxn& txn,
    std::string_view actor,
    std::string_view case_id,
    Instant now
)
{
    Query row(
        txn,
        "SELECT until_ms FROM opening WHERE actor = :actor AND case_id = :case AND until_ms > :now",
        "i", {actor, case_id, now}
    );
    if (!row.next())
        return std::nullopt;
    return row.instant();
}

}  // namespace beihui::storage

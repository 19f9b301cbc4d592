#include "storage/columns.hpp"
#include "storage/statement.hpp"
#include "storage/stores.hpp"

#include <charconv>
#include <deque>
#include <limits>

namespace beihui::storage
{
namespace
{

constexpr std::string_view notice_columns =
    "n.id, n.kind, n.person, n.roles, n.organisation, n.about, n.case_id, n.entry, n.by_actor,"
    " n.at_ms";
constexpr std::string_view notice_types = "ttttttttti";

StoredNotice read_notice(Query& row)
{
    StoredNotice stored;
    stored.id = row.text();
    stored.notice.kind = row.text();
    stored.notice.person = row.text();
    stored.notice.roles = parted(row.text());
    stored.notice.organisation = row.text();
    stored.notice.about = row.text();
    stored.case_id = row.text();
    stored.entry = row.text();
    stored.by = row.text();
    stored.at = row.instant();
    return stored;
}

// A condition in SQL with its values, which live here while the statement runs.
struct Mine
{
    std::string sql;
    std::deque<std::string> texts;
    std::vector<Parameter> parameters;
};

// What belongs to an inbox: sent to the person, or to a role of theirs at an organisation.
Mine mine(const InboxQuery& query)
{
    Mine mine;
    mine.sql = "(n.person = :me";
    mine.parameters.emplace_back(mine.texts.emplace_back(query.person));
    for (std::size_t i = 0; i < query.roles.size(); ++i) {
        const std::string number = std::to_string(i);
        mine.sql += " OR (n.person = '' AND n.organisation = :unit" + number +
                    " AND n.roles LIKE :role" + number + ")";
        mine.parameters.emplace_back(mine.texts.emplace_back(query.roles[i].second));
        mine.parameters.emplace_back(mine.texts.emplace_back("%," + query.roles[i].first + ",%"));
    }
    mine.sql += ")";
    return mine;
}

constexpr std::string_view read_by_me =
    "EXISTS (SELECT 1 FROM notice_read r WHERE r.notice = n.id AND r.person = :reader)";

// A cursor is the moment and the id of the last line of a page: "1778374800000-…".
Result<std::pair<std::int64_t, std::string>> read_cursor(const std::string& cursor)
{
    if (cursor.empty())
        return std::pair(std::numeric_limits<std::int64_t>::max(), std::string());
    std::int64_t at = 0;
    const char* const end = cursor.data() + cursor.size();
    const auto [rest, fault] = std::from_chars(cursor.data(), end, at);
    if (fault != std::errc() || rest == end || *rest != '-')
        return refuse(
            Refusal::invalid_input, "bad_cursor", "翻页位置无效，请从第一页重新查询",
            "the cursor is not one of this list; begin at the first page"
        );
    return std::pair(at, std::string(rest + 1, end));
}

}  // namespace

Result<InboxPage> list_notices(ReadTxn& txn, const InboxQuery& query)
{
    const auto after = read_cursor(query.cursor);
    if (!after)
        return after.error();
    Mine own = mine(query);
    std::vector<Parameter> parameters;
    parameters.emplace_back(query.person);
    parameters.insert(parameters.end(), own.parameters.begin(), own.parameters.end());
    parameters.emplace_back(after->first);
    parameters.emplace_back(after->second);
    std::string sql = "SELECT " + std::string(notice_columns) + ", CASE WHEN " +
                      std::string(read_by_me) + " THEN 1 ELSE 0 END FROM notice n WHERE " +
                      own.sql + " AND (n.at_ms, n.id) < (:at, :last)";
    if (query.only_unread) {
        sql += " AND NOT EXISTS (SELECT 1 FROM notice_read u WHERE u.notice = n.id"
               " AND u.person = :unread_by)";
        parameters.emplace_back(query.person);
    }
    sql += " ORDER BY n.at_ms DESC, n.id DESC LIMIT :most";
    parameters.emplace_back(query.limit + 1);
    InboxPage page;
    Query rows(txn, sql, std::string(notice_types) + "i", parameters);
    while (rows.next()) {
        StoredNotice stored = read_notice(rows);
        stored.read = rows.integer() != 0;
        page.items.push_back(std::move(stored));
    }
    if (page.items.size() > query.limit) {
        page.items.pop_back();
        if (!page.items.empty())
            page.next_cursor =
                std::to_string(page.items.back().at.ms()) + "-" + page.items.back().id;
    }
    return page;
}

std::int64_t count_unread(ReadTxn& txn, const InboxQuery& query)
{
    Mine own = mine(query);
    own.parameters.emplace_back(query.person);
    Query row(
        txn,
        "SELECT COUNT(*) FROM notice n WHERE " + own.sql + " AND NOT " + std::string(read_by_me),
        "i", own.parameters
    );
    return row.next() ? row.integer() : 0;
}

std::size_t mark_read(
    WriteTxn& txn,
    const InboxQuery& inbox,
    const std::vector<std::string>& ids,
    Instant at
)
{
    std::size_t marked = 0;
    for (const std::string& id : ids) {
        Mine own = mine(inbox);
        own.parameters.emplace_back(id);
        bool found = false;
        {
            Query row(
                txn, "SELECT n.id FROM notice n WHERE " + own.sql + " AND n.id = :id", "t",
                own.parameters
            );
            found = row.next();
        }
        if (found)
            marked += static_cast<std::size_t>(
                run(txn,
                    "INSERT INTO notice_read (notice, person, read_ms) VALUES (:id, :me, :at)"
                    " ON CONFLICT DO NOTHING",
                    {id, inbox.person, at})
            );
    }
    return marked;
}

std::vector<StoredNotice> notices_of_case(
    ReadTxn& txn,
    std::string_view case_id,
    std::string_view kind,
    Instant since
)
{
    static const std::string sql =
        "SELECT " + std::string(notice_columns) +
        " FROM notice n WHERE n.case_id = :case AND n.kind = :kind AND n.at_ms >= :since"
        " ORDER BY n.at_ms, n.id";
    std::vector<StoredNotice> notices;
    Query rows(txn, sql, notice_types, {case_id, kind, since});
    while (rows.next())
        notices.push_back(read_notice(rows));
    return notices;
}

}  // namespace beihui::storage

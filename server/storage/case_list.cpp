#include "base/bytes.hpp"
#include "base/text.hpp"
#include "history/canonical.hpp"
#include "storage/case_filter.hpp"
#include "storage/case_heads.hpp"
#include "storage/case_rows.hpp"
#include "storage/columns.hpp"
#include "storage/place_store.hpp"
#include "storage/scope_sql.hpp"
#include "storage/statement.hpp"
#include "storage/stores.hpp"
#include "storage/wall.hpp"

#include <cmath>

namespace beihui::storage
{
namespace
{

struct Sort
{
    std::string_view name;
    std::string_view column;
    bool is_text;
};

constexpr Sort sorts[] = {
    {"changed", "changed_ms", false},
    {"starts", "starts_on", true},
    {"number", "number", true},
    {"title", "title", true},
};

// What somebody opened, or is named in: the leader of a visit that a secretary wrote down. An id is
// 32 hex digits in quotes, which no other value of the stored JSON is.
void add_concerning(CaseFilter& filter, const CaseQuery& query)
{
    if (query.naming.empty())
        return filter.add("opened_by = :opened_by", query.opened_by);
    const std::string quoted = like_pattern('"' + query.naming + '"');
    filter.add(
        "(opened_by = :opened_by OR data LIKE :named ESCAPE '!' OR EXISTS (SELECT 1 FROM case_row "
        "r "
        "WHERE r.case_id = cases.id AND r.data LIKE :named_in_row ESCAPE '!'))",
        query.opened_by
    );
    filter.parameters.emplace_back(filter.texts.emplace_back(quoted));
    filter.parameters.emplace_back(filter.texts.emplace_back(quoted));
}

Error bad_cursor()
{
    return refuse(
        Refusal::invalid_input, "bad_cursor", "翻页位置无效，请从第一页重新查询",
        "the cursor is not one of this list; begin at the first page"
    );
}

// The rows of the index of places that lie in a scope: in which kinds of cases it lets look is left out,
// since the index does not hold them and each row would have to be fetched.
std::string places_of(
    const Scope& scope,
    std::deque<std::string>& texts,
    std::vector<Parameter>& values
)
{
    std::string sql;
    for (const Scope::Part& part : scope.parts()) {
        const auto place = [&](std::string value) {
            values.emplace_back(texts.emplace_back(std::move(value)));
            return ":place" + std::to_string(values.size());
        };
        sql += sql.empty() ? "(" : " OR ";
        if (part.below) {
            sql += "(org_path >= " + place(part.org_path);
            sql += " AND org_path < " + place(end_of_subtree(part.org_path)) + ")";
        } else {
            sql += "org_path = " + place(part.org_path);
        }
    }
    return sql.empty() ? "1 = 0" : sql + ")";
}

// Whether everything that there is lies in one part of the scope: that of a school in its own server,
// of a province in a province's.
bool is_everything(ReadTxn& txn, const Scope& scope)
{
    Query ends(
        txn,
        "SELECT (SELECT org_path FROM cases ORDER BY org_path LIMIT 1),"
        " (SELECT org_path FROM cases ORDER BY org_path DESC LIMIT 1)",
        "tt"
    );
    if (!ends.next())
        return false;
    const std::optional<std::string> first = ends.maybe_text();
    const std::optional<std::string> last = ends.maybe_text();
    return first && last && std::ranges::any_of(scope.parts(), [&](const Scope::Part& part) {
               return part.reaches(*first) && part.reaches(*last);
           });
}

// SQLite always takes the index of places for a scope and then sorts all that lies in it; where that is
// much, it is far quicker to walk through an index in the order that is asked for until the page is
// full. Of n cases of which k lie in the scope a page of m takes about m · n / k steps that way, against
// k. PostgreSQL knows its own numbers and chooses by itself.
bool walks_in_order(ReadTxn& txn, const Scope& scope, std::size_t most)
{
    if (txn.is_postgresql())
        return false;
    Query all(txn, "SELECT COALESCE(MAX(rowid), 0) FROM cases", "i");
    all.next();
    const std::int64_t cases = all.integer();
    const auto steps = static_cast<double>(most) * static_cast<double>(cases);
    const auto enough = static_cast<std::int64_t>(std::sqrt(steps));
    if (is_everything(txn, scope))
        return cases >= enough;
    std::deque<std::string> texts;
    std::vector<Parameter> values;
    const std::string sql = "SELECT COUNT(*) FROM (SELECT 1 FROM cases WHERE " +
                            places_of(scope, texts, values) + " LIMIT :enough)";
    values.emplace_back(enough);
    Query within(txn, sql, "i", values);
    return within.next() && within.integer() >= enough;
}

// The same condition, for which SQLite does not use the index of places.
std::string without_place_index(std::string sql)
{
    constexpr std::string_view column = "cases.org_path";
    for (std::size_t at = sql.find(column); at != std::string::npos; at = sql.find(column, at)) {
        sql.insert(at, 1, '+');
        at += 1 + column.size();
    }
    return sql;
}

// A cursor is base64 of the canonical JSON [sort, value, id] of the last row of a page.
std::string cursor_after(const std::string& sort, const Sort& by, const Case& last)
{
    json::value value = last.changed_at.ms();
    if (by.name == "starts")
        value = last.starts_on ? last.starts_on->text() : std::string();
    else if (by.name == "number")
        value = last.number;
    else if (by.name == "title")
        value = last.title;
    return base64(history::canonical(json::array{sort, std::move(value), last.id}));
}

// The condition that a row comes after the cursor.
Result<void> add_cursor(CaseFilter& filter, const CaseQuery& query, const Sort& by, bool descending)
{
    const std::optional<std::string> text = from_base64(query.cursor);
    const Result<json::value> read = read_json(text.value_or(""));
    const json::array* const parts = read ? read->if_array() : nullptr;
    if (!parts || parts->size() != 3 || (*parts)[0] != json::value(query.sort) ||
        (by.is_text ? !(*parts)[1].is_string() : !(*parts)[1].is_int64()) ||
        !(*parts)[2].is_string())
        return bad_cursor();
    filter.add(
        "(" + std::string(by.column) + ", id) " + (descending ? "<" : ">") + " (:value, :last_id)"
    );
    if (by.is_text)
        filter.parameters.emplace_back(filter.texts.emplace_back((*parts)[1].get_string()));
    else
        filter.parameters.emplace_back((*parts)[1].get_int64());
    filter.parameters.emplace_back(filter.texts.emplace_back((*parts)[2].get_string()));
    return {};
}

// How much of each case is read.
struct Columns
{
    std::string_view names;
    std::string_view types;
    Case (*read)(Query& row);
};

}  // namespace

CaseFilter filter_of(ReadTxn& txn, const Scope& scope, const CaseQuery& query)
{
    CaseFilter filter;
    filter.add(scope_condition(scope, "cases", filter.texts, filter.parameters));
    filter.add(level_condition(scope, "cases", filter.texts, filter.parameters));
    if (!query.within.empty()) {
        const Subtree subtree(txn, query.within);
        filter.add(subtree.over("org_path"));
        for (const std::string& bound : subtree.bounds())
            filter.parameters.emplace_back(filter.texts.emplace_back(bound));
    }
    if (query.workflows.empty())
        filter.add("NOT EXISTS (SELECT 1 FROM register_record r WHERE r.id = cases.id)");
    else
        filter.add_one_of("workflow", "workflow", query.workflows);
    if (!query.stages.empty())
        filter.add_one_of("stage", "stage", query.stages);
    if (!trim(query.text).empty())
        filter.add("search LIKE :text ESCAPE '!'", like_pattern(query.text));
    if (query.from)
        filter.add("starts_on >= :from_day", query.from->text());
    if (query.to)
        filter.add("starts_on <> '' AND starts_on <= :to_day", query.to->text());
    if (query.only_open)
        filter.add("closed = 0");
    if (!query.opened_by.empty())
        add_concerning(filter, query);
    return filter;
}

namespace
{

Result<CasePage> list_with(
    ReadTxn& txn,
    const Scope& scope,
    const CaseQuery& query,
    const Columns& columns
)
{
    const bool descending = query.sort.starts_with('-');
    const std::string_view name = std::string_view(query.sort).substr(descending ? 1 : 0);
    const Sort* const by = std::ranges::find(sorts, name, &Sort::name);
    if (by == std::end(sorts))
        return refuse(
            Refusal::invalid_input, "bad_sort",
            "不能按“" + one_line(query.sort, 40) +
                "”排序，可用 changed、starts、number、title，"
                "前加 - 为倒序",
            "cannot sort by \"" + one_line(query.sort, 40) +
                "\"; there are changed, starts, number, title, with - in front to descend"
        );
    CaseFilter filter = filter_of(txn, scope, query);
    if (!query.cursor.empty()) {
        const Result<void> placed = add_cursor(filter, query, *by, descending);
        if (!placed)
            return placed.error();
    }
    const std::string direction = descending ? " DESC" : "";
    // Within one organisation there is little to sort.
    if (query.within.empty() && walks_in_order(txn, scope, query.limit + 1))
        filter.sql = without_place_index(std::move(filter.sql));
    const std::string sql = "SELECT " + std::string(columns.names) + " FROM cases" + filter.sql +
                            " ORDER BY " + std::string(by->column) + direction + ", id" +
                            direction + " LIMIT :most";
    filter.parameters.emplace_back(query.limit + 1);
    CasePage page;
    Query rows(txn, sql, columns.types, filter.parameters);
    while (rows.next()) {
        page.items.push_back(columns.read(rows));
        require_within_wall(txn, page.items.back());
    }
    if (page.items.size() > query.limit) {
        page.items.pop_back();
        if (!page.items.empty())
            page.next_cursor = cursor_after(query.sort, *by, page.items.back());
    }
    return page;
}

}  // namespace

Result<CasePage> list_cases(ReadTxn& txn, const Scope& scope, const CaseQuery& query)
{
    return list_with(txn, scope, query, {case_columns, case_column_types, read_case});
}

Result<CasePage> list_case_heads(ReadTxn& txn, const Scope& scope, const CaseQuery& query)
{
    return list_with(
        txn, scope, query, {case_head_columns, case_head_column_types, read_case_head}
    );
}

std::int64_t count_cases(ReadTxn& txn, const Scope& scope, const CaseQuery& query)
{
    const CaseFilter filter = filter_of(txn, scope, query);
    Query row(txn, "SELECT COUNT(*) FROM cases" + filter.sql, "i", filter.parameters);
    return row.next() ? row.integer() : 0;
}

}  // namespace beihui::storage

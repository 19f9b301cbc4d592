#include "acts/breakdown.hpp"

#include "acts/case_page.hpp"
#include "acts/organisation_list.hpp"
#include "domain/unit.hpp"
#include "storage/measure_groups.hpp"
#include "storage/measure_parts.hpp"
#include "storage/place_store.hpp"
#include "storage/wall.hpp"

#include <algorithm>
#include <map>

namespace beihui::acts
{
namespace
{

constexpr int days_of_week = 7;

// One column and how it is counted over what was asked.
struct Counted
{
    const rules::Column* column = nullptr;
    Measure measure;
    CountAsked count;
    std::int64_t value = 0;
};

struct Numbers
{
    tables::TableFound found;
    tables::Span span;
    Instant as_of;
    std::vector<Counted> columns;
};

Result<Numbers> read_numbers(
    storage::ReadTxn& txn,
    const rules::World& world,
    const tables::TableAsked& asked,
    Instant now
)
{
    const auto answer = tables::fill_table(txn, world, asked, now);
    if (!answer)
        return answer.error();
    Numbers numbers{answer->found, answer->span, answer->as_of, {}};
    for (const tables::Cell& cell : answer->cells) {
        const auto measure =
            tables::read_measure(*numbers.found.pack, *cell.column, numbers.span.to);
        if (!measure)
            return measure.error();
        numbers.columns.push_back(
            {cell.column, *measure,
             tables::count_asked(
                 *numbers.found.pack, *measure, asked.org_path, numbers.span, asked.as_of
             ),
             cell.value}
        );
    }
    return numbers;
}

json::object head_of(const Numbers& numbers, const BreakdownAsked& asked)
{
    json::array columns;
    for (const Counted& counted : numbers.columns)
        columns.emplace_back(json::object{
            {"column", counted.column->id},
            {"label", counted.column->label},
            {"unit", sign_of(counted.column->unit)},
            {"value", counted.value},
        });
    return {
        {"table", numbers.found.table->id}, {"organisation", asked.organisation},
        {"from", numbers.span.from.text()}, {"to", numbers.span.to.text()},
        {"as_of", numbers.as_of.text()},    {"columns", std::move(columns)},
    };
}

// What one organisation has of each column.
struct Row
{
    std::string path;  // of today's tree; empty: an organisation that is there no more, or the own
    std::vector<std::int64_t> adds;
    std::vector<std::int64_t> rows;
    std::vector<std::int64_t> recorded;
};

// Which organisation directly below `above` a path lies in; `above` itself for its own, and for what
// stood elsewhere in the tree on its day.
std::string child_on(std::string_view path, std::string_view above, const std::string& own)
{
    if (!path.starts_with(above))
        return own;
    const std::string_view below = path.substr(above.size());
    return below.empty() ? own : std::string(below.substr(0, below.find('/')));
}

// Paths of the asked subtree on other days too: a fact keeps the one of its day.
std::string child_in(
    const std::vector<std::string>& above,
    std::string_view path,
    const std::string& own
)
{
    for (const std::string& one : above)
        if (path.starts_with(one))
            return child_on(path, one, own);
    return own;
}

class ByOrganisation
{
public:
    ByOrganisation(storage::ReadTxn& txn, const Numbers& numbers, const BreakdownAsked& asked)
        : txn_(txn),
          numbers_(numbers),
          own_(asked.organisation),
          above_(storage::paths_of_subtree(txn, asked.table.org_path))
    {}

    Row& row(const std::string& id)
    {
        Row& row = rows_[id];
        row.adds.resize(numbers_.columns.size());
        row.rows.resize(numbers_.columns.size());
        row.recorded.resize(numbers_.columns.size());
        return row;
    }

    void read()
    {
        const storage::Unwalled all(txn_);
        for (std::size_t i = 0; i < numbers_.columns.size(); ++i) {
            const Counted& counted = numbers_.columns[i];
            for (const storage::Part& part : storage::parts_of_number(
                     txn_, counted.measure, counted.count, storage::PartBy::place
                 )) {
                Row& of = row(child_in(above_, part.key, own_));
                of.adds[i] += part.adds;
                of.rows[i] += part.rows;
            }
            for (const auto& [path, number] :
                 storage::recorded_by_place(txn_, counted.measure, counted.count))
                row(child_in(above_, path, own_)).recorded[i] += number;
        }
    }

    // What each organisation counts when it is asked for itself.
    std::map<std::string, std::vector<std::int64_t>> own_values()
    {
        const storage::Unwalled all(txn_);
        std::map<std::string, std::vector<std::int64_t>> values;
        for (const Counted& counted : numbers_.columns) {
            const auto groups = storage::MeasureGroups::read(txn_, counted.measure, counted.count);
            for (const auto& [id, row] : rows_)
                values[id].push_back(row.path.empty() ? -1 : groups.count(txn_, row.path));
        }
        return values;
    }

    const std::map<std::string, Row>& rows() const { return rows_; }

private:
    storage::ReadTxn& txn_;
    const Numbers& numbers_;
    std::string own_;
    std::vector<std::string> above_;
    std::map<std::string, Row> rows_;
};

struct Filed
{
    std::int64_t had_to_file = 0;
    std::int64_t filed = 0;
    std::int64_t late = 0;
    std::int64_t overdue = 0;
};

std::map<std::string, Filed> filed_below(
    storage::ReadTxn& txn,
    const accounts::Actor& actor,
    const Numbers& numbers,
    const BreakdownAsked& asked,
    Instant now
)
{
    storage::FiledQuery query;
    query.pack = numbers.found.pack->id;
    query.form = numbers.found.table->id;
    query.own = actor.organisation;
    query.without = departments_not_shown(actor);
    const Scope scope = accounts::scope_of(actor, accounts::Action::read_duties);
    std::map<std::string, Filed> filed;
    for (const storage::FiledLine& line : storage::list_filed(txn, scope, query)) {
        const auto& end = line.duty.period_end;
        const bool of_these_days = !end || (numbers.span.from <= *end && *end <= numbers.span.to);
        if (!of_these_days || !line.org_path.starts_with(asked.table.org_path))
            continue;
        Filed& of = filed[child_on(line.org_path, asked.table.org_path, asked.organisation)];
        const bool done = line.duty.state == "done";
        ++of.had_to_file;
        of.filed += done;
        of.late += done && line.duty.due && line.duty.late();
        of.overdue += !done && line.duty.due && *line.duty.due <= now;
    }
    return filed;
}

json::value filed_json(const std::map<std::string, Filed>& all, const std::string& id)
{
    const auto found = all.find(id);
    if (found == all.end())
        return nullptr;
    const Filed& filed = found->second;
    return json::object{
        {"had_to_file", filed.had_to_file},
        {"filed", filed.filed},
        {"late", filed.late},
        {"missing", filed.had_to_file - filed.filed},
        {"overdue", filed.overdue},
    };
}

json::array cells_json(
    const Numbers& numbers,
    const Row& row,
    const std::vector<std::int64_t>* own_values
)
{
    json::array cells;
    for (std::size_t i = 0; i < numbers.columns.size(); ++i) {
        json::object cell{
            {"column", numbers.columns[i].column->id},
            {"adds", row.adds[i]},
            {"rows", row.rows[i]},
            {"recorded", row.recorded[i]},
        };
        const std::int64_t own = own_values ? own_values->at(i) : -1;
        cell["value"] = own < 0 ? json::value() : json::value(own);
        cells.emplace_back(std::move(cell));
    }
    return cells;
}

}  // namespace

Result<json::object> breakdown_by_organisation(
    const Context& live,
    storage::ReadTxn& txn,
    const accounts::Actor& actor,
    const BreakdownAsked& asked
)
{
    const Context context = live.holding_rules();
    const Instant now = context.clock.now();
    std::optional<Result<Numbers>> numbers;
    {
        const storage::Unwalled all(txn);
        numbers.emplace(read_numbers(txn, *context.rules()->world, asked.table, now));
    }
    if (!*numbers)
        return numbers->error();
    ByOrganisation parts(txn, **numbers, asked);
    const Date day = std::min((*numbers)->span.to, (*numbers)->as_of.date());
    std::map<std::string, OrganisationLine> known;
    for (OrganisationLine& line : organisations_on(txn, actor, accounts::Action::read_tables, day))
        if (line.parent == asked.organisation) {
            parts.row(line.record.id).path = line.path;
            known.emplace(line.record.id, std::move(line));
        }
    parts.row(asked.organisation);
    parts.read();
    const auto own_values = parts.own_values();
    const auto filed = filed_below(txn, actor, **numbers, asked, now);
    Names names(context, txn);
    json::array items;
    for (const auto& [id, row] : parts.rows()) {
        const auto line = known.find(id);
        const json::value* const profile =
            line == known.end() ? nullptr : line->second.record.data.if_contains("profile");
        items.emplace_back(json::object{
            {"organisation",
             json::object{
                 {"id", id},
                 {"name", line == known.end() ? names.organisation(id, day) : line->second.name},
                 {"code", line == known.end() ? std::string() : line->second.record.code},
                 {"level", profile ? text_of(*profile, "level") : std::string_view()},
                 {"kind", profile ? text_of(*profile, "kind") : std::string_view()},
             }},
            {"own", id == asked.organisation},
            {"filing", filed_json(filed, id)},
            {"cells", cells_json(**numbers, row, &own_values.at(id))},
        });
    }
    std::ranges::sort(items, {}, [](const json::value& item) {
        const json::object& of = item.at("organisation").as_object();
        return std::pair(item.at("own").as_bool(), std::string(text_of(of, "code")));
    });
    json::object page = head_of(**numbers, asked);
    page["items"] = std::move(items);
    return page;
}

Result<json::object> breakdown_by_week(
    const Context& live,
    storage::ReadTxn& txn,
    const BreakdownAsked& asked
)
{
    const Context context = live.holding_rules();
    const storage::Unwalled all(txn);
    const auto numbers =
        read_numbers(txn, *context.rules()->world, asked.table, context.clock.now());
    if (!numbers)
        return numbers.error();
    const auto monday_of = [](Date day) { return day - (day.weekday() - 1); };
    std::map<Date, Row> weeks;
    const auto week = [&](Date day) -> Row& {
        Row& row = weeks[monday_of(day)];
        row.adds.resize(numbers->columns.size());
        row.rows.resize(numbers->columns.size());
        row.recorded.resize(numbers->columns.size());
        return row;
    };
    const Date last = std::min(numbers->span.to, numbers->as_of.date());
    for (Date day = monday_of(numbers->span.from); day <= last; day = day + days_of_week)
        week(day);
    for (std::size_t i = 0; i < numbers->columns.size(); ++i) {
        const Counted& counted = numbers->columns[i];
        for (const storage::Part& part :
             storage::parts_of_number(txn, counted.measure, counted.count, storage::PartBy::day)) {
            Row& row = week(Date::parse(part.key).value());
            row.adds[i] += part.adds;
            row.rows[i] += part.rows;
        }
    }
    json::array items;
    for (const auto& [monday, row] : weeks)
        items.emplace_back(json::object{
            {"from", monday.text()},
            {"to", (monday + (days_of_week - 1)).text()},
            {"cells", cells_json(*numbers, row, nullptr)},
        });
    json::object page = head_of(*numbers, asked);
    page["items"] = std::move(items);
    return page;
}

Result<std::set<std::string>> cases_behind(
    const Context& live,
    storage::ReadTxn& txn,
    const BreakdownAsked& asked
)
{
    const Context context = live.holding_rules();
    const storage::Unwalled all(txn);
    const auto numbers =
        read_numbers(txn, *context.rules()->world, asked.table, context.clock.now());
    if (!numbers)
        return numbers.error();
    std::set<std::string> cases;
    for (const Counted& counted : numbers->columns)
        for (const storage::Part& part : storage::parts_of_number(
                 txn, counted.measure, counted.count, storage::PartBy::subject
             ))
            cases.insert(part.key);
    return cases;
}

}  // namespace beihui::acts

#include "storage/measure_sql.hpp"

#include "domain/fact.hpp"
#include "storage/columns.hpp"
#include "storage/place_store.hpp"
#include "storage/scope_sql.hpp"

namespace beihui::storage
{
namespace
{

void add_window(Sql& sql, std::string_view fact, const DaySpans& spans)
{
    if (spans.empty()) {
        sql << "1 = 0";
        return;
    }
    sql << "(";
    for (std::size_t i = 0; i < spans.size(); ++i) {
        sql << (i > 0 ? " OR " : "") << fact << ".on_date BETWEEN ";
        sql.bind(spans[i].first.text()) << " AND ";
        sql.bind(spans[i].second.text());
    }
    sql << ")";
}

// In the list of packs between commas. LIKE would compare letters without regard to case on SQLite.
void add_circular(Sql& sql, std::string_view fact, const std::string& circular)
{
    if (circular.empty())
        return;
    sql << " AND replace(" << fact << ".circulars, ";
    sql.bind("," + circular + ",") << ", '') <> " << fact << ".circulars";
}

void add_ranges(Sql& sql, const std::string& column, const CountAsked& asked)
{
    const auto add = [&](const std::string& path) {
        sql << column << " >= ";
        sql.bind(path) << " AND " << column << " < ";
        sql.bind(end_of_subtree(path));
    };
    sql << "(";
    add(asked.org_path);
    for (const std::string& path : asked.elsewhere) {
        sql << " OR ";
        add(path);
    }
    sql << ")";
}

// A fact stands below whoever its organisation stood below on its day; asked as of a moment, by the
// tree that was known then.
void add_subtree(Sql& sql, std::string_view fact, const CountAsked& asked)
{
    const std::string f(fact);
    if (!asked.other_tree) {
        add_ranges(sql, f + ".org_path", asked);
        return;
    }
    sql << "EXISTS (SELECT 1 FROM organisation_place p WHERE p.organisation = " << f
        << ".organisation AND p.from_day <= " << f << ".on_date AND p.until_day > " << f
        << ".on_date AND p.made_ms <= ";
    sql.bind(asked.as_of->ms()) << " AND (p.voided_ms IS NULL OR p.voided_ms > ";
    sql.bind(asked.as_of->ms()) << ") AND ";
    add_ranges(sql, "p.path", asked);
    sql << ")";
}

void add_place(Sql& sql, std::string_view fact, std::string_view kind, const CountAsked& asked)
{
    sql << fact << ".kind = ";
    sql.bind(kind) << " AND ";
    add_subtree(sql, fact, asked);
    add_circular(sql, fact, asked.circular);
    if (!asked.as_of) {
        sql.live(fact);
        return;
    }
    sql << " AND " << fact << ".made_ms <= ";
    sql.bind(asked.as_of->ms()) << " AND (" << fact << ".voided_ms IS NULL OR " << fact
                                << ".voided_ms > ";
    sql.bind(asked.as_of->ms()) << ")";
}

void add_values(Sql& sql, const std::string& column, const Condition& condition)
{
    sql << column << " IN (";
    for (std::size_t i = 0; i < condition.values.size(); ++i) {
        const json::value& value = condition.values[i];
        sql << (i > 0 ? ", " : "");
        if (value.is_bool())
            sql << (value.as_bool() ? "1" : "0");
        else if (value.is_int64())
            sql.bind(value.as_int64());
        else
            sql.bind(value.as_string());
    }
    sql << ")";
}

void add_condition(
    Sql& sql,
    std::string_view fact,
    const Condition& condition,
    const DaySpans& window,
    Date cutoff
)
{
    const std::string column = std::string(fact) + "." + fact_column(condition.attribute);
    switch (condition.kind) {
    case Condition::Kind::one_of:   add_values(sql, column, condition); return;
    case Condition::Kind::at_least: (sql << column << " >= ").bind(condition.bound); return;
    case Condition::Kind::at_most:  (sql << column << " <= ").bind(condition.bound); return;
    case Condition::Kind::not_before:
        (sql << "(" << column << " <> '' AND " << column << " >= ").bind(condition.day.text())
            << ")";
        return;
    case Condition::Kind::not_after:
        (sql << "(" << column << " <> '' AND " << column << " <= ").bind(condition.day.text())
            << ")";
        return;
    case Condition::Kind::by_cutoff:
        (sql << "(" << column << " <> '' AND " << column << " <= ").bind(cutoff.text()) << ")";
        return;
    case Condition::Kind::open_at_cutoff:
        sql << "(" << column << " IS NULL OR " << column << " = '' OR " << column << " > ";
        sql.bind(cutoff.text()) << ")";
        return;
    case Condition::Kind::opened_in_window:
        sql << "(" << column << " IS NULL OR " << column << " = ''";
        if (!window.empty())
            (sql << " OR " << column << " >= ").bind(window.front().first.text());
        sql << ")";
        return;
    }
}

void add_among(Sql& sql, const Measure::Among& among, const CountAsked& asked)
{
    sql << "(f." << among.same << " <> '' AND EXISTS (SELECT 1 FROM fact o WHERE o." << among.same
        << " = f." << among.same << " AND ";
    add_place(sql, "o", among.kind, asked);
    sql << " AND ";
    add_window(sql, "o", asked.among_window);
    for (const Condition& condition : among.where) {
        sql << " AND ";
        add_condition(sql, "o", condition, asked.among_window, asked.cutoff);
    }
    sql << "))";
}

}  // namespace

void Sql::add_place()
{
    text_ += ":p" + std::to_string(parameters_.size());
}

Sql& Sql::bind(std::string_view value)
{
    add_place();
    parameters_.emplace_back(texts_.emplace_back(value));
    return *this;
}

Sql& Sql::bind(std::int64_t value)
{
    add_place();
    parameters_.emplace_back(value);
    return *this;
}

Sql& Sql::within(const Scope& scope, std::string_view alias)
{
    text_ += scope_condition(scope, alias, texts_, parameters_);
    return *this;
}

Sql& Sql::live(std::string_view alias)
{
    const std::string f(alias);
    if (live_ == Live::now)
        text_ += " AND " + f + ".voided_by = ''";
    else if (live_ == Live::before)
        text_ += " AND " + f + ".made_by NOT IN (SELECT uid FROM since) AND (" + f +
                 ".voided_by = '' OR " + f + ".voided_by IN (SELECT uid FROM since))";
    return *this;
}

CountAsked in_tree(ReadTxn& txn, CountAsked asked)
{
    asked.elsewhere = paths_of_subtree(txn, asked.org_path);
    asked.elsewhere.erase(asked.elsewhere.begin());  // org_path itself
    asked.other_tree = asked.as_of && tree_changed_since(txn, *asked.as_of);
    return asked;
}

std::vector<MeasureStep> steps_of(const Measure& measure)
{
    std::vector<MeasureStep> steps{{MeasureStep::Kind::window, 0}};
    for (std::size_t i = 0; i < measure.where.size(); ++i)
        steps.push_back({MeasureStep::Kind::condition, i});
    for (std::size_t i = 0; i < measure.distinct.size(); ++i)
        steps.push_back({MeasureStep::Kind::key, i});
    if (!measure.by.empty())
        steps.push_back({MeasureStep::Kind::group, 0});
    if (measure.among)
        steps.push_back({MeasureStep::Kind::among, 0});
    return steps;
}

void add_scope(Sql& sql, const Measure& measure, const CountAsked& asked)
{
    add_place(sql, "f", measure.kind, asked);
    if (!asked.case_id.empty())
        (sql << " AND f.case_id = ").bind(asked.case_id);
    if (asked.group && !measure.by.empty())
        (sql << " AND " << group_column(measure) << " = ").bind(*asked.group);
}

void add_step(Sql& sql, const Measure& measure, const CountAsked& asked, const MeasureStep& step)
{
    switch (step.kind) {
    case MeasureStep::Kind::window: add_window(sql, "f", asked.window); return;
    case MeasureStep::Kind::condition:
        add_condition(sql, "f", measure.where.at(step.index), asked.window, asked.cutoff);
        return;
    case MeasureStep::Kind::key:   sql << "f." << measure.distinct.at(step.index) << " <> ''"; return;
    case MeasureStep::Kind::group: sql << group_column(measure) << " <> ''"; return;
    case MeasureStep::Kind::among: add_among(sql, measure.among.value(), asked); return;
    }
}

void add_counted(Sql& sql, const Measure& measure, const CountAsked& asked)
{
    add_scope(sql, measure, asked);
    for (const MeasureStep& step : steps_of(measure)) {
        sql << " AND ";
        add_step(sql, measure, asked, step);
    }
}

void add_verdict(Sql& sql, const Measure& measure, const CountAsked& asked)
{
    sql << "CASE";
    int number = 0;
    for (const MeasureStep& step : steps_of(measure)) {
        // IS NOT TRUE: an attribute that is not known fails its condition too.
        sql << " WHEN (";
        add_step(sql, measure, asked, step);
        sql << ") IS NOT TRUE THEN " << std::to_string(++number);
    }
    sql << " ELSE 0 END";
}

void add_number(
    Sql& sql,
    const Measure& measure,
    const CountAsked& asked,
    const std::function<void(Sql&)>& facts
)
{
    const auto add_from = [&] {
        sql << " FROM ";
        facts(sql);
        sql << " WHERE ";
        add_counted(sql, measure, asked);
    };
    // Counted apart: what is in two groups is in the number twice.
    const std::string same = same_thing(measure);
    const std::string apart = measure.by.empty() ? same : group_column(measure) + ", " + same;
    if (measure.count == Measure::Count::rows) {
        sql << "SELECT COUNT(*)";
        add_from();
    } else if (measure.count == Measure::Count::distinct) {
        sql << "SELECT COUNT(*) FROM (SELECT DISTINCT " << apart;
        add_from();
        sql << ") t";
    } else if (measure.once_per_item) {
        sql << "SELECT CAST(COALESCE(SUM(t.most), 0) AS BIGINT)"
               " FROM (SELECT MAX(f.quantity) AS most";
        add_from();
        sql << " GROUP BY " << apart << ") t";
    } else {
        sql << "SELECT CAST(COALESCE(SUM(f.quantity), 0) AS BIGINT)";
        add_from();
    }
}

std::string group_column(const Measure& measure)
{
    return "f." + (find_fact_attribute(measure.by) ? fact_column(measure.by) : measure.by);
}

std::vector<std::string> same_columns(const Measure& measure)
{
    if (measure.count == Measure::Count::sum && measure.once_per_item)
        // An id and a number never meet: the sign in front tells them apart.
        return {"f.employer", "CASE WHEN f.item = '' THEN '#' || f.id ELSE '=' || f.item END"};
    std::vector<std::string> columns;
    if (measure.count == Measure::Count::distinct)
        for (const std::string& key : measure.distinct)
            columns.push_back("f." + key);
    return columns;
}

std::string same_thing(const Measure& measure)
{
    std::string columns;
    for (const std::string& column : same_columns(measure))
        columns += (columns.empty() ? "" : ", ") + column;
    return columns;
}

void add_turn(Sql& sql, const Measure& measure)
{
    const std::string same = same_thing(measure);
    if (same.empty()) {
        sql << "1";
        return;
    }
    const bool largest = measure.count == Measure::Count::sum;
    const std::string group = measure.by.empty() ? "" : group_column(measure) + ", ";
    sql << "ROW_NUMBER() OVER (PARTITION BY " << group << same << " ORDER BY "
        << (largest ? "f.quantity DESC, " : "") << "f.on_date, f.id)";
}

}  // namespace beihui::storage

#pragma once

// A measure as SQL: used by the stores that count by measures.

#include "domain/measure.hpp"
#include "domain/scope.hpp"
#include "storage/statement.hpp"

#include <cstdint>
#include <deque>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace beihui::storage
{

// A statement while it is put together. Parameters are bound by position, so its parts are added in
// the order in which they stand in it. Texts live here while it runs.
class Sql
{
public:
    Sql& operator<<(std::string_view part)
    {
        text_ += part;
        return *this;
    }
    Sql& bind(std::string_view value);
    Sql& bind(std::int64_t value);
    // That a row of `cases`, called `alias`, is within a scope.
    Sql& within(const Scope& scope, std::string_view alias);

    // Which facts there are, where nothing is asked as of a moment.
    enum class Live
    {
        now,
        before,  // as it was before the entries that the statement calls `since`
        any,     // whether they were voided or not
    };
    // Of what is added from here on.
    void take(Live live) { live_ = live; }
    // That the fact called `alias` is one of them: " AND …".
    Sql& live(std::string_view alias);

    const std::string& text() const { return text_; }
    const std::vector<Parameter>& parameters() const { return parameters_; }

private:
    void add_place();

    std::string text_;
    std::deque<std::string> texts_;  // does not move what Parameter points to
    std::vector<Parameter> parameters_;
    Live live_ = Live::now;
};

// One thing that must hold for a fact to count, in the order in which they are asked: the window,
// the conditions, the keys it is told apart by, the value it is counted under, the other fact it must
// go with.
struct MeasureStep
{
    enum class Kind
    {
        window,
        condition,
        key,
        group,
        among,
    };

    Kind kind = Kind::window;
    std::size_t index = 0;  // of the condition in `where`, of the key in `distinct`
};

std::vector<MeasureStep> steps_of(const Measure& measure);

// What is asked with what the tree says about its subtree: to be asked with before anything else.
CountAsked in_tree(ReadTxn& txn, CountAsked asked);

// Each adds a condition over the table `fact`, called `f` in the statement.
// What a measure looks at: facts of its kind, circular, subtree, case and group, live at the moment
// asked.
void add_scope(Sql& sql, const Measure& measure, const CountAsked& asked);
void add_step(Sql& sql, const Measure& measure, const CountAsked& asked, const MeasureStep& step);
// Scope and every step.
void add_counted(Sql& sql, const Measure& measure, const CountAsked& asked);
// 0 for a fact that counts, else which step failed first, from 1.
void add_verdict(Sql& sql, const Measure& measure, const CountAsked& asked);

// SELECT of the one number. `facts` adds what stands after FROM, under the name `f`.
void add_number(
    Sql& sql,
    const Measure& measure,
    const CountAsked& asked,
    const std::function<void(Sql&)>& facts
);

// What facts that count once have in common, as columns of `f`; empty when each counts.
std::vector<std::string> same_columns(const Measure& measure);
std::string same_thing(const Measure& measure);  // the same between commas
// What a measure with `by` counts apart, as a column of `f`.
std::string group_column(const Measure& measure);
// Which of the facts that are the same thing this one is, from 1; only the first adds to the number.
void add_turn(Sql& sql, const Measure& measure);

}  // namespace beihui::storage

#pragma once

#include "domain/measure.hpp"
#include "domain/scope.hpp"
#include "storage/stores.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace beihui::storage
{

// The number a measure gives over the days, the subtree and the moment asked. One statement. With
// `by` it is that of all groups together, or of the one group asked for.
std::int64_t count_measure(ReadTxn& txn, const Measure& measure, const CountAsked& asked);

// The numbers of a measure with `by`, for each value that has any. One statement.
// Refuses (rule_refused, "RP1231") more than most_groups values: none would be left out unseen.
Result<std::map<std::string, std::int64_t>> count_groups(
    ReadTxn& txn,
    const Measure& measure,
    const CountAsked& asked
);

// One fact that a measure looked at: counted, or left out with the first reason.
struct MeasuredFact
{
    StoredFact stored;
    bool counted = false;
    std::int64_t adds = 0;  // what it adds to the cell: 0 for a repeat of one counted already
    std::string group;      // of a measure with `by`: the value it is counted under; may be empty
    Words why;  // of one left out or a repeat: the first condition that failed, in words
};

struct MeasuredPage
{
    std::vector<MeasuredFact> items;
    std::string next_cursor;  // empty: no more
    std::int64_t rows = 0;    // how many there are in all
};

// The facts behind the number, in the order (on, id). `counted` asks for those that count (their
// `adds` sum up to count_measure, and by group to count_groups; exactly), else for those of the same
// kind, circular and subtree that were left out. `of_case` lists only those of one case, judged among
// all the others. Refuses (invalid_input) a cursor that is not ours.
Result<MeasuredPage> list_measured(
    ReadTxn& txn,
    const Measure& measure,
    const CountAsked& asked,
    bool counted,
    std::string_view cursor,
    std::size_t limit,
    std::string_view of_case = {}
);

// Whether one fact counts, and if not, why: for "what does this case feed".
MeasuredFact judge_fact(
    ReadTxn& txn,
    const Measure& measure,
    const CountAsked& asked,
    const StoredFact& fact
);

// The same for every fact of one case that the measure looks at, in one statement: what each adds
// is not asked, so a repeat counts.
struct JudgedFact
{
    std::string id;
    bool counted = false;
    Words why;  // of one left out
};
std::vector<JudgedFact> judge_case(
    ReadTxn& txn,
    const Measure& measure,
    const CountAsked& asked,
    std::string_view case_id
);

// How many of the facts that count are of cases outside a scope: what its reader may not open.
std::int64_t count_outside(
    ReadTxn& txn,
    const Measure& measure,
    const CountAsked& asked,
    const Scope& scope
);

}  // namespace beihui::storage

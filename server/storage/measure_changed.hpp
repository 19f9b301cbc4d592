#pragma once

#include "domain/fact.hpp"
#include "domain/measure.hpp"
#include "storage/database.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace beihui::storage
{

// What an act that is not done yet would make of the facts.
struct FactsChanged
{
    std::vector<Fact> made;
    std::vector<std::string> voided;  // ids of live facts
};

// So many at the most are counted along: every one of them stands in the statement.
constexpr std::size_t most_facts_changed = 200;

// The number that count_measure would give as things stand now, were these facts made and those
// voided: repeats of what is counted elsewhere count once here too. Reads only. Facts that `among`
// looks at are taken as they are. Throws std::logic_error for more than most_facts_changed, and for a
// count as of a moment.
std::int64_t count_changed(
    ReadTxn& txn,
    const Measure& measure,
    const CountAsked& asked,
    const FactsChanged& changed
);

}  // namespace beihui::storage

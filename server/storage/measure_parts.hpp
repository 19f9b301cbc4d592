#pragma once

#include "domain/measure.hpp"
#include "storage/database.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace beihui::storage
{

// By what a number is taken apart.
enum class PartBy
{
    place,    // path of the organisation on the day of the fact
    day,      // 2026-05-20
    subject,  // id of the case
};

// What belongs to one place, day or case. What is counted once in all belongs to the first of its
// facts: the parts always sum up to count_measure, exactly.
struct Part
{
    std::string key;
    std::int64_t adds = 0;
    std::int64_t rows = 0;  // facts that count, repeats among them
};

// One statement. By key.
std::vector<Part> parts_of_number(
    ReadTxn& txn,
    const Measure& measure,
    const CountAsked& asked,
    PartBy by
);

// How many facts of the kind were recorded within the window, whether they count or not, by the path
// of their organisation: a place without any has nothing recorded, which is not zero.
std::map<std::string, std::int64_t> recorded_by_place(
    ReadTxn& txn,
    const Measure& measure,
    const CountAsked& asked
);

}  // namespace beihui::storage

#pragma once

// Cases by the hundred, for questions that are asked over many of them: a few statements for each
// batch, however many cases are in it.

#include "storage/statement.hpp"
#include "storage/stores.hpp"

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace beihui::storage
{

inline constexpr std::size_t most_in_a_case_batch = 200;

// The cases of a subtree that a pack binds and whose day lies in [from, to]: the day a case starts,
// or the day it was opened while it has none.
struct BoundCases
{
    std::string org_path;
    std::string pack;
    Date from = Date::from_days(0);
    Date to = Date::from_days(0);
};

// Their ids, those of one organisation together.
std::vector<std::string> bound_cases(ReadTxn& txn, const BoundCases& asked);

// A case with everything that hangs on it.
struct WholeCase
{
    Case subject;
    std::vector<CaseRow> rows;
    std::vector<Document> documents;
    std::vector<Duty> duties;
};

// At most most_in_a_case_batch cases, in the order of `ids`; one that does not exist is left out.
// Rows, documents and duties are in the order that rows_of_case and its like give.
std::vector<WholeCase> whole_cases(ReadTxn& txn, std::span<const std::string> ids);

// (case id, duty) in the order of duties_of_case within each case (duty_store.cpp).
std::vector<std::pair<std::string, Duty>> duties_of_cases(
    ReadTxn& txn,
    std::span<const std::string> ids
);

// The records of a register with these ids, any number of them, in no order.
std::vector<RegisterChange> find_all_registered(
    ReadTxn& txn,
    std::string_view kind,
    std::span<const std::string> ids
);

// (id, name) of the records of a register with these ids, any number of them, in no order.
std::vector<std::pair<std::string, std::string>> registered_names(
    ReadTxn& txn,
    std::string_view kind,
    std::span<const std::string> ids
);

// "(:i0, :i1, …)" for a full batch, and the ids to fill it with: always as many, so that the
// statement is prepared once. What is missing is filled with an id that no case has.
const std::string& places_of_a_batch();
std::vector<Parameter> filled_batch(std::span<const std::string> ids);

}  // namespace beihui::storage

#pragma once

// Reading duties out of their table: used by duty_store.cpp and agenda_store.cpp.

#include "domain/entry.hpp"
#include "storage/statement.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace beihui::storage
{

inline constexpr std::string_view duty_columns =
    "d.duty_key, d.pack, d.clause, d.title_zh, d.title_en, d.owner, d.form, d.due_ms,"
    " d.due_source, d.state, d.done_ms, d.rules, d.known_on, d.period_end, d.occasion,"
    " d.acceptances";
inline constexpr std::string_view duty_types = "tttttttittitttti";

Duty read_duty(Query& row);

// Of one case, asked for and read: see case_rows.hpp.
Query ask_duties(ReadTxn& txn, std::string_view case_id);
std::vector<Duty> read_duties(Query& rows);

// Leaves out what other organisations than one's own owe by these roles; both outlive the statement.
std::string owner_condition(
    const std::string& own,
    const std::vector<std::string>& without,
    std::vector<Parameter>& parameters
);

}  // namespace beihui::storage

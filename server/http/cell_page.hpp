#pragma once

#include "accounts/actor.hpp"
#include "http/api.hpp"
#include "tables/fill_table.hpp"

#include <optional>
#include <string>

namespace beihui::http
{

// Which of the facts behind a number to show.
struct PageAsked
{
    std::optional<bool> counted;  // only those that count, only those left out; none: both
    std::string cursor;
    std::size_t limit = 50;
    std::string of_case;  // id: only its facts, judged among all others; empty: all
};

// What a number is made of: schema CellFacts. Refuses: invalid_input, "bad_cursor".
Result<json::object> cell_json(
    const Api& api,
    storage::ReadTxn& txn,
    const accounts::Actor& actor,
    const tables::ColumnAsked& asked,
    const PageAsked& page_asked
);

// Which cells each fact of a case feeds that is live, or was at `as_of`, and why not the others:
// schema CaseFacts.
Result<json::object> case_facts_json(
    const Api& api,
    storage::ReadTxn& txn,
    const Case& subject,
    const std::optional<Instant>& as_of
);

}  // namespace beihui::http

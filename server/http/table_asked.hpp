#pragma once

// What every question about a table has in common: which table, whose numbers, which days.

#include "http/api.hpp"
#include "tables/table_page.hpp"

#include <memory>
#include <optional>
#include <string>

namespace beihui::http
{

// The organisation asked for, and the subtree of it.
struct Whose
{
    std::string organisation;
    tables::Filer filer;
    std::string org_path;
};

// The reader's own when none is named. Refuses: not_found, "organisation_not_found".
Result<Whose> whose_table(
    storage::ReadTxn& txn,
    const accounts::Actor& actor,
    const std::optional<std::string>& organisation
);

struct TableQuery
{
    std::optional<std::string> organisation;
    tables::TableAsked table;  // without org_path
};

// Reads ?organisation=&from=&to=&as_of= and the {id} of the path.
TableQuery read_table_query(QueryReader& reader, const Request& request);

struct FilledTable
{
    std::shared_ptr<const acts::Rulebook> rules;  // what the answer points into
    Whose whose;
    tables::TableAnswer answer;
};

// The numbers are the printed ones, whatever of the cases behind them the reader may open.
// Refuses as whose_table and tables::fill_table.
Result<FilledTable> fill_asked(
    const Api& api,
    storage::ReadTxn& txn,
    const Request& request,
    TableQuery query
);

}  // namespace beihui::http

#pragma once

// Reading cases out of their table: used by case_store.cpp and case_list.cpp.

#include "domain/case.hpp"
#include "domain/entry.hpp"
#include "storage/statement.hpp"

#include <string_view>
#include <vector>

namespace beihui::storage
{

inline constexpr std::string_view case_columns =
    "cases.id, cases.number, cases.organisation, cases.org_path, cases.workflow,"
    " cases.workflow_revision, cases.workflow_hash, cases.stage, cases.version, cases.title,"
    " cases.packs, cases.data, cases.starts_on, cases.ends_on, cases.open_items, cases.reopened,"
    " cases.closed, cases.opened_ms, cases.changed_ms, cases.opened_by,"
    " cases.content_version, cases.seen_levels";
inline constexpr std::string_view case_column_types = "tttttittitttttiiiiitii";

Case read_case(Query& row);

// The same without the columns of JSON.
inline constexpr std::string_view case_head_columns =
    "cases.id, cases.number, cases.organisation, cases.org_path, cases.workflow,"
    " cases.workflow_revision, cases.workflow_hash, cases.stage, cases.version, cases.title,"
    " cases.starts_on, cases.ends_on, cases.open_items, cases.reopened, cases.closed,"
    " cases.opened_ms, cases.changed_ms, cases.opened_by, cases.content_version,"
    " cases.seen_levels";
inline constexpr std::string_view case_head_column_types = "tttttittitttiiiiitii";

Case read_case_head(Query& row);

// What belongs to a case: asked for, and read. What is asked for together is answered together.
Query ask_rows(ReadTxn& txn, std::string_view case_id);
std::vector<CaseRow> read_rows(Query& rows);
Query ask_documents(ReadTxn& txn, std::string_view case_id);
std::vector<Document> read_documents(Query& rows);

}  // namespace beihui::storage

#pragma once

#include "domain/case.hpp"
#include "domain/entry.hpp"
#include "storage/database.hpp"

#include <string_view>
#include <vector>

namespace beihui::storage
{

// What belongs to a case as it stands, read in one turn.
struct CaseParts
{
    std::vector<CaseRow> rows;
    std::vector<Document> documents;
    std::vector<Duty> duties;
};

CaseParts parts_of_case(ReadTxn& txn, std::string_view case_id);

}  // namespace beihui::storage

#pragma once

#include "storage/stores.hpp"

#include <string>
#include <vector>

namespace beihui::storage
{

// A form that somebody within a scope has to file, and how much of it is done.
struct OwedForm
{
    std::string pack;
    std::string form;  // "2026.annex1"
    Words title;       // of one of the duties
    std::int64_t had_to_file = 0;
    std::int64_t filed = 0;
};

// `query.pack` and `query.form` are not asked. By pack, then form; waived duties aside.
std::vector<OwedForm> list_owed_forms(ReadTxn& txn, const Scope& scope, const FiledQuery& query);

}  // namespace beihui::storage

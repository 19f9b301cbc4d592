#pragma once

// How a fact is read off its columns: used by the stores only.

#include "storage/statement.hpp"
#include "storage/stores.hpp"

#include <string>

namespace beihui::storage
{

const std::string& fact_columns();       // of the table `fact`, in the order that read_fact reads
const std::string& fact_column_types();  // their letters, for Query

StoredFact read_fact(Query& row);

}  // namespace beihui::storage

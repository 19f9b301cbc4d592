#include "storage/case_parts.hpp"

#include "storage/case_rows.hpp"
#include "storage/duty_rows.hpp"

namespace beihui::storage
{

CaseParts parts_of_case(ReadTxn& txn, std::string_view case_id)
{
    Query rows = ask_rows(txn, case_id);
    Query documents = ask_documents(txn, case_id);
    Query duties = ask_duties(txn, case_id);
    CaseParts parts;
    parts.rows = read_rows(rows);
    parts.documents = read_documents(documents);
    parts.duties = read_duties(duties);
    return parts;
}

}  // namespace beihui::storage

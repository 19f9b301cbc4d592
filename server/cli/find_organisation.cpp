#include "cli/find_organisation.hpp"

namespace beihui::cli
{

std::optional<FoundOrganisation> find_organisation(storage::ReadTxn& txn, std::string_view asked)
{
    constexpr std::size_t page = 500;
    std::optional<FoundOrganisation> topmost;
    std::string after;
    for (;;) {
        const auto records = storage::list_registered(txn, "organisation", "", after, page);
        for (const RegisterChange& record : records) {
            after = record.id;
            const bool named = record.id == asked || record.code == asked || record.name == asked;
            if (!asked.empty() && !named)
                continue;
            const auto subject = storage::find_case(txn, record.id);
            if (!subject)
                continue;
            if (named)
                return FoundOrganisation{record, subject->org_path};
            if (!topmost || subject->org_path.size() < topmost->org_path.size())
                topmost = FoundOrganisation{record, subject->org_path};
        }
        if (records.size() < page)
            return topmost;
    }
}

}  // namespace beihui::cli

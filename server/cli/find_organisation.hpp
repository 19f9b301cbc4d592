#pragma once

#include "storage/stores.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace beihui::cli
{

struct FoundOrganisation
{
    RegisterChange record;
    std::string org_path;
};

// The organisation with this id, code or name; the topmost one when `asked` is empty.
std::optional<FoundOrganisation> find_organisation(storage::ReadTxn& txn, std::string_view asked);

}  // namespace beihui::cli

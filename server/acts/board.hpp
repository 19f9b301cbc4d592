#pragma once

#include "accounts/actor.hpp"
#include "acts/context.hpp"
#include "base/json.hpp"
#include "storage/agenda_store.hpp"

#include <string>

namespace beihui::acts
{

struct BoardAsked
{
    storage::OpenCasesAsked cases;
    std::string owner = {};  // a person in charge; empty: any
};

// The open cases of a kind, those first that need somebody most: overdue or blocked and near, then
// what is to come, then what is over. Each with who has it in charge, what is due next and, for the
// first few, what blocks it by which clause. Never larger than 60 KB: what does not fit is counted.
// Schema Board of docs/openapi.yaml.
json::object board_page(
    const Context& context,
    storage::ReadTxn& txn,
    const accounts::Actor& actor,
    const BoardAsked& asked
);

}  // namespace beihui::acts

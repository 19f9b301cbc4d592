#pragma once

#include "accounts/actor.hpp"
#include "domain/entry.hpp"
#include "storage/database.hpp"

#include <string>
#include <vector>

namespace beihui::acts
{

// An organisation in the tree of a day.
struct OrganisationLine
{
    RegisterChange record;
    std::string name;    // of that day
    std::string path;    // "/province/school/"
    std::string parent;  // id; empty at the top and when it lies outside what the reader sees
    std::string parent_code;
};

// The organisations for which the reader may take the action and which existed on that day, parents
// before children, then by code.
std::vector<OrganisationLine> organisations_on(
    storage::ReadTxn& txn,
    const accounts::Actor& actor,
    accounts::Action action,
    Date day
);

}  // namespace beihui::acts

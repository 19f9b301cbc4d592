#pragma once

// Who holds which role where, on which days: read off the register of people. Written by apply_effects
// and rebuild_projections only.

#include "base/civil.hpp"
#include "domain/entry.hpp"
#include "storage/database.hpp"

#include <string>
#include <vector>

namespace beihui::storage
{

struct RoleHolder
{
    std::string role;
    std::string person;          // id in the register of people
    std::string substitute_for;  // the person stood in for; empty in a role of their own
};

// Who holds a role at one of these organisations on a day: those of the lowest organisation first, a
// role of one's own before a substitute's. A substitute of somebody who has left holds none.
std::vector<RoleHolder> role_holders(
    ReadTxn& txn,
    const std::vector<std::string>& organisations,  // the lowest first; '' is the whole tree
    Date day
);

// Writes what a record of the register of people says now.
void put_role_holders(WriteTxn& txn, const RegisterChange& person);

}  // namespace beihui::storage

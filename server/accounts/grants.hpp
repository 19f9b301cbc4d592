#pragma once

#include "accounts/actor.hpp"
#include "base/civil.hpp"
#include "storage/stores.hpp"

namespace beihui::accounts
{

// The roles that an account holds on a day. Those of a person come from the register of people: the
// rows of 任职记录 whose days hold `today`, for the organisation each row names; somebody who has
// left holds none. An account without such rows has the roles it was made with, for its own
// organisation. Sorted, each once.
std::vector<Grant> grants_of(storage::ReadTxn& txn, const storage::Account& account, Date today);

// "/province/school/" of an organisation; "/" of none.
std::string path_of_organisation(storage::ReadTxn& txn, std::string_view organisation);

}  // namespace beihui::accounts

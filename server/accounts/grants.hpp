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
// The same of a person, by the register alone. A substitute's row does not count when the person stood
// in for has left.
std::vector<Grant> grants_of(storage::ReadTxn& txn, std::string_view person, Date day);

// Whether one of them lets somebody do what `by` may do for the organisation at `org_path`.
bool suffices(
    const std::vector<Grant>& grants,
    const std::vector<std::string>& by,
    std::string_view org_path
);

// Whom somebody stands in for who does such an act: empty when a role of their own suffices, or none.
std::string stands_in_for(
    const std::vector<Grant>& grants,
    const std::vector<std::string>& by,
    std::string_view org_path
);

// "/province/school/" of an organisation; "/" of none.
std::string path_of_organisation(storage::ReadTxn& txn, std::string_view organisation);

}  // namespace beihui::accounts

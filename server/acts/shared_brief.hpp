#pragma once

#include "accounts/actor.hpp"
#include "acts/context.hpp"

namespace beihui::acts
{

// What a brief is made of, for somebody who has no account, read with the eyes of `actor`: the annexes
// of the latest circular now and a year before, targets, what is owed, events and visits. Only kinds of
// cases without graduates in them, and of those what a list shows: no personal values.
// Schema SharedBrief.
json::object shared_brief(
    const Context& context,
    storage::ReadTxn& txn,
    const accounts::Actor& actor
);

}  // namespace beihui::acts

#pragma once

// What the endpoints for administrators share.

#include "http/account_answers.hpp"

namespace beihui::http
{

// The account {id} of the request, if the visitor may take the action of the route for it.
// Refuses: not_found, "account_not_found", also outside the visitor's scope.
Result<storage::Account> account_asked(storage::ReadTxn& txn, const Request& request);

// Lock, unlock, reset, sessions, tokens and second factor of somebody else.
void add_account_deeds(Router& router, const Api& api);

}  // namespace beihui::http

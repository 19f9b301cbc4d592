#pragma once

#include "base/json.hpp"
#include "storage/feed_store.hpp"
#include "storage/share_store.hpp"

namespace beihui::http
{

// Addresses by which somebody reads without signing in, as their owner and the security administrator
// see them: never with the secret.
json::object feed_json(const storage::CalendarFeed& feed);  // schema CalendarFeed
json::object share_json(const storage::Share& share);       // schema BriefLink

}  // namespace beihui::http

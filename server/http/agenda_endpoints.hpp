#pragma once

namespace beihui::http
{

class Router;
struct Api;

// What happens between two days, and the calendars that people subscribe to.
void add_agenda_endpoints(Router& router, const Api& api);
void add_feed_endpoints(Router& router, const Api& api);
// Links to a brief for people without an account.
void add_share_endpoints(Router& router, const Api& api);

}  // namespace beihui::http

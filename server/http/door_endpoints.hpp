#pragma once

namespace beihui::http
{

class Router;
struct Api;

// Check-in at the door of an event: devices are opened and ended by officers, and what they send.
void add_door_endpoints(Router& router, const Api& api);
// What the phones of students send.
void add_pass_endpoints(Router& router, const Api& api);

}  // namespace beihui::http

#pragma once

namespace beihui::http
{

class EventHub;
class Router;
struct Api;

// GET /api/v1/events: tells pages that stand open which cases were changed. The hub outlives the
// listener.
void add_event_endpoints(Router& router, const Api& api, EventHub& hub);

}  // namespace beihui::http

#pragma once

namespace beihui::acts
{
class WebhookSender;
}  // namespace beihui::acts

namespace beihui::http
{

class Router;
struct Api;

// Which other systems are told of what happens, and how that went: for the system administrator. The
// sender lives as long as the router.
void add_webhook_endpoints(Router& router, const Api& api, const acts::WebhookSender& sender);

}  // namespace beihui::http

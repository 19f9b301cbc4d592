#pragma once

#include "base/result.hpp"

#include <string>
#include <utility>
#include <vector>

namespace beihui::plugin
{

using Fields = std::vector<std::pair<std::string, std::string>>;

class Reachable;

// A question to another server. It is a POST when it has a form or a body, else a GET.
struct WebRequest
{
    std::string url;
    Fields form = {};
    Fields headers = {};
    std::string ca_file = {
    };  // PEM of the authorities that may vouch for it; empty: those of the system
    std::string body = {};  // sent as it is; Content-Type stands in headers
    // The addresses that may be connected to; none: any, as the operator chose the name.
    const Reachable* reachable = nullptr;
};

struct WebAnswer
{
    int status = 0;
    std::string body;
};

// How the program talks to a server that the configuration, or an administrator, names.
class WebClient
{
public:
    virtual ~WebClient() = default;

    // Blocks for 5 seconds at most: call it on a worker. Redirects are not followed, and no answer
    // over 64 KiB is taken. Safe for many threads; nothing of one question reaches another.
    // Refuses (unavailable): "web_unreachable", "web_not_trusted" when TLS does not show that it is
    // that server, "web_too_slow", "web_too_large", "web_address_refused" when its name leads to an
    // address that `reachable` does not allow: nothing was sent there.
    virtual Result<WebAnswer> send(const WebRequest& request) const = 0;
};

}  // namespace beihui::plugin

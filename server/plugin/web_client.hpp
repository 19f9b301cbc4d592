#pragma once

#include "base/result.hpp"

#include <string>
#include <utility>
#include <vector>

namespace beihui::plugin
{

using Fields = std::vector<std::pair<std::string, std::string>>;

// A question to another server. It is a POST when it has a form, else a GET.
struct WebRequest
{
    std::string url;
    Fields form = {};
    Fields headers = {};
    std::string ca_file = {
    };  // PEM of the authorities that may vouch for it; empty: those of the system
};

struct WebAnswer
{
    int status = 0;
    std::string body;
};

// How a plugin talks to a server that the configuration names.
class WebClient
{
public:
    virtual ~WebClient() = default;

    // Blocks for 5 seconds at most: call it on a worker. Redirects are not followed, and no answer
    // over 64 KiB is taken. Safe for many threads; nothing of one question reaches another.
    // Refuses (unavailable): "web_unreachable", "web_not_trusted" when TLS does not show that it is
    // that server, "web_too_slow", "web_too_large".
    virtual Result<WebAnswer> send(const WebRequest& request) const = 0;
};

}  // namespace beihui::plugin

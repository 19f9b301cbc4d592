#pragma once

#include "base/json.hpp"
#include "base/result.hpp"

#include <memory>
#include <string>
#include <string_view>

namespace beihui::http
{

// A running server, asked over its API by somebody who signed in. For the command line: it blocks.
// Plain HTTP only, for the loopback address or a network that is trusted; TLS ends at the proxy.
class Remote
{
public:
    // Signs in. `url` is http://HOST:PORT.
    // Refuses: invalid_input for another URL; unavailable when nothing answers; what the server says.
    static Result<std::unique_ptr<Remote>> sign_in(
        std::string_view url,
        std::string_view login,
        std::string_view password
    );
    // The same with an API token: for whoever has a second factor, or signs in elsewhere.
    static Result<std::unique_ptr<Remote>> with_token(std::string_view url, std::string_view token);
    virtual ~Remote() = default;

    // What GET /api/v1/session says of whoever signed in.
    virtual const json::value& session() const = 0;

    // Asks for something. Refuses with what the server says, in both languages.
    virtual Result<json::value> get(std::string_view target) = 0;
    // Sends a write with an Idempotency-Key of its own. Refuses likewise.
    virtual Result<json::value> post(std::string_view target, const json::object& body) = 0;
};

}  // namespace beihui::http

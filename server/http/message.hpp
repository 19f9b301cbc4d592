#pragma once

#include "base/result.hpp"

#include <boost/asio/awaitable.hpp>

#include <any>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace beihui::http
{

class BodyStream;
struct Head;
struct Route;

using Pairs = std::vector<std::pair<std::string, std::string>>;

// The languages that texts for people exist in.
enum class Language
{
    chinese,
    english,
};

// A request as endpoints see it: read in full, within the limits of its route.
struct Request
{
    std::string method;                 // "GET", "POST", ...; HEAD stays "HEAD"
    std::string target;                 // as it was sent; neither for the log nor for decisions
    std::string path;                   // decoded once, valid UTF-8, no dot segments
    std::vector<std::string> segments;  // of the path, decoded: "/a/b" has two, "/" none
    Pairs query;                        // decoded, in order, names may repeat
    Pairs headers;                      // lower-case names; repeated fields joined by ", "
    Pairs path_values;                  // what the named segments of the route's pattern hold
    std::string body;
    std::string peer;  // address of the client: the socket's, or what a trusted proxy says
    std::string id;    // random, 32 hex digits; the trace_id of problems and of the log
    std::chrono::steady_clock::time_point started;
    const Route* route = nullptr;  // none for the pages of the web app
    std::any visitor;              // what the gate of the router found out about who asks
    std::string person;            // whose requests wait together: set by the gate, or empty
    // True once the client has hung up; set for routes that ask for it (Route::watches_client).
    std::shared_ptr<const std::atomic<bool>> gone;

    // The value of a header field by its lower-case name; empty if there is none.
    std::string_view header(std::string_view name) const;
    // What the segment {name} of the route's pattern holds; empty if the pattern has none.
    std::string_view path_value(std::string_view name) const;
    // The value of a cookie; none if it was not sent, or twice: then one of them was planted.
    std::optional<std::string_view> cookie(std::string_view name) const;
    // Chinese, unless Accept-Language (RFC 9110 section 12.5.4) prefers English.
    Language language() const;
};

// What an endpoint answers. The front adds Date, lengths, security headers and the connection.
struct Response
{
    using SharedText = std::shared_ptr<const std::string>;

    int status = 200;
    std::string content_type = "application/json";  // left out when there is no body
    std::variant<std::string, SharedText> body;
    Pairs headers;               // must not hold control characters: such a header is left out
    bool close = false;          // close the connection after it
    std::string download_name;   // not empty: the browser saves the body under this name
    bool cache_forever = false;  // for files whose name changes with their content
    // A body without a length, sent bit by bit instead of `body`; the connection ends with it.
    std::shared_ptr<BodyStream> stream = nullptr;

    std::string_view body_text() const;
    std::string_view header(std::string_view name) const;  // as written by whoever set it
};

using Handler = std::function<boost::asio::awaitable<Response>(const Request&)>;

// Reads what a head says into a request without a path; the caller decodes that.
Request request_of(const Head& head, std::string peer, std::string id);

// The bytes that %XX stands for, decoded once. None for a malformed percent sign, for U+0000 and
// for text that is not UTF-8. In a query a plus is a blank.
std::optional<std::string> decode_percent(std::string_view text, bool plus_is_blank = false);

// Decodes path and query of `request.target` into path, segments and query.
// Answers 0, or the status to refuse with: 400 for what cannot be decoded, 404 for paths that two
// readers may understand differently (dot segments, backslash, "//", a percent sign or a slash
// that was itself encoded).
int decode_target(Request& request);

// The preference q (RFC 9110 section 12.4.2) in thousandths that a list such as "br;q=0.5, gzip"
// gives to `name`; none when the list does not name it.
std::optional<int> preference_for(std::string_view list, std::string_view name);

// Whether a list of entity tags (If-None-Match) holds this tag, compared weakly; "*" holds all.
bool names_tag(std::string_view list, std::string_view tag);

// How a response head is completed for one connection.
struct HeadTerms
{
    bool keep_alive = true;
    bool old_version = false;                     // the request was HTTP/1.0
    std::string_view frame_ancestors = "'none'";  // who may show our pages inside theirs
    std::int64_t seconds_since_1970 = 0;          // for Date
};

// Status line and fields with the empty line, security headers included.
std::string head_text(const Response& response, const HeadTerms& terms);

}  // namespace beihui::http

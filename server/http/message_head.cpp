// The head of a response as bytes: what every answer carries, whatever the endpoint.
#include "http/grammar.hpp"
#include "http/message.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <ctime>

namespace beihui::http
{
namespace
{

struct Reason
{
    int status;
    std::string_view phrase;
};

constexpr std::array reasons{
    Reason{200, "OK"},
    Reason{201, "Created"},
    Reason{202, "Accepted"},
    Reason{204, "No Content"},
    Reason{303, "See Other"},
    Reason{304, "Not Modified"},
    Reason{307, "Temporary Redirect"},
    Reason{400, "Bad Request"},
    Reason{401, "Unauthorized"},
    Reason{403, "Forbidden"},
    Reason{404, "Not Found"},
    Reason{405, "Method Not Allowed"},
    Reason{408, "Request Timeout"},
    Reason{409, "Conflict"},
    Reason{411, "Length Required"},
    Reason{412, "Precondition Failed"},
    Reason{413, "Content Too Large"},
    Reason{414, "URI Too Long"},
    Reason{415, "Unsupported Media Type"},
    Reason{417, "Expectation Failed"},
    Reason{421, "Misdirected Request"},
    Reason{422, "Unprocessable Content"},
    Reason{428, "Precondition Required"},
    Reason{429, "Too Many Requests"},
    Reason{431, "Request Header Fields Too Large"},
    Reason{500, "Internal Server Error"},
    Reason{501, "Not Implemented"},
    Reason{503, "Service Unavailable"},
    Reason{505, "HTTP Version Not Supported"},
    Reason{507, "Insufficient Storage"},
};

// OWASP ASVS 5.0, chapter 3.4. Browsers obey Strict-Transport-Security over TLS only.
constexpr std::string_view security_fields =
    "X-Content-Type-Options: nosniff\r\n"
    "Referrer-Policy: same-origin\r\n"
    "Cross-Origin-Opener-Policy: same-origin\r\n"
    "Cross-Origin-Resource-Policy: same-origin\r\n"
    "Permissions-Policy: accelerometer=(), autoplay=(), camera=(), clipboard-read=(), "
    "display-capture=(), fullscreen=(), geolocation=(), gyroscope=(), magnetometer=(), "
    "microphone=(), midi=(), payment=(), usb=()\r\n"
    "Strict-Transport-Security: max-age=31536000\r\n";

constexpr std::string_view content_policy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "require-trusted-types-for 'script'; frame-ancestors ";

bool is_field_text(std::string_view text)
{
    return std::ranges::none_of(text, [](char c) { return is_forbidden(c); });
}

void add_field(std::string& head, std::string_view name, std::string_view value)
{
    if (is_field_text(name) && is_field_text(value))
        head.append(name).append(": ").append(value).append("\r\n");
}

// IMF-fixdate of RFC 9110 section 5.6.7, written by hand: strftime follows the locale.
std::string made_date_text(std::int64_t seconds)
{
    constexpr std::array<const char*, 7> days{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    constexpr std::array<const char*, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                 "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const std::time_t time = seconds;
    std::tm parts{};
    gmtime_r(&time, &parts);
    std::array<char, 64> text{};
    std::snprintf(
        text.data(), text.size(), "%s, %02d %s %04d %02d:%02d:%02d GMT",
        days.at(static_cast<std::size_t>(parts.tm_wday)), parts.tm_mday,
        months.at(static_cast<std::size_t>(parts.tm_mon)), parts.tm_year + 1900, parts.tm_hour,
        parts.tm_min, parts.tm_sec
    );
    return text.data();
}

// Every answer of one second has the same.
std::string_view date_text(std::int64_t seconds)
{
    thread_local std::int64_t made_for = -1;
    thread_local std::string made;
    if (seconds != made_for) {
        made = made_date_text(seconds);
        made_for = seconds;
    }
    return made;
}

// RFC 6266: an ASCII name for old clients, then the true one (RFC 8187).
std::string disposition(std::string_view name)
{
    std::string plain;
    std::string coded;
    for (const char c : name) {
        const auto byte = static_cast<unsigned char>(c);
        const bool simple = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
                            (c >= 'A' && c <= 'Z') || c == '.' || c == '-' || c == '_';
        if (simple) {
            plain += c;
            coded += c;
            continue;
        }
        if (byte < 0x80 || byte >= 0xC0)  // one underscore for each character, not for each byte
            plain += '_';
        std::array<char, 4> hex{};
        std::snprintf(hex.data(), hex.size(), "%%%02X", static_cast<unsigned>(byte));
        coded += hex.data();
    }
    return "attachment; filename=\"" + plain + "\"; filename*=UTF-8''" + coded;
}

}  // namespace

std::string head_text(const Response& response, const HeadTerms& terms)
{
    const auto known = std::ranges::find(reasons, response.status, &Reason::status);
    std::string head;
    head.reserve(1400);
    head.append("HTTP/1.1 ").append(std::to_string(response.status)).append(" ");
    head.append(known == reasons.end() ? std::string_view("Answer") : known->phrase).append("\r\n");

    add_field(head, "Date", date_text(terms.seconds_since_1970));
    const bool bodiless = response.status == 204 || response.status == 304;
    if (!bodiless) {
        if (response.stream || !response.body_text().empty())
            add_field(head, "Content-Type", response.content_type);
        if (!response.stream)
            add_field(head, "Content-Length", std::to_string(response.body_text().size()));
    }
    if (!terms.keep_alive)
        add_field(head, "Connection", "close");
    else if (terms.old_version)
        add_field(head, "Connection", "keep-alive");
    add_field(
        head, "Cache-Control",
        response.cache_forever ? "public, max-age=31536000, immutable" : "no-store"
    );
    if (!response.download_name.empty())
        add_field(head, "Content-Disposition", disposition(response.download_name));
    for (const auto& [name, value] : response.headers)
        add_field(head, name, value);
    head.append("Content-Security-Policy: ").append(content_policy);
    head.append(terms.frame_ancestors).append("\r\n");
    head.append(security_fields).append("\r\n");
    return head;
}

}  // namespace beihui::http

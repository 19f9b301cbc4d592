#include "base/bytes.hpp"
#include "bench/load.hpp"

namespace beihui::bench
{

std::string get(std::string_view path, std::string_view cookie)
{
    return "GET " + std::string(path) +
           " HTTP/1.1\r\nHost: localhost\r\nCookie: " + std::string(cookie) + "\r\n\r\n";
}

std::string post(
    std::string_view path,
    std::string_view cookie,
    std::string_view body,
    std::string_view key,
    std::string_view version,
    std::string_view more
)
{
    std::string request =
        "POST " + std::string(path) + " HTTP/1.1\r\nHost: localhost\r\nX-Beihui: 1\r\n";
    request +=
        "Content-Type: application/json\r\nContent-Length: " + std::to_string(body.size()) + "\r\n";
    if (!cookie.empty())
        request += "Cookie: " + std::string(cookie) + "\r\n";
    if (!key.empty())
        request += "Idempotency-Key: " + std::string(key) + "\r\n";
    if (!version.empty())
        request += "If-Match: " + std::string(version) + "\r\n";
    return request + std::string(more) + "\r\n" + std::string(body);
}

std::string spelled(std::string_view word, std::size_t way)
{
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string text;
    for (std::size_t i = 0; i < word.size(); ++i) {
        const auto letter = static_cast<unsigned char>(word[i]);
        if (i < 8 * sizeof way && (way >> i & 1U) != 0) {
            text += '%';
            text += digits[letter >> 4U];
            text += digits[letter & 15U];
        } else {
            text += word[i];
        }
    }
    return text;
}

std::string new_uuid()
{
    const std::string id = random_id();
    return id.substr(0, 8) + "-" + id.substr(8, 4) + "-" + id.substr(12, 4) + "-" +
           id.substr(16, 4) + "-" + id.substr(20);
}

}  // namespace beihui::bench

#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace beihui::http
{

// Sizes of bodies that routes choose from, in bytes.
inline constexpr std::size_t small_body = std::size_t{64} * 1024;
inline constexpr std::size_t act_body = std::size_t{1024} * 1024;
inline constexpr std::size_t upload_body = std::size_t{20} * 1024 * 1024;

// What one head may hold. RFC 9112 sets no limits; these are four times what browsers send.
struct HeadLimits
{
    std::size_t bytes = std::size_t{16} * 1024;  // whole head with its empty line; more is 431
    std::size_t first_line = 8000;               // request line without CRLF; more is 414
    std::size_t method = 32;                     // letters; more is 400
    std::size_t fields = 100;                    // more is 431
    std::size_t field_bytes = 8192;              // one line without CRLF; more is 431
};

// Every limit of the front in time, size and number. Tests shorten the times.
struct Limits
{
    HeadLimits head;

    std::chrono::milliseconds head_time{10'000};   // accept or first byte to the empty line
    std::chrono::milliseconds idle_time{60'000};   // between two requests of one connection
    std::chrono::milliseconds body_time{60'000};   // the whole body
    std::chrono::milliseconds body_grace{5'000};   // before the least rate is asked for
    std::size_t body_bytes_per_second = 1024;      // the least rate after the grace
    std::chrono::milliseconds write_time{20'000};  // without one byte taken by the other side
    std::chrono::milliseconds linger_time{2'000};  // reading on after a refusal, then close
    std::size_t linger_bytes = std::size_t{2} * 1024 * 1024;
    std::chrono::milliseconds stop_time{25'000};  // for requests under way when we stop

    std::size_t requests_per_connection = 1000;
    std::size_t connections_per_address = 256;  // trusted proxies are exempt
    std::size_t connections = 10'000;
};

}  // namespace beihui::http

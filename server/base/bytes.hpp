#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace beihui
{

// A SHA-256 value (FIPS 180-4).
using Hash = std::array<std::uint8_t, 32>;

Hash sha256(std::string_view bytes);
std::string hex(std::string_view bytes);  // lower case
std::string hex(const Hash& hash);
std::optional<std::string> from_hex(std::string_view text);  // none unless even and all hex
std::string base64(std::string_view bytes);
// None unless it is exactly what base64() gives for some bytes (RFC 4648, section 4).
std::optional<std::string> from_base64(std::string_view text);

inline std::string_view bytes_of(const Hash& hash)
{
    return {reinterpret_cast<const char*>(hash.data()), hash.size()};
}

// `count` bytes from the operating system's generator. Throws when there is none.
std::string random_bytes(std::size_t count);
// 16 random bytes as 32 hex digits: the form of every id that is not a number for people.
std::string random_id();

// HMAC-SHA-256 (RFC 2104).
Hash hmac_sha256(std::string_view key, std::string_view bytes);

// AES-256-GCM with a random 96-bit nonce in front and the 16-byte tag behind. `key` is 32 bytes;
// `bound_to` is authenticated and not stored: opening with another value fails.
std::string seal(std::string_view key, std::string_view plain, std::string_view bound_to);
std::optional<std::string> open_sealed(
    std::string_view key,
    std::string_view sealed,
    std::string_view bound_to
);

// Whether two secrets are equal, in time that does not depend on where they differ.
bool equal_secrets(std::string_view a, std::string_view b);

}  // namespace beihui

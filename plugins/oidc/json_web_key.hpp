#pragma once

#include "base/result.hpp"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

struct evp_pkey_st;

namespace beihui::oidc
{

// What an ID token may be signed with. Nothing else is known to this plugin, so that "none" and the
// HMAC algorithms (whose key would be our client secret, or the public key) cannot be asked for.
enum class Algorithm
{
    rs256,
    es256,
};

std::optional<Algorithm> algorithm_named(std::string_view name);  // "RS256", "ES256"

// The public half of a signing key of an issuer.
struct Key
{
    std::string id;  // kid; may be empty
    std::shared_ptr<evp_pkey_st> key;
};

// Whether the JWS signature was made over `bytes` with this key.
bool signature_holds(
    Algorithm algorithm,
    const Key& key,
    std::string_view bytes,
    std::string_view signature
);

// The keys of a JWK set (RFC 7517) that fit the algorithm: RSA of 2048 to 8192 bits, or P-256. Other
// keys are left out: an issuer may have some for other purposes.
// Refuses: unavailable "provider_unavailable" when it is no key set.
Result<std::vector<Key>> read_keys(Algorithm algorithm, std::string_view text);

}  // namespace beihui::oidc

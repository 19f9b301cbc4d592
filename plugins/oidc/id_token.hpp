#pragma once

#include "base/civil.hpp"
#include "plugin/identity_provider.hpp"
#include "plugins/oidc/json_web_key.hpp"

#include <functional>
#include <string>
#include <string_view>

namespace beihui::oidc
{

// What an ID token must say to be taken (OpenID Connect Core 1.0, section 3.1.3.7).
struct Expected
{
    std::string issuer;  // compared byte by byte
    std::string client;
    std::string nonce;
    Algorithm algorithm = Algorithm::rs256;  // the configured one; the header has no say
    Instant now;
};

// The keys that may have signed: those with this id, or, for a token without one, all. Only ever
// keys of the configured issuer: jku, x5u, jwk and x5c of a header are not looked at.
using KeySource = std::function<Result<std::vector<Key>>(std::string_view key_id)>;

// The person that an ID token in its compact form stands for. Attributes are its text claims
// `name` and `preferred_username`.
// Refuses: not_allowed "sign_in_answer_refused" with the reason as code of its fault: "token_form",
// "token_algorithm", "token_header", "token_key", "token_signature", "token_claims",
// "token_issuer", "token_audience", "token_expired", "token_early", "token_nonce"; or as `keys` do.
Result<plugin::ExternalIdentity> read_id_token(
    std::string_view token,
    const Expected& expected,
    const KeySource& keys
);

}  // namespace beihui::oidc

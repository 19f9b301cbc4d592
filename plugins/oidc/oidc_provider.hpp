#pragma once

#include "plugin/identity_provider.hpp"

namespace beihui::oidc
{

// Adds "oidc": OpenID Connect with the code flow, PKCE (S256) and nonce. Its keys beside the common
// ones: issuer, client_id, client_secret_file, client_authentication (basic, post or none),
// algorithm (RS256 or ES256), scopes.
void add_kind(plugin::IdentityProviderKinds& kinds);

}  // namespace beihui::oidc

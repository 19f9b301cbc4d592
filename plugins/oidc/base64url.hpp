#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace beihui::oidc
{

// RFC 4648, section 5, without padding: as JWS and PKCE write bytes.
std::string base64url(std::string_view bytes);
// None unless it is exactly what base64url() gives for some bytes.
std::optional<std::string> from_base64url(std::string_view text);

}  // namespace beihui::oidc

#pragma once

#include "plugin/identity_provider.hpp"

namespace beihui::cas
{

// Adds "cas": CAS 3.0 with /login and /p3/serviceValidate. Its keys beside the common ones: server,
// and subject: which attribute names a person for ever (default: the user).
void add_kind(plugin::IdentityProviderKinds& kinds);

}  // namespace beihui::cas

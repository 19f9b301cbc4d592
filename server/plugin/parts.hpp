#pragma once

#include "plugin/identity_provider.hpp"
#include "plugin/table_format.hpp"
#include "plugin/web_client.hpp"

#include <memory>

namespace beihui::plugin
{

// The optional parts that the program was put together with. Filled once, before anything runs.
struct Parts
{
    TableFormats formats;
    IdentityProviderKinds sign_in;
    std::unique_ptr<const WebClient> web;  // how plugins talk to other servers
};

}  // namespace beihui::plugin

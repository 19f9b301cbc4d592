#pragma once

#include "plugin/web_client.hpp"

#include <memory>

namespace beihui::web
{

// A client on libcurl: TLS 1.2 or newer, certificate and host name always checked, no redirects, no
// proxy of the environment, no cookies, a connection of its own for every question.
std::unique_ptr<const plugin::WebClient> make_client();

}  // namespace beihui::web

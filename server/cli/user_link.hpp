#pragma once

#include <CLI/CLI.hpp>

namespace beihui::cli
{

// beihui user link|unlink LOGIN --issuer … --subject … | links
//
// Which person of another system is which account. `code` becomes the exit code.
void add_user_links(CLI::App& user, int& code);

}  // namespace beihui::cli

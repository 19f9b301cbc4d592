#pragma once

#include "cli/commands.hpp"

namespace CLI
{
class App;
}  // namespace CLI

namespace beihui::cli
{

// What an operator sets about signing in, and about whom we talk to, as flags or in the environment (BEIHUI_…).
void add_sign_in_options(CLI::App& command, ServeAsked& asked);

}  // namespace beihui::cli

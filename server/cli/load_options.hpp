#pragma once

#include "cli/commands.hpp"

namespace CLI
{
class App;
}  // namespace CLI

namespace beihui::cli
{

// How much the server takes on, and which proxies stand in front of it: docs/operation.md.
void add_load_options(CLI::App& command, ServeAsked& asked);

}  // namespace beihui::cli

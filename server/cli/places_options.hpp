#pragma once

#include "cli/installation.hpp"

#include <CLI/CLI.hpp>

namespace beihui::cli
{

// --data, --database and --home of a command.
void add_places(CLI::App& command, Places& places);

}  // namespace beihui::cli

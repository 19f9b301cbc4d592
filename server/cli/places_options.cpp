#include "cli/places_options.hpp"

namespace beihui::cli
{

void add_places(CLI::App& command, Places& places)
{
    command.add_option("--data", places.data, "数据目录 data folder")->default_val("data/beihui");
    command.add_option("--database", places.database, "postgresql://…；不填用数据目录里的 SQLite");
    command
        .add_option(
            "--home", places.home, "rules/ 与 workflows/ 所在目录 folder with rules/ and workflows/"
        )
        ->envname("BEIHUI_HOME");
}

}  // namespace beihui::cli

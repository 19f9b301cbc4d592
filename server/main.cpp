#include "cli/commands.hpp"
#include "plugin/table_format.hpp"
#include "plugins/xlsx/xlsx_format.hpp"
#include "tables/table_page.hpp"

#include <clocale>
#include <exception>
#include <iostream>

// The composition root: which optional parts there are, and the one place where an exception of the
// command line ends.
int main(int argc, char** argv)
{
    try {
        beihui::plugin::TableFormats formats;
        beihui::tables::add_csv_format(formats);
        beihui::xlsx::add_format(formats);
        return beihui::cli::run(argc, argv, formats);
    } catch (const std::exception& exception) {
        std::cerr << "程序出错 the program failed: " << exception.what() << '\n';
        return 70;  // EX_SOFTWARE
    }
}

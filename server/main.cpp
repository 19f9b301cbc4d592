#include "cli/commands.hpp"
#include "plugin/parts.hpp"
#include "plugins/cas/cas_provider.hpp"
#include "plugins/oidc/oidc_provider.hpp"
#include "plugins/web/curl_client.hpp"
#include "plugins/xlsx/xlsx_format.hpp"
#include "tables/table_page.hpp"

#include <clocale>
#include <exception>
#include <iostream>

// Read by jemalloc before main(): few arenas, since few threads have work, and what is not used goes
// back to the system within seconds, so that a busy hour does not stay in memory.
extern "C" const char* malloc_conf;
const char* malloc_conf = "narenas:2,dirty_decay_ms:2000,muzzy_decay_ms:0,background_thread:true";

// The composition root: which optional parts there are, and the one place where an exception of the
// command line ends.
int main(int argc, char** argv)
{
    try {
        beihui::plugin::Parts parts;
        beihui::tables::add_csv_format(parts.formats);
        beihui::xlsx::add_format(parts.formats);
        beihui::oidc::add_kind(parts.sign_in);
        beihui::cas::add_kind(parts.sign_in);
        parts.web = beihui::web::make_client();
        return beihui::cli::run(argc, argv, parts);
    } catch (const std::exception& exception) {
        std::cerr << "程序出错 the program failed: " << exception.what() << '\n';
        return 70;  // EX_SOFTWARE
    }
}

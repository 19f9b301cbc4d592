#pragma once

#include <cstddef>

namespace beihui::bench
{

// beihui_bench tables [FACTS] [ADDRESS]: the annexes of a nation of 3,000 schools in 31 provinces over
// HTTP: counted anew, kept, and counted on behind acts; each number beside a recount. ADDRESS is that
// of an empty PostgreSQL database; without it SQLite in a folder that is removed. Returns 1 when a number
// is not that of the recount.
int run_national_tables(std::size_t facts, const char* address);

}  // namespace beihui::bench

#pragma once

#include "bench/synthetic_year.hpp"

namespace beihui::bench
{

// beihui_bench what-if [SCHOOLS] [EVENTS] [VISITS] [THREADS]: a draft with another threshold over a
// year of many schools; prints how long it took.
int run_what_if(const YearSize& size, unsigned threads);

// beihui_bench publish: how long the replay over past cases takes that publishing a revision waits
// for, over the demonstration.
int run_publish();

}  // namespace beihui::bench

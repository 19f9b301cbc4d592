#include "bench/workshop.hpp"

namespace beihui::bench
{

const std::vector<Measure>& all_measures()
{
    static const std::vector<Measure> all = {
        {{"1", "4"}, false, [](Workshop& shop) { return measure_acts(shop, 32); }},
        {{"2"}, false, [](Workshop& shop) { return measure_acts(shop, 128); }},
        {{"5", "5a", "5b", "5 fresh"}, false, measure_case},
        {{"6", "6a", "6b", "6 fresh"}, false, measure_worklist},
        {{"7"}, false, measure_rule},
        {{"8", "8a", "8b"}, false, measure_table},
        {{"9"}, false, measure_start},
        {{"10", "10a", "10b"}, false, measure_memory},
        {{"12", "12a", "12b", "12c", "12d"}, false, measure_statements},
        {{"13"}, false, measure_postgresql},
        {{"minute-sqlite"}, false, [](Workshop& shop) { return measure_minute(shop, false); }},
        {{"minute-postgresql"}, false, [](Workshop& shop) { return measure_minute(shop, true); }},
        {{"overload", "half-load"}, false, measure_overload},
        {{"3"}, true, measure_slow_disk},
        {{"11"}, true, measure_growth},
        {{"nation"}, true, measure_nation},
    };
    return all;
}

}  // namespace beihui::bench

#include "bench/workshop.hpp"

namespace beihui::bench
{

const std::vector<Measure>& all_measures()
{
    static const std::vector<Measure> all = {
        {{"1", "4"}, false, [](Workshop& shop) { return measure_acts(shop, 32); }},
        {{"2"}, false, [](Workshop& shop) { return measure_acts(shop, 128); }},
        {{"5", "5a", "5b"}, false, measure_case},
        {{"6", "6a", "6b"}, false, measure_worklist},
        {{"10", "10a", "10b"}, false, measure_memory},
        {{"3"}, true, measure_slow_disk},
    };
    return all;
}

}  // namespace beihui::bench

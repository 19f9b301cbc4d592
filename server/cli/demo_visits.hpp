#pragma once

#include "cli/demo_events.hpp"

namespace beihui::cli::demo
{

inline constexpr std::size_t visit_count = 200;

// Plans the visits of the three schools, April to November 2026: on site, online and at the school;
// by leaders, colleges and programmes; some to several firms of a park, some to firms that recruit
// at an event of the school; recorded completely, in part, still planned, or cancelled.
void plan_visits(
    Timeline& timeline,
    Desk& desk,
    const Cast& cast,
    const std::vector<Firm>& firms,
    const Events& events,
    std::uint64_t seed
);

}  // namespace beihui::cli::demo

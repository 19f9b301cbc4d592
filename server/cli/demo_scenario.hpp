#pragma once

#include "cli/demo_events.hpp"

namespace beihui::cli::demo
{

// Plans the two fairs of 情景示例学院, made so that annex 1 of that school shows, for the first
// phase of 2026: 2 场, 57 家次, 20 家次, 250 个, 900 人次, 60 人 (acceptance scenarios 9 and 10; see
// docs/demo.md).
void plan_scenario(
    Timeline& timeline,
    Desk& desk,
    const School& school,
    const std::vector<Firm>& firms,
    Events& events
);

}  // namespace beihui::cli::demo

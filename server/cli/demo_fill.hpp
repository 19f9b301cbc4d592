#pragma once

#include "acts/context.hpp"

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace beihui::cli
{

// Who can sign in to the demonstration.
struct DemoAccount
{
    std::string login;
    std::string name;
    std::string unit;
    Words role;
};

struct DemoMade
{
    std::string password;  // the same for all
    std::vector<DemoAccount> accounts;
    std::size_t acts = 0;
};

// Fills an empty database with the demonstration, through acts. `reached` hears now and then how much
// is done, from 0 to 1; when it answers false, the rest is left undone.
// Refuses: unavailable, "clock_too_early", "demonstration_stopped"; conflict, "not_empty"; what an act
// was refused for.
Result<DemoMade> play_demo(
    const acts::Context& context,
    std::uint64_t seed,
    const std::function<bool(double)>& reached
);

}  // namespace beihui::cli

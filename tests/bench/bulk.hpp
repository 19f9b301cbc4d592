#pragma once

#include "acts/context.hpp"
#include "bench/ground.hpp"

namespace beihui::bench
{

// Opens many cases through acts, as an import does: each is decided by every rule and sealed, some
// hundred to a commit. Done by the account of that login.
std::vector<Target> open_many(
    const acts::Context& context,
    const std::string& login,
    const std::string& organisation,
    std::size_t count
);

}  // namespace beihui::bench

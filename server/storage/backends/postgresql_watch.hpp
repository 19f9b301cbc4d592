#pragma once

#include "storage/pack_watch.hpp"

#include <memory>
#include <string>

namespace beihui::storage
{

// A watch with a connection of its own to `address`, which is made at the first wait and again
// whenever it was lost.
std::unique_ptr<PackWatch> watch_postgresql(std::string address);

}  // namespace beihui::storage

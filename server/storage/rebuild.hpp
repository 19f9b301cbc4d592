#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace beihui::storage
{

// A table that is read off the history, and its columns: 't' text, 'i' integer.
struct Projection
{
    std::string_view name;
    std::vector<std::pair<std::string, char>> columns;
};

const std::vector<Projection>& projections();

}  // namespace beihui::storage

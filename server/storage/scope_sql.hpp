#pragma once

// A scope as SQL: used by the stores only.

#include "domain/scope.hpp"
#include "storage/statement.hpp"

#include <deque>
#include <string>
#include <string_view>
#include <vector>

namespace beihui::storage
{

// The condition that a row of `cases`, called `alias` in the statement, is within a scope; "1 = 0"
// when nothing is. Its values are added to `parameters`, in the order of their places; `texts` keeps
// them while the statement runs.
std::string scope_condition(
    const Scope& scope,
    std::string_view alias,
    std::deque<std::string>& texts,
    std::vector<Parameter>& parameters
);

// The condition that such a row, when it is approved level by level, has come up to somebody of the
// scope, or was opened by them. It stands beside scope_condition().
std::string level_condition(
    const Scope& scope,
    std::string_view alias,
    std::deque<std::string>& texts,
    std::vector<Parameter>& parameters
);

}  // namespace beihui::storage

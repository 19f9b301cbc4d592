#pragma once

#include "base/result.hpp"

#include <string_view>

namespace beihui::rules
{

// The words of a value or key that packs write as an id: "next_workday_noon" is 下一个工作日中午.
// What is in no table, a name or a date, is itself in both languages.
Words raw_words(std::string_view id);

}  // namespace beihui::rules

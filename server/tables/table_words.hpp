#pragma once

// Days for people: used by tables only.

#include "base/civil.hpp"

#include <string>

namespace beihui::tables
{

std::string day_zh(Date day);             // 2026年4月1日
std::string span_zh(Date from, Date to);  // 2026年4月1日至2026年6月30日
std::string day_digits(Date day);         // 20260401

}  // namespace beihui::tables

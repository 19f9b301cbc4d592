#pragma once

// Parameters that the program itself reads, beside the rules and the columns of a pack.

#include <string_view>

namespace beihui::rules
{

// When those who have not filed are reminded: [ { form: 2025.annex3, weekday: 5, time: "16:00" } ].
inline constexpr std::string_view reminders_parameter = "filing.reminders";

}  // namespace beihui::rules

#pragma once

#include <cstddef>
#include <string>

namespace beihui::cli::demo
{

// Codes that no employer has: they name the area 000000, which does not exist.

// A code of an enterprise (91) or of another employer, with both check digits right.
// `begins` is the registering department and the kind: "91", "12".
std::string synthetic_code(const std::string& begins, std::size_t number);
// A code as some enterprises got in the pilot years: the inner check digit right, the outer wrong.
std::string pilot_code(std::size_t number);

}  // namespace beihui::cli::demo

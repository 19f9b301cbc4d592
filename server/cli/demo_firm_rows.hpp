#pragma once

#include <vector>

namespace beihui::cli::demo
{

// When the certificate as 专精特新 of an employer is valid.
enum class Certified
{
    never,
    all_year,   // 2024-07-01 … 2027-06-30
    till_may,   // ends on 2026-05-31: counts at an event of April, no longer in June
    expired,    // ended on 2025-12-31
    from_july,  // begins on 2026-07-01
};

struct FirmRow
{
    const char* name;
    const char* size;
    const char* nature;
    const char* industry;
    const char* city;
    const char* park;
    Certified certified;
};

// The 40 employers that all schools work with. The last three: a public institution and two
// enterprises whose codes fail the outer check. All names are invented.
const std::vector<FirmRow>& firm_rows();

// The small firms that only 情景示例学院 invites.
const std::vector<FirmRow>& scenario_firm_rows();

}  // namespace beihui::cli::demo

// The circular of 2025 may be cited here, and a manager too.
#include "base/service.hpp"

class CaseManager
{
    int first_2026_phase = 0;  // 2026
    const char* pack = "2025-bairi";
    const char* form = "write 2026-04-30";
    long number = 12025;
    std::string text = "no service today";
};

int util_count(int year) { return year == 2019 ? 1 : 0; }

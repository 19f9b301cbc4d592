#pragma once

#include "base/result.hpp"

#include <string>
#include <string_view>

namespace beihui
{

// What a 统一社会信用代码 (GB 32100-2015) was found to be. The check digit alone never makes it an
// identity: a typed code is compared with the licence.
enum class UsccVerdict
{
    accepted,
    held,  // may be a lawful code of the first years: a person confirms it with the licence
    rejected,
};

std::string_view to_text(UsccVerdict verdict);  // "accepted", "held", "rejected"

struct UsccCheck
{
    UsccVerdict verdict = UsccVerdict::rejected;
    std::string
        code;      // normalised: half-width, trimmed, upper case; to be stored when not rejected
    Words reason;  // why it is held or rejected, and what to do; empty when accepted
};

// Full-width to half-width, without white space at the ends, upper case. Any UTF-8 text.
std::string normalise_uscc(std::string_view text);

// Checks a code as typed.
//
//   accepted  18 characters of the alphabet (no I O S V Z) whose check digit is right
//   held      only the check digit is wrong, and the inner organisation code (GB 11714) is right
//             and begins with M and a digit: some codes of the pilot years are so, while in today's
//             series (MA…) a wrong check digit is a typing error
//   rejected  anything else; the reason names the right check digit when only that is wrong
UsccCheck check_uscc(std::string_view text);

// Whether a checked code is an enterprise's: registered by market regulation (9) as an enterprise
// (1). Not 92 (个体工商户), 93 (农民专业合作社), 12 (事业单位), 11 (机关), 5x (社会组织): they are
// employers, and no enterprises in the sense of 参与中小企业.
bool is_enterprise(std::string_view code);

// The five digits under which people know a school (院校代码), from those or from the ten digits of
// the 学校（机构）标识码 (41 or 42, province, 0, five digits): 4133010335 and 10335 are one school.
// Full-width digits and white space at the ends are taken.
// Refuses (invalid_input, "not_a_school_code") anything else.
Result<std::string> normalise_school_code(std::string_view text);

}  // namespace beihui

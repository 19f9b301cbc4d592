#pragma once

#include "cli/demo_cast.hpp"

#include <string>
#include <vector>

namespace beihui::cli::demo
{

// A posting that an employer brings to every event under the same number, so that it counts once.
struct Posting
{
    std::string number;
    std::string title;
    std::string kind;  // 就业 or 实习
    int openings = 0;
    std::string description;
    std::string degree;
    std::string programmes;
    int wage_min = 0;  // yuan a month
    int wage_max = 0;
    std::string place;
};

struct Firm
{
    std::string id;
    std::string name;
    std::string code;
    std::string size;
    std::string city;
    std::string park;                         // empty: in none
    std::vector<std::pair<Date, Date>> srdi;  // validity of the certificates, inclusive
    bool verified = true;
    std::vector<Posting> postings;

    bool is_srdi_on(Date day) const;
    bool is_sme() const { return size == "中型" || size == "小型" || size == "微型"; }
};

// How many employers take part in the events of the three schools; 情景示例学院 has more of its own.
inline constexpr std::size_t common_firms = 40;

// Plans the registration of all employers in March 2026, by the SME department and by schools:
// 40 that all schools work with (two of them with codes to be confirmed by hand, one a public
// institution), then those of 情景示例学院. `firms` must stay where it is until the timeline has run.
void plan_firms(
    Timeline& timeline,
    Desk& desk,
    const Cast& cast,
    std::uint64_t seed,
    std::vector<Firm>& firms
);

}  // namespace beihui::cli::demo

#pragma once

#include "acts/rules_asked.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>

namespace beihui::acts
{

// A draft asked over real past cases: who changes, from what to what. Writes nothing.
struct WhatIfAsked
{
    std::string organisation;        // id; every case of it and of those below
    Date from = Date::from_days(0);  // the day of the case: see storage::BoundCases
    Date to = Date::from_days(0);    // this day too
    std::optional<Date> today;       // on which both are asked; see default_today
    unsigned threads = 1;
    // Runs every rule of the draft, also those that cannot answer anything else than the live ones.
    bool runs_everything = false;
    std::size_t most_listed = 1000;  // cases that are told one by one; all of them are counted
    // Told after every batch of cases, from any thread, one at a time.
    std::function<void(std::size_t done, std::size_t all)> progress;
    // Asked between two cases: true ends it, refused as RP3076. Called from any thread.
    std::function<bool()> stop;
};

// The day on which a draft can be asked: today, or the first day on which each of its parameters
// has a value when that is later.
Date default_today(const rules::Pack& draft, Date today);

// How the draft was asked: for tests and benches.
struct WhatIfWork
{
    std::size_t run = 0;    // its rules that were run
    std::size_t taken = 0;  // those whose answer the live rules had given already
};

// `draft` holds the rules with the draft in the place of the live pack (rules_with_draft).
// Blocks; runs on `threads` threads. Every batch of cases is read in one snapshot.
// Schema WhatIf. Refuses: RP3074, no such organisation; RP3075, the days are in the wrong order;
// RP3076, stopped; RP3077, the draft replaces no pack.
Result<json::object> what_if(
    const Context& context,
    const RulesAsked& draft,
    const WhatIfAsked& asked,
    WhatIfWork* work = nullptr
);

std::string text_of_what_if(const json::object& report);

}  // namespace beihui::acts

#pragma once

#include <vector>

namespace beihui::cli::demo
{

// How far an event has come when the demonstration ends.
enum class Reach
{
    plan,
    filing,
    approved,
    published,
    held,
    follow_up,
    reported,
    archived,
};

// What is special about an event. Scenario numbers are those of the acceptance scenarios in
// docs/demo.md.
enum class Twist
{
    none,
    counted_at_gates,  // gate counts instead of check-ins by number
    off_campus,        // held in a park: does not count in annex 1
    cancelled,         // after it was published
    raised,            // expected 800 raised to 1200 ten days before: postponed (scenario 11)
    moved_hall,        // published, then moved: the filing is open again (scenario 11)
    moved_and_redone,  // the same, done again in time and held
    screened,          // postings about 985/211: one passed with a reason, one mended (scenario 12)
    returned_posting,  // a posting for 985 schools was returned and is open (scenario 12)
};

struct EventRow
{
    int school;   // in Cast::schools
    int college;  // in School::colleges; -1: the school itself
    const char* title;
    const char* form;
    const char* mode;
    const char* venue;
    const char* opened;  // first day of preparation
    const char* held_on;
    int starts_hour;
    int hours;
    int expected;  // per session
    bool admits_public;
    int firms;
    Reach reach;
    Twist twist = Twist::none;
};

// The events of the three schools, by day; the two fairs of 情景示例学院 are in demo_scenario.cpp.
const std::vector<EventRow>& event_rows();

}  // namespace beihui::cli::demo

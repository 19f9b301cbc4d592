#pragma once

#include "acts/rules_asked.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace beihui::acts
{

// Why a rule said what it said of a case: its trace with everything named in words. Without `as_of`
// the rules are asked now; with it the trace is the one stored with the latest act up to that
// moment. Schema RuleExplanation; its member `text` is the whole in Chinese, with English lines.
// Refuses: RP3071, the case has no such rule (names those it has); RP3072, no trace is stored then.
Result<json::object> explain_rule(
    const Context& context,
    storage::ReadTxn& txn,
    const Case& subject,
    std::string_view rule,
    std::optional<Instant> as_of
);

// Why a duty of a case (or a requirement that has a due time) is due when it is, day by day; or why
// it has no due time, or who set it. Schema DutyExplanation, with `text` as above.
// Refuses: RP3073, the case has no such duty (names those it has).
Result<json::object> why_due(
    const Context& context,
    storage::ReadTxn& txn,
    const Case& subject,
    std::string_view duty
);

// --- parts, in files of their own ------------------------------------------------------------------

// explain_steps.cpp: the steps that a rule took over the calendar, in words, each with the days it
// passed: {f, in, out, words, days: [{date, weekday, kind, name, working, counted}]}.
json::array explained_steps(const json::value& trace_of_rule, const CalendarView& calendar);
// Only those of them that lead to `due`, in their order; all of them when none does.
json::array steps_to(const json::array& steps, std::string_view due);

// explain_text.cpp: the explanations for people.
std::string text_of_rule(const json::object& explanation);
std::string text_of_duty(const json::object& explanation);

}  // namespace beihui::acts

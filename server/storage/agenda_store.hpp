#pragma once

// What happens between two days: for calendars.

#include "domain/scope.hpp"
#include "storage/stores.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace beihui::storage
{

// Cases of some kinds that touch the days [from, to], of a subtree of the scope.
struct CasesAsked
{
    std::vector<std::string> workflows;
    Date from = Date::from_days(0);
    Date to = Date::from_days(0);
    std::string within;  // "/province/school/"; empty: of the whole scope
    std::size_t most = 0;
};
// By the day they start on, then id.
std::vector<Case> cases_between(ReadTxn& txn, const Scope& scope, const CasesAsked& asked);

// Cases of one kind that are not closed, of a subtree of the scope.
struct OpenCasesAsked
{
    std::string workflow;
    std::vector<std::string> stages = {};  // empty: any
    std::string text = {};                 // searched in title and number
    bool only_blocked = false;             // with blocking requirements that are not met
    std::string within = {};               // as in CasesAsked
    std::size_t most = 0;
};
// By the day they start on, those without one first, then id.
std::vector<Case> open_cases(ReadTxn& txn, const Scope& scope, const OpenCasesAsked& asked);

// Duties that are due after one moment and not after another: on the days between two midnights,
// since one that is due at midnight belongs to the day before.
struct DuesAsked
{
    Instant after;
    Instant until;
    std::string within;
    std::size_t most = 0;
    // As in DutyQuery.
    std::vector<std::string> without = {};
    std::string own = {};
};
struct DueLine
{
    Duty duty;
    std::string case_id;
    std::string case_number;
    std::string case_title;
    std::string workflow;
    std::string organisation;
    std::int64_t case_version = 0;
    Instant case_changed_at;
};
// By due time, then number and key; those that were waived are left out.
std::vector<DueLine> duties_due(ReadTxn& txn, const Scope& scope, const DuesAsked& asked);

}  // namespace beihui::storage

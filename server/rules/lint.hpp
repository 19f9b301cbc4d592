#pragma once

#include "rules/pack.hpp"

#include <cstddef>
#include <filesystem>
#include <vector>

namespace beihui::rules
{

// How the clauses of a circular are covered.
struct Coverage
{
    std::size_t clauses = 0;
    std::size_t by_rule = 0;       // a rule cites it
    std::size_t by_checklist = 0;  // a person ticks an item for it
    std::size_t information = 0;   // nothing can be checked, with the reason
    std::size_t tested = 0;        // a scenario names it

    // Rounded down, so that 100 means all.
    std::size_t percent(std::size_t part) const { return clauses == 0 ? 0 : part * 100 / clauses; }
};

// What is wrong with a pack (it must not be published) and what looks wrong.
struct Lint
{
    std::vector<Fault> errors;
    std::vector<Fault> warnings;
    Coverage coverage;  // zero when the pack could not be read
};

// Reads a pack and everything it names, loads its rules and reads its tests. Changes nothing and
// needs no database.
//
//   RP1201 clause left to a rule that no rule cites    RP1206 nobody has reviewed it (warning)
//   RP1202 item of a clause stands nowhere             RP1207 clock time without quotes
//   RP1203 quote is not in the circular's text         RP1208 author and reviewer are one person
//   RP1204 parameter that nothing reads (warning)      RP1209 owner is no role
//   RP1205 reading that affects nothing                RP1210 measure that cannot be read
//   RP1301, RP1302 scenario that expects nothing, range that is none
Lint lint_pack(const std::filesystem::path& folder);
// The same of a pack that was read already.
Lint lint_pack(const Pack& pack);

}  // namespace beihui::rules

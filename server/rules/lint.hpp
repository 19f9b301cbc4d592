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
// needs no database. The packs that it extends or amends are looked for beside it, then in
// `installed`, a folder rules/; empty: only beside it.
//
//   RP1401 clause left to a rule that no rule cites    RP1406 nobody has reviewed it (warning)
//   RP1402 item of a clause stands nowhere             RP1407 clock time without quotes
//   RP1403 quote is not in the circular's text         RP1408 author and reviewer are one person
//   RP1404 parameter that nothing reads (warning)      RP1409 owner is no role
//   RP1405 reading that affects nothing                RP1410 measure that cannot be read
//   RP1411 parameter read that is not there            RP1413 time of a reminder that is none
//   RP1240, RP1243–RP1247, RP1250 what it extends or amends, see overlay.hpp
//   RP1301, RP1302 scenario that expects nothing, range that is none
Lint lint_pack(const std::filesystem::path& folder, const std::filesystem::path& installed = {});
// The same of a pack that was read already; `others` are the packs it lives with.
Lint lint_pack(
    const std::shared_ptr<const Pack>& pack,
    std::vector<std::shared_ptr<const Pack>> others
);

}  // namespace beihui::rules

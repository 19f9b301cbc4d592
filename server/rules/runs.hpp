#pragma once

// What rules answered and what each answer rests on: so that a question that was put to some packs
// can be put to others without running again what cannot answer anything else.

#include "domain/decision.hpp"
#include "rules/overlay.hpp"
#include "rules/pack.hpp"

#include <cstddef>
#include <map>
#include <memory>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace beihui::rules
{

// A revision of a pack with a digest of each of its rules: what the rule declares, what its function
// does, and the limits it runs under. A rule without one cannot be compared.
struct PackPrint
{
    std::shared_ptr<const Pack> pack;
    std::map<std::string, std::string, std::less<>> rules;  // by id
};

// One run of a rule that answered.
struct RuleRun
{
    std::string rule;                                             // id
    json::object input;                                           // the counts that it was given
    std::map<std::string, ValueInForce, std::less<>> parameters;  // those that it read
    // Where its answers stand in the decision: from, how many.
    struct Part
    {
        std::size_t first = 0;
        std::size_t count = 0;
    };
    Part requirements;
    Part duties;
    Part quotas;
    Part findings;
};

struct PackRuns
{
    std::shared_ptr<const PackPrint> print;
    std::vector<RuleRun> rules;
};

// The answer to a question and what it rests on.
struct Answered
{
    Decision decision;  // without a trace
    std::vector<PackRuns> packs;
};

// The answer to the same question put to other packs.
struct AnsweredAgain
{
    Decision decision;      // without a trace
    std::size_t run = 0;    // rules that were run
    std::size_t taken = 0;  // rules whose answers were taken over
};

// What of one revision another one has too.
class Likeness
{
public:
    Likeness(const PackPrint& before, const PackPrint& after);

    // Whether what `run` answered holds for the later revision too, given the same counts: the same
    // rule, and the clauses and readings that its answers name say the same.
    bool holds(const RuleRun& run, const Decision& decision) const;

    // Whether it would read the same values from the later revision, `after`, for a case that these
    // packs bind.
    bool reads_the_same(
        const RuleRun& run,
        const Pack& after,
        std::span<const Pack* const> bound,
        Date day
    ) const;

private:
    bool holds(const Basis& basis) const;
    bool is_same(const ValueInForce& before, const ValueInForce& after) const;

    std::shared_ptr<const Pack> before_;
    // Values of the earlier revision → the same in the later one.
    std::unordered_map<const ParameterValue*, const ParameterValue*> values_;
    std::set<std::string, std::less<>> rules_;     // that are alike, by id
    std::set<std::string, std::less<>> clauses_;   // that differ
    std::set<std::string, std::less<>> readings_;  // that differ
};

// How many answers of each kind a decision holds.
struct Counted
{
    std::size_t requirements = 0;
    std::size_t duties = 0;
    std::size_t quotas = 0;
    std::size_t findings = 0;
};
Counted counted(const Decision& decision);
// What came to a decision since it was counted.
Decision outputs_since(const Decision& decision, const Counted& before);

// Adds to `decision` the answers of another.
void take_over(const Decision& from, Decision& decision);
// Adds to `decision` what a run answered.
void take_over(const RuleRun& run, const Decision& from, Decision& decision);

}  // namespace beihui::rules

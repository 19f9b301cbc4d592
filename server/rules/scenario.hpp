#pragma once

// Scenarios: the tests of a pack, written by policy staff as tests/*.yaml. Their format is in
// docs/rules.md.

#include "base/yaml.hpp"
#include "domain/decision.hpp"
#include "domain/fact.hpp"
#include "rules/pack.hpp"

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace beihui::rules
{

// What a scenario says about one requirement or duty; what it leaves out is not looked at.
struct Expected
{
    std::string key;
    Place place;
    bool absent = false;  // nothing by that key may be answered
    std::optional<bool> met;
    std::optional<bool> applicable;
    std::optional<bool> blocking;
    std::optional<std::string> gate;
    std::optional<std::string> owner;
    std::optional<std::string> form;
    std::optional<std::string> item;
    std::optional<std::string> mark;     // "clause", "interpretation", "unconfirmed"
    std::optional<std::string> due;      // "2026-04-30 24:00" or "none"
    std::optional<std::string> way_out;  // stands within it
    std::vector<std::string> missing;    // each stands within one of the missing sentences
    std::optional<std::int64_t> missing_count;
    // Of a duty.
    std::optional<bool> known_after_due;
    std::optional<bool> late;
    std::optional<std::string> rules;       // "pin", "follow"
    std::optional<std::string> period_end;  // a day, or "none"
    std::optional<std::string> occasion;
    // Of a quota.
    std::optional<std::int64_t> have;
    std::optional<std::int64_t> need;
    std::optional<std::int64_t> lacking;  // written as missing
    std::optional<std::string> status;    // "met", "short", "behind"
    std::optional<std::string> force;     // "must", "in_principle"
};

// A finding that must be there, or must not.
struct ExpectedFinding
{
    Place place;
    std::string level;     // empty: any
    std::string contains;  // empty: any
    std::string at;        // empty: any
    std::optional<std::int64_t> people_count;
    std::optional<std::vector<std::string>> people;  // sorted; these and no others
};

// A rule that must fail.
struct ExpectedIncident
{
    Place place;
    std::string rule;
    std::string code;  // empty: any
};

// The keys of the requirements that stop the acts of a gate, all of them.
struct ExpectedUnmet
{
    Place place;
    std::string gate;
    std::vector<std::string> keys;
};

struct ExpectedCell
{
    std::string table;
    std::string column;
    std::int64_t value = 0;
    Place place;
};

struct Scenario
{
    std::string name;
    Place place;
    std::string clause;
    std::vector<std::string> why;  // clauses that must stand in the trace
    Place why_place;
    Date today = Date::from_days(0);
    std::optional<Instant> known_at;  // none: the beginning of `today`
    // Parameters that have another value here, as when another reading is chosen.
    std::map<std::string, json::value> parameters;

    // Either a case that the rules judge …
    std::string workflow;
    std::vector<std::string> with;  // packs that are asked beside this one
    Place with_place;
    Yaml the_case;  // as written; acts/scenario gives its values their types
    Yaml org;
    Yaml input;  // <rule>.<need>: value of what a rule declared it needs
    std::vector<Expected> requirements;
    std::vector<Expected> duties;
    std::vector<Expected> quotas;
    std::vector<ExpectedFinding> findings;
    std::vector<ExpectedFinding> no_findings;
    std::vector<ExpectedIncident> incidents;
    std::vector<ExpectedUnmet> unmet;

    // … or facts that the tables count.
    std::vector<Fact> facts;  // without ids
    std::optional<std::pair<Date, Date>> window;
    std::vector<ExpectedCell> cells;

    bool is_of_tables() const { return !cells.empty(); }
};

// Reads one file. Reports every fault as file:line:column, unknown keys and clauses among them.
std::vector<Scenario> read_scenarios(const Yaml& file, const Pack& pack, Faults& faults);
// Those of all files tests/*.yaml of a pack, in the order of the files.
std::vector<Scenario> scenarios_of(const Pack& pack, Faults& faults);

// params: { <key>: <value> }. Reports a key that the pack does not have, and a value of another kind
// than the pack gives it.
std::map<std::string, json::value> read_parameters_tried(
    const Yaml& node,
    const Pack& pack,
    Faults& faults
);

// The pack with other values of parameters, on every day; what they rest on stays.
std::shared_ptr<const Pack> with_parameters(
    const Pack& pack,
    const std::map<std::string, json::value>& values
);

// The facts of a table scenario: a text with {a..b} stands for one fact for each number.
std::vector<Fact> read_facts(const Yaml& list, Faults& faults);

// What did not come out as expected: "B04: due 期望 … 实得 …".
struct Mismatch
{
    Words what;
    Place place;
};
std::vector<Mismatch> compare(const Scenario& scenario, const Decision& decision);

// The clauses of the rules that had something to say: one that did not apply proves nothing.
// `trace`: trace.v1, as kept or as the API gives it.
std::set<std::string> clauses_at_work(const json::value& trace);

}  // namespace beihui::rules

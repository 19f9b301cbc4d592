#pragma once

// Stories: tests of a pack that tell what happened and what people must then see. They stand beside
// the scenarios in tests/*.yaml, have no access to the inside of anything, and run the same on the
// acts of this program and over HTTP. Their format is in docs/rules.md.

#include "base/yaml.hpp"
#include "rules/pack.hpp"
#include "rules/story_text.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace beihui::rules
{

// An organisation, a member of staff or an employer of a story, as written.
struct StoryThing
{
    std::string name;
    Place place;
    Yaml values;
    Filling filling;  // of a name that was written as a range
};

// What must come back when a step is refused; what is left out is not looked at.
struct ExpectedRefusal
{
    Place place;
    std::string code;                               // "requirements_unmet"
    std::string contains;                           // stands in one of the sentences
    std::string clause;                             // one of the faults cites it
    std::string owner;                              // one of the faults names it
    std::vector<std::string> fields;                // each has a fault
    std::optional<std::vector<std::string>> unmet;  // exactly these requirements
};

struct StoryUpload
{
    Place place;
    std::string kind;
    std::string name;  // by which `data` names the document; "<kind>.pdf" when none is written
};

// One act of one person at one moment. Exactly one of `opens`, `act` and `uploads` says what.
struct StoryStep
{
    Place place;
    std::size_t number =
        0;  // as written, from 1; those of one procedure share the number of its step
    Instant at;
    std::string by;
    std::string subject;                 // name of the case
    std::string opens;                   // a workflow
    std::string of;                      // organisation of the new case; empty: that of the person
    std::string act;                     // may be empty when the step opens a case
    std::vector<std::string> circulars;  // of the new case; empty: all of the story that bind it
    Yaml data;                           // of an object form
    Yaml rows;                           // of a rows form
    std::vector<std::string> remove;     // keys of rows
    std::string reason;
    std::vector<StoryUpload> uploads;
    Filling filling;
    std::optional<ExpectedRefusal> refused;

    std::string label() const;  // "第 3 步 王敏 approve 双选会"
};

// What is expected of one requirement, duty or quota.
struct ExpectedThing
{
    std::string key;  // "weekly-*": every key that begins so
    Place place;
    bool absent = false;
    std::optional<std::int64_t> count;           // how many have all the members
    std::vector<std::pair<Yaml, Yaml>> members;  // name, value
};

// A finding, an incident or a fact: a list of names and values that all fit one of those found.
struct ExpectedLine
{
    Place place;
    std::optional<std::int64_t> count;  // of facts
    std::vector<std::pair<Yaml, Yaml>> members;
};

// What somebody must see at a moment: of a case, in a table, or on a list of tasks.
struct StoryExpectation
{
    Place place;
    std::size_t number = 0;
    Instant at;
    std::string by;  // whose eyes; empty: the runner chooses

    std::string subject;   // either a case …
    std::string table;     // … or a table, of an organisation and its days …
    std::string tasks_of;  // … or what an organisation's list of duties shows
    std::string of;
    std::optional<Date> from;
    std::optional<Date> to;

    std::vector<std::pair<Yaml, Yaml>> head;  // stage, title, closed
    std::vector<ExpectedThing> requirements;
    std::vector<ExpectedThing> duties;
    std::vector<ExpectedThing> quotas;
    std::vector<ExpectedLine> findings;
    std::vector<ExpectedLine> no_findings;
    std::vector<ExpectedLine> incidents;
    std::vector<ExpectedLine> facts;
    std::vector<std::pair<Yaml, Yaml>> unmet;  // gate → keys, all of them
    std::vector<std::pair<Yaml, Yaml>> acts;   // act → whether it is open to who looks
    std::vector<std::pair<Yaml, Yaml>> data;   // form → { field: value }
    std::vector<std::pair<Yaml, Yaml>> cells;  // column → value

    std::string label() const;  // "期望 2 台账"
};

struct Story
{
    std::string name;
    Place place;
    std::string clause;
    std::vector<std::string> why;  // clauses at work in the trace of one of the cases looked at
    Place why_place;
    std::vector<std::string> circulars;  // ids of the packs in force beside this one
    Place circulars_place;
    std::vector<StoryThing> organisations;
    std::vector<StoryThing> people;
    std::vector<StoryThing> employers;
    std::vector<StoryStep> steps;                // by time
    std::vector<StoryExpectation> expectations;  // by time
};

// Whether an entry of tests/*.yaml is (part of) a story rather than a scenario.
bool is_of_stories(const Yaml& entry);

// Those of all files tests/*.yaml of a pack, in the order of the files, with setups and procedures
// filled in. Reports every fault as file:line:column: unknown keys and clauses, names that stand
// twice, times that run backwards, ranges. What needs the workflows is checked by acts/story_check.
std::vector<Story> stories_of(const Pack& pack, Faults& faults);

// The parts, one for each .cpp.
struct Procedure
{
    std::vector<std::string> parameters;
    Yaml steps;
};
using Procedures = std::map<std::string, Procedure, std::less<>>;

void read_steps(
    const Yaml& list,
    const Procedures& procedures,
    std::vector<StoryStep>& steps,
    Faults& faults
);
std::vector<StoryExpectation> read_expectations(
    const Yaml& list,
    Instant otherwise,  // the moment of an expectation that names none
    Faults& faults
);

}  // namespace beihui::rules

#pragma once

// Who and what a story begins with, as acts on the registers.

#include "acts/story_data.hpp"
#include "acts/story_runner.hpp"

#include <string>
#include <utility>
#include <vector>

namespace beihui::acts
{

// The acts that put one organisation, person or employer into its register.
struct Registration
{
    std::string workflow;
    std::string organisation;  // id of that it stands below; empty: at the top
    json::object profile;
    std::vector<std::pair<std::string, json::object>> acts;  // after the opening: act, data
    std::vector<std::string> roles;                          // of a person
    std::string sees;  // of a person: id of the organisation whose cases the person works on
};

// What is written of a thing under a key; empty when nothing is.
std::string written(const rules::StoryThing& thing, std::string_view key);

// Each reports what the registers do not have. `today`: when the story begins.
Registration organisation_of_story(
    const rules::StoryThing& thing,
    const workflows::Library& workflows,
    const NameBook& names,
    Faults& faults
);
Registration person_of_story(
    const rules::StoryThing& thing,
    const workflows::Library& workflows,
    const NameBook& names,
    Faults& faults
);
// `running`: makes the code of one that has none.
Registration employer_of_story(
    const rules::StoryThing& thing,
    const workflows::Library& workflows,
    const NameBook& names,
    int running,
    Date today,
    Faults& faults
);

// Whose eyes an expectation looks with when it names nobody: whoever opened the case; of a table, the
// first who works on the organisation or one above it; of a task list, the first who works on just
// that organisation. Empty when there is nobody.
std::string viewer_of(const rules::Story& story, const rules::StoryExpectation& expected);

// The moment at which everything is registered: an hour before the first thing in the story.
Instant beginning_of(const rules::Story& story);

// Registers all of a story and admits its people. `names` gets their ids, and the numbers of their
// cases. Reports one that is refused.
std::vector<rules::Mismatch> set_up(
    const rules::Story& story,
    StoryDriver& driver,
    NameBook& names
);

}  // namespace beihui::acts

#pragma once

// What a story expected beside what somebody saw. What was seen is JSON as the API gives it, so that
// one comparison serves whichever way the story was run.

#include "base/json.hpp"
#include "rules/scenario.hpp"
#include "rules/story.hpp"

#include <string>
#include <vector>

namespace beihui::rules
{

enum class StoryPart
{
    requirement,
    duty,
    quota,
    finding,
    incident,
};

// The names a story may use for the members of such a thing.
std::vector<std::string> names_in(StoryPart part);

// `page`: schema Case of docs/openapi.yaml. `facts`: the live facts of the case.
std::vector<Mismatch> compare_case(
    const StoryExpectation& expected,
    const json::value& page,
    const json::array& facts
);
// `table`: schema TableAnswer.
std::vector<Mismatch> compare_table(const StoryExpectation& expected, const json::value& table);
// `duties`: items of schema DutyList.
std::vector<Mismatch> compare_tasks(const StoryExpectation& expected, const json::array& duties);

// A step that was expected to be refused, and was.
std::vector<Mismatch> compare_refusal(const StoryStep& step, const Error& refused);
// "requirements_unmet 不能同意举办：还差 1 项（B04 …）": a refusal in one line.
std::string shown(const Error& refused);

Mismatch mismatch(
    const std::string& label,
    const Place& place,
    const std::string& wanted,
    const std::string& found
);

}  // namespace beihui::rules

#pragma once

// The members of what a case shows, by the names that stories use for them.

#include "base/json.hpp"
#include "base/yaml.hpp"
#include "rules/story_compare.hpp"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace beihui::rules
{

// "basis.clause"; null when there is none.
const json::value* at_path(const json::value& value, std::string_view path);

// Whether a value is the one written. A text equals its letters whatever they look like; nothing
// written equals nothing found.
bool same(const Yaml& wanted, const json::value* found);

bool member_fits(
    StoryPart part,
    std::string_view name,
    const Yaml& wanted,
    const json::value& thing
);
bool fits(
    StoryPart part,
    const std::vector<std::pair<Yaml, Yaml>>& members,
    const json::value& thing
);

// As they stand in a message.
std::string shown_wanted(const Yaml& wanted);
std::string shown_value(const json::value* found);
std::string shown_member(StoryPart part, std::string_view name, const json::value& thing);
std::string shown_members(const std::vector<std::pair<Yaml, Yaml>>& members);
std::string shown_line(StoryPart part, const json::value& line);
std::string shown_lines(StoryPart part, const json::array& all);
std::string shown_fact(const json::value& fact);

}  // namespace beihui::rules

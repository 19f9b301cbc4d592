#pragma once

#include "base/json.hpp"
#include "domain/decision.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace beihui::acts
{

// One thing that rules said of a case, in the one form in which what is stored in a trace and what
// is evaluated now can be held side by side.
struct Answer
{
    std::string kind;  // "requirement", "duty", "quota", "finding", "incident"
    std::string pack;
    std::string rule;
    std::string clause;
    std::string key;    // of a finding its words, of an incident its rule
    std::string title;  // empty when a trace does not say it
    json::object said;  // what counts as a difference: met, due, have, need …
};

// By kind, pack and key, so that the same thing has the same name on both sides.
using Answers = std::map<std::string, Answer, std::less<>>;

Answers answers_of(const Decision& decision);
Answers answers_of(const json::value& trace);  // trace.v1, as stored

// Gives everything that `pack` said the name it would have if `as` had said it: a draft under a new
// id is compared with the pack it stands for.
Answers renamed(Answers answers, std::string_view pack, std::string_view as);

// What differs, and how: "added", "dropped", "applies", "no_longer_applies", "met", "unmet",
// "missing", "due_set", "due_removed", "due_earlier", "due_later", "reached", "not_reached",
// "need", "force", "have", "known_after_due", "known_in_time", "owner", "other".
struct Difference
{
    Answer of;  // as after; as before when it was dropped
    std::string change;
    std::optional<json::object> before;
    std::optional<json::object> after;
};
std::vector<Difference> differences(const Answers& before, const Answers& after);

// What an answer says, for people: "未满足，截止 2026-04-30 24:00", "57 / 100 家".
Words words_of_answer(const Answer& answer);
Words words_of_answer(std::string_view kind, const json::object& said);
Words words_of_change(std::string_view change);
Words words_of_kind(std::string_view kind);
// "2026-04-30 24:00" for the instant in an answer; the text itself when it is none.
std::string due_text(std::string_view instant);

json::object answer_json(const Answer& answer);
json::object difference_json(const Difference& difference);

}  // namespace beihui::acts

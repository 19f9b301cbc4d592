#pragma once

// Follows one run of a rule: what it looked at itself, and what shared functions of its pack told it,
// such as lib.is_light(ctx, p). A rule rests on the answers of those functions, and they on what they
// looked at: when a number changes and the function says the same, the rule need not run again.

#include "rules/evaluation.hpp"
#include "rules/lua/state.hpp"
#include "rules/seen_data.hpp"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace beihui::rules
{

// A partial answer: what a shared function says of one case, with all that running it would do to the
// rule that calls it.
struct Partial
{
    lua::SharedAnswer answer;
    Inputs inputs;
    std::set<std::string, std::less<>> parameters;  // that it read
    std::vector<SeenData::Id> rests_on;
    // Another number whenever the answer or the parameters are others: both reach the conclusions of
    // a rule. Inputs stand in its trace only.
    std::uint64_t revision = 0;
    std::uint64_t reading = 0;  // another one whenever the inputs are others
    bool stale = false;         // something that it rests on has changed since
};

// The partial answers about one case of the functions of one pack.
class Partials
{
public:
    const Partial* find(std::string_view name) const;
    // In the place of what was known, whose numbers it takes over where it says the same.
    const Partial& put(std::string_view name, Partial partial);
    void drop(std::string_view name);
    void look_again(const SeenData& data);  // which have become stale

private:
    std::map<std::string, Partial, std::less<>> partials_;
    std::uint64_t last_number_ = 0;
};

// Which of a function's answers a rule was given.
struct PartialUsed
{
    std::uint64_t revision = 0;
    std::uint64_t reading = 0;
};

// What a run, or the call of a shared function, looked at.
struct Looked
{
    std::vector<SeenData::Id> rests_on;
    Inputs inputs;
    std::set<std::string, std::less<>> parameters;
    std::map<std::string, PartialUsed, std::less<>>
        partials;  // of a run only: calls take theirs in
};

class Following final : public lua::SharedCalls
{
public:
    Following(SeenData& data, Partials& partials) : data_(data), partials_(partials) {}

    // By whoever runs the rule.
    void follow(Evaluation* evaluation) { evaluation_ = evaluation; }
    lua::Watcher watcher();
    void read_input(std::string_view path, const json::value& value);
    void read_parameter(std::string_view key);

    const lua::SharedAnswer* known(std::string_view name) override;
    void begins(std::string_view name) override;
    void ends(std::optional<lua::SharedAnswer> answer) override;

    // What the run looked at, each thing once; none when it looked at something that cannot be
    // looked at again.
    std::optional<Looked> looked() &&;

private:
    struct Call
    {
        std::string name;
        Looked looked;
        std::size_t effects = 0;  // of the evaluation when it began
        bool is_own = false;      // it looked at what is shown to one rule only
    };

    Looked& current() { return calls_.empty() ? run_ : calls_.back().looked; }
    void use(std::string_view name, const Partial& partial);
    void take_in(Looked looked);

    SeenData& data_;
    Partials& partials_;
    Evaluation* evaluation_ = nullptr;
    Looked run_;
    std::vector<Call> calls_;
    bool lost_ = false;
};

}  // namespace beihui::rules

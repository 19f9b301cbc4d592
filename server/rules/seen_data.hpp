#pragma once

#include "rules/lua/state.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace beihui::rules
{

// The data of one case that rules looked at, each path once, as it was last seen.
class SeenData
{
public:
    using Id = std::uint32_t;
    // A case of which rules looked at more than this is not worth keeping.
    static constexpr std::size_t most = 4'000;

    // Compares what is known with the data of a question; what differs is known anew. To be called
    // before the rules of a question are asked.
    void look_again(const json::object& snapshot);
    bool has_changed(Id id) const { return seen_[id].changed; }

    // Notes what a rule looked at just now. None when that cannot be found again by its path.
    std::optional<Id> note(lua::Saw saw, std::string_view path, const json::value& value);

    std::size_t size() const { return seen_.size(); }

private:
    struct Step
    {
        std::string name;  // of a member; empty: an element
        std::size_t position = 0;
    };
    struct Seen
    {
        lua::Saw saw;
        std::vector<Step> steps;
        json::value value;  // the kind as a number, the size, the names, or the value itself
        bool changed = false;
    };

    static std::optional<std::vector<Step>> steps_of(std::string_view path);
    static const json::value* find(const json::object& snapshot, const std::vector<Step>& steps);
    static json::value image_of(lua::Saw saw, const json::value* value);
    static bool shows(const Seen& seen, const json::value* value);

    std::vector<Seen> seen_;
    std::unordered_map<std::string, Id> ids_;  // by what was seen and its path
};

}  // namespace beihui::rules

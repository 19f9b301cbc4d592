#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace beihui::rules::lua
{

// One value that a function gave back, exactly as it is in Lua.
using Scalar = std::variant<std::monostate, bool, std::int64_t, double, std::string>;

// What a call of a shared function gave back, and the fuel that it took.
struct SharedAnswer
{
    std::vector<Scalar> values;
    std::int64_t fuel = 0;

    bool gives_the_same(const SharedAnswer& other) const;
};

// Shared functions are those that stand in the table of a module and ask about the case as a whole:
// function M.is_light(ctx, p), function M.first_day(ctx). Since packs keep no state, what one gives
// back follows from what it looks at. Whoever follows the calls hears of each that is made with the
// very ctx and p of the rule, and may answer it without the function being run.
class SharedCalls
{
public:
    virtual ~SharedCalls() = default;

    // What a call of the function `name`, such as "lib.is_light", would give back; null when the
    // function has to be run.
    virtual const SharedAnswer* known(std::string_view name) = 0;
    // The function is run. Calls may nest; each that began ends.
    virtual void begins(std::string_view name) = 0;
    // None: it failed, or gave back something that cannot be handed to another rule.
    virtual void ends(std::optional<SharedAnswer> answer) = 0;
};

}  // namespace beihui::rules::lua

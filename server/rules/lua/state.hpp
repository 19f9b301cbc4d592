#pragma once

#include "rules/lua/call.hpp"
#include "rules/lua/limits.hpp"
#include "rules/lua/shared.hpp"

#include <memory>
#include <optional>
#include <string>

namespace beihui::rules::lua
{

// The text of a file of the pack, and its name in messages: "rules/<pack>/<path>".
struct ModuleText
{
    std::string chunk_name;
    std::string source;
};

class LineLog;

// Finds what `require` names; refuses what the pack does not have.
using FindModule = std::function<Result<ModuleText>(std::string_view name)>;

// Hears of every value that a rule really read from a view: its path, such as "case.event_end",
// "visits[1].kind" (from 1, as in the rule) or "visits.#" (how many there are).
using Recorder = std::function<void(std::string_view path, const json::value& value)>;

// What a call saw of what stands at a path of a view.
enum class Saw
{
    value,  // all of it; null when nothing stands there
    kind,   // whether it is a list, an object or neither
    size,   // how many elements a list has
    names,  // which names an object has
    lost,   // something whose path cannot be told: two calls cannot be compared
};

// Hears of everything by which a call could tell one view from another, which is more than a
// Recorder hears: of what is missing, too, and of what a host function looked at for the rule. Of
// views that are not recorded it does not hear.
using Watcher = std::function<void(Saw saw, std::string_view path, const json::value& value)>;

// One interpreter that can compute and can do nothing else: no files, no clock, no network, no
// chance, no precompiled code, no catching of errors, and a budget of memory, instructions, host
// work and time. What a pack may call is listed in libraries.cpp.
//
// Nothing a pack does outlives a call: globals and libraries are read-only at all times, and after
// load() so are all tables and variables that its kept functions can reach.
//
// Not for two threads at once. Calls may nest (host function → State::call) and then share one
// budget. Faults are coded RP20xx, see faults.hpp; `where` is "chunk:line:column".
class State
{
public:
    // Throws std::bad_alloc when there is no room, std::runtime_error outside the "C" locale.
    explicit State(Limits limits = Limits::standard());
    ~State();
    State(const State&) = delete;
    State& operator=(const State&) = delete;

    // Makes each library named in `functions` a read-only global table of the pack.
    Result<void> bind(std::span<const HostFunction> functions);
    // A library bound before; an empty handle if there is none by that name.
    Handle library(std::string_view name) const;

    Result<Handle> make_function(std::string name, Native run, std::int64_t fuel = 1);
    // A read-only table; a name it does not have raises with the nearest one.
    Result<Handle> make_table(
        std::string name,
        std::span<const HostFunction> functions,
        std::span<const std::pair<std::string, Value>> members = {}
    );

    // The same data as tables that the pack reads at the speed of Lua, and as little can change as a
    // view; an empty handle for data that is better looked at as a view.
    Result<Handle> make_data(const json::value& data);

    Result<void> set_global(std::string_view name, Handle value);
    // What `require name` gives. Comes before the files of the pack.
    Result<void> provide(std::string_view name, Handle value);
    void set_modules(FindModule find);
    void set_recorder(Recorder recorder);
    void set_watcher(Watcher watcher);
    // Notes every line that runs from the next call on; it must outlive the State.
    void set_line_log(LineLog* log);

    // Compiles and runs one file of the pack, then makes read-only what its kept functions reach.
    // Refuses: RP2001, RP2007 (the text; invalid_input), RP2009 (a kept function assigns to a
    // variable outside itself), and whatever running it meets.
    Result<void> load(std::string_view chunk_name, std::string_view source);

    // Compiles and runs a text once and gives its value (nil is null). Nothing is made read-only.
    Result<json::value> evaluate(std::string_view chunk_name, std::string_view source);

    // Calls a kept function; its first value comes back as a copy.
    // Refuses RP2006 for a value that may not leave a pack: deeper than 16, more than 10,000
    // values, fractions, NaN, infinity, text that is not UTF-8 or has U+0000 or is over 64 KiB,
    // functions, keys that are neither 1…n nor text. A fraction-free float becomes an integer.
    Result<json::value> call(Handle function, std::span<const Value> values);

    // Follows the calls of shared functions that are made with the View on `context` and this
    // parameter, until it is called with null.
    void follow_shared(SharedCalls* calls, const json::value* context, Handle parameter);
    // Calls a shared function; what it gives back is heard by whoever follows.
    Result<void> call_shared(std::string_view name, std::span<const Value> values);

    // What a kept function does, as 64 hex digits over its code and all that it can reach. Of two
    // States of this process those with the same digest give the same answers. Names of variables
    // do not count, the lines on which it stands do. None when it reaches what cannot be compared.
    std::optional<std::string> fingerprint(Handle function);

    // A limit was passed: every further call is refused (RP2016) and the owner makes a new State.
    bool dead() const;

    const Limits& limits() const;
    std::int64_t instructions_used() const;  // of the last call, counted in steps of hook_step
    std::int64_t fuel_used() const;          // of the last call
    std::size_t memory_used() const;         // bytes held now
    // Bytes that States left behind when they were destroyed, in the whole process: 0.
    static std::size_t leaked_bytes();

private:
    std::unique_ptr<Machine> machine_;
};

}  // namespace beihui::rules::lua

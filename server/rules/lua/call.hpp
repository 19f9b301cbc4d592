#pragma once

#include "base/json.hpp"
#include "base/result.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

struct lua_State;

namespace beihui::rules::lua
{

struct Machine;
class State;

// Something that lives in a State: a function of the pack that was kept, or a function or table
// made by the host. Good for as long as its State.
struct Handle
{
    int reference = 0;
    explicit operator bool() const { return reference != 0; }
};

// Data of the host that a pack may look at and not change. It is not copied: `data` must stay
// where it is until the call that it was handed to has ended; after that the pack can no longer
// look at it. A field that is not there raises with the nearest name; a JSON null reads as nil.
struct View
{
    const json::value* data = nullptr;
    std::string path;      // stands in front of every path reported to the recorder; may be empty
    bool recorded = true;  // whether reads are reported
    Handle members;        // a host table whose names are found too, such as ctx.one_of
    // An object in `data` whose objects are maps: any name may be asked of them, and one that is
    // not there reads as nil.
    const json::value* maps = nullptr;
};

// What the host hands to a pack: data that is copied (null is nil), data that is looked at, or
// something that was made before.
using Value = std::variant<json::value, View, Handle>;

// A table that a pack handed over: its data, and its functions by field name.
struct Record
{
    json::object data;
    std::map<std::string, Handle, std::less<>> functions;
};

enum class Kind
{
    none,  // fewer arguments were given
    nil,
    boolean,
    number,
    text,
    table,
    view,
    function,
    other,
};

// One call of a host function by a pack. Arguments count from 1. The refusals of the readers name
// the argument and what was expected (RP2015); a host function hands them on.
//
// Beware: these functions may leave through an exception of Lua's own, which is not a
// std::exception. A host function must not catch (...), must not be noexcept, and must hold
// nothing that a destructor does not release.
class Call
{
public:
    Call(Machine& machine, lua_State* lua, std::string_view name, int first);

    int count() const;
    Kind kind(int argument) const;

    Result<std::string_view> text(int argument) const;  // valid until the host function returns
    Result<std::int64_t> integer(int argument) const;
    Result<double> number(int argument) const;  // finite
    Result<bool> boolean(int argument) const;
    // Any data, a view included, as a copy; numbers may be fractions. A fit value only, see below.
    Result<json::value> data(int argument);
    // The same for what is to be stored: a fraction is refused too.
    Result<json::value> result(int argument);
    // A table with text keys: functions directly in it are kept, the rest is as in result().
    Result<Record> record(int argument);
    // The rows of a list: those of a view as views, those of a table as copies.
    Result<std::vector<Value>> items(int argument);
    // Keeps a function for later calls through State::call.
    Result<Handle> function(int argument);

    // Calls a function that is an argument of this call, within the budget of this call.
    Result<json::value> call(int argument, std::span<const Value> values);

    // Adds to the fuel used; does not return when it is used up.
    void charge(std::int64_t fuel);

    // The place in the pack that made this call: "rules/x/rules/a.lua:9:24".
    std::string where() const;
    // "the second argument of text.split must be a text": RP2015.
    Error wrong(int argument, std::string_view zh, std::string_view en) const;

private:
    int index(int argument) const { return first_ + argument - 1; }
    Result<json::value> read(int argument, bool fractions);

    Machine& machine_;
    lua_State* lua_;
    std::string_view name_;
    int first_;
};

// A function of the host. Whatever the pack can cause is a Result; an exception ends the State and
// reaches whoever called it.
using Native = std::function<Result<Value>(Call&)>;

// One row of the table that feeds binding, editor stubs and handbook alike.
struct HostFunction
{
    std::string_view library;    // "text"
    std::string_view name;       // "split"
    std::string_view signature;  // as LuaLS writes it: "fun(s: string, sep: string): string[]"
    Words meaning;
    std::int64_t fuel = 1;
    Native run;
    bool method = false;  // called with a colon, as out:duty{}; the receiver is no argument
};

}  // namespace beihui::rules::lua

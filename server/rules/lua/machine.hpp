#pragma once

// The inside of a State: only the files of this folder may include it.
#include "rules/lua/faults.hpp"
#include "rules/lua/line_log.hpp"
#include "rules/lua/scanner.hpp"
#include "rules/lua/state.hpp"

#include <lua.hpp>

#include <array>
#include <chrono>
#include <deque>
#include <exception>
#include <set>

namespace beihui::rules::lua
{

// The limit that ended an interpreter.
enum class Trip
{
    none,
    instructions,
    memory,
    wall_time,
    fuel,
    call_depth,
    string_size,
    broken,  // a C++ exception is on its way to the caller
};

// Addresses that stand for themselves: keys of the registry and error values no pack can make.
struct Tags
{
    char kill = 0;
    char host_error = 0;
    char view = 0;       // registry: the metatable of views
    char read_only = 0;  // in a metatable: __index holds the contents
    char modules = 0;    // registry: what require has given
    char base = 0;       // registry: the globals
};
extern Tags tags;

struct BoundNative
{
    std::string name;
    Native run;
    std::int64_t fuel = 1;
    bool method = false;
};

// A function of a module that asks about the case as a whole, see shared.hpp.
struct SharedFunction
{
    std::string name;   // "lib.is_light"
    int reference = 0;  // what stands in its place in the module
};

// Where an error was raised, noted while the stack still stood.
struct Caught
{
    std::string message;
    std::string short_name;  // of the chunk, as Lua writes it in front of its messages
    std::string chunk_name;
    std::string callee;  // the host function that raised, if one did
    int line = 0;
};

struct Machine
{
    explicit Machine(Limits limits_given);
    ~Machine();
    Machine(const Machine&) = delete;
    Machine& operator=(const Machine&) = delete;

    static Machine& of(lua_State* L) { return **static_cast<Machine**>(lua_getextraspace(L)); }

    // Runs `body(lua_State*)` where Lua may raise an error: raised anywhere else, even by a string
    // that no longer fits into memory, it would end the process. All work goes through here.
    // `chunk` is where the error is said to be when nothing better is known.
    template <class Body>
    Result<void> protect(std::string_view chunk, bool loads, Body body)
    {
        return protect(
            chunk, loads, [](lua_State* L, void* work) { (*static_cast<Body*>(work))(L); }, &body
        );
    }
    using Work = void (*)(lua_State*, void*);
    Result<void> protect(std::string_view chunk, bool loads, Work work, void* body);

    // Starts a new budget of instructions, fuel and time.
    void begin(bool loads);

    // Ends the interpreter for good; Lua cannot catch it.
    [[noreturn]] void kill(lua_State* lua, Trip reason);
    // Raises an error of the host. `word` is the word of the line that the column shall show.
    [[noreturn]] void raise(lua_State* lua, Error error, std::string_view word = {});
    [[noreturn]] void raise(
        lua_State* lua,
        std::string_view code,
        Words detail,
        std::string_view word = {}
    );
    void note(Trip reason);                          // the same as kill(), at the next instruction
    void charge(lua_State* lua, std::int64_t cost);  // of a host function, in fuel
    void charge_steps(lua_State* lua, std::int64_t steps);  // of our own library, as instructions
    void charge_bytes(std::size_t bytes);  // read or written outside of Lua's own code

    // Pushes the function that a checked source compiles to.
    Result<void> compile(lua_State* lua, std::string_view chunk_name, std::string_view source);
    // The place of `word` in a line of a source compiled before.
    std::string place_in(std::string_view chunk_name, int line, std::string_view word);
    // The words of a source compiled before; null when there is none. A load asks for those of one
    // file at every rule, so they are kept until it ends.
    const std::vector<Token>* words_of(std::string_view chunk_name);
    Caught look_up(lua_State* lua, int level) const;

    lua_State* main = nullptr;
    Limits limits;

    std::size_t used = 0;
    std::size_t refused_size = 0;  // the allocation that was refused last; 0 once one succeeded
    std::size_t grown = 0;         // new memory that has not been charged yet
    bool reserve_open = false;

    Trip trip = Trip::none;
    int step = hook_step;
    std::int64_t instructions = 0;
    std::int64_t instruction_limit = 0;
    std::int64_t fuel = 0;
    std::chrono::steady_clock::time_point deadline;
    int entered = 0;
    bool loading = false;
    std::uint64_t epoch = 1;  // counts outermost calls: views of an earlier one have expired

    std::optional<Error> host_error;
    std::string host_error_word;
    std::exception_ptr broken;
    Caught caught;

    std::deque<BoundNative> natives;
    std::vector<int> kept;  // functions that packs handed over since the last load
    std::map<std::string, int, std::less<>> libraries;
    std::map<std::string, std::string, std::less<>> sources;  // by chunk name, for columns
    std::size_t source_bytes = 0;
    // The words of the sources that were compiled in the load that runs; they point into `sources`.
    std::map<std::string, std::vector<Token>, std::less<>> words;
    std::set<std::string, std::less<>> modules_under_way;
    FindModule find_module;
    Recorder recorder;
    Watcher watcher;
    std::array<std::uint32_t, 256> places{};  // view.cpp: where members stood, by name
    std::string path;                         // view.cpp: the one that is told just now
    std::deque<SharedFunction> shared;
    SharedCalls* shared_calls = nullptr;          // while a rule runs whose calls are followed
    const json::value* shared_context = nullptr;  // behind its ctx
    int shared_parameter = 0;                     // its p
    LineLog* line_log = nullptr;                  // while the tests of a pack are measured

private:
    static void* allocate(void* machine, void* block, std::size_t old_size, std::size_t new_size);
    static void on_count(lua_State* L, lua_Debug*);
    static int on_error(lua_State* L);
    static int run_work(lua_State* L);

    bool may_grow(std::size_t growth, std::size_t new_size);
    void request_hook(int step_wanted);
    Error take_error(std::string_view chunk, int status);
    Error trip_error(std::string where) const;
};

// libraries.cpp: everything a pack may call without the host's own libraries.
void open_libraries(lua_State* L);
// text_library.cpp, table_library.cpp: our own in place of Lua's. Those that end in _guarded are
// closures over Lua's own function and call it once they have checked the arguments.
extern const luaL_Reg own_table_functions[];
int string_byte(lua_State* L);
int string_rep(lua_State* L);
int string_format_guarded(lua_State* L);
int slice_guarded(lua_State* L);   // utf8.codepoint: at most 250 results
int linear_guarded(lua_State* L);  // functions that read all of their first argument

// order.cpp: the keys of a table or view in the one order that every process sees: numbers, texts,
// truth values. `pairs` and `next` of packs.
int sorted_pairs(lua_State* L);
int sorted_next(lua_State* L);

// freeze.cpp
// Replaces the plain table on top by a read-only one with the same contents. With `name`, reading
// a field it does not have raises.
void make_read_only(lua_State* L, std::string_view name = {});
// Makes the kept functions' tables read-only. Raises RP2009 for a function that assigns outwards.
void freeze_kept(Machine& machine, lua_State* L);
// Pushes the table that holds the contents of the table at `index`: itself, unless read-only.
void push_contents(lua_State* L, int index);
// Raises unless the value at `index` is a table that may be changed.
void check_writable(lua_State* L, int index);
// shared.cpp
// Puts in the place of each shared function in the table of a module one that can be followed.
void share_functions(Machine& machine, lua_State* L, int table, const std::string& module);
// Pushes the function of the pack that stands behind such a one; false if `function` is none.
bool push_function_behind(lua_State* L, int function);

// Raises RP2010 or RP2013 for a name that `owner` does not have; the names it has are the text
// keys of the table at `index`.
[[noreturn]] void raise_unknown(
    lua_State* L,
    std::string_view owner,
    std::string_view name,
    int index
);

}  // namespace beihui::rules::lua

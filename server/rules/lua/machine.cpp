#include "rules/lua/machine.hpp"

#include <atomic>
#include <clocale>
#include <cstdlib>
#include <new>
#include <stdexcept>

namespace beihui::rules::lua
{

Tags tags;

namespace
{

// New memory after which the limits are looked at without waiting for the next step, and how many
// bytes of it count as one instruction.
constexpr std::size_t growth_bytes_of_a_look = 1 << 20;
constexpr std::size_t bytes_of_an_instruction = 64;
// Lua's own header of a string, and a little more.
constexpr std::size_t string_overhead = 64;

std::atomic<std::size_t> bytes_left_behind{0};

}  // namespace

std::size_t State::leaked_bytes()
{
    return bytes_left_behind.load();
}

Machine::Machine(Limits limits_given) : limits(limits_given)
{
    // String comparison reads past the end in other locales (l_strcmp, Lua 5.4.4), and number
    // formatting would follow them.
    const char* const locale = std::setlocale(LC_ALL, nullptr);
    if (!locale || std::string_view(locale) != "C")
        throw std::runtime_error(
            std::string("Lua needs the locale \"C\", not ") + (locale ? locale : "?")
        );
    main = lua_newstate(&Machine::allocate, this);
    if (!main)
        throw std::bad_alloc();
    *static_cast<Machine**>(lua_getextraspace(main)) = this;
    const auto opened = protect("libraries", true, [](lua_State* lua) { open_libraries(lua); });
    if (!opened) {
        lua_close(main);
        throw std::runtime_error(opened.error().detail.en);
    }
}

Machine::~Machine()
{
    lua_close(main);
    bytes_left_behind += used;
}

// Lua asks twice for what it cannot have, with a full collection in between; only the second
// refusal means that the limit is passed. The reserve then lets the current instruction finish, so
// that the hook can name the place.
bool Machine::may_grow(std::size_t growth, std::size_t new_size)
{
    const std::size_t limit = limits.memory_bytes - (reserve_open ? 0 : memory_reserve_bytes);
    if (used + growth <= limit)
        return true;
    if (refused_size != new_size) {
        refused_size = new_size;
        return false;
    }
    reserve_open = true;
    note(Trip::memory);
    return used + growth <= limits.memory_bytes;
}

void* Machine::allocate(void* machine, void* block, std::size_t old_size, std::size_t new_size)
{
    Machine& m = *static_cast<Machine*>(machine);
    const std::size_t held = block ? old_size : 0;
    if (new_size == 0) {
        std::free(block);
        m.used -= held;
        return nullptr;
    }
    // Without a block, `old_size` says what is being made.
    const bool makes_string = !block && old_size == LUA_TSTRING;
    if (makes_string && new_size > m.limits.string_bytes + string_overhead) {
        m.note(Trip::string_size);
        return nullptr;
    }
    const std::size_t growth = new_size > held ? new_size - held : 0;
    if (growth > 0 && !m.may_grow(growth, new_size))
        return nullptr;
    void* const moved = std::realloc(block, new_size);
    if (!moved)
        return nullptr;
    m.used += new_size - held;
    if (growth > 0)
        m.refused_size = 0;
    m.charge_bytes(growth);
    return moved;
}

void Machine::request_hook(int step_wanted)
{
    step = step_wanted;
    if (main)
        lua_sethook(main, &Machine::on_count, LUA_MASKCOUNT | (line_log ? LUA_MASKLINE : 0), step);
}

void Machine::on_count(lua_State* L, lua_Debug* event)
{
    Machine& m = of(L);
    if (event->event == LUA_HOOKLINE) {
        lua_getinfo(L, "S", event);
        const std::string_view source = event->source;
        m.line_log->ran(source.substr(source.starts_with('@') ? 1 : 0), event->currentline);
        return;
    }
    m.instructions += m.step + static_cast<std::int64_t>(m.grown / bytes_of_an_instruction);
    m.grown = 0;
    lua_Debug deepest;
    if (m.trip != Trip::none)
        m.kill(L, m.trip);
    if (m.instructions > m.instruction_limit)
        m.kill(L, Trip::instructions);
    if (std::chrono::steady_clock::now() > m.deadline)
        m.kill(L, Trip::wall_time);
    if (lua_getstack(L, m.limits.call_depth, &deepest))
        m.kill(L, Trip::call_depth);
    if (m.step != hook_step)
        m.request_hook(hook_step);
}

void Machine::note(Trip reason)
{
    if (trip == Trip::none)
        trip = reason;
    request_hook(1);
}

void Machine::kill(lua_State* lua, Trip reason)
{
    note(reason);
    lua_pushlightuserdata(lua, &tags.kill);
    lua_error(lua);
    std::abort();  // lua_error does not return
}

void Machine::raise(lua_State* lua, Error error, std::string_view word)
{
    host_error = std::move(error);
    host_error_word = word;
    lua_pushlightuserdata(lua, &tags.host_error);
    lua_error(lua);
    std::abort();  // lua_error does not return
}

void Machine::raise(lua_State* lua, std::string_view code, Words detail, std::string_view word)
{
    raise(lua, pack_fault(code, {}, std::move(detail)), word);
}

void Machine::charge(lua_State* lua, std::int64_t cost)
{
    fuel += cost;
    if (trip != Trip::none)
        kill(lua, trip);
    if (fuel > limits.fuel)
        kill(lua, Trip::fuel);
    if (std::chrono::steady_clock::now() > deadline)
        kill(lua, Trip::wall_time);
}

void Machine::charge_steps(lua_State* lua, std::int64_t steps)
{
    instructions += steps;
    if (instructions > instruction_limit)
        kill(lua, Trip::instructions);
}

void Machine::charge_bytes(std::size_t bytes)
{
    grown += bytes;
    if (grown >= growth_bytes_of_a_look && step != 1)
        request_hook(1);
}

void Machine::begin(bool loads)
{
    loading = loads;
    instructions = 0;
    fuel = 0;
    grown = 0;
    ++epoch;
    instruction_limit = loads ? limits.load_instructions : limits.instructions;
    deadline = std::chrono::steady_clock::now() + (loads ? limits.load_wall : limits.wall);
    request_hook(hook_step);
}

// Runs inside lua_pcall. A C++ exception must not pass through Lua, which would swallow it.
int Machine::run_work(lua_State* L)
{
    Machine& m = of(L);
    const auto work = *static_cast<std::pair<Work, void*>*>(lua_touserdata(L, 1));
    lua_settop(L, 0);
    try {
        work.first(L, work.second);
        return 0;
    } catch (const std::exception&) {
        m.broken = std::current_exception();
    }
    m.kill(L, Trip::broken);
}

Result<void> Machine::protect(std::string_view chunk, bool loads, Work work, void* body)
{
    const struct Forget  // at the very end: telling an error asks for words too
    {
        Machine& machine;
        ~Forget()
        {
            if (machine.entered == 0)
                machine.words.clear();
        }
    } forget{*this};
    if (trip != Trip::none)
        return pack_fault(
            code::ended, std::string(chunk),
            {"规则包的运行环境已因超出限制而终止", "the pack's interpreter has ended at a limit"}
        );
    if (entered == 0)
        begin(loads);
    host_error.reset();
    if (!lua_checkstack(main, 8))
        return pack_fault(code::memory, std::string(chunk), {"内存不足", "not enough memory"});
    ++entered;
    const int top = lua_gettop(main);
    std::pair<Work, void*> packed{work, body};
    lua_pushcfunction(main, &Machine::on_error);
    lua_pushcfunction(main, &Machine::run_work);
    lua_pushlightuserdata(main, &packed);
    caught = {};
    const int status = lua_pcall(main, 1, 0, top + 1);
    --entered;
    if (broken)
        std::rethrow_exception(std::exchange(broken, nullptr));
    // A limit that was passed counts even if the work came to its end before the hook looked.
    if (status == LUA_OK && trip == Trip::none) {
        lua_settop(main, top);
        return {};
    }
    Error error = take_error(chunk, status);
    lua_settop(main, top);
    return error;
}

}  // namespace beihui::rules::lua

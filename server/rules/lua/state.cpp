#include "rules/lua/state.hpp"

#include "rules/lua/values.hpp"

namespace beihui::rules::lua
{
namespace
{

constexpr std::string_view unknown_place = "host";

// Runs a host function for the pack; the closure's upvalue is the BoundNative.
int run_native(lua_State* L)
{
    Machine& m = Machine::of(L);
    const BoundNative& bound =
        *static_cast<const BoundNative*>(lua_touserdata(L, lua_upvalueindex(1)));
    if (bound.method && lua_type(L, 1) != LUA_TTABLE)
        m.raise(
            L, code::argument,
            {bound.name + " 应使用冒号调用", "call " + bound.name + " with a colon"}
        );
    m.charge(L, bound.fuel);
    luaL_checkstack(L, 16, nullptr);
    try {
        Call call(m, L, bound.name, bound.method ? 2 : 1);
        auto answer = bound.run(call);
        if (m.trip != Trip::none)
            m.kill(L, m.trip);
        if (!answer)
            m.raise(L, answer.error());
        push_value(L, *answer);
        return 1;
    } catch (const std::exception&) {
        // Lua would swallow it; protect() hands it to whoever called. Lua's own errors are no
        // std::exception and pass.
        m.broken = std::current_exception();
    }
    m.kill(L, Trip::broken);
}

void push_native(lua_State* L, BoundNative bound)
{
    Machine& m = Machine::of(L);
    m.natives.push_back(std::move(bound));
    lua_pushlightuserdata(L, &m.natives.back());
    lua_pushcclosure(L, run_native, 1);
}

void set_field(lua_State* L, int table, std::string_view name)
{
    lua_pushlstring(L, name.data(), name.size());
    lua_insert(L, -2);
    lua_rawset(L, table);
}

// A value that may not leave is known only once the pack has ended, so that no line can be named.
Result<json::value> placed(Result<json::value> answer, std::string_view where)
{
    if (answer)
        return answer;
    Error error = answer.error();
    for (Fault& fault : error.faults)
        if (fault.where.empty() || fault.where == unknown_place)
            fault.where = where;
    return error;
}

// Where the function begins. Allocates nothing in Lua, so that no error can be raised.
std::string place_of(lua_State* L, Handle function)
{
    if (!lua_checkstack(L, 2))
        return std::string(unknown_place);
    lua_Debug about{};
    lua_rawgeti(L, LUA_REGISTRYINDEX, function.reference);
    if (!lua_isfunction(L, -1)) {
        lua_pop(L, 1);
        return std::string(unknown_place);
    }
    lua_getinfo(L, ">S", &about);
    const std::string_view source = about.source;
    return place(source.substr(source.starts_with('@') ? 1 : 0), about.linedefined, std::nullopt);
}

}  // namespace

State::State(Limits limits) : machine_(std::make_unique<Machine>(limits)) {}

State::~State() = default;

Result<Handle> State::make_function(std::string name, Native run, std::int64_t fuel)
{
    Handle made;
    const auto done = machine_->protect(unknown_place, true, [&](lua_State* L) {
        push_native(L, {std::move(name), std::move(run), fuel, false});
        made.reference = luaL_ref(L, LUA_REGISTRYINDEX);
    });
    if (!done)
        return done.error();
    return made;
}

Result<Handle> State::make_table(
    std::string name,
    std::span<const HostFunction> functions,
    std::span<const std::pair<std::string, Value>> members
)
{
    Handle made;
    const auto done = machine_->protect(unknown_place, true, [&](lua_State* L) {
        lua_newtable(L);
        const int table = lua_gettop(L);
        for (const HostFunction& function : functions) {
            const char* const joint = function.method ? ":" : ".";
            push_native(
                L, {name + joint + std::string(function.name), function.run, function.fuel,
                    function.method}
            );
            set_field(L, table, function.name);
        }
        for (const auto& [field, value] : members) {
            push_value(L, value);
            if (lua_type(L, -1) == LUA_TTABLE && std::holds_alternative<json::value>(value))
                make_read_only(L, name + "." + field);
            set_field(L, table, field);
        }
        make_read_only(L, name);
        made.reference = luaL_ref(L, LUA_REGISTRYINDEX);
    });
    if (!done)
        return done.error();
    return made;
}

Result<void> State::bind(std::span<const HostFunction> functions)
{
    std::map<std::string, std::vector<HostFunction>, std::less<>> by_library;
    for (const HostFunction& function : functions)
        by_library[std::string(function.library)].push_back(function);
    for (const auto& [name, own] : by_library) {
        const auto table = make_table(name, own);
        if (!table)
            return table.error();
        if (const auto set = set_global(name, *table); !set)
            return set.error();
        machine_->libraries[name] = table->reference;
    }
    return {};
}

Handle State::library(std::string_view name) const
{
    const auto found = machine_->libraries.find(name);
    return found == machine_->libraries.end() ? Handle{} : Handle{found->second};
}

Result<void> State::set_global(std::string_view name, Handle value)
{
    return machine_->protect(unknown_place, true, [&](lua_State* L) {
        lua_rawgetp(L, LUA_REGISTRYINDEX, &tags.base);
        lua_rawgeti(L, LUA_REGISTRYINDEX, value.reference);
        set_field(L, lua_gettop(L) - 1, name);
    });
}

Result<void> State::provide(std::string_view name, Handle value)
{
    return machine_->protect(unknown_place, true, [&](lua_State* L) {
        lua_rawgetp(L, LUA_REGISTRYINDEX, &tags.modules);
        lua_rawgeti(L, LUA_REGISTRYINDEX, value.reference);
        set_field(L, lua_gettop(L) - 1, name);
    });
}

void State::set_modules(FindModule find)
{
    machine_->find_module = std::move(find);
}

void State::set_recorder(Recorder recorder)
{
    machine_->recorder = std::move(recorder);
}

void State::set_watcher(Watcher watcher)
{
    machine_->watcher = std::move(watcher);
}

void State::set_line_log(LineLog* log)
{
    machine_->line_log = log;
}

Result<void> State::load(std::string_view chunk_name, std::string_view source)
{
    return machine_->protect(chunk_name, true, [&](lua_State* L) {
        const auto compiled = machine_->compile(L, chunk_name, source);
        if (!compiled)
            machine_->raise(L, compiled.error());
        lua_call(L, 0, 0);
        freeze_kept(*machine_, L);
    });
}

Result<json::value> State::evaluate(std::string_view chunk_name, std::string_view source)
{
    Result<json::value> answer = json::value();
    const auto done = machine_->protect(chunk_name, true, [&](lua_State* L) {
        const auto compiled = machine_->compile(L, chunk_name, source);
        if (!compiled)
            machine_->raise(L, compiled.error());
        if (machine_->entered == 1)
            machine_->begin(false);
        lua_call(L, 0, 1);
        answer = read_data(L, -1, {});
    });
    return placed(done ? std::move(answer) : done.error(), chunk_name);
}

Result<json::value> State::call(Handle function, std::span<const Value> values)
{
    Result<json::value> answer = json::value();
    const auto done = machine_->protect(unknown_place, false, [&](lua_State* L) {
        luaL_checkstack(L, static_cast<int>(values.size()) + 8, nullptr);
        lua_rawgeti(L, LUA_REGISTRYINDEX, function.reference);
        for (const Value& value : values)
            push_value(L, value);
        lua_call(L, static_cast<int>(values.size()), 1);
        answer = read_data(L, -1, {});
    });
    if (done && answer)
        return answer;
    const std::string where = place_of(machine_->main, function);
    return placed(done ? std::move(answer) : done.error(), where);
}

bool State::dead() const
{
    return machine_->trip != Trip::none;
}

const Limits& State::limits() const
{
    return machine_->limits;
}

std::int64_t State::instructions_used() const
{
    return machine_->instructions;
}

std::int64_t State::fuel_used() const
{
    return machine_->fuel;
}

std::size_t State::memory_used() const
{
    return machine_->used;
}

}  // namespace beihui::rules::lua

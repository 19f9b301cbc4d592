#include "rules/lua/shared.hpp"

#include "rules/lua/values.hpp"

#include <algorithm>
#include <bit>

namespace beihui::rules::lua
{
namespace
{

// More than this is not remembered.
constexpr int most_values = 8;
constexpr std::size_t most_bytes = 4 << 10;

// Whether it was called with nothing but the ctx and p of the rule that runs.
bool asks_about_the_case(lua_State* L, const Machine& m, int given)
{
    if (given < 1 || given > 2)
        return false;
    const ViewBox* const ctx = view_at(L, 1);
    if (!ctx || ctx->data != m.shared_context)
        return false;
    if (given == 1)
        return true;
    lua_rawgeti(L, LUA_REGISTRYINDEX, m.shared_parameter);
    const bool same = lua_rawequal(L, 2, -1) != 0;
    lua_pop(L, 1);
    return same;
}

std::optional<Scalar> scalar_at(lua_State* L, int index)
{
    switch (lua_type(L, index)) {
    case LUA_TNIL:     return Scalar();
    case LUA_TBOOLEAN: return Scalar(lua_toboolean(L, index) != 0);
    case LUA_TNUMBER:
        if (lua_isinteger(L, index))
            return Scalar(static_cast<std::int64_t>(lua_tointeger(L, index)));
        return Scalar(lua_tonumber(L, index));
    case LUA_TSTRING: {
        std::size_t size = 0;
        const char* const bytes = lua_tolstring(L, index, &size);
        return size <= most_bytes ? std::optional<Scalar>(std::string(bytes, size)) : std::nullopt;
    }
    default: return std::nullopt;
    }
}

void push(lua_State* L, const Scalar& scalar)
{
    if (const auto* const truth = std::get_if<bool>(&scalar))
        lua_pushboolean(L, *truth ? 1 : 0);
    else if (const auto* const integer = std::get_if<std::int64_t>(&scalar))
        lua_pushinteger(L, *integer);
    else if (const auto* const number = std::get_if<double>(&scalar))
        lua_pushnumber(L, *number);
    else if (const auto* const text = std::get_if<std::string>(&scalar))
        lua_pushlstring(L, text->data(), text->size());
    else
        lua_pushnil(L);
}

// All that is on the stack.
std::optional<SharedAnswer> answer_on(lua_State* L)
{
    SharedAnswer answer;
    const int count = lua_gettop(L);
    for (int i = 1; i <= count && count <= most_values; ++i) {
        auto value = scalar_at(L, i);
        if (!value)
            return std::nullopt;
        answer.values.push_back(std::move(*value));
    }
    return count <= most_values ? std::optional(std::move(answer)) : std::nullopt;
}

// Ends what it began, also when an error of Lua's passes.
class Open
{
public:
    Open(SharedCalls& calls, std::string_view name) : calls_(&calls) { calls.begins(name); }
    ~Open()
    {
        if (calls_)
            calls_->ends(std::nullopt);
    }
    Open(const Open&) = delete;
    Open& operator=(const Open&) = delete;

    void end(std::optional<SharedAnswer> answer)
    {
        std::exchange(calls_, nullptr)->ends(std::move(answer));
    }

private:
    SharedCalls* calls_;
};

// Runs the function, the first upvalue, with the arguments that it was given.
void run_it(lua_State* L, int given)
{
    lua_pushvalue(L, lua_upvalueindex(1));
    lua_insert(L, 1);
    lua_call(L, given, LUA_MULTRET);
}

void answer_or_run(lua_State* L, Machine& m, int given)
{
    const auto& function =
        *static_cast<const SharedFunction*>(lua_touserdata(L, lua_upvalueindex(2)));
    if (const SharedAnswer* const known = m.shared_calls->known(function.name)) {
        m.charge(L, known->fuel);
        lua_settop(L, 0);
        luaL_checkstack(L, most_values, nullptr);
        for (const Scalar& value : known->values)
            push(L, value);
        return;
    }
    Open open(*m.shared_calls, function.name);
    const std::int64_t before = m.fuel;
    run_it(L, given);
    auto answer = answer_on(L);
    if (answer)
        answer->fuel = m.fuel - before;
    open.end(std::move(answer));
}

int run_shared(lua_State* L)
{
    Machine& m = Machine::of(L);
    const int given = lua_gettop(L);
    luaL_checkstack(L, 4, nullptr);
    if (!m.shared_calls || !asks_about_the_case(L, m, given)) {
        run_it(L, given);
        return lua_gettop(L);
    }
    try {
        answer_or_run(L, m, given);
        return lua_gettop(L);
    } catch (const std::exception&) {
        m.broken = std::current_exception();  // as in run_native: Lua would swallow it
    }
    m.kill(L, Trip::broken);
}

// Whether the function on top, which is taken off, is one of (ctx) or (ctx, p).
bool has_the_parameters(lua_State* L)
{
    lua_Debug about;
    lua_pushvalue(L, -1);
    lua_getinfo(L, ">u", &about);
    const auto is_named = [&](int position, std::string_view name) {
        const char* const own = lua_getlocal(L, nullptr, position);
        return own && own == name;
    };
    const bool fits = !about.isvararg && (about.nparams == 1 || about.nparams == 2) &&
                      is_named(1, "ctx") && (about.nparams == 1 || is_named(2, "p"));
    lua_pop(L, 1);
    return fits;
}

bool is_same(const Scalar& a, const Scalar& b)
{
    const auto* const number = std::get_if<double>(&a);
    const auto* const other = std::get_if<double>(&b);
    // 0.0 is not -0.0, and a value that is no number is itself.
    if (number && other)
        return std::bit_cast<std::uint64_t>(*number) == std::bit_cast<std::uint64_t>(*other);
    return a == b;
}

}  // namespace

bool SharedAnswer::gives_the_same(const SharedAnswer& other) const
{
    return std::ranges::equal(values, other.values, is_same);
}

void share_functions(Machine& m, lua_State* L, int table, const std::string& module)
{
    lua_pushnil(L);
    while (lua_next(L, table)) {
        bool fits =
            lua_type(L, -2) == LUA_TSTRING && lua_isfunction(L, -1) && !lua_iscfunction(L, -1);
        if (fits) {
            lua_pushvalue(L, -1);
            fits = has_the_parameters(L);
        }
        if (!fits) {
            lua_pop(L, 1);
            continue;
        }
        SharedFunction& made = m.shared.emplace_back();
        made.name = module + "." + lua_tostring(L, -2);
        lua_pushlightuserdata(L, &made);
        lua_pushcclosure(L, run_shared, 2);
        lua_pushvalue(L, -1);
        made.reference = luaL_ref(L, LUA_REGISTRYINDEX);
        lua_pushvalue(L, -2);
        lua_insert(L, -2);
        lua_rawset(L, table);  // of a field that is there already, as lua_next allows
    }
}

bool push_function_behind(lua_State* L, int function)
{
    if (lua_tocfunction(L, function) != run_shared)
        return false;
    return lua_getupvalue(L, function, 1) != nullptr;
}

Result<void> State::call_shared(std::string_view name, std::span<const Value> values)
{
    const auto found = std::ranges::find(machine_->shared, name, &SharedFunction::name);
    if (found == machine_->shared.end())
        return pack_fault(
            code::run_time, {},
            {"没有共用的函数 " + std::string(name), "no shared function " + std::string(name)}
        );
    return machine_->protect("host", false, [&](lua_State* L) {
        luaL_checkstack(L, static_cast<int>(values.size()) + 8, nullptr);
        lua_rawgeti(L, LUA_REGISTRYINDEX, found->reference);
        for (const Value& value : values)
            push_value(L, value);
        lua_call(L, static_cast<int>(values.size()), 0);
    });
}

void State::follow_shared(SharedCalls* calls, const json::value* context, Handle parameter)
{
    machine_->shared_calls = calls;
    machine_->shared_context = context;
    machine_->shared_parameter = parameter.reference;
}

}  // namespace beihui::rules::lua

// string and utf8 of packs, where Lua's own would do unbounded work or show an address.
#include "rules/lua/machine.hpp"

#include <algorithm>

namespace beihui::rules::lua
{
namespace
{

constexpr lua_Integer most_slices = 250;
constexpr lua_Integer most_repeats = 65'536;

[[noreturn]] void raise_too_large(lua_State* L, std::string zh, std::string en)
{
    Machine::of(L).raise(L, code::too_large, {std::move(zh), std::move(en)});
}

// Calls Lua's own function, the first upvalue, with the arguments as they are.
int pass_on(lua_State* L)
{
    const int count = lua_gettop(L);
    lua_pushvalue(L, lua_upvalueindex(1));
    lua_insert(L, 1);
    lua_call(L, count, LUA_MULTRET);
    return lua_gettop(L);
}

void charge_for(lua_State* L, int index)
{
    if (lua_type(L, index) == LUA_TSTRING)
        Machine::of(L).charge_bytes(lua_rawlen(L, index));
}

// A position counted from the end, as one counted from the beginning.
lua_Integer from_start(lua_Integer position, lua_Integer length)
{
    return position >= 0 ? position : position < -length ? 1 : length + position + 1;
}

void check_format_argument(lua_State* L, char conversion, int argument)
{
    const int type = lua_type(L, argument);
    const bool plain =
        type == LUA_TSTRING || type == LUA_TNUMBER || type == LUA_TBOOLEAN || type == LUA_TNIL;
    if (conversion == 'p')
        Machine::of(L).raise(
            L, code::not_offered, {"规则包不提供 %p", "packs do not have %p"}, "format"
        );
    if ((conversion == 's' || conversion == 'q') && !plain)
        Machine::of(L).raise(
            L, code::run_time,
            {std::string("%") + conversion + " 只接受文字、数、真假值和 nil",
             std::string("%") + conversion + " takes texts, numbers, truth values and nil"},
            "format"
        );
}

}  // namespace

int linear_guarded(lua_State* L)
{
    charge_for(L, 1);
    return pass_on(L);
}

int slice_guarded(lua_State* L)
{
    const auto length =
        static_cast<lua_Integer>(luaL_checklstring(L, 1, nullptr) ? lua_rawlen(L, 1) : 0);
    const lua_Integer first =
        std::max<lua_Integer>(from_start(luaL_optinteger(L, 2, 1), length), 1);
    const lua_Integer last = std::min(from_start(luaL_optinteger(L, 3, first), length), length);
    if (last - first >= most_slices)
        raise_too_large(L, "一次最多取 250 个", "at most 250 at a time");
    return pass_on(L);
}

// string.byte, which rules call for one character after another.
int string_byte(lua_State* L)
{
    std::size_t size = 0;
    const char* const text = luaL_checklstring(L, 1, &size);
    const auto length = static_cast<lua_Integer>(size);
    const lua_Integer from = luaL_optinteger(L, 2, 1);
    const lua_Integer to = luaL_optinteger(L, 3, from);
    const lua_Integer first = std::max<lua_Integer>(from_start(from, length), 1);
    const lua_Integer last = to < -length ? 0 : std::min(from_start(to, length), length);
    if (first > last)
        return 0;
    if (last - first >= most_slices)
        raise_too_large(L, "一次最多取 250 个", "at most 250 at a time");
    luaL_checkstack(L, static_cast<int>(last - first) + 1, nullptr);
    for (lua_Integer at = first; at <= last; ++at)
        lua_pushinteger(L, static_cast<unsigned char>(text[at - 1]));
    return static_cast<int>(last - first) + 1;
}

int string_rep(lua_State* L)
{
    Machine& m = Machine::of(L);
    std::size_t size = 0;
    std::size_t between_size = 0;
    const char* const text = luaL_checklstring(L, 1, &size);
    const lua_Integer times = luaL_checkinteger(L, 2);
    const char* const between = luaL_optlstring(L, 3, "", &between_size);
    if (times <= 0 || size + between_size == 0) {
        lua_pushliteral(L, "");
        return 1;
    }
    const std::size_t most = m.limits.string_bytes;
    const bool fits =
        times <= most_repeats && size <= most && between_size <= most &&
        static_cast<std::size_t>(times) * (size + between_size) <= most + between_size;
    if (!fits)
        raise_too_large(L, "rep 的结果过长", "the result of rep is too long");
    std::string result;
    result.reserve(static_cast<std::size_t>(times) * (size + between_size));
    for (lua_Integer i = 0; i < times; ++i) {
        result.append(text, size);
        if (i + 1 < times)
            result.append(between, between_size);
    }
    lua_pushlstring(L, result.data(), result.size());
    return 1;
}

int string_format_guarded(lua_State* L)
{
    std::size_t size = 0;
    const char* const form = luaL_checklstring(L, 1, &size);
    std::size_t total = size;
    int argument = 1;
    for (std::size_t i = 0; i < size; ++i) {
        if (form[i] != '%')
            continue;
        while (++i < size &&
               std::string_view("-+ #0123456789.").find(form[i]) != std::string_view::npos) {
        }
        if (i >= size || form[i] == '%')
            continue;
        check_format_argument(L, form[i], ++argument);
        total += lua_type(L, argument) == LUA_TSTRING ? lua_rawlen(L, argument) : 0;
    }
    if (total > Machine::of(L).limits.string_bytes)
        raise_too_large(L, "format 的结果过长", "the result of format is too long");
    Machine::of(L).charge_bytes(total);
    return pass_on(L);
}

}  // namespace beihui::rules::lua

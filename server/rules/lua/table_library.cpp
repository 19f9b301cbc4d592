// table of packs: costs are charged, read-only tables stay so, and sorting is stable.
#include "rules/lua/machine.hpp"

#include <algorithm>

namespace beihui::rules::lua
{
namespace
{

constexpr lua_Integer most_unpacked = 250;

// A table, or a view: anything with a length and positions. Returns the length.
lua_Integer length_of_list(lua_State* L, int index)
{
    if (lua_type(L, index) != LUA_TUSERDATA)
        luaL_checktype(L, index, LUA_TTABLE);
    return luaL_len(L, index);
}

int concat(lua_State* L)
{
    Machine& m = Machine::of(L);
    const lua_Integer length = length_of_list(L, 1);
    std::size_t between_size = 0;
    const char* const between = luaL_optlstring(L, 2, "", &between_size);
    const lua_Integer first = luaL_optinteger(L, 3, 1);
    const lua_Integer last = luaL_optinteger(L, 4, length);
    std::string result;
    for (lua_Integer i = first; i <= last; ++i) {
        const int type = lua_geti(L, 1, i);
        if (type != LUA_TSTRING && type != LUA_TNUMBER)
            return luaL_error(L, "invalid value (at index %I) in table for 'concat'", i);
        std::size_t size = 0;
        const char* const text = lua_tolstring(L, -1, &size);
        if (result.size() + size + between_size > m.limits.string_bytes)
            m.raise(L, code::too_large, {"concat 的结果过长", "the result of concat is too long"});
        result.append(text, size);
        if (i < last)
            result.append(between, between_size);
        lua_pop(L, 1);
        m.charge_steps(L, 1);
        if (i == LUA_MAXINTEGER)
            break;
    }
    lua_pushlstring(L, result.data(), result.size());
    return 1;
}

int insert(lua_State* L)
{
    check_writable(L, 1);
    const lua_Integer end = static_cast<lua_Integer>(lua_rawlen(L, 1)) + 1;
    const int count = lua_gettop(L);
    if (count != 2 && count != 3)
        return luaL_error(L, "wrong number of arguments to 'insert'");
    const lua_Integer position = count == 2 ? end : luaL_checkinteger(L, 2);
    luaL_argcheck(L, position >= 1 && position <= end, 2, "position out of bounds");
    Machine::of(L).charge_steps(L, end - position);
    for (lua_Integer i = end; i > position; --i) {
        lua_rawgeti(L, 1, i - 1);
        lua_rawseti(L, 1, i);
    }
    lua_pushvalue(L, count);
    lua_rawseti(L, 1, position);
    return 0;
}

int remove_at(lua_State* L)
{
    check_writable(L, 1);
    const auto length = static_cast<lua_Integer>(lua_rawlen(L, 1));
    const lua_Integer position = luaL_optinteger(L, 2, length);
    const bool inside = position >= 1 && position <= length + 1;
    luaL_argcheck(L, inside || (length == 0 && position == 0), 2, "position out of bounds");
    Machine::of(L).charge_steps(L, std::max<lua_Integer>(length - position, 0));
    lua_rawgeti(L, 1, position);
    for (lua_Integer i = position; i < length; ++i) {
        lua_rawgeti(L, 1, i + 1);
        lua_rawseti(L, 1, i);
    }
    if (position <= length && length > 0) {
        lua_pushnil(L);
        lua_rawseti(L, 1, length);
    }
    return 1;
}

int unpack(lua_State* L)
{
    const lua_Integer first = luaL_optinteger(L, 2, 1);
    const lua_Integer last = lua_isnoneornil(L, 3) ? length_of_list(L, 1) : luaL_checkinteger(L, 3);
    if (first > last)
        return 0;
    const lua_Unsigned more = static_cast<lua_Unsigned>(last) - static_cast<lua_Unsigned>(first);
    if (more >= static_cast<lua_Unsigned>(most_unpacked) ||
        !lua_checkstack(L, static_cast<int>(more) + 1))
        return luaL_error(L, "too many results to unpack");
    for (lua_Unsigned i = 0; i <= more; ++i)
        lua_geti(L, 1, first + static_cast<lua_Integer>(i));
    return static_cast<int>(more) + 1;
}

// A stable merge sort. Lua's own is neither stable nor the same in every process (its pivot comes
// from the clock), and it calls a comparison that contradicts itself for ever.
// Stack: 1 the list, 2 the comparison or nil, 3 and 4 two tables that take turns.
class MergeSort
{
public:
    MergeSort(lua_State* lua, lua_Integer length) : L(lua), length_(length) {}

    void run()
    {
        for (lua_Integer i = 1; i <= length_; ++i)
            move(1, i, 3, i);
        int from = 3;
        for (lua_Integer width = 1; width < length_; width *= 2) {
            for (lua_Integer start = 1; start <= length_; start += 2 * width)
                merge(from, start, width);
            from = 7 - from;
        }
        check_writable(L, 1);
        for (lua_Integer i = 1; i <= length_; ++i)
            move(from, i, 1, i);
    }

private:
    void move(int from, lua_Integer source, int to, lua_Integer target)
    {
        lua_rawgeti(L, from, source);
        lua_rawseti(L, to, target);
    }

    bool is_less(int table, lua_Integer a, lua_Integer b)
    {
        if (lua_isnil(L, 2)) {
            lua_rawgeti(L, table, a);
            lua_rawgeti(L, table, b);
            const bool less = lua_compare(L, -2, -1, LUA_OPLT) != 0;
            lua_pop(L, 2);
            return less;
        }
        lua_pushvalue(L, 2);
        lua_rawgeti(L, table, a);
        lua_rawgeti(L, table, b);
        lua_call(L, 2, 1);
        const bool less = lua_toboolean(L, -1) != 0;
        lua_pop(L, 1);
        return less;
    }

    void merge(int from, lua_Integer start, lua_Integer width)
    {
        const lua_Integer middle = std::min(start + width, length_ + 1);
        const lua_Integer end = std::min(start + 2 * width, length_ + 1);
        lua_Integer left = start;
        lua_Integer right = middle;
        Machine::of(L).charge_steps(L, end - start);
        for (lua_Integer target = start; target < end; ++target) {
            const bool take_right = left == middle || (right < end && is_less(from, right, left));
            move(from, take_right ? right++ : left++, 7 - from, target);
        }
    }

    lua_State* L;
    lua_Integer length_;
};

int sort(lua_State* L)
{
    check_writable(L, 1);
    lua_settop(L, 2);
    if (!lua_isnil(L, 2))
        luaL_checktype(L, 2, LUA_TFUNCTION);
    lua_newtable(L);
    lua_newtable(L);
    MergeSort(L, static_cast<lua_Integer>(lua_rawlen(L, 1))).run();
    return 0;
}

}  // namespace

const luaL_Reg own_table_functions[] = {
    {"concat", concat}, {"insert", insert}, {"remove", remove_at},
    {"sort", sort},     {"unpack", unpack}, {nullptr, nullptr},
};

}  // namespace beihui::rules::lua

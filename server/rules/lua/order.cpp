// `pairs` and `next` of packs. Lua's own order differs from process to process, and a decision
// must not.
#include "rules/lua/values.hpp"

#include <algorithm>

namespace beihui::rules::lua
{
namespace
{

enum class Rank
{
    number,
    text,
    truth,
};

struct Key
{
    Rank rank = Rank::number;
    bool is_integer = true;
    lua_Integer integer = 0;  // also 0 and 1 for false and true
    double number = 0;
    std::string_view text;  // held by the table that has the key
};

bool operator<(const Key& a, const Key& b)
{
    if (a.rank != b.rank)
        return a.rank < b.rank;
    if (a.rank == Rank::text)
        return a.text < b.text;
    if (a.is_integer && b.is_integer)
        return a.integer < b.integer;
    // A float that is a key has a fraction, so that it is below 2^53, or lies outside the integers.
    return a.number < b.number;
}

// The value at `index` as a key. Raises for kinds that have no order of their own.
Key key_at(lua_State* L, int index)
{
    Key key;
    switch (lua_type(L, index)) {
    case LUA_TNUMBER:
        key.is_integer = lua_isinteger(L, index) != 0;
        key.integer = key.is_integer ? lua_tointeger(L, index) : 0;
        key.number = lua_tonumber(L, index);
        return key;
    case LUA_TSTRING: {
        std::size_t size = 0;
        const char* const bytes = lua_tolstring(L, index, &size);
        key.rank = Rank::text;
        key.text = {bytes, size};
        return key;
    }
    case LUA_TBOOLEAN:
        key.rank = Rank::truth;
        key.integer = lua_toboolean(L, index);
        return key;
    default: break;
    }
    const std::string type = luaL_typename(L, index);
    Machine::of(L).raise(
        L, code::run_time,
        {"键是 " + type + "，没有固定的次序，不能遍历",
         "a key is a " + type + ", which has no order"},
        "pairs"
    );
}

void push_key(lua_State* L, const Key& key)
{
    if (key.rank == Rank::text)
        lua_pushlstring(L, key.text.data(), key.text.size());
    else if (key.rank == Rank::truth)
        lua_pushboolean(L, static_cast<int>(key.integer));
    else if (key.is_integer)
        lua_pushinteger(L, key.integer);
    else
        lua_pushnumber(L, key.number);
}

void add_keys_of_view(const ViewBox& view, std::vector<Key>& keys)
{
    if (const json::object* const object = view.data->if_object()) {
        for (const auto& member : *object) {
            Key key;
            key.rank = Rank::text;
            key.text = {member.key().data(), member.key().size()};
            keys.push_back(key);
        }
        return;
    }
    for (std::size_t i = 1; i <= view.data->get_array().size(); ++i) {
        Key key;
        key.integer = static_cast<lua_Integer>(i);
        key.number = static_cast<double>(i);
        keys.push_back(key);
    }
}

// All keys of the table or view at `index`, in order; each counts as one instruction.
std::vector<Key> keys_of(lua_State* L, int index)
{
    std::vector<Key> keys;
    if (const ViewBox* const view = view_at(L, index)) {
        add_keys_of_view(*view, keys);
        record_size(L, *view, keys.size());
    } else {
        luaL_checktype(L, index, LUA_TTABLE);
        push_contents(L, index);
        lua_pushnil(L);
        while (lua_next(L, -2)) {
            lua_pop(L, 1);
            keys.push_back(key_at(L, -1));
        }
        lua_pop(L, 1);
    }
    Machine::of(L).charge_steps(L, static_cast<std::int64_t>(keys.size()));
    std::sort(keys.begin(), keys.end());
    return keys;
}

// Upvalues: the table or view, its keys, how many have been given.
int step(lua_State* L)
{
    lua_Integer position = lua_tointeger(L, lua_upvalueindex(3));
    for (;;) {
        lua_settop(L, 0);
        if (lua_rawgeti(L, lua_upvalueindex(2), ++position) == LUA_TNIL)
            return 1;
        lua_pushinteger(L, position);
        lua_replace(L, lua_upvalueindex(3));
        lua_pushvalue(L, 1);
        const int type = lua_gettable(L, lua_upvalueindex(1));
        if (type != LUA_TNIL || lua_isuserdata(L, lua_upvalueindex(1)))
            return 2;  // a field that was taken out on the way is passed over
    }
}

}  // namespace

int sorted_pairs(lua_State* L)
{
    luaL_checkany(L, 1);
    lua_settop(L, 1);
    const std::vector<Key> keys = keys_of(L, 1);
    lua_pushvalue(L, 1);
    lua_createtable(L, static_cast<int>(keys.size()), 0);
    lua_Integer position = 0;
    for (const Key& key : keys) {
        push_key(L, key);
        lua_rawseti(L, -2, ++position);
    }
    lua_pushinteger(L, 0);
    lua_pushcclosure(L, step, 3);
    lua_pushnil(L);
    lua_pushnil(L);
    return 3;
}

int sorted_next(lua_State* L)
{
    luaL_checkany(L, 1);
    lua_settop(L, 2);
    const std::vector<Key> keys = keys_of(L, 1);
    const auto found =
        lua_isnil(L, 2) ? keys.begin() : std::upper_bound(keys.begin(), keys.end(), key_at(L, 2));
    if (found == keys.end()) {
        lua_pushnil(L);
        return 1;
    }
    push_key(L, *found);
    lua_pushvalue(L, -1);
    lua_gettable(L, 1);
    return 2;
}

}  // namespace beihui::rules::lua

// Data of a pack itself, such as a parameter, as tables that its rules read without a call into the
// host. They behave as a view of the same data does: a name that is not there raises, a list has a
// length, and nothing can be written.
#include "rules/lua/values.hpp"

#include <algorithm>

namespace beihui::rules::lua
{
namespace
{

// Beyond this a list of plain values is rather handed on whole, to a function of the host, than read
// one by one; as a view it is handed on at no cost.
constexpr std::size_t most_plain_elements = 64;
constexpr std::size_t most_values_of_data = 4'000;
constexpr int deepest_frozen = 32;

// Keys of the registry: what the contents of objects and of lists answer for what they do not hold.
char object_answers = 0;
char list_answers = 0;

[[noreturn]] void raise_not_there(lua_State* L)
{
    const bool named = lua_type(L, 2) == LUA_TSTRING;
    const char* const type = lua_isinteger(L, 2) ? "[n]" : luaL_typename(L, 2);
    raise_unknown(L, "", named ? lua_tostring(L, 2) : type, 1);
}

int not_in_object(lua_State* L)
{
    raise_not_there(L);
}

int not_in_list(lua_State* L)
{
    if (!lua_isinteger(L, 2))
        raise_not_there(L);
    lua_pushnil(L);
    return 1;
}

int no_length(lua_State* L)
{
    Machine::of(L).raise(L, code::run_time, {"只有列表才有长度", "only a list has a length"});
}

void push_answers(lua_State* L, bool is_list)
{
    char* const key = is_list ? &list_answers : &object_answers;
    if (lua_rawgetp(L, LUA_REGISTRYINDEX, key) == LUA_TTABLE)
        return;
    lua_pop(L, 1);
    lua_createtable(L, 0, 1);
    lua_pushcfunction(L, is_list ? not_in_list : not_in_object);
    lua_setfield(L, -2, "__index");
    lua_pushvalue(L, -1);
    lua_rawsetp(L, LUA_REGISTRYINDEX, key);
}

// Makes the table on top one that can be read only.
void freeze_top(lua_State* L, bool is_list)
{
    push_answers(L, is_list);
    lua_setmetatable(L, -2);
    make_read_only(L);
    if (is_list)
        return;
    lua_getmetatable(L, -1);
    lua_pushcfunction(L, no_length);
    lua_setfield(L, -2, "__len");
    lua_pop(L, 1);
}

void push_frozen(lua_State* L, const json::value& data)
{
    luaL_checkstack(L, 8, nullptr);
    if (const json::array* const list = data.if_array()) {
        lua_createtable(L, static_cast<int>(list->size()), 0);
        lua_Integer position = 0;
        for (const json::value& item : *list) {
            push_frozen(L, item);
            lua_rawseti(L, -2, ++position);
        }
        freeze_top(L, true);
    } else if (const json::object* const object = data.if_object()) {
        lua_createtable(L, 0, static_cast<int>(object->size()));
        for (const auto& member : *object) {
            lua_pushlstring(L, member.key().data(), member.key().size());
            push_frozen(L, member.value());
            lua_rawset(L, -3);
        }
        freeze_top(L, false);
    } else {
        push_data(L, data);
    }
}

// Counts the values; false for what is better looked at as a view: a null, which reads as nil there,
// long lists of plain values, and very much or very deep data.
bool can_freeze(const json::value& data, int depth, std::size_t& count)
{
    if (data.is_null() || depth > deepest_frozen || ++count > most_values_of_data)
        return false;
    const auto fits = [&](const json::value& inner) { return can_freeze(inner, depth + 1, count); };
    if (const json::array* const list = data.if_array()) {
        const bool is_long = list->size() > most_plain_elements;
        return !(is_long && !list->front().is_structured()) && std::ranges::all_of(*list, fits);
    }
    if (const json::object* const object = data.if_object())
        return std::ranges::all_of(*object, [&](const auto& member) {
            return fits(member.value());
        });
    return true;
}

}  // namespace

Result<Handle> State::make_data(const json::value& data)
{
    std::size_t count = 0;
    Handle made;
    if (!data.is_structured() || !can_freeze(data, 0, count))
        return made;
    const auto done = machine_->protect("host", true, [&](lua_State* L) {
        push_frozen(L, data);
        made.reference = luaL_ref(L, LUA_REGISTRYINDEX);
    });
    if (!done)
        return done.error();
    return made;
}

}  // namespace beihui::rules::lua

#include "rules/lua/call.hpp"

#include "rules/lua/values.hpp"

#include <cmath>

namespace beihui::rules::lua
{

Call::Call(Machine& machine, lua_State* lua, std::string_view name, int first)
    : machine_(machine), lua_(lua), name_(name), first_(first)
{}

int Call::count() const
{
    return std::max(lua_gettop(lua_) - first_ + 1, 0);
}

Kind Call::kind(int argument) const
{
    switch (lua_type(lua_, index(argument))) {
    case LUA_TNONE:     return Kind::none;
    case LUA_TNIL:      return Kind::nil;
    case LUA_TBOOLEAN:  return Kind::boolean;
    case LUA_TNUMBER:   return Kind::number;
    case LUA_TSTRING:   return Kind::text;
    case LUA_TTABLE:    return Kind::table;
    case LUA_TFUNCTION: return Kind::function;
    default:            return view_at(lua_, index(argument)) ? Kind::view : Kind::other;
    }
}

Error Call::wrong(int argument, std::string_view zh, std::string_view en) const
{
    const std::string position = std::to_string(argument);
    const std::string got = luaL_typename(lua_, index(argument));
    return pack_fault(
        code::argument, {},
        {std::string(name_) + " 的第 " + position + " 个参数应为" + std::string(zh) + "，实为 " +
             got,
         "argument " + position + " of " + std::string(name_) + " must be " + std::string(en) +
             ", not " + got}
    );
}

Result<std::string_view> Call::text(int argument) const
{
    if (kind(argument) != Kind::text)
        return wrong(argument, "文字", "a text");
    std::size_t size = 0;
    const char* const bytes = lua_tolstring(lua_, index(argument), &size);
    return std::string_view(bytes, size);
}

Result<std::int64_t> Call::integer(int argument) const
{
    int is_integer = 0;
    const lua_Integer value =
        kind(argument) == Kind::number ? lua_tointegerx(lua_, index(argument), &is_integer) : 0;
    if (is_integer == 0)
        return wrong(argument, "整数", "an integer");
    return static_cast<std::int64_t>(value);
}

Result<double> Call::number(int argument) const
{
    const double value = kind(argument) == Kind::number ? lua_tonumber(lua_, index(argument)) : NAN;
    if (!std::isfinite(value))
        return wrong(argument, "有限的数", "a finite number");
    return value;
}

Result<bool> Call::boolean(int argument) const
{
    if (kind(argument) != Kind::boolean)
        return wrong(argument, "真假值", "true or false");
    return lua_toboolean(lua_, index(argument)) != 0;
}

Result<json::value> Call::read(int argument, bool fractions)
{
    return read_data(lua_, index(argument), {code::argument, fractions});
}

Result<json::value> Call::data(int argument)
{
    return read(argument, true);
}

Result<json::value> Call::result(int argument)
{
    return read_data(lua_, index(argument), {code::result, false});
}

Result<Handle> Call::function(int argument)
{
    if (kind(argument) != Kind::function)
        return wrong(argument, "函数", "a function");
    lua_pushvalue(lua_, index(argument));
    const Handle kept{luaL_ref(lua_, LUA_REGISTRYINDEX)};
    machine_.kept.push_back(kept.reference);
    return kept;
}

Result<Record> Call::record(int argument)
{
    if (kind(argument) != Kind::table)
        return wrong(argument, "表", "a table");
    Record record;
    const int top = lua_gettop(lua_);
    push_contents(lua_, index(argument));
    lua_newtable(lua_);  // what is left once the functions are taken out
    const int rest = top + 2;
    lua_pushnil(lua_);
    while (lua_next(lua_, top + 1)) {
        const bool named = lua_type(lua_, -2) == LUA_TSTRING;
        if (named && lua_isfunction(lua_, -1)) {
            const std::string name = lua_tostring(lua_, -2);
            const Handle kept{luaL_ref(lua_, LUA_REGISTRYINDEX)};
            machine_.kept.push_back(kept.reference);
            record.functions.emplace(name, kept);
            continue;
        }
        lua_pushvalue(lua_, -2);
        lua_insert(lua_, -2);
        lua_rawset(lua_, rest);
    }
    auto data = read_data(lua_, rest, {code::argument, false});
    lua_settop(lua_, top);
    if (!data)
        return data.error();
    if (json::object* const members = data->if_object())
        record.data = std::move(*members);
    else if (!data->get_array().empty())
        return wrong(argument, "以名称为键的表", "a table with names");
    return record;
}

Result<std::vector<Value>> Call::items(int argument)
{
    std::vector<Value> items;
    if (kind(argument) == Kind::view) {
        const ViewBox* const view = view_at(lua_, index(argument));
        const json::array* const list = view->data->if_array();
        if (!list)
            return wrong(argument, "列表", "a list");
        record_size(lua_, *view, list->size());
        // A function of the host may look at all of a row without the rule reading it.
        watch(lua_, *view, {}, Saw::value, *view->data);
        std::size_t position = 0;
        for (const json::value& item : *list)
            items.emplace_back(View{
                &item,
                std::string(view->path()) + "[" + std::to_string(++position) + "]",
                view->recorded,
                {}
            });
        return items;
    }
    auto data = read(argument, true);
    if (!data)
        return data.error();
    json::array* const list = data->if_array();
    if (!list)
        return wrong(argument, "列表", "a list");
    for (json::value& item : *list)
        items.emplace_back(std::move(item));
    return items;
}

Result<json::value> Call::call(int argument, std::span<const Value> values)
{
    if (kind(argument) != Kind::function)
        return wrong(argument, "函数", "a function");
    const int top = lua_gettop(lua_);
    luaL_checkstack(lua_, static_cast<int>(values.size()) + 8, nullptr);
    lua_pushvalue(lua_, index(argument));
    for (const Value& value : values)
        push_value(lua_, value);
    lua_call(lua_, static_cast<int>(values.size()), 1);
    auto answer = read_data(lua_, -1, {code::argument, true});
    lua_settop(lua_, top);
    return answer;
}

void Call::charge(std::int64_t fuel)
{
    machine_.charge(lua_, fuel);
}

std::string Call::where() const
{
    const Caught here = machine_.look_up(lua_, 0);
    return machine_.place_in(here.chunk_name, here.line, here.callee);
}

}  // namespace beihui::rules::lua

// Data of the host as a pack sees it: it can be looked at, by name and by position, and no more.
#include "rules/lua/values.hpp"

#include <algorithm>

namespace beihui::rules::lua
{
namespace
{

std::string suffix_of(std::string_view name, bool first)
{
    return first ? std::string(name) : "." + std::string(name);
}

// Pushes what the members of a view have under that name; false if they have none.
bool push_member(lua_State* L, const ViewBox& view, std::string_view name)
{
    if (view.members == 0)
        return false;
    lua_rawgeti(L, LUA_REGISTRYINDEX, view.members);
    push_contents(L, -1);
    lua_pushlstring(L, name.data(), name.size());
    return lua_rawget(L, -2) != LUA_TNIL;
}

[[noreturn]] void raise_no_field(lua_State* L, const ViewBox& view, std::string_view name)
{
    lua_newtable(L);
    const int known = lua_gettop(L);
    const auto add = [&](std::string_view key) {
        lua_pushlstring(L, key.data(), key.size());
        lua_pushboolean(L, 1);
        lua_rawset(L, known);
    };
    if (const json::object* const object = view.data->if_object())
        for (const auto& member : *object)
            add({member.key().data(), member.key().size()});
    if (view.members != 0) {
        lua_rawgeti(L, LUA_REGISTRYINDEX, view.members);
        push_contents(L, -1);
        lua_pushnil(L);
        while (lua_next(L, -2)) {
            lua_pop(L, 1);
            if (lua_type(L, -1) == LUA_TSTRING)
                add(lua_tostring(L, -1));
        }
    }
    raise_unknown(L, view.path(), name, known);
}

int index_view(lua_State* L)
{
    const ViewBox* const view = view_at(L, 1);
    if (const json::array* const list = view->data->if_array(); list && lua_isinteger(L, 2)) {
        const lua_Integer at = lua_tointeger(L, 2);
        if (at < 1 || static_cast<lua_Unsigned>(at) > list->size()) {
            record_size(L, *view, list->size());
            return 0;
        }
        const auto position = static_cast<std::size_t>(at);
        push_within(L, *view, (*list)[position - 1], "[" + std::to_string(position) + "]");
        return 1;
    }
    if (lua_type(L, 2) != LUA_TSTRING) {
        const char* const type = lua_isinteger(L, 2) ? "[n]" : luaL_typename(L, 2);
        raise_no_field(L, *view, type);
    }
    std::size_t size = 0;
    const char* const text = lua_tolstring(L, 2, &size);
    const std::string_view name(text, size);
    const json::object* const object = view->data->if_object();
    const json::value* const found = object ? object->if_contains(name) : nullptr;
    if (found) {
        push_within(L, *view, *found, suffix_of(name, view->path_size == 0));
    } else if (view->is_map) {
        watch(L, *view, suffix_of(name, view->path_size == 0), Saw::value, json::value());
        lua_pushnil(L);
    } else if (!push_member(L, *view, name)) {
        raise_no_field(L, *view, name);
    }
    return 1;
}

int length_of_view(lua_State* L)
{
    const ViewBox* const view = view_at(L, 1);
    const json::array* const list = view->data->if_array();
    if (!list)
        Machine::of(L).raise(L, code::run_time, {"只有列表才有长度", "only a list has a length"});
    record_size(L, *view, list->size());
    lua_pushinteger(L, static_cast<lua_Integer>(list->size()));
    return 1;
}

int refuse_write_to_view(lua_State* L)
{
    const std::string name = lua_type(L, 2) == LUA_TSTRING ? lua_tostring(L, 2) : "";
    Machine::of(L).raise(
        L, code::write, {"案卷数据是只读的：" + name, "the data of the case is read-only: " + name},
        name
    );
}

bool is_view(lua_State* L, int index)
{
    if (lua_type(L, index) != LUA_TUSERDATA || !lua_getmetatable(L, index))
        return false;
    lua_rawgetp(L, LUA_REGISTRYINDEX, &tags.view);
    const bool same = lua_rawequal(L, -1, -2) != 0;
    lua_pop(L, 2);
    return same;
}

void push_box(lua_State* L, const ViewBox& box, std::string_view before, std::string_view after)
{
    const std::size_t path_size = box.recorded ? before.size() + after.size() : 0;
    void* const block = lua_newuserdatauv(L, sizeof(ViewBox) + path_size, 0);
    ViewBox* const made = new (block) ViewBox(box);
    made->path_size = path_size;
    if (path_size > 0) {
        char* const path = reinterpret_cast<char*>(made + 1);
        std::copy(after.begin(), after.end(), std::copy(before.begin(), before.end(), path));
    }
    lua_rawgetp(L, LUA_REGISTRYINDEX, &tags.view);
    lua_setmetatable(L, -2);
}

}  // namespace

void open_views(lua_State* L)
{
    static constexpr luaL_Reg functions[] = {
        {"__index", index_view},
        {"__len", length_of_view},
        {"__newindex", refuse_write_to_view},
        {nullptr, nullptr},
    };
    lua_createtable(L, 0, 3);
    luaL_setfuncs(L, functions, 0);
    lua_rawsetp(L, LUA_REGISTRYINDEX, &tags.view);
}

const ViewBox* view_at(lua_State* L, int index)
{
    if (!is_view(L, index))
        return nullptr;
    const ViewBox* const view = static_cast<const ViewBox*>(lua_touserdata(L, index));
    Machine& m = Machine::of(L);
    if (view->epoch != m.epoch)
        m.raise(
            L, code::write,
            {"上一次判定的数据已失效，不能留到下一次", "data of an earlier call cannot be kept"}
        );
    return view;
}

void record_read(
    lua_State* L,
    const ViewBox& view,
    std::string_view suffix,
    const json::value& read
)
{
    const Machine& m = Machine::of(L);
    if (view.recorded && m.recorder)
        m.recorder(std::string(view.path()).append(suffix), read);
    watch(L, view, suffix, Saw::value, read);
}

void record_size(lua_State* L, const ViewBox& view, std::size_t size)
{
    const Machine& m = Machine::of(L);
    if (view.recorded && m.recorder)
        m.recorder(std::string(view.path()).append(".#"), size);
    watch(L, view, {}, view.data->is_array() ? Saw::size : Saw::names, *view.data);
}

void watch(
    lua_State* L,
    const ViewBox& view,
    std::string_view suffix,
    Saw saw,
    const json::value& seen
)
{
    const Machine& m = Machine::of(L);
    if (!m.watcher || !view.recorded)
        return;
    // A name with one of these could not be told from a path.
    const bool is_plain = suffix.empty() || suffix.starts_with('[') ||
                          suffix.find_first_of(".[", 1) == std::string_view::npos;
    m.watcher(is_plain ? saw : Saw::lost, std::string(view.path()).append(suffix), seen);
}

void push_within(
    lua_State* L,
    const ViewBox& view,
    const json::value& found,
    std::string_view suffix
)
{
    if (found.is_object() || found.is_array()) {
        ViewBox inner = view;
        inner.data = &found;
        inner.members = 0;
        inner.is_map = view.maps && view.data == view.maps && found.is_object();
        watch(L, view, suffix, Saw::kind, found);
        push_box(L, inner, view.path(), suffix);
        return;
    }
    record_read(L, view, suffix, found);
    push_data(L, found);
}

void push_view(lua_State* L, const View& view)
{
    if (!view.data->is_object() && !view.data->is_array()) {
        push_data(L, *view.data);
        return;
    }
    const ViewBox box{
        view.data, Machine::of(L).epoch, 0, view.members.reference, view.recorded, view.maps,
        false
    };
    push_box(L, box, view.path, {});
}

}  // namespace beihui::rules::lua

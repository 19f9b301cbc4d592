// Data of the host as a pack sees it: it can be looked at, by name and by position, and no more.
#include "rules/lua/values.hpp"

#include <algorithm>
#include <charconv>

namespace beihui::rules::lua
{
namespace
{

// Where a member stood in the object in which it was found last: objects of one kind have their
// members in one order, so that the next one is mostly found where it is looked for first. Lua keeps
// one copy of a short text, whose address finds the place; what stands there is always compared.
const json::value* member_of(
    Machine& m,
    const json::object& object,
    const char* name,
    std::size_t size
)
{
    const std::size_t slot = (reinterpret_cast<std::uintptr_t>(name) >> 4) % m.places.size();
    std::uint32_t& place = m.places[slot];
    const json::string_view wanted(name, size);
    if (place < object.size())
        if (const auto at = object.begin() + place; at->key() == wanted)
            return &at->value();
    const auto found = object.find(wanted);
    if (found == object.end())
        return nullptr;
    place = static_cast<std::uint32_t>(found - object.begin());
    return &found->value();
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

int index_named(lua_State* L, Machine& m, const ViewBox& view)
{
    std::size_t size = 0;
    const char* const text = lua_tolstring(L, 2, &size);
    const json::object* const object = view.data->if_object();
    const json::value* const found = object ? member_of(m, *object, text, size) : nullptr;
    const std::string_view name(text, size);
    if (found) {
        push_within(L, view, *found, {name});
    } else if (view.is_map) {
        watch(L, view, {name}, Saw::value, json::value());
        lua_pushnil(L);
    } else if (!push_member(L, view, name)) {
        raise_no_field(L, view, name);
    }
    return 1;
}

int index_view(lua_State* L)
{
    const ViewBox* const view = view_at(L, 1);
    if (lua_type(L, 2) == LUA_TSTRING)
        return index_named(L, Machine::of(L), *view);
    const json::array* const list = view->data->if_array();
    if (!list || !lua_isinteger(L, 2)) {
        const char* const type = lua_isinteger(L, 2) ? "[n]" : luaL_typename(L, 2);
        raise_no_field(L, *view, type);
    }
    const lua_Integer at = lua_tointeger(L, 2);
    if (at < 1 || static_cast<lua_Unsigned>(at) > list->size()) {
        record_size(L, *view, list->size());
        return 0;
    }
    const auto position = static_cast<std::size_t>(at);
    push_within(L, *view, (*list)[position - 1], {{}, position});
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

// The path of what stands at a step within a view; good until the next one is made.
std::string_view path_of(Machine& m, const ViewBox& view, Step step)
{
    std::string& path = m.path;
    path.assign(view.path());
    if (step.position > 0) {
        char digits[24];
        const auto end = std::to_chars(digits, digits + sizeof digits, step.position).ptr;
        path.append(1, '[').append(digits, end).append(1, ']');
    } else if (step.is_within()) {
        if (!path.empty())
            path += '.';
        path += step.name;
    }
    return path;
}

void push_box(lua_State* L, const ViewBox& box, std::string_view path)
{
    const std::size_t path_size = box.recorded ? path.size() : 0;
    void* const block = lua_newuserdatauv(L, sizeof(ViewBox) + path_size, 0);
    ViewBox* const made = new (block) ViewBox(box);
    made->path_size = path_size;
    std::copy_n(path.data(), path_size, reinterpret_cast<char*>(made + 1));
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
    // What else has a block of its own, such as the state of string.gmatch, packs cannot get hold of.
    if (lua_type(L, index) != LUA_TUSERDATA)
        return nullptr;
    const ViewBox* const view = static_cast<const ViewBox*>(lua_touserdata(L, index));
    if (view->mark != &tags.view)
        return nullptr;
    Machine& m = Machine::of(L);
    if (view->epoch != m.epoch)
        m.raise(
            L, code::write,
            {"上一次判定的数据已失效，不能留到下一次", "data of an earlier call cannot be kept"}
        );
    return view;
}

void record_read(lua_State* L, const ViewBox& view, Step step, const json::value& read)
{
    Machine& m = Machine::of(L);
    if (!view.recorded)
        return;
    if (m.recorder)
        m.recorder(path_of(m, view, step), read);
    watch(L, view, step, Saw::value, read);
}

void record_size(lua_State* L, const ViewBox& view, std::size_t size)
{
    Machine& m = Machine::of(L);
    if (view.recorded && m.recorder)
        m.recorder(std::string(view.path()).append(".#"), size);
    watch(L, view, {}, view.data->is_array() ? Saw::size : Saw::names, *view.data);
}

void watch(lua_State* L, const ViewBox& view, Step step, Saw saw, const json::value& seen)
{
    Machine& m = Machine::of(L);
    if (!m.watcher || !view.recorded)
        return;
    // A name with one of these could not be told from a path.
    const bool is_plain = step.name.find('.') == std::string_view::npos &&
                          step.name.find('[') == std::string_view::npos;
    m.watcher(is_plain ? saw : Saw::lost, path_of(m, view, step), seen);
}

void push_within(lua_State* L, const ViewBox& view, const json::value& found, Step step)
{
    if (!found.is_object() && !found.is_array()) {
        record_read(L, view, step, found);
        push_scalar(L, found);
        return;
    }
    ViewBox inner = view;
    inner.data = &found;
    inner.members = 0;
    inner.is_map = view.maps && view.data == view.maps && found.is_object();
    watch(L, view, step, Saw::kind, found);
    push_box(L, inner, view.recorded ? path_of(Machine::of(L), view, step) : std::string_view());
}

void push_view(lua_State* L, const View& view)
{
    if (!view.data->is_object() && !view.data->is_array()) {
        push_data(L, *view.data);
        return;
    }
    const ViewBox box{
        &tags.view, view.data, Machine::of(L).epoch, 0, view.members.reference, view.recorded,
        view.maps,  false
    };
    push_box(L, box, view.path);
}

}  // namespace beihui::rules::lua

// Tables that packs can read and not write. A read-only table is an empty one whose metatable
// (ours, out of the pack's reach) finds the contents in a second table.
#include "rules/lua/machine.hpp"

#include <unordered_map>
#include <unordered_set>

namespace beihui::rules::lua
{
namespace
{

int refuse_write(lua_State* L)
{
    const char* const owner = lua_tostring(L, lua_upvalueindex(1));
    const bool named = lua_type(L, 2) == LUA_TSTRING;
    const std::string key = named ? lua_tostring(L, 2) : lua_typename(L, lua_type(L, 2));
    Words detail{"加载之后表是只读的：" + key, "tables are read-only after loading: " + key};
    if (owner && std::string_view(owner) == "_ENV")
        detail = {
            "不能给全局名 " + key + " 赋值，请写 local " + key,
            "globals are read-only: write local " + key
        };
    else if (owner)
        detail = {std::string(owner) + " 是只读的", std::string(owner) + " is read-only"};
    Machine::of(L).raise(L, code::write, std::move(detail), key);
}

int missing_field(lua_State* L)
{
    const std::string owner = lua_tostring(L, lua_upvalueindex(1));
    const bool named = lua_type(L, 2) == LUA_TSTRING;
    raise_unknown(L, owner, named ? lua_tostring(L, 2) : lua_typename(L, lua_type(L, 2)), 1);
}

int length_of_contents(lua_State* L)
{
    push_contents(L, 1);
    lua_pushinteger(L, static_cast<lua_Integer>(lua_rawlen(L, -1)));
    return 1;
}

void push_name(lua_State* L, std::string_view name)
{
    if (name.empty())
        lua_pushnil(L);
    else
        lua_pushlstring(L, name.data(), name.size());
}

// Makes the empty table at `face` show the contents on top, which are taken off.
void put_behind(lua_State* L, int face, std::string_view name)
{
    const int contents = lua_gettop(L);
    lua_createtable(L, 0, 4);
    lua_pushvalue(L, contents);
    lua_setfield(L, -2, "__index");
    push_name(L, name);
    lua_pushcclosure(L, refuse_write, 1);
    lua_setfield(L, -2, "__newindex");
    lua_pushcfunction(L, length_of_contents);
    lua_setfield(L, -2, "__len");
    lua_pushboolean(L, 1);
    lua_rawsetp(L, -2, &tags.read_only);
    lua_setmetatable(L, face);
    lua_settop(L, contents - 1);
}

// In place, since other values of the pack may refer to the same table.
void freeze_table(lua_State* L, int table)
{
    lua_newtable(L);
    const int contents = lua_gettop(L);
    lua_pushnil(L);
    while (lua_next(L, table)) {
        lua_pushvalue(L, -2);
        lua_insert(L, -2);
        lua_rawset(L, contents);
    }
    lua_pushnil(L);
    while (lua_next(L, contents)) {
        lua_pop(L, 1);
        lua_pushvalue(L, -1);
        lua_pushnil(L);
        lua_rawset(L, table);
    }
    put_behind(L, table, {});
}

// Walks everything that kept functions and modules can reach.
class Freezer
{
public:
    Freezer(Machine& machine, lua_State* lua) : machine_(machine), L(lua) {}

    void run()
    {
        lua_newtable(L);
        queue_ = lua_gettop(L);
        for (const int reference : machine_.kept) {
            lua_rawgeti(L, LUA_REGISTRYINDEX, reference);
            add();
        }
        lua_rawgetp(L, LUA_REGISTRYINDEX, &tags.modules);
        note_modules(lua_gettop(L));
        add_fields(lua_gettop(L));
        lua_pop(L, 1);
        for (lua_Integer i = 1; i <= queued_; ++i) {
            lua_rawgeti(L, queue_, i);
            if (lua_istable(L, -1))
                look_at_table();
            else
                look_at_function();
            lua_settop(L, queue_);
        }
        lua_pop(L, 1);
    }

private:
    // Takes the value on top off; a table or Lua function is looked at later, once.
    void add()
    {
        const bool matters =
            lua_istable(L, -1) || (lua_isfunction(L, -1) && !lua_iscfunction(L, -1));
        if (matters && seen_.insert(lua_topointer(L, -1)).second)
            lua_rawseti(L, queue_, ++queued_);
        else
            lua_pop(L, 1);
    }

    void add_fields(int table)
    {
        lua_pushnil(L);
        while (lua_next(L, table)) {
            add();
            lua_pushvalue(L, -1);
            add();
        }
    }

    // Which tables are what a file of the pack gave back, by the names of the files.
    void note_modules(int table)
    {
        lua_pushnil(L);
        while (lua_next(L, table)) {
            if (lua_istable(L, -1) && lua_type(L, -2) == LUA_TSTRING)
                modules_.emplace(lua_topointer(L, -1), lua_tostring(L, -2));
            lua_pop(L, 1);
        }
    }

    void look_at_table()
    {
        const int table = lua_gettop(L);
        if (lua_getmetatable(L, table))
            return;  // ours, and read-only already
        add_fields(table);
        if (const auto module = modules_.find(lua_topointer(L, table)); module != modules_.end())
            share_functions(machine_, L, table, module->second);
        freeze_table(L, table);
    }

    void look_at_function()
    {
        const int function = lua_gettop(L);
        lua_Debug about;
        lua_pushvalue(L, function);
        lua_getinfo(L, ">S", &about);
        for (int i = 1; const char* const name = lua_getupvalue(L, function, i); ++i) {
            refuse_assignment(about, name);
            add();
        }
    }

    void refuse_assignment(const lua_Debug& about, std::string_view variable)
    {
        const std::string_view chunk = about.source[0] == '@' ? about.source + 1 : about.source;
        for (const Assignment& found : assignments_in(chunk)) {
            if (found.name != variable || found.line < about.linedefined ||
                found.line > about.lastlinedefined)
                continue;
            const std::string name(variable);
            machine_.raise(
                L, pack_fault(
                       code::write, place(chunk, found.line, found.column),
                       {"函数不能给它外面的局部变量 " + name + " 赋值：规则不保留状态",
                        "a function may not assign to " + name +
                            " outside itself: rules keep no state"}
                   )
            );
        }
    }

    const std::vector<Assignment>& assignments_in(std::string_view chunk)
    {
        const auto known = assignments_.find(chunk);
        if (known != assignments_.end())
            return known->second;
        std::vector<Assignment>& found = assignments_[std::string(chunk)];
        if (const std::vector<Token>* const tokens = machine_.words_of(chunk))
            found = assignments(*tokens);
        return found;
    }

    Machine& machine_;
    lua_State* L;
    int queue_ = 0;
    lua_Integer queued_ = 0;
    std::unordered_set<const void*> seen_;
    std::unordered_map<const void*, std::string> modules_;
    std::map<std::string, std::vector<Assignment>, std::less<>> assignments_;
};

}  // namespace

void make_read_only(lua_State* L, std::string_view name)
{
    const int contents = lua_gettop(L);
    if (!name.empty()) {
        lua_createtable(L, 0, 1);
        push_name(L, name);
        lua_pushcclosure(L, missing_field, 1);
        lua_setfield(L, -2, "__index");
        lua_setmetatable(L, contents);
    }
    lua_newtable(L);
    lua_insert(L, contents);
    put_behind(L, contents, name);
}

void freeze_kept(Machine& machine, lua_State* L)
{
    Freezer(machine, L).run();
    machine.kept.clear();
}

void push_contents(lua_State* L, int index)
{
    const int table = lua_absindex(L, index);
    if (!lua_getmetatable(L, table)) {
        lua_pushvalue(L, table);
        return;
    }
    if (lua_rawgetp(L, -1, &tags.read_only) == LUA_TNIL) {
        lua_pop(L, 2);
        lua_pushvalue(L, table);
        return;
    }
    lua_pop(L, 1);
    lua_pushliteral(L, "__index");
    lua_rawget(L, -2);
    lua_remove(L, -2);
}

void check_writable(lua_State* L, int index)
{
    luaL_checktype(L, index, LUA_TTABLE);
    if (lua_getmetatable(L, index))
        Machine::of(L).raise(L, code::write, {"表是只读的", "the table is read-only"});
}

}  // namespace beihui::rules::lua

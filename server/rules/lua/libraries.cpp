// What a pack may call, all of it. What is not listed does not exist for packs, so that a new
// release of Lua adds nothing. Left out on purpose:
//   pcall, xpcall, coroutine  could swallow the error that ends a rule which exceeds its limit
//   setmetatable, raw*        __gc runs where no limit reaches; __concat and __mode read freed
//                             memory in Debian's 5.4.4
//   load, dofile, require     of anything but the pack's own files
//   find, gsub, match …       a pattern takes exponential time inside one instruction
//   table.move, string.pack   work that a number argument sets, without an instruction
//   random, exp, sin …        not the same on every machine
//   utf8.codes                accepts stray continuation bytes in 5.4.4
#include "base/text.hpp"
#include "rules/lua/values.hpp"

#include <algorithm>
#include <array>

namespace beihui::rules::lua
{
namespace
{

using Names = std::initializer_list<const char*>;

struct Library
{
    const char* name;
    lua_CFunction open;
    Names offered;
};

const Library libraries[] = {
    {LUA_TABLIBNAME, luaopen_table, {"pack"}},
    {LUA_STRLIBNAME, luaopen_string, {"char", "len", "lower", "sub", "upper"}},
    {LUA_MATHLIBNAME,
     luaopen_math,
     {"abs", "ceil", "floor", "max", "maxinteger", "min", "mininteger", "tointeger", "type", "ult"}
    },
    {LUA_UTF8LIBNAME, luaopen_utf8, {"char"}},
};

// Lua's own names that packs do not have: named in the error, so that nobody looks for a typing
// mistake.
constexpr std::string_view left_out[] = {
    "pcall",        "xpcall",       "load",           "loadstring", "loadfile", "dofile",
    "setmetatable", "getmetatable", "rawget",         "rawset",     "rawequal", "rawlen",
    "print",        "warn",         "collectgarbage", "coroutine",  "os",       "io",
    "debug",        "package",      "module",         "setfenv",    "getfenv",  "_G",
    "find",         "match",        "gmatch",         "gsub",       "dump",     "pack",
    "unpack",       "packsize",     "reverse",        "move",       "random",   "randomseed",
    "codes",        "charpattern",  "huge",           "pi",         "sqrt",     "sin",
    "cos",          "tan",          "asin",           "acos",       "atan",     "exp",
    "log",          "fmod",         "modf",           "pow",        "deg",      "rad",
};

// The address of a table or function differs in every process, so that it is not shown.
int plain_tostring(lua_State* L)
{
    luaL_checkany(L, 1);
    const int type = lua_type(L, 1);
    if (type == LUA_TSTRING || type == LUA_TNUMBER || type == LUA_TBOOLEAN || type == LUA_TNIL)
        luaL_tolstring(L, 1, nullptr);
    else
        lua_pushstring(L, lua_typename(L, type));
    return 1;
}

int raise_text(lua_State* L)
{
    if (lua_type(L, 1) != LUA_TSTRING)
        Machine::of(L).raise(
            L, code::run_time, {"error 只接受文字", "error takes a text only"}, "error"
        );
    lua_settop(L, 1);
    return lua_error(L);
}

// The module's name leaves the set however loading it ends.
class UnderWay
{
public:
    UnderWay(std::set<std::string, std::less<>>& names, std::string_view name)
        : names_(names), at_(names.emplace(name).first)
    {}
    ~UnderWay() { names_.erase(at_); }
    UnderWay(const UnderWay&) = delete;
    UnderWay& operator=(const UnderWay&) = delete;

private:
    std::set<std::string, std::less<>>& names_;
    std::set<std::string, std::less<>>::iterator at_;
};

void load_module(lua_State* L, Machine& m, const std::string& name)
{
    const auto refused = [&](std::string zh, std::string en) {
        m.raise(L, code::module, {zh + "：" + name, en + ": " + name}, "require");
    };
    if (m.modules_under_way.contains(name))
        refused("文件互相 require", "files require each other");
    if (!m.find_module)
        refused("规则包里没有这个文件", "no such file in the pack");
    const auto text = m.find_module(name);
    if (!text)
        m.raise(L, text.error(), "require");
    const UnderWay mark(m.modules_under_way, name);
    const auto compiled = m.compile(L, text->chunk_name, text->source);
    if (!compiled)
        m.raise(L, compiled.error());
    lua_call(L, 0, 1);
    if (lua_isnil(L, -1)) {
        lua_pop(L, 1);
        lua_pushboolean(L, 1);
    }
}

// Not while a rule runs, also not of what is loaded already: what a function does would not follow
// from the function and what it was made with.
int require_module(lua_State* L)
{
    std::size_t size = 0;
    const char* const name = luaL_checklstring(L, 1, &size);
    Machine& m = Machine::of(L);
    if (!m.loading)
        m.raise(
            L, code::module,
            {"只能在文件开头 require：" + std::string(name, size),
             "require is for the beginning of a file: " + std::string(name, size)},
            "require"
        );
    lua_settop(L, 1);
    lua_rawgetp(L, LUA_REGISTRYINDEX, &tags.modules);
    lua_pushvalue(L, 1);
    if (lua_rawget(L, 2) != LUA_TNIL)
        return 1;
    lua_pop(L, 1);
    load_module(L, m, {name, size});
    lua_pushvalue(L, 1);
    lua_pushvalue(L, -2);
    lua_rawset(L, 2);
    return 1;
}

constexpr luaL_Reg own_base_functions[] = {
    {"error", raise_text},       {"next", sorted_next},        {"pairs", sorted_pairs},
    {"require", require_module}, {"tostring", plain_tostring}, {nullptr, nullptr},
};

// Copies fields of the table at `from` into the table on top.
void copy_fields(lua_State* L, int from, Names names)
{
    for (const char* const name : names) {
        lua_getfield(L, from, name);
        lua_setfield(L, -2, name);
    }
}

// Sets a closure over Lua's own function of that name into the table on top.
void guard(lua_State* L, int from, const char* name, lua_CFunction function)
{
    lua_getfield(L, from, name);
    lua_pushcclosure(L, function, 1);
    lua_setfield(L, -2, name);
}

void add_own(lua_State* L, int stock, std::string_view library)
{
    if (library == LUA_TABLIBNAME) {
        luaL_setfuncs(L, own_table_functions, 0);
    } else if (library == LUA_STRLIBNAME) {
        lua_pushcfunction(L, string_byte);
        lua_setfield(L, -2, "byte");
        guard(L, stock, "format", string_format_guarded);
        lua_pushcfunction(L, string_rep);
        lua_setfield(L, -2, "rep");
    } else if (library == LUA_UTF8LIBNAME) {
        guard(L, stock, "codepoint", slice_guarded);
        guard(L, stock, "len", linear_guarded);
        guard(L, stock, "offset", linear_guarded);
    }
}

// Methods of strings are looked up in our read-only library, and strings do no arithmetic.
void replace_string_metatable(lua_State* L, int library)
{
    lua_pushliteral(L, "");
    lua_createtable(L, 0, 1);
    lua_pushvalue(L, library);
    lua_setfield(L, -2, "__index");
    lua_setmetatable(L, -2);
    lua_pop(L, 1);
}

}  // namespace

void open_libraries(lua_State* L)
{
    lua_newtable(L);
    lua_rawsetp(L, LUA_REGISTRYINDEX, &tags.modules);
    lua_newtable(L);
    const int base = lua_gettop(L);
    luaL_requiref(L, LUA_GNAME, luaopen_base, 0);
    lua_pushvalue(L, base);
    copy_fields(L, base + 1, {"assert", "ipairs", "select", "type"});
    guard(L, base + 1, "tonumber", linear_guarded);
    luaL_setfuncs(L, own_base_functions, 0);
    lua_settop(L, base);
    for (const Library& library : libraries) {
        luaL_requiref(L, library.name, library.open, 0);
        lua_newtable(L);
        copy_fields(L, base + 1, library.offered);
        add_own(L, base + 1, library.name);
        make_read_only(L, library.name);
        if (library.open == luaopen_string)
            replace_string_metatable(L, lua_gettop(L));
        lua_setfield(L, base, library.name);
        lua_settop(L, base);
    }
    // Nothing may lead back to Lua's own tables.
    lua_pushnil(L);
    lua_setfield(L, LUA_REGISTRYINDEX, LUA_LOADED_TABLE);
    open_views(L);
    lua_pushvalue(L, base);
    lua_rawsetp(L, LUA_REGISTRYINDEX, &tags.base);
    make_read_only(L, "_ENV");
    lua_rawseti(L, LUA_REGISTRYINDEX, LUA_RIDX_GLOBALS);
}

void raise_unknown(lua_State* L, std::string_view owner, std::string_view name, int index)
{
    Machine& m = Machine::of(L);
    const bool global = owner == "_ENV";
    const std::string before = global || owner.empty() ? "" : std::string(owner) + ".";
    const std::string full = before + std::string(name);
    const bool of_lua = global || std::ranges::any_of(libraries, [&](const Library& library) {
                            return owner == library.name;
                        });
    if (of_lua && std::ranges::count(left_out, name) > 0)
        m.raise(L, code::not_offered, {"规则包不提供 " + full, "packs do not have " + full}, name);
    std::vector<std::string> known;
    const int names = lua_absindex(L, index);
    lua_pushnil(L);
    while (lua_next(L, names)) {
        lua_pop(L, 1);
        if (lua_type(L, -1) == LUA_TSTRING)
            known.emplace_back(lua_tostring(L, -1));
    }
    std::sort(known.begin(), known.end());
    const auto near = nearest_name(name, known);
    m.raise(
        L, code::unknown_name,
        {"没有名为 " + full + " 的" + (global ? "全局名" : "字段") +
             (near ? "，你是不是想写 " + *near : ""),
         "no " + std::string(global ? "global" : "field") + " named " + full +
             (near ? ", did you mean " + *near + "?" : "")},
        name
    );
}

}  // namespace beihui::rules::lua

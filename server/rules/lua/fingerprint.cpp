// What a kept function does, as a digest: its code and everything that its code can reach. Rules keep
// no state, so that two functions with the same digest answer the same question alike.
#include "base/bytes.hpp"
#include "rules/lua/machine.hpp"

#include <algorithm>
#include <cstdio>

namespace beihui::rules::lua
{
namespace
{

constexpr int most_levels = 60;
constexpr std::size_t most_bytes = 4 << 20;

int append(lua_State*, const void* bytes, std::size_t size, void* text)
{
    static_cast<std::string*>(text)->append(static_cast<const char*>(bytes), size);
    return 0;
}

// Writes a value with everything behind it as one text. What it pushes it takes off again.
class Writer
{
public:
    explicit Writer(lua_State* lua) : L(lua)
    {
        lua_rawgeti(L, LUA_REGISTRYINDEX, LUA_RIDX_GLOBALS);
        globals_ = lua_topointer(L, -1);
        lua_pop(L, 1);
    }

    void write(int index, int level)
    {
        if (level > most_levels || text_.size() > most_bytes || !lua_checkstack(L, 16)) {
            comparable_ = false;
            return;
        }
        const int value = lua_absindex(L, index);
        switch (lua_type(L, value)) {
        case LUA_TNIL:
        case LUA_TBOOLEAN:
        case LUA_TNUMBER:
        case LUA_TSTRING:  text_ += scalar(value); return;
        case LUA_TTABLE:
            if (is_new(value))
                write_table(value, level);
            return;
        case LUA_TFUNCTION:
            if (lua_iscfunction(L, value))
                write_native(value, level);
            else if (is_new(value))
                write_function(value, level);
            return;
        default: comparable_ = false;
        }
    }

    // None when something was met that cannot be compared.
    std::optional<std::string> text() &&
    {
        return comparable_ ? std::optional(std::move(text_)) : std::nullopt;
    }

private:
    // A table or function is written where it is met first, later by its number. The globals are
    // the host's and the same for every pack.
    bool is_new(int value)
    {
        const void* const address = lua_topointer(L, value);
        if (address == globals_) {
            text_ += "G;";
            return false;
        }
        const auto [known, fresh] = seen_.emplace(address, seen_.size());
        if (!fresh)
            text_ += "@" + std::to_string(known->second) + ";";
        return fresh;
    }

    std::string scalar(int value)
    {
        char number[40];
        switch (lua_type(L, value)) {
        case LUA_TBOOLEAN: return lua_toboolean(L, value) ? "true;" : "false;";
        case LUA_TNUMBER:
            if (lua_isinteger(L, value))
                return std::to_string(lua_tointeger(L, value)) + ";";
            std::snprintf(number, sizeof number, "%a;", lua_tonumber(L, value));
            return number;
        case LUA_TSTRING: {
            std::size_t size = 0;
            const char* const bytes = lua_tolstring(L, value, &size);
            return "\"" + std::to_string(size) + ":" + std::string(bytes, size);
        }
        default: return "nil;";
        }
    }

    // Its entries by the text of their keys: their order in memory differs from process to process.
    void write_table(int table, int level)
    {
        push_contents(L, table);
        const int contents = lua_gettop(L);
        lua_createtable(L, 0, 0);
        const int values = lua_gettop(L);
        std::vector<std::pair<std::string, lua_Integer>> keys;
        lua_pushnil(L);
        while (lua_next(L, contents)) {
            const int type = lua_type(L, -2);
            if (type != LUA_TSTRING && type != LUA_TNUMBER && type != LUA_TBOOLEAN)
                comparable_ = false;
            keys.emplace_back(
                comparable_ ? scalar(lua_gettop(L) - 1) : std::string(),
                static_cast<lua_Integer>(keys.size()) + 1
            );
            lua_rawseti(L, values, keys.back().second);
        }
        std::ranges::sort(keys);
        text_ += "{";
        for (const auto& [key, at] : keys) {
            if (!comparable_)
                break;
            text_ += key;
            lua_rawgeti(L, values, at);
            write(-1, level + 1);
            lua_pop(L, 1);
        }
        text_ += "}";
        lua_settop(L, contents - 1);
    }

    // Lua keeps the lines of a function with its code, so that one that was moved is another.
    void write_function(int function, int level)
    {
        std::string code;
        lua_pushvalue(L, function);
        lua_dump(L, append, &code, 1);
        lua_pop(L, 1);
        text_ += "f" + std::to_string(code.size()) + ":" + code + "(";
        write_upvalues(function, level);
        text_ += ")";
    }

    // A function of the host: its name when it is bound to one, else its address in this program
    // with what it was closed over.
    void write_native(int function, int level)
    {
        if (push_function_behind(L, function)) {
            write(-1, level);
            lua_pop(L, 1);
            return;
        }
        if (lua_getupvalue(L, function, 1)) {
            const bool bound = lua_islightuserdata(L, -1);
            const void* const address = lua_touserdata(L, -1);
            lua_pop(L, 1);
            if (bound) {
                for (const BoundNative& native : Machine::of(L).natives)
                    if (&native == address) {
                        text_ += "h" + native.name + ";";
                        return;
                    }
                comparable_ = false;
                return;
            }
        }
        const auto address = reinterpret_cast<std::uintptr_t>(lua_tocfunction(L, function));
        text_ += "c" + std::to_string(address) + "(";
        write_upvalues(function, level);
        text_ += ")";
    }

    void write_upvalues(int function, int level)
    {
        for (int i = 1; comparable_ && lua_getupvalue(L, function, i); ++i) {
            write(-1, level + 1);
            lua_pop(L, 1);
        }
    }

    lua_State* L;
    std::string text_;
    bool comparable_ = true;
    std::map<const void*, std::size_t> seen_;
    const void* globals_ = nullptr;
};

}  // namespace

std::optional<std::string> State::fingerprint(Handle function)
{
    std::optional<std::string> text;
    const auto done = machine_->protect("fingerprint", true, [&](lua_State* L) {
        lua_rawgeti(L, LUA_REGISTRYINDEX, function.reference);
        Writer writer(L);
        writer.write(-1, 0);
        text = std::move(writer).text();
    });
    if (!done || !text)
        return std::nullopt;
    return hex(sha256(*text));
}

}  // namespace beihui::rules::lua

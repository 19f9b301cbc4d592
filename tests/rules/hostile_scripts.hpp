#pragma once

// The scripts of tests/hostile/lua and what their first lines say about them
// (tests/hostile/lua/README.md).

#include "rules/lua/faults.hpp"

#include <gtest/gtest.h>
#include <lua.hpp>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

namespace beihui::rules::lua
{

inline const std::filesystem::path hostile_folder =
    std::filesystem::path(BEIHUI_SOURCE_DIR) / "tests/hostile/lua";

inline std::string text_of_file(const std::filesystem::path& path)
{
    std::ifstream file(path, std::ios::binary);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

// What `--gen` files return when run in a plain Lua state: sources too long or binary to store.
inline std::string generated(const std::string& program)
{
    lua_State* const plain = luaL_newstate();
    luaL_openlibs(plain);
    const std::string body = program.substr(program.find('\n'));
    EXPECT_EQ(luaL_dostring(plain, body.c_str()), LUA_OK);
    std::size_t size = 0;
    const char* const bytes = lua_tolstring(plain, -1, &size);
    const std::string source(bytes, size);
    lua_close(plain);
    return source;
}

// What the first lines call a fault with this code. What a rule that ended well gave may still be no
// text, which `at` of a finding must be.
inline std::string kind_of(std::string_view error)
{
    if (error.empty() || error == "RP2043")
        return "OK";
    if (error == code::syntax || error == code::source || error == "RP3015" || error == "RP3002")
        return "E_LOAD";
    if (error == code::instructions || error == code::fuel)
        return "E_BUDGET";
    if (error == code::wall_time)
        return "E_TIME";
    if (error == code::memory)
        return "E_MEM";
    return error == code::result ? "E_RESULT" : "E_RUNTIME";
}

struct Attack
{
    std::string name;
    std::string first_line;
    std::string source;

    explicit Attack(const std::filesystem::path& path) : name(path.stem().string())
    {
        source = text_of_file(path);
        first_line = source.substr(0, source.find('\n'));
        if (first_line.starts_with("--gen"))
            source = generated(source);
    }

    bool expects(std::string_view kind) const
    {
        const std::size_t start = first_line.find("expect=") + 7;
        const std::string list = first_line.substr(start, first_line.find(' ', start) - start);
        return ("|" + list + "|").find("|" + std::string(kind) + "|") != std::string::npos;
    }

    // The script as the body of a rule that hands out what the script gave; as a file of the pack
    // when it has to be refused before anything runs.
    std::string as_rule() const
    {
        if (expects("E_LOAD"))
            return source;
        return "require(\"circular\").rule { id = \"attack\", clause = \"2026/二\", title = "
               "\"试\",\n"
               "  on = \"recruitment-event\", emits = \"finding\", eval = function(ctx, p, out)\n"
               "    local function attack(...)\n" +
               source +
               "\n    end\n"
               "    out:finding { level = \"info\", message = \"ended\", at = attack() }\n"
               "  end }\n";
    }

    // Whether it is right that the rule came to a fault with this code; empty: to none.
    bool may_end_with(std::string_view error) const
    {
        const std::string kind = kind_of(error);
        const bool stopped = kind == "E_TIME" || kind == "E_BUDGET";
        const bool lacks = error == code::not_offered || error == code::too_large;
        const bool refused_earlier =
            kind == "E_LOAD" && expects("E_RUNTIME") && source.find("<close>") != std::string::npos;
        return expects(kind) || lacks || refused_earlier ||
               (stopped && (expects("E_BUDGET") || expects("E_MEM")));
    }

    // "must print x" or "must be x" in the header; empty if it names no value.
    std::string value() const
    {
        for (const std::string_view before : {"must print ", "must be "})
            if (const std::size_t at = first_line.find(before); at != std::string::npos)
                return first_line.substr(at + before.size());
        return {};
    }
};

inline std::vector<std::filesystem::path> all_scripts()
{
    std::vector<std::filesystem::path> paths;
    for (const auto& file : std::filesystem::directory_iterator(hostile_folder))
        if (file.path().extension() == ".lua")
            paths.push_back(file.path());
    std::sort(paths.begin(), paths.end());
    return paths;
}

}  // namespace beihui::rules::lua

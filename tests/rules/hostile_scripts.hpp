#pragma once

// The scripts of tests/hostile/lua and what their first lines say about them
// (tests/hostile/lua/README.md).

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

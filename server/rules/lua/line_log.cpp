#include "rules/lua/line_log.hpp"

#include "rules/lua/machine.hpp"

#include <algorithm>

namespace beihui::rules::lua
{
namespace
{

// A function's words: from the bracket behind `function` to its `end`.
struct Body
{
    std::size_t first = 0;  // the token "(" of the parameters
    std::size_t last = 0;   // the token "end"
};

bool is_any(const Token& token, std::initializer_list<std::string_view> words)
{
    return (token.kind == TokenKind::keyword || token.kind == TokenKind::symbol) &&
           std::ranges::find(words, token.text) != words.end();
}

std::vector<Body> bodies_of(const std::vector<Token>& tokens)
{
    std::vector<Body> bodies;
    std::vector<std::optional<std::size_t>> open;  // begin of a function, or another block
    for (std::size_t i = 0; i < tokens.size(); ++i) {
        if (is_any(tokens[i], {"function"})) {
            std::size_t bracket = i;
            while (bracket < tokens.size() && !is_any(tokens[bracket], {"("}))
                ++bracket;
            open.emplace_back(bracket);
        } else if (is_any(tokens[i], {"if", "do", "repeat"})) {
            open.emplace_back();
        } else if (is_any(tokens[i], {"end", "until"}) && !open.empty()) {
            if (open.back())
                bodies.push_back({*open.back(), i});
            open.pop_back();
        }
    }
    return bodies;
}

// Adds the lines of the function on top of the stack, and takes it off.
void add_lines(lua_State* L, std::set<int>& lines)
{
    lua_Debug about{};
    lua_getinfo(L, ">L", &about);
    if (!lua_istable(L, -1)) {
        lua_pop(L, 1);
        return;
    }
    for (lua_pushnil(L); lua_next(L, -2) != 0; lua_pop(L, 1))
        lines.insert(static_cast<int>(lua_tointeger(L, -2)));
    lua_pop(L, 1);
}

// Compiles a text whose first line has the number `line` and adds the lines of its main function,
// or of the function that it returns.
void add_lines_of(
    lua_State* L,
    const std::string& text,
    int line,
    bool returned,
    std::set<int>& lines
)
{
    const std::string source = std::string(static_cast<std::size_t>(line - 1), '\n') + text;
    if (luaL_loadbufferx(L, source.data(), source.size(), "@lines", "t") != LUA_OK) {
        lua_pop(L, 1);
        return;  // loading the pack has told why
    }
    // Running it makes a closure and does nothing else: the text is one function expression.
    if (returned && lua_pcall(L, 0, 1, 0) != LUA_OK) {
        lua_pop(L, 1);
        return;
    }
    add_lines(L, lines);
}

std::size_t offset_of(std::string_view source, const Token& token)
{
    return static_cast<std::size_t>(token.text.data() - source.data());
}

// Lines of nothing but closing words have no instruction a test could miss.
std::set<int> lines_of_words(const std::vector<Token>& tokens)
{
    std::set<int> lines;
    for (const Token& token : tokens)
        if (!is_any(token, {"end", ")", "}", "]", ",", ";", "else"}))
            lines.insert(token.line);
    return lines;
}

}  // namespace

void LineLog::ran(std::string_view chunk_name, int line)
{
    auto found = lines_.find(chunk_name);
    if (found == lines_.end())
        found = lines_.emplace(std::string(chunk_name), std::set<int>()).first;
    found->second.insert(line);
}

Result<std::set<int>> lines_that_can_run(std::string_view chunk_name, std::string_view source)
{
    const auto tokens = scan(chunk_name, source);
    if (!tokens)
        return tokens.error();
    std::set<int> lines;
    lua_State* const L = luaL_newstate();
    if (!L)
        throw std::bad_alloc();
    add_lines_of(L, std::string(source), 1, false, lines);
    for (const Body& body : bodies_of(*tokens)) {
        const Token& first = (*tokens)[body.first];
        const std::size_t begin = offset_of(source, first);
        const std::size_t end = offset_of(source, (*tokens)[body.last]) + 3;
        const std::string text = "return function" + std::string(source.substr(begin, end - begin));
        add_lines_of(L, text, first.line, true, lines);
    }
    lua_close(L);
    const std::set<int> words = lines_of_words(*tokens);
    std::erase_if(lines, [&](int line) { return !words.contains(line); });
    return lines;
}

}  // namespace beihui::rules::lua

#pragma once

#include "base/result.hpp"

#include <optional>
#include <string_view>
#include <vector>

namespace beihui::rules::lua
{

enum class TokenKind
{
    name,
    keyword,
    number,
    text,  // a string literal, quotes included
    symbol,
};

// One word of a source text (Lua 5.4 manual, section 3.1). Comments are left out.
struct Token
{
    TokenKind kind = TokenKind::symbol;
    std::string_view text;  // points into the source
    int line = 1;           // from 1
    int column = 1;         // from 1, in characters
};

// `name = …` or `function name`: a variable is given a value that it did not get when declared.
struct Assignment
{
    std::string_view name;
    int line = 1;
    int column = 1;
};

// Cuts a source into its words.
// Refuses (invalid_input): RP2007 for text that may not be a pack's (size, UTF-8, U+0000, byte
// order mark, direction marks, compiled code); RP2001 for a string or comment without an end and
// for a character that Lua does not know.
Result<std::vector<Token>> scan(std::string_view chunk_name, std::string_view source);

// Refuses (invalid_input, RP2007) what the parser of Lua 5.4.4 is slow or unsafe with, whoever
// wrote it: nesting over 100, a chain of indices over 100 (naming one in an error takes its square
// and overflows the C stack), over 500 and/or in one expression (jump lists are walked again and
// again), over 100 goto, to-be-closed variables.
Result<void> check_tokens(std::string_view chunk_name, const std::vector<Token>& tokens);

// Every assignment to a plain variable, declarations left out.
std::vector<Assignment> assignments(const std::vector<Token>& tokens);

// Where `word` first stands in that line; none if it does not.
std::optional<int> column_of(const std::vector<Token>& tokens, int line, std::string_view word);

// "rules/x/rules/a.lua:12:5"; the column is left out if there is none.
std::string place(std::string_view chunk_name, int line, std::optional<int> column);

}  // namespace beihui::rules::lua

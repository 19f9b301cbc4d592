// What is asked of a pack's words once they are cut: see scanner.hpp.
#include "rules/lua/faults.hpp"
#include "rules/lua/scanner.hpp"

#include <algorithm>
#include <array>

namespace beihui::rules::lua
{
namespace
{

constexpr std::size_t most_nesting = 100;
constexpr int most_indices = 100;
constexpr int most_signs = 100;
constexpr int most_logic = 500;
constexpr int most_gotos = 100;

bool is_any(const Token& token, std::initializer_list<std::string_view> words)
{
    // Nearly all differ in size or first character: asked here, and not by a call for each.
    return token.kind != TokenKind::text && std::ranges::any_of(words, [&](std::string_view word) {
               return word.size() == token.text.size() && word.front() == token.text.front() &&
                      word == token.text;
           });
}

bool opens(const Token& token)
{
    return is_any(token, {"(", "[", "{", "function", "do", "if", "repeat"});
}

bool closes(const Token& token)
{
    return is_any(token, {")", "]", "}", "end", "until"});
}

bool starts_statement(const Token& token)
{
    return is_any(token, {"local", "return", "if",    "then", "do",     "function", "end",
                          "else",  "elseif", "while", "for",  "repeat", "until",    "break",
                          "goto",  ";",      "=",     ",",    "{",      "}"});
}

// Counts along the words what one expression may have only so many of.
struct Counts
{
    std::vector<int> indices{0};  // of the chain under way, for each open bracket
    int signs = 0;                // not, -, #, ~ in a row
    int logic = 0;
    int gotos = 0;

    void see(const Token& token, const Token* before)
    {
        const bool sign = is_any(token, {"not", "-", "#", "~"});
        signs = sign ? signs + 1 : 0;
        logic = starts_statement(token) ? 0 : logic + (is_any(token, {"and", "or"}) ? 1 : 0);
        gotos += is_any(token, {"goto"}) ? 1 : 0;
        see_chain(token, before);
    }

    // a.b.c, a["b"]["c"], a:b():c(), f()()(): one chain as long as each word continues the last.
    void see_chain(const Token& token, const Token* before)
    {
        const bool after_value =
            before && (before->kind == TokenKind::name || before->kind == TokenKind::text ||
                       is_any(*before, {")", "]", "}"}));
        if (is_any(token, {".", ":"}) || (after_value && is_any(token, {"[", "("})))
            ++indices.back();
        else if (token.kind != TokenKind::name && token.kind != TokenKind::text && !closes(token) &&
                 !opens(token))
            indices.back() = 0;
        else if (token.kind == TokenKind::name && before && !is_any(*before, {".", ":"}))
            indices.back() = 0;
        if (opens(token))
            indices.push_back(0);
        else if (closes(token) && indices.size() > 1)
            indices.pop_back();
    }
};

struct Excess
{
    bool found = false;
    std::string_view zh;
    std::string_view en;
};

Excess excess(const Counts& counts)
{
    if (counts.indices.size() > most_nesting + 1)
        return {true, "嵌套超过 100 层", "nested more than 100 deep"};
    if (counts.indices.back() > most_indices)
        return {true, "连续取字段超过 100 次", "more than 100 indices in a row"};
    if (counts.signs > most_signs)
        return {true, "连续的运算符超过 100 个", "more than 100 signs in a row"};
    if (counts.logic > most_logic)
        return {true, "一个表达式里 and、or 超过 500 个", "more than 500 and/or in one expression"};
    if (counts.gotos > most_gotos)
        return {true, "goto 超过 100 处", "more than 100 goto"};
    return {};
}

// The first word of the prefix expression that ends at `last`, such as a in a.b[1].c.
std::size_t start_of_target(const std::vector<Token>& tokens, std::size_t last)
{
    std::size_t at = last;
    for (;;) {
        if (is_any(tokens[at], {"]", ")"})) {
            int open = 0;
            for (;; --at) {
                open += closes(tokens[at]) ? 1 : opens(tokens[at]) ? -1 : 0;
                if (open == 0 || at == 0)
                    break;
            }
            if (at == 0)
                return at;
            --at;
        } else if (at >= 2 && is_any(tokens[at - 1], {".", ":"})) {
            at -= 2;
        } else {
            return at;
        }
    }
}

// The variables on the left of the `=` at tokens[equals].
void add_targets(
    const std::vector<Token>& tokens,
    std::size_t equals,
    std::vector<Assignment>& found
)
{
    std::vector<Assignment> targets;
    std::size_t last = equals;
    while (last > 0) {
        const std::size_t end = last - 1;
        if (tokens[end].kind != TokenKind::name && !is_any(tokens[end], {"]", ")"}))
            return;  // local x <const> = …
        const std::size_t start = start_of_target(tokens, end);
        if (start == end)
            targets.push_back({tokens[end].text, tokens[end].line, tokens[end].column});
        if (start > 0 && is_any(tokens[start - 1], {"local", "for"}))
            return;
        if (start == 0 || !is_any(tokens[start - 1], {","}))
            break;
        last = start - 1;
    }
    found.insert(found.end(), targets.rbegin(), targets.rend());
}

}  // namespace

Result<void> check_tokens(std::string_view chunk_name, const std::vector<Token>& tokens)
{
    Counts counts;
    const auto refuse_at = [&](const Token& token, std::string_view zh, std::string_view en) {
        return pack_fault(
            code::source, place(chunk_name, token.line, token.column),
            {std::string(zh), std::string(en)}
        );
    };
    for (std::size_t i = 0; i < tokens.size(); ++i) {
        counts.see(tokens[i], i > 0 ? &tokens[i - 1] : nullptr);
        const Excess too_much = excess(counts);
        if (too_much.found)
            return refuse_at(tokens[i], too_much.zh, too_much.en);
        const bool attribute = i >= 2 && tokens[i - 1].text == "<" &&
                               is_any(tokens[i], {"close"}) && i + 1 < tokens.size() &&
                               tokens[i + 1].text == ">" && tokens[i - 2].kind == TokenKind::name;
        if (attribute)
            return refuse_at(tokens[i], "规则包不能使用 <close>", "packs may not use <close>");
    }
    return {};
}

std::vector<Assignment> assignments(const std::vector<Token>& tokens)
{
    std::vector<Assignment> found;
    std::vector<std::string_view> open;
    for (std::size_t i = 0; i < tokens.size(); ++i) {
        if (opens(tokens[i]))
            open.push_back(tokens[i].text);
        else if (closes(tokens[i]) && !open.empty())
            open.pop_back();
        const bool in_table = !open.empty() && open.back() == "{";
        if (is_any(tokens[i], {"="}) && !in_table)
            add_targets(tokens, i, found);
        const bool names_function = is_any(tokens[i], {"function"}) && i + 2 < tokens.size() &&
                                    tokens[i + 1].kind == TokenKind::name &&
                                    tokens[i + 2].text == "(";
        if (names_function && (i == 0 || !is_any(tokens[i - 1], {"local"})))
            found.push_back({tokens[i + 1].text, tokens[i + 1].line, tokens[i + 1].column});
    }
    return found;
}

std::optional<int> column_of(const std::vector<Token>& tokens, int line, std::string_view word)
{
    for (const Token& token : tokens)
        if (token.line == line && token.text == word)
            return token.column;
    return std::nullopt;
}

}  // namespace beihui::rules::lua

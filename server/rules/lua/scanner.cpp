#include "rules/lua/scanner.hpp"

#include "base/text.hpp"
#include "rules/lua/faults.hpp"
#include "rules/lua/limits.hpp"

#include <algorithm>
#include <array>

namespace beihui::rules::lua
{
namespace
{

constexpr std::string_view keywords[] = {
    "and",      "break",  "do",   "else", "elseif", "end",   "false", "for",
    "function", "goto",   "if",   "in",   "local",  "nil",   "not",   "or",
    "repeat",   "return", "then", "true", "until",  "while",
};
// Longest first, so that ".." is not read as two dots.
constexpr std::string_view symbols[] = {
    "...", "<<", ">>", "//", "==", "~=", "<=", ">=", "::", "..", "+", "-", "*", "/", "%", "^", "#",
    "&",   "~",  "|",  "<",  ">",  "=",  "(",  ")",  "{",  "}",  "[", "]", ";", ":", ",", ".",
};
// U+061C, U+200E, U+200F, U+202A…U+202E, U+2066…U+2069: they can make a reader see another
// program than the one that runs (CVE-2021-42574).
constexpr std::string_view direction_marks[] = {
    "\u061C", "\u200E", "\u200F", "\u202A", "\u202B", "\u202C",
    "\u202D", "\u202E", "\u2066", "\u2067", "\u2068", "\u2069",
};

bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

bool is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

class Scanner
{
public:
    Scanner(std::string_view chunk_name, std::string_view source)
        : chunk_name_(chunk_name), source_(source)
    {}

    Result<std::vector<Token>> run()
    {
        if (source_.starts_with('#'))
            return fault(
                code::source, "第一行不能以 # 开头", "the first line must not begin with #"
            );
        while (skip_space()) {
            const auto added = next();
            if (!added)
                return added.error();
        }
        if (unfinished_)
            return fault(code::syntax, "注释没有结束", "unfinished comment");
        return std::move(tokens_);
    }

private:
    std::string_view rest() const { return source_.substr(at_); }
    char ahead(std::size_t by) const
    {
        return at_ + by < source_.size() ? source_[at_ + by] : '\0';
    }

    void advance(std::size_t bytes)
    {
        for (const std::size_t end = std::min(at_ + bytes, source_.size()); at_ < end; ++at_) {
            const auto byte = static_cast<unsigned char>(source_[at_]);
            if (byte == '\n') {
                ++line_;
                column_ = 1;
            } else if ((byte & 0xC0) != 0x80) {
                ++column_;
            }
        }
    }

    Error fault(std::string_view code, std::string zh, std::string en) const
    {
        return pack_fault(code, place(chunk_name_, line_, column_), {std::move(zh), std::move(en)});
    }

    // The whole [[…]] or [==[…]==] that begins here; empty if none does, or if it has no end.
    std::string_view long_bracket()
    {
        std::size_t level = 1;
        while (ahead(level) == '=')
            ++level;
        if (ahead(0) != '[' || ahead(level) != '[')
            return {};
        const std::string close = "]" + std::string(level - 1, '=') + "]";
        const std::size_t end = source_.find(close, at_ + level + 1);
        unfinished_ = end == std::string_view::npos;
        return unfinished_ ? std::string_view() : source_.substr(at_, end + close.size() - at_);
    }

    // Skips white space and comments; false at the end of the text.
    bool skip_space()
    {
        while (at_ < source_.size() && !unfinished_) {
            if (is_space(source_[at_])) {
                advance(1);
            } else if (rest().starts_with("--")) {
                advance(2);
                const std::string_view comment = long_bracket();
                if (!comment.empty())
                    advance(comment.size());
                else if (!unfinished_)
                    advance(std::min(rest().find('\n'), rest().size()));
            } else {
                return true;
            }
        }
        return false;
    }

    void add(TokenKind kind, std::size_t size)
    {
        tokens_.push_back({kind, source_.substr(at_, size), line_, column_});
        advance(size);
    }

    std::size_t size_of_number() const
    {
        const bool hexadecimal = ahead(0) == '0' && (ahead(1) == 'x' || ahead(1) == 'X');
        const std::string_view exponent = hexadecimal ? "pP" : "eE";
        std::size_t size = 1;
        for (;; ++size) {
            const char c = ahead(size);
            const bool signs =
                (c == '+' || c == '-') && exponent.find(ahead(size - 1)) != std::string_view::npos;
            if (!is_letter(c) && !is_digit(c) && c != '.' && !signs)
                return size;
        }
    }

    // The string literal that begins here, quotes included; 0 if its line ends before it.
    std::size_t size_of_string() const
    {
        const char quote = ahead(0);
        bool skips_space = false;  // after \z
        for (std::size_t size = 1; at_ + size < source_.size(); ++size) {
            const char c = ahead(size);
            if (skips_space && is_space(c))
                continue;
            skips_space = false;
            if (c == quote)
                return size + 1;
            if (c == '\n')
                return 0;
            if (c == '\\') {
                ++size;
                skips_space = ahead(size) == 'z';
                if (ahead(size) == '\r' && ahead(size + 1) == '\n')
                    ++size;
            }
        }
        return 0;
    }

    Result<void> next()
    {
        const char c = source_[at_];
        if (is_letter(c)) {
            std::size_t size = 1;
            while (is_letter(ahead(size)) || is_digit(ahead(size)))
                ++size;
            const std::string_view word = source_.substr(at_, size);
            const bool reserved = std::ranges::any_of(keywords, [&](std::string_view keyword) {
                return keyword.front() == c && keyword == word;
            });
            add(reserved ? TokenKind::keyword : TokenKind::name, size);
            return {};
        }
        if (is_digit(c) || (c == '.' && is_digit(ahead(1)))) {
            add(TokenKind::number, size_of_number());
            return {};
        }
        return c == '"' || c == '\'' || c == '[' ? text_or_bracket() : symbol();
    }

    Result<void> text_or_bracket()
    {
        const bool quoted = source_[at_] != '[';
        const std::size_t size = quoted ? size_of_string() : long_bracket().size();
        if (size > 0)
            add(TokenKind::text, size);
        else if (quoted || unfinished_)
            return fault(code::syntax, "字符串没有结束", "unfinished string");
        else
            add(TokenKind::symbol, 1);
        return {};
    }

    Result<void> symbol()
    {
        for (const std::string_view known : symbols)
            if (known.front() == source_[at_] && rest().starts_with(known)) {
                add(TokenKind::symbol, known.size());
                return {};
            }
        std::size_t size = 1;
        while ((static_cast<unsigned char>(ahead(size)) & 0xC0) == 0x80)
            ++size;
        const std::string shown = one_line(rest().substr(0, size));
        const std::string twin = to_half_width(shown);
        const bool has_twin = twin != shown;
        return fault(
            code::syntax,
            "不认识的字符 " + shown +
                (has_twin ? "，应写作半角的 " + twin : "：中文只能写在引号里或注释里"),
            "unexpected character " + shown + (has_twin ? ": write " + twin : "")
        );
    }

    std::string_view chunk_name_;
    std::string_view source_;
    std::size_t at_ = 0;
    int line_ = 1;
    int column_ = 1;
    bool unfinished_ = false;
    std::vector<Token> tokens_;
};

}  // namespace

Result<std::vector<Token>> scan(std::string_view chunk_name, std::string_view source)
{
    const auto refuse_source = [&](std::size_t at, std::string zh, std::string en) {
        const auto line =
            1 + std::count(source.begin(), source.begin() + static_cast<std::ptrdiff_t>(at), '\n');
        return pack_fault(
            code::source, place(chunk_name, static_cast<int>(line), std::nullopt),
            {std::move(zh), std::move(en)}
        );
    };
    if (source.size() > source_bytes_of_a_file)
        return refuse_source(0, "文件超过 64 KiB", "the file is larger than 64 KiB");
    if (source.starts_with('\x1B'))
        return refuse_source(0, "不接受编译过的代码", "compiled code is not accepted");
    const std::size_t good = size_of_utf8(source);
    if (good < source.size())
        return refuse_source(good, "不是有效的 UTF-8 文本", "not valid UTF-8 text");
    if (source.starts_with("\uFEFF"))
        return refuse_source(
            0, "文件开头有字节顺序标记（BOM），请另存为无 BOM 的 UTF-8",
            "the file begins with a byte order mark"
        );
    for (const std::string_view mark : direction_marks)
        if (const std::size_t at = source.find(mark); at != std::string_view::npos)
            return refuse_source(
                at, "含有改变文字方向的不可见字符", "contains an invisible direction mark"
            );
    return Scanner(chunk_name, source).run();
}

std::string place(std::string_view chunk_name, int line, std::optional<int> column)
{
    std::string text(chunk_name);
    if (line > 0)
        text += ":" + std::to_string(line);
    if (line > 0 && column)
        text += ":" + std::to_string(*column);
    return text;
}

}  // namespace beihui::rules::lua

#include "rules/tools/yaml_text.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <cctype>

namespace beihui::rules
{

YamlText::YamlText(std::string_view text) : text_(text), lines_{0}
{
    for (std::size_t i = 0; i < text.size(); ++i)
        if (text[i] == '\n')
            lines_.push_back(i + 1);
}

std::size_t YamlText::line_begin(int line) const
{
    const auto index = static_cast<std::size_t>(std::max(line, 1) - 1);
    return index < lines_.size() ? lines_[index] : text_.size();
}

std::size_t YamlText::offset(const Place& place) const
{
    std::size_t at = line_begin(place.line);
    for (int column = 1; column < place.column && at < text_.size(); ++column)
        do
            ++at;
        while (at < text_.size() && (static_cast<unsigned char>(text_[at]) & 0xC0) == 0x80);
    return at;
}

std::size_t YamlText::end_of_line(std::size_t at) const
{
    return std::min(text_.find('\n', at), text_.size());
}

std::size_t YamlText::end_of_quoted(std::size_t at) const
{
    const char quote = text_[at];
    for (std::size_t i = at + 1; i < text_.size(); ++i) {
        if (quote == '"' && text_[i] == '\\') {
            ++i;
        } else if (text_[i] == quote) {
            if (quote == '\'' && i + 1 < text_.size() && text_[i + 1] == quote)
                ++i;
            else
                return i + 1;
        }
    }
    return text_.size();
}

std::size_t YamlText::end_of_flow(std::size_t at) const
{
    int depth = 0;
    for (std::size_t i = at; i < text_.size();) {
        const char c = text_[i];
        const char before = i == at ? ' ' : text_[i - 1];
        const bool may_quote = std::string_view(" \n,:[{").find(before) != std::string_view::npos;
        if ((c == '"' || c == '\'') && may_quote) {
            i = end_of_quoted(i);
            continue;
        }
        if (c == '#' && (before == ' ' || before == '\n')) {
            i = end_of_line(i);
            continue;
        }
        depth += c == '{' || c == '[' ? 1 : c == '}' || c == ']' ? -1 : 0;
        ++i;
        if (depth == 0)
            return i;
    }
    return text_.size();
}

std::size_t YamlText::end_of_value(std::size_t at, bool in_flow) const
{
    if (at >= text_.size())
        return text_.size();
    const char first = text_[at];
    if (first == '"' || first == '\'')
        return end_of_quoted(at);
    if (first == '{' || first == '[')
        return end_of_flow(at);
    std::size_t end = at;
    const std::size_t line = end_of_line(at);
    while (end < line && !(text_[end] == '#' && end > at && text_[end - 1] == ' ') &&
           !(in_flow && (text_[end] == ',' || text_[end] == '}' || text_[end] == ']')))
        ++end;
    while (end > at && (text_[end - 1] == ' ' || text_[end - 1] == '\r'))
        --end;
    return end;
}

YamlChange change_of(const YamlText& text, const Yaml& node, std::string with, bool in_flow)
{
    const std::size_t begin = text.offset(node.place());
    return {begin, text.end_of_value(begin, in_flow), std::move(with)};
}

std::string changed(std::string_view text, std::vector<YamlChange> changes)
{
    std::ranges::sort(changes, {}, &YamlChange::begin);
    std::string result;
    std::size_t at = 0;
    for (const YamlChange& change : changes) {
        if (change.begin < at)
            continue;
        result += text.substr(at, change.begin - at);
        result += change.with;
        at = change.end;
    }
    result += text.substr(at);
    return result;
}

bool is_clock_time(std::string_view text)
{
    const std::vector<std::string_view> parts = split(text, ':');
    if (parts.size() < 2 || parts.size() > 3)
        return false;
    return std::ranges::all_of(parts, [](std::string_view part) {
        return !part.empty() && part.size() <= 2 &&
               std::ranges::all_of(part, [](unsigned char c) { return std::isdigit(c) != 0; });
    });
}

}  // namespace beihui::rules

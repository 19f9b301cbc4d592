#pragma once

#include "base/yaml.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace beihui::rules
{

// Where the nodes of a YAML file stand in its bytes, so that a tool can change one value and leave
// every other byte, comments too, as it is.
class YamlText
{
public:
    explicit YamlText(std::string_view text);

    std::string_view text() const { return text_; }
    std::size_t offset(const Place& place) const;
    std::size_t line_begin(int line) const;         // of a line from 1; past the last: the size
    std::size_t end_of_line(std::size_t at) const;  // the line break, or the size
    // One past a quoted text, a flow map or list, or a plain text of one line that begins at `at`.
    std::size_t end_of_value(std::size_t at, bool in_flow) const;

private:
    std::size_t end_of_quoted(std::size_t at) const;
    std::size_t end_of_flow(std::size_t at) const;

    std::string_view text_;
    std::vector<std::size_t> lines_;
};

// Puts `with` in the place of the scalar or flow value `node` of a file. `in_flow`: whether it
// stands within brackets. Changes one line at most when the value stands on one.
struct YamlChange
{
    std::size_t begin = 0;
    std::size_t end = 0;
    std::string with;
};
YamlChange change_of(const YamlText& text, const Yaml& node, std::string with, bool in_flow);
// Applies changes that do not overlap.
std::string changed(std::string_view text, std::vector<YamlChange> changes);

// "12:00", "9:05:30": what YAML 1.1 reads as a number to the base of sixty.
bool is_clock_time(std::string_view text);

}  // namespace beihui::rules

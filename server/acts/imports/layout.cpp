#include "acts/imports/layout.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <array>
#include <set>

namespace beihui::acts
{
namespace
{

constexpr std::size_t most_rows_above = 15;  // titles and notes before the heading
// A word this long means the same wherever it stands in a heading; 名称 alone does not.
constexpr std::size_t telling_bytes = 12;

// Without blanks, line breaks, stars and what stands in brackets: "*企业名称（全称）" is 企业名称.
std::string plain_heading(std::string_view cell)
{
    std::string text;
    int depth = 0;
    for (const char c : to_half_width(cell)) {
        if (c == '(' || c == '[')
            ++depth;
        else if ((c == ')' || c == ']') && depth > 0)
            --depth;
        else if (depth == 0 && static_cast<unsigned char>(c) > ' ' && c != '*' && c != ':')
            text += c;
    }
    return text;
}

// Which column a heading means: the one whose word it is, or whose longest word it holds.
std::optional<std::size_t> column_meant(const ListKind& kind, std::string_view heading)
{
    const std::string plain = plain_heading(heading);
    if (plain.empty())
        return std::nullopt;
    std::optional<std::size_t> best;
    std::size_t longest = 0;
    for (std::size_t i = 0; i < kind.columns.size(); ++i) {
        const ListColumn& column = kind.columns[i];
        const auto weigh = [&](const std::string& known) {
            const std::string word = plain_heading(known);
            if (word.empty())
                return;
            // The whole heading wins over any part, an earlier column over a later one.
            const std::size_t weight = word == plain ? plain.size() + 1000 : word.size();
            const bool holds = word == plain || (word.size() >= telling_bytes &&
                                                 plain.find(word) != std::string::npos);
            if (holds && weight > longest) {
                longest = weight;
                best = i;
            }
        };
        if (heading == column.id)
            return i;
        weigh(column.label.zh);
        weigh(column.label.en);
        std::ranges::for_each(column.headings, weigh);
    }
    return best;
}

struct Heading
{
    std::size_t from = 0;
    std::size_t to = 0;
    std::vector<std::string> texts;
    std::vector<std::optional<std::size_t>> columns;
    std::size_t known = 0;
};

// Reads rows [from, to) as a heading. Of two rows the upper is spread over the cells that it was
// merged over, and 联系人 above 电话 reads 联系人电话.
Heading read_heading(
    const ListKind& kind,
    const plugin::Sheet& sheet,
    std::size_t from,
    std::size_t to,
    std::size_t width
)
{
    Heading heading{from, to, {}, {}, 0};
    std::set<std::size_t> taken;
    std::string above;
    for (std::size_t at = 0; at < width; ++at) {
        const std::string lower = to > from ? cell_text(sheet, to - 1, at) : std::string();
        std::string upper = to > from + 1 ? cell_text(sheet, from, at) : std::string();
        if (to > from + 1) {
            if (!upper.empty())
                above = upper;
            else if (!lower.empty())
                upper = above;
        }
        const std::string both = upper == lower ? lower : upper + lower;
        std::optional<std::size_t> column = column_meant(kind, both);
        if (!column && !lower.empty())
            column = column_meant(kind, lower);
        if (!column && lower.empty())
            column = column_meant(kind, upper);
        if (column && !taken.insert(*column).second)
            column.reset();  // the first of two alike is meant
        heading.known += column ? 1U : 0U;
        heading.texts.push_back(both);
        heading.columns.push_back(column);
    }
    return heading;
}

// Whether the row below a heading says no more than what its merged cells are divided into: a row of
// the list would fill in what no row can do without.
bool divides(const ListKind& kind, const plugin::Sheet& sheet, const Heading& heading)
{
    bool asked = false;
    bool filled = false;
    for (std::size_t at = 0; at < heading.columns.size(); ++at) {
        const bool empty = cell_text(sheet, heading.to, at).empty();
        filled = filled || !empty;
        if (!heading.columns[at] || !kind.columns[*heading.columns[at]].required)
            continue;
        asked = true;
        if (!empty)
            return false;
    }
    return asked && filled;
}

Heading find_heading(const ListKind& kind, const plugin::Sheet& sheet, std::size_t width)
{
    const std::size_t last = std::min(sheet.rows.size(), most_rows_above);
    Heading best = read_heading(kind, sheet, 0, std::min<std::size_t>(1, last), width);
    for (const std::size_t high : {std::size_t{1}, std::size_t{2}})
        for (std::size_t row = 0; row + high <= last; ++row) {
            Heading heading = read_heading(kind, sheet, row, row + high, width);
            const bool same = high == 2 && best.to == best.from + 1 && row == best.from &&
                              heading.known == best.known && divides(kind, sheet, best);
            if (heading.known > best.known || same)
                best = std::move(heading);
        }
    return best;
}

bool begins_with_one_of(std::string_view text, std::initializer_list<std::string_view> words)
{
    return std::ranges::any_of(words, [&](std::string_view word) {
        return text.starts_with(word);
    });
}

// What a row is when it is nothing to bring in; none for a row of the list.
std::optional<Words> why_ignored(
    const plugin::Sheet& sheet,
    std::size_t row,
    const std::vector<std::string>& headings
)
{
    std::size_t filled = 0;
    std::string first;
    bool as_heading = true;
    for (std::size_t at = 0; at < sheet.rows[row].size(); ++at) {
        const std::string text = cell_text(sheet, row, at);
        if (text.empty())
            continue;
        if (filled++ == 0)
            first = plain_heading(text);
        as_heading = as_heading && at < headings.size() && text == headings[at];
    }
    if (begins_with_one_of(first, {"合计", "总计", "小计", "共计", "累计", "Total", "total"}))
        return Words{"“" + one_line(first, 30) + "”行", "a line of totals"};
    if (filled > 1 && as_heading)
        return Words{"重复的表头", "the heading once more"};
    if (filled == 1 &&
        begins_with_one_of(first, {"注", "备注", "说明", "填表", "制表", "审核", "单位盖章"}))
        return Words{"表后的说明", "a note below the list"};
    return std::nullopt;
}

Result<void> take_asked_columns(
    const ListKind& kind,
    const std::vector<std::string>& asked,
    Layout& layout
)
{
    std::set<std::size_t> taken;
    for (std::size_t at = 0; at < layout.columns.size(); ++at) {
        layout.columns[at].reset();
        if (at >= asked.size() || asked[at].empty())
            continue;
        const auto column = kind.find(asked[at]);
        if (!column)
            return refuse(
                Refusal::invalid_input, "unknown_column",
                "没有“" + one_line(asked[at], 60) + "”这一列", "there is no such column"
            );
        if (!taken.insert(*column).second)
            return refuse(
                Refusal::invalid_input, "column_twice",
                "“" + kind.columns[*column].label.zh + "”对应了两列，只能对应一列",
                "two columns of the file stand for " + kind.columns[*column].label.en
            );
        layout.columns[at] = column;
    }
    return {};
}

}  // namespace

std::string cell_text(const plugin::Sheet& sheet, std::size_t row, std::size_t column)
{
    if (row >= sheet.rows.size() || column >= sheet.rows[row].size())
        return {};
    return to_nfc(trim(sheet.rows[row][column]));
}

std::string column_name(std::size_t column)
{
    std::string name;
    for (std::size_t rest = column + 1; rest > 0; rest = (rest - 1) / 26)
        name.insert(name.begin(), static_cast<char>('A' + (rest - 1) % 26));
    return name;
}

std::string cell_name(std::size_t row, std::size_t column)
{
    return column_name(column) + std::to_string(row + 1);
}

Result<Layout> read_layout(
    const ListKind& kind,
    const plugin::Sheet& sheet,
    const LayoutAsked& asked
)
{
    std::size_t width = 0;
    for (const plugin::Sheet::Row& row : sheet.rows)
        width = std::max(width, row.size());
    Heading heading = find_heading(kind, sheet, width);
    if (asked.head) {
        const std::size_t to = std::min(*asked.head, sheet.rows.size());
        const bool two = heading.to == to && heading.to == heading.from + 2;
        heading = read_heading(kind, sheet, to - std::min<std::size_t>(to, two ? 2 : 1), to, width);
    }
    Layout layout;
    layout.head_from = heading.from;
    layout.head_to = heading.to;
    layout.headings = std::move(heading.texts);
    layout.columns = std::move(heading.columns);
    if (asked.columns)
        if (auto taken = take_asked_columns(kind, *asked.columns, layout); !taken)
            return taken.error();
    for (const auto& [id, text] : asked.fill)
        if (!kind.find(id))
            return refuse(
                Refusal::invalid_input, "unknown_column", "没有“" + one_line(id, 60) + "”这一列",
                "there is no such column"
            );
    for (std::size_t row = layout.head_to; row < sheet.rows.size(); ++row) {
        const auto blank = [](const std::string& cell) { return trim(cell).empty(); };
        if (std::ranges::all_of(sheet.rows[row], blank))
            continue;
        if (auto why = why_ignored(sheet, row, layout.headings))
            layout.ignored.push_back({row, std::move(*why)});
        else
            layout.rows.push_back(row);
    }
    if (layout.rows.empty())
        return refuse(
            Refusal::invalid_input, "list_empty", "文件里没有可导入的行",
            "there is no row to bring in"
        );
    if (layout.rows.size() > most_list_rows)
        return refuse(
            Refusal::invalid_input, "list_too_long",
            "一次最多导入 " + std::to_string(most_list_rows) + " 行，这个文件有 " +
                std::to_string(layout.rows.size()) + " 行；请分成几个文件",
            "at most " + std::to_string(most_list_rows) + " rows at a time, this file has " +
                std::to_string(layout.rows.size()) + "; send it in parts"
        );
    return layout;
}

}  // namespace beihui::acts

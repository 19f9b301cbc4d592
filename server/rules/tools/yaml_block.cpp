#include "rules/tools/yaml_block.hpp"

#include "base/text.hpp"
#include "rules/tools/yaml_text.hpp"

#include <algorithm>

namespace beihui::rules
{
namespace
{

std::string trimmed(std::string_view text)
{
    const std::size_t begin = text.find_first_not_of(" \n");
    if (begin == std::string_view::npos)
        return {};
    return std::string(text.substr(begin, text.find_last_not_of(" \n") - begin + 1));
}

class BlockReader
{
public:
    explicit BlockReader(std::string_view source) : text_(source), source_(source) {}

    YamlBlocks read(const Yaml& node)
    {
        YamlBlocks result;
        if (!is_block(node)) {
            result.error_place = node.place();
            return result;
        }
        result.block = block(node);
        result.tail = lines_until(source_.size());
        take_head(result);
        result.good = !failed_;
        result.error_place = failed_at_;
        return result;
    }

private:
    bool is_block(const Yaml& node) const
    {
        if ((!node.is_map() || node.members().empty()) && (!node.is_list() || node.items().empty()))
            return false;
        const std::size_t at = text_.offset(node.place());
        return at < source_.size() && source_[at] != '{' && source_[at] != '[';
    }

    void fail(const Place& place)
    {
        if (!failed_)
            failed_at_ = place;
        failed_ = true;
    }

    // The comments and blank lines from the cursor to `end`; dashes in front of an item are left
    // out. Anything else is not understood.
    std::vector<std::string> lines_until(std::size_t end, bool dash = false)
    {
        std::vector<std::string> lines;
        const std::string_view region =
            cursor_ < end ? source_.substr(cursor_, end - cursor_) : std::string_view();
        const std::vector<std::string_view> parts = split(region, '\n');
        for (std::size_t i = 0; i < parts.size(); ++i) {
            std::string line = trimmed(parts[i]);
            if (dash && line.starts_with('-')) {
                line = trimmed(std::string_view(line).substr(1));
                dash = false;
                if (line.empty())
                    continue;
            }
            const bool is_border = i == 0 || i + 1 == parts.size();
            if (line.empty() && is_border)
                continue;
            if (!line.empty() && line[0] != '#')
                fail(here_);
            if (!line.empty() || lines.empty() || !lines.back().empty())
                lines.push_back(std::move(line));
        }
        cursor_ = end;
        return lines;
    }

    std::size_t column_of(std::size_t at) const
    {
        const std::size_t newline = source_.rfind('\n', at == 0 ? 0 : at - 1);
        const std::size_t begin = at == 0 || newline == std::string_view::npos ? 0 : newline + 1;
        return at - begin;
    }

    YamlBlock block(const Yaml& node)
    {
        YamlBlock result;
        result.is_list = node.is_list();
        for (const Yaml& item : node.items()) {
            here_ = item.place();
            YamlEntry entry;
            const std::size_t at = text_.offset(item.place());
            if (at < cursor_)
                fail(here_);
            entry.lead = lines_until(at, true);
            const std::size_t dash = source_.rfind('-', at == 0 ? 0 : at - 1);
            entry.column = dash == std::string_view::npos ? 0 : column_of(dash);
            if (is_block(item))
                entry.block = std::make_shared<YamlBlock>(block(item));
            else
                value(item, at, entry);
            result.entries.push_back(std::move(entry));
        }
        for (const auto& [key, member] : node.members()) {
            here_ = key.place();
            YamlEntry entry;
            const std::size_t at = text_.offset(key.place());
            if (at < cursor_)
                fail(here_);
            entry.lead = lines_until(at);
            entry.column = column_of(at);
            read_member(key, member, at, entry);
            result.entries.push_back(std::move(entry));
        }
        return result;
    }

    void read_member(const Yaml& key, const Yaml& member, std::size_t at, YamlEntry& entry)
    {
        entry.key = key.raw();
        const std::size_t end =
            key.quoted() ? text_.end_of_value(at, false) : at + key.raw().size();
        entry.key_text = source_.substr(at, end - at);
        const std::size_t colon = source_.find_first_not_of(' ', end);
        if (colon == std::string_view::npos || source_[colon] != ':') {
            fail(key.place());
            return;
        }
        cursor_ = colon + 1;
        const std::size_t line_end = text_.end_of_line(cursor_);
        const std::string beside = trimmed(source_.substr(cursor_, line_end - cursor_));
        const bool nothing_beside = beside.empty() || beside[0] == '#';
        if (is_block(member)) {
            if (!nothing_beside)
                fail(member.place());
            entry.comment = beside;
            cursor_ = line_end;
            entry.block = std::make_shared<YamlBlock>(block(member));
        } else if (nothing_beside && member.is_null()) {
            entry.comment = beside;
            cursor_ = line_end;
        } else {
            const std::size_t begin = text_.offset(member.place());
            std::vector<std::string> above = lines_until(begin);
            std::ranges::move(above, std::back_inserter(entry.lead));
            value(member, begin, entry);
        }
    }

    // A scalar, or a collection in brackets, that begins at `at`.
    void value(const Yaml& node, std::size_t at, YamlEntry& entry)
    {
        if (at >= source_.size()) {
            fail(node.place());
            return;
        }
        const char first = source_[at];
        const bool is_block_text = first == '|' || first == '>';
        const bool is_closed = first == '"' || first == '\'' || first == '{' || first == '[';
        std::size_t end = is_block_text ? text_.end_of_line(at) : text_.end_of_value(at, false);
        if (is_block_text || (!is_closed && node.is_scalar()))
            end = end_with_more_lines(end, entry.column, is_block_text);
        const std::vector<std::string_view> lines = split(source_.substr(at, end - at), '\n');
        entry.value = lines.front();
        for (std::size_t i = 1; i < lines.size(); ++i)
            entry.rest.emplace_back(lines[i]);
        const std::size_t line_end = text_.end_of_line(end);
        entry.comment = trimmed(source_.substr(end, line_end - end));
        if (!entry.comment.empty() && entry.comment[0] != '#')
            fail(node.place());
        cursor_ = line_end;
    }

    // A text goes on over the lines that stand deeper than the entry. Within a text kept line by
    // line (| and >) a line that begins with # is text.
    std::size_t end_with_more_lines(std::size_t end, std::size_t column, bool keeps_lines) const
    {
        std::size_t at = text_.end_of_line(end);
        while (at < source_.size()) {
            const std::size_t line_end = text_.end_of_line(at + 1);
            const std::string_view line = source_.substr(at + 1, line_end - at - 1);
            const std::size_t content = line.find_first_not_of(' ');
            if (content != std::string_view::npos) {
                if (content <= column || (!keeps_lines && line[content] == '#'))
                    break;
                end = line_end;
                while (!keeps_lines && end > at && source_[end - 1] == ' ')
                    --end;
            }
            at = line_end;
        }
        return end;
    }

    // Comments above the first blank line speak of the file, not of its first entry.
    static void take_head(YamlBlocks& blocks)
    {
        if (blocks.block.entries.empty())
            return;
        std::vector<std::string>& lead = blocks.block.entries.front().lead;
        const auto blank = std::ranges::find(lead.rbegin(), lead.rend(), "");
        const auto end = blank.base();
        blocks.head.assign(lead.begin(), end);
        lead.erase(lead.begin(), end);
    }

    YamlText text_;
    std::string_view source_;
    std::size_t cursor_ = 0;
    Place here_;
    bool failed_ = false;
    Place failed_at_;
};

}  // namespace

YamlBlocks read_block(const Yaml& node, std::string_view source)
{
    return BlockReader(source).read(node);
}

}  // namespace beihui::rules

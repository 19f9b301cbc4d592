#include "rules/tools/format_yaml.hpp"

#include "base/text.hpp"
#include "rules/tools/yaml_block.hpp"
#include "rules/tools/yaml_text.hpp"

#include <algorithm>
#include <map>

namespace beihui::rules
{
namespace
{

using Keys = std::vector<std::string_view>;

// The order of the keys that the host knows; a key that is not listed stays behind the one it
// follows.
const Keys manifest_order = {
    "pack",       "revision",       "version",       "api",
    "issuers",    "doc_no",         "title",         "source",
    "issued_on",  "issued_on_note", "known_from",    "known_from_reading",
    "phases",     "text_gaps",      "covers_cohort", "addressees",
    "contacts",   "obligors",       "extends",       "amends",
    "scope",      "calendar",       "transition",    "limits",
    "needs_host", "authors",        "reviewers",     "signature",
    "binds",
};
const Keys clause_order = {
    "text", "gloss", "kind", "check", "actors", "owner", "item", "evidence", "reason", "force",
};
const Keys reading_order = {"question", "answer", "decided_by", "decided_on", "basis", "affects"};
const Keys parameter_order = {"title", "unit", "tighter", "relaxable", "values"};
const Keys table_order = {
    "id",   "annex", "title", "clause", "filled_by", "filer",  "place",
    "note", "send",  "due",   "rows",   "columns",   "checks",
};
const Keys column_order = {"id", "label", "unit", "clause", "reading", "measure"};
const Keys scenario_order = {
    "name", "clause", "today", "known_at", "window", "workflow", "case",
    "org",  "given",  "input", "facts",    "acts",   "expect",   "why",
};

// The known keys of a block map: `where` counts the levels above it, as "/" for a map and "-" for a
// list.
const Keys* keys_of(std::string_view path, std::string_view where, std::string_view above)
{
    if (path == "pack.yaml" && where.empty())
        return &manifest_order;
    if (path == "clauses.yaml" && where == "/")
        return &clause_order;
    if (path == "interpretations.yaml" && where == "/")
        return &reading_order;
    if (path == "params.yaml" && where == "/")
        return &parameter_order;
    if (path.starts_with("annex/") && where.empty())
        return &table_order;
    if (path.starts_with("annex/") && where == "/-" && above == "columns")
        return &column_order;
    if (path.starts_with("tests/") && where == "-")
        return &scenario_order;
    return nullptr;
}

void sort_entries(std::vector<YamlEntry>& entries, const Keys& known)
{
    std::vector<std::pair<std::size_t, std::size_t>> ranks;  // rank of the key, place in the file
    std::size_t last = 0;
    for (std::size_t i = 0; i < entries.size(); ++i) {
        const auto found = std::ranges::find(known, entries[i].key);
        if (found != known.end())
            last = static_cast<std::size_t>(found - known.begin()) + 1;
        ranks.emplace_back(last, i);
    }
    std::ranges::sort(ranks);
    std::vector<YamlEntry> sorted;
    for (const auto& [rank, i] : ranks)
        sorted.push_back(std::move(entries[i]));
    entries = std::move(sorted);
}

// A story of tests/*.yaml is told in the order that its author chose.
bool is_scenario(const YamlBlock& block)
{
    return std::ranges::find(block.entries, "name", &YamlEntry::key) != block.entries.end();
}

class Writer
{
public:
    explicit Writer(std::string_view path) : path_(path) {}

    std::vector<std::string> write(
        YamlBlock block,
        std::size_t indent,
        const std::string& where,
        std::string_view above
    )
    {
        std::vector<std::string> lines;
        if (!block.is_list)
            if (const Keys* const known = keys_of(path_, where, above);
                known && (known != &scenario_order || is_scenario(block)))
                sort_entries(block.entries, *known);
        for (YamlEntry& entry : block.entries) {
            for (const std::string& comment : entry.lead)
                add_comment(lines, comment, indent);
            if (block.is_list)
                write_item(lines, std::move(entry), indent, where, above);
            else
                write_member(lines, std::move(entry), indent, where);
        }
        return lines;
    }

private:
    static void add_comment(
        std::vector<std::string>& lines,
        const std::string& comment,
        std::size_t indent
    )
    {
        lines.push_back(comment.empty() ? "" : std::string(indent, ' ') + comment);
    }

    static std::string with_comment(std::string line, const std::string& comment)
    {
        return comment.empty() ? line : line + "  " + comment;
    }

    // The lines of a value after its first, moved along with it.
    static void add_rest(
        std::vector<std::string>& lines,
        const YamlEntry& entry,
        std::size_t indent
    )
    {
        for (const std::string& line : entry.rest) {
            const std::size_t own = line.find_first_not_of(' ');
            if (own == std::string::npos) {
                lines.emplace_back();
                continue;
            }
            const std::size_t beyond = own > entry.column ? own - entry.column : 0;
            lines.push_back(std::string(indent + beyond, ' ') + line.substr(own));
        }
    }

    void write_member(
        std::vector<std::string>& lines,
        YamlEntry entry,
        std::size_t indent,
        const std::string& where
    )
    {
        std::string line = std::string(indent, ' ') + entry.key_text + ":";
        if (!entry.value.empty())
            line += " " + entry.value;
        if (!entry.comment.empty() && !entry.rest.empty()) {
            // Behind a value of several lines a comment stands on the last of them.
            lines.push_back(line);
            add_rest(lines, entry, indent);
            lines.back() = with_comment(lines.back(), entry.comment);
        } else {
            lines.push_back(with_comment(line, entry.comment));
            add_rest(lines, entry, indent);
        }
        if (entry.block)
            std::ranges::move(
                write(std::move(*entry.block), indent + 2, where + "/", entry.key),
                std::back_inserter(lines)
            );
    }

    void write_item(
        std::vector<std::string>& lines,
        YamlEntry entry,
        std::size_t indent,
        const std::string& where,
        std::string_view above
    )
    {
        if (!entry.block) {
            std::string line = std::string(indent, ' ') + "-";
            lines.push_back(with_comment(line + " " + entry.value, entry.comment));
            add_rest(lines, entry, indent);
            return;
        }
        auto inner = write(std::move(*entry.block), indent + 2, where + "-", above);
        std::size_t first = 0;
        for (; first < inner.size(); ++first) {
            const std::size_t content = inner[first].find_first_not_of(' ');
            if (content != std::string::npos && inner[first][content] != '#')
                break;
            // A comment cannot stand between the dash and what it begins.
            if (content != std::string::npos)
                add_comment(lines, inner[first].substr(content), indent);
        }
        for (std::size_t i = first; i < inner.size(); ++i) {
            if (i == first)
                inner[i][indent] = '-';
            lines.push_back(std::move(inner[i]));
        }
    }

    std::string_view path_;
};

// Times that nobody quoted are quoted before anything else is looked at.
void times_in(const Yaml& node, const YamlText& text, std::vector<YamlChange>& changes)
{
    if (node.is_scalar() && !node.quoted() && is_clock_time(node.raw())) {
        const std::size_t begin = text.offset(node.place());
        changes.push_back({begin, begin + node.raw().size(), "\"" + node.raw() + "\""});
    }
    for (const Yaml& item : node.items())
        times_in(item, text, changes);
    for (const auto& [key, value] : node.members()) {
        times_in(key, text, changes);
        times_in(value, text, changes);
    }
}

// No blank line at either end, and never two together.
std::string joined(const std::vector<std::string>& lines)
{
    std::string text;
    bool blank = true;
    for (const std::string& line : lines) {
        const std::size_t end = line.find_last_not_of(" \r");
        const std::string kept = end == std::string::npos ? "" : line.substr(0, end + 1);
        if (kept.empty() && blank)
            continue;
        blank = kept.empty();
        text += kept + "\n";
    }
    while (text.ends_with("\n\n"))
        text.pop_back();
    return text;
}

Error not_kept(std::string_view shown_as, const Place& place)
{
    Faults faults;
    faults.add(
        place.line > 0 ? place : Place{std::string(shown_as), 0, 0}, "RP3050",
        "排版会改变这个文件的含义，没有改动", "the layout would change what the file means",
        "把此处写成“键: 值”或“- 值”的普通写法", "write plain \"key: value\" or \"- value\" here"
    );
    return faults.error();
}

}  // namespace

Result<std::string> format_yaml(
    std::string_view path,
    std::string_view shown_as,
    std::string_view text
)
{
    if (text.starts_with("\xEF\xBB\xBF"))
        text.remove_prefix(3);
    std::string source(text);
    std::erase(source, '\r');
    const auto before = Yaml::read(shown_as, source);
    if (!before)
        return before.error();
    std::vector<YamlChange> times;
    times_in(*before, YamlText(source), times);
    source = changed(source, std::move(times));
    const auto quoted = Yaml::read(shown_as, source);
    if (!quoted)
        return quoted.error();
    const auto read = read_block(*quoted, source);
    if (!read)
        return not_kept(shown_as, read.error_place);
    Writer writer(path);
    std::vector<std::string> lines = read.head;
    std::ranges::move(writer.write(read.block, 0, "", ""), std::back_inserter(lines));
    std::ranges::copy(read.tail, std::back_inserter(lines));
    std::string formatted = joined(lines);
    const auto after = Yaml::read(shown_as, formatted);
    if (!after || after->json() != before->json())
        return not_kept(shown_as, {});
    return formatted;
}

Result<std::vector<std::pair<std::string, std::string>>> format_pack(const Pack& pack)
{
    Faults faults;
    std::vector<std::pair<std::string, std::string>> files;
    for (const auto& [path, bytes] : pack.files) {
        if (!path.ends_with(".yaml"))
            continue;
        auto formatted = format_yaml(path, pack.folder + "/" + path, bytes);
        if (!formatted)
            faults.take(formatted.error());
        else if (*formatted != bytes)
            files.emplace_back(path, std::move(*formatted));
    }
    if (!faults.none())
        return faults.error();
    return files;
}

}  // namespace beihui::rules

#include "rules/tools/scenario_text.hpp"

#include "base/text.hpp"
#include "rules/tools/yaml_text.hpp"

#include <algorithm>

namespace beihui::rules
{
namespace
{

const std::string* file_of(const Pack& pack, const Place& place)
{
    for (const auto& [path, bytes] : pack.files)
        if (pack.folder + "/" + path == place.file)
            return &bytes;
    return nullptr;
}

// The item of the list that stands at `place`.
const Yaml* item_at(const Yaml& list, const Place& place)
{
    for (const Yaml& item : list.items())
        if (item.place().line == place.line && item.place().column == place.column)
            return &item;
    return nullptr;
}

// "case.plan.expected" within a scenario; rows, counts and records are no single values.
const Yaml* value_at(const Yaml& scenario, std::string_view path)
{
    const Yaml* node = &scenario;
    for (const std::string_view name : split(path, '.')) {
        if (name.find('[') != std::string_view::npos || name == "#")
            return nullptr;
        node = node->find(name);
        if (!node)
            return nullptr;
    }
    return node->is_scalar() ? node : nullptr;
}

bool stands_in_flow(const YamlText& text, const Yaml& scenario, std::string_view path)
{
    const Yaml* node = &scenario;
    for (const std::string_view name : split(path, '.')) {
        const std::size_t at = text.offset(node->place());
        if (at < text.text().size() && text.text()[at] == '{')
            return true;
        node = node->find(name);
    }
    return false;
}

// As YAML writes it: quoted when it has a colon or is no plain word.
std::string scalar(std::string_view value)
{
    const bool plain = value.find(':') == std::string_view::npos;
    return plain ? std::string(value) : "\"" + std::string(value) + "\"";
}

std::string quoted(std::string_view text)
{
    std::string result = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\')
            result += '\\';
        result += c;
    }
    return result + "\"";
}

// The lines of one member of a scenario, from its key to the next member.
std::string lines_of(
    const YamlText& text,
    const Yaml& scenario,
    std::size_t index,
    std::size_t end_of_scenario
)
{
    const auto& parts = scenario.members();
    const std::size_t begin = text.offset(parts[index].first.place());
    const std::size_t end =
        index + 1 < parts.size() ? text.offset(parts[index + 1].first.place()) : end_of_scenario;
    std::string lines(text.text().substr(begin, end - begin));
    while (!lines.empty() && (lines.back() == ' ' || lines.back() == '\n'))
        lines.pop_back();
    return lines;
}

}  // namespace

std::optional<std::string> ScenarioText::with(
    const Scenario& scenario,
    std::string_view name,
    std::string_view path,
    std::string_view value
) const
{
    const std::string* const bytes = file_of(pack_, scenario.place);
    const auto file = bytes ? Yaml::read(scenario.place.file, *bytes) : Result<Yaml>(Yaml());
    const Yaml* const node = file ? item_at(*file, scenario.place) : nullptr;
    if (!node || !node->is_map())
        return std::nullopt;
    const YamlText where(*bytes);
    const Yaml* const old = value_at(*node, path);
    const bool adds = !old && (path == "known_at" || path == "today");
    if (!old && !adds)
        return std::nullopt;
    std::size_t end = bytes->size();
    for (const Yaml& item : file->items())
        if (item.place().line > node->place().line) {
            end = where.line_begin(item.place().line);
            break;
        }
    std::string text = "- name: " + quoted(name) + "\n";
    for (std::size_t i = 0; i < node->members().size(); ++i) {
        const std::string& key = node->members()[i].first.raw();
        if (key == "name" || key == "expect" || key == "why")
            continue;
        std::string lines = lines_of(where, *node, i, end);
        const std::size_t begin = where.offset(node->members()[i].first.place());
        if (old && (path == key || path.starts_with(key + "."))) {
            YamlChange change =
                change_of(where, *old, scalar(value), stands_in_flow(where, *node, path));
            change.begin -= begin;
            change.end -= begin;
            lines = changed(lines, {change});
        }
        text += "  " + lines + "\n";
        if (adds && key == "today")
            text += "  " + std::string(path) + ": " + scalar(value) + "\n";
    }
    return text + "  expect: {}  # 请写明应有的结论 say what must come out\n";
}

}  // namespace beihui::rules

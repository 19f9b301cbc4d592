#include "rules/read_parts.hpp"

#include "base/text.hpp"
#include "rules/lua/scanner.hpp"

#include <algorithm>

namespace beihui::rules
{
namespace
{

void wrong_kind(const Yaml& node, Faults& faults, std::string_view what, Words wanted)
{
    if (node.is_null())
        return;  // nothing is written there, or need() has reported it
    const std::string name(what);
    faults.add(
        node.place(), "RP1004", name + " 应为" + wanted.zh, name + " must be " + wanted.en,
        "见 docs/rules.md", "see docs/rules.md"
    );
}

}  // namespace

std::string optional_text(const Yaml& map, std::string_view key, Faults& faults)
{
    const Yaml* const node = map.find(key);
    return node && !node->is_null() ? node->text(faults, key) : std::string();
}

std::vector<std::string> optional_texts(const Yaml& map, std::string_view key, Faults& faults)
{
    const Yaml* const node = map.find(key);
    return node && !node->is_null() ? node->texts(faults, key) : std::vector<std::string>();
}

Words optional_words(const Yaml& map, std::string_view key, Faults& faults)
{
    const Yaml* const node = map.find(key);
    return node && !node->is_null() ? read_words(*node, faults, key) : Words();
}

const std::vector<std::pair<Yaml, Yaml>>& members_of(
    const Yaml& node,
    Faults& faults,
    std::string_view what
)
{
    if (!node.is_map())
        wrong_kind(node, faults, what, {"映射", "a map"});
    return node.members();
}

const std::vector<Yaml>& items_of(const Yaml& node, Faults& faults, std::string_view what)
{
    if (!node.is_list())
        wrong_kind(node, faults, what, {"列表", "a list"});
    return node.items();
}

Words nearest_way_out(std::string_view typed, const std::vector<std::string>& known)
{
    if (const auto near = nearest_name(typed, known))
        return {"是不是 " + *near + "？", "did you mean " + *near + "?"};
    std::string list;
    for (const std::string& name : known)
        list += (list.empty() ? "" : ", ") + name;
    return {"可用：" + list, "there are: " + list};
}

void check_one_of(
    const Yaml& node,
    const std::vector<std::string>& known,
    Faults& faults,
    std::string_view what
)
{
    if (!node.is_scalar() || std::ranges::find(known, node.raw()) != known.end())
        return;
    const std::string name(what);
    const Words way_out = nearest_way_out(node.raw(), known);
    faults.add(
        node.place(), "RP1104", name + " 不能是“" + one_line(node.raw(), 60) + "”",
        name + " cannot be \"" + one_line(node.raw(), 60) + "\"", way_out.zh, way_out.en
    );
}

Words read_words(const Yaml& node, Faults& faults, std::string_view what)
{
    if (node.is_scalar())
        return {node.text(faults, what), {}};
    if (node.place().line == 0)
        return {};
    node.only({"zh", "en"}, faults);
    Words words;
    words.zh = node.need("zh", faults).text(faults, "zh");
    words.en = optional_text(node, "en", faults);
    return words;
}

Date read_date(const Yaml& node, Faults& faults, std::string_view what)
{
    if (node.place().line == 0)
        return Date::from_days(0);
    const auto date = Date::parse(node.text(faults, what));
    if (date)
        return *date;
    if (node.is_scalar())
        faults.add(
            node.place(), "RP1106", date.error().detail.zh, date.error().detail.en,
            "写作 2026-04-30", "write 2026-04-30"
        );
    return Date::from_days(0);
}

std::string place_of_literal(
    const Pack& pack,
    std::string_view file,
    int line,
    std::string_view words
)
{
    for (const auto& [path, bytes] : pack.files) {
        if (pack.folder + "/" + path != file)
            continue;
        const auto tokens = lua::scan(file, bytes);
        if (!tokens)
            return {};
        for (const lua::Token& token : *tokens)
            if (token.kind == lua::TokenKind::text && token.line >= line &&
                token.text.size() == words.size() + 2 &&
                token.text.substr(1, words.size()) == words)
                return lua::place(file, token.line, token.column + 1);
    }
    return {};
}

}  // namespace beihui::rules

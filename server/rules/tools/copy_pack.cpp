#include "rules/tools/copy_pack.hpp"

#include "rules/tools/yaml_text.hpp"

#include <algorithm>

namespace beihui::rules
{
namespace
{

bool is_id(std::string_view id)
{
    return !id.empty() && id.size() <= 60 && std::ranges::all_of(id, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
    });
}

// "2026" of "2026-youqi": what ids of clauses and tables begin with.
std::string_view stem_of(std::string_view id)
{
    return id.substr(0, id.find('-'));
}

bool is_word(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_';
}

// What is written in one way in the old pack and in another in the new one, longest first.
std::vector<std::pair<std::string, std::string>> renames(const Pack& old, std::string_view new_id)
{
    std::vector<std::pair<std::string, std::string>> all = {{old.id, std::string(new_id)}};
    const std::string old_stem(stem_of(old.id));
    const std::string new_stem(stem_of(new_id));
    const auto add = [&](const std::string& id, char joint) {
        for (const auto& [from, to] :
             {std::pair{old.id, std::string(new_id)}, std::pair{old_stem, new_stem}})
            if (id.starts_with(from + joint)) {
                all.emplace_back(id, to + id.substr(from.size()));
                return;
            }
    };
    for (const Clause& clause : old.clauses)
        add(clause.id, '/');
    for (const Table& table : old.tables)
        add(table.id, '.');
    std::ranges::sort(all, [](const auto& a, const auto& b) {
        return a.first.size() > b.first.size();
    });
    return all;
}

// Replaces whole ids: not what merely begins or ends like one.
std::string renamed(
    std::string_view text,
    const std::vector<std::pair<std::string, std::string>>& names
)
{
    std::string result;
    for (std::size_t at = 0; at < text.size();) {
        const bool begins = at == 0 || !is_word(text[at - 1]);
        const auto found = std::ranges::find_if(names, [&](const auto& name) {
            const std::size_t end = at + name.first.size();
            return begins && text.substr(at).starts_with(name.first) &&
                   (end >= text.size() || !is_word(text[end]));
        });
        if (found == names.end()) {
            result += text[at++];
            continue;
        }
        result += found->second;
        at += found->first.size();
    }
    return result;
}

void reset_manifest(std::string& text)
{
    const auto manifest = Yaml::read("pack.yaml", text);
    if (!manifest)
        return;  // it was read before, and renaming keeps YAML what it is
    const YamlText where(text);
    std::vector<YamlChange> changes;
    const auto set = [&](std::string_view key, std::string_view value) {
        const Yaml* const node = manifest->find(key);
        if (node && !node->is_null())
            changes.push_back(change_of(where, *node, std::string(value), false));
    };
    set("revision", "1");
    set("version", "0.1.0");
    set("signature", "null");
    // A list may be written over several lines.
    if (const Yaml* const reviewers = manifest->find("reviewers")) {
        std::size_t begin = where.offset(reviewers->place());
        if (!reviewers->is_list() || begin >= text.size() || text[begin] == '[') {
            set("reviewers", "[]");
        } else if (!reviewers->items().empty()) {
            begin = text.rfind("reviewers", begin) + std::string_view("reviewers").size();
            const Place& last = reviewers->items().back().place();
            changes.push_back({begin, where.end_of_value(where.offset(last), false), ": []"});
        }
    }
    text = changed(text, std::move(changes));
}

void forget_confirmations(std::string& text)
{
    const auto readings = Yaml::read("interpretations.yaml", text);
    if (!readings)
        return;
    const YamlText where(text);
    std::vector<YamlChange> changes;
    for (const auto& [id, reading] : readings->members()) {
        const std::size_t begin = where.offset(reading.place());
        const bool in_flow = begin < text.size() && text[begin] == '{';
        for (const std::string_view key : {"decided_by", "decided_on"})
            if (const Yaml* const node = reading.find(key); node && !node->is_null())
                changes.push_back(change_of(where, *node, "null", in_flow));
    }
    text = changed(text, std::move(changes));
}

// "rules/x/params.yaml:7:3" as "params.yaml:7:3".
std::string place_in(const Pack& pack, std::string_view line)
{
    const std::string prefix = pack.folder + "/";
    return std::string(line.starts_with(prefix) ? line.substr(prefix.size()) : line);
}

std::string value_text(const ParameterValue& value)
{
    if (value.value.is_object() || value.value.is_array())
        return "（" + std::string(value.value.is_array() ? "列表" : "数据") + "）";
    return value.value.is_string() ? std::string(value.value.get_string())
                                   : json::serialize(value.value);
}

std::vector<ToDecide> decisions(const Pack& old, const std::vector<std::string>& test_files)
{
    std::vector<ToDecide> all;
    const auto add = [&](std::string about, std::string place, Words words) {
        all.push_back({std::move(about), std::move(place), std::move(words)});
    };
    add("原文", "source.txt",
        {"换成新通知全文，再把 pack.yaml 里的 sha256 改为 lint 报出的值",
         "put the new circular here, then write the SHA-256 that lint tells into pack.yaml"});
    add("清单", "pack.yaml",
        {"文号、标题、主送、联系人、成文日期、知悉日期、届别、承办单位、作者",
         "number, title, addressees, contacts, dates, classes, obligors, authors"});
    for (const auto& [from, to] : old.phases)
        add("阶段", "pack.yaml",
            {from.text() + " 至 " + to.text() + "：新通知写的是哪几天？",
             from.text() + " to " + to.text() + ": which days does the new circular print?"});
    for (const Clause& clause : old.clauses)
        add("条款", place_in(old, clause.line),
            {"逐字核对 " + clause.id + "：“" + clause.text + "”",
             "check " + clause.id + " word by word"});
    for (const Parameter& parameter : old.parameters)
        for (const ParameterValue& value : parameter.values)
            if (!value.clause.empty())
                add("参数", place_in(old, value.line),
                    {parameter.key + "（" + parameter.title.zh + "）原来印的是 " +
                         value_text(value) + (parameter.unit.empty() ? "" : " ") + parameter.unit +
                         "，自 " + value.from.text() + " 起，条款 " + value.clause,
                     parameter.key + " was printed in " + value.clause});
    for (const Interpretation& reading : old.interpretations)
        add("口径", place_in(old, reading.line),
            {reading.id + " " + reading.question + "（已改为尚无人确认）",
             reading.id + ": nobody has confirmed it now"});
    for (const Table& table : old.tables)
        add("统计表", place_in(old, table.line),
            {table.annex + "《" + table.title.zh + "》：列名、单位、报送邮箱是否照旧",
             table.annex + ": columns, units and addresses"});
    for (const std::string& file : test_files)
        add("情景", file, {"情景里的日期和数字按新通知改写", "dates and numbers of the scenarios"});
    return all;
}

}  // namespace

Result<PackCopy> copy_pack(const Pack& old, std::string_view new_id)
{
    if (!is_id(new_id))
        return refuse(
            Refusal::invalid_input, "RP3051",
            "“" + std::string(new_id) +
                "”不能作规则包的编号：用小写字母、数字、- 和 _，如 2027-youqi",
            "\"" + std::string(new_id) + "\" is no id of a pack: small letters, digits, - and _"
        );
    PackCopy copy;
    const auto names = renames(old, new_id);
    std::vector<std::string> tests;
    for (const auto& [path, bytes] : old.files) {
        const std::string new_path = renamed(path, names);
        std::string text = path == "source.txt" ? bytes : renamed(bytes, names);
        if (path == "pack.yaml")
            reset_manifest(text);
        if (path == "interpretations.yaml")
            forget_confirmations(text);
        if (path.starts_with("tests/"))
            tests.push_back(new_path);
        copy.files.emplace_back(new_path, std::move(text));
    }
    Pack renamed_pack = old;
    for (Clause& clause : renamed_pack.clauses)
        clause.id = renamed(clause.id, names);
    for (Parameter& parameter : renamed_pack.parameters)
        for (ParameterValue& value : parameter.values)
            value.clause = renamed(value.clause, names);
    copy.to_decide = decisions(renamed_pack, tests);
    return copy;
}

}  // namespace beihui::rules

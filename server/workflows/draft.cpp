#include "workflows/draft.hpp"

#include "base/text.hpp"

#include <algorithm>

namespace beihui::workflows
{
namespace
{

constexpr std::size_t longest_id = 40;

std::string listed(const std::vector<std::string>& names, std::string_view between)
{
    std::string text;
    for (const std::string& name : names) {
        text += text.empty() ? std::string_view() : between;
        text += name;
    }
    return text;
}

bool is_id(std::string_view text)
{
    const auto lower = [](char c) { return c >= 'a' && c <= 'z'; };
    const auto inside = [&](char c) { return lower(c) || c == '_' || (c >= '0' && c <= '9'); };
    return !text.empty() && text.size() <= longest_id && lower(text[0]) &&
           std::ranges::all_of(text, inside);
}

template <class T>
std::vector<std::string> ids_of(const std::vector<T>& list)
{
    std::vector<std::string> ids;
    for (const T& part : list)
        ids.push_back(part.id);
    return ids;
}

}  // namespace

const Place& Draft::at(std::string path) const
{
    static const Place nowhere;
    for (;;) {
        if (const auto found = places_.find(path); found != places_.end())
            return found->second;
        if (path.empty())
            return nowhere;
        const auto slash = path.rfind('/');
        path.resize(slash == std::string::npos ? 0 : slash);
    }
}

void add_fault(
    Faults& faults,
    const Place& place,
    std::string_view code,
    const Words& detail,
    const Words& way_out
)
{
    faults.add(place, std::string(code), detail.zh, detail.en, way_out.zh, way_out.en);
}

void add_unknown(
    Faults& faults,
    const Place& place,
    std::string_view code,
    const Words& what,
    std::string_view typed,
    const std::vector<std::string>& known
)
{
    const std::string shown = one_line(typed, 60);
    Words way_out{"可用的有：" + listed(known, "、"), "there are: " + listed(known, ", ")};
    if (known.empty())
        way_out = {"此处还没有可用的" + what.zh, "there is none yet"};
    if (const auto nearest = nearest_name(typed, known))
        way_out = {"是否应为“" + *nearest + "”？", "did you mean \"" + *nearest + "\"?"};
    add_fault(
        faults, place, code,
        {"没有名为“" + shown + "”的" + what.zh, "there is no " + what.en + " \"" + shown + "\""},
        way_out
    );
}

bool expect_map(const Yaml& node, std::string_view what, Faults& faults)
{
    if (node.is_map())
        return true;
    const std::string name(what);
    if (node.place().line != 0)
        faults.add(
            node.place(), "RP1004", name + " 应为映射", name + " must be a map",
            "在下面逐行写“名称: 内容”，并检查缩进",
            "write \"name: content\" line by line below it and check the indentation"
        );
    return false;
}

std::string read_id(
    const Yaml& key,
    const Words& what,
    const std::vector<std::string>& reserved,
    Faults& faults
)
{
    const std::string shown = one_line(key.raw(), 60);
    if (!is_id(key.raw())) {
        add_fault(
            faults, key.place(), fault::bad_id,
            {"“" + shown + "”不能作" + what.zh + "的代号",
             "\"" + shown + "\" cannot be the id of a " + what.en},
            {"以小写字母开头，只用小写字母、数字和下划线，不超过 40 个字符",
             "begin with a lower-case letter; lower-case letters, digits and _ only, at most 40"}
        );
        return {};
    }
    if (std::ranges::find(reserved, key.raw()) != reserved.end()) {
        add_fault(
            faults, key.place(), fault::bad_id,
            {"“" + shown + "”是保留的名称，不能作" + what.zh + "的代号",
             "\"" + shown + "\" is a reserved name and cannot be the id of a " + what.en},
            {"换一个代号", "choose another id"}
        );
        return {};
    }
    return key.raw();
}

bool has_chinese(std::string_view text)
{
    // CJK ideographs U+3400…U+9FFF are E3 90…E9 BF in UTF-8; those beyond U+20000 begin with F0.
    for (std::size_t i = 0; i + 2 < text.size(); ++i) {
        const auto first = static_cast<unsigned char>(text[i]);
        const auto second = static_cast<unsigned char>(text[i + 1]);
        if ((first >= 0xE4 && first <= 0xE9) || (first == 0xE3 && second >= 0x90) || first == 0xF0)
            return true;
    }
    return false;
}

Words read_words(const Yaml& node, std::string_view what, Faults& faults)
{
    if (node.is_null() && node.place().line == 0)
        return {};  // reported as missing
    const std::string name(what);
    node.only({"zh", "en"}, faults);
    if (!node.is_map())
        return {};
    Words words{
        node.find("zh") ? node.find("zh")->text(faults, name + ".zh") : std::string(),
        node.need("en", faults).text(faults, name + ".en")
    };
    if (!has_chinese(words.zh)) {
        const Yaml* const zh = node.find("zh");
        add_fault(
            faults, zh ? zh->place() : node.place(), fault::no_chinese,
            {name + " 缺少中文", name + " has no Chinese text"},
            {"写成 { zh: 中文名称, en: English name }", "write { zh: 中文名称, en: English name }"}
        );
    }
    return words;
}

std::string read_clause(const Yaml& node, const Reading& reading)
{
    const Yaml* const clause = node.find("clause");
    if (!clause)
        return {};
    if (!reading.pack.empty())
        return clause->text(reading.faults, "clause");
    add_fault(
        reading.faults, clause->place(), fault::clause_here,
        {"流程文件各年共用，不能写条款", "a workflow serves every year and carries no clause"},
        {"把这一项移到规则包的 steps.yaml，或删去 clause",
         "move this part to the steps.yaml of a pack, or remove the clause"}
    );
    return {};
}

std::vector<std::string> stage_ids(const Workflow& workflow)
{
    return ids_of(workflow.stages);
}

std::vector<std::string> form_ids(const Workflow& workflow)
{
    return ids_of(workflow.forms);
}

std::vector<std::string> act_ids(const Workflow& workflow)
{
    return ids_of(workflow.acts);
}

std::vector<std::string> field_ids(const Form& form)
{
    return ids_of(form.fields);
}

}  // namespace beihui::workflows

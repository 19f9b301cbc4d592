#include "rules/tools/reference.hpp"

#include "domain/fact.hpp"
#include "domain/role.hpp"
#include "domain/unit.hpp"
#include "rules/outputs.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <utility>
#include <vector>

namespace beihui::rules
{
namespace
{

struct Output
{
    std::string_view name;
    std::string_view type;  // of its argument in stubs
    std::span<const OutputKey> keys;
};

std::array<Output, 4> outputs()
{
    return {{
        {"requirement", "Requirement", requirement_keys()},
        {"duty", "Duty", duty_keys()},
        {"quota", "Quota", quota_keys()},
        {"finding", "Finding", finding_keys()},
    }};
}

std::string_view lua_type(OutputType type)
{
    switch (type) {
    case OutputType::text:     return "string";
    case OutputType::words:    return "string|circular.Words";
    case OutputType::truth:    return "boolean";
    case OutputType::count:    return "integer";
    case OutputType::texts:    return "string[]";
    case OutputType::level:    return "\"info\"|\"warning\"|\"error\"";
    case OutputType::force:    return "\"must\"|\"in_principle\"";
    case OutputType::date:
    case OutputType::instant:  return "string";
    case OutputType::revision: break;
    }
    return "\"pin\"|\"follow\"";
}

Words kind_words(OutputType type)
{
    switch (type) {
    case OutputType::text:     return {"文字", "text"};
    case OutputType::words:    return {"文字，或 { zh = …, en = … }", "text, or both languages"};
    case OutputType::truth:    return {"true 或 false", "true or false"};
    case OutputType::count:    return {"不小于 0 的整数", "an integer, not below 0"};
    case OutputType::texts:    return {"文字的列表", "list of texts"};
    case OutputType::level:    return {"info、warning 或 error", "info, warning or error"};
    case OutputType::instant:  return {"cal.at 或 cal.end_of 给出的时刻", "an instant of cal"};
    case OutputType::date:     return {"日期，如 2026-04-30", "a day such as 2026-04-30"};
    case OutputType::force:    return {"must 或 in_principle", "must or in_principle"};
    case OutputType::revision: break;
    }
    return {"pin 或 follow", "pin or follow"};
}

// The libraries in the order of their first function.
std::vector<std::string_view> libraries_of(std::span<const lua::HostFunction> functions)
{
    std::vector<std::string_view> names;
    for (const lua::HostFunction& function : functions)
        if (std::ranges::find(names, function.library) == names.end())
            names.push_back(function.library);
    return names;
}

// "text" as the class circular.Text; what `require "circular"` gives is the class circular.
std::string class_of(std::string_view library)
{
    if (library == "N")
        return "circular";
    std::string name(library);
    name[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(name[0])));
    return "circular." + name;
}

bool is_global(std::string_view library)
{
    return library != "N" && library != "cal" && library != "ctx" && library != "out";
}

void add_field(std::string& text, std::string_view name, std::string_view type, const Words& words)
{
    text += "---@field " + std::string(name) + " " + std::string(type) + " # " + words.zh + " " +
            words.en + "\n";
}

void add_members(std::string& text, std::string_view of)
{
    for (const ContextMember& member : context_members())
        if (member.of == of)
            add_field(text, member.name, member.type, member.meaning);
}

void add_outputs(std::string& text)
{
    for (const Output& output : outputs()) {
        text += "---@class (exact) circular." + std::string(output.type) + "\n";
        for (const OutputKey& key : output.keys)
            add_field(
                text, std::string(key.name) + (key.needed ? "" : "?"), lua_type(key.type),
                kind_words(key.type)
            );
        text += "\n";
    }
}

std::string cell(std::string_view text)
{
    std::string result;
    for (const char c : text) {
        if (c == '|')
            result += '\\';
        result += c;
    }
    return result;
}

std::string alias(std::string_view name, std::vector<std::string> values)
{
    std::ranges::sort(values);
    std::string text = "---@alias " + std::string(name) + "\n";
    for (const std::string& value : values)
        text += "---| \"" + value + "\"\n";
    return text + "\n";
}

void add_functions(std::string& page, std::span<const lua::HostFunction> functions)
{
    page += "## 宿主函数 Host functions\n\n";
    for (const std::string_view library : libraries_of(functions)) {
        const std::string name = library == "cal" ? "ctx.cal" : std::string(library);
        page += "### " + name +
                "\n\n| 函数 function | 类型 type | 含义 meaning | 耗用 fuel |\n"
                "|---|---|---|---|\n";
        for (const lua::HostFunction& function : functions)
            if (function.library == library)
                page += "| `" + name + (function.method ? ":" : ".") + std::string(function.name) +
                        "` | `" + cell(function.signature) + "` | " + function.meaning.zh + " " +
                        function.meaning.en + " | " + std::to_string(function.fuel) + " |\n";
        page += "\n";
    }
}

void add_context(std::string& page)
{
    const std::pair<std::string_view, std::string_view> parts[] = {
        {"Rule", "N.rule 的键 Keys of N.rule"},
        {"TableCheck", "N.table_check 的键 Keys of N.table_check"},
        {"Ctx", "ctx"},
        {"Case", "ctx.case"},
        {"Org", "ctx.org"},
    };
    for (const auto& [of, title] : parts) {
        page += "## " + std::string(title) +
                "\n\n| 名称 name | 类型 type | 含义 meaning |\n|---|---|---|\n";
        for (const ContextMember& member : context_members())
            if (member.of == of)
                page += "| `" + std::string(member.name) + "` | `" + cell(member.type) + "` | " +
                        member.meaning.zh + " " + member.meaning.en + " |\n";
        page += "\n";
    }
    page += "名称后的 `?` 表示可以没有。`ctx.case` 里另有流程的各张表单，`ctx.org` "
            "里另有单位登记的各个字段。"
            "A `?` marks what may be absent; forms of the workflow and fields of the register come "
            "beside.\n\n";
}

void add_output_keys(std::string& page)
{
    for (const Output& output : outputs()) {
        page += "## out:" + std::string(output.name) +
                "\n\n| 键 key | 必须 needed | 值 value |\n|---|---|---|\n";
        for (const OutputKey& key : output.keys) {
            const Words words = kind_words(key.type);
            page += "| `" + std::string(key.name) + "` | " + (key.needed ? "是 yes" : "") + " | " +
                    words.zh + " " + words.en + " |\n";
        }
        page += "\n";
    }
}

void add_facts(std::string& page)
{
    page += "## 事实 Facts\n\n计数口径的 `of` 与 `where` 可用的名称 names for `of` and `where` of "
            "a measure\n\n"
            "| 事实 fact | 含义 meaning | 属性 attributes |\n|---|---|---|\n";
    for (const FactKind& kind : fact_kinds()) {
        page += "| `" + std::string(kind.name) + "` | " + std::string(kind.zh) + " |";
        for (const std::string_view attribute : kind.attributes)
            page += " `" + std::string(attribute) + "`";
        page += " |\n";
    }
    page += "\n| 属性 attribute | 类型 type | 含义 meaning |\n|---|---|---|\n";
    for (const AttributeKind& attribute : fact_attributes()) {
        const char* type = "文字 text";
        if (attribute.type == AttributeType::boolean)
            type = "真假 boolean";
        else if (attribute.type == AttributeType::integer)
            type = "整数 integer";
        else if (attribute.type == AttributeType::date)
            type = "日期 date";
        page += "| `" + std::string(attribute.name) + "` | " + type + " | " +
                std::string(attribute.zh) + " |\n";
    }
    page += "\n";
}

void add_units_and_roles(std::string& page)
{
    page += "## 单位 Units\n\n| 单位 unit | 名称 name | 可以相加 adds up |\n|---|---|---|\n";
    for (const Unit unit : all_units)
        page += "| " + std::string(sign_of(unit)) + " | `" + std::string(to_text(unit)) + "` | " +
                (is_additive(unit) ? "是 yes" : "否 no") + " |\n";
    page += "\n## 角色 Roles\n\n`owner` 可用的名称 names for `owner`\n\n| 角色 role | 含义 meaning "
            "|\n|---|---|\n";
    for (const Role& role : all_roles())
        page += "| `" + std::string(role.id) + "` | " + std::string(role.zh) + " " +
                std::string(role.en) + " |\n";
}

}  // namespace

std::string circular_stub(std::span<const lua::HostFunction> functions)
{
    std::string text =
        "---@meta circular\n-- 由 beihui pack stubs 生成，请勿手改。Generated: do not edit.\n\n"
        "---@class circular.Words\n---@field zh string\n---@field en? string\n\n"
        "---@alias circular.Param fun(key: circular.Key): any\n\n";
    for (const std::string_view of : {"Case", "Org", "Rule", "TableCheck"}) {
        text += "---@class circular." + std::string(of) + "\n";
        add_members(text, of);
        if (of == "Case" || of == "Org")
            text += "---@field [string] any\n";
        text += "\n";
    }
    add_outputs(text);
    for (const std::string_view library : libraries_of(functions)) {
        if (library == "N")
            continue;
        text += "---@class " + class_of(library) + "\n";
        if (library == "ctx")
            add_members(text, "Ctx");
        for (const lua::HostFunction& function : functions)
            if (function.library == library)
                add_field(text, function.name, function.signature, function.meaning);
        if (is_global(library))
            text += std::string(library) + " = {}\n";
        text += "\n";
    }
    text += "---@class circular\n---@field api { major: integer, minor: integer }\n";
    for (const lua::HostFunction& function : functions)
        if (function.library == "N")
            add_field(text, function.name, function.signature, function.meaning);
    return text + "local N = {}\n\nreturn N\n";
}

std::string pack_stub(const Pack& pack)
{
    std::vector<std::string> keys;
    for (const Parameter& parameter : pack.parameters)
        keys.push_back(parameter.key);
    std::vector<std::string> clauses;
    for (const Clause& clause : pack.clauses)
        clauses.push_back(clause.id);
    return "---@meta\n-- 由 beihui pack stubs 生成，请勿手改。Generated: do not edit.\n\n" +
           alias("circular.Key", std::move(keys)) + alias("circular.ClauseId", std::move(clauses));
}

std::string reference_page(std::span<const lua::HostFunction> functions)
{
    std::string page =
        "# 规则接口参考 · Reference of the rule interface\n\n"
        "本页由 `beihui pack reference` 从程序里的绑定表生成，请勿手改；写法与例子见"
        "[规则包](rules.md)，错误编号见[编号一览](codes/README.md)。\n\nGenerated from the tables "
        "that bind the interface: do not edit. How to write a pack is in [rule "
        "packs](rules.md).\n\n";
    add_context(page);
    add_output_keys(page);
    add_functions(page, functions);
    add_facts(page);
    add_units_and_roles(page);
    return page;
}

}  // namespace beihui::rules

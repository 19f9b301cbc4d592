#pragma once

// Packs that must not be published, each with the fault that says why: one file of a pack that is
// whole otherwise is spoilt. They fit PackFolder's pack and that of tests/system/publication.hpp.

#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace beihui::rules
{

struct BadPack
{
    std::string name;
    std::string code;
    std::string file;   // the one that is spoilt; a new one begins empty
    std::string words;  // of the message, Chinese
    std::function<void(std::string& text)> spoil;
};

inline std::function<void(std::string&)> instead_of(std::string from, std::string to)
{
    return [from = std::move(from), to = std::move(to)](std::string& text) {
        const std::size_t at = text.find(from);
        ASSERT_NE(at, std::string::npos) << from;
        text.replace(at, from.size(), to);
    };
}

inline std::function<void(std::string&)> added(std::string more)
{
    return [more = std::move(more)](std::string& text) { text += more; };
}

inline std::vector<BadPack> bad_packs()
{
    constexpr std::string_view dated = "2026-04-01: { value: 1000, interpretation: i-001 }";
    const auto rule = [](std::string_view id, std::string_view clause, std::string_view body) {
        return "require(\"circular\").rule { id = \"" + std::string(id) + "\", clause = \"" +
               std::string(clause) +
               "\", title = \"试\", on = \"recruitment-event\", emits = \"finding\",\n"
               "  eval = function(ctx, p, out) " +
               std::string(body) + " end }\n";
    };
    const std::string harmless = "return out:not_applicable \"无\"";
    std::string bomb = "a: &a [x, x, x, x, x, x, x, x, x]\n";
    for (char name = 'b'; name <= 'i'; ++name) {
        const std::string alias(1, static_cast<char>(name - 1));
        bomb += std::string(1, name) + ": &" + name + " [";
        for (int i = 0; i < 9; ++i)
            bomb += (i ? ", *" : "*") + alias;
        bomb += "]\n";
    }
    return {
        {"AValueOfAClauseThatIsNotThere", "RP1105", "params.yaml", "没有条款 2026/九",
         instead_of("interpretation: i-001", "clause: 2026/九")},
        {"ARuleOfAClauseThatIsNotThere", "RP1120", "rules/more.lua", "没有条款“2026/九”",
         added(rule("more", "2026/九", harmless))},
        {"AParameterThatIsNotThere", "RP1411", "rules/more.lua", "没有参数 permit.form",
         added(rule(
             "more", "2026/二",
             "if ctx.case.plan.expected == 0 then out:note(p \"permit.form\") end " + harmless
         ))},
        {"AValueWithoutADate", "RP1004", "params.yaml", "values",
         instead_of(std::string(dated), "[ { value: 1000, interpretation: i-001 } ]")},
        {"AValueOfNoDate", "RP1106", "params.yaml", "value",
         instead_of("2026-04-01: { value: 1000", "value: { value: 1000")},
        {"AValueWithoutASource", "RP1102", "params.yaml", "须注明 clause 或 interpretation",
         instead_of(", interpretation: i-001", "")},
        {"ARuleThatStandsTwice", "RP1120", "rules/twice.lua", "规则编号 permit 重复",
         added(rule("permit", "2026/二", harmless))},
        {"AClauseThatStandsTwice", "RP1002", "clauses.yaml", "“2026/二”在同一映射中出现了两次",
         added("2026/二: { text: 须办理安全许可, kind: mandatory, check: rule }\n")},
        {"AParameterThatStandsTwice", "RP1002", "params.yaml",
         "“permit.from”在同一映射中出现了两次",
         added("permit.from: { values: { 2026-04-01: { value: 1, interpretation: i-001 } } }\n")},
        {"FilesThatRequireEachOther", "RP2014", "rules/loop.lua", "文件互相 require",
         added("return require \"loop\"\n")},
        {"AnchorsThatExplode", "RP1006", "bomb.yaml", "不允许使用锚点", added(bomb)},
        {"ALineOfAMegabyte", "RP3015", "clauses.yaml", "一行超过 64 KiB",
         added("# " + std::string(1 << 20, 'x') + "\n")},
    };
}

}  // namespace beihui::rules

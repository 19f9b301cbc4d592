// The Lua and the tables of docs/rules.md, as people copy them.
#include "base/files.hpp"
#include "pack_folder.hpp"
#include "rules/interpreter.hpp"
#include "rules/outputs.hpp"

namespace beihui::rules
{
namespace
{

std::string handbook()
{
    return read_file(std::filesystem::path(BEIHUI_SOURCE_DIR) / "docs/rules.md", 1 << 20).value();
}

// The blocks fenced as ```lua that begin with this line.
std::vector<std::string> blocks_of(std::string_view first_line)
{
    const std::string text = handbook();
    const std::string begin = "```lua\n" + std::string(first_line) + "\n";
    std::vector<std::string> blocks;
    for (std::size_t at = text.find(begin); at != std::string::npos;
         at = text.find(begin, at + 1)) {
        const std::size_t start = at + begin.size();
        blocks.push_back(text.substr(start, text.find("```", start) - start));
    }
    return blocks;
}

std::string told(const Decision& decision)
{
    std::string all;
    for (const Incident& incident : decision.incidents)
        for (const Fault& fault : incident.error.faults)
            all += fault.where + " " + fault.detail.zh + "\n";
    return all;
}

TEST(Handbook, RunsEveryExpressionItShows)
{
    const std::vector<std::string> blocks = blocks_of("-- eval");
    ASSERT_EQ(blocks.size(), 2U);
    for (const std::string& block : blocks) {
        const PackFolder folder;
        folder.write("rules/shown.lua", rule_of("shown", block + "\nout:not_applicable \"\""));
        const auto world = World::load(folder.rules());
        ASSERT_TRUE(world) << world.error().detail.zh;
        const Decision decision = (*world)->evaluate(question_about(10));
        EXPECT_TRUE(decision.incidents.empty()) << told(decision);
    }
}

TEST(Handbook, RunsTheRuleItShows)
{
    const std::vector<std::string> blocks = blocks_of("-- rules/permit.lua");
    ASSERT_EQ(blocks.size(), 1U);
    const PackFolder folder;
    folder.write("rules/permit.lua", blocks[0]);
    folder.write("annex/1.yaml", R"yaml(id: small.annex1
annex: 附件 1
title: 统计表
clause: 2026/二
columns:
  - { id: events, label: 活动, unit: 场, clause: 2026/二, measure: { of: event, count: rows } }
)yaml");
    const auto world = World::load(folder.rules());
    ASSERT_TRUE(world) << world.error().detail.zh;
    Question question = question_about(1000);
    question.fetch = [](const std::vector<Need>& needs) -> Result<json::object> {
        return json::object{{needs.at(0).name, 3}};
    };
    const Decision decision = (*world)->evaluate(question);
    EXPECT_TRUE(decision.incidents.empty()) << told(decision);
    EXPECT_EQ(decision.requirements.at(0).missing.at(0), "预计 1000 人，没有安全许可");
    EXPECT_FALSE(decision.duties.at(0).due);
    EXPECT_EQ(decision.quotas.at(0).have, 3);
    EXPECT_EQ(decision.findings.at(0).basis.interpretation, "i-001");
    EXPECT_EQ((*world)->check_table("small.annex1", {{"events", 0}}, question.today).size(), 1U);
}

TEST(Handbook, RunsTheRuleThatCountsByProgramme)
{
    const std::vector<std::string> blocks = blocks_of("-- rules/programmes.lua");
    ASSERT_EQ(blocks.size(), 1U);
    const PackFolder folder;
    folder.write("rules/programmes.lua", blocks[0]);
    std::string params(PackFolder::params);
    for (const auto& [key, value] :
         {std::pair("programme.min", "10"), std::pair("programme.large", "30"),
          std::pair("programme.extra", "1")})
        params += std::string(key) + ": { values: { 2026-04-01: { value: " + value +
                  ", clause: 2026/二 } } }\n";
    folder.write("params.yaml", params);
    const auto world = World::load(folder.rules());
    ASSERT_TRUE(world) << world.error().detail.zh;
    Question question = question_about(10);
    question.snapshot["org"] = json::object{
        {"kind", "school"},
        {"programmes",
         json::array{
             json::object{{"code", "080901"}, {"graduates", 30}},
             json::object{{"code", "120203"}, {"graduates", 29}}
         }},
        {"placement", json::array{json::object{{"rate", "82.40"}, {"local_average", "82.5"}}}}
    };
    question.fetch = [](const std::vector<Need>& needs) -> Result<json::object> {
        return json::object{{needs.at(0).name, json::object{{"080901", 7}}}};
    };
    const Decision decision = (*world)->evaluate(question);
    EXPECT_TRUE(decision.incidents.empty()) << told(decision);
    ASSERT_EQ(decision.quotas.size(), 2U);
    EXPECT_EQ(decision.quotas[0].have, 7);
    EXPECT_EQ(decision.quotas[0].need, 11);
    EXPECT_EQ(decision.quotas[1].have, 0) << "a value without facts reads as nil";
    EXPECT_EQ(decision.quotas[1].need, 10);
    EXPECT_EQ(decision.findings.size(), 1U);
}

TEST(Handbook, NamesEveryHostFunctionAndEveryKeyOfAnOutput)
{
    const PackFolder folder;
    const auto pack = read_pack(folder.pack()).value();
    const auto interpreter = Interpreter::load(*pack, lua::Limits::standard());
    ASSERT_TRUE(interpreter);
    const std::string text = handbook();
    for (const lua::HostFunction& function : (*interpreter)->functions()) {
        const std::string name = std::string(function.library) + (function.method ? ":" : ".") +
                                 std::string(function.name);
        EXPECT_NE(text.find(name), std::string::npos) << name;
    }
    const auto section = [&](std::string_view output) {
        const std::size_t at = text.find("| `out:" + std::string(output) + "`");
        return text.substr(at, text.find('\n', at) - at);
    };
    const auto names_all = [&](std::string_view output, std::span<const OutputKey> keys) {
        for (const OutputKey& key : keys)
            EXPECT_NE(section(output).find(key.name), std::string::npos)
                << output << ' ' << key.name;
    };
    names_all("requirement", requirement_keys());
    names_all("duty", duty_keys());
    names_all("quota", quota_keys());
    names_all("finding", finding_keys());
}

}  // namespace
}  // namespace beihui::rules

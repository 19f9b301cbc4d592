#include "base/yaml.hpp"
#include "rules/pack_folder.hpp"
#include "rules/tools/format_yaml.hpp"

namespace beihui::rules
{
namespace
{

std::string formatted(std::string_view text, std::string_view path = "items.yaml")
{
    const auto result = format_yaml(path, path, text);
    if (!result) {
        ADD_FAILURE() << result.error().detail.zh;
        return {};
    }
    const auto again = format_yaml(path, path, *result);
    EXPECT_TRUE(again && *again == *result) << "a second time:\n" << (again ? *again : "");
    return *result;
}

TEST(FormatYaml, IndentsByTwoAndKeepsEveryComment)
{
    EXPECT_EQ(
        formatted("# 文件\n\n\n\na:\n      # 上面的\n      b: 1   # 旁边的\n      c:\n      - 甲\n"
                  "      -   乙\n\n\n# 末尾的\n"),
        "# 文件\n\na:\n  # 上面的\n  b: 1  # 旁边的\n  c:\n    - 甲\n    - 乙\n\n# 末尾的\n"
    );
}

TEST(FormatYaml, QuotesClockTimesWhereverTheyStand)
{
    EXPECT_EQ(
        formatted("by: 12:00\nall: { from: 9:05:30, to: \"24:00\" }\nnot: 12:00 前\n"),
        "by: \"12:00\"\nall: { from: \"9:05:30\", to: \"24:00\" }\nnot: 12:00 前\n"
    );
}

TEST(FormatYaml, PutsKnownKeysInTheOrderOfTheHandbookWithWhatStandsAboveThem)
{
    EXPECT_EQ(
        formatted(
            "# 全部条款\n\n2026/二:\n  check: rule\n  # 逐字\n  text: \"甲\"\n  extra: 1\n"
            "  kind: mandatory\n",
            "clauses.yaml"
        ),
        "# 全部条款\n\n2026/二:\n  # 逐字\n  text: \"甲\"\n  extra: 1\n  kind: mandatory\n"
        "  check: rule\n"
    );
}

TEST(FormatYaml, PutsACommentBetweenADashAndItsFirstKeyAboveTheDash)
{
    EXPECT_EQ(
        formatted(
            "- # 说明\n  clause: 2026/二\n  # 名称\n  name: 甲\n- name: 乙\n  clause: 2026/三\n",
            "tests/a.yaml"
        ),
        "# 说明\n# 名称\n- name: 甲\n  clause: 2026/二\n- name: 乙\n  clause: 2026/三\n"
    );
}

TEST(FormatYaml, KeepsTextsOfSeveralLinesAndCollectionsInBrackets)
{
    const std::string text =
        "a: |\n  第一行\n    第二行 # 是正文\n\n  第三行\nb: [1,\n  2]  # 旁边\n"
        "c: \"甲\n  乙\"\nd: 一\n  二\ne:\nf: null\n";
    EXPECT_EQ(Yaml::read("x", formatted(text))->json(), Yaml::read("x", text)->json());
    EXPECT_NE(formatted(text).find("    第二行 # 是正文\n\n  第三行\n"), std::string::npos);
}

TEST(FormatYaml, RefusesWhatItDoesNotUnderstandAndNeverChangesMeaning)
{
    const auto refused = format_yaml("items.yaml", "items.yaml", "? a\n: b\n");
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().faults.at(0).code, "RP3050");
    EXPECT_FALSE(format_yaml("items.yaml", "items.yaml", "a: [\n"));
}

TEST(FormatYaml, MeansTheSameForEveryFileOfThePacksThatAreThere)
{
    std::size_t files = 0;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(
             std::filesystem::path(BEIHUI_SOURCE_DIR) / "rules"
         )) {
        if (entry.path().extension() != ".yaml")
            continue;
        std::ifstream stream(entry.path(), std::ios::binary);
        const std::string bytes{std::istreambuf_iterator<char>(stream), {}};
        const std::string folder = entry.path().parent_path().filename();
        const std::string path = folder == "tests" || folder == "annex"
                                     ? folder + "/" + std::string(entry.path().filename())
                                     : std::string(entry.path().filename());
        SCOPED_TRACE(entry.path().string());
        EXPECT_EQ(Yaml::read("x", formatted(bytes, path))->json(), Yaml::read("x", bytes)->json());
        ++files;
    }
    EXPECT_GT(files, 10U);
}

}  // namespace
}  // namespace beihui::rules

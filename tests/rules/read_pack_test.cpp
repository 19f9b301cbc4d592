#include "pack_folder.hpp"

namespace beihui::rules
{
namespace
{

std::vector<Fault> faults_of(const PackFolder& folder)
{
    const auto pack = read_pack(folder.pack());
    EXPECT_FALSE(pack);
    return pack ? std::vector<Fault>() : pack.error().faults;
}

std::string with(std::string_view text, std::string_view from, std::string_view to)
{
    std::string changed(text);
    const std::size_t at = changed.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    changed.replace(at, from.size(), to);
    return changed;
}

TEST(ReadPack, ReadsTheRealCircularWithItsPrintedWords)
{
    const auto pack = read_pack(std::filesystem::path(BEIHUI_SOURCE_DIR) / "rules/2026-youqi");
    ASSERT_TRUE(pack) << pack.error().detail.zh;
    EXPECT_EQ((*pack)->document_number, "工信厅联企业函〔2026〕158号");
    EXPECT_FALSE((*pack)->issued_on);  // the circular prints no date
    ASSERT_EQ((*pack)->phases.size(), 2U);
    EXPECT_EQ((*pack)->phases[1].second.text(), "2026-12-31");  // 2026/二
    EXPECT_EQ((*pack)->table("2026.annex1")->columns[1].label, "参与中小企业数量 (家次)");
    EXPECT_EQ((*pack)->table("2026.annex2")->columns.size(), 5U);
    EXPECT_EQ((*pack)->hash.size(), 64U);
}

TEST(ReadPack, ChangesItsHashWithAnyByteOfAnyFile)
{
    const PackFolder folder;
    const std::string before = read_pack(folder.pack()).value()->hash;
    folder.write("CHANGES.md", "改一字\n");
    const std::string after = read_pack(folder.pack()).value()->hash;
    EXPECT_NE(before, after);
    EXPECT_EQ(read_pack(folder.pack()).value()->hash, after);
}

TEST(ReadPack, TellsBrokenYamlByLineAndColumn)
{
    const PackFolder folder;
    folder.write("params.yaml", "permit.from:\n  values: { 2026-04-01: { value: [1 }\n");
    EXPECT_EQ(
        fault_of(faults_of(folder), "RP1001").where.rfind("rules/small/params.yaml:2", 0), 0U
    );
}

TEST(ReadPack, TellsEveryFaultOfEveryFileAtOnce)
{
    const PackFolder folder;
    folder.write("pack.yaml", PackFolder::manifest() + "revison: 2\n");
    folder.write(
        "params.yaml", with(PackFolder::params, "interpretation: i-001", "interpretation: i-01")
    );
    folder.write("clauses.yaml", with(PackFolder::clauses, "  item: B13\n", ""));
    const std::vector<Fault> faults = faults_of(folder);
    EXPECT_EQ(fault_of(faults, "RP1003").where, "rules/small/pack.yaml:11:1");
    EXPECT_EQ(fault_of(faults, "RP1003").way_out.zh.find("revision") == std::string::npos, false);
    EXPECT_EQ(fault_of(faults, "RP1111").where, "rules/small/params.yaml:3:17");
    EXPECT_EQ(fault_of(faults, "RP1109").where, "rules/small/clauses.yaml:5:1");
}

TEST(ReadPack, WantsOneSourceForEveryValue)
{
    const PackFolder folder;
    folder.write(
        "params.yaml",
        with(PackFolder::params, "interpretation: i-001", "interpretation: i-001, clause: 2026/二")
    );
    EXPECT_EQ(fault_of(faults_of(folder), "RP1102").where, "rules/small/params.yaml:3:17");
}

TEST(ReadPack, NamesTheClauseThatWasProbablyMeant)
{
    const PackFolder folder;
    folder.write("params.yaml", with(PackFolder::params, "clause: 2026/三", "clause: 2026三"));
    const Fault fault = fault_of(faults_of(folder), "RP1105");
    EXPECT_EQ(fault.way_out.zh, "是不是 2026/三？");
}

TEST(ReadPack, RefusesASourceTextOtherThanTheOneThatWasRead)
{
    const PackFolder folder;
    folder.write("source.txt", "二、各高校举办百人以上活动\n");
    EXPECT_EQ(fault_of(faults_of(folder), "RP1113").where, "rules/small/pack.yaml:5:37");
}

TEST(ReadPack, RefusesAManifestThatDoesNotHoldTogether)
{
    const PackFolder folder;
    folder.write("pack.yaml", PackFolder::manifest() + "extends: [2022-fangqi]\n");
    EXPECT_EQ(fault_of(faults_of(folder), "RP1241").where, "rules/small/pack.yaml:11:10");
    folder.write("pack.yaml", with(PackFolder::manifest(), "api: 1", "api: 2"));
    EXPECT_EQ(fault_of(faults_of(folder), "RP1107").where, "rules/small/pack.yaml:3:6");
    folder.write("pack.yaml", with(PackFolder::manifest(), "pack: small", "pack: large"));
    fault_of(faults_of(folder), "RP1112");
}

TEST(ReadPack, RefusesAFolderThatLacksAFile)
{
    const PackFolder folder;
    folder.remove("clauses.yaml");
    EXPECT_EQ(fault_of(faults_of(folder), "RP1010").where, "rules/small/clauses.yaml");
    EXPECT_EQ(read_pack(folder.rules()).error().code, "no_pack");
}

TEST(ReadPack, RefusesColumnsAndChecksThatDoNotFit)
{
    const PackFolder folder;
    folder.write("annex/1.yaml", R"(id: small.annex1
annex: 附件 1
title: 统计表
clause: 2026/二
columns:
  - { id: events, label: 活动, unit: 场, clause: 2026/二, measure: { of: event, count: rows } }
  - { id: events, label: 活动, unit: 次, clause: 2026/二, measure: { of: event, count: rows } }
checks:
  - { left: event, is: at_most, right: events, level: eror, words: 不得多于 }
)");
    const std::vector<Fault> faults = faults_of(folder);
    EXPECT_EQ(fault_of(faults, "RP1101").where, "rules/small/annex/1.yaml:7:36");
    fault_of(faults, "RP1115");
    EXPECT_EQ(fault_of(faults, "RP1104").way_out.zh, "是不是 error？");
}

TEST(ReadPack, ReadsTheSamePackFromAFolderAndFromItsBytes)
{
    const PackFolder folder;
    folder.write("pack.sig", "a signature is no part of what it signs\n");
    const auto of_folder = read_pack(folder.pack());
    ASSERT_TRUE(of_folder) << of_folder.error().detail.zh;
    const auto of_bytes = read_pack("small", (*of_folder)->files);
    ASSERT_TRUE(of_bytes) << of_bytes.error().detail.zh;
    EXPECT_EQ((*of_bytes)->hash, (*of_folder)->hash);
    EXPECT_EQ((*of_bytes)->authors, (std::vector<std::string>{"甲"}));
    EXPECT_EQ((*of_bytes)->reviewers, (std::vector<std::string>{"乙"}));
    folder.write("pack.sig", "another\n");
    EXPECT_EQ(read_pack(folder.pack()).value()->hash, (*of_folder)->hash);
    EXPECT_EQ(
        fault_of(read_pack("other", (*of_folder)->files).error().faults, "RP1112").where,
        "rules/other/pack.yaml"
    );
}

TEST(ReadPack, RefusesALinkThatCouldLeadOutsideTheFolder)
{
    const PackFolder folder;
    std::filesystem::create_symlink("/etc/hostname", folder.pack() / "tests.yaml");
    const auto pack = read_pack(folder.pack());
    ASSERT_FALSE(pack);
    EXPECT_EQ(fault_of(pack.error().faults, "RP3001").where, "rules/small/tests.yaml");
    std::filesystem::remove(folder.pack() / "tests.yaml");
    std::filesystem::create_directory_symlink("/etc", folder.pack() / "annex");
    EXPECT_EQ(
        fault_of(read_pack(folder.pack()).error().faults, "RP3001").where, "rules/small/annex"
    );
}

TEST(ReadPack, RefusesPathsThatNoFolderOfAPackCanHold)
{
    const PackFolder folder;
    const PackFiles files = read_pack(folder.pack()).value()->files;
    for (const char* const path :
         {"../outside.yaml", "/etc/passwd", "rules//a.lua", "rules/", ".hidden", "rules/.x.lua",
          "a\\b", "a\nb", "C:x", "", "pack.sig"}) {
        PackFiles more = files;
        more.emplace_back(path, "x");
        const auto pack = read_pack("small", more);
        ASSERT_FALSE(pack) << path;
        EXPECT_EQ(pack.error().code, "RP3003") << path;
    }
    PackFiles twice = files;
    twice.push_back(files.front());
    EXPECT_EQ(read_pack("small", twice).error().code, "RP3003");
}

TEST(ReadPack, RefusesAPackThatIsTooLargeOrHasTooManyFiles)
{
    const PackFolder folder;
    const PackFiles files = read_pack(folder.pack()).value()->files;
    PackFiles large = files;
    large.emplace_back("large.txt", std::string(std::size_t{4} << 20, 'x'));
    EXPECT_EQ(read_pack("small", large).error().code, "RP3002");
    PackFiles many = files;
    for (int i = 0; i < 256; ++i)
        many.emplace_back("many/" + std::to_string(i), "x");
    EXPECT_EQ(read_pack("small", many).error().code, "RP3002");
    folder.write("large.txt", std::string((std::size_t{4} << 20) - 100, 'x'));
    EXPECT_EQ(read_pack(folder.pack()).error().code, "RP3002");
}

}  // namespace
}  // namespace beihui::rules

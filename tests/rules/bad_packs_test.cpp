// Packs that must be refused, each with a message of its own that names the place, and what stays
// behind: tests/system/bad_packs_test.cpp publishes the same ones. An older revision that is signed
// correctly and a path outside the folder: tests/system/publication_test.cpp.
#include "bad_packs.hpp"
#include "pack_folder.hpp"
#include "rules/lint.hpp"

#include <set>

namespace beihui::rules
{
namespace
{

class Bad : public testing::TestWithParam<BadPack>
{};

TEST_P(Bad, IsRefusedWithItsOwnMessageAtItsPlace)
{
    const BadPack& bad = GetParam();
    const PackFolder folder;
    ASSERT_TRUE(lint_pack(folder.pack()).errors.empty()) << "nothing else is wrong with it";
    const PackFiles files = read_pack(folder.pack()).value()->files;
    std::string text;
    for (const auto& [path, bytes] : files)
        if (path == bad.file)
            text = bytes;
    bad.spoil(text);
    folder.write(bad.file, text);
    const auto began = std::chrono::steady_clock::now();
    const Lint lint = lint_pack(folder.pack());
    EXPECT_LT(std::chrono::steady_clock::now() - began, std::chrono::seconds(5));
    const Fault fault = fault_of(lint.errors, bad.code);
    EXPECT_TRUE(fault.where.starts_with("rules/small/" + bad.file + ":")) << fault.where;
    EXPECT_NE(fault.detail.zh.find(bad.words), std::string::npos) << fault.detail.zh;
    EXPECT_FALSE(fault.detail.en.empty());
}

INSTANTIATE_TEST_SUITE_P(
    Packs,
    Bad,
    testing::ValuesIn(bad_packs()),
    [](const testing::TestParamInfo<BadPack>& bad) { return bad.param.name; }
);

TEST(BadPacks, AreToldApartByWhatIsSaid)
{
    std::set<std::string> said;
    for (const BadPack& bad : bad_packs())
        EXPECT_TRUE(said.insert(bad.code + " " + bad.words).second) << bad.name;
}

TEST(BadPacks, MayReachNoFileOutsideThroughALink)
{
    const PackFolder folder;
    std::ofstream(folder.rules() / "secret.lua") << "return 1\n";
    std::filesystem::create_symlink(
        folder.rules() / "secret.lua", folder.pack() / "rules" / "linked.lua"
    );
    const Fault fault = fault_of(lint_pack(folder.pack()).errors, "RP3001");
    EXPECT_EQ(fault.where, "rules/small/rules/linked.lua");
    EXPECT_FALSE(World::load(folder.rules()));
}

TEST(BadPacks, MayHaveALineOfSixtyFourKilobytesAndNoMore)
{
    const PackFolder folder;
    folder.write("CHANGES.md", "第一行\n" + std::string(64 << 10, 'x'));
    EXPECT_TRUE(read_pack(folder.pack()));
    folder.write("CHANGES.md", "第一行\n" + std::string((64 << 10) + 1, 'x'));
    EXPECT_EQ(
        fault_of(lint_pack(folder.pack()).errors, "RP3015").where, "rules/small/CHANGES.md:2"
    );
}

}  // namespace
}  // namespace beihui::rules

#include "rules/lint.hpp"
#include "rules/pack_folder.hpp"
#include "rules/tools/copy_pack.hpp"

#include <algorithm>

namespace beihui::rules
{
namespace
{

std::string file_of(const PackCopy& copy, std::string_view path)
{
    for (const auto& [name, bytes] : copy.files)
        if (name == path)
            return bytes;
    ADD_FAILURE() << "no file " << path;
    return {};
}

PackCopy copy_of_real_pack()
{
    const auto pack =
        read_pack(std::filesystem::path(BEIHUI_SOURCE_DIR) / "rules/2026-youqi").value();
    return copy_pack(*pack, "2027-youqi").value();
}

TEST(CopyPack, RenamesThePackItsClausesAndItsTables)
{
    const PackCopy copy = copy_of_real_pack();
    EXPECT_NE(file_of(copy, "pack.yaml").find("pack: 2027-youqi\n"), std::string::npos);
    EXPECT_NE(file_of(copy, "clauses.yaml").find("\n2027/四(三)e:\n"), std::string::npos);
    EXPECT_NE(file_of(copy, "annex/1.yaml").find("id: 2027.annex1\n"), std::string::npos);
    EXPECT_NE(file_of(copy, "rules/safety.lua").find("\"2027/四(三)e\""), std::string::npos);
    EXPECT_NE(file_of(copy, "tests/tables.yaml").find("2027.annex1:"), std::string::npos);
    for (const auto& [path, bytes] : copy.files)
        if (path != "source.txt" && path != "CHANGES.md") {
            EXPECT_EQ(bytes.find("2026/四"), std::string::npos) << path;
        }
    EXPECT_NE(file_of(copy, "params.yaml").find("2026-bairi"), std::string::npos)
        << "an id of another pack is not this one's";
}

TEST(CopyPack, BeginsAtRevisionOneWithNothingReviewedOrConfirmed)
{
    const PackFolder folder;
    std::string manifest = PackFolder::manifest();
    manifest.replace(manifest.find("revision: 1"), 11, "revision: 7");
    folder.write("pack.yaml", manifest + "signature: abc\n");
    std::string readings(PackFolder::interpretations);
    readings.replace(
        readings.find("decided_by: null"), 16, "decided_by: 政策处\n  decided_on: 2026-04-02"
    );
    folder.write("interpretations.yaml", readings);
    const auto pack = read_pack(folder.pack());
    ASSERT_TRUE(pack) << pack.error().detail.zh;
    const PackCopy copy = copy_pack(**pack, "next").value();
    const std::string copied = file_of(copy, "pack.yaml");
    EXPECT_NE(copied.find("revision: 1\n"), std::string::npos) << copied;
    EXPECT_NE(copied.find("reviewers: []\n"), std::string::npos) << copied;
    EXPECT_NE(copied.find("signature: null\n"), std::string::npos) << copied;
    const std::string confirmed = file_of(copy, "interpretations.yaml");
    EXPECT_NE(confirmed.find("decided_by: null\n  decided_on: null\n"), std::string::npos)
        << confirmed;
}

TEST(CopyPack, PassesLintUntilSomebodyChangesIt)
{
    const PackCopy copy = copy_of_real_pack();
    const PackFolder folder;
    const std::filesystem::path home = folder.rules() / "2027-youqi";
    for (const auto& [path, bytes] : copy.files) {
        std::filesystem::create_directories((home / path).parent_path());
        std::ofstream(home / path, std::ios::binary) << bytes;
    }
    const Lint lint = lint_pack(home);
    for (const Fault& fault : lint.errors)
        ADD_FAILURE() << fault.where << ' ' << fault.detail.zh;
}

TEST(CopyPack, ListsEveryClausePrintedValuePhaseAndTableThatMustBeDecidedAgain)
{
    const PackCopy copy = copy_of_real_pack();
    const auto count = [&](std::string_view about) {
        return std::ranges::count(copy.to_decide, about, &ToDecide::about);
    };
    EXPECT_EQ(count("条款"), 33);
    EXPECT_EQ(count("阶段"), 2);
    EXPECT_EQ(count("统计表"), 2);
    EXPECT_EQ(count("口径"), 40);
    EXPECT_TRUE(std::ranges::any_of(copy.to_decide, [](const ToDecide& each) {
        return each.about == "参数" && each.words.zh.find("campaign.focus_cohort") == 0 &&
               each.words.zh.find("2026") != std::string::npos;
    }));
}

TEST(CopyPack, RefusesAnIdThatIsNoNameOfAFolder)
{
    const PackFolder folder;
    const auto pack = read_pack(folder.pack()).value();
    for (const char* const id : {"", "2027优企", "../x", "A"})
        EXPECT_EQ(copy_pack(*pack, id).error().code, "RP3051") << id;
}

}  // namespace
}  // namespace beihui::rules

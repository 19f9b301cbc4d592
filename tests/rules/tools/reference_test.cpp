// What is generated from the binding table and kept under version control is not stale.
#include "base/files.hpp"
#include "rules/interpreter.hpp"
#include "rules/pack_folder.hpp"
#include "rules/tools/reference.hpp"

namespace beihui::rules
{
namespace
{

std::string kept(const std::filesystem::path& path)
{
    return read_file(std::filesystem::path(BEIHUI_SOURCE_DIR) / path, 1 << 20).value();
}

class Reference : public testing::Test
{
protected:
    const Pack empty;
    const std::unique_ptr<Interpreter> interpreter =
        std::move(Interpreter::load(empty, lua::Limits::standard()).value());
};

TEST_F(Reference, PageIsTheOneThatTheProgramGenerates)
{
    EXPECT_EQ(kept("docs/rules-reference.md"), reference_page(interpreter->functions()))
        << "beihui pack reference --output docs/rules-reference.md";
}

TEST_F(Reference, StubsAreTheOnesThatTheProgramGenerates)
{
    EXPECT_EQ(kept("rules/.luals/circular.d.lua"), circular_stub(interpreter->functions()))
        << "beihui pack stubs rules";
    for (const auto& entry :
         std::filesystem::directory_iterator(std::filesystem::path(BEIHUI_SOURCE_DIR) / "rules")) {
        if (!std::filesystem::exists(entry.path() / "pack.yaml"))
            continue;
        const auto pack = read_pack(entry.path());
        ASSERT_TRUE(pack) << entry.path();
        EXPECT_EQ(kept(entry.path() / ".luals/pack.d.lua"), pack_stub(**pack))
            << "beihui pack stubs rules";
    }
}

TEST_F(Reference, NamesEveryHostFunctionKeyOfAnOutputAndMemberOfCtx)
{
    const std::string page = reference_page(interpreter->functions());
    const std::string stub = circular_stub(interpreter->functions());
    for (const lua::HostFunction& function : interpreter->functions()) {
        EXPECT_NE(page.find(function.name), std::string::npos) << function.name;
        EXPECT_NE(stub.find("---@field " + std::string(function.name) + " fun("), std::string::npos)
            << function.name;
    }
    for (const OutputKey& key : duty_keys())
        EXPECT_NE(stub.find("---@field " + std::string(key.name)), std::string::npos) << key.name;
}

TEST_F(Reference, StubOfAPackNamesItsParametersAndClauses)
{
    const PackFolder folder;
    const std::string stub = pack_stub(*read_pack(folder.pack()).value());
    EXPECT_NE(stub.find("---| \"permit.from\"\n"), std::string::npos) << stub;
    EXPECT_NE(stub.find("---| \"2026/二\"\n"), std::string::npos) << stub;
}

}  // namespace
}  // namespace beihui::rules

#include "base/files.hpp"
#include "base/kept_yaml.hpp"

#include <gtest/gtest.h>

#include <fstream>

namespace beihui
{
namespace
{

class KeptYamlTest : public testing::Test
{
protected:
    void SetUp() override { std::filesystem::create_directory(folder); }
    void TearDown() override { std::filesystem::remove_all(folder); }

    Result<Yaml> read(KeptYaml& kept, const std::string& text) const
    {
        const KeptYaml::Use use(kept);
        return Yaml::read("read/again.yaml", text);
    }

    // Reads the texts as a start of the program does.
    void start(const std::vector<std::string>& texts, std::string_view secret = "secret") const
    {
        KeptYaml kept(file, secret);
        for (const std::string& text : texts)
            EXPECT_TRUE(read(kept, text));
        EXPECT_TRUE(kept.save());
    }

    bool holds(const std::string& text, std::string_view secret = "secret") const
    {
        return KeptYaml(file, secret).find("x.yaml", text).has_value();
    }

    const std::filesystem::path folder =
        std::filesystem::temp_directory_path() / ("beihui-" + random_id());
    const std::filesystem::path file = folder / "yaml.kept";
};

void expect_same(const Yaml& a, const Yaml& b)
{
    EXPECT_EQ(a.kind(), b.kind());
    EXPECT_EQ(a.quoted(), b.quoted());
    EXPECT_EQ(a.raw(), b.raw());
    EXPECT_EQ(a.place().text(), b.place().text());
    ASSERT_EQ(a.items().size(), b.items().size());
    for (std::size_t i = 0; i < a.items().size(); ++i)
        expect_same(a.items()[i], b.items()[i]);
    ASSERT_EQ(a.members().size(), b.members().size());
    for (std::size_t i = 0; i < a.members().size(); ++i) {
        expect_same(a.members()[i].first, b.members()[i].first);
        expect_same(a.members()[i].second, b.members()[i].second);
    }
}

}  // namespace

TEST_F(KeptYamlTest, GivesTheVeryTreeThatTheParserGave)
{
    std::vector<std::string> texts = {"", "~", "a: 010\n", "\xEF\xBB\xBF- '1'\n- [x, {y: \"\"}]\n"};
    for (const char* const part : {"rules", "workflows"})
        for (const auto& entry : std::filesystem::recursive_directory_iterator(
                 std::filesystem::path(BEIHUI_SOURCE_DIR) / part
             ))
            if (entry.path().extension() == ".yaml")
                texts.push_back(read_file(entry.path(), 1 << 22).value());
    ASSERT_GT(texts.size(), 50u);
    start(texts);
    KeptYaml kept(file, "secret");
    for (const std::string& text : texts) {
        const auto found = kept.find("read/again.yaml", text);
        ASSERT_TRUE(found) << text;
        expect_same(*found, Yaml::read("read/again.yaml", text).value());
    }
}

TEST_F(KeptYamlTest, ForgetsTextsThatNobodyReadsAnyMore)
{
    start({"a: 1", "b: 2"});
    start({"b: 2", "c: 3"});
    EXPECT_FALSE(holds("a: 1"));
    EXPECT_TRUE(holds("b: 2"));
    EXPECT_TRUE(holds("c: 3"));
}

TEST_F(KeptYamlTest, NeverKeepsATextWithFaults)
{
    const std::string broken = "a: 1\na: 2\n";
    KeptYaml kept(file, "secret");
    const auto first = read(kept, broken);
    ASSERT_TRUE(read(kept, "good: 1"));
    ASSERT_TRUE(kept.save());
    KeptYaml again(file, "secret");
    EXPECT_FALSE(again.find("x.yaml", broken));
    const auto second = read(again, broken);
    ASSERT_FALSE(first);
    ASSERT_FALSE(second);
    EXPECT_EQ(first.error().detail.en, second.error().detail.en);
}

// Whoever alters a byte of it, or has another key, has changed no tree that anybody reads.
TEST_F(KeptYamlTest, IsAsIfItWereNotThereWhenItIsNotWhatTheProgramWrote)
{
    start({"limit: 60"});
    EXPECT_TRUE(holds("limit: 60"));
    EXPECT_FALSE(holds("limit: 60", "another secret"));
    const std::string good = read_file(file, 10'000).value();
    for (std::size_t at = 0; at < good.size(); ++at) {
        std::string bad = good;
        bad[at] = static_cast<char>(bad[at] ^ 1);
        ASSERT_TRUE(write_file(file, bad));
        ASSERT_FALSE(holds("limit: 60")) << at;
        ASSERT_TRUE(write_file(file, good.substr(0, at)));
        ASSERT_FALSE(holds("limit: 60")) << at;
    }
    KeptYaml kept(file, "secret");
    Faults faults;
    EXPECT_EQ(read(kept, "limit: 60")->need("limit", faults).integer(faults, "limit"), 60);
    ASSERT_TRUE(kept.save());
    EXPECT_TRUE(holds("limit: 60")) << "it is written anew";
}

}  // namespace beihui

// Answers are given again only on the very ground they were read on.
#include "http/kept_answers.hpp"

#include <gtest/gtest.h>

namespace beihui::http
{
namespace
{

class KeptAnswersTest : public testing::Test
{
protected:
    KeptAnswersTest() { actor_.key = "k1"; }

    Ground ground(std::string_view target = "/api/v1/cases/A")
    {
        return {
            .actor = &actor_,
            .target = target,
            .rules = rules_,
            .commits = 7,
            .snapshot = "10:10:",
            .now = Instant::from_ms(1000),
        };
    }
    static KeptAnswers::Answer answer(std::string text)
    {
        return {std::make_shared<const std::string>(std::move(text)), "W/\"v1\""};
    }
    void keep(std::string text = "page")
    {
        kept_.keep(ground(), answer(std::move(text)), Instant::from_ms(5000));
    }
    bool finds(const Ground& asked) { return kept_.find(asked).has_value(); }

    // Only told apart, never looked into.
    std::shared_ptr<const acts::Rulebook> rules_ = some_rules();
    accounts::Actor actor_;
    KeptAnswers kept_{64 << 10};

    static std::shared_ptr<const acts::Rulebook> some_rules()
    {
        const auto owner = std::make_shared<int>(0);
        return {owner, reinterpret_cast<const acts::Rulebook*>(owner.get())};
    }
};

TEST_F(KeptAnswersTest, AreFoundOnTheSameGroundOnly)
{
    keep();
    ASSERT_TRUE(finds(ground()));
    const auto changed = [&](auto&& change) {
        keep();
        Ground other = ground();
        change(other);
        return finds(other);
    };
    EXPECT_FALSE(changed([](Ground& g) { g.target = "/api/v1/cases/B"; }));
    EXPECT_FALSE(changed([](Ground& g) { g.commits = 8; }));
    EXPECT_FALSE(changed([](Ground& g) { g.snapshot = "10:11:"; }));
    EXPECT_FALSE(changed([](Ground& g) { g.now = Instant::from_ms(5000); }));
    EXPECT_FALSE(changed([](Ground& g) { g.now = Instant::from_ms(999); }));
    EXPECT_FALSE(changed([](Ground& g) { g.rules = some_rules(); }));
    EXPECT_TRUE(changed([](Ground& g) { g.now = Instant::from_ms(4999); }));
}

TEST_F(KeptAnswersTest, AreNotFoundForWhoeverHasOtherRightsByNow)
{
    keep();
    actor_.grants.push_back({.role = "auditor", .organisation = "o", .org_path = "/o/"});
    EXPECT_FALSE(finds(ground()));
    keep();
    ASSERT_TRUE(finds(ground()));
    actor_.grants.front().elsewhere.emplace_back("/p/");
    EXPECT_FALSE(finds(ground()));
}

TEST_F(KeptAnswersTest, TakeNoMoreThanTheirBytesTheOldestGoFirst)
{
    const std::string text(6 << 10, 'x');
    std::vector<std::string> targets;
    for (int i = 0; i < 40; ++i)
        targets.push_back("/api/v1/cases/" + std::to_string(i));
    for (const std::string& target : targets) {
        kept_.keep(ground(target), answer(text), Instant::from_ms(5000));
        ASSERT_TRUE(finds(ground(targets.front()))) << "it was asked for a moment ago";
    }
    EXPECT_TRUE(finds(ground(targets.back())));
    EXPECT_FALSE(finds(ground(targets[1])));
    kept_.keep(ground("/large"), answer(std::string(9 << 10, 'x')), Instant::from_ms(5000));
    EXPECT_FALSE(finds(ground("/large"))) << "one alone does not push out all others";
}

TEST(ChangesAt, IsTheFirstMomentThatAPageShowsOrTheFullMinute)
{
    const Instant now = Instant::parse("2026-05-10T14:00:30+08:00").value();
    const auto at = [&](const json::value& page) { return changes_at(page, now).text(); };
    EXPECT_EQ(at(json::object{}), "2026-05-10T14:01:00+08:00");
    const json::object late{
        {"due", "2026-05-10T14:00:45+08:00"}, {"was", "2026-05-10T14:00:29+08:00"}
    };
    EXPECT_EQ(at(json::object{{"duties", json::array{late}}}), "2026-05-10T14:00:45+08:00");
    EXPECT_EQ(at(json::object{{"due", "2026-05-11T14:00:45+08:00"}}), "2026-05-10T14:01:00+08:00");
    EXPECT_EQ(
        at(json::object{{"text", "2026-05-10T到了，请核对一下"}}), "2026-05-10T14:01:00+08:00"
    );
}

}  // namespace
}  // namespace beihui::http

// The board: open cases, those first that press most, with what blocks them.
#include "system/campus.hpp"

#include <gtest/gtest.h>

namespace beihui::test
{
namespace
{

class Board : public testing::TestWithParam<Store>
{
protected:
    std::string open_event(std::string_view title, std::string_view day)
    {
        const Reply opened =
            campus.officer().open("recruitment-event", campus.school, plan_for(title, day, 300));
        EXPECT_EQ(opened.status, 201) << opened.body;
        return opened.text("number");
    }
    Reply board(Person& who, std::string_view more = {})
    {
        return who.get("/api/v1/board" + std::string(more));
    }

    TestServer& server = shared_server(GetParam());
    Campus campus{server};
};
INSTANTIATE_TEST_SUITE_P(
    On,
    Board,
    testing::Values(Store::sqlite, Store::postgresql),
    testing::PrintToStringParamName()
);

TEST_P(Board, PutsWhatIsNearAndBlockedBeforeWhatIsOver)
{
    server.today("2026-04-20");
    const std::string over = open_event("过去的", "2026-04-22");
    const std::string far = open_event("以后的", "2026-06-10");
    const std::string near = open_event("快到的", "2026-05-12");
    server.today("2026-05-08");
    const Reply shown = board(campus.officer());
    ASSERT_EQ(shown.status, 200) << shown.body;
    ASSERT_EQ(shown.count("items"), 3U) << shown.body;
    EXPECT_EQ(shown.text("items.0.number"), near);
    EXPECT_EQ(shown.text("items.1.number"), far);
    EXPECT_EQ(shown.text("items.2.number"), over);
    EXPECT_GT(shown.integer("items.0.open_items"), 0);
    EXPECT_FALSE(shown.text("items.0.blocker.clause").empty()) << "said by which clause";
    EXPECT_FALSE(shown.text("items.0.blocker.owner").empty());
    EXPECT_EQ(shown.text("items.0.owner"), campus.officer().id());
    EXPECT_EQ(shown.text("people." + campus.officer().id()), "姓名" + campus.officer().login());
    EXPECT_EQ(shown.integer("left_out"), 0);
    EXPECT_LE(shown.body.size(), 60U * 1024U);
}

// What blocks an event is what the page of its case says of it.
TEST_P(Board, SaysOfTheBlockerWhatTheCaseSays)
{
    server.today("2026-05-08");
    const std::string number = open_event("对照", "2026-05-20");
    const Reply shown = board(campus.officer());
    const Reply page = campus.officer().get("/api/v1/cases/" + number);
    const std::string title = shown.text("items.0.blocker.title.zh");
    bool found = false;
    std::string earliest;
    for (const json::value& one : page.at("decision.requirements")->as_array()) {
        if (!bool_of(one, "blocking") || !bool_of(one, "applicable") || bool_of(one, "met"))
            continue;
        found = found || text_of(*member(one, "title"), "zh") == title;
        const std::string due(text_of(one, "due"));
        if (!due.empty() && (earliest.empty() || due < earliest))
            earliest = due;
    }
    EXPECT_TRUE(found) << title;
    EXPECT_EQ(shown.text("items.0.blocker.due"), earliest) << "the one that is due first";
}

TEST_P(Board, IsFilteredByStageOwnerTextAndWhatIsBlocked)
{
    server.today("2026-05-08");
    const std::string one = open_event("第一场双选会", "2026-05-20");
    open_event("第二场", "2026-05-21");
    const auto many = [&](std::string_view more) {
        return board(campus.officer(), more).count("items");
    };
    EXPECT_EQ(many("?stage=plan"), 2U);
    EXPECT_EQ(many("?stage=plan,filing"), 2U);
    EXPECT_EQ(many("?stage=filing"), 0U);
    EXPECT_EQ(many("?blocked=true"), 2U);
    EXPECT_EQ(many("?q=%E5%8F%8C%E9%80%89%E4%BC%9A"), 1U);
    EXPECT_EQ(many("?q=" + one), 1U);
    EXPECT_EQ(many("?owner=" + campus.officer().id()), 2U);
    EXPECT_EQ(many("?owner=" + campus.director().id()), 0U);
    EXPECT_EQ(many("?workflow=visit"), 0U);
    EXPECT_EQ(many("?organisation=" + campus.school), 2U);
    EXPECT_EQ(board(campus.officer(), "?stages=plan").text("code"), "bad_query");
    // Somebody else takes it in hand: then it is theirs.
    ASSERT_EQ(campus.director().act(one, "claim").status, 200);
    EXPECT_EQ(many("?owner=" + campus.director().id()), 1U);
}

TEST_P(Board, ShowsNothingOfOthersAndNothingClosed)
{
    server.today("2026-05-08");
    const std::string number = open_event("本校的", "2026-05-20");
    Campus elsewhere(server);
    EXPECT_EQ(board(elsewhere.officer()).count("items"), 0U);
    EXPECT_EQ(board(elsewhere.officer(), "?organisation=" + campus.school).status, 404);
    EXPECT_EQ(board(campus.education()).count("items"), 1U);
    ASSERT_EQ(campus.officer().act(number, "cancel", nullptr, "场地不能使用").status, 200);
    EXPECT_EQ(board(campus.officer()).count("items"), 0U);
}

}  // namespace
}  // namespace beihui::test

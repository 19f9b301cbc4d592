#include "measure_fixture.hpp"
#include "support/scopes.hpp"

namespace beihui::storage
{
namespace
{

TEST_P(MeasureStore, SaysTheFirstConditionThatFailed)
{
    const Measure smes = measure(R"j({"of": "attendance", "count": "distinct(occasion, employer)",
        "where": {"held": true, "attended": true, "size": ["中型", "小型", "微型"]}})j");
    const auto why_of = [&](std::string on, json::object attributes) {
        Fact made = fact("attendance", on, attributes);
        made.occasion = "e";
        made.employer = "firm";
        const std::string id = made.id;
        write("case-" + id, 1000, {std::move(made)});
        std::string words;
        database_->read([&](ReadTxn& txn) {
            for (const JudgedFact& judged :
                 judge_case(txn, smes, first_phase(), case_id("case-" + id)))
                words = judged.counted ? "counted" : judged.why.zh;
        });
        return words;
    };
    EXPECT_EQ(
        why_of("2026-07-01", {{"held", false}}),
        "2026年7月1日不在统计期内（2026年4月1日至2026年6月30日）"
    );
    EXPECT_EQ(why_of("2026-05-01", {{"held", false}, {"attended", false}}), "未举办");
    EXPECT_EQ(why_of("2026-05-01", {{"held", true}, {"attended", false}}), "未到会");
    EXPECT_EQ(
        why_of("2026-05-01", {{"held", true}, {"attended", true}, {"size", "大型"}}),
        "企业规模为大型，不在中型、小型、微型之内"
    );
    EXPECT_EQ(why_of("2026-05-01", {{"held", true}, {"attended", true}}), "没有登记“企业规模”");
    EXPECT_EQ(
        why_of("2026-06-30", {{"held", true}, {"attended", true}, {"size", "微型"}}), "counted"
    );
}

TEST_P(MeasureStore, CountsATupleOnceAndSaysWhatARepeatRepeats)
{
    const Measure pairs =
        measure(R"j({"of": "attendance", "count": "distinct(occasion, employer)"})j");
    std::vector<Fact> made;
    for (const char* const firm : {"a", "b", "a", ""}) {
        made.push_back(fact("attendance", "2026-05-01"));
        made.back().occasion = "e";
        made.back().employer = firm;
    }
    write("c", 1, std::move(made));
    EXPECT_EQ(count(pairs, first_phase()), 2);
    const auto counted = list(pairs, first_phase(), true);
    ASSERT_EQ(counted.size(), 3u);
    const auto repeat = std::ranges::find(counted, 0, &MeasuredFact::adds);
    ASSERT_NE(repeat, counted.end());
    EXPECT_EQ(repeat->why.zh, "已计入（同一活动、同一企业）");
    EXPECT_EQ(why(pairs, first_phase()), "没有登记企业，无法判断是否重复");
}

TEST_P(MeasureStore, TakesTheLargestOfAnItemButNeverOfTwoEmployers)
{
    const Measure posts =
        measure(R"j({"of": "posting", "count": "sum(quantity)", "once_per": "item"})j");
    const auto posting = [&](std::string employer, std::string item, std::int64_t openings) {
        Fact made = fact("posting", "2026-05-01");
        made.employer = std::move(employer);
        made.item = std::move(item);
        made.quantity = openings;
        return made;
    };
    write(
        "c", 1,
        {posting("a", "1", 5), posting("a", "1", 20), posting("b", "1", 3), posting("a", "", 2),
         posting("a", "", 2)}
    );
    EXPECT_EQ(count(posts, first_phase()), 20 + 3 + 2 + 2);
    const auto counted = list(posts, first_phase(), true);
    EXPECT_EQ(std::ranges::count(counted, 0, &MeasuredFact::adds), 1);
}

TEST_P(MeasureStore, CountsOnlyEmployersThatWereVisited)
{
    const Measure visited = measure(R"j({"of": "attendance", "count": "distinct(occasion)",
        "among": {"of": "visit",
        "where": {"completed": true, "mode": "实地"}}})j");
    const auto attendance = [&](std::string employer) {
        Fact made = fact("attendance", "2026-05-01");
        made.occasion = made.employer = std::move(employer);
        return made;
    };
    const auto visit = [&](std::string employer, std::string on, std::string path, bool completed) {
        Fact made = fact("visit", on, {{"completed", completed}, {"mode", "实地"}});
        made.employer = std::move(employer);
        made.org_path = std::move(path);
        return made;
    };
    // After the event and in the other phase is still "in the campaign": the order is left open.
    write(
        "c", 1,
        {attendance("a"), attendance("b"), attendance("d"),
         visit("a", "2026-11-02", "/p/s2/", true), visit("b", "2026-05-02", "/p/s1/", false),
         visit("d", "2027-01-01", "/p/s1/", true)}
    );
    EXPECT_EQ(count(visited, first_phase("/p/")), 1);
    EXPECT_EQ(count(visited, first_phase("/p/s1/")), 0);  // it was another school that went there
    const auto left_out = list(visited, first_phase("/p/"), false);
    ASSERT_EQ(left_out.size(), 2u);
    EXPECT_EQ(left_out.front().why.zh, "本次行动期间没有走访过该企业（须已完成、方式为实地）");
}

TEST_P(MeasureStore, AnswersTheSameForAMomentWhateverIsCorrectedLater)
{
    const Measure rows = measure(R"j({"of": "event", "count": "rows", "where": {"held": true}})j");
    Fact first = fact("event", "2026-05-01", {{"held", true}});
    const std::string id = first.id;
    write("c", 1000, {std::move(first)});
    CountAsked asked = first_phase();
    asked.as_of = Instant::from_ms(1500);
    EXPECT_EQ(count(rows, asked), 1);
    write("c", 2000, {fact("event", "2026-05-01", {{"held", false}})}, {id});
    EXPECT_EQ(count(rows, asked), 1);
    EXPECT_EQ(count(rows, first_phase()), 0);
    asked.as_of = Instant::from_ms(2000);  // the very moment of the correction
    EXPECT_EQ(count(rows, asked), 0);
    asked.as_of = Instant::from_ms(999);
    EXPECT_EQ(count(rows, asked), 0);
    EXPECT_TRUE(list(rows, asked, false).empty());
}

TEST_P(MeasureStore, KeepsToSubtreeAndCircular)
{
    const Measure rows = measure(R"j({"of": "event", "count": "rows"})j");
    Fact sister = fact("event", "2026-05-01");
    sister.org_path = "/p/s10/";  // begins like /p/s1 and lies beside it
    Fact other = fact("event", "2026-05-01");
    other.circulars = {circular_ + "0", "x" + circular_};
    write("c", 1, {fact("event", "2026-05-01"), std::move(sister), std::move(other)});
    EXPECT_EQ(count(rows, first_phase("/p/s1/")), 1);
    EXPECT_EQ(count(rows, first_phase("/p/")), 2);
    database_->read([&](ReadTxn& txn) {
        const auto outside = [&](const char* path) {
            return count_outside(txn, rows, first_phase("/p/"), ScopeForTests::below(path));
        };
        EXPECT_EQ(outside("/"), 0);
        EXPECT_EQ(outside("/elsewhere/"), 2);
    });
    CountAsked nothing = first_phase();
    nothing.window.clear();
    EXPECT_EQ(count(rows, nothing), 0);
    EXPECT_EQ(list(rows, nothing, false).size(), 2u);
}

TEST_P(MeasureStore, JudgesOneFactAndRefusesAForeignCursor)
{
    const Measure rows =
        measure(R"j({"of": "event", "count": "rows", "where": {"campus": true}})j");
    write("c", 1, {fact("event", "2026-05-01", {{"campus", true}})});
    database_->read([&](ReadTxn& txn) {
        StoredFact stored = facts_of_case(txn, case_id("c")).front();
        const MeasuredFact judged = judge_fact(txn, rows, first_phase(), stored);
        EXPECT_TRUE(judged.counted);
        EXPECT_EQ(judged.adds, 1);
        CountAsked elsewhere = first_phase("/q/");
        EXPECT_EQ(judge_fact(txn, rows, elsewhere, stored).why.zh, "不属于所选单位");
        for (const char* const cursor :
             {"x", "2026-13-01.a", "2026-05-01", "2026-05-01.", "2026-05-01-a"})
            EXPECT_EQ(
                list_measured(txn, rows, first_phase(), true, cursor, 5).error().code, "bad_cursor"
            ) << cursor;
    });
}

INSTANTIATE_TEST_SUITE_P(Databases, MeasureStore, testing::Bool(), [](const auto& kind) {
    return kind.param ? "PostgreSql" : "Sqlite";
});

}  // namespace
}  // namespace beihui::storage

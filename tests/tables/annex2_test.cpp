#include "table_fixture.hpp"

namespace beihui::tables
{
namespace
{

class Annex2 : public TableTest
{
protected:
    Fact visit(
        const std::string& occasion,
        const std::string& employer,
        json::object attributes = {}
    ) const
    {
        Fact made = fact("visit", occasion, {{"srdi", true}});
        made.employer = employer;
        for (const auto& [name, value] : attributes)
            made.attributes[name] = value;
        return made;
    }
};

TEST_P(Annex2, CountsEachVisitToAFirmOnceForeachDay_2026_annex2)
{
    write({
        visit("trip1", "A"),
        visit("trip1", "A", {{"role", "校长(院长)"}}),  // two leaders on one trip
        visit("trip2", "A"),                            // again on another day
        visit("park", "B"), visit("park", "C"),         // a park counts each firm visited
        visit("trip3", "D", {{"mode", "线上"}}), visit("trip4", "E", {{"mode", "请进来"}}),
        visit("trip5", "F", {{"srdi", false}}), visit("trip6", "G", {{"completed", false}}),
        visit("trip7", "H", {{"role", "辅导员"}}),
        visit("trip8", "I", {{"size", "大型"}}),  // the heading does not limit the size
    });
    EXPECT_EQ(annex2("visited"), 5);
}

TEST_P(Annex2, CountsEventsWithAFirmThatWasVisitedAtAnyTimeOfTheCampaign_2026_annex2)
{
    write({
        attendance("fair1", "A"),
        attendance("fair1", "B"),  // two visited firms at one event: one event
        attendance("fair2", "A", {{"size", "大型"}}),
        attendance("fair3", "C"),
        attendance("fair4", "A", {{"attended", false}}),
        visit("trip1", "A", {{"srdi", false}}),
        visit("trip2", "C", {{"mode", "线上"}}),
    });
    on_ = day("2026-11-11");  // the other phase, after the fair
    write({visit("trip3", "B")});
    EXPECT_EQ(annex2("recruiting"), 2);
}

TEST_P(Annex2, CountsPostsAndPersonsOfVisitedFirmsOnly_2026_annex2)
{
    write({
        visit("trip", "A"),
        posting("P-1", 10, {}, "A"),
        posting("P-1", 12, {}, "A"),
        posting("P-9", 99, {}, "never visited"),
        agreement("G1", {}, "A"),
        agreement("G1", {}, "A"),
        agreement("G2", {}, "never visited"),
    });
    EXPECT_EQ(annex2("posts"), 12);
    EXPECT_EQ(annex2("signed"), 1);
    EXPECT_EQ(annex1("signed"), 2);  // the two tables count different persons and are never added
    EXPECT_EQ(annex1("posts"), 12 + 99);
}

TEST_P(Annex2, CountsEverySessionOfGuidanceAndNoRecruitment_2026_annex2)
{
    write({
        fact("guidance", "campaign"),
        fact("guidance", "campaign"),
        fact("guidance", "campaign", {{"held", false}}),
        fact("event", "fair"),
    });
    EXPECT_EQ(annex2("guidance"), 2);
}

TEST_P(Annex2, SaysWhatEachFactOfACaseFeeds)
{
    write({attendance("fair1", "A"), attendance("fair1", "B", {{"attended", false}})});
    on_ = day("2026-08-01");
    write({attendance("summer", "A")});
    database_.read([&](storage::ReadTxn& txn) {
        const std::string id = province_ + "case";
        const std::vector<Fact> facts = storage::live_facts_of_case(txn, id);
        const TableFound found = find_table(world(), "2026.annex1").value();
        const auto judged =
            judge_for_column(txn, found, *found.column("smes"), province_, id, facts).value();
        ASSERT_EQ(judged.size(), 3u);
        std::map<std::string, std::string> why;
        for (const Fact& fact : facts)
            for (const storage::JudgedFact& one : judged)
                if (one.id == fact.id)
                    why[fact.occasion + fact.employer] = one.counted ? "counted" : one.why.zh;
        EXPECT_EQ(why["fair1A"], "counted");
        EXPECT_EQ(why["fair1B"], "未到会");
        EXPECT_TRUE(why["summerA"].starts_with("2026年8月1日不在统计期内")) << why["summerA"];
        EXPECT_TRUE(judge_for_column(txn, found, *found.column("events"), province_, id, facts)
                        .value()
                        .empty());
    });
}

BEIHUI_ON_BOTH_DATABASES(Annex2);

}  // namespace
}  // namespace beihui::tables

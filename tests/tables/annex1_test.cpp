#include "table_fixture.hpp"

namespace beihui::tables
{
namespace
{

class Annex1 : public TableTest
{};

// Scenario 9: 37 SMEs at the first fair, 20 at the second, 15 of them at both.
TEST_P(Annex1, Counts57FirmTimesAtTwoFairs_2026_annex1)
{
    std::vector<Fact> facts{fact("event", "fair1"), fact("event", "fair2")};
    for (int i = 1; i <= 40; ++i)  // 3 are absent, 12 of the others are 专精特新
        facts.push_back(
            attendance("fair1", "S" + std::to_string(i), {{"attended", i <= 37}, {"srdi", i <= 12}})
        );
    facts.push_back(attendance("fair1", "S1", {{"srdi", true}}));  // the second booth
    for (const char* const large : {"L1", "L2"})
        facts.push_back(attendance("fair1", large, {{"size", "大型"}}));
    for (int i = 23; i <= 42; ++i)  // S23 … S37 were at the first fair too
        facts.push_back(attendance("fair2", "S" + std::to_string(i), {{"srdi", i >= 35}}));
    write(std::move(facts));
    EXPECT_EQ(annex1("events"), 2);
    EXPECT_EQ(annex1("smes"), 57);
    EXPECT_EQ(annex1("srdi"), 20);
}

// Scenario 10: one row for each person that a fair saw; 650 passes of the gate are 600 persons.
TEST_P(Annex1, Counts900AttendancesAnd60SignedPersons_2026_annex1)
{
    std::vector<Fact> facts;
    const auto come = [&](const std::string& fair, int from, int to) {
        for (int i = from; i <= to; ++i) {
            facts.push_back(fact("check_in", fair, {{"identity", "毕业生"}, {"estimated", false}}));
            facts.back().person = "G" + std::to_string(i);
        }
    };
    come("fair1", 1, 600);
    come("fair2", 481, 780);  // 120 of them were at the first fair
    for (int i = 1; i <= 45; ++i)
        facts.push_back(agreement("G" + std::to_string(i)));
    for (int i = 42; i <= 61; ++i)  // 4 persons sign with two firms
        facts.push_back(agreement("G" + std::to_string(i), {}, "other firm"));
    facts[900].attributes["cancelled_on"] = "2026-06-10";  // of G1, before the cut-off
    facts.push_back(agreement("G700", {{"kind", "实习证明"}}));
    write(std::move(facts));
    EXPECT_EQ(annex1("people"), 900);
    EXPECT_EQ(annex1("signed"), 60);
}

TEST_P(Annex1, CountsAnEventByItsLastDayOnceAndOnlyWhenItTookPlaceOnCampus_2026_annex1)
{
    on_ = day("2026-06-30");
    write({fact("event", "last day")});
    on_ = day("2026-07-01");
    write({fact("event", "too late")});
    on_ = day("2026-04-01");
    write({
        fact("event", "mixed", {{"mode", "线上线下"}}),
        fact("event", "online", {{"mode", "线上"}}),
        fact("event", "cancelled", {{"held", false}}),
        fact("event", "elsewhere", {{"campus", false}}),
    });
    EXPECT_EQ(annex1("events"), 2);
}

TEST_P(Annex1, CountsOnlySmallAndMediumEnterprisesThatCame_2026_annex1)
{
    write({
        attendance("fair", "medium", {{"size", "中型"}}),
        attendance("fair", "micro", {{"size", "微型"}, {"srdi", true}}),
        attendance("fair", "large", {{"size", "大型"}, {"srdi", true}}),
        attendance("fair", "absent", {{"attended", false}}),
        attendance("fair", "institute", {{"enterprise", false}}),
    });
    EXPECT_EQ(annex1("smes"), 2);
    EXPECT_EQ(annex1("srdi"), 1);
}

TEST_P(Annex1, CountsReviewedOpeningsOfAPostingOnce_2026_annex1)
{
    write({
        posting("P-1", 20),
        posting("P-1", 25),  // at another fair, with more openings
        posting("P-2", 3),
        posting("P-1", 7, {}, "other firm"),  // another firm may number from 1 too
        posting("P-3", 100, {{"kind", "实习"}}),
        posting("P-4", 100, {{"reviewed", false}}),
        posting("P-5", 100, {{"withdrawn", true}}),
    });
    EXPECT_EQ(annex1("posts"), 25 + 3 + 7);
}

TEST_P(Annex1, CountsTheGateAndNoStaffAsAttendances_2026_annex1)
{
    Fact gate = fact("check_in", "fair", {{"identity", "毕业生"}, {"estimated", true}});
    gate.quantity = 350;
    Fact staff = fact("check_in", "fair", {{"identity", "其他"}});
    staff.person = "teacher";
    write({std::move(gate), std::move(staff)});
    EXPECT_EQ(annex1("people"), 350);
}

TEST_P(Annex1, CountsAnAgreementThatStandsAtTheCutOff_2026_annex1)
{
    now_ = instant("2026-10-01T00:00:00+08:00");
    write({
        agreement("intention", {{"kind", "意向协议"}}),
        agreement("last day", {{"signed_on", "2026-06-30"}}),
        agreement("after", {{"signed_on", "2026-07-01"}}),
        agreement("ended before", {{"cancelled_on", "2026-06-30"}}),
        agreement("ended after", {{"cancelled_on", "2026-07-01"}}),
    });
    EXPECT_EQ(annex1("signed"), 3);
}

TEST_P(Annex1, GivesTheSameNumbersForAMomentAfterCorrections_2026_annex1)
{
    Fact first = attendance("fair", "firm");
    const std::string id = first.id;
    write({std::move(first), fact("event", "fair")});
    TableAsked before = asked("2026.annex1");
    before.as_of = now_;
    const TableAnswer told = fill(before);
    const std::string hash = table_hash(told, {});
    now_ = now_.plus_ms(86'400'000);
    write({attendance("fair", "firm", {{"attended", false}})}, {id});
    EXPECT_EQ(annex1("smes"), 0);
    EXPECT_EQ(cells(before).at("smes"), 1);
    EXPECT_EQ(table_hash(fill(before), {}), hash);
}

TEST_P(Annex1, FindsRowsThatContradictThemselves_2026_annex1)
{
    // Sizes are read for 专精特新 too, so only a row without events can contradict itself here.
    write({attendance("fair", "firm", {{"srdi", true}}), agreement("G1")});
    const TableAnswer answer = fill(asked("2026.annex1"));
    const auto has = [&](std::string_view level, std::string_view words) {
        return std::ranges::any_of(answer.findings, [&](const TableFinding& finding) {
            return finding.level == level && finding.message.find(words) != std::string::npos;
        });
    };
    EXPECT_TRUE(has("error", "没有举办活动，参与中小企业家次应为 0"));
    EXPECT_TRUE(has("error", "没有举办活动，参与专精特新中小企业家次应为 0"));
    EXPECT_TRUE(has("warning", "签约人数多于参与毕业生人次"));
    EXPECT_TRUE(has("warning", "有企业到会而提供岗位数为 0"));
    EXPECT_FALSE(has("error", "不得多于"));
    EXPECT_TRUE(has("error", "参与中小企业数量 (家次) 1"));  // with the numbers
}

BEIHUI_ON_BOTH_DATABASES(Annex1);

}  // namespace
}  // namespace beihui::tables

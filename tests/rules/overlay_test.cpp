// Overlays move the values of a base pack and amendments end its clauses (2022/六(二)b).
#include "overlay_folder.hpp"
#include "rules/lint.hpp"
#include "rules/overlay.hpp"

namespace beihui::rules
{
namespace
{

std::shared_ptr<const World> world_of(const PackFolder& folder)
{
    const auto world = World::load(folder.rules());
    EXPECT_TRUE(world) << world.error().detail.zh;
    return world ? *world : nullptr;
}

Question asked_of(std::int64_t visits, const std::vector<std::string>& packs)
{
    Question question = question_about(visits);
    question.packs.clear();
    for (const std::string& pack : packs)
        question.packs.push_back({pack, 1, ""});
    return question;
}

QuotaFound quota(const PackFolder& folder, const std::vector<std::string>& packs)
{
    const Decision decision = world_of(folder)->evaluate(asked_of(110, packs));
    for (const Incident& incident : decision.incidents)
        ADD_FAILURE() << incident.error.detail.zh;
    return decision.quotas.empty() ? QuotaFound{} : decision.quotas[0];
}

// The codes and words of what is wrong with the overlay of this folder.
std::vector<Fault> faults_of(const OverlayFolder& folder)
{
    const Lint lint = lint_pack(folder.overlay());
    const auto world = World::load(folder.rules());
    EXPECT_EQ(lint.errors.empty(), static_cast<bool>(world)) << "lint and program differ";
    return lint.errors;
}

TEST(Overlay, MovesTheValueOfItsBaseForTheCasesItBinds)
{
    const OverlayFolder folder;
    EXPECT_EQ(quota(folder, {"small"}).status(), "met");
    const QuotaFound found = quota(folder, {"small", "beijing"});
    EXPECT_EQ(found.need, 120);
    EXPECT_EQ(found.missing(), 10);
    EXPECT_EQ(found.basis.pack, "small");
    EXPECT_EQ(found.basis.clause, "2026/二");
    EXPECT_EQ(found.basis.mark, SourceMark::clause);
    ASSERT_EQ(found.basis.local.size(), 1U);
    EXPECT_EQ(found.basis.local[0].pack, "beijing");
    EXPECT_EQ(found.basis.local[0].clause, "BJ/一");
    EXPECT_EQ(found.basis.local[0].clause_text, "走访不少于一百二十家");
}

TEST(Overlay, LeavesTheValueAsItIsBeforeItsOwnIsInForce)
{
    const OverlayFolder folder;
    folder.override_with("small/visits.min", "{ 2026-05-01: { value: 120, clause: BJ/一 } }");
    Question question = asked_of(110, {"small", "beijing"});
    for (const auto& [day, need] : {std::pair("2026-04-30", 100), std::pair("2026-05-01", 120)}) {
        question.today = Date::parse(day).value();
        EXPECT_EQ(world_of(folder)->evaluate(question).quotas.at(0).need, need) << day;
    }
}

TEST(Overlay, ShowsInTheTraceWhoseValueHeldAndWhatItStoodInFor)
{
    const OverlayFolder folder;
    const Decision decision = world_of(folder)->evaluate(asked_of(110, {"small", "beijing"}));
    const json::value trace = read_json(decision.trace).value();
    const json::value* shown = nullptr;
    for (const json::value& rule : trace.at("rules").as_array())
        if (text_of(rule, "rule") == "visits")
            shown = &rule.at("params").at(0);
    ASSERT_TRUE(shown);
    EXPECT_EQ(shown->at("k"), "visits.min");
    EXPECT_EQ(shown->at("v"), 120);
    EXPECT_EQ(shown->at("pack"), "beijing");
    EXPECT_EQ(shown->at("clause"), "BJ/一");
    EXPECT_EQ(shown->at("mark"), "clause");
    EXPECT_EQ(shown->at("instead_of").at("v"), 100);
    EXPECT_EQ(shown->at("instead_of").at("pack"), "small");
    EXPECT_EQ(shown->at("instead_of").at("clause"), "2026/二");
}

TEST(Overlay, MarksWhatRestsOnALocalReadingThatNobodyConfirmed)
{
    const OverlayFolder folder;
    folder.override_with(
        "small/visits.min", "{ 2026-04-01: { value: 120, interpretation: i-001 } }"
    );
    std::string reading(PackFolder::interpretations);
    reading.replace(reading.find("permit.from"), 11, "small/visits.min");
    folder.write_overlay("interpretations.yaml", reading);
    const QuotaFound found = quota(folder, {"small", "beijing"});
    EXPECT_EQ(found.basis.mark, SourceMark::unconfirmed);
    EXPECT_EQ(found.basis.interpretation, "beijing/i-001") << "the base has an i-001 of its own";
}

// Of a province and a school the stricter holds, whichever pack comes first.
TEST(Overlay, GivesWayToTheTightestOfSeveral)
{
    const OverlayFolder folder;
    folder.add_overlay(
        "aschool", "small/visits.min", "{ 2026-04-01: { value: 110, clause: BJ/一 } }"
    );
    folder.add_overlay(
        "zschool", "small/visits.min", "{ 2026-04-01: { value: 150, clause: BJ/一 } }"
    );
    EXPECT_EQ(quota(folder, {"small", "beijing", "aschool"}).need, 120);
    EXPECT_EQ(quota(folder, {"small", "beijing", "zschool"}).need, 150);
    EXPECT_EQ(quota(folder, {"small", "aschool"}).need, 110);
}

TEST(Overlay, LoosensOnlyWhatTheBaseMarksRelaxable)
{
    const OverlayFolder folder;
    folder.override_with("small/visits.min", "{ 2026-04-01: { value: 99, clause: BJ/一 } }");
    const Fault fault = fault_of(faults_of(folder), "RP1245");
    EXPECT_EQ(fault.where, "rules/local/beijing/overrides.yaml:2:25");
    for (const char* const part :
         {"由 100 改为 99", "BJ/一", "2026/二", "rules/small/params.yaml", "rules/local/beijing"})
        EXPECT_NE(fault.detail.zh.find(part), std::string::npos)
            << part << " in " << fault.detail.zh;
    folder.set_parameter("tighter: higher\n  relaxable: true");
    EXPECT_TRUE(faults_of(folder).empty());
    EXPECT_EQ(quota(folder, {"small", "beijing"}).need, 99);
}

TEST(Overlay, MayStayAtTheValueOrTightenItByOne)
{
    for (const char* const value : {"100", "101"}) {
        const OverlayFolder folder;
        folder.override_with(
            "small/visits.min",
            "{ 2026-04-01: { value: " + std::string(value) + ", clause: BJ/一 } }"
        );
        EXPECT_TRUE(faults_of(folder).empty()) << value;
    }
}

// The base rises to 130 in June: from then on 120 would loosen it.
TEST(Overlay, IsComparedWithEveryValueThatHoldsBesideIt)
{
    const OverlayFolder folder;
    folder.set_parameter(
        "tighter: higher", "{ 2026-04-01: { value: 100, clause: 2026/二 },"
                           " 2026-06-01: { value: 130, clause: 2026/二 } }"
    );
    EXPECT_NE(
        fault_of(faults_of(folder), "RP1245").detail.zh.find("由 130 改为 120"), std::string::npos
    );
    folder.override_with(
        "small/visits.min", "{ 2026-04-01: { value: 120, clause: BJ/一 },"
                            " 2026-06-01: { value: 130, clause: BJ/一 } }"
    );
    EXPECT_TRUE(faults_of(folder).empty());
}

TEST(Overlay, TightensDownwardsWhereLowerIsTighter)
{
    const OverlayFolder folder;
    folder.set_parameter("tighter: lower");
    fault_of(faults_of(folder), "RP1245");
    folder.override_with("small/visits.min", "{ 2026-04-01: { value: 80, clause: BJ/一 } }");
    EXPECT_TRUE(faults_of(folder).empty());
    EXPECT_EQ(quota(folder, {"small", "beijing"}).need, 80);
}

TEST(Overlay, MayNotMoveWhatHasNoDirection)
{
    const OverlayFolder folder;
    folder.set_parameter("unit: 家");
    const Fault fault = fault_of(faults_of(folder), "RP1244");
    EXPECT_EQ(fault.where, "rules/local/beijing/overrides.yaml:1:1");
    EXPECT_NE(fault.detail.zh.find("BJ/一"), std::string::npos) << fault.detail.zh;
    EXPECT_NE(fault.detail.zh.find("2026/二"), std::string::npos) << fault.detail.zh;
}

TEST(Overlay, NamesWhatItMeansStrictly)
{
    const auto fault = [](std::string_view key, std::string_view values, std::string_view code) {
        const OverlayFolder folder;
        folder.override_with(key, values);
        return fault_of(faults_of(folder), code);
    };
    constexpr std::string_view good = "{ 2026-04-01: { value: 120, clause: BJ/一 } }";
    EXPECT_EQ(fault("small/visits.mni", good, "RP1243").way_out.zh, "是不是 visits.min？");
    EXPECT_EQ(fault("smal/visits.min", good, "RP1242").way_out.zh, "是不是 small？");
    fault("visits.min", good, "RP1242");
    fault("small/visits.min", "{ 2026-04-01: { value: 许多, clause: BJ/一 } }", "RP1246");
    fault("small/visits.min", "{ 2026-04-01: { value: 120, clause: BJ/二 } }", "RP1105");
    fault("small/visits.min", "{ 2026-04-01: { value: 120 } }", "RP1102");
    fault("small/visits.min", "{ 2026-04-01: { valeu: 120, clause: BJ/一 } }", "RP1003");
    fault("small/visits.min", "{}", "RP1110");
}

TEST(Overlay, SaysOfWhatItIsOneAndForWhom)
{
    const auto fault = [](std::string_view lines, std::string_view code) {
        const OverlayFolder folder;
        folder.write_overlay("pack.yaml", OverlayFolder::manifest("beijing", lines));
        return fault_of(faults_of(folder), code);
    };
    EXPECT_EQ(
        fault("extends: [smoll]\nscope: { province: 北京 }\n", "RP1242").where,
        "rules/local/beijing/overrides.yaml:1:1"
    );
    EXPECT_EQ(fault("extends: [small]\n", "RP1241").where, "rules/local/beijing/pack.yaml:10:10");
    fault("extends: [small]\nscope: {}\n", "RP1241");
    fault("extends: [small]\nscope: { provnice: 北京 }\n", "RP1003");
    fault("binds: []\nphases: []\nscope: { province: 北京 }\n", "RP1241");
    fault("extends: [beijing, small]\nscope: { province: 北京 }\n", "RP1250");
}

TEST(Overlay, IsRefusedWithoutItsBase)
{
    const OverlayFolder folder;
    folder.remove("pack.yaml");
    const Lint lint = lint_pack(folder.overlay());
    EXPECT_EQ(fault_of(lint.errors, "RP1240").where, "rules/local/beijing/pack.yaml:10:10");
}

TEST(Overlay, MayNotStandOverItself)
{
    const OverlayFolder folder;
    folder.write_overlay(
        "pack.yaml",
        OverlayFolder::manifest("beijing", "extends: [small, other]\nscope: { province: 北京 }\n")
    );
    folder.add_overlay(
        "other", "beijing/x", "{ 2026-04-01: { value: 1, clause: BJ/一 } }", "beijing"
    );
    EXPECT_EQ(fault_of(faults_of(folder), "RP1250").where, "rules/local/other/pack.yaml:10:10");
}

TEST(Overlay, ComparesNumbersDaysAndTimesExactly)
{
    const auto order = [](const json::value& a, const json::value& b) {
        const auto found = compare_values(a, b);
        return !found ? "none" : *found < 0 ? "less" : *found > 0 ? "greater" : "equal";
    };
    EXPECT_STREQ(order(100, 99), "greater");
    EXPECT_STREQ(order("82.40", "82.4"), "equal");
    EXPECT_STREQ(order("82.45", "82.5"), "less");
    EXPECT_STREQ(order(9, "10.5"), "less");
    EXPECT_STREQ(order("-1.5", "-1.4"), "less");
    EXPECT_STREQ(order("-0", 0), "equal");
    EXPECT_STREQ(order("100000000000000000000", "99999999999999999999.9"), "greater");
    EXPECT_STREQ(order("2026-04-30", "2026-05-01"), "less");
    EXPECT_STREQ(order("24:00", "12:00"), "greater");
    EXPECT_STREQ(order("12:00", "2026-05-01"), "none");
    EXPECT_STREQ(order(true, false), "greater");
    EXPECT_STREQ(order(false, false), "equal");
    EXPECT_STREQ(order(true, 1), "none");
    EXPECT_STREQ(order(json::array{1}, json::array{1}), "none");
    EXPECT_STREQ(order("高职", "高职"), "none");
}

// Invariant 9 for a date that comes with an overlay: nobody knew it before the overlay was known.
TEST(Overlay, IsNotKnownBeforeItsOwnDay)
{
    const OverlayFolder folder;
    folder.write("rules/visits.lua", rule_of("visits", R"lua(
        local day = ctx.cal.add_days("2026-01-01", p "visits.min")
        out:duty { key = "plan", who = "school", due = ctx.cal.end_of(day) })lua"));
    folder.write_overlay(
        "pack.yaml", OverlayFolder::manifest("beijing", OverlayFolder::extends, "2026-05-03")
    );
    const auto world = world_of(folder);
    const DutyFound base = world->evaluate(asked_of(1, {"small"})).duties.at(0);
    EXPECT_EQ(base.due->text(), "2026-04-12T00:00:00+08:00");
    EXPECT_FALSE(base.known_after_due());
    const DutyFound local = world->evaluate(asked_of(1, {"small", "beijing"})).duties.at(0);
    EXPECT_EQ(local.due->text(), "2026-05-02T00:00:00+08:00");
    EXPECT_EQ(local.known_on->text(), "2026-05-03");
    EXPECT_TRUE(local.known_after_due());
}

TEST(Amendment, EndsTheRulesOfAClauseFromItsDayOn)
{
    const OverlayFolder folder;
    folder.write_overlay(
        "pack.yaml",
        OverlayFolder::manifest(
            "beijing",
            std::string(OverlayFolder::extends) +
                "amends: [ { pack: small, clause: 2026/二, from: 2026-05-01, by: BJ/一 } ]\n"
        )
    );
    const auto world = world_of(folder);
    Question question = asked_of(110, {"small", "beijing"});
    question.today = Date::parse("2026-04-30").value();
    EXPECT_EQ(world->evaluate(question).quotas.size(), 1U);
    question.today = Date::parse("2026-05-01").value();
    const Decision ended = world->evaluate(question);
    EXPECT_TRUE(ended.quotas.empty());
    EXPECT_TRUE(ended.incidents.empty());
    const json::value trace = read_json(ended.trace).value();
    const json::value& rule = trace.at("rules").at(0);
    EXPECT_EQ(rule.at("amended").at("pack"), "beijing");
    EXPECT_EQ(rule.at("amended").at("clause"), "BJ/一");
    EXPECT_EQ(rule.at("amended").at("from"), "2026-05-01");
    question.packs = {{"small", 1, ""}};
    EXPECT_EQ(world->evaluate(question).quotas.size(), 1U) << "a case that only the one binds";
}

TEST(Amendment, NamesAClauseThatIsThere)
{
    const auto fault = [](std::string_view amends, std::string_view code) {
        const OverlayFolder folder;
        folder.write_overlay(
            "pack.yaml", OverlayFolder::manifest(
                             "beijing", std::string(OverlayFolder::extends) + "amends: [ " +
                                            std::string(amends) + " ]\n"
                         )
        );
        return fault_of(faults_of(folder), code);
    };
    EXPECT_EQ(
        fault("{ pack: small, clause: 2026/二二, from: 2026-05-01, by: BJ/一 }", "RP1247")
            .way_out.zh,
        "是不是 2026/二？"
    );
    fault("{ pack: smull, clause: 2026/二, from: 2026-05-01, by: BJ/一 }", "RP1240");
    fault("{ pack: small, clause: 2026/二, from: 2026-05-01, by: BJ/二 }", "RP1105");
    fault("{ pack: small, clause: 2026/二, from: 五月, by: BJ/一 }", "RP1106");
    fault("{ pack: small, clause: 2026/二, by: BJ/一 }", "RP1005");
}

}  // namespace
}  // namespace beihui::rules

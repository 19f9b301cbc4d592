#include "base/bytes.hpp"
#include "base/files.hpp"
#include "base/json.hpp"
#include "cli/commands.hpp"
#include "cli/pack_tools.hpp"
#include "rules/pack_folder.hpp"

#include <sstream>

namespace beihui::cli
{
namespace
{

constexpr std::string_view rule = R"lua(local N = require "circular"
N.rule {
    id = "permit", clause = "2026/二", title = "许可", on = "recruitment-event", emits = "requirement",
    eval = function(ctx, p, out)
        local expected = ctx.case.plan.expected
        if expected < p "permit.from" then
            return out:not_applicable "人数不足"
        end
        local due = ctx.cal.add_working_days(ctx.today, p "permit.days")
        out:requirement {
            key = p("items").items[1].id, met = false, missing = { "没有安全许可" },
            due = ctx.cal.end_of(due),
        }
    end,
}
)lua";

std::string scenario(std::string_view name, int expected, std::string_view expect)
{
    return "- name: " + std::string(name) +
           "\n  clause: 2026/二\n  today: 2026-04-20\n  workflow: recruitment-event\n"
           "  case: { stage: plan, plan: { expected: " +
           std::to_string(expected) +
           " } }\n  org: { kind: school }\n  expect: " + std::string(expect) + "\n\n";
}

struct Told
{
    int code = 0;
    std::string out;
    std::string err;
};

class PackTools : public testing::Test
{
protected:
    PackTools()
    {
        setenv("BEIHUI_HOME", BEIHUI_SOURCE_DIR, 1);
        folder.write("rules/permit.lua", rule);
        folder.write(
            "params.yaml",
            std::string(rules::PackFolder::params) +
                "permit.days:\n  values:\n    2026-04-01: { value: 5, clause: 2026/二 }\n"
        );
        write_scenarios({1000, 1001});
    }

    void write_scenarios(const std::vector<int>& all) const
    {
        std::string text;
        for (const int expected : all)
            text += scenario(
                std::to_string(expected) + " 人", expected,
                expected < 1000 ? "{ requirements: { B13: absent } }"
                                : "{ requirements: { B13: { met: false } } }"
            );
        folder.write("tests/a.yaml", text);
    }

    Told cover(int required = 0, bool as_json = false, int boundary = 0) const
    {
        std::ostringstream out;
        std::ostringstream err;
        const int code = cover_pack({folder.pack(), as_json, required, boundary}, out, err);
        return {code, out.str(), err.str()};
    }

    // permit.from with `boundary` in its entry; permit.days is tried with `params:`.
    void declare(const std::string& boundary) const
    {
        std::string params(rules::PackFolder::params);
        params.insert(params.find("  values:"), "  boundary: " + boundary + "\n");
        folder.write(
            "params.yaml", params + "permit.days:\n  boundary: { of: params }\n"
                                    "  values:\n    2026-04-01: { value: 5, clause: 2026/二 }\n"
        );
    }

    // 1000 persons, with another number of working days.
    static std::string with_days(int days, std::string_view due)
    {
        std::string text = scenario(
            std::to_string(days) + " 个工作日", 1000,
            "{ requirements: { B13: { due: \"" + std::string(due) + " 24:00\" } } }"
        );
        return text.insert(
            text.find("  workflow:"), "  params: { permit.days: " + std::to_string(days) + " }\n"
        );
    }

    void add_scenarios(const std::string& more) const { folder.write("tests/b.yaml", more); }

    Told edges() const
    {
        std::ostringstream out;
        std::ostringstream err;
        const int code = propose_edges(folder.pack(), out, err);
        return {code, out.str(), err.str()};
    }

    rules::PackFolder folder;
};

const json::value* named(const json::value& list, std::string_view key, std::string_view name)
{
    for (const json::value& each : list.as_array())
        if (text_of(each, key) == name)
            return &each;
    ADD_FAILURE() << "no " << name;
    return nullptr;
}

TEST_F(PackTools, CoverNamesTheLinesThatNoScenarioRan)
{
    const Told told = cover();
    EXPECT_NE(told.out.find("rules/permit.lua：没有运行 not run 7\n"), std::string::npos)
        << told.out << told.err;
    write_scenarios({999, 1000, 1001});
    EXPECT_NE(cover().out.find("行 lines 100%\n"), std::string::npos);
}

TEST_F(PackTools, CoverCountsOutcomesAndTellsWhichSideOfANumberWasNotTried)
{
    auto told = cover(0, true);
    auto answer = read_json(told.out.substr(0, told.out.size() - 1));
    ASSERT_TRUE(answer) << told.out;
    const json::value* outcomes = named(answer->at("rules"), "rule", "permit");
    ASSERT_TRUE(outcomes);
    EXPECT_EQ(outcomes->at("short"), 2);
    EXPECT_EQ(outcomes->at("not_applicable"), 0);
    const json::value* number = named(answer->at("numbers"), "parameter", "permit.from");
    ASSERT_TRUE(number);
    EXPECT_EQ(number->at("below"), false);
    EXPECT_EQ(number->at("at"), true);
    EXPECT_EQ(number->at("above"), true);
    EXPECT_EQ(number->at("path"), "case.plan.expected");
    write_scenarios({999, 1000, 1001});
    told = cover(0, true);
    answer = read_json(told.out.substr(0, told.out.size() - 1));
    number = named(answer->at("numbers"), "parameter", "permit.from");
    EXPECT_EQ(number->at("below"), true);
}

TEST_F(PackTools, CoverTellsWhatAPackDeclaresThatNothingCanStandBelowANumber)
{
    write_scenarios({1000, 1001});
    add_scenarios(with_days(4, "2026-04-24") + with_days(6, "2026-04-28"));
    declare("{ of: case.plan.expected }");
    EXPECT_EQ(cover(100, false, 100).code, refused) << "999 is missing and not declared";
    declare("{ of: case.plan.expected, below: { zh: 不足千人的不登记, en: none is entered } }");
    const Told told = cover(100, false, 100);
    EXPECT_EQ(told.code, good) << told.out << told.err;
    EXPECT_NE(told.out.find("permit.from = 1000：声明 · 有 · 有\n"), std::string::npos) << told.out;
    EXPECT_NE(told.out.find("声明 declared below：不足千人的不登记\n"), std::string::npos)
        << told.out;
    EXPECT_NE(told.out.find("at the boundary 1 / 1（100%）"), std::string::npos) << told.out;
}

TEST_F(PackTools, CoverSaysThatADeclarationIsInVainWhenAScenarioReachesIt)
{
    write_scenarios({999, 1000, 1001});
    add_scenarios(with_days(4, "2026-04-24") + with_days(6, "2026-04-28"));
    declare("{ of: case.plan.expected, below: { zh: 不会有, en: none } }");
    const Told told = cover(0, false, 100);
    EXPECT_EQ(told.code, refused);
    EXPECT_NE(told.out.find("情景走到了，删去这一声明"), std::string::npos) << told.out;
}

TEST_F(PackTools, CoverHoldsANumberAgainstWhatThePackNamesAndNothingElse)
{
    write_scenarios({999, 1000, 1001});
    declare("{ of: case.participants.# }");
    const Told told = cover(0, true);
    const auto answer = read_json(told.out.substr(0, told.out.size() - 1));
    const json::value* const number = named(answer->at("numbers"), "parameter", "permit.from");
    ASSERT_TRUE(number);
    for (const char* const side : {"below", "at", "above"})
        EXPECT_EQ(number->at(side), false) << side;
}

TEST_F(PackTools, CoverMarksWhatCameOfOtherValuesOfParametersAndDoesNotTakeThemForThePacksOwn)
{
    write_scenarios({1000});
    std::string text = scenario("一千人以下", 999, "{ requirements: { B13: { met: false } } }");
    text.insert(text.find("  workflow:"), "  params: { permit.from: 900 }\n");
    add_scenarios(text);
    EXPECT_NE(
        cover().out.find(
            "permit：0 · 2 · 0 · 0（其中改了参数 of them with params: 0 · 1 · 0 · 0）\n"
        ),
        std::string::npos
    ) << cover().out;
    const Told told = cover(0, true);
    const auto answer = read_json(told.out.substr(0, told.out.size() - 1));
    const json::value* const number = named(answer->at("numbers"), "parameter", "permit.from");
    ASSERT_TRUE(number);
    EXPECT_EQ(number->at("number"), "1000");
    EXPECT_EQ(number->at("below"), false) << "999 stood against 900 there";
    EXPECT_EQ(number->at("above"), false);
}

TEST(Shipped, EveryNumberOfTheFiveCircularsIsTestedBelowAtAndAboveOrDeclared)
{
    setenv("BEIHUI_HOME", BEIHUI_SOURCE_DIR, 1);
    for (const char* const pack :
         {"2019-duijie", "2022-fangqi", "2023-gongjian", "2025-bairi", "2026-youqi"}) {
        std::ostringstream out;
        std::ostringstream err;
        const std::filesystem::path folder =
            std::filesystem::path(BEIHUI_SOURCE_DIR) / "rules" / pack;
        EXPECT_EQ(cover_pack({folder, false, 100, 100}, out, err), good) << out.str() << err.str();
    }
}

TEST_F(PackTools, CoverRefusesADutyClauseThatNothingTests)
{
    // 2026/三 is ticked in item B13, which the scenarios expect.
    EXPECT_EQ(cover(100).code, good) << cover(100).out;
    folder.write("tests/a.yaml", scenario("一人", 1, "{ requirements: { B13: absent } }"));
    EXPECT_EQ(cover(100).code, good) << "an item that must be absent is expected too";
    folder.write("tests/a.yaml", scenario("一人", 1, "{ no_findings: [ { level: error } ] }"));
    const Told told = cover(100);
    EXPECT_EQ(told.code, refused);
    EXPECT_NE(told.out.find("缺 2026/三：没有测试 not tested"), std::string::npos) << told.out;
    EXPECT_NE(told.out.find("tested 1 / 2（50%）"), std::string::npos) << told.out;
    EXPECT_EQ(cover(50).code, good);
}

TEST_F(PackTools, CoverDoesNotCountAScenarioThatFails)
{
    folder.write(
        "tests/a.yaml", scenario("一千人", 1000, "{ requirements: { B13: { met: true } } }")
    );
    const Told told = cover(0);
    EXPECT_EQ(told.code, refused);
    EXPECT_NE(told.err.find("有 1 个情景没有通过"), std::string::npos) << told.err;
    EXPECT_NE(told.out.find("tested 0 / 2（0%）"), std::string::npos) << told.out;
}

TEST_F(PackTools, EdgesProposeTheNumberThatIsMissingAndNameTheScenariosThatAreThere)
{
    const Told told = edges();
    EXPECT_EQ(told.code, good);
    EXPECT_NE(told.out.find("- name: \"permit.from 1000：999（下）\"\n"), std::string::npos)
        << told.out;
    EXPECT_NE(told.out.find("plan: { expected: 999 }"), std::string::npos);
    EXPECT_NE(
        told.out.find("# 已有 there is 1000：1000 人（rules/small/tests/a.yaml:1:3）\n"),
        std::string::npos
    ) << told.out;
}

TEST_F(PackTools, EdgesProposeDaysAroundHolidaysMakeupSundaysAndTheEndsOfPhases)
{
    const Told told = edges();
    for (const char* const day :
         {"2026-04-30", "2026-05-01", "2026-05-06", "2026-05-09", "2026-03-31", "2026-04-01",
          "2026-06-30", "2026-07-01"})
        EXPECT_NE(told.out.find("  today: " + std::string(day) + "\n"), std::string::npos) << day;
    EXPECT_NE(told.out.find("调休上班"), std::string::npos);
}

TEST_F(PackTools, EdgesProposeTheSecondBeforeATimeOfDayTheTimeAndTheSecondAfter)
{
    std::string weekly(rule);
    weekly.replace(
        weekly.find("ctx.cal.end_of(due)"), std::string("ctx.cal.end_of(due)").size(),
        "ctx.cal.at(due, p \"permit.by\")"
    );
    folder.write("rules/permit.lua", weekly);
    folder.write(
        "params.yaml",
        std::string(rules::PackFolder::params) +
            "permit.days:\n  values:\n    2026-04-01: { value: 5, clause: 2026/二 }\n"
            "permit.by:\n  values:\n    2026-04-01: { value: \"12:00\", clause: 2026/二 }\n"
    );
    const std::string out = edges().out;
    for (const char* const time : {"11:59:59", "12:00:00", "12:00:01"})
        EXPECT_NE(
            out.find("  known_at: \"2026-04-27T" + std::string(time) + "+08:00\"\n"),
            std::string::npos
        ) << out;
}

TEST_F(PackTools, EdgesAreScenariosThatLintReadsAndThatFailUntilSomebodyFillsThem)
{
    folder.write("tests/edges.yaml", edges().out);
    std::ostringstream out;
    std::ostringstream err;
    EXPECT_EQ(lint_pack(folder.pack(), false, out, err), refused);
    EXPECT_NE(err.str().find("RP1301"), std::string::npos);
    EXPECT_EQ(err.str().find("RP1001"), std::string::npos) << err.str();
    EXPECT_EQ(err.str().find("RP1003"), std::string::npos) << err.str();
}

TEST_F(PackTools, NewRefusesAFolderThatIsThereAndNeverWritesOverIt)
{
    std::ostringstream out;
    std::ostringstream err;
    ASSERT_EQ(new_pack("next", folder.pack(), {}, out, err), good) << err.str();
    EXPECT_NE(out.str().find("逐字核对 2026/二"), std::string::npos) << out.str();
    EXPECT_EQ(new_pack("next", folder.pack(), {}, out, err), refused);
    EXPECT_NE(err.str().find("RP3052"), std::string::npos);
    EXPECT_EQ(new_pack("other", folder.pack(), folder.rules() / "third", out, err), refused);
    EXPECT_FALSE(std::filesystem::exists(folder.rules() / "third"));
}

TEST_F(PackTools, FormatChecksWithoutWritingAndThenWrites)
{
    folder.write("items.yaml", "items:\n    -   { id: B13, title: 场地与展位, by: 12:00 }\n");
    std::ostringstream out;
    std::ostringstream err;
    EXPECT_EQ(format_pack(folder.pack(), true, out, err), refused);
    EXPECT_NE(out.str().find("items.yaml"), std::string::npos);
    EXPECT_EQ(format_pack(folder.pack(), false, out, err), good) << err.str();
    EXPECT_EQ(
        read_file(folder.pack() / "items.yaml", 1000).value(),
        "items:\n  - { id: B13, title: 场地与展位, by: \"12:00\" }\n"
    );
    EXPECT_EQ(format_pack(folder.pack(), true, out, err), good);
}

TEST_F(PackTools, FormatDoesNotNeedAPackThatIsRight)
{
    folder.write("pack.yaml", "pack: elsewhere\nlimits:   { class: fast }\n");
    std::ostringstream out;
    std::ostringstream err;
    EXPECT_EQ(format_pack(folder.pack(), false, out, err), good) << err.str();
    EXPECT_EQ(
        read_file(folder.pack() / "pack.yaml", 1000).value(),
        "pack: elsewhere\nlimits: { class: fast }\n"
    );
}

TEST_F(PackTools, StubsAreStaleOnceAParameterIsAdded)
{
    std::ostringstream out;
    std::ostringstream err;
    EXPECT_EQ(write_stubs(folder.rules(), true, out, err), refused);
    EXPECT_EQ(write_stubs(folder.rules(), false, out, err), good) << err.str();
    EXPECT_EQ(write_stubs(folder.rules(), true, out, err), good);
    folder.write("params.yaml", std::string(rules::PackFolder::params));
    EXPECT_EQ(write_stubs(folder.rules(), true, out, err), refused);
    EXPECT_NE(out.str().find("pack.d.lua"), std::string::npos);
}

TEST_F(PackTools, TakeAFolderForThePacksInItAndInItsLocal)
{
    const std::filesystem::path local = folder.rules() / "local" / "beijing";
    std::filesystem::create_directories(local);
    std::filesystem::copy(folder.pack(), local, std::filesystem::copy_options::recursive);
    using Paths = std::vector<std::filesystem::path>;
    EXPECT_EQ(packs_in(folder.rules()), (Paths{local, folder.pack()}));
    EXPECT_EQ(packs_in(folder.pack()), Paths{folder.pack()});
    EXPECT_EQ(packs_in(folder.rules() / "local"), Paths{local});
}

TEST_F(PackTools, DiffWritesJsonAndOnePageOfHtml)
{
    std::ostringstream out;
    std::ostringstream err;
    ASSERT_EQ(new_pack("next", folder.pack(), {}, out, err), good) << err.str();
    std::ostringstream answer;
    const DiffAsked asked{folder.pack(), folder.rules() / "next", "json", {}};
    ASSERT_EQ(diff_packs(asked, answer, err), good) << err.str();
    const auto read = read_json(answer.str().substr(0, answer.str().size() - 1));
    ASSERT_TRUE(read) << answer.str();
    EXPECT_EQ(read->at("equal"), true);
    const std::filesystem::path page = folder.rules() / "page.html";
    EXPECT_EQ(
        diff_packs({folder.pack(), folder.rules() / "next", "html", page}, answer, err), good
    );
    EXPECT_NE(read_file(page, 1 << 20).value().find("</html>"), std::string::npos);
}

// The answer of a tool for programs, one line.
json::value answer_of(const std::ostringstream& out)
{
    const std::string text = out.str();
    EXPECT_EQ(text.find('\n'), text.size() - 1) << text;
    return read_json(text.substr(0, text.size() - 1)).value();
}

TEST_F(PackTools, EdgesCoverAndDiffTellProgramsWhatIsWrongWithAPack)
{
    folder.write("params.yaml", "permit.from: [\n");
    std::ostringstream edges;
    std::ostringstream cover;
    std::ostringstream diff;
    std::ostringstream err;
    EXPECT_EQ(propose_edges(folder.pack(), edges, err, true), refused);
    EXPECT_EQ(cover_pack({folder.pack(), true, 0}, cover, err), refused);
    EXPECT_EQ(diff_packs({folder.pack(), folder.pack(), "json", {}}, diff, err), refused);
    for (const std::ostringstream* const out : {&edges, &cover, &diff}) {
        const json::value answer = answer_of(*out);
        EXPECT_EQ(answer.as_object().size(), 1U) << "errors only";
        const json::value& first = answer.at("errors").at(0);
        EXPECT_EQ(first.at("code"), "RP1001");
        EXPECT_EQ(first.at("file"), "rules/small/params.yaml");
    }
    EXPECT_EQ(err.str(), "");
}

TEST_F(PackTools, EdgesTellProgramsEachProposal)
{
    std::ostringstream out;
    std::ostringstream err;
    ASSERT_EQ(propose_edges(folder.pack(), out, err, true), good) << err.str();
    const json::value answer = answer_of(out);
    EXPECT_TRUE(answer.at("errors").as_array().empty());
    const json::value* const below = named(answer.at("edges"), "value", "999");
    ASSERT_TRUE(below);
    EXPECT_EQ(below->at("side"), "below");
    EXPECT_NE(text_of(*below, "yaml").find("plan: { expected: 999 }"), std::string_view::npos);
    const json::value* const at = named(answer.at("edges"), "value", "1000");
    ASSERT_TRUE(at);
    EXPECT_NE(text_of(*at, "existing").find("1000 人"), std::string_view::npos);
}

TEST_F(PackTools, WritersTellProgramsTheFilesAndWriteNone)
{
    folder.write("items.yaml", "items:\n    -   { id: B13, title: 场地与展位 }\n");
    const auto files = [&] {
        std::size_t count = 0;
        for (const auto& entry : std::filesystem::recursive_directory_iterator(folder.rules()))
            count += entry.is_regular_file() ? 1U : 0U;
        return count;
    };
    const std::size_t before = files();
    std::ostringstream laid_out;
    ASSERT_EQ(format_pack_as_json(folder.pack(), laid_out), good);
    const json::value layout = answer_of(laid_out);
    EXPECT_EQ(
        from_base64(text_of(layout.at("files"), "items.yaml")),
        "items:\n  - { id: B13, title: 场地与展位 }\n"
    );
    std::ostringstream copied;
    ASSERT_EQ(new_pack_as_json("next", folder.pack(), copied), good);
    const json::value copy = answer_of(copied);
    EXPECT_EQ(copy.at("pack"), "next");
    EXPECT_NE(
        from_base64(text_of(copy.at("files"), "pack.yaml"))->find("pack: next\n"), std::string::npos
    );
    EXPECT_FALSE(copy.at("to_decide").as_array().empty());
    std::ostringstream stubs;
    ASSERT_EQ(stubs_as_json(folder.pack(), stubs), good);
    EXPECT_NE(answer_of(stubs).at("files").as_object().find("small/.luals/pack.d.lua"), nullptr);
    EXPECT_EQ(files(), before);
    std::ostringstream bad;
    EXPECT_EQ(new_pack_as_json("Next Year", folder.pack(), bad), refused);
    EXPECT_EQ(answer_of(bad).at("errors").at(0).at("code"), "RP3051");
}

TEST_F(PackTools, TestTellsEditorsEachScenarioAsJson)
{
    folder.write(
        "tests/a.yaml", scenario("一千人", 1000, "{ requirements: { B13: { met: true } } }")
    );
    std::ostringstream out;
    std::ostringstream err;
    EXPECT_EQ(test_pack(folder.pack(), false, true, out, err), refused);
    const auto answer = read_json(out.str().substr(0, out.str().size() - 1));
    ASSERT_TRUE(answer) << out.str();
    const json::value& first = answer->at("scenarios").at(0);
    EXPECT_EQ(first.at("passed"), false);
    EXPECT_EQ(first.at("mismatches").at(0).at("file"), "rules/small/tests/a.yaml");
    EXPECT_EQ(first.at("mismatches").at(0).at("line"), 7);
    folder.write("tests/a.yaml", "- name: 空\n");
    std::ostringstream faults;
    EXPECT_EQ(test_pack(folder.pack(), false, true, faults, err), refused);
    EXPECT_NE(faults.str().find("\"code\":\"RP1005\""), std::string::npos) << faults.str();
}

}  // namespace
}  // namespace beihui::cli

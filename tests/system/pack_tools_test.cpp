// The tools that ask packs over real cases, over HTTP.
#include "base/bytes.hpp"
#include "base/files.hpp"
#include "storage/stores.hpp"
#include "system/event.hpp"

#include <gtest/gtest.h>

namespace beihui::test
{
namespace
{

class PackTools : public testing::TestWithParam<Store>
{
protected:
    PackTools() { server.today("2026-04-10"); }

    Person& policy() { return campus.person("policy", campus.province, {"policy_officer"}); }

    // The project's circular as a draft, with a text of its parameters replaced.
    json::object draft(
        const std::string& old_text,
        const std::string& new_text,
        std::string_view file = "params.yaml"
    )
    {
        const std::filesystem::path folder =
            std::filesystem::path(BEIHUI_SOURCE_DIR) / "rules" / "2026-youqi";
        json::object files;
        for (auto [path, bytes] : rules::read_pack_files(folder).value()) {
            if (path == file) {
                const auto at = bytes.find(old_text);
                EXPECT_NE(at, std::string::npos) << old_text;
                bytes.replace(at, old_text.size(), new_text);
            }
            files[path] = base64(bytes);
        }
        return {
            {"pack", "2026-youqi"}, {"files", std::move(files)}, {"organisation", campus.province},
            {"from", "2026-04-01"}, {"to", "2026-12-31"},        {"today", "2026-04-10"},
        };
    }
    Reply ask(Person& person, json::object body)
    {
        return person.post("/api/v1/packs/what-if", std::move(body));
    }

    TestServer& server = shared_server(GetParam());
    Campus campus{server};
};

INSTANTIATE_TEST_SUITE_P(
    On,
    PackTools,
    testing::Values(Store::sqlite, Store::postgresql),
    testing::PrintToStringParamName()
);

TEST_P(PackTools, ExplainARuleOfACase_2026_4_3_e)
{
    Event event(
        campus, plan_for("千人", "2026-05-23", 1000), {campus.employer("甲", "小型", false)}
    );
    Person& officer = campus.officer();
    const std::string at = "/api/v1/cases/" + event.number;
    const Reply now = officer.get(at + "/explain?rule=safety.permit");
    ASSERT_EQ(now.status, 200) << now.body;
    EXPECT_FALSE(now.at("stored")->as_bool());
    EXPECT_EQ(now.text("clause"), "2026/四(三)e");
    EXPECT_NE(now.text("text").find("截止 2026-05-03 24:00"), std::string::npos);
    EXPECT_EQ(now.text("steps.0.days.0.date"), "");  // calendar days skip nothing
    EXPECT_GT(now.count("parameters"), 0U);

    const Reply page = officer.get(at);
    const Reply then =
        officer.get(at + "/explain?rule=safety.permit&as_of=" + encoded(page.text("changed_at")));
    ASSERT_EQ(then.status, 200) << then.body;
    EXPECT_TRUE(then.at("stored")->as_bool());
    EXPECT_EQ(then.integer("version"), page.integer("version"));
    EXPECT_EQ(then.text("entry").size(), 32U);

    EXPECT_EQ(officer.get(at + "/explain?rule=safety.permits").text("code"), "RP3071");
    EXPECT_EQ(officer.get(at + "/explain").status, 422);
    EXPECT_EQ(
        officer.get(at + "/explain?rule=safety.permit&as_of=" + encoded("2020-01-01T00:00:00Z"))
            .text("code"),
        "RP3072"
    );
    Campus other(server);
    EXPECT_EQ(other.officer().get(at + "/explain?rule=safety.permit").status, 404);
}

TEST_P(PackTools, SayWhyADutyIsDue_2026_5_3_a)
{
    const std::string office = campus.department("province_sme");
    Person& filer = campus.person("filer", office, {"province_sme"});
    const Reply ledger = filer.open("campaign", office, {{"title", "台账"}});
    ASSERT_EQ(ledger.status, 201) << ledger.body;
    const std::string at = "/api/v1/cases/" + ledger.text("number");
    const Reply undated = filer.get(at + "/duties/annex1/why");
    ASSERT_EQ(undated.status, 200) << undated.body;
    EXPECT_TRUE(undated.at("due")->is_null());
    EXPECT_NE(undated.text("text").find("永不逾期"), std::string::npos);
    filer.act(
        ledger.text("number"), "set_due",
        rows({json::object{
            {"duty", "annex1"}, {"due_on", "2026-07-10"}, {"set_by", "省厅"}, {"source", "省厅通知"}
        }})
    );
    const Reply dated = filer.get(at + "/duties/annex1/why");
    EXPECT_EQ(dated.text("due"), "2026-07-11T00:00:00+08:00");
    EXPECT_EQ(dated.text("set_by.basis"), "省厅 省厅通知");
    EXPECT_EQ(filer.get(at + "/duties/annex9/why").text("code"), "RP3073");
    EXPECT_EQ(filer.get("/api/v1/cases/BH-2026-999999/duties/annex1/why").status, 404);
}

TEST_P(PackTools, ReplayACaseByTheRulesOfToday)
{
    Event event(
        campus, plan_for("回放", "2026-05-23", 1000), {campus.employer("甲", "小型", false)}
    );
    const std::string at = "/api/v1/cases/" + event.number + "/replay";
    server.today("2026-05-15");  // the permit is late by now, but not on the day of the acts
    const Reply replay = campus.officer().get(at + "?rules=now");
    ASSERT_EQ(replay.status, 200) << replay.body;
    EXPECT_EQ(replay.integer("differing"), 0) << replay.text("text");
    EXPECT_GT(replay.count("acts"), 1U);
    EXPECT_TRUE(replay.at("acts.0.same_trace")->as_bool());
    EXPECT_EQ(campus.officer().get(at + "?rules=then").status, 422);
}

TEST_P(PackTools, TellWhichCasesADraftChangesAndWriteNothing_2026_4_3_e)
{
    const std::string employer = campus.employer("甲", "小型", false);
    Event below(campus, plan_for("七百人", "2026-05-20", 700), {employer});
    Event between(campus, plan_for("九百人", "2026-05-20", 900), {employer});
    Event above(campus, plan_for("千二百人", "2026-05-20", 1200), {employer});
    const auto everything = [&] {
        std::string text;
        server.context().database.read([&](storage::ReadTxn& txn) {
            text = storage::dump_projections(txn);
            storage::for_each_entry(txn, [&](const storage::StoredEntry& entry) {
                text += entry.leaf;
            });
        });
        return text;
    };
    policy();  // who is registered before, so that asking is all that happens in between
    const std::string before = everything();
    const Reply report =
        ask(policy(),
            draft("value: 1000, interpretation: i-019", "value: 800, interpretation: i-019"));
    ASSERT_EQ(report.status, 200) << report.body;
    EXPECT_EQ(report.integer("cases"), 3);
    EXPECT_EQ(report.integer("changed"), 1) << report.text("text");
    bool told = false;
    for (const json::value& each : report.at("organisations.0.listed")->as_array()) {
        EXPECT_EQ(text_of(each, "number"), between.number);
        for (const json::value& difference : member(each, "differences")->as_array())
            told = told || (text_of(difference, "key") == "B04" &&
                            text_of(difference, "change") == "applies");
    }
    EXPECT_TRUE(told) << report.text("text");
    EXPECT_TRUE(everything() == before);
}

TEST_P(PackTools, CountTheTotalsOfTheAnnexesByADraft)
{
    server.today("2026-04-10");
    Person& officer = campus.officer();
    for (const bool srdi : {true, false}) {
        const std::string employer = campus.employer(srdi ? "专精特新甲" : "一般乙", "小型", srdi);
        const Reply made = officer.open(
            "visit", campus.school,
            {{"date", "2026-04-08"},
             {"mode", "实地"},
             {"employer", employer},
             {"lead_role", "书记"},
             {"invited", true},
             {"posts", 3},
             {"topics", json::array{"岗位人才需求"}},
             {"gist", "谈了实习"}},
            "log"
        );
        ASSERT_EQ(officer.act(made.text("number"), "complete").status, 200) << made.body;
    }
    const std::string strict = "where: { completed: true, srdi: true }";
    const Reply report = ask(policy(), draft(strict, "where: { completed: true }", "annex/2.yaml"));
    ASSERT_EQ(report.status, 200) << report.body;
    const json::value table = report.find("tables", "table", "2026.annex2");
    const auto column = [&](std::string_view id) -> json::object {
        for (const json::value& one : table.at("columns").as_array())
            if (text_of(one, "column") == id)
                return one.as_object();
        return {};
    };
    EXPECT_EQ(column("visited").at("before"), json::value(1));
    EXPECT_EQ(column("visited").at("after"), json::value(2));
    EXPECT_EQ(column("posts").at("before"), column("posts").at("after"));
    EXPECT_NE(report.text("text").find("走访专精特新企业数 (家次)：1 → 2"), std::string::npos)
        << report.text("text");
}

TEST_P(PackTools, AskWhatIfOnlyForAPolicyOfficerAndTheirOrganisations)
{
    const std::string from = "value: 1000, interpretation: i-019";
    EXPECT_EQ(ask(campus.officer(), draft(from, from)).status, 403);
    Campus other(server);
    json::object elsewhere = draft(from, from);
    elsewhere["organisation"] = other.province;
    EXPECT_EQ(ask(policy(), elsewhere).text("code"), "RP3074");

    json::object reversed = draft(from, from);
    reversed["to"] = "2026-03-01";
    EXPECT_EQ(ask(policy(), reversed).text("code"), "RP3075");
    json::object garbled = draft(from, from);
    garbled["files"].as_object()["params.yaml"] = "???";
    EXPECT_EQ(ask(policy(), garbled).text("code"), "RP3078");
    json::object alone = draft(from, from);
    alone["instead_of"] = "2001-none";
    EXPECT_EQ(ask(policy(), alone).text("code"), "RP3070");
    json::object without = draft(from, from);
    without.erase("files");
    EXPECT_EQ(ask(policy(), without).status, 422);
}

TEST_P(PackTools, NameTheLineOfAFaultInADraft)
{
    const Reply refused =
        ask(policy(), draft("value: 1000, interpretation: i-019", "valeu: 1000, clause: 2026/二"));
    EXPECT_EQ(refused.status, 422);
    EXPECT_EQ(refused.text("code"), "RP3082");
    EXPECT_NE(refused.text("errors.0.pointer").find("params.yaml:"), std::string::npos)
        << refused.body;
}

// A draft is not signed: its rules meet the same limits, and fail alone.
TEST_P(PackTools, StopARuleOfADraftThatNeverEnds)
{
    Event event(
        campus, plan_for("一场", "2026-05-20", 700), {campus.employer("甲", "小型", false)}
    );
    json::object body = draft("a", "a");
    body["files"].as_object()["rules/safety.lua"] =
        base64("local N = require \"circular\"\n"
               "N.rule { id = \"safety.permit\", clause = \"2026/四(三)e\", title = \"试\",\n"
               "  on = \"recruitment-event\", emits = \"requirement\", gate = \"readiness\",\n"
               "  eval = function(ctx, p, out) while true do end end }\n");
    const Reply report = ask(policy(), std::move(body));
    ASSERT_EQ(report.status, 200) << report.body;
    EXPECT_EQ(report.integer("failed"), 1);
    EXPECT_NE(report.text("text").find("故障 safety.permit"), std::string::npos)
        << report.text("text");
    EXPECT_EQ(campus.officer().get("/api/v1/cases/" + event.number).status, 200);
}

}  // namespace
}  // namespace beihui::test

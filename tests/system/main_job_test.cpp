// The main job: one event from its plan to the archive, and the numbers that come out of it.
#include "base/bytes.hpp"
#include "system/event.hpp"

#include <gtest/gtest.h>

namespace beihui::test
{
namespace
{

constexpr const char* first_phase = "from=2026-04-01&to=2026-06-30";

class MainJob : public testing::TestWithParam<Store>
{
protected:
    MainJob() { server.today("2026-04-08"); }

    // What must not change when an act is refused.
    std::string standing(const std::string& number)
    {
        Person& officer = campus.officer();
        const std::string at = "/api/v1/cases/" + number;
        const Reply page = officer.get(at);
        return std::to_string(page.integer("version")) + page.text("stage") +
               officer.get(at + "/history").body + officer.get(at + "/facts").body;
    }

    std::int64_t cell(Person& reader, std::string_view table, std::string_view column)
    {
        const Reply answer = reader.get("/api/v1/tables/" + std::string(table) + "?" + first_phase);
        EXPECT_EQ(answer.status, 200) << answer.body;
        const json::value& found = answer.find("cells", "column", column);
        return integer_of(found, "value", -1);
    }

    TestServer& server = shared_server(GetParam());
    Campus campus{server};
};

INSTANTIATE_TEST_SUITE_P(
    On,
    MainJob,
    testing::Values(Store::sqlite, Store::postgresql),
    testing::PrintToStringParamName()
);

// Every error names its clause with the words, who can mend it and how.
void expect_reasoned(const Reply& refused)
{
    ASSERT_GT(refused.count("errors"), 0U) << refused.body;
    for (const json::value& fault : refused.at("errors")->as_array()) {
        EXPECT_FALSE(text_of(fault, "clause").empty()) << fault;
        EXPECT_FALSE(text_of(fault, "clause_text").empty()) << fault;
        EXPECT_FALSE(text_of(fault, "owner").empty()) << fault;
        EXPECT_FALSE(text_of(fault, "way_out").empty()) << fault;
    }
}

TEST_P(MainJob, ApprovesAnEventOnlyWhenEveryRequirementIsMet_2026_4_3_e)
{
    Event event(
        campus, plan_for("专精特新企业春季招聘会", "2026-05-20", 600),
        {campus.employer("云岭低空装备", "小型", true), campus.employer("海曙软件", "微型", false)}
    );
    Person& both =
        campus.person("both", campus.school, {"employment_officer", "employment_director"});
    ASSERT_EQ(both.act(event.number, "submit_filing").status, 200);

    const std::string before = standing(event.number);
    const Reply refused = campus.director().act(event.number, "approve");
    EXPECT_EQ(refused.status, 409);
    EXPECT_EQ(refused.text("code"), "requirements_unmet");
    expect_reasoned(refused);
    for (const char* key : {"B07", "B13", "B14", "B16", "B19", "B20"})
        EXPECT_FALSE(refused.find("errors", "code", key).is_null()) << key << refused.body;
    EXPECT_EQ(standing(event.number), before);

    event.prepare();
    const Reply own = both.act(event.number, "approve");
    EXPECT_EQ(own.status, 409);
    EXPECT_EQ(own.text("code"), "four_eyes");
    const Reply approved = campus.director().act(event.number, "approve");
    EXPECT_EQ(approved.status, 200) << approved.body;
    EXPECT_EQ(approved.text("stage"), "approved");
    EXPECT_TRUE(approved.at("readiness.met")->as_bool());
}

TEST_P(MainJob, DoesNotLetAnybodyReviewThePostingsTheyEntered)
{
    Event event(
        campus, plan_for("岗位审核", "2026-05-20", 200),
        {campus.employer("江北精工", "中型", false)}
    );
    const Reply own =
        campus.officer().act(event.number, "review_postings", rows({passed(event.postings[0])}));
    EXPECT_EQ(own.status, 409);
    EXPECT_EQ(own.text("code"), "four_eyes");
    EXPECT_EQ(own.text("errors.0.pointer"), "#/data/rows/0");

    event.review_postings();
    EXPECT_TRUE(bool_of(event.requirement("B07"), "met"));
    // Saved again as it is, a posting stays reviewed; changed, it must be reviewed again, and a
    // review of the same content counts anew.
    event.must(
        campus.officer(), "add_postings", rows({posting(event.postings[0], event.employers[0], 10)})
    );
    EXPECT_TRUE(bool_of(event.requirement("B07"), "met"));
    event.must(
        campus.officer(), "add_postings", rows({posting(event.postings[0], event.employers[0], 12)})
    );
    EXPECT_FALSE(bool_of(event.requirement("B07"), "met"));
    event.review_postings();
    EXPECT_TRUE(bool_of(event.requirement("B07"), "met"));
}

TEST_P(MainJob, RunsFromThePlanToTheArchiveAndFillsBothAnnexes)
{
    const std::string small = campus.employer("云岭低空装备", "小型", true);
    const std::string large = campus.employer("大型国企", "大型", false);
    const std::string absent = campus.employer("未到企业", "微型", false);
    Event event(campus, plan_for("供需对接会", "2026-05-20", 600), {small, large, absent});
    event.run_until_held("2026-05-20");

    Person& officer = campus.officer();
    event.must(
        officer, "record_attendance",
        rows(
            {json::object{{"employer", small}, {"attended", true}},
             json::object{{"employer", large}, {"attended", true}},
             json::object{{"employer", absent}, {"attended", false}}}
        )
    );
    event.must(
        officer, "check_in",
        rows(
            {json::object{{"graduate", "2022010001"}, {"cohort", 2026}},
             json::object{{"graduate", "2022010002"}, {"cohort", 2026}},
             json::object{{"graduate", "T-0001"}, {"identity", "其他"}}}
        )
    );
    event.must(
        officer, "record_agreements",
        rows(
            {json::object{
                 {"number", "XY-1"},
                 {"graduate", "2022010001"},
                 {"employer", small},
                 {"kind", "就业协议"},
                 {"signed_on", "2026-05-20"}
             },
             json::object{
                 {"number", "XY-2"},
                 {"graduate", "2022010002"},
                 {"employer", small},
                 {"kind", "实习证明"},
                 {"signed_on", "2026-05-20"}
             }}
        )
    );
    event.must(officer, "start_follow_up");
    event.must(officer, "record_follow_up", json::object{{"lessons", "增加签到通道"}});
    event.must(officer, "report", json::object{{"activity_info", "5月20日举办，2家企业到会"}});
    event.must(campus.director(), "archive");
    EXPECT_TRUE(event.page().at("closed")->as_bool());

    const Reply visit = officer.open(
        "visit", campus.school,
        {{"date", "2026-05-18"},
         {"mode", "实地"},
         {"employer", small},
         {"lead_role", "书记"},
         {"invited", true},
         {"topics", json::array{"岗位人才需求"}},
         {"gist", "谈了实习"}},
        "log"
    );
    ASSERT_EQ(visit.status, 201) << visit.body;
    ASSERT_EQ(officer.act(visit.text("number"), "complete").status, 200);

    const std::vector<std::pair<const char*, int>> annex1{{"events", 1}, {"smes", 1},
                                                          {"srdi", 1},   {"posts", 20},
                                                          {"people", 2}, {"signed", 1}};
    for (const auto& [column, value] : annex1)
        EXPECT_EQ(cell(campus.sme(), "2026.annex1", column), value) << column;
    const std::vector<std::pair<const char*, int>> annex2{
        {"visited", 1}, {"recruiting", 1}, {"posts", 10}, {"signed", 1}, {"guidance", 0}
    };
    for (const auto& [column, value] : annex2)
        EXPECT_EQ(cell(campus.education(), "2026.annex2", column), value) << column;
}

// The facts behind a cell, each followed to its case and to the bytes of the entry that made it.
void expect_open(Campus& campus, std::string_view table, const json::value& cell)
{
    const std::string column(text_of(cell, "column"));
    const Reply facts = campus.education().get(
        "/api/v1/tables/" + std::string(table) + "/cells/" + column + "?counted=true&" + first_phase
    );
    ASSERT_EQ(facts.status, 200) << facts.body;
    EXPECT_EQ(facts.integer("value"), integer_of(cell, "value", -1)) << column;
    std::int64_t sum = 0;
    for (const json::value& fact : facts.at("counted")->as_array()) {
        sum += integer_of(fact, "adds", integer_of(fact, "quantity"));
        const Reply subject = campus.officer().get(
            "/api/v1/cases/" + std::string(text_of(*member(fact, "case"), "number"))
        );
        EXPECT_EQ(subject.status, 200) << fact;
        const Reply entry =
            campus.auditor().get("/api/v1/entries/" + std::string(text_of(fact, "entry")));
        ASSERT_EQ(entry.status, 200) << fact;
        // RFC 6962, section 2.1, computed here and not by the product.
        EXPECT_EQ(hex(sha256(std::string(1, '\0') + entry.text("body"))), entry.text("leaf"));
        EXPECT_NE(entry.text("body").find(text_of(fact, "id")), std::string::npos) << fact;
    }
    EXPECT_EQ(sum, integer_of(cell, "value", -1)) << table << " " << column << facts.body;
}

TEST_P(MainJob, OpensEveryCellToTheFactsAndEntriesItIsMadeOf)
{
    const std::string first = campus.employer("甲", "小型", true);
    const std::string second = campus.employer("乙", "中型", false);
    Event event(campus, plan_for("可追溯", "2026-05-21", 500), {first, second});
    event.run_until_held("2026-05-21");
    Person& officer = campus.officer();
    event.must(
        officer, "record_attendance",
        rows(
            {json::object{{"employer", first}, {"attended", true}},
             json::object{{"employer", second}, {"attended", true}}}
        )
    );
    event.must(officer, "check_in", rows({json::object{{"graduate", "2022010001"}}}));
    event.must(
        officer, "count_gates",
        rows({json::object{{"gate", "东门"}, {"counted", 41}, {"note", "闸机"}}})
    );
    event.must(
        officer, "record_agreements",
        rows({json::object{
            {"number", "XY-9"},
            {"graduate", "2022010001"},
            {"employer", first},
            {"kind", "意向协议"},
            {"signed_on", "2026-05-21"}
        }})
    );
    const Reply visit = officer.open(
        "visit", campus.school,
        {{"date", "2026-04-20"},
         {"employer", first},
         {"lead_role", "副职"},
         {"topics", json::array{"岗位人才需求"}}},
        "log"
    );
    ASSERT_EQ(officer.act(visit.text("number"), "complete").status, 200);
    const Reply ledger = officer.open("campaign", campus.school, {{"title", "台账"}});
    ASSERT_EQ(
        officer
            .act(
                ledger.text("number"), "record_guidance",
                rows({json::object{
                    {"number", "G1"},
                    {"title", "简历门诊"},
                    {"kind", "简历撰写指导"},
                    {"held_on", "2026-05-06"},
                    {"held", true}
                }})
            )
            .status,
        200
    );

    for (const char* table : {"2026.annex1", "2026.annex2"}) {
        const Reply answer =
            campus.education().get("/api/v1/tables/" + std::string(table) + "?" + first_phase);
        ASSERT_EQ(answer.status, 200);
        for (const json::value& cell : answer.at("cells")->as_array()) {
            EXPECT_GT(integer_of(cell, "value"), 0) << table << cell;
            expect_open(campus, table, cell);
        }
    }
}

}  // namespace
}  // namespace beihui::test

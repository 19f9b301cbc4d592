// Filings climb level by level, as in DHIS2: what a level accepted is locked, levels above see what
// those below accepted, and undoing goes from the top down. Complete is one thing, in time another.
#include "acts/program.hpp"
#include "system/publication.hpp"
#include "system/rebuilt.hpp"

namespace beihui::test
{
namespace
{

// A ministry above a province above three schools, and a circular by which each school owes figures
// that two people of every level above accept.
class Approvals : public Publication
{
protected:
    Approvals()
    {
        ministry = unit("", "M", "ministry", "ministry_education");
        province = unit(ministry, "P", "province", "province");
        for (const char* const code : {"A", "B", "C"})
            schools.push_back(unit(province, code, "school", "school"));
        SmallPack pack;
        pack.binds = "[recruitment-event, campaign]";
        pack.more_rules = R"(N.rule {
    id = "figures",
    clause = "2026/三",
    title = "数字",
    on = "campaign",
    emits = "duty",
    eval = function(ctx, p, out)
        out:duty {
            key = "figures",
            form = "figures",
            due = ctx.cal.end_of(p "report.day"),
            who = "employment_officer",
            acceptances = 2,
        }
    end,
}
)";
        const Reply published = publish(pack);
        EXPECT_EQ(published.status, 200) << published.body;
    }

    std::string unit(
        const std::string& parent,
        const std::string& code,
        const std::string& level,
        const std::string& kind
    )
    {
        return acts::register_organisation(
                   server_.context(), parent,
                   {{"code", "层级" + code},
                    {"name", "单位" + code},
                    {"level", level},
                    {"kind", kind}}
        ).value();
    }

    Person& officer(std::size_t school)
    {
        return campus_.person(
            "officer-" + std::to_string(school), schools[school], {"employment_officer"}
        );
    }
    Person& at_province(int number)
    {
        return campus_.person("p" + std::to_string(number), province, {"province_education"});
    }
    Person& at_ministry(int number)
    {
        return campus_.person("m" + std::to_string(number), ministry, {"province_education"});
    }

    std::string ledger(std::size_t school)
    {
        const Reply opened = officer(school).post(
            "/api/v1/cases",
            json::object{
                {"workflow", "campaign"},
                {"organisation", schools[school]},
                {"circulars", json::array{"2026-xiaotongzhi"}},
                {"data", json::object{{"title", "台账"}}},
            }
        );
        EXPECT_EQ(opened.status, 201) << opened.body;
        return opened.text("number");
    }

    // A filing of school 0 for the duty of its ledger, with a figure in it.
    std::string filing(const std::string& of)
    {
        Person& who = officer(0);
        const Reply opened = who.open(
            "filing", schools[0],
            {{"title", "数字"},
             {"duty", "figures"},
             {"form", "figures"},
             {"circular", "2026-xiaotongzhi"},
             {"prepared_on", "2026-05-10"},
             {"ledger", of}}
        );
        EXPECT_EQ(opened.status, 201) << opened.body;
        const std::string number = opened.text("number");
        EXPECT_EQ(
            who.act(
                   number, "enter_figures", rows({json::object{{"column", "c1"}, {"value", 5}}})
            ).status,
            200
        );
        return number;
    }

    Reply submit(const std::string& number)
    {
        return officer(0).act(number, "submit", json::object{{"sent_on", "2026-05-10"}});
    }
    static Reply accept(Person& who, const std::string& number)
    {
        return who.act(number, "accept", json::object{{"accepted_on", "2026-05-10"}});
    }
    static Reply see(Person& who, const std::string& number)
    {
        return who.get("/api/v1/cases/" + number);
    }

    std::string ministry;
    std::string province;
    std::vector<std::string> schools;
};
INSTANTIATE_TEST_SUITE_P(
    On,
    Approvals,
    testing::Values(Store::sqlite, Store::postgresql),
    testing::PrintToStringParamName()
);

TEST_P(Approvals, ClimbLevelByLevelAndAreSeenAboveOnlyWhenAcceptedBelow)
{
    const std::string number = filing(ledger(0));
    EXPECT_EQ(see(at_province(1), number).status, 404) << "a draft is the school's own";
    EXPECT_EQ(at_province(1).get("/api/v1/cases?workflow=filing").count("items"), 0U);
    EXPECT_EQ(see(officer(1), number).status, 404);
    Person& auditor = campus_.person("province-auditor", province, {"auditor"});
    EXPECT_EQ(see(auditor, number).status, 200) << "who audits sees every level";
    EXPECT_EQ(auditor.get("/api/v1/cases?workflow=filing").count("items"), 1U);

    ASSERT_EQ(submit(number).status, 200);
    const Reply waiting = see(at_province(1), number);
    ASSERT_EQ(waiting.status, 200) << waiting.body;
    EXPECT_EQ(waiting.text("approval.levels.0.state"), "waiting");
    EXPECT_EQ(waiting.text("approval.levels.1.state"), "later");
    EXPECT_EQ(at_province(1).get("/api/v1/cases?workflow=filing").count("items"), 1U);
    EXPECT_EQ(see(at_ministry(1), number).status, 404) << "the province has not accepted it";
    EXPECT_EQ(at_ministry(1).get("/api/v1/cases?workflow=filing").count("items"), 0U);

    // Two people of a level: the duty of the circular says so.
    const Reply first = accept(at_province(1), number);
    ASSERT_EQ(first.status, 200) << first.body;
    EXPECT_EQ(first.text("stage"), "submitted");
    EXPECT_EQ(first.count("approval.levels.0.accepted"), 1U);
    EXPECT_EQ(accept(at_province(1), number).text("code"), "four_eyes");
    EXPECT_EQ(see(at_ministry(1), number).status, 404);
    const Reply second = accept(at_province(2), number);
    EXPECT_EQ(second.text("stage"), "accepted") << second.body;
    EXPECT_EQ(see(at_ministry(1), number).status, 200);
    expect_rebuilt_alike(server_.context().database);
}

TEST_P(Approvals, LockWhatIsAcceptedAndAreUndoneFromTheTop)
{
    const std::string number = filing(ledger(0));
    ASSERT_EQ(submit(number).status, 200);
    ASSERT_EQ(accept(at_province(1), number).status, 200);
    // Half accepted is locked already: the second pair of eyes sees what the first saw.
    const Reply change = officer(0).act(number, "correct", nullptr, "少了一家");
    EXPECT_EQ(change.text("code"), "accepted_locked") << change.body;
    EXPECT_EQ(
        officer(0).upload(number, "evidence", "a.txt", "材料").text("code"), "accepted_locked"
    );
    ASSERT_EQ(accept(at_province(2), number).status, 200);
    EXPECT_EQ(accept(at_province(1), number).text("code"), "not_your_level");
    ASSERT_EQ(accept(at_ministry(1), number).status, 200);
    ASSERT_EQ(accept(at_ministry(2), number).status, 200);

    const Reply below = at_province(1).act(number, "undo_acceptance", nullptr, "有误");
    EXPECT_EQ(below.text("code"), "not_your_level") << below.body;
    EXPECT_NE(below.text("detail").find("单位M"), std::string::npos) << below.body;
    ASSERT_EQ(at_ministry(1).act(number, "undo_acceptance", nullptr, "有误").status, 200);
    // Returned, it is the province's again, whose acceptance is gone.
    const Reply returned = at_ministry(1).act(number, "return_filing", nullptr, "请核对");
    ASSERT_EQ(returned.status, 200) << returned.body;
    EXPECT_EQ(returned.text("stage"), "submitted");
    EXPECT_EQ(returned.count("approval.levels.0.accepted"), 0U);
    EXPECT_FALSE(returned.text("as_of").empty()) << "the ministry sees it as it was when it left";
    EXPECT_EQ(
        at_ministry(1).act(number, "return_filing", nullptr, "再退").text("code"),
        "with_lower_level"
    );
    for (const int number_of : {1, 2})
        EXPECT_EQ(at_province(number_of).get("/api/v1/inbox").text("items.0.words"), "请核对");
    EXPECT_EQ(officer(0).get("/api/v1/inbox").count("items"), 1U) << "told of the undoing only";
    ASSERT_EQ(at_province(2).act(number, "return_filing", nullptr, "请学校更正").status, 200);
    EXPECT_EQ(see(officer(0), number).text("stage"), "returned");
    const Reply inbox = officer(0).get("/api/v1/inbox");
    EXPECT_EQ(inbox.text("items.0.kind"), "returned") << inbox.body;
    EXPECT_EQ(inbox.text("items.0.words"), "请学校更正");

    // What the school now changes is a draft again; the level above still sees what it returned.
    ASSERT_EQ(
        officer(0)
            .act(number, "enter_figures", rows({json::object{{"column", "c1"}, {"value", 9}}}))
            .status,
        200
    );
    const Reply frozen = see(at_province(1), number);
    ASSERT_EQ(frozen.status, 200) << frozen.body;
    EXPECT_EQ(integer_of(frozen.find("rows.figures", "key", "c1"), "value"), 5);
    const std::string target = "/api/v1/cases/" + number;
    const Reply past = at_province(1).get(target + "/history");
    EXPECT_EQ(past.text("items.0.act"), "return_filing") << past.body;
    const std::string draft = officer(0).get(target + "/history").text("items.0.uid");
    EXPECT_EQ(at_province(1).get("/api/v1/entries/" + draft).status, 404);
    EXPECT_EQ(officer(0).get("/api/v1/entries/" + draft).status, 200);
    EXPECT_EQ(at_province(1).get(target + "/facts").text("code"), "with_lower_level");
    ASSERT_EQ(submit(number).status, 200);
    EXPECT_EQ(
        integer_of(see(at_province(1), number).find("rows.figures", "key", "c1"), "value"), 9
    );
    expect_rebuilt_alike(server_.context().database);
}

// A merged school and its successor are one level: who takes over sees the draft and sends it on.
TEST_P(Approvals, OfAMergedSchoolAreItsSuccessors)
{
    const std::string number = filing(ledger(0));
    Person& chief = campus_.person("chief", ministry, {"administrator"});
    const Reply merged = chief.act(
        campus_.case_of(schools[0]), "merge",
        json::object{{"on", "2026-05-20"}, {"successor", schools[1]}}, "批复"
    );
    ASSERT_EQ(merged.status, 200) << merged.body;
    EXPECT_EQ(see(officer(1), number).status, 404);
    server_.today("2026-05-21");
    ledger(1);  // the day comes with any act
    EXPECT_EQ(see(officer(1), number).status, 200);
    EXPECT_EQ(officer(1).get("/api/v1/cases?workflow=filing").count("items"), 1U);
    EXPECT_EQ(see(at_province(1), number).status, 404);
    const Reply sent = officer(1).act(number, "submit", json::object{{"sent_on", "2026-05-21"}});
    ASSERT_EQ(sent.status, 200) << sent.body;
    EXPECT_EQ(sent.text("approval.levels.0.organisation.id"), province) << sent.body;
    EXPECT_EQ(see(at_ministry(1), number).status, 404);
    EXPECT_EQ(accept(at_province(1), number).status, 200);
    EXPECT_EQ(accept(at_province(2), number).text("stage"), "accepted");
    EXPECT_EQ(see(at_ministry(1), number).status, 200);
    expect_rebuilt_alike(server_.context().database);
}

// Invariant 8: without a date nothing is overdue; 民法典 203: the day ends at 24:00.
TEST_P(Approvals, CountWhatIsCompleteApartFromWhatIsInTime)
{
    const std::vector<std::string> ledgers = {ledger(0), ledger(1), ledger(2)};
    const auto file = [&](std::size_t school, std::string_view when) {
        server_.today(when);
        const json::object line{
            {"number", "1"}, {"duty", "figures"}, {"sent_on", when.substr(0, 10)}
        };
        EXPECT_EQ(officer(school).act(ledgers[school], "file", rows({line})).status, 200);
    };
    file(0, "2026-07-15T23:59:59+08:00");
    file(1, "2026-07-16T00:00:00+08:00");
    const std::string target =
        "/api/v1/filings/completeness?circular=2026-xiaotongzhi&form=figures";
    const Reply counted = at_province(1).get(target);
    ASSERT_EQ(counted.status, 200) << counted.body;
    EXPECT_EQ(counted.integer("had_to_file"), 3);
    EXPECT_EQ(counted.integer("filed"), 2);
    EXPECT_EQ(counted.integer("in_time"), 1);
    EXPECT_EQ(counted.integer("late"), 1);
    EXPECT_EQ(counted.integer("missing"), 1);
    EXPECT_EQ(counted.integer("overdue"), 1);
    ASSERT_EQ(counted.count("missing_listed"), 1U);
    EXPECT_EQ(counted.text("missing_listed.0.number"), ledgers[2]);
    EXPECT_EQ(counted.count("organisations"), 3U);
    // The ministry counts by province, a school only itself.
    const Reply above = at_ministry(1).get(target);
    ASSERT_EQ(above.count("organisations"), 1U);
    EXPECT_EQ(above.text("organisations.0.organisation.id"), province);
    EXPECT_EQ(above.integer("organisations.0.late"), 1);
    EXPECT_EQ(officer(1).get(target).integer("had_to_file"), 1);
    EXPECT_EQ(at_province(1).get(target + "&period=2026-06-30").integer("had_to_file"), 0);
    EXPECT_EQ(at_province(1).get("/api/v1/filings/completeness?form=figures").status, 422);

    const json::object all{{"circular", "2026-xiaotongzhi"}, {"form", "figures"}};
    const Reply reminded = at_province(1).post("/api/v1/filings/reminders", all);
    ASSERT_EQ(reminded.status, 200) << reminded.body;
    ASSERT_EQ(reminded.count("items"), 1U);
    EXPECT_TRUE(bool_of(*reminded.at("items.0"), "done")) << reminded.body;
    const Reply again = at_province(2).post("/api/v1/filings/reminders", all);
    EXPECT_FALSE(bool_of(*again.at("items.0"), "done", true));
    EXPECT_NE(again.text("items.0.detail").find("今天"), std::string::npos) << again.body;
    const Reply inbox = officer(2).get("/api/v1/inbox?unread=true");
    ASSERT_EQ(inbox.count("items"), 1U) << inbox.body;
    EXPECT_EQ(inbox.text("items.0.kind"), "reminder");
    EXPECT_EQ(inbox.text("items.0.about"), "figures");
    EXPECT_EQ(officer(1).get("/api/v1/inbox").count("items"), 0U);
    server_.today("2026-07-17");
    EXPECT_TRUE(
        bool_of(*at_province(1).post("/api/v1/filings/reminders", all).at("items.0"), "done")
    );
}

}  // namespace
}  // namespace beihui::test

// People and their roles: several at several organisations, substitutes with an end, leaving with
// everything handed over; and the role that counts is that on the day.
#include "accounts/grants.hpp"
#include "acts/look_up.hpp"
#include "acts/program.hpp"
#include "support/databases.hpp"
#include "system/event.hpp"
#include "system/rebuilt.hpp"

#include <gtest/gtest.h>

namespace beihui::test
{
namespace
{

class Staff : public testing::TestWithParam<Store>
{
protected:
    Staff() : server_(address()), campus_(server_) { server_.today("2026-05-10"); }

    static std::string address()
    {
        const Backend backend = GetParam() == Store::sqlite ? Backend::sqlite : Backend::postgresql;
        return fresh_database(backend).address;
    }

    // Records roles of a person; the director may.
    Reply assign(Person& person, json::array lines)
    {
        return campus_.director().act(
            campus_.case_of(person.id()), "assign_roles", rows(std::move(lines))
        );
    }
    json::object role(std::string_view name, std::string_view from, std::string_view to = {}) const
    {
        json::object row{{"role", name}, {"organisation", campus_.school}, {"from", from}};
        if (!to.empty())
            row["to"] = to;
        return row;
    }
    // The director's substitute from 10 to 20 May.
    Person& substitute()
    {
        Person& person = campus_.person("substitute", campus_.school, {"employment_officer"});
        json::object row = role("employment_director", "2026-05-10", "2026-05-20");
        row["substitute_for"] = campus_.director().id();
        const Reply assigned = assign(person, json::array{row});
        EXPECT_EQ(assigned.status, 200) << assigned.body;
        return person;
    }
    // A plan sent for approval by somebody.
    std::string plan_sent_by(Person& person)
    {
        const Reply opened = person.open(
            "plan-document", campus_.school,
            {{"title", "方案"}, {"kind", "实施方案"}, {"drafted_on", "2026-05-10"}}
        );
        EXPECT_EQ(opened.status, 201) << opened.body;
        const Reply sent = person.act(opened.text("number"), "submit");
        EXPECT_EQ(sent.status, 200) << sent.body;
        return opened.text("number");
    }
    std::vector<accounts::Grant> held(Person& person, std::string_view day)
    {
        std::vector<accounts::Grant> found;
        server_.context().database.read([&](storage::ReadTxn& txn) {
            found = accounts::grants_of(txn, person.id(), Date::parse(day).value());
        });
        return found;
    }

    TestServer server_;
    Campus campus_;
};
INSTANTIATE_TEST_SUITE_P(
    On,
    Staff,
    testing::Values(Store::sqlite, Store::postgresql),
    testing::PrintToStringParamName()
);

TEST_P(Staff, SeveralRolesAtSeveralOrganisationsHoldOnTheirDays)
{
    Person& person = campus_.person("busy", campus_.school, {});
    const std::string college =
        acts::register_organisation(
            server_.context(), campus_.school,
            {{"code", "院系"}, {"name", "材料学院"}, {"level", "college"}, {"kind", "college"}}
        )
            .value();
    json::object of_college = role("college_officer", "2026-05-01", "2026-05-31");
    of_college["organisation"] = college;
    ASSERT_EQ(
        assign(person, json::array{role("employment_officer", "2026-05-15"), of_college}).status,
        200
    );
    ASSERT_EQ(held(person, "2026-05-14").size(), 1U);
    EXPECT_EQ(held(person, "2026-05-14")[0].organisation, college);
    EXPECT_EQ(held(person, "2026-05-15").size(), 2U);
    EXPECT_EQ(held(person, "2026-05-31").size(), 2U) << "the last day counts";
    EXPECT_EQ(held(person, "2026-06-01").size(), 1U);
    EXPECT_EQ(
        assign(person, json::array{role("employment_officer", "2026-05-20", "2026-05-19")}).status,
        422
    );
}

TEST_P(Staff, ASubstituteNeedsAnEndAndARoleToStandInFor)
{
    Person& person = campus_.person("other", campus_.school, {"employment_officer"});
    json::object row = role("employment_director", "2026-05-10");
    row["substitute_for"] = campus_.director().id();
    EXPECT_EQ(assign(person, json::array{row}).codes(), "field_required");
    row["to"] = "2026-05-20";
    row["role"] = "security_officer";
    EXPECT_EQ(assign(person, json::array{row}).codes(), "substitute_for_nobody");
    row["role"] = "employment_director";
    row["from"] = "2020-01-01";
    EXPECT_EQ(assign(person, json::array{row}).codes(), "substitute_for_nobody")
        << "the director was not one yet";
    row["from"] = "2026-05-10";
    ASSERT_EQ(assign(person, json::array{row}).status, 200);
    EXPECT_EQ(held(person, "2026-05-20").size(), 2U);
    EXPECT_EQ(held(person, "2026-05-21").size(), 1U);
}

TEST_P(Staff, ASubstituteIsNoSecondPairOfEyes)
{
    Person& director = campus_.director();
    Person& other = substitute();
    // Sent by the one stood in for.
    const std::string of_director = plan_sent_by(director);
    const Reply own = other.act(of_director, "approve");
    EXPECT_EQ(own.text("code"), "four_eyes") << own.body;
    EXPECT_NE(own.text("detail").find("代理"), std::string::npos) << own.body;
    // Sent by the substitute themselves, with a role of their own: the natural person counts.
    const std::string of_other = plan_sent_by(other);
    EXPECT_EQ(other.act(of_other, "approve").text("code"), "four_eyes");
    // Sent by somebody else: it is the director's approval, and the history says who gave it.
    const std::string number = plan_sent_by(campus_.officer());
    const Reply approved = other.act(number, "approve");
    ASSERT_EQ(approved.status, 200) << approved.body;
    const Reply history = director.get("/api/v1/cases/" + number + "/history");
    const json::value& entry = history.find("items", "act", "approve");
    EXPECT_EQ(text_of(entry.at("actor").at("acting_for"), "key"), director.id());
    EXPECT_NE(text_of(entry.at("actor"), "shown").find("（代理 "), std::string_view::npos);
    EXPECT_FALSE(history.find("items", "act", "submit").at("actor").as_object().contains("shown"));
}

TEST_P(Staff, ARefusalNamesThePeopleWhoCan)
{
    Event event(
        campus_, plan_for("招聘会", "2026-06-20", 100), {campus_.employer("甲", "小型", true)}
    );
    event.submit();
    const auto way_out = [&](Person& who, std::string_view act) {
        const Reply refused = who.act(event.number, act);
        EXPECT_EQ(refused.text("code"), "role_required") << refused.body;
        return refused.text("errors.0.way_out");
    };
    const std::string director = "姓名" + campus_.director().login();
    Person& retired = campus_.person("retired", campus_.school, {});
    Person& stand_in = campus_.person("stand-in", campus_.school, {});
    Person& elsewhere = campus_.person("elsewhere", campus_.province, {});
    const json::object over = role("employment_director", "2025-01-01", "2026-05-09");
    ASSERT_EQ(assign(retired, json::array{over}).status, 200);
    EXPECT_EQ(way_out(campus_.officer(), "approve"), "可以找：" + director);

    // Those of the case's own organisation come first, a substitute is named as one.
    json::object substitute = role("employment_director", "2026-05-10", "2026-05-10");
    substitute["substitute_for"] = campus_.director().id();
    ASSERT_EQ(assign(stand_in, json::array{substitute}).status, 200);
    json::object above = role("employment_director", "2026-05-01");
    above["organisation"] = campus_.province;
    const Reply assigned = campus_.administrator().act(
        campus_.case_of(elsewhere.id()), "assign_roles", rows(json::array{above})
    );
    ASSERT_EQ(assigned.status, 200) << assigned.body;
    const std::string all =
        director + "、姓名" + stand_in.login() + "（代）、姓名" + elsewhere.login();
    EXPECT_EQ(way_out(campus_.officer(), "approve"), "可以找：" + all);
    server_.today("2026-05-11");
    EXPECT_EQ(
        way_out(campus_.officer(), "approve"), "可以找：" + director + "、姓名" + elsewhere.login()
    );

    // The page of the case says the same beside the act, and so does what a route refuses.
    const Reply page = event.page();
    const json::value line = page.find("acts", "id", "approve");
    const json::value reason = line.at("why_not").at(0);
    EXPECT_EQ(text_of(reason, "way_out"), "可以找：" + director + "、姓名" + elsewhere.login());
    const Reply log = campus_.officer().get("/api/v1/access");
    EXPECT_EQ(log.text("code"), "role_required");
    campus_.person("keeper", campus_.school, {"audit_administrator"});
    EXPECT_NE(
        campus_.officer().get("/api/v1/access").text("errors.0.way_out").find("姓名keeper"),
        std::string::npos
    );
    expect_rebuilt_alike(server_.context().database);
}

// Whoever leaves, leaves nothing without an owner.
TEST_P(Staff, LeavingHandsOverEverythingWithAnEntryInEachCase)
{
    Person& leaver = campus_.person("leaver", campus_.school, {"employment_officer"});
    Person& next = campus_.person("next", campus_.school, {"employment_officer"});
    const Reply draft = leaver.open(
        "plan-document", campus_.school,
        {{"title", "草稿"}, {"kind", "实施方案"}, {"drafted_on", "2026-05-10"}}
    );
    const Reply event = campus_.officer().open(
        "recruitment-event", campus_.school, plan_for("在手", "2026-06-20", 200)
    );
    ASSERT_EQ(leaver.act(event.text("number"), "claim").status, 200);
    const Reply file = campus_.officer().open(
        "assistance", campus_.school,
        {{"graduate", "2022001"},
         {"class_year", 2026},
         {"categories", json::array{"低保家庭"}},
         {"opened_on", "2026-05-10"}}
    );
    ASSERT_EQ(file.status, 201) << file.body;
    const json::object helper{
        {"number", "1"}, {"helper", leaver.id()}, {"role", "辅导员"}, {"from", "2026-05-01"}
    };
    ASSERT_EQ(campus_.officer().act(file.text("number"), "pair", rows({helper})).status, 200);

    const std::string record = campus_.case_of(leaver.id());
    Person& director = campus_.director();
    const Reply preview = director.post(
        "/api/v1/cases/" + record + "/acts?preview=true",
        json::object{{"act", "end"}, {"reason", "调离"}, {"data", json::object()}}
    );
    ASSERT_EQ(preview.status, 200) << preview.body;
    ASSERT_EQ(preview.count("hands_over"), 3U) << preview.body;
    const auto kind_of = [&](const Reply& of) {
        const json::value& line = preview.find("hands_over", "number", of.text("number"));
        return std::string(text_of(line.at("things").as_array().at(0), "kind"));
    };
    EXPECT_EQ(kind_of(draft), "draft");
    EXPECT_EQ(kind_of(event), "in_hand");
    EXPECT_EQ(kind_of(file), "in_charge");

    const Reply refused = director.act(record, "end", json::object(), "调离");
    EXPECT_EQ(refused.status, 409);
    EXPECT_EQ(refused.text("code"), "left_without_owner") << refused.body;
    EXPECT_EQ(refused.count("errors"), 3U) << refused.body;
    // Somebody who may not do it does not get it.
    Person& guard = campus_.person("programme", campus_.school, {"programme_head"});
    EXPECT_EQ(
        director.act(record, "end", json::object{{"successor", guard.id()}}, "调离").status, 409
    );
    EXPECT_EQ(
        director.act(record, "end", json::object{{"last_day", "2026-05-11"}}, "调离").status, 422
    );
    const Reply ended = director.act(record, "end", json::object{{"successor", next.id()}}, "调离");
    ASSERT_EQ(ended.status, 200) << ended.body;
    EXPECT_EQ(ended.text("stage"), "ended");
    EXPECT_EQ(text_of(ended.at("rows.roles")->as_array().at(0), "to"), "2026-05-10");

    for (const Reply* const of : {&draft, &event, &file}) {
        const Reply history = director.get("/api/v1/cases/" + of->text("number") + "/history");
        const json::value& entry = history.find("items", "act", "take_over");
        ASSERT_FALSE(entry.is_null()) << history.body;
        EXPECT_EQ(text_of(entry.at("label"), "zh"), "接手");
    }
    EXPECT_EQ(
        director.get("/api/v1/cases/" + event.text("number")).text("in_hand.person"), next.id()
    );
    const Reply helpers = director.get("/api/v1/cases/" + file.text("number"));
    ASSERT_EQ(helpers.count("rows.helpers"), 2U) << helpers.body;
    const json::value& before = helpers.find("rows.helpers", "helper", leaver.id());
    const json::value& after = helpers.find("rows.helpers", "helper", next.id());
    EXPECT_EQ(text_of(before, "to"), "2026-05-10");
    EXPECT_EQ(text_of(after, "from"), "2026-05-11")
        << "one current helper on every day (2023/四(五))";
    EXPECT_EQ(text_of(after, "to"), "");
    EXPECT_EQ(next.get("/api/v1/inbox").count("items"), 3U);
    EXPECT_TRUE(held(leaver, "2026-05-10").empty());
    expect_rebuilt_alike(server_.context().database);
}

// model.md 3: a role is taken at the day of the visit. The successor neither inherits nor loses.
TEST_P(Staff, OnTheBoundaryDayThePredecessorsPostCountsAndTheDayAfterTheSuccessors)
{
    Person& before = campus_.person("secretary", campus_.school, {});
    Person& after = campus_.person("successor", campus_.school, {});
    json::object first = role("school_leader", "2024-09-01", "2026-08-31");
    first["post"] = "书记";
    json::object second = role("school_leader", "2026-09-01");
    second["post"] = "书记";
    ASSERT_EQ(assign(before, json::array{first}).status, 200);
    ASSERT_EQ(assign(after, json::array{second}).status, 200);
    server_.context().database.read([&](storage::ReadTxn& txn) {
        acts::LookUp look_up(txn);
        const auto post = [&](Person& person, std::string_view day) {
            return std::string(
                text_of(look_up.person(person.id(), Date::parse(day).value()), "post")
            );
        };
        EXPECT_EQ(post(before, "2026-08-31"), "书记");
        EXPECT_EQ(post(after, "2026-08-31"), "");
        EXPECT_EQ(post(before, "2026-09-01"), "");
        EXPECT_EQ(post(after, "2026-09-01"), "书记");
    });
}

}  // namespace
}  // namespace beihui::test

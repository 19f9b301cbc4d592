// The tree of organisations over the years, as people see it over HTTP.
#include "system/country.hpp"

namespace beihui::test
{
namespace
{

INSTANTIATE_TEST_SUITE_P(
    On,
    Organisations,
    testing::Values(Store::sqlite, Store::postgresql),
    testing::PrintToStringParamName()
);

TEST_P(Organisations, AreInEveryTableWhatTheyWereInItsYear)
{
    Country country(server());
    const std::string closed = country.visit(country.officer(), country.school, "2022-05-20");
    ASSERT_EQ(country.officer().act(closed, "follow_up").status, 200);
    ASSERT_EQ(country.director().act(closed, "archive").status, 200);
    const std::string open = country.visit(country.officer(), country.school, "2022-05-21");
    EXPECT_EQ(cell(country.of_first(), "2022.ledger", "employers", country.first), 2);

    // Renamed in 2023; the province may do that, and may not move it.
    server().today("2023-05-01");
    ASSERT_EQ(
        country.of_first()
            .act(
                country.campus().case_of(country.school), "rename",
                rows({json::object{{"from", "2023-06-01"}, {"name", "东海大学"}}}), "教育部批复"
            )
            .status,
        200
    );
    EXPECT_EQ(country.officer().get("/api/v1/session").text("organisation.name"), "东海学院");
    const auto move = rows({json::object{{"from", "2024-07-01"}, {"parent", country.second}}});
    EXPECT_EQ(
        country.of_first()
            .act(country.campus().case_of(country.school), "move", move, "划走")
            .status,
        403
    );
    // Moved to the other province in 2024, recorded before it holds.
    server().today("2024-06-01");
    EXPECT_EQ(country.officer().get("/api/v1/session").text("organisation.name"), "东海大学");
    ASSERT_EQ(country.change(country.school, "move", move).status, 200);
    EXPECT_EQ(country.of_first().get("/api/v1/cases/" + open).status, 200);
    server().today("2024-07-01");
    country.visit(country.officer(), country.school, "2024-06-20");  // the day comes with any act
    EXPECT_EQ(country.of_first().get("/api/v1/cases/" + open).status, 404);
    EXPECT_EQ(country.of_second().get("/api/v1/cases/" + open).status, 200);
    EXPECT_EQ(country.of_first().get("/api/v1/cases/" + closed).status, 200);
    EXPECT_EQ(country.of_second().get("/api/v1/cases/" + closed).status, 404);
    EXPECT_EQ(country.officer().get("/api/v1/cases/" + closed).status, 200);
    EXPECT_EQ(country.officer().get("/api/v1/cases?workflow=visit").count("items"), 3U);

    // Merged in 2025.
    server().today("2025-08-01");
    ASSERT_EQ(
        country
            .change(country.school, "merge", {{"on", "2025-09-01"}, {"successor", country.other}})
            .status,
        200
    );
    server().today("2026-05-20");
    country.visit(country.of_other(), country.other, "2026-05-18");
    country.visit(country.of_college(), country.college, "2026-05-19");
    const Reply late = country.officer().open(
        "visit", country.school, {{"date", "2026-05-19"}, {"lead_role", "书记"}}, "log"
    );
    EXPECT_EQ(late.status, 409) << late.body;
    EXPECT_EQ(late.text("code"), "organisation_ended");
    EXPECT_NE(late.text("detail").find("西山大学"), std::string::npos);

    EXPECT_EQ(cell(country.of_first(), "2022.ledger", "employers", country.first), 2);
    EXPECT_EQ(cell(country.of_second(), "2022.ledger", "employers", country.second), 0);
    EXPECT_EQ(cell(country.of_first(), "2026.annex2", "visited", country.first), 0);
    EXPECT_EQ(cell(country.of_second(), "2026.annex2", "visited", country.second), 2);
    EXPECT_EQ(cell(country.of_other(), "2026.annex2", "visited", country.other), 2);

    const auto table = [&](const char* which) {
        return country.officer()
            .get("/api/v1/tables/" + std::string(which) + "?organisation=" + country.school)
            .text("organisation.name");
    };
    EXPECT_EQ(table("2022.ledger"), "东海学院");
    EXPECT_EQ(table("2026.annex2"), "东海大学");
    const Reply behind = country.of_first().get(
        "/api/v1/tables/2022.ledger/cells/employers?organisation=" + country.first
    );
    EXPECT_EQ(behind.text("counted.0.organisation.name"), "东海学院") << behind.body;

    const auto tree = [&](Person& who, const char* on) {
        return who.get("/api/v1/organisations?on=" + std::string(on));
    };
    const Reply then = tree(country.of_first(), "2022-06-30");
    EXPECT_EQ(text_of(then.find("items", "id", country.school), "name"), "东海学院") << then.body;
    EXPECT_TRUE(tree(country.of_first(), "2026-05-20").find("items", "code", "S").is_null());
    const Reply now = tree(country.of_second(), "2026-05-20");
    EXPECT_TRUE(now.find("items", "code", "S").is_null());
    EXPECT_EQ(text_of(now.find("items", "code", "S-01"), "parent"), country.other) << now.body;

    std::string before;
    std::string after;
    const auto compared = server().context().database.write([&](storage::WriteTxn& txn) {
        before = storage::dump_projections(txn);
        const auto made = storage::rebuild_projections(txn);
        after = storage::dump_projections(txn);
        return made;
    });
    ASSERT_TRUE(compared) << compared.error().detail.en;
    EXPECT_TRUE(before == after) << "the history does not give what the acts left";
}

TEST_P(Organisations, AreNotMadeIntoWhatIsNoTree)
{
    Country country(server());
    const auto code_of = [&](const std::string& id, std::string_view act, json::value data) {
        const Reply reply = country.change(id, act, std::move(data));
        return std::to_string(reply.status) + " " + reply.text("errors.0.code") + "|" +
               reply.text("code");
    };
    const auto moved_below = [&](const std::string& parent) {
        return rows({json::object{{"from", "2024-07-01"}, {"parent", parent}}});
    };
    EXPECT_EQ(
        code_of(country.school, "move", moved_below(country.college)),
        "422 cycle|organisation_faults"
    );
    EXPECT_EQ(
        code_of(country.school, "merge", {{"on", "2025-09-01"}, {"successor", country.college}}),
        "422 cycle|organisation_faults"
    );
    EXPECT_EQ(
        code_of(country.school, "edit_profile", {{"area", "99"}}),
        "422 unknown_area|organisation_faults"
    );
    // A school with a college, or with open cases, does not just end.
    EXPECT_EQ(code_of(country.school, "end", {{"on", "2025-09-01"}}), "409 |organisation_busy");
    country.visit(country.of_college(), country.college, "2022-05-20");
    const Reply busy = country.change(country.college, "end", {{"on", "2025-09-01"}});
    EXPECT_EQ(busy.text("code"), "organisation_busy");
    EXPECT_NE(busy.text("detail").find("未办结案卷 1 个"), std::string::npos) << busy.body;
    // Nobody hands an organisation to whom they have no say over.
    Person& local = country.campus().person("local", country.first, {"administrator"});
    EXPECT_EQ(
        local
            .act(country.campus().case_of(country.school), "move", moved_below(country.second), "x")
            .status,
        403
    );
    ASSERT_EQ(country.change(country.school, "move", moved_below(country.second)).status, 200);
}

TEST_P(Organisations, SayWhichDepartmentIsInChargeOnceTwoPeopleHaveConfirmedIt)
{
    Country country(server());
    const std::string number = country.campus().case_of(country.first);
    const auto department = [&](std::string_view day) {
        json::value found;
        server().context().database.read([&](storage::ReadTxn& txn) {
            acts::LookUp look_up(txn);
            found = look_up.organisation(country.school, Date::parse(day).value())
                        .at("employment_department");
        });
        return found.is_string() ? std::string(found.as_string()) : std::string();
    };
    const auto record = [&](Person& who, const char* from, const char* which) {
        return who
            .act(
                number, "record_employment_department",
                rows({json::object{{"from", from}, {"department", which}, {"basis", "编办1号"}}}),
                "省政府明确"
            )
            .status;
    };
    const auto confirm = [&](Person& who, const char* from) {
        return who.act(
            number, "confirm_employment_department",
            rows({json::object{{"from", from}, {"confirmed", true}}})
        );
    };
    Person& one = country.of_first();
    Person& second = country.campus().person("peer", country.first, {"province_education"});
    ASSERT_EQ(record(one, "2020-01-01", "province_education"), 200);
    EXPECT_EQ(department("2022-06-01"), "");
    EXPECT_EQ(confirm(one, "2020-01-01").text("code"), "four_eyes");
    ASSERT_EQ(confirm(second, "2020-01-01").status, 200);
    EXPECT_EQ(department("2022-06-01"), "province_education");
    EXPECT_EQ(department("2019-12-31"), "");
    ASSERT_EQ(record(second, "2024-01-01", "province_hrss"), 200);
    ASSERT_EQ(confirm(one, "2024-01-01").status, 200);
    EXPECT_EQ(department("2023-12-31"), "province_education");
    EXPECT_EQ(department("2024-01-01"), "province_hrss");
    // Written anew, it waits for a second pair of eyes again.
    ASSERT_EQ(record(one, "2024-01-01", "province_education"), 200);
    EXPECT_EQ(department("2024-01-01"), "province_education");
    ASSERT_EQ(record(one, "2020-01-01", "province_hrss"), 200);
    EXPECT_EQ(department("2022-06-01"), "");
}

}  // namespace
}  // namespace beihui::test

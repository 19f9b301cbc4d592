// The tree of organisations over the years, as people see it over HTTP.
#include "acts/look_up.hpp"
#include "acts/program.hpp"
#include "base/bytes.hpp"
#include "storage/stores.hpp"
#include "support/postgresql.hpp"
#include "system/campus.hpp"

#include <gtest/gtest.h>

namespace beihui::test
{
namespace
{

// A ministry with two provinces; a school with a college in the first, another school in the second.
class Country
{
public:
    explicit Country(TestServer& server) : server_(server)
    {
        server.today("2022-06-01");
        campus_.emplace(server);
        ministry = add("", "M", "部", "ministry", "ministry_education");
        first = add(ministry, "A", "甲省", "province", "province");
        second = add(ministry, "B", "乙省", "province", "province");
        school = add(first, "S", "东海学院", "school", "school");
        college = add(school, "S-01", "材料学院", "college", "college");
        other = add(second, "N", "西山大学", "school", "school");
    }
    std::string add(
        const std::string& parent,
        const char* code,
        const char* name,
        const char* level,
        const char* kind
    )
    {
        return acts::register_organisation(
                   server_.context(), parent,
                   {{"code", code}, {"name", name}, {"level", level}, {"kind", kind}}
        ).value();
    }

    Person& administrator() { return campus_->person("chief", ministry, {"administrator"}); }
    Person& of_first() { return campus_->person("first", first, {"province_education"}); }
    Person& of_second() { return campus_->person("second", second, {"province_education"}); }
    Person& officer() { return campus_->person("east", school, {"employment_officer"}); }
    Person& director() { return campus_->person("head", school, {"employment_director"}); }
    Person& of_other() { return campus_->person("west", other, {"employment_officer"}); }
    Person& of_college() { return campus_->person("young", college, {"college_officer"}); }
    Campus& campus() { return *campus_; }

    // An act on an organisation by the administrator of the ministry.
    Reply change(const std::string& id, std::string_view act, json::value data)
    {
        return administrator().act(campus_->case_of(id), act, std::move(data), "批复");
    }
    // A visit that counts; the number of its case.
    std::string visit(Person& who, const std::string& whose, std::string_view day)
    {
        const Reply made = who.open(
            "visit", whose,
            {{"date", day},
             {"mode", "实地"},
             {"employer", campus_->employer("访企" + std::string(day), "小型", true)},
             {"lead_role", "书记"},
             {"invited", true},
             {"posts", 3},
             {"topics", json::array{"岗位人才需求"}},
             {"gist", "谈了实习"}},
            "log"
        );
        EXPECT_EQ(made.status, 201) << made.body;
        const std::string number = made.text("number");
        const Reply complete = who.act(number, "complete");
        EXPECT_EQ(complete.status, 200) << complete.body;
        return number;
    }

    std::string ministry, first, second, school, college, other;

private:
    TestServer& server_;
    std::optional<Campus> campus_;
};

struct OnSqlite
{
    TemporaryFolder folder;
    TestServer server{"sqlite:" + (folder.path() / "beihui.db").string()};
};
struct OnPostgresql
{
    PostgresqlDatabase database;
    TestServer server{database.address()};
};

class Organisations : public testing::TestWithParam<Store>
{
protected:
    Organisations()
    {
        if (GetParam() == Store::sqlite)
            sqlite_.emplace();
        else
            postgresql_.emplace();
    }
    TestServer& server() { return sqlite_ ? sqlite_->server : postgresql_->server; }

    std::int64_t cell(Person& who, const char* table, const char* column, const std::string& whose)
    {
        const Reply answer =
            who.get("/api/v1/tables/" + std::string(table) + "?organisation=" + whose);
        EXPECT_EQ(answer.status, 200) << answer.body;
        const json::value& found = answer.find("cells", "column", column);
        return found.is_object() ? integer_of(found, "value", -1) : -1;
    }

    std::optional<OnSqlite> sqlite_;
    std::optional<OnPostgresql> postgresql_;
};

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

Reply send(
    Person& who,
    const std::string& file,
    const std::string& query,
    const std::string& key = {}
)
{
    Fields fields{{"Content-Type", "text/csv"}, {"X-Beihui", "1"}};
    fields.emplace_back("Idempotency-Key", key.empty() ? fresh_key() : key);
    return who.ask("POST", "/api/v1/organisations/import?" + query, file, std::move(fields));
}

const std::string reason = "reason=" + encoded("名册");

TEST_P(Organisations, ComeInAsAFileAllOrNone)
{
    Country country(server());
    Person& chief = country.administrator();
    const std::string heading = "单位代码,单位名称,类别,上级单位代码,报送单位代码,变更自\r\n";
    // The child stands before its parent.
    const std::string file = heading + "X-01,化学学院,院系,X,,\r\nX,新海学院,高校,A,3302,\r\n";
    const Reply preview = send(chief, file, reason + "&preview=true");
    ASSERT_EQ(preview.status, 200) << preview.body;
    EXPECT_EQ(preview.integer("created"), 2);
    const auto has = [&](const char* code) {
        return chief.get("/api/v1/organisations").find("items", "code", code).is_object();
    };
    EXPECT_FALSE(has("X"));
    const std::string key = fresh_key();
    ASSERT_EQ(send(chief, file, reason, key).integer("created"), 2);
    EXPECT_TRUE(has("X-01"));
    const Reply again = send(chief, file, reason, key);
    EXPECT_EQ(again.field("Idempotency-Replayed"), "true");
    EXPECT_EQ(again.integer("created"), 2);
    EXPECT_EQ(send(chief, heading, reason, key).status, 422);
    const Reply same = send(chief, file, reason);
    EXPECT_EQ(same.integer("unchanged"), 2) << same.body;
    EXPECT_EQ(same.integer("acts"), 0);

    // Each fault with its row and column, and nothing written.
    const Reply wrong = send(
        chief,
        heading +
            "Y,好学校,高校,A,,\r\nZ,坏学校,大学,A,,\r\nX,新海大学,,,,\r\n,无代码,高校,A,,\r\n",
        reason
    );
    ASSERT_EQ(wrong.status, 422);
    EXPECT_EQ(wrong.text("code"), "import_faults");
    EXPECT_EQ(wrong.codes(), "bad_cell code_missing");
    EXPECT_EQ(wrong.text("errors.0.pointer"), "#/rows/3/kind") << wrong.body;
    const Reply deeper = send(
        chief,
        heading +
            "Y,好学校,高校,A,,\r\nZ,坏学校,高校,没有,,\r\nX,新海大学,,,,\r\nW,,高校,A,77,\r\n",
        reason
    );
    EXPECT_EQ(deeper.text("errors.0.pointer"), "#/rows/3/parent_code") << deeper.body;
    EXPECT_EQ(deeper.text("errors.1.pointer"), "#/rows/4/name");
    EXPECT_EQ(deeper.text("errors.1.code"), "from_missing");
    EXPECT_FALSE(has("Y"));

    // With its day the other name is a new name, and the other parent a move.
    const Reply changed = send(chief, heading + "X,新海大学,,B,,2024-07-01\r\n", reason);
    ASSERT_EQ(changed.status, 200) << changed.body;
    EXPECT_EQ(changed.integer("changed"), 1);
    EXPECT_EQ(changed.integer("acts"), 2);
    const auto on = [&](const char* day, const char* field) {
        const Reply tree = chief.get("/api/v1/organisations?on=" + std::string(day));
        return std::string(text_of(tree.find("items", "code", "X"), field));
    };
    EXPECT_EQ(on("2024-06-30", "name"), "新海学院");
    EXPECT_EQ(on("2024-07-01", "name"), "新海大学");
    EXPECT_EQ(on("2024-06-30", "parent"), country.first);
    EXPECT_EQ(on("2024-07-01", "parent"), country.second);

    EXPECT_EQ(send(country.officer(), file, reason).status, 403);
    EXPECT_EQ(send(chief, file, "").text("code"), "reason_required");
    EXPECT_EQ(send(chief, std::string("\0\1", 2), reason).status, 415);
}

TEST_P(Organisations, GoOutAsAFileThatChangesNothingWhenItComesBack)
{
    Country country(server());
    Person& chief = country.administrator();
    ASSERT_EQ(
        country
            .change(
                country.school, "rename",
                rows({json::object{{"from", "2022-05-01"}, {"name", "=1+1大学, \"东海\""}}})
            )
            .status,
        200
    );
    for (const char* format : {"csv", "xlsx"}) {
        const Reply file = chief.get("/api/v1/organisations/export?format=" + std::string(format));
        ASSERT_EQ(file.status, 200);
        const Reply back = send(chief, file.body, reason);
        ASSERT_EQ(back.status, 200) << back.body;
        EXPECT_EQ(back.integer("rows"), 6) << format;
        EXPECT_EQ(back.integer("unchanged"), 6) << format << back.body;
    }
    const Reply csv = chief.get("/api/v1/organisations/export?format=csv");
    EXPECT_NE(csv.body.find("\"'=1+1大学, \"\"东海\"\"\""), std::string::npos) << csv.body;
    // Every file that goes out stands in the access log.
    Person& auditor = country.campus().person("watch", country.ministry, {"auditor"});
    const Reply noted = auditor.get("/api/v1/access?action=export&subject=organisations&limit=1");
    EXPECT_EQ(noted.text("items.0.detail.format"), "csv") << noted.body;
    EXPECT_EQ(noted.text("items.0.detail.hash"), hex(sha256(csv.body)));
    // A province takes out what is its own.
    const Reply own = country.of_second().get("/api/v1/organisations/export?format=csv");
    EXPECT_EQ(own.body.find("东海"), std::string::npos);
    EXPECT_NE(own.body.find("西山大学"), std::string::npos);
    const Reply units = chief.get("/api/v1/reporting-units?on=2026-04-30");
    const json::array& list = units.at("items")->as_array();
    EXPECT_EQ(
        std::ranges::count_if(
            list, [](const json::value& unit) { return bool_of(unit, "reports"); }
        ),
        37
    );
}

}  // namespace
}  // namespace beihui::test

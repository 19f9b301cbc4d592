// Numbers taken apart and tables filed frozen, as the province sees them over HTTP.
#include "acts/program.hpp"
#include "base/bytes.hpp"
#include "support/databases.hpp"
#include "support/postgresql.hpp"
#include "system/campus.hpp"

#include <gtest/gtest.h>

namespace beihui::test
{
namespace
{

constexpr std::string_view span = "from=2026-04-01&to=2026-06-30";

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

class TableFiling : public testing::TestWithParam<Store>
{
protected:
    TableFiling()
    {
        if (GetParam() == Store::sqlite)
            sqlite_.emplace();
        else
            postgresql_.emplace();
        server().today("2026-04-20");
        campus.emplace(server());
        department = campus->department("province_education");
    }
    TestServer& server() { return sqlite_ ? sqlite_->server : postgresql_->server; }
    Person& education() { return campus->education(); }

    // A visit to a specialised enterprise that counts in annex 2.
    std::string visit(std::string_view day, const std::string& employer)
    {
        Person& officer = campus->officer();
        const Reply made = officer.open(
            "visit", campus->school,
            {{"date", day},
             {"mode", "实地"},
             {"employer", employer},
             {"lead_role", "书记"},
             {"invited", true},
             {"posts", 3},
             {"topics", json::array{"岗位人才需求"}},
             {"gist", "谈了实习"}},
            "log"
        );
        EXPECT_EQ(made.status, 201) << made.body;
        EXPECT_EQ(officer.act(made.text("number"), "complete").status, 200);
        return made.text("number");
    }
    std::string open_ledger()
    {
        const Reply opened = education().open(
            "campaign", department,
            {{"title", "省教育厅专项行动台账"},
             {"starts_on", "2026-04-01"},
             {"responsible", education().get("/api/v1/session").text("person.id")},
             {"plan", "两个阶段。"}}
        );
        EXPECT_EQ(opened.status, 201) << opened.body;
        return opened.text("number");
    }
    Reply file(json::object more = {})
    {
        json::object body{{"from", "2026-04-01"}, {"to", "2026-06-30"}};
        for (const auto& [name, value] : more)
            body[name] = value;
        return education().post("/api/v1/tables/2026.annex2/filings", body);
    }
    Reply breakdown(std::string_view by)
    {
        return education().get(
            "/api/v1/tables/2026.annex2/breakdown?" + std::string(span) + "&by=" + std::string(by)
        );
    }
    // What all rows of a breakdown add to a column.
    static std::int64_t sum(const Reply& reply, std::string_view column)
    {
        std::int64_t all = 0;
        for (const json::value& item : reply.at("items")->as_array())
            for (const json::value& cell : item.at("cells").as_array())
                if (text_of(cell, "column") == column)
                    all += integer_of(cell, "adds");
        return all;
    }
    // The words of a mail: its first part, decoded.
    static std::string said_in(const std::string& mail)
    {
        const std::size_t part = mail.find("Content-Type: text/plain");
        const std::size_t from = mail.find("\r\n\r\n", part) + 4;
        std::string body = mail.substr(from, mail.find("\r\n--", from) - from);
        std::erase_if(body, [](char c) { return c == '\r' || c == '\n'; });
        return from_base64(body).value_or("");
    }
    static std::int64_t filed(const Reply& reply, std::size_t version, std::string_view column)
    {
        const json::array& versions = reply.at("versions")->as_array();
        for (const json::value& cell : versions.at(version).at("cells").as_array())
            if (text_of(cell, "column") == column)
                return integer_of(cell, "value");
        return -1;
    }

    std::optional<OnSqlite> sqlite_;
    std::optional<OnPostgresql> postgresql_;
    std::optional<Campus> campus;
    std::string department;
};

INSTANTIATE_TEST_SUITE_P(
    On,
    TableFiling,
    testing::Values(Store::sqlite, Store::postgresql),
    testing::PrintToStringParamName()
);

TEST_P(TableFiling, PartsOfANumberSumUpToIt)
{
    const std::string twice = campus->employer("两访企业", "小型", true);
    const std::string first = visit("2026-04-08", twice);
    visit("2026-04-15", twice);
    visit("2026-04-16", campus->employer("一访企业", "小型", true));
    visit("2026-04-16", campus->employer("不是专精特新", "小型", false));

    const Reply units = breakdown("organisation");
    ASSERT_EQ(units.status, 200) << units.body;
    EXPECT_EQ(units.find("columns", "column", "visited").at("value"), json::value(3));
    EXPECT_EQ(sum(units, "visited"), 3);
    std::int64_t recorded = 0;
    for (const json::value& item : units.at("items")->as_array())
        if (text_of(item.at("organisation"), "id") == campus->school)
            recorded = integer_of(item.at("cells").as_array().front(), "recorded");
    EXPECT_EQ(recorded, 4) << "what was left out was recorded all the same";

    const Reply weeks = breakdown("week");
    EXPECT_EQ(weeks.text("items.0.from"), "2026-03-30");
    EXPECT_EQ(weeks.text("items.0.to"), "2026-04-05");
    EXPECT_EQ(sum(weeks, "visited"), 3);

    const Reply cases = breakdown("case&column=visited");
    ASSERT_EQ(cases.status, 200) << cases.body;
    EXPECT_EQ(cases.integer("value"), 3);
    EXPECT_EQ(cases.count("items"), 3U);
    EXPECT_EQ(breakdown("case").status, 422) << "by case, of which column?";

    const Reply facts = education().get(
        "/api/v1/tables/2026.annex2/cells/visited?" + std::string(span) +
        "&counted=true&case=" + first
    );
    EXPECT_EQ(facts.count("counted"), 1U);
    EXPECT_EQ(facts.integer("counted_rows"), 1);
    EXPECT_EQ(facts.integer("value"), 3) << "the number stays that of the sheet";
    const Reply list = education().get(
        "/api/v1/tables/2026.annex2/cells/visited/file?format=csv&" + std::string(span)
    );
    EXPECT_NE(list.body.find("两访企业"), std::string::npos);
    EXPECT_NE(list.body.find("不是专精特新"), std::string::npos);
}

TEST_P(TableFiling, StaysAsItWasFiledUntilItIsCorrected)
{
    open_ledger();
    visit("2026-04-08", campus->employer("企业甲", "小型", true));
    visit("2026-04-09", campus->employer("企业乙", "小型", true));
    const Reply first = file();
    ASSERT_EQ(first.status, 200) << first.body;
    EXPECT_EQ(first.count("versions"), 1U);
    EXPECT_EQ(filed(first, 0, "visited"), 2);
    EXPECT_EQ(first.text("organisation.id"), department);
    EXPECT_EQ(first.text("versions.0.sent_to"), "fengmj@chsi.com.cn");
    EXPECT_EQ(first.text("versions.0.copied_to"), "rlzy@chinasme.org.cn");
    const std::string number = first.text("number");
    const Reply matrix =
        education().get("/api/v1/filings/matrix?circular=2026-youqi&form=2026.annex2");
    EXPECT_EQ(matrix.text("items.0.filings.0.state"), "filed") << matrix.body;
    EXPECT_EQ(file().text("code"), "same_as_filed");

    // More is recorded: the sheet moves on, what was filed does not.
    visit("2026-04-10", campus->employer("企业丙", "小型", true));
    const std::string files = "/api/v1/filings/" + number + "/versions/";
    const std::string kept = education().get(files + "1/file?format=csv").body;
    EXPECT_NE(kept.find(",2,0,0,0,0\r\n"), std::string::npos) << kept;
    EXPECT_EQ(file().codes().empty(), false) << "a correction without a reason";
    const Reply second = file({{"reason", "补记一次走访"}});
    ASSERT_EQ(second.status, 200) << second.body;
    EXPECT_EQ(second.text("number"), number);
    ASSERT_EQ(second.count("versions"), 2U);
    EXPECT_EQ(filed(second, 0, "visited"), 2);
    EXPECT_EQ(filed(second, 1, "visited"), 3);
    EXPECT_EQ(second.text("versions.1.reason"), "补记一次走访");
    EXPECT_EQ(second.integer("versions.1.changes.0.before"), 2);
    EXPECT_EQ(second.integer("versions.1.changes.0.after"), 3);
    for (const char* version : {"versions.0.intact", "versions.1.intact"})
        EXPECT_EQ(*second.at(version), json::value(true)) << version;

    const Reply mail = education().get(files + "2/file?format=eml");
    ASSERT_EQ(mail.status, 200) << mail.body;
    EXPECT_NE(mail.body.find("\r\nTo: fengmj@chsi.com.cn\r\n"), std::string::npos);
    EXPECT_NE(mail.body.find("\r\nCc: rlzy@chinasme.org.cn\r\n"), std::string::npos);
    EXPECT_NE(said_in(mail.body).find("更正原因：补记一次走访"), std::string::npos);
    EXPECT_EQ(education().get(files + "3/file?format=eml").status, 404);
}

TEST_P(TableFiling, TakesATypedNumberWithAReasonOnly)
{
    open_ledger();
    visit("2026-04-08", campus->employer("企业丁", "小型", true));
    const auto corrected = [](std::int64_t value, std::string_view reason) {
        return json::object{
            {"corrections",
             json::object{{"visited", json::object{{"value", value}, {"reason", reason}}}}}
        };
    };
    EXPECT_EQ(file(corrected(2, "")).text("code"), "reason_required");
    EXPECT_EQ(file(corrected(-1, "写错的数字")).text("code"), "bad_number");
    const Reply done = file(corrected(2, "纸质记录一次未录入"));
    ASSERT_EQ(done.status, 200) << done.body;
    EXPECT_EQ(filed(done, 0, "visited"), 2);
    const Reply sheet = education().get("/api/v1/tables/2026.annex2?" + std::string(span));
    EXPECT_EQ(sheet.find("cells", "column", "visited").at("value"), json::value(1));
}

TEST_P(TableFiling, ShowsOthersNothing)
{
    open_ledger();
    visit("2026-04-08", campus->employer("企业戊", "小型", true));
    const std::string number = file().text("number");
    Campus other(server());
    EXPECT_EQ(
        other.education().get("/api/v1/filings/" + number + "/versions/1/file?format=csv").status,
        404
    );
    EXPECT_EQ(
        other.education()
            .get("/api/v1/tables/2026.annex2/breakdown?organisation=" + campus->school)
            .status,
        404
    );
    const Reply theirs = other.education().get("/api/v1/tables/2026.annex2/filings");
    EXPECT_EQ(theirs.count("items"), 0U);
    const Reply mine = education().get("/api/v1/tables/2026.annex2/filings?" + std::string(span));
    EXPECT_EQ(mine.count("items"), 1U);
}

TEST_P(TableFiling, ComparesWhatTwoTablesHaveInCommon)
{
    const Reply compared = education().get(
        "/api/v1/tables/2026.annex1/comparison?with=2026.annex2&" + std::string(span)
    );
    ASSERT_EQ(compared.status, 200) << compared.body;
    ASSERT_EQ(compared.count("pairs"), 2U);
    EXPECT_EQ(compared.text("pairs.0.left.label"), "提供岗位数 (个)");
    EXPECT_EQ(compared.text("pairs.0.right.label"), "提供就业岗位数 (个)");
    EXPECT_EQ(compared.text("pairs.1.left.label"), "签订就业(意向)协议人数 (人)");
    EXPECT_EQ(
        education().get("/api/v1/tables/2026.annex1/comparison?with=none").text("code"),
        "table_not_found"
    );
}

}  // namespace
}  // namespace beihui::test

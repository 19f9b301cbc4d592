// Numbers taken apart and tables filed frozen, as the province sees them over HTTP.
#include "acts/program.hpp"
#include "base/bytes.hpp"
#include "support/databases.hpp"
#include "support/postgresql.hpp"
#include "system/campus.hpp"
#include "system/rebuilt.hpp"

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
    // Sends a document in which a correction is shown; its id.
    std::string evidence()
    {
        const Reply sent = education().ask(
            "POST",
            "/api/v1/tables/2026.annex2/filings/evidence?" + std::string(span) +
                "&name=" + encoded("走访记录.txt"),
            "纸质走访记录",
            {{"Content-Type", "text/plain"}, {"X-Beihui", "1"}, {"Idempotency-Key", fresh_key()}}
        );
        EXPECT_EQ(sent.status, 201) << sent.body;
        return sent.text("document");
    }
    static json::object corrected(
        std::int64_t value,
        std::string_view reason,
        const std::vector<std::string>& evidence = {}
    )
    {
        return {
            {"corrections",
             json::object{
                 {"visited",
                  json::object{
                      {"value", value},
                      {"reason", reason},
                      {"evidence", json::array(evidence.begin(), evidence.end())}
                  }}
             }}
        };
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

TEST_P(TableFiling, TakesATypedNumberWithAReasonAndEvidenceOnly)
{
    open_ledger();
    visit("2026-04-08", campus->employer("企业丁", "小型", true));
    const std::string shown = evidence();
    EXPECT_EQ(file(corrected(2, "", {shown})).text("code"), "reason_required");
    EXPECT_EQ(file(corrected(-1, "写错的数字", {shown})).text("code"), "bad_number");
    EXPECT_EQ(file(corrected(2, "纸质记录一次未录入")).text("code"), "evidence_required");
    EXPECT_EQ(
        file(corrected(2, "纸质记录一次未录入", {"00000000000000000000000000000000"})).status, 422
    );
    const Reply done = file(corrected(2, "纸质记录一次未录入", {shown}));
    ASSERT_EQ(done.status, 200) << done.body;
    EXPECT_EQ(filed(done, 0, "visited"), 2);
    const json::value& cell = done.find("versions.0.cells", "column", "visited");
    EXPECT_EQ(cell.at("counted"), json::value(1));
    EXPECT_EQ(cell.at("evidence"), json::value(json::array{shown}));
    const Reply sheet = education().get("/api/v1/tables/2026.annex2?" + std::string(span));
    EXPECT_EQ(sheet.find("cells", "column", "visited").at("value"), json::value(1));

    // The department opens what it sent; a school does not.
    EXPECT_EQ(education().get("/api/v1/documents/" + shown).status, 200);
    EXPECT_EQ(campus->officer().get("/api/v1/documents/" + shown).status, 404);
    EXPECT_EQ(campus->sme().get("/api/v1/documents/" + shown).status, 404);

    // The correction stands in the copy that stays, and nowhere in what goes out.
    const std::string files = "/api/v1/filings/" + done.text("number") + "/versions/1/file?format=";
    const std::string official = education().get(files + "xlsx").body;
    const std::string internal = education().get(files + "xlsx&copy=internal").body;
    EXPECT_GT(internal.size(), official.size());
    EXPECT_EQ(education().get(files + "eml&copy=internal").status, 422);

    // Filed again without the correction, the number is what was counted.
    const Reply second = file({{"reason", "纸质记录已录入，撤回更正"}});
    ASSERT_EQ(second.status, 200) << second.body;
    EXPECT_EQ(filed(second, 1, "visited"), 1);
}

// Whatever the acts of a filing are sent, the server counts at their moment and keeps its own count.
TEST_P(TableFiling, CountsItselfWhateverIsClaimed)
{
    visit("2026-04-08", campus->employer("企业己", "小型", true));
    const Reply opened = education().open(
        "filing", campus->province,
        {{"title", "附件 2"},
         {"duty", "2026.annex2"},
         {"form", "2026.annex2"},
         {"circular", "2026-youqi"},
         {"prepared_on", "2026-04-20"},
         {"period_end", "2026-06-30"}}
    );
    ASSERT_EQ(opened.status, 201) << opened.body;
    const std::string number = opened.text("number");
    const auto figure = [](std::int64_t value, std::int64_t counted) {
        return rows({json::object{{"column", "visited"}, {"value", value}, {"counted", counted}}});
    };
    const auto counted = [&]() -> json::value {
        const Reply page = education().get("/api/v1/cases/" + number);
        const json::value row = page.find("rows.figures", "column", "visited");
        const json::value* const kept = row.as_object().if_contains("counted");
        return kept ? *kept : json::value();
    };
    const json::object frozen{
        {"table", "2026.annex2"},
        {"whose", campus->province},
        {"from", "2026-04-01"},
        {"to", "2026-06-30"},
        {"as_of", "2026-04-01T09:00:00+08:00"},
        {"pack", "2025-bairi"},
        {"pack_revision", 7},
        {"pack_hash", "0000"},
        {"hash", "0000"},
    };
    ASSERT_EQ(education().act(number, "enter_figures", figure(40, 40)).status, 200);
    EXPECT_EQ(counted(), json::value());
    EXPECT_EQ(education().act(number, "freeze", frozen).text("code"), "reason_required")
        << "40 is not what was counted, so it is a correction";
    ASSERT_EQ(education().act(number, "enter_figures", figure(1, 40)).status, 200);
    const Reply froze = education().act(number, "freeze", frozen);
    ASSERT_EQ(froze.status, 200) << froze.body;
    EXPECT_EQ(counted(), json::value(1));
    const Reply page = education().get("/api/v1/cases/" + number);
    EXPECT_EQ(page.text("data.frozen.pack"), "2026-youqi");
    EXPECT_NE(page.text("data.frozen.as_of"), "2026-04-01T09:00:00+08:00");
    EXPECT_EQ(page.text("data.frozen.hash").size(), 64U);

    // A figure entered afterwards thaws the table: it is frozen, and counted, anew.
    ASSERT_EQ(education().act(number, "enter_figures", figure(2, 2)).status, 200);
    EXPECT_EQ(education().get("/api/v1/cases/" + number).text("data.frozen.hash"), "");
    EXPECT_EQ(education().act(number, "freeze", frozen).text("code"), "reason_required");

    // Not the table of somebody else.
    json::object theirs = frozen;
    theirs["whose"] = campus->school;
    EXPECT_NE(education().act(number, "freeze", theirs).status, 200);
}

TEST_P(TableFiling, KeepsItsCountWhenEverythingIsBuiltAnewFromTheEntries)
{
    open_ledger();
    visit("2026-04-08", campus->employer("企业庚", "小型", true));
    const Reply done = file(corrected(3, "两次走访未录入", {evidence()}));
    ASSERT_EQ(done.status, 200) << done.body;
    expect_rebuilt_alike(server().context().database);
    const Reply history = education().get("/api/v1/cases/" + done.text("number") + "/history");
    const std::string uid(text_of(history.find("items", "act", "freeze"), "uid"));
    const std::string stored = education().get("/api/v1/entries/" + uid).text("body");
    EXPECT_NE(stored.find("\"counted\":1"), std::string::npos) << "the count is in the entry";
}

TEST_P(TableFiling, ShowsASchoolWhatItWouldSendNow)
{
    Person& officer = campus->officer();
    const auto draft = [&] {
        const Reply drafts = officer.get("/api/v1/filings/drafts");
        EXPECT_EQ(drafts.status, 200) << drafts.body;
        EXPECT_EQ(drafts.text("organisation.id"), campus->school);
        return drafts.find("items", "table", "2026.annex2");
    };
    const auto cell = [](const json::value& of, std::string_view column) -> json::object {
        for (const json::value& one : of.at("cells").as_array())
            if (text_of(one, "column") == column)
                return one.as_object();
        return {};
    };
    json::value now = draft();
    EXPECT_EQ(now.at("in_season"), json::value(true));
    EXPECT_EQ(cell(now, "visited").at("blank").at("recorded"), json::value(0));

    visit("2026-04-16", campus->employer("不是专精特新的", "小型", false));
    now = draft();
    const json::object left_out = cell(now, "visited");
    EXPECT_EQ(left_out.at("value"), json::value(0));
    EXPECT_EQ(left_out.at("blank").at("recorded"), json::value(1));
    EXPECT_FALSE(text_of(left_out.at("blank").at("reasons").at(0).at("why"), "zh").empty());

    visit("2026-04-16", campus->employer("专精特新的", "小型", true));
    const Reply sent = officer.post(
        "/api/v1/tables/2026.annex2/filings",
        json::object{
            {"organisation", campus->school},
            {"from", now.at("from").as_string()},
            {"to", now.at("to").as_string()},
        }
    );
    ASSERT_EQ(sent.status, 200) << sent.body;
    visit("2026-04-17", campus->employer("又一家专精特新的", "小型", true));
    now = draft();
    EXPECT_EQ(now.at("last").at("hash"), *sent.at("versions.0.hash"));
    EXPECT_EQ(cell(now, "visited").at("last").at("value"), json::value(1));
    EXPECT_EQ(cell(now, "visited").at("value"), json::value(2));
    EXPECT_EQ(cell(now, "visited").at("blank"), json::value());
    EXPECT_EQ(officer.get("/api/v1/filings/drafts?organisation=" + campus->province).status, 404);
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

TEST_P(TableFiling, RemembersWhatBothDepartmentsSayOfADifference)
{
    const std::string ledger = open_ledger();
    const auto compared = [&](Person& who) {
        return who.get(
            "/api/v1/tables/2026.annex1/comparison?with=2026.annex2&" + std::string(span) +
            "&organisation=" + campus->province
        );
    };
    Person& sme = campus->sme();
    EXPECT_EQ(*compared(sme).at("ledger"), json::value()) << "it keeps no ledger yet";
    const Reply mine = compared(education());
    EXPECT_EQ(mine.text("ledger"), ledger);
    const json::object note{
        {"pair", mine.text("pairs.0.noted.pair")}, {"state", "双方确认口径不同"},
        {"left", *mine.at("pairs.0.noted.first")}, {"right", *mine.at("pairs.0.noted.second")},
        {"note", "附件 2 只计走访带来的岗位"},
    };
    EXPECT_EQ(education().act(ledger, "note_difference", rows({note})).status, 200);
    const Reply theirs = compared(sme);
    EXPECT_EQ(theirs.text("pairs.0.noted.notes.0.state"), "双方确认口径不同") << theirs.body;
    EXPECT_EQ(theirs.text("pairs.0.noted.notes.0.organisation.id"), department);
    EXPECT_EQ(theirs.count("pairs.1.noted.notes"), 0U);
    // From the other side it is the same pair.
    const Reply turned = sme.get(
        "/api/v1/tables/2026.annex2/comparison?with=2026.annex1&" + std::string(span) +
        "&organisation=" + campus->province
    );
    EXPECT_EQ(turned.text("pairs.0.noted.pair"), mine.text("pairs.0.noted.pair"));
    EXPECT_EQ(turned.count("pairs.0.noted.notes"), 1U);
}

}  // namespace
}  // namespace beihui::test

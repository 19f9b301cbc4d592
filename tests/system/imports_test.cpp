// Lists from Excel: what is found in a file, what is wrong with it, all of it in or nothing, and out
// again.
#include "plugins/xlsx/sheet_reader.hpp"
#include "system/campus.hpp"
#include "system/event.hpp"

#include <gtest/gtest.h>

namespace beihui::test
{
namespace
{

class Imports : public testing::TestWithParam<Store>
{
protected:
    Imports() : campus_(shared_server(GetParam())) { campus_.server().today("2026-05-10"); }

    // A name that no other test uses, which is in the register for all.
    std::string fresh(const std::string& name)
    {
        return name + campus_.school.substr(0, 12) + std::to_string(++count_);
    }
    static Reply send(
        Person& who,
        const std::string& path,
        std::string_view file,
        const std::string& query,
        const std::string& key = {}
    )
    {
        Fields fields{{"Content-Type", "text/csv"}, {"X-Beihui", "1"}};
        fields.emplace_back("Idempotency-Key", key.empty() ? fresh_key() : key);
        return who.ask("POST", "/api/v1/imports" + path + "?" + query, file, std::move(fields));
    }
    static Reply check(Person& who, std::string_view file, const std::string& query)
    {
        return send(who, "/check", file, query);
    }
    // Checks it, then brings in what can be.
    static Reply bring_in(
        Person& who,
        std::string_view file,
        const std::string& query,
        const std::string& key = {}
    )
    {
        const Reply seen = check(who, file, query);
        EXPECT_EQ(seen.status, 200) << seen.body;
        return send(who, "", file, query + "&check=" + seen.text("check"), key);
    }
    static Reply undo(Person& who, const std::string& id)
    {
        return who.post("/api/v1/imports/" + id + "/undo", {{"reason", "选错了文件"}});
    }
    // What is said of a cell: "C3"; empty when nothing is.
    static std::string said_of(const Reply& reply, std::string_view cell)
    {
        const json::value& fault = reply.find("faults", "cell", cell);
        const json::value* const detail = fault.is_object() ? member(fault, "detail") : nullptr;
        return detail ? std::string(text_of(*detail, "zh")) : std::string();
    }
    std::size_t employers_called(const std::string& name)
    {
        const Reply found = campus_.officer().get("/api/v1/employers?q=" + encoded(name));
        return found.count("items");
    }

    Campus campus_;
    int count_ = 0;
};
INSTANTIATE_TEST_SUITE_P(
    On,
    Imports,
    testing::Values(Store::sqlite, Store::postgresql),
    testing::PrintToStringParamName()
);

const std::string employers = "kind=employers&name=" + encoded("企业名单.csv");

TEST_P(Imports, FindTheHeadingBelowATitleAndLeaveOutTotalsAndNotes)
{
    const std::string file = "2026年春季参会企业名单,,,\n"
                             "序号,*企业名称（全称）,统一代码,联系人,\n"
                             ",,,姓名,电话\n"
                             "1," +
                             fresh("甲厂") + "," + Campus::fresh_code() +
                             ",张三,0571-1\n"
                             "\n"
                             "合计,1,,,\n"
                             "注：以营业执照为准,,,,\n";
    const Reply seen = check(
        campus_.officer(), file, employers + "&fill=" + encoded(R"({"profile.size":"小型"})")
    );
    ASSERT_EQ(seen.status, 200) << seen.body;
    EXPECT_EQ(seen.integer("head.from"), 2);
    EXPECT_EQ(seen.integer("head.to"), 3);
    EXPECT_EQ(seen.text("columns.0.column"), "");
    EXPECT_EQ(seen.text("columns.1.column"), "profile.name");
    EXPECT_EQ(seen.text("columns.2.column"), "profile.uscc");
    EXPECT_EQ(seen.text("columns.3.column"), "profile.contact_name");
    EXPECT_EQ(seen.text("columns.4.column"), "profile.contact_phone");
    EXPECT_EQ(seen.integer("rows"), 1);
    EXPECT_EQ(seen.integer("ready"), 1) << seen.body;
    EXPECT_EQ(seen.count("ignored"), 2U);
    EXPECT_EQ(seen.integer("ignored.0.row"), 6);
}

TEST_P(Imports, SayOfEachCellWhatIsWrongWithIt)
{
    const std::string good = Campus::fresh_code();
    const std::string wrong = "91000000MA00000158";
    const std::string name = fresh("乙厂");
    const std::string file = "企业名称,统一社会信用代码,企业规模,登记状态\n" + name + "," + wrong +
                             ",小型企业,\n" + fresh("丙厂") + "," + good + ",巨型,\n" +
                             fresh("丁厂") + "," + good + ",中型,存续\n" + fresh("戊厂") + "," +
                             good + ",中型,存续\n";
    const Reply seen = check(campus_.officer(), file, employers);
    ASSERT_EQ(seen.status, 200) << seen.body;
    EXPECT_NE(said_of(seen, "B2").find("应为 7"), std::string::npos) << seen.body;
    EXPECT_NE(said_of(seen, "C3").find("巨型"), std::string::npos) << seen.body;
    EXPECT_EQ(said_of(seen, "B5"), "与第 4 行重复");
    EXPECT_EQ(seen.integer("ready"), 1);
    EXPECT_EQ(seen.integer("faulty"), 2);
    EXPECT_EQ(seen.integer("duplicate"), 1);
    EXPECT_EQ(employers_called(name), 0U) << "a check writes nothing";
}

TEST_P(Imports, AskForTheColumnsThatNoRowCanDoWithout)
{
    const Reply seen = check(campus_.officer(), "公司名称\n" + fresh("己厂") + "\n", employers);
    ASSERT_EQ(seen.status, 200) << seen.body;
    EXPECT_EQ(seen.count("missing"), 1U);
    EXPECT_EQ(seen.text("missing.0"), "profile.size");
    EXPECT_EQ(seen.integer("ready"), 0);
}

TEST_P(Imports, ComeInOnceHoweverOftenTheRequestIsRepeated)
{
    Person& officer = campus_.officer();
    const std::string name = fresh("庚厂");
    const std::string file = "企业名称,统一代码,规模,专精特新证书编号,专精特新级别,证书有效期自\n" +
                             name + "," + Campus::fresh_code() +
                             ",小型,ZJ-1,省级专精特新,2024年1月1日\n";
    const std::string key = fresh_key();
    const Reply first = bring_in(officer, file, employers, key);
    ASSERT_EQ(first.status, 201) << first.body;
    EXPECT_EQ(first.integer("rows"), 1);
    EXPECT_EQ(first.integer("acts"), 2) << "registered, and the certificate entered";
    const Reply found = officer.get("/api/v1/employers?q=" + encoded(name));
    ASSERT_EQ(found.count("items"), 1U);
    EXPECT_TRUE(bool_of(found.json.at("items").at(0), "srdi"));
    // Repeated as it was sent: the check that was shown then.
    const Reply seen = check(officer, file, employers);
    EXPECT_EQ(seen.integer("duplicate"), 1) << "it is in the register now";
    EXPECT_EQ(seen.integer("ready"), 0);
    const Reply none = send(officer, "", file, employers + "&check=" + seen.text("check"));
    EXPECT_EQ(none.text("code"), "nothing_to_import");
}

TEST_P(Imports, AnswerARepeatedRequestAsBefore)
{
    Person& officer = campus_.officer();
    const std::string file =
        "企业名称,统一代码,规模\n" + fresh("辛厂") + "," + Campus::fresh_code() + ",小型\n";
    const std::string query = employers + "&check=" + check(officer, file, employers).text("check");
    const std::string key = fresh_key();
    const Reply first = send(officer, "", file, query, key);
    ASSERT_EQ(first.status, 201) << first.body;
    const Reply second = send(officer, "", file, query, key);
    EXPECT_EQ(second.status, 201) << second.body;
    EXPECT_EQ(second.text("id"), first.text("id"));
    EXPECT_EQ(second.field("idempotency-replayed"), "true");
}

TEST_P(Imports, WriteNothingWhenOtherRowsCouldComeInThanWereShown)
{
    Person& officer = campus_.officer();
    const std::string one = fresh("壬厂");
    const std::string two = fresh("癸厂");
    const std::string file = "企业名称,规模\n" + one + ",小型\n" + two + ",小型\n";
    const Reply seen = check(officer, file, employers);
    campus_.employer(two, "小型", false);
    const Reply refused = send(officer, "", file, employers + "&check=" + seen.text("check"));
    EXPECT_EQ(refused.status, 409) << refused.body;
    EXPECT_EQ(refused.text("code"), "list_changed");
    EXPECT_EQ(employers_called(one), 0U);
}

TEST_P(Imports, AreTakenBackAsAWholeByActsAndCanComeInAgain)
{
    Person& officer = campus_.officer();
    const std::string name = fresh("子厂");
    const std::string file =
        "企业名称,统一代码,规模\n" + name + "," + Campus::fresh_code() + ",小型\n";
    const Reply done = bring_in(officer, file, employers);
    ASSERT_EQ(done.status, 201) << done.body;
    const std::string id = officer.get("/api/v1/employers?q=" + encoded(name)).text("items.0.id");
    EXPECT_EQ(undo(campus_.person("stranger", campus_.province, {"platform"}), "none").status, 404);
    const Reply undone = undo(officer, done.text("id"));
    ASSERT_EQ(undone.status, 200) << undone.body;
    EXPECT_FALSE(bool_of(undone.json, "can_undo"));
    const Reply history = officer.get("/api/v1/cases/" + campus_.case_of(id) + "/history");
    EXPECT_EQ(history.text("items.0.act"), "withdraw") << history.body;
    EXPECT_EQ(undo(officer, done.text("id")).text("code"), "import_undone");
    EXPECT_EQ(bring_in(officer, file, employers).status, 201) << "the code is free again";
}

TEST_P(Imports, StayWhenSomebodyWorkedOnOneOfThemSince)
{
    Person& officer = campus_.officer();
    const std::string name = fresh("丑厂");
    const std::string other = fresh("寅厂");
    const Reply done =
        bring_in(officer, "企业名称,规模\n" + name + ",小型\n" + other + ",小型\n", employers);
    ASSERT_EQ(done.status, 201) << done.body;
    const Reply found = officer.get("/api/v1/employers?q=" + encoded(name));
    ASSERT_EQ(
        officer.act(campus_.case_of(found.text("items.0.id")), "edit_profile", {{"city", "杭州"}})
            .status,
        200
    );
    const Reply refused = undo(officer, done.text("id"));
    EXPECT_EQ(refused.status, 409) << refused.body;
    EXPECT_EQ(refused.text("code"), "import_in_use");
    const Reply still = officer.get("/api/v1/employers?q=" + encoded(other));
    EXPECT_EQ(still.text("items.0.status"), "pending");
}

TEST_P(Imports, CannotBeTakenBackAfterADay)
{
    Person& officer = campus_.officer();
    const Reply done = bring_in(officer, "企业名称,规模\n" + fresh("卯厂") + ",小型\n", employers);
    ASSERT_EQ(done.status, 201) << done.body;
    campus_.server().today("2026-05-11T09:30:00+08:00");
    EXPECT_EQ(undo(officer, done.text("id")).text("code"), "import_too_old");
}

TEST_P(Imports, OpenEventsAndVisitsAndCountStudents)
{
    Person& officer = campus_.officer();
    const std::string title = fresh("集成电路专场");
    const Reply events = bring_in(
        officer,
        "招聘会名称,形式,开始时间,结束时间,地点,预计人数,主办\n" + title +
            ",专场招聘会,2026年5月20日 9:00,2026/5/20 16:30,体育馆,\"1,200人\",学校\n",
        "kind=events"
    );
    ASSERT_EQ(events.status, 201) << events.body;
    const Reply opened =
        officer.get("/api/v1/cases?workflow=recruitment-event&q=" + encoded(title));
    ASSERT_EQ(opened.count("items"), 1U);
    const std::string number = opened.text("items.0.number");
    const Reply page = officer.get("/api/v1/cases/" + number);
    EXPECT_EQ(page.text("data.plan.starts_at"), "2026-05-20T09:00:00+08:00");
    EXPECT_EQ(page.integer("data.plan.expected"), 1200);

    const std::string employer = fresh("辰厂");
    campus_.employer(employer, "小型", true);
    const std::string visits_file = "走访时间,走访企业,方式,带队领导职务,岗位数\n46152," +
                                    employer +
                                    ",实地走访,书记,20\n2026.5.9,没有登记的厂,实地,书记,1\n";
    const Reply seen = check(officer, visits_file, "kind=visits");
    EXPECT_NE(said_of(seen, "B3").find("企业库里没有"), std::string::npos) << seen.body;
    EXPECT_EQ(bring_in(officer, visits_file, "kind=visits").integer("rows"), 1);
    EXPECT_EQ(check(officer, visits_file, "kind=visits").integer("duplicate"), 1);
}

TEST_P(Imports, CountStudentsAtTheGatesOfAnEventThatWasHeld)
{
    Person& officer = campus_.officer();
    const std::string employer = campus_.employer(fresh("巳厂"), "小型", true);
    const std::string second = campus_.employer(fresh("午厂"), "小型", true);
    Event event(campus_, plan_for(fresh("双选会"), "2026-05-20", 300), {employer, second});
    event.run_until_held("2026-05-20");
    const std::string file =
        "编号,签到点,人数\n" + event.number + ",东门,812\n" + event.number + ",西门,1.5\n";
    const Reply done = bring_in(officer, file, "kind=counts");
    ASSERT_EQ(done.status, 201) << done.body;
    EXPECT_EQ(done.integer("rows"), 1);
    const auto counted = [&] {
        const Reply page = event.page();
        return page.body.find("东门") != std::string::npos;
    };
    EXPECT_TRUE(counted());
    EXPECT_EQ(check(officer, file, "kind=counts").integer("duplicate"), 1);
    ASSERT_EQ(undo(officer, done.text("id")).status, 200);
    EXPECT_FALSE(counted());
}

TEST_P(Imports, GiveTheFileBackWithItsFaultsAndNothingInItRuns)
{
    Person& officer = campus_.officer();
    const std::string evil = "=HYPERLINK(\"http://x\")";
    const std::string html = "<img src=x onerror=alert(1)>";
    const std::string file =
        "企业名称,规模,行业\n\"=HYPERLINK(\"\"http://x\"\")\",巨型," + html + "\n";
    const Reply marked = send(officer, "/marked", file, employers);
    ASSERT_EQ(marked.status, 200);
    const auto sheet = xlsx::read_sheet(marked.body);
    ASSERT_TRUE(sheet);
    EXPECT_EQ(sheet->rows.at(0).back(), "检查结果");
    EXPECT_EQ(sheet->rows.at(1).at(0), evil);
    EXPECT_EQ(sheet->rows.at(1).at(2), html);
    EXPECT_NE(sheet->rows.at(1).at(3).find("巨型"), std::string::npos);
}

TEST_P(Imports, ReadTheFilesOfOlderPrograms)
{
    Person& officer = campus_.officer();
    // 企业名称,规模 in GBK, with a row 未厂,小型.
    const std::string gbk = "\xC6\xF3\xD2\xB5\xC3\xFB\xB3\xC6,\xB9\xE6\xC4\xA3\n"
                            "\xCE\xB4\xB3\xA7,\xD0\xA1\xD0\xCD\n";
    const Reply seen = check(officer, gbk, employers);
    ASSERT_EQ(seen.status, 200) << seen.body;
    EXPECT_EQ(seen.text("encoding"), "gb18030");
    EXPECT_EQ(seen.text("columns.0.column"), "profile.name");
    EXPECT_EQ(check(officer, "\xD0\xCF\x11\xE0", employers).text("code"), "file_kind");
    const Reply nothing = check(officer, "企业名称,规模\n", employers);
    EXPECT_EQ(nothing.text("code"), "list_empty");
}

TEST_P(Imports, RefuseMoreRowsThanOneTransactionShouldHold)
{
    std::string file = "企业名称,规模\n";
    for (int i = 0; i < 5001; ++i)
        file += "厂" + std::to_string(i) + ",小型\n";
    EXPECT_EQ(check(campus_.officer(), file, employers).text("code"), "list_too_long");
}

}  // namespace
}  // namespace beihui::test

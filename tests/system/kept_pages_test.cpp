// The last pages are kept and given again, but only as long as they are what reading anew would give.
#include "support/databases.hpp"
#include "system/event.hpp"

#include <gtest/gtest.h>

namespace beihui::test
{
namespace
{

class KeptPages : public testing::TestWithParam<Store>
{
protected:
    KeptPages() { today("2026-05-10"); }

    static std::string fresh()
    {
        const Backend backend = GetParam() == Store::sqlite ? Backend::sqlite : Backend::postgresql;
        return fresh_database(backend).address;
    }
    void today(std::string_view when) { server_.today(when); }

    // Asks until the same page came twice in a row: the hash of the trace is another one each time that
    // it is read anew. In between the program may write something of its own.
    Reply kept(Person& person, const std::string& at)
    {
        Reply before = person.get(at);
        for (int tries = 0; tries < 20; ++tries) {
            Reply again = person.get(at);
            if (again.body == before.body)
                return again;
            before = std::move(again);
        }
        ADD_FAILURE() << "no page is kept of " << at;
        return before;
    }

    const std::string address_ = fresh();
    TestServer server_{address_};
    Campus campus_{server_};
};
INSTANTIATE_TEST_SUITE_P(
    On,
    KeptPages,
    testing::Values(Store::sqlite, Store::postgresql),
    testing::PrintToStringParamName()
);

TEST_P(KeptPages, AreReadAnewOnceAnythingThatTheyRestOnHasChanged)
{
    Event event(campus_, plan_for("留存", "2026-06-20", 200), {});
    Person& officer = campus_.officer();
    const std::string at = "/api/v1/cases/" + event.number;
    const std::string list = "/api/v1/cases?organisation=" + campus_.school;
    const Reply page = kept(officer, at);
    EXPECT_EQ(kept(officer, at).field("ETag"), page.field("ETag"));
    EXPECT_EQ(kept(officer, list).count("items"), 1U);

    // Somebody else sees a page of their own, and what they do is on everybody's at once.
    Person& director = campus_.director();
    EXPECT_NE(kept(director, at).body, page.body);
    event.must(director, "comment", json::object{{"text", "请核对人数"}});
    EXPECT_EQ(officer.get(at).count("comments"), 1U);
    event.must(officer, "edit_plan", json::object{{"title", "改名"}});
    EXPECT_EQ(director.get(at).text("title"), "改名");
    EXPECT_EQ(officer.get(list).text("items.0.title"), "改名");

    // Other rights, without a word being written about the case.
    const std::size_t acts = kept(officer, at).count("acts");
    const json::object leader{
        {"role", "school_leader"}, {"organisation", campus_.school}, {"from", "2026-05-10"}
    };
    ASSERT_EQ(
        director
            .act(
                campus_.case_of(officer.id()), "assign_roles",
                json::object{{"rows", json::array{leader}}}
            )
            .status,
        200
    );
    EXPECT_EQ(officer.get(at).count("acts"), acts);
    EXPECT_NE(kept(officer, at).body, page.body);
}

TEST_P(KeptPages, AreReadAnewOnceAMomentHasPassed)
{
    Event event(campus_, plan_for("到期", "2026-06-20", 200), {});
    Person& officer = campus_.officer();
    const std::string at = "/api/v1/cases/" + event.number;
    today("2026-05-10T14:00:30+08:00");
    const std::string page = kept(officer, at).body;
    today("2026-05-10T14:00:59+08:00");
    EXPECT_EQ(officer.get(at).body, page);
    today("2026-05-10T14:01:00+08:00");
    EXPECT_NE(officer.get(at).body, page);
    kept(officer, at);
    today("2026-05-10T13:59:00+08:00");
    EXPECT_NE(officer.get(at).body, page) << "also when the clock was put back";
}

class KeptPagesOfTwoServers : public KeptPages
{
protected:
    TestServer other_{address_};
};
INSTANTIATE_TEST_SUITE_P(
    On,
    KeptPagesOfTwoServers,
    testing::Values(Store::postgresql),
    testing::PrintToStringParamName()
);

TEST_P(KeptPagesOfTwoServers, ShowAtOnceWhatWasDoneThroughTheOther)
{
    other_.today("2026-05-10");
    Event event(campus_, plan_for("两台", "2026-06-20", 200), {});
    const std::string at = "/api/v1/cases/" + event.number;
    Person elsewhere(other_, "", "");
    elsewhere.keep_cookie(campus_.officer().cookie());
    const Reply before = kept(elsewhere, at);
    event.must(campus_.officer(), "edit_plan", json::object{{"expected", 280}});
    const Reply after = elsewhere.get(at);
    EXPECT_EQ(after.integer("data.plan.expected"), 280);
    EXPECT_EQ(after.integer("version"), before.integer("version") + 1);
}

}  // namespace
}  // namespace beihui::test

// Whoever is signed in is remembered for a moment, so that a page that asks ten things looks once. What
// is changed about them meanwhile holds from the very next request on.
#include "support/databases.hpp"
#include "system/event.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <thread>

namespace beihui::test
{
namespace
{

class Revoked : public testing::TestWithParam<Store>
{
protected:
    Revoked() : server_(address()), campus_(server_) { server_.today("2026-05-10"); }

    static std::string address()
    {
        const Backend backend = GetParam() == Store::sqlite ? Backend::sqlite : Backend::postgresql;
        return fresh_database(backend).address;
    }

    // Has the person remembered: nobody is while accounts are being made and changed.
    Reply remembered(Person& person)
    {
        std::this_thread::sleep_for(std::chrono::milliseconds(2100));
        EXPECT_EQ(person.get("/api/v1/session").status, 200);
        return person.once("GET", "/api/v1/session");
    }
    Reply lock(const std::string& account)
    {
        return campus_.administrator().post(
            "/api/v1/accounts/" + account + "/lock", {{"reason", "账号外借"}}
        );
    }

    TestServer server_;
    Campus campus_;
};
INSTANTIATE_TEST_SUITE_P(
    On,
    Revoked,
    testing::Values(Store::sqlite, Store::postgresql),
    testing::PrintToStringParamName()
);

TEST_P(Revoked, ARoleIsChangedAndAnAccountLockedFromTheNextRequestOn)
{
    Person& officer = campus_.officer();
    Person& director = campus_.director();
    EXPECT_EQ(director.get("/api/v1/session").status, 200);
    EXPECT_EQ(campus_.administrator().get("/api/v1/session").status, 200);
    const Reply before = remembered(officer);
    ASSERT_EQ(before.body.find("school_leader"), std::string::npos) << before.body;

    const json::object other{
        {"role", "school_leader"}, {"organisation", campus_.school}, {"from", "2026-05-10"}
    };
    const Reply assigned =
        director.act(campus_.case_of(officer.id()), "assign_roles", rows(json::array{other}));
    ASSERT_EQ(assigned.status, 200) << assigned.body;
    const Reply after = officer.once("GET", "/api/v1/session");
    EXPECT_NE(after.body.find("school_leader"), std::string::npos) << after.body;

    EXPECT_EQ(remembered(officer).status, 200);
    const Reply locked = lock(after.text("account"));
    ASSERT_EQ(locked.status, 204) << locked.body;
    EXPECT_EQ(officer.once("GET", "/api/v1/session").status, 401);
}

}  // namespace
}  // namespace beihui::test

// 三员分立: the administrators of system, security and audit are different people.
#include "acts/desk_fixture.hpp"

namespace beihui::acts
{
namespace
{

class Separation : public Desk
{
protected:
    Separation()
    {
        open();
        school_ = organisation("", "甲大学", "school");
        person_ = must_open("person", school_, {{"name", "王敏"}}).number;
    }

    std::string refusal_of(json::array rows)
    {
        SubmitAct wanted;
        wanted.number = person_;
        wanted.wanted.act = "assign_roles";
        wanted.wanted.data = json::object{{"rows", std::move(rows)}};
        const auto done = submit_act(context(), the_program(), wanted);
        return done ? "" : done.error().code;
    }
    static json::object role(const char* id, const char* from, const char* to = nullptr)
    {
        json::object row{{"role", id}, {"from", from}};
        if (to)
            row["to"] = to;
        return row;
    }

    std::string school_;
    std::string person_;
};
INSTANTIATE_TEST_SUITE_P(
    On,
    Separation,
    testing::Values(Backend::sqlite, Backend::postgresql),
    testing::PrintToStringParamName()
);

TEST_P(Separation, RefusesTwoAdministratorsInOnePersonOnTheSameDay)
{
    EXPECT_EQ(
        refusal_of(json::array{
            role("administrator", "2026-01-01", "2026-06-30"),
            role("audit_administrator", "2026-06-30")
        }),
        "exclusive_roles"
    );
    EXPECT_EQ(refusal_of(json::array{role("administrator", "2026-01-01", "2026-06-30")}), "");
    EXPECT_EQ(
        refusal_of(json::array{role("security_administrator", "2025-01-01")}), "exclusive_roles"
    );
    EXPECT_EQ(refusal_of(json::array{role("employment_officer", "2025-01-01")}), "");
    EXPECT_EQ(refusal_of(json::array{role("audit_administrator", "2026-07-01")}), "");
}

TEST_P(Separation, LetsNobodyRecordTheirOwnRoles)
{
    accounts::Actor self = the_program();
    self.person = must_open("person", school_, {{"name", "李强"}}).case_id;
    SubmitAct wanted;
    wanted.number = number_of(self.person);
    wanted.wanted.act = "assign_roles";
    wanted.wanted.data = json::object{{"rows", json::array{role("auditor", "2026-01-01")}}};
    const auto refused = submit_act(context(), self, wanted);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, "own_roles");
    wanted.number = person_;
    EXPECT_TRUE(submit_act(context(), self, wanted));
}

}  // namespace
}  // namespace beihui::acts

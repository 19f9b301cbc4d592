#include "accounts/actor.hpp"
#include "accounts/policy_text.hpp"
#include "domain/role.hpp"

#include <gtest/gtest.h>

namespace beihui::accounts
{
namespace
{

Actor somebody(std::vector<Grant> grants)
{
    Actor actor;
    actor.key = "somebody";
    actor.organisation = "school";
    actor.org_path = "/p/school/";
    actor.grants = std::move(grants);
    return actor;
}

std::string changed(std::string_view from, std::string_view to)
{
    std::string text(policy_text());
    const std::size_t at = text.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    return text.replace(at, from.size(), to);
}

std::string faults_of(const std::string& text)
{
    const auto policy = Policy::read("policy.yaml", text);
    if (policy)
        return "";
    std::string codes;
    const Error error = policy.error();
    for (const Fault& fault : error.faults)
        codes += fault.code + " ";
    return codes;
}

TEST(Policy, HasARowForEveryRoleAndWordsForEveryAction)
{
    EXPECT_EQ(faults_of(std::string(policy_text())), "");
    EXPECT_NE(
        faults_of(changed("  auditor:", "  inspector:")).find("unknown_role"), std::string::npos
    );
    EXPECT_NE(
        faults_of(changed("  auditor:", "  inspector:")).find("role_without_row"), std::string::npos
    );
    EXPECT_NE(
        faults_of(changed("  export: {", "  exports: {")).find("action_without_words"),
        std::string::npos
    );
    EXPECT_NE(
        faults_of(changed("[use_session, read_rules]", "[all]")).find("unknown_action"),
        std::string::npos
    );
    EXPECT_NE(
        faults_of(changed("levels: all", "levels: none")).find("unknown_word"), std::string::npos
    );
    EXPECT_NE(
        faults_of(changed("reach: own", "reach: all")).find("unknown_word"), std::string::npos
    );
}

// Deny by default.
TEST(Policy, GivesNothingToWhoHoldsNoRole)
{
    const Actor nobody = somebody({});
    for (const Action action : {Action::read_cases, Action::read_people, Action::publish_packs}) {
        EXPECT_FALSE(may(nobody, action));
        EXPECT_TRUE(scope_of(nobody, action).parts().empty());
    }
    EXPECT_TRUE(may(nobody, Action::use_session));
    EXPECT_TRUE(scope_of(somebody({{"made-up", "school", "/"}}), Action::read_cases).parts().empty()
    );
}

TEST(Policy, GivesEachRoleItsOwnPartOfTheTree)
{
    const Actor two =
        somebody({{"security_officer", "school", "/p/school/"}, {"platform", "site", "/site/"}});
    const Scope scope = scope_of(two, Action::read_cases);
    EXPECT_TRUE(scope.covers("/p/school/college/", "recruitment-event"));
    EXPECT_FALSE(scope.covers("/p/school/", "visit"));
    EXPECT_TRUE(scope.covers("/site/", "visit"));
    EXPECT_FALSE(scope.covers("/site/below/", "visit"));
    EXPECT_FALSE(scope.covers("/p/", "recruitment-event"));
    EXPECT_TRUE(may(two, Action::export_files, "/site/"));
    EXPECT_FALSE(may(two, Action::export_files, "/p/school/")) << "not what another role may there";
}

// An organisation that was moved keeps what it closed where it stood before, and nothing beside it.
TEST(Policy, ReachesWhereAnOrganisationStoodBefore)
{
    Grant moved{"employment_officer", "school", "/q/school/"};
    moved.elsewhere = {"/p/school/"};
    Grant own{"platform", "site", "/q/site/"};
    own.elsewhere = {"/p/site/"};
    const Actor officer = somebody({moved, own});
    const Scope scope = scope_of(officer, Action::read_cases);
    for (const char* const path : {"/q/school/", "/p/school/", "/p/school/college/", "/p/site/"}) {
        EXPECT_TRUE(scope.covers(path, "visit")) << path;
        EXPECT_TRUE(may(officer, Action::read_cases, path)) << path;
        EXPECT_EQ(personal_of(officer, path, "assistance"), Personal::at_work) << path;
    }
    EXPECT_TRUE(may(officer, {"employment_officer"}, "/p/school/college/"));
    for (const char* const path : {"/p/", "/q/", "/p/other/", "/p/site/below/"}) {
        EXPECT_FALSE(scope.covers(path, "visit")) << path;
        EXPECT_FALSE(may(officer, Action::read_cases, path)) << path;
        EXPECT_EQ(personal_of(officer, path, "assistance"), Personal::never) << path;
    }
    EXPECT_FALSE(may(officer, {"employment_officer"}, "/p/other/"));
}

// 三员分立: whoever runs the system, grants roles or watches both are three people.
TEST(Policy, KeepsTheThreeAdministratorsApart)
{
    EXPECT_TRUE(check_separation({"administrator", "employment_officer"}));
    const auto refused = check_separation({"administrator", "audit_administrator"});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, "exclusive_roles");
    for (const std::string& role : Policy::built_in().exclusive())
        EXPECT_FALSE(Policy::built_in().role(role)->may.contains(Action::export_files)) << role;
}

// 2023/四(五), model.md 5: departments above a school count graduates and do not know them.
TEST(Policy, NeverShowsGraduatesToDepartments)
{
    for (const char* const role : {"province_education", "province_sme", "policy_officer"})
        EXPECT_EQ(
            personal_of(somebody({{role, "p", "/p/"}}), "/p/school/", "recruitment-event"),
            Personal::never
        ) << role;
    const Actor department = somebody({{"province_sme", "p", "/p/"}});
    EXPECT_EQ(personal_of(department, "/p/school/", "campaign"), Personal::never);
    EXPECT_TRUE(opens_contacts(department, "/p/school/", "campaign"))
        << "the contacts of a ledger are there to be reached";
    EXPECT_FALSE(opens_contacts(department, "/q/school/", "campaign"));
    EXPECT_FALSE(opens_contacts(department, "/p/school/", "recruitment-event"));
    const Actor officer = somebody({{"employment_officer", "school", "/p/school/"}});
    EXPECT_EQ(personal_of(officer, "/p/school/", "assistance"), Personal::at_work);
    EXPECT_EQ(personal_of(officer, "/p/other/", "assistance"), Personal::never);
}

TEST(Policy, NamesWhoMay)
{
    const auto refused = may(somebody({}), Action::publish_packs);
    ASSERT_FALSE(refused);
    EXPECT_NE(refused.error().detail.zh.find("政策员"), std::string::npos);
}

}  // namespace
}  // namespace beihui::accounts

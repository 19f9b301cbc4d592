// The register of employers: finding what was registered twice, and making one of two.
#include "system/campus.hpp"

#include <gtest/gtest.h>

namespace beihui::test
{
namespace
{

class Employers : public testing::TestWithParam<Store>
{
protected:
    Employers() : campus_(shared_server(GetParam())) { campus_.server().today("2026-05-10"); }

    // A name that no other test uses, unlike any other.
    std::string fresh(const std::string& name) { return name + campus_.school.substr(0, 14); }
    Reply merge(Person& who, const std::string& duplicate, const std::string& into)
    {
        return who.act(
            campus_.case_of(duplicate), "merge", {{"into", into}}, "同一家单位登记了两次"
        );
    }
    json::value line_of(const std::string& id, const std::string& query)
    {
        const Reply found = campus_.officer().get("/api/v1/employers?details=true&" + query);
        EXPECT_EQ(found.status, 200) << found.body;
        return found.find("items", "id", id);
    }
    // Why two employers are shown as one; empty when they are not.
    std::string alike(const std::string& one, const std::string& other)
    {
        const Reply found = campus_.officer().get("/api/v1/employers/alike");
        EXPECT_EQ(found.status, 200) << found.body;
        for (const json::value& group : found.at("groups")->as_array()) {
            int seen = 0;
            for (const json::value& item : group.at("items").as_array())
                seen += text_of(item, "id") == one || text_of(item, "id") == other ? 1 : 0;
            if (seen == 2)
                return std::string(text_of(group, "why"));
        }
        return {};
    }

    Campus campus_;
};
INSTANTIATE_TEST_SUITE_P(
    On,
    Employers,
    testing::Values(Store::sqlite, Store::postgresql),
    testing::PrintToStringParamName()
);

TEST_P(Employers, AreFoundWhenTheyMayHaveBeenRegisteredTwice)
{
    const std::string one = campus_.employer(fresh("精工传感") + "有限公司", "小型", true);
    const std::string other = campus_.employer(fresh("精工传感") + "股份有限公司", "小型", false);
    const std::string near = campus_.employer(fresh("云岭装备制造"), "小型", false);
    const std::string typo = campus_.employer(fresh("云岭装备智造"), "小型", false);
    const std::string first = campus_.employer(fresh("第一建筑设计"), "小型", false);
    const std::string second = campus_.employer(fresh("第二建筑设计"), "小型", false);
    EXPECT_EQ(alike(one, other), "same_name");
    EXPECT_EQ(alike(near, typo), "similar_name");
    EXPECT_EQ(alike(first, second), "") << "numbered ones are not one";
}

TEST_P(Employers, ThatWereToldApartAreNotFoundAgainUntilThatIsUndone)
{
    const std::string one = campus_.employer(fresh("两江传感") + "有限公司", "小型", true);
    const std::string other = campus_.employer(fresh("两江传感") + "股份有限公司", "小型", false);
    ASSERT_EQ(alike(one, other), "same_name");
    Person& officer = campus_.officer();
    const json::object apart{{"employer", other}, {"note", "注册地不同，法人不同"}};
    const Reply told = officer.act(campus_.case_of(one), "tell_apart", rows({apart}));
    ASSERT_EQ(told.status, 200) << told.body;
    EXPECT_EQ(alike(one, other), "");
    const auto noted = [&] {
        std::size_t found = 0;
        const Reply shown = officer.get("/api/v1/employers/alike");
        for (const json::value& pair : shown.at("apart")->as_array())
            found += text_of(pair.at("record"), "id") == one &&
                     text_of(pair.at("other"), "id") == other &&
                     text_of(pair, "note") == "注册地不同，法人不同";
        return found;
    };
    EXPECT_EQ(noted(), 1U);
    // A third of the name is held against both.
    const std::string third = campus_.employer(fresh("两江传感") + "公司", "小型", false);
    EXPECT_EQ(alike(one, third), "same_name");
    EXPECT_EQ(alike(other, third), "same_name");

    const Reply undone = officer.act(
        campus_.case_of(one), "tell_apart",
        json::object{{"rows", json::array()}, {"remove", json::array{other}}}
    );
    ASSERT_EQ(undone.status, 200) << undone.body;
    EXPECT_EQ(noted(), 0U);
    EXPECT_EQ(alike(one, other), "same_name");
}

TEST_P(Employers, KeepBothHistoriesWhenTheyAreMerged)
{
    Person& officer = campus_.officer();
    const std::string kept = campus_.employer(fresh("合并留"), "中型", true);
    const std::string gone = campus_.employer(fresh("合并走"), "小型", false);
    ASSERT_EQ(merge(officer, gone, kept).status, 200);
    EXPECT_TRUE(line_of(gone, "q=" + encoded(fresh("合并走"))).is_null()) << "no longer offered";
    const json::value merged = line_of(gone, "status=merged&q=" + encoded(fresh("合并走")));
    ASSERT_TRUE(merged.is_object());
    EXPECT_EQ(text_of(merged.at("kept"), "id"), kept);
    const Reply of_gone = officer.get("/api/v1/cases/" + campus_.case_of(gone) + "/history");
    EXPECT_EQ(of_gone.text("items.0.act"), "merge");
    const Reply of_kept = officer.get("/api/v1/cases/" + campus_.case_of(kept) + "/history");
    EXPECT_EQ(of_kept.text("items.0.act"), "absorb") << of_kept.body;
}

TEST_P(Employers, AreAnsweredByTheOneThatWasKept)
{
    Person& officer = campus_.officer();
    const std::string kept = campus_.employer(fresh("答复留"), "中型", true);
    const std::string gone = campus_.employer(fresh("答复走"), "小型", false);
    const Reply visit = officer.open(
        "visit", campus_.school,
        {{"date", "2026-05-09"}, {"employer", gone}, {"lead_role", "书记"}}, "log"
    );
    ASSERT_EQ(visit.status, 201) << visit.body;
    ASSERT_EQ(merge(officer, gone, kept).status, 200);
    const Reply page = officer.get("/api/v1/cases/" + visit.text("number"));
    EXPECT_NE(page.body.find(fresh("答复留")), std::string::npos) << page.body;
    EXPECT_EQ(page.body.find(fresh("答复走")), std::string::npos);
    // The next act on the visit counts the one that was kept.
    ASSERT_EQ(officer.act(visit.text("number"), "edit_visit", {{"posts", 5}}).status, 200);
    const Reply facts = officer.get("/api/v1/cases/" + visit.text("number") + "/facts");
    EXPECT_NE(facts.body.find(kept), std::string::npos) << facts.body;
}

TEST_P(Employers, AreNotMergedIntoThemselvesOrTwiceOrByAnybody)
{
    const std::string kept = campus_.employer(fresh("拒绝留"), "中型", true);
    const std::string gone = campus_.employer(fresh("拒绝走"), "小型", false);
    EXPECT_EQ(merge(campus_.officer(), gone, gone).text("code"), "same_case");
    EXPECT_EQ(merge(campus_.leader(), gone, kept).status, 403);
    ASSERT_EQ(merge(campus_.officer(), gone, kept).status, 200);
    EXPECT_EQ(merge(campus_.officer(), gone, kept).status, 409);
    EXPECT_EQ(merge(campus_.officer(), kept, gone).status, 409) << "nothing is merged in a ring";
}

TEST_P(Employers, AreAskedForByStateAndCertificate)
{
    const std::string name = fresh("筛选");
    const std::string special = campus_.employer(name + "甲", "小型", true);
    const std::string plain = campus_.employer(name + "乙", "小型", false);
    const std::string q = "q=" + encoded(name);
    EXPECT_TRUE(line_of(special, q + "&srdi=true").is_object());
    EXPECT_TRUE(line_of(plain, q + "&srdi=true").is_null());
    EXPECT_TRUE(line_of(plain, q + "&status=pending").is_null());
    const json::value line = line_of(special, q);
    EXPECT_EQ(text_of(line.at("certificate"), "level"), "省级专精特新");
    EXPECT_EQ(text_of(line.at("certificate"), "valid_to"), "2026-12-31");
    // Page by page, none twice and none lost.
    const Reply first = campus_.officer().get("/api/v1/employers?limit=1&" + q);
    ASSERT_EQ(first.count("items"), 1U);
    const Reply second = campus_.officer().get(
        "/api/v1/employers?limit=1&cursor=" + first.text("next_cursor") + "&" + q
    );
    ASSERT_EQ(second.count("items"), 1U);
    EXPECT_NE(first.text("items.0.id"), second.text("items.0.id"));
    EXPECT_EQ(second.text("next_cursor"), "");
}

TEST_P(Employers, HaveTheirCodeCheckedAsItIsTyped)
{
    Person& officer = campus_.officer();
    const auto check = [&](const std::string& code) {
        return officer.get("/api/v1/employers/code?uscc=" + encoded(code));
    };
    const Reply wrong = check("91000000MA00000158");
    EXPECT_EQ(wrong.text("verdict"), "rejected");
    EXPECT_NE(wrong.text("reason.zh").find("应为 7"), std::string::npos);
    const Reply right = check("９１000000ma00000157 ");
    EXPECT_EQ(right.text("verdict"), "accepted") << right.body;
    EXPECT_EQ(right.text("code"), "91000000MA00000157");
}

}  // namespace
}  // namespace beihui::test

// What people do together on a case: comments with mentions, claim, give back, hand over, remind.
// None of it changes what a form holds, the stage, or what the rules say.
#include "acts/program.hpp"
#include "support/databases.hpp"
#include "system/event.hpp"
#include "system/rebuilt.hpp"

#include <gtest/gtest.h>

namespace beihui::test
{
namespace
{

class Collaboration : public testing::TestWithParam<Store>
{
protected:
    Collaboration() : server_(address()), campus_(server_)
    {
        server_.today("2026-05-10");
        const Reply opened = campus_.officer().open(
            "recruitment-event", campus_.school, plan_for("协作", "2026-06-20", 300)
        );
        EXPECT_EQ(opened.status, 201) << opened.body;
        number_ = opened.text("number");
        target_ = "/api/v1/cases/" + number_;
    }

    static std::string address()
    {
        const Backend backend = GetParam() == Store::sqlite ? Backend::sqlite : Backend::postgresql;
        return fresh_database(backend).address;
    }

    Person& officer() { return campus_.officer(); }
    Person& director() { return campus_.director(); }
    Person& second() { return campus_.person("second", campus_.school, {"employment_officer"}); }
    Person& foreigner()
    {
        if (other_school_.empty())
            other_school_ =
                acts::register_organisation(
                    server_.context(), campus_.province,
                    {{"code", "他校"}, {"name", "他校"}, {"level", "school"}, {"kind", "school"}}
                )
                    .value();
        return campus_.person("foreigner", other_school_, {"employment_officer"});
    }

    // A common act, sent without any version.
    Reply common(Person& who, std::string_view act, json::value data = nullptr)
    {
        json::object body{{"act", act}};
        if (!data.is_null())
            body["data"] = std::move(data);
        return who.post(target_ + "/acts", body);
    }
    Reply edit(Person& who, std::string_view version, int expected)
    {
        const json::object body{
            {"act", "edit_plan"}, {"data", json::object{{"expected", expected}}}
        };
        return who.act_with(number_, body, version, fresh_key());
    }
    Reply page(Person& who) { return who.get(target_); }

    TestServer server_;
    Campus campus_;
    std::string number_;
    std::string target_;
    std::string other_school_;
};
INSTANTIATE_TEST_SUITE_P(
    On,
    Collaboration,
    testing::Values(Store::sqlite, Store::postgresql),
    testing::PrintToStringParamName()
);

TEST_P(Collaboration, ACommentMakesNobodysOpenFormStale)
{
    const Reply seen = page(officer());
    const std::string version = seen.field("ETag");
    const Reply commented = common(director(), "comment", json::object{{"text", "人数再核一下"}});
    ASSERT_EQ(commented.status, 200) << commented.body;
    EXPECT_NE(commented.field("ETag"), version) << "it is an entry as every other";
    EXPECT_EQ(commented.text("stage"), seen.text("stage"));
    EXPECT_EQ(json_text(*commented.at("readiness")), json_text(*seen.at("readiness")));
    EXPECT_EQ(
        json_text(*commented.at("decision.requirements")),
        json_text(*seen.at("decision.requirements"))
    );

    const Reply edited = edit(officer(), version, 320);
    EXPECT_EQ(edited.status, 200) << edited.body;
    // What did change the form is still told.
    EXPECT_EQ(edit(director(), version, 330).status, 412);
    EXPECT_EQ(edit(director(), "\"v99\"", 330).status, 412);

    const Reply history = officer().get(target_ + "/history");
    const json::value& entry = history.find("items", "act", "comment");
    EXPECT_EQ(text_of(entry.at("label"), "zh"), "批注");
    EXPECT_EQ(text_of(entry, "trace_hash"), "") << "no rule was asked";
    expect_rebuilt_alike(server_.context().database);
}

// provable-history: free text counts as personal, so that it stands outside the hashed bytes.
TEST_P(Collaboration, TheTextOfACommentIsHiddenAndMasked)
{
    ASSERT_EQ(common(director(), "comment", json::object{{"text", "张三的电话不对"}}).status, 200);
    const Reply shown = page(officer());
    EXPECT_EQ(shown.text("comments.0.text"), "张三的电话不对");
    EXPECT_EQ(shown.text("comments.0.by"), director().id());
    EXPECT_NE(json_text(*page(campus_.auditor()).at("comments.0.text")), "\"张三的电话不对\"");
    const Reply history = officer().get(target_ + "/history");
    const std::string uid(text_of(history.find("items", "act", "comment"), "uid"));
    const Reply stored = officer().get("/api/v1/entries/" + uid);
    EXPECT_EQ(stored.text("body").find("张三"), std::string::npos);
}

TEST_P(Collaboration, MentionsReachThoseWhoSeeTheCaseAndNobodyElse)
{
    // By the list, and by @login in the text.
    const Reply called = common(
        officer(), "comment",
        json::object{
            {"text", "请 @" + director().login() + " 看一下"},
            {"mentions", json::array{second().id()}}
        }
    );
    ASSERT_EQ(called.status, 200) << called.body;
    EXPECT_EQ(called.count("comments.0.mentions"), 2U);
    for (Person* const person : {&director(), &second()}) {
        const Reply inbox = person->get("/api/v1/inbox");
        ASSERT_EQ(inbox.count("items"), 1U) << inbox.body;
        EXPECT_EQ(inbox.text("items.0.kind"), "mention");
        EXPECT_EQ(inbox.text("items.0.case.number"), number_);
        EXPECT_EQ(inbox.integer("unread"), 1);
    }
    const Reply refused = common(
        officer(), "comment",
        json::object{{"text", "外校"}, {"mentions", json::array{foreigner().id()}}}
    );
    EXPECT_EQ(refused.status, 422);
    EXPECT_EQ(refused.codes(), "cannot_see_case") << refused.body;
    EXPECT_EQ(foreigner().get("/api/v1/inbox").count("items"), 0U);
    EXPECT_EQ(common(foreigner(), "comment", json::object{{"text", "看"}}).status, 404);
}

TEST_P(Collaboration, AnInboxIsPagedAndMarkedRead)
{
    for (int i = 0; i < 5; ++i)
        ASSERT_EQ(
            common(
                officer(), "comment",
                json::object{
                    {"text", "第" + std::to_string(i) + "条"},
                    {"mentions", json::array{second().id()}}
                }
            ).status,
            200
        );
    const Reply first = second().get("/api/v1/inbox?limit=3");
    ASSERT_EQ(first.count("items"), 3U);
    EXPECT_EQ(first.text("items.0.words"), "第4条");
    const Reply rest =
        second().get("/api/v1/inbox?limit=3&cursor=" + encoded(first.text("next_cursor")));
    ASSERT_EQ(rest.count("items"), 2U);
    EXPECT_EQ(rest.text("items.1.words"), "第0条");
    EXPECT_EQ(rest.text("next_cursor"), "");
    EXPECT_EQ(second().get("/api/v1/inbox?cursor=x").status, 422);

    const json::object ids{{"ids", json::array{first.text("items.0.id"), "nothing"}}};
    EXPECT_EQ(second().post("/api/v1/inbox/read", ids).integer("marked"), 1);
    EXPECT_EQ(second().post("/api/v1/inbox/read", ids).integer("marked"), 0);
    EXPECT_EQ(second().get("/api/v1/inbox?unread=true").count("items"), 4U);
    EXPECT_EQ(second().get("/api/v1/inbox").integer("unread"), 4);
    // Nobody marks what is another's.
    EXPECT_EQ(director().post("/api/v1/inbox/read", ids).integer("marked"), 0);
}

TEST_P(Collaboration, ACaseIsClaimedGivenBackAndHandedToWhoMayDoIt)
{
    EXPECT_EQ(common(officer(), "give_back").text("code"), "not_claimed");
    const Reply claimed = common(officer(), "claim");
    ASSERT_EQ(claimed.status, 200) << claimed.body;
    EXPECT_EQ(claimed.text("in_hand.person"), officer().id());
    EXPECT_EQ(common(second(), "claim").text("code"), "claimed_already");
    EXPECT_EQ(common(second(), "give_back").text("code"), "in_other_hands");
    EXPECT_EQ(
        common(second(), "hand_over", json::object{{"to", second().id()}}).text("code"),
        "in_other_hands"
    );
    Person& guard = campus_.person("programme", campus_.school, {"programme_head"});
    const Reply refused = common(officer(), "hand_over", json::object{{"to", guard.id()}});
    EXPECT_EQ(refused.codes(), "cannot_take_over") << refused.body;
    EXPECT_NE(refused.text("detail").find("就业办工作人员"), std::string::npos) << refused.body;
    EXPECT_EQ(
        common(officer(), "hand_over", json::object{{"to", foreigner().id()}}).codes(),
        "cannot_take_over"
    );
    const Reply handed = common(
        officer(), "hand_over", json::object{{"to", second().id()}, {"note", "材料在柜子里"}}
    );
    ASSERT_EQ(handed.status, 200) << handed.body;
    EXPECT_EQ(handed.text("in_hand.person"), second().id());
    const Reply inbox = second().get("/api/v1/inbox");
    EXPECT_EQ(inbox.text("items.0.kind"), "handed");
    EXPECT_EQ(inbox.text("items.0.words"), "材料在柜子里");
    // The director may, whoever has it; and a case that moves on lies on nobody's desk.
    EXPECT_EQ(common(director(), "give_back").status, 200);
    ASSERT_EQ(common(officer(), "claim").status, 200);
    ASSERT_EQ(officer().act(number_, "cancel", nullptr, "不办了").status, 200);
    EXPECT_TRUE(page(officer()).at("in_hand")->is_null());
    EXPECT_EQ(
        common(officer(), "comment", json::object{{"text", "晚了"}}).text("code"), "act_not_open"
    );
    expect_rebuilt_alike(server_.context().database);
}

TEST_P(Collaboration, AReminderGoesToWhoseTurnItIsOnceADay)
{
    const Reply reminded = common(director(), "remind");
    ASSERT_EQ(reminded.status, 200) << reminded.body;
    const Reply inbox = officer().get("/api/v1/inbox");
    ASSERT_EQ(inbox.count("items"), 1U) << inbox.body;
    EXPECT_EQ(inbox.text("items.0.kind"), "reminder");
    EXPECT_TRUE(bool_of(*inbox.at("items.0"), "to_role"));
    const Reply again = common(director(), "remind");
    EXPECT_EQ(again.status, 409);
    EXPECT_EQ(again.text("code"), "reminded_today");
    EXPECT_NE(again.text("detail").find("明天"), std::string::npos) << again.body;
    // Another person is another reminder; who has it in hand is whose turn it is.
    EXPECT_EQ(common(director(), "remind", json::object{{"to", second().id()}}).status, 200);
    ASSERT_EQ(common(officer(), "claim").status, 200);
    ASSERT_EQ(common(director(), "remind").status, 200);
    EXPECT_EQ(officer().get("/api/v1/inbox").count("items"), 2U);
    EXPECT_EQ(
        common(director(), "remind", json::object{{"duty", "nothing"}}).codes(), "unknown_duty"
    );
    EXPECT_EQ(
        common(director(), "remind", json::object{{"requirement", "nothing"}}).codes(),
        "unknown_requirement"
    );
    server_.today("2026-05-11");
    EXPECT_EQ(common(director(), "remind").status, 200);
}

TEST_P(Collaboration, WhatIsMissingIsRemindedToItsOwner)
{
    const Reply now = page(director());
    std::string key;
    std::string owner;
    for (const json::value& requirement : now.at("decision.requirements")->as_array())
        if (!bool_of(requirement, "met") && bool_of(requirement, "applicable", true) &&
            text_of(requirement, "owner") == "security_officer") {
            key = text_of(requirement, "key");
            owner = text_of(requirement, "owner");
        }
    ASSERT_FALSE(key.empty()) << now.body;
    Person& guard = campus_.person("guard", campus_.school, {owner});
    ASSERT_EQ(common(director(), "remind", json::object{{"requirement", key}}).status, 200);
    const Reply inbox = guard.get("/api/v1/inbox");
    ASSERT_EQ(inbox.count("items"), 1U) << inbox.body;
    EXPECT_EQ(inbox.text("items.0.about"), key);
    EXPECT_EQ(officer().get("/api/v1/inbox").count("items"), 0U);
    // Asked of one person by name, it is still about that one thing.
    const json::object named{{"requirement", key}, {"to", second().id()}};
    ASSERT_EQ(common(director(), "remind", named).status, 200);
    EXPECT_EQ(second().get("/api/v1/inbox").text("items.0.about"), key);
    EXPECT_FALSE(bool_of(*second().get("/api/v1/inbox").at("items.0"), "to_role", true));
    const json::object unknown{{"requirement", "nothing"}, {"to", second().id()}};
    EXPECT_EQ(common(director(), "remind", unknown).codes(), "unknown_requirement");
}

TEST_P(Collaboration, TheSameRequestSentTwiceIsOneComment)
{
    const std::string key = fresh_key();
    const json::object body{{"act", "comment"}, {"data", json::object{{"text", "一次"}}}};
    for (int i = 0; i < 2; ++i) {
        const Reply sent = officer().ask(
            "POST", target_ + "/acts", json_text(body),
            {{"X-Beihui", "1"}, {"Idempotency-Key", key}}
        );
        EXPECT_EQ(sent.status, 200) << sent.body;
    }
    EXPECT_EQ(page(officer()).count("comments"), 1U);
    // An act of the workflow still says which version was seen.
    const json::object edit{{"act", "edit_plan"}, {"data", json::object{{"expected", 310}}}};
    EXPECT_EQ(officer().post(target_ + "/acts", edit).status, 428);
}

}  // namespace
}  // namespace beihui::test

#include "http/message.hpp"
#include "http/query.hpp"

#include <gtest/gtest.h>

namespace beihui::http
{
namespace
{

Request with_target(std::string target)
{
    Request request;
    request.target = std::move(target);
    return request;
}

TEST(Message, DecodesATargetOnce)
{
    auto request = with_target("/api/%E5%A4%87?q=%E8%B5%B0+%2B&q=2&empty");
    ASSERT_EQ(decode_target(request), 0);
    EXPECT_EQ(request.path, "/api/备");
    EXPECT_EQ(request.segments, (std::vector<std::string>{"api", "备"}));
    EXPECT_EQ(request.query, (Pairs{{"q", "走 +"}, {"q", "2"}, {"empty", ""}}));
}

TEST(Message, RefusesTargetsThatTwoReadersCouldUnderstandDifferently)
{
    for (const char* target :
         {"/a/../b", "/a/%2e%2e/b", "/.", "//a", "/a/", "/a\\b", "/a%5Cb", "/a%2Fb", "/%252e",
          "/a%25"}) {
        auto request = with_target(target);
        EXPECT_EQ(decode_target(request), 404) << target;
    }
    for (const char* target :
         {"/%", "/%1", "/%zz", "/%00", "/%c0%ae", "/%ff", "/?a=%", "/?a=%00", "/a/../%zz"}) {
        auto request = with_target(target);
        EXPECT_EQ(decode_target(request), 400) << target;
    }
}

TEST(Message, NeverSendsAFieldWithControlCharacters)
{
    Response response;
    response.headers = {{"X-Good", "1"}, {"X-Bad", "1\r\nSet-Cookie: a=b"}, {"X\r\nEvil", "1"}};
    response.download_name = "附件3\r\nX: \"y\".xlsx";
    const std::string head = head_text(response, HeadTerms{});
    EXPECT_NE(head.find("X-Good: 1\r\n"), std::string::npos);
    EXPECT_EQ(head.find("Set-Cookie"), std::string::npos);
    EXPECT_EQ(head.find("Evil"), std::string::npos);
    EXPECT_NE(
        head.find("Content-Disposition: attachment; filename=\"__3__X___y_.xlsx\"; "
                  "filename*=UTF-8''%E9%99%84%E4%BB%B63%0D%0AX%3A%20%22y%22.xlsx\r\n"),
        std::string::npos
    ) << head;
}

TEST(Message, WritesTheDateAsRfc9110Says)
{
    HeadTerms terms;
    terms.seconds_since_1970 = 784'111'777;  // the example of RFC 9110 section 5.6.7
    EXPECT_NE(
        head_text(Response{}, terms).find("Date: Sun, 06 Nov 1994 08:49:37 GMT\r\n"),
        std::string::npos
    );
}

TEST(Message, ReadsPreferencesAndTags)
{
    EXPECT_EQ(preference_for("gzip, br;q=0.25", "br"), 250);
    EXPECT_EQ(preference_for("br;q=0", "br"), 0);
    EXPECT_EQ(preference_for("gzip", "br"), std::nullopt);
    EXPECT_TRUE(names_tag("\"x\", W/\"v17\"", "\"v17\""));
    EXPECT_TRUE(names_tag("*", "\"v17\""));
    EXPECT_FALSE(names_tag("\"v1\"", "\"v17\""));
    EXPECT_FALSE(names_tag("", "\"v17\""));
}

TEST(Message, FindsACookieByItsWholeName)
{
    Request request;
    request.headers.emplace_back("cookie", "x__Host-sid=1; __Host-sid2=2; __Host-sid=3");
    EXPECT_EQ(request.cookie("__Host-sid"), "3");
    EXPECT_EQ(request.cookie("sid"), std::nullopt);
    request.headers.front().second = "sid=1; sid=2";
    EXPECT_EQ(request.cookie("sid"), std::nullopt) << "one of the two was planted";
}

Request asked(Pairs query)
{
    Request request;
    request.query = std::move(query);
    return request;
}

TEST(Query, ReadsParametersByType)
{
    const auto request = asked(
        {{"limit", "200"},
         {"as_of", "2026-04-07T08:30:00+08:00"},
         {"due", "2026-04-30"},
         {"stage", "plan"},
         {"late", "true"}}
    );
    QueryReader query(request);
    EXPECT_EQ(query.limit(), 200U);
    EXPECT_EQ(query.instant("as_of").value().text(), "2026-04-07T08:30:00+08:00");
    EXPECT_EQ(query.date("due").value().text(), "2026-04-30");
    EXPECT_EQ(query.choice("stage", {"plan", "report"}), "plan");
    EXPECT_TRUE(query.flag("late"));
    EXPECT_EQ(query.cursor(), std::nullopt);
    EXPECT_TRUE(query.done().has_value());
}

TEST(Query, CollectsEveryFaultWithItsPlace)
{
    const auto request = asked(
        {{"limit", "201"},
         {"due", "2026-02-30"},
         {"as_of", "2026-04-07T08:30:00 08:00"},
         {"q", "1"},
         {"q", "2"}}
    );
    QueryReader query(request);
    EXPECT_EQ(query.limit(), 50U);
    EXPECT_EQ(query.date("due"), std::nullopt);
    EXPECT_EQ(query.instant("as_of"), std::nullopt);
    query.text("q");
    const auto done = query.done();
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().kind, Refusal::invalid_input);
    const auto faults = done.error().faults;
    ASSERT_EQ(faults.size(), 4U);
    EXPECT_EQ(faults[0].where, "?limit");
    EXPECT_EQ(faults[0].code, "out_of_range");
    EXPECT_EQ(faults[1].where, "?due");
    EXPECT_NE(faults[2].way_out.en.find("%2B"), std::string::npos);
    EXPECT_EQ(faults[3].code, "given_twice");
}

TEST(Query, NamesTheParameterThatWasProbablyMeant)
{
    const auto request = asked({{"limti", "5"}});
    QueryReader query(request);
    query.limit();
    query.cursor();
    const auto done = query.done();
    ASSERT_FALSE(done);
    ASSERT_EQ(done.error().faults.size(), 1U);
    EXPECT_EQ(done.error().faults[0].code, "unknown_parameter");
    EXPECT_NE(done.error().faults[0].way_out.zh.find("limit"), std::string::npos);
}

}  // namespace
}  // namespace beihui::http

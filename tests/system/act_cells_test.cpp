// What an act that is not done yet would do to the tables: the same numbers that stand there once it
// is done, and nothing is written.
#include "support/databases.hpp"
#include "system/event.hpp"
#include "system/rebuilt.hpp"

#include <gtest/gtest.h>

namespace beihui::test
{
namespace
{

json::object agreement(
    std::string_view number,
    std::string_view graduate,
    std::string_view employer
)
{
    return {
        {"number", number},   {"graduate", graduate},      {"employer", employer},
        {"kind", "意向协议"}, {"signed_on", "2026-05-21"},
    };
}

class ActCells : public testing::TestWithParam<Store>
{
protected:
    ActCells() : server_(address()), campus_(server_)
    {
        server_.today("2026-04-10");
        employer_ = campus_.employer("甲", "小型", true);
    }

    static std::string address()
    {
        const Backend backend = GetParam() == Store::sqlite ? Backend::sqlite : Backend::postgresql;
        return fresh_database(backend).address;
    }

    Event held(std::string_view title, std::string_view day)
    {
        Event event(campus_, plan_for(title, day, 300), {employer_});
        event.run_until_held(day);
        return event;
    }
    Reply ask(Person& who, const Event& event, std::string_view act, json::value data)
    {
        return who.post(
            "/api/v1/cases/" + event.number + "/acts/cells",
            json::object{{"act", act}, {"data", std::move(data)}}
        );
    }
    // A cell of annex 1 in an answer.
    static std::int64_t cell(const Reply& reply, std::string_view side)
    {
        const json::value& table = reply.find("tables", "table", "2026.annex1");
        if (table.is_null())
            return -1;
        for (const json::value& one : table.at("cells").as_array())
            if (text_of(one, "column") == "signed")
                return one.at(side).as_int64();
        return -1;
    }
    std::int64_t stands()
    {
        const Reply table =
            campus_.officer().get("/api/v1/tables/2026.annex1?from=2026-04-01&to=2026-06-30");
        return table.find("cells", "column", "signed").at("value").as_int64();
    }

    TestServer server_;
    Campus campus_;
    std::string employer_;
};
INSTANTIATE_TEST_SUITE_P(
    On,
    ActCells,
    testing::Values(Store::sqlite, Store::postgresql),
    testing::PrintToStringParamName()
);

TEST_P(ActCells, TellTheNumberThatStandsThereOnceItIsDone)
{
    Event first = held("第一场", "2026-05-20");
    Event second = held("第二场", "2026-05-21");
    Person& officer = campus_.officer();
    first.must(officer, "record_agreements", rows({agreement("A1", "2022010001", employer_)}));
    ASSERT_EQ(stands(), 1);

    // The first has signed at the other event already, and the second signs twice.
    const json::value signing = rows(
        {agreement("B1", "2022010001", employer_), agreement("B2", "2022010002", employer_),
         agreement("B3", "2022010002", employer_)}
    );
    const Reply asked = ask(officer, second, "record_agreements", signing);
    ASSERT_EQ(asked.status, 200) << asked.body;
    EXPECT_EQ(cell(asked, "before"), 1);
    EXPECT_EQ(cell(asked, "after"), 2);
    EXPECT_EQ(stands(), 1) << "asking writes nothing";
    EXPECT_EQ(second.page().count("rows.agreements"), 0U);

    second.must(officer, "record_agreements", signing);
    EXPECT_EQ(stands(), 2);

    // What is cancelled leaves the number again.
    json::object cancelled = agreement("B2", "2022010002", employer_);
    cancelled["cancelled_on"] = "2026-05-25";
    json::object also = agreement("B3", "2022010002", employer_);
    also["cancelled_on"] = "2026-05-25";
    const Reply less = ask(officer, second, "record_agreements", rows({cancelled, also}));
    EXPECT_EQ(cell(less, "before"), 2) << less.body;
    EXPECT_EQ(cell(less, "after"), 1);
    expect_rebuilt_alike(server_.context().database);
}

TEST_P(ActCells, AreNoneForAnActThatMovesNoFact)
{
    Event event = held("跟进", "2026-05-20");
    const Reply asked =
        ask(campus_.officer(), event, "record_outcomes",
            rows({json::object{{"employer", employer_}, {"interviews", 12}, {"intentions", 3}}}));
    ASSERT_EQ(asked.status, 200) << asked.body;
    EXPECT_EQ(asked.count("tables"), 0U);
}

TEST_P(ActCells, AreRefusedWhereTheActIs)
{
    Event event = held("跟进", "2026-05-20");
    Person& officer = campus_.officer();
    const Reply unknown = ask(officer, event, "no_such_act", json::object());
    EXPECT_EQ(unknown.status, 409) << unknown.body;
    EXPECT_EQ(unknown.text("code"), "unknown_act");
    const Reply lacking =
        ask(officer, event, "record_agreements", rows({json::object{{"number", "C1"}}}));
    EXPECT_EQ(lacking.status, 422) << lacking.body;
    EXPECT_EQ(
        officer.post("/api/v1/cases/none/acts/cells", json::object{{"act", "comment"}}).status, 404
    );
}

TEST_P(ActCells, AreNotCountedAlongForAnActThatTouchesTooManyFacts)
{
    Event event = held("签到", "2026-05-20");
    json::array many;
    for (int i = 0; i < 201; ++i)
        many.emplace_back(json::object{{"graduate", "20220" + std::to_string(20000 + i)}});
    const Reply asked = ask(campus_.officer(), event, "check_in", rows(std::move(many)));
    EXPECT_EQ(asked.status, 409);
    EXPECT_EQ(asked.text("code"), "too_many_facts") << asked.body;
}

}  // namespace
}  // namespace beihui::test

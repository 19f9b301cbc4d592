// Counts that rules need: days of their own, by value, within a case, and what was newly opened.
#include "measure_fixture.hpp"

namespace beihui::storage
{
namespace
{

class NeededCounts : public MeasureStore
{
protected:
    CountAsked asked_for(const Measure& measure)
    {
        CountAsked asked;
        asked.org_path = "/p/s1/";
        asked.circular = circular_;
        asked.set_days(measure, {}, {day("1900-01-01"), day("2199-12-31")});
        return asked;
    }
    std::int64_t count_of(const Measure& measure) { return count(measure, asked_for(measure)); }
    std::map<std::string, std::int64_t> groups_of(const Measure& measure)
    {
        std::map<std::string, std::int64_t> groups;
        database_->read([&](ReadTxn& txn) {
            groups = count_groups(txn, measure, asked_for(measure)).value();
        });
        return groups;
    }
    Fact visit(std::string on, std::string employer, json::object attributes) const
    {
        Fact made = fact("visit", std::move(on), std::move(attributes));
        made.employer = std::move(employer);
        return made;
    }
    // Visits of one leader to employers number `first` to `last`.
    void visits_of(const std::string& role, int first, int last, const std::string& on)
    {
        std::vector<Fact> made;
        for (int i = first; i <= last; ++i)
            made.push_back(visit(
                on, "e" + std::to_string(i), {{"role", role}, {"completed", true}, {"mode", "实地"}}
            ));
        ++cases_;
        write("case" + std::to_string(cases_), cases_, std::move(made));
    }

private:
    int cases_ = 0;
};
INSTANTIATE_TEST_SUITE_P(Databases, NeededCounts, testing::Bool(), [](const auto& kind) {
    return kind.param ? "PostgreSql" : "Sqlite";
});

// 60 of the secretary, 55 of the president, 20 in common, two of the president's after the window:
// 60 + 53 - 20. The deputies' 30 do not count.
TEST_P(NeededCounts, CountThePrincipalsTogether_2022_6_2_d)
{
    visits_of("书记", 1, 60, "2022-03-01");
    visits_of("校长(院长)", 41, 93, "2022-08-31");
    visits_of("校长(院长)", 94, 95, "2022-09-02");
    visits_of("副职", 101, 130, "2022-05-10");
    const Measure together = measure(R"j({"of": "visit", "count": "distinct(employer)",
        "where": {"completed": true, "role": ["书记", "校长(院长)"]},
        "window": {"from": "2022-03-01", "to": "2022-08-31"}})j");
    EXPECT_EQ(count_of(together), 93);
    std::map<std::string, int> left_out;
    for (const MeasuredFact& fact : list(together, asked_for(together), false))
        ++left_out[fact.why.zh];
    EXPECT_EQ(
        left_out, (std::map<std::string, int>{
                      {"2022年9月2日不在统计期内（2022年3月1日至2022年8月31日）", 2},
                      {"带队人职务为副职，不在书记、校长(院长)之内", 30},
                  })
    );
    // Each on his own, as 2023/四(一)c may be read.
    Measure each = together;
    each.by = "role";
    EXPECT_EQ(
        groups_of(each), (std::map<std::string, std::int64_t>{{"书记", 60}, {"校长(院长)", 53}})
    );
}

// 新开拓 is "no contact before the window": the day before its first day is before it, the first day
// is not, and a firm whose first contact came after that visit has none before it at all.
TEST_P(NeededCounts, TakeAnEmployerForNewlyOpenedFromTheFirstDayOfTheWindowOn_2022_6_2_e)
{
    const Measure opened = measure(R"j({"of": "visit", "count": "distinct(employer)",
        "where": {"first_contact": "opened_in_window"},
        "window": {"from": "2022-03-01", "to": "2022-08-31"}})j");
    write(
        "c", 1,
        {visit("2022-04-10", "before", {{"first_contact", "2022-02-28"}}),
         visit("2022-04-10", "on", {{"first_contact", "2022-03-01"}}),
         visit("2022-04-10", "after", {{"first_contact", "2022-03-02"}}),
         visit("2022-04-10", "none", {{"first_contact", ""}}), visit("2022-04-10", "unsaid", {})}
    );
    EXPECT_EQ(count_of(opened), 4);
    EXPECT_EQ(
        why(opened, asked_for(opened)), "首次接触日期为2022年2月28日，早于统计期首日2022年3月1日"
    );
}

TEST_P(NeededCounts, SayWhyAFactBelongsToNoGroup)
{
    const Measure apart =
        measure(R"j({"of": "visit", "count": "distinct(employer)", "by": "programme"})j");
    write(
        "c", 1,
        {visit("2023-04-10", "a", {{"programme", "080901"}}),
         visit("2023-04-11", "a", {{"programme", "080901"}}),
         visit("2023-04-11", "a", {{"programme", "120203"}}),
         visit("2023-04-11", "b", {{"programme", ""}}), visit("2023-04-11", "c", {})}
    );
    EXPECT_EQ(
        groups_of(apart), (std::map<std::string, std::int64_t>{{"080901", 1}, {"120203", 1}})
    );
    const auto left_out = list(apart, asked_for(apart), false);
    ASSERT_EQ(left_out.size(), 2u);
    for (const MeasuredFact& fact : left_out)
        EXPECT_EQ(fact.why.zh, "没有登记“专业”，不知归入哪一组");
    // One group opened: its facts alone, the repeat among them.
    CountAsked one = asked_for(apart);
    one.group = "080901";
    EXPECT_EQ(count(apart, one), 1);
    const auto counted = list(apart, one, true);
    ASSERT_EQ(counted.size(), 2u);
    EXPECT_EQ(counted[0].adds + counted[1].adds, 1);
    EXPECT_TRUE(list(apart, one, false).empty());
    database_->read([&](ReadTxn& txn) {
        for (const StoredFact& stored : facts_of_case(txn, case_id("c")))
            if (stored.fact.employer == "c") {
                EXPECT_EQ(judge_fact(txn, apart, one, stored).why.zh, "不在所问的这一组");
            }
    });
}

TEST_P(NeededCounts, KeepToTheCaseAndToTheDaysOfADate)
{
    const auto filing = [&](std::string period_end) {
        return fact("filing", "2025-05-12", {{"period_end", std::move(period_end)}});
    };
    write("one", 1, {filing("2025-05-11"), filing("2025-05-18"), filing("2025-05-25")});
    write("two", 2, {filing("2025-05-18")});
    const Measure some = measure(R"j({"of": "filing", "count": "rows", "within": "case",
        "where": {"period_end": {"not_before": "2025-05-18", "not_after": "2025-05-24"}}})j");
    CountAsked asked = asked_for(some);
    EXPECT_EQ(count(some, asked), 2);
    asked.case_id = case_id("one");
    EXPECT_EQ(count(some, asked), 1);
    const auto left_out = list(some, asked, false);
    ASSERT_EQ(left_out.size(), 2u);
    EXPECT_EQ(
        left_out[0].why.zh, left_out[0].stored.fact.attributes.at("period_end") == "2025-05-11"
                                ? "所报时段的末日为2025年5月11日，早于2025年5月18日"
                                : "所报时段的末日为2025年5月25日，晚于2025年5月24日"
    );
    EXPECT_NE(left_out[0].why.zh, left_out[1].why.zh);
    database_->read([&](ReadTxn& txn) {
        const StoredFact other = facts_of_case(txn, case_id("two")).front();
        EXPECT_EQ(judge_fact(txn, some, asked, other).why.zh, "不是本案卷的");
    });
}

TEST_P(NeededCounts, RefuseMoreValuesThanARuleMayBeGiven)
{
    std::vector<Fact> made;
    for (std::size_t i = 0; i < most_groups; ++i)
        made.push_back(visit("2023-04-10", "e" + std::to_string(i), {}));
    write("c", 1, std::move(made));
    const Measure apart = measure(R"j({"of": "visit", "count": "rows", "by": "employer"})j");
    EXPECT_EQ(groups_of(apart).size(), most_groups);
    write("d", 2, {visit("2023-04-10", "one more", {})});
    database_->read([&](ReadTxn& txn) {
        const auto groups = count_groups(txn, apart, asked_for(apart));
        ASSERT_FALSE(groups);
        EXPECT_EQ(groups.error().code, "RP1231");
    });
}

class FirstContacts : public NeededCounts
{
protected:
    std::string earliest(std::string_view before, std::string_view school = "s1")
    {
        std::string found = "none";
        const std::string firm = circular_ + "firm";
        database_->read([&](ReadTxn& txn) {
            const std::string own = case_id("own");
            if (const auto first = first_contact(txn, {firm, "s1", school, own, day(before)}))
                found = first->text();
        });
        return found;
    }
    Fact contact(std::string kind, std::string on, std::string path = "/p/s1/") const
    {
        Fact made = fact(std::move(kind), std::move(on));
        made.employer = circular_ + "firm";
        made.org_path = std::move(path);
        if (made.org_path != "/p/s1/")
            made.organisation = "elsewhere";
        return made;
    }
};
INSTANTIATE_TEST_SUITE_P(Databases, FirstContacts, testing::Bool(), [](const auto& kind) {
    return kind.param ? "PostgreSql" : "Sqlite";
});

TEST_P(FirstContacts, AreTheEarliestDayOfAnotherCaseOfTheSchool)
{
    EXPECT_EQ(earliest("2022-04-10"), "none");
    write("own", 1, {contact("visit", "2022-01-01")});  // its own case is no earlier contact
    Fact filing = contact("filing", "2022-01-02");      // and not every fact is a contact
    write("a", 2, {std::move(filing)});
    write("b", 3, {contact("visit", "2022-01-03", "/p/s10/")});  // another school's
    EXPECT_EQ(earliest("2022-04-10"), "none");
    write("c", 4, {contact("visit", "2022-04-10")});
    EXPECT_EQ(earliest("2022-04-10"), "none");  // the same day is not before it
    EXPECT_EQ(earliest("2022-04-11"), "2022-04-10");
    int number = 4;
    for (const auto& [kind, on] :
         {std::pair("visit", "2022-03-04"), std::pair("attendance", "2022-03-03"),
          std::pair("posting", "2022-03-02"), std::pair("agreement", "2022-03-01")}) {
        ++number;
        write("k" + std::to_string(number), number, {contact(kind, on)});
        EXPECT_EQ(earliest("2022-04-10"), on) << kind;
    }
    Fact college = contact("visit", "2022-02-01", "/p/s1/college/");
    const std::string id = college.id;
    write("e", 20, {std::move(college)});
    EXPECT_EQ(earliest("2022-04-10"), "2022-02-01");      // a college met it for the school
    EXPECT_EQ(earliest("2022-04-10", ""), "2022-03-01");  // the organisation alone
    write("e", 21, {}, {id});
    EXPECT_EQ(earliest("2022-04-10"), "2022-03-01");  // what was voided was no contact
}

}  // namespace
}  // namespace beihui::storage

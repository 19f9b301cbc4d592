#include "base/json.hpp"
#include "domain/measure.hpp"

#include <gtest/gtest.h>

namespace beihui
{
namespace
{

std::optional<json::value> parameter(std::string_view key)
{
    if (key == "table.sizes")
        return json::value{"中型", "小型"};
    if (key == "table.wrong")
        return json::value(7);
    return std::nullopt;
}

Result<Measure> read(std::string_view text)
{
    return Measure::read(read_json(text).value().as_object(), "annex/1.yaml:20:7", parameter);
}

Fault only_fault(std::string_view text)
{
    const auto measure = read(text);
    EXPECT_FALSE(measure) << text;
    EXPECT_EQ(measure.error().faults.size(), 1u) << text;
    return measure.error().faults.front();
}

TEST(Measure, ReadsEveryKey)
{
    const Measure measure = read(R"j({"of": "attendance", "count": "distinct(occasion, employer)",
        "where": {"attended": true, "province": ["浙江", "江苏"]}, "where_param": {"size": "table.sizes"},
        "among": {"of": "visit", "same": "employer",
        "where": {"mode": "实地"}, "window": "circular"}, "window": "asked"})j")
                                .value();
    EXPECT_EQ(measure.kind, "attendance");
    EXPECT_EQ(measure.distinct, (std::vector<std::string>{"occasion", "employer"}));
    ASSERT_EQ(measure.where.size(), 3u);
    EXPECT_EQ(measure.where[1].values.size(), 2u);
    EXPECT_EQ(measure.where[2].attribute, "size");
    EXPECT_EQ(measure.where[2].parameter, "table.sizes");
    EXPECT_EQ(measure.where[2].values, (std::vector<json::value>{"中型", "小型"}));
    ASSERT_TRUE(measure.among);
    EXPECT_EQ(measure.among->kind, "visit");
    EXPECT_EQ(measure.window, Measure::Window::asked);
}

TEST(Measure, ReadsRangesAndCutOffs)
{
    const Measure measure = read(R"j({"of": "agreement", "count": "rows",
        "where": {"signed_on": "by_cutoff", "cancelled_on": "open_at_cutoff"}})j")
                                .value();
    EXPECT_EQ(measure.where[0].kind, Condition::Kind::by_cutoff);
    EXPECT_EQ(measure.where[1].kind, Condition::Kind::open_at_cutoff);
    EXPECT_EQ(measure.window, Measure::Window::phase);
    const Measure range = read(
                              R"j({"of": "check_in", "count": "sum(quantity)",
        "where": {"cohort": {"at_least": 2025, "at_most": 2026}}})j"
    )
                              .value();
    ASSERT_EQ(range.where.size(), 2u);
    EXPECT_EQ(range.where[0].bound, 2025);
    EXPECT_EQ(range.where[1].kind, Condition::Kind::at_most);
}

TEST(Measure, TellsTheNearestNameAndThePlace)
{
    const Fault key = only_fault(R"j({"of": "event", "count": "rows", "wher": {}})j");
    EXPECT_EQ(key.where, "annex/1.yaml:20:7");
    EXPECT_EQ(key.way_out.zh, "是不是 where？");
    EXPECT_EQ(
        only_fault(R"j({"of": "atendance", "count": "rows"})j").way_out.zh, "是不是 attendance？"
    );
    const Fault attribute =
        only_fault(R"j({"of": "event", "count": "rows", "where": {"hold": true}})j");
    EXPECT_EQ(attribute.code, "unknown_attribute");
    EXPECT_EQ(attribute.way_out.zh, "是不是 held？");
    const Fault tuple = only_fault(R"j({"of": "event", "count": "distinct(ocasion)"})j");
    EXPECT_EQ(tuple.way_out.zh, "是不是 occasion？");
}

TEST(Measure, RefusesWhatItsKindDoesNotHave)
{
    // An event has no 企业规模, although other kinds do.
    EXPECT_EQ(
        only_fault(R"j({"of": "event", "count": "rows", "where": {"size": "小型"}})j").code,
        "unknown_attribute"
    );
    EXPECT_EQ(
        only_fault(
            R"j({"of": "attendance", "count": "rows",
        "among": {"of": "visit",
        "where": {"attended": true}}})j"
        )
            .code,
        "unknown_attribute"
    );
}

TEST(Measure, RefusesValuesOfAnotherType)
{
    for (const char* where :
         {R"j({"held": "true"})j", R"j({"mode": true})j", R"j({"mode": []})j",
          R"j({"mode": "by_cutoff", "held": 1})j"})
        EXPECT_EQ(
            only_fault(R"j({"of": "event", "count": "rows", "where": )j" + std::string(where) + "}")
                .code,
            "wrong_type"
        ) << where;
    EXPECT_EQ(
        only_fault(R"j({"of": "agreement", "count": "rows", "where": {"signed_on": "soon"}})j")
            .code,
        "wrong_type"
    );
    EXPECT_EQ(
        only_fault(
            R"j({"of": "attendance", "count": "rows", "where_param": {"size": "table.wrong"}})j"
        )
            .code,
        "wrong_type"
    );
}

TEST(Measure, RefusesCountsThatMeanNothing)
{
    EXPECT_EQ(only_fault(R"j({"of": "event", "count": "sum(posts)"})j").code, "bad_count");
    EXPECT_EQ(only_fault(R"j({"of": "event"})j").code, "bad_count");
    EXPECT_EQ(only_fault(R"j({"of": "event", "count": "distinct()"})j").code, "unknown_key");
    EXPECT_EQ(
        only_fault(R"j({"of": "event", "count": "distinct(person, person)"})j").code, "key_twice"
    );
    EXPECT_EQ(
        only_fault(R"j({"of": "posting", "count": "rows", "once_per": "item"})j").code, "bad_count"
    );
    EXPECT_EQ(
        only_fault(R"j({"of": "event", "count": "rows", "window": "month"})j").code, "unknown_value"
    );
    EXPECT_EQ(
        only_fault(R"j({"of": "event", "count": "rows", "where_param": {"mode": "table.nothing"}})j"
        )
            .code,
        "unknown_parameter"
    );
    EXPECT_EQ(
        only_fault(
            R"j({"of": "attendance", "count": "rows",
        "where": {"size": "小型"}, "where_param": {"size": "table.sizes"}})j"
        )
            .code,
        "key_twice"
    );
}

TEST(Measure, TellsEveryFaultAtOnce)
{
    const auto measure = read(
        R"j({"of": "event", "count": "row", "where": {"hold": true, "mode": 3}, "windows": 1})j"
    );
    ASSERT_FALSE(measure);
    EXPECT_EQ(measure.error().code, "bad_measure");
    EXPECT_EQ(measure.error().faults.size(), 4u);
}

}  // namespace
}  // namespace beihui

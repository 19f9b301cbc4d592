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
    if (key == "campaign.window")
        return json::object{{"from", "2022-03-01"}, {"to", "2022-08-31"}};
    if (key == "report.periods")
        return json::array{json::object{{"not_after", "2025-06-30"}}};
    return std::nullopt;
}

Result<Measure> read(std::string_view text, Measure::Use use = Measure::Use::need)
{
    return Measure::read(read_json(text).value().as_object(), "annex/1.yaml:20:7", parameter, use);
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

DaySpans spans(std::string_view from, std::string_view to)
{
    return {{Date::parse(from).value(), Date::parse(to).value()}};
}

TEST(Measure, CountsTheDaysThatItNamesOrThatAParameterNames)
{
    const Measure written = read(R"j({"of": "visit", "count": "rows",
        "window": {"from": "2022-03-01", "to": "2022-08-31"}})j")
                                .value();
    EXPECT_EQ(written.window, Measure::Window::given);
    EXPECT_EQ(written.days, spans("2022-03-01", "2022-08-31"));
    const Measure taken =
        read(R"j({"of": "visit", "count": "rows", "window_param": "campaign.window"})j").value();
    EXPECT_EQ(taken.days, written.days);
    const Measure gap = read(R"j({"of": "visit", "count": "rows", "window": [
        {"from": "2025-04-28", "to": "2025-06-30"}, {"from": "2025-10-01", "to": "2025-12-31"}]})j")
                            .value();
    EXPECT_EQ(gap.days.size(), 2u);

    CountAsked asked;
    const std::pair asked_days = spans("2022-08-01", "2022-12-31").front();
    asked.set_days(written, spans("2022-06-01", "2022-09-30"), asked_days);
    EXPECT_EQ(asked.window, written.days);
    EXPECT_EQ(asked.cutoff.text(), "2022-08-31");
    const Measure phase = read(R"j({"of": "visit", "count": "rows"})j").value();
    asked.set_days(phase, spans("2022-06-01", "2022-09-30"), asked_days);
    EXPECT_EQ(asked.window, spans("2022-08-01", "2022-09-30"));
    asked.set_days(phase, {}, asked_days);
    EXPECT_EQ(asked.window, spans("2022-08-01", "2022-12-31"));
}

TEST(Measure, RefusesDaysThatAreNoWindow)
{
    for (const char* window :
         {R"j({"from": "2022-03-01"})j", R"j({"from": "2022-03-01", "to": "2022-02-28"})j",
          R"j({"from": "2022-02-30", "to": "2022-08-31"})j",
          R"j({"from": "2022-03-01", "to": "2022-08-31", "title": "一"})j", "[]",
          R"j([{"from": "2022-03-01", "to": "2022-08-31"},
               {"from": "2022-08-31", "to": "2022-09-30"}])j"})
        EXPECT_EQ(
            only_fault(
                R"j({"of": "visit", "count": "rows", "window": )j" + std::string(window) + "}"
            )
                .code,
            "RP1233"
        ) << window;
    EXPECT_EQ(
        only_fault(R"j({"of": "visit", "count": "rows", "window_param": "table.wrong"})j").code,
        "RP1233"
    );
    EXPECT_EQ(
        only_fault(R"j({"of": "visit", "count": "rows", "window_param": "no.such"})j").code,
        "unknown_parameter"
    );
    EXPECT_EQ(
        only_fault(
            R"j({"of": "visit", "count": "rows", "window": "phase",
        "window_param": "campaign.window"})j"
        )
            .code,
        "key_twice"
    );
}

TEST(Measure, CountsApartByAKeyOrATextOfItsKind)
{
    EXPECT_EQ(
        read(R"j({"of": "visit", "count": "distinct(employer)", "by": "programme"})j").value().by,
        "programme"
    );
    EXPECT_EQ(read(R"j({"of": "filing", "count": "rows", "by": "item"})j").value().by, "item");
    const Fault near = only_fault(R"j({"of": "visit", "count": "rows", "by": "programe"})j");
    EXPECT_EQ(near.code, "RP1232");
    EXPECT_EQ(near.way_out.zh, "是不是 programme？");
    // Posts are a number, and a contest has no programme.
    EXPECT_EQ(only_fault(R"j({"of": "visit", "count": "rows", "by": "posts"})j").code, "RP1232");
    EXPECT_EQ(
        only_fault(R"j({"of": "contest", "count": "rows", "by": "programme"})j").code, "RP1232"
    );
}

TEST(Measure, MayBeAboutTheCaseAloneInARuleButNotInAColumn)
{
    constexpr std::string_view within = R"j({"of": "visit", "count": "rows", "within": "case"})j";
    EXPECT_EQ(read(within).value().within, Measure::Within::the_case);
    EXPECT_EQ(
        read(R"j({"of": "visit", "count": "rows", "within": "organisation"})j").value().within,
        Measure::Within::organisation
    );
    EXPECT_EQ(
        only_fault(R"j({"of": "visit", "count": "rows", "within": "cases"})j").code, "unknown_value"
    );
    for (const std::string_view text :
         {within, std::string_view(R"j({"of": "visit", "count": "rows", "by": "role"})j")}) {
        const auto column = read(text, Measure::Use::column);
        ASSERT_FALSE(column) << text;
        EXPECT_EQ(column.error().faults.front().code, "RP1230");
    }
}

TEST(Measure, ReadsDaysThatBoundADateAndWhatWasOpenedInTheWindow)
{
    const Measure measure = read(R"j({"of": "filing", "count": "rows", "where": {"accepted": true,
        "period_end": {"not_before": "2025-04-01", "not_after": "2025-06-30"}}})j")
                                .value();
    ASSERT_EQ(measure.where.size(), 3u);
    EXPECT_EQ(measure.where[1].kind, Condition::Kind::not_before);
    EXPECT_EQ(measure.where[1].day.text(), "2025-04-01");
    EXPECT_EQ(measure.where[2].kind, Condition::Kind::not_after);
    EXPECT_EQ(
        read(R"j({"of": "visit", "count": "rows", "where": {"first_contact": "opened_in_window"}})j"
        )
            .value()
            .where[0]
            .kind,
        Condition::Kind::opened_in_window
    );
    for (const char* wanted :
         {R"j({"not_before": "soon"})j", R"j({"at_least": 3})j", R"j({})j", R"j("opened")j"}) {
        const auto wrong = read(
            R"j({"of": "filing", "count": "rows", "where": {"period_end": )j" +
            std::string(wanted) + "}}"
        );
        EXPECT_FALSE(wrong) << wanted;
    }
    EXPECT_EQ(
        only_fault(
            R"j({"of": "filing", "count": "rows", "where_param": {"period_end": "report.periods"}})j"
        )
            .code,
        "wrong_type"
    );
}

TEST(Measure, NamesEveryParameterItRestsOn)
{
    const json::value data = read_json(R"j({"of": "attendance", "count": "rows",
        "where_param": {"size": "table.sizes"}, "window_param": "campaign.window",
        "among": {"of": "visit", "where_param": {"mode": "visit.modes"},
        "window_param": "visit.window"}})j")
                                 .value();
    EXPECT_EQ(
        Measure::parameters_in(data.as_object()),
        (std::vector<std::string>{"table.sizes", "campaign.window", "visit.modes", "visit.window"})
    );
}

}  // namespace
}  // namespace beihui

#include "measure_fixture.hpp"

#include <map>
#include <random>
#include <set>

namespace beihui::storage
{
namespace
{

struct Kept
{
    Fact fact;
    std::string case_name;
    Instant made;
    std::optional<Instant> voided;
};

bool live(const Kept& kept, const CountAsked& asked)
{
    if (!asked.as_of)
        return !kept.voided;
    return kept.made <= *asked.as_of && (!kept.voided || *kept.voided > *asked.as_of);
}

bool in_scope(const Kept& kept, const std::string& kind, const CountAsked& asked)
{
    return kept.fact.kind == kind && kept.fact.org_path.starts_with(asked.org_path) &&
           std::ranges::find(kept.fact.circulars, asked.circular) != kept.fact.circulars.end() &&
           (asked.case_id.empty() || kept.fact.case_id == asked.case_id) && live(kept, asked);
}

bool in_days(Date on, const std::vector<std::pair<Date, Date>>& spans)
{
    return std::ranges::any_of(spans, [&](const auto& span) {
        return span.first <= on && on <= span.second;
    });
}

bool meets(const Fact& fact, const Condition& condition, const DaySpans& window, Date cutoff)
{
    const json::value* const value = fact.attributes.if_contains(condition.attribute);
    switch (condition.kind) {
    case Condition::Kind::one_of:
        return value && std::ranges::find(condition.values, *value) != condition.values.end();
    case Condition::Kind::at_least:   return value && value->as_int64() >= condition.bound;
    case Condition::Kind::at_most:    return value && value->as_int64() <= condition.bound;
    case Condition::Kind::not_before: return value && day(value->as_string()) >= condition.day;
    case Condition::Kind::not_after:  return value && day(value->as_string()) <= condition.day;
    case Condition::Kind::opened_in_window:
        return !value || value->as_string().empty() ||
               day(value->as_string()) >= window.front().first;
    case Condition::Kind::by_cutoff:      return value && day(value->as_string()) <= cutoff;
    case Condition::Kind::open_at_cutoff: return !value || day(value->as_string()) > cutoff;
    }
    return false;
}

const std::string& key_of(const Fact& fact, std::string_view key)
{
    if (key == "occasion")
        return fact.occasion;
    if (key == "employer")
        return fact.employer;
    return key == "person" ? fact.person : fact.item;
}

std::string group_of(const Fact& fact, const std::string& by)
{
    if (by == "organisation")
        return fact.organisation;
    if (by == "employer" || by == "person" || by == "item")
        return key_of(fact, by);
    return std::string(text_of(fact.attributes, by));
}

bool counts(
    const Kept& kept,
    const Measure& measure,
    const CountAsked& asked,
    const std::vector<Kept>& all
)
{
    const auto met = [&](const Fact& fact, const std::vector<Condition>& where,
                         const DaySpans& window) {
        return std::ranges::all_of(where, [&](const Condition& one) {
            return meets(fact, one, window, asked.cutoff);
        });
    };
    if (!in_days(kept.fact.on, asked.window) || !met(kept.fact, measure.where, asked.window))
        return false;
    if (!measure.by.empty() && group_of(kept.fact, measure.by).empty())
        return false;
    for (const std::string& key : measure.distinct)
        if (key_of(kept.fact, key).empty())
            return false;
    // The other fact may be of any case: a visit is one, the fair another.
    CountAsked of_any_case = asked;
    of_any_case.case_id.clear();
    return !measure.among ||
           (!kept.fact.employer.empty() && std::ranges::any_of(all, [&](const Kept& other) {
               return in_scope(other, measure.among->kind, of_any_case) &&
                      other.fact.employer == kept.fact.employer &&
                      in_days(other.fact.on, asked.among_window) &&
                      met(other.fact, measure.among->where, asked.among_window);
           }));
}

struct Recount
{
    std::int64_t number = 0;
    std::int64_t looked_at = 0;
};

Recount recount(const Measure& measure, const CountAsked& asked, const std::vector<Kept>& all)
{
    Recount found;
    std::set<std::vector<std::string>> tuples;
    std::map<std::pair<std::string, std::string>, std::int64_t> largest;
    for (const Kept& kept : all) {
        if (!in_scope(kept, measure.kind, asked))
            continue;
        ++found.looked_at;
        if (!counts(kept, measure, asked, all))
            continue;
        if (measure.count == Measure::Count::rows)
            ++found.number;
        else if (measure.count == Measure::Count::sum &&
                 (!measure.once_per_item || kept.fact.item.empty()))
            found.number += kept.fact.quantity;
        else if (measure.count == Measure::Count::sum) {
            std::int64_t& most = largest[{kept.fact.employer, kept.fact.item}];
            most = std::max(most, kept.fact.quantity);
        } else {
            std::vector<std::string> tuple;
            for (const std::string& key : measure.distinct)
                tuple.push_back(key_of(kept.fact, key));
            tuples.insert(std::move(tuple));
        }
    }
    for (const auto& [item, most] : largest)
        found.number += most;
    found.number += static_cast<std::int64_t>(tuples.size());
    return found;
}

// Facts of one group are counted as if there were no other.
std::map<std::string, std::int64_t> recount_groups(
    const Measure& measure,
    const CountAsked& asked,
    const std::vector<Kept>& all
)
{
    std::map<std::string, std::vector<Kept>> apart;
    for (const Kept& kept : all)
        if (in_scope(kept, measure.kind, asked) && counts(kept, measure, asked, all))
            apart[group_of(kept.fact, measure.by)].push_back(kept);
    Measure alone = measure;
    alone.among.reset();  // held for each of them already
    std::map<std::string, std::int64_t> groups;
    for (const auto& [value, facts] : apart)
        groups[value] = recount(alone, asked, facts).number;
    return groups;
}

class Dice
{
public:
    explicit Dice(std::uint32_t seed) : random_(seed) {}
    int below(int sides) { return std::uniform_int_distribution<int>(0, sides - 1)(random_); }
    bool once_in(int sides) { return below(sides) == 0; }
    std::string of(std::initializer_list<const char*> choices)
    {
        return *(choices.begin() + below(static_cast<int>(choices.size())));
    }

private:
    std::mt19937 random_;
};

// Random facts, corrections and questions, against a count that reads the facts one by one.
class RandomHistories : public MeasureStore
{
protected:
    Fact random_fact(Dice& dice) const;
    std::vector<Kept> write_history(Dice& dice, int entries);
};

Fact RandomHistories::random_fact(Dice& dice) const
{
    const std::string kind = dice.of({"attendance", "visit", "posting", "agreement"});
    Fact made = fact(kind, (day("2026-03-20") + dice.below(300)).text());
    const std::string school = dice.of({"s1", "s10", "s2"});
    made.organisation = school;
    made.org_path = "/p/" + school + "/";
    made.occasion = dice.of({"e1", "e2", "e3", "e4"});
    made.employer = dice.of({"a", "b", "c", "d", ""});
    made.person = dice.of({"x", "y", "z", ""});
    made.item = dice.of({"1", "2", ""});
    made.quantity = 1 + dice.below(9);
    made.circulars = dice.once_in(5) ? std::vector<std::string>{"c2"}
                                     : std::vector<std::string>{"c2", circular_};
    const auto maybe = [&](const char* name, const auto& value) {
        if (!dice.once_in(6))
            made.attributes[name] = value;
    };
    if (kind == "attendance") {
        maybe("attended", !dice.once_in(4));
        maybe("size", dice.of({"大型", "中型", "小型", "微型"}));
    } else if (kind == "visit") {
        maybe("completed", !dice.once_in(3));
        maybe("posts", dice.below(20));
        maybe("programme", dice.of({"计算机", "机电", "会计", ""}));
        maybe(
            "first_contact",
            dice.once_in(3) ? std::string() : (day("2026-02-01") + dice.below(200)).text()
        );
    } else if (kind == "agreement") {
        maybe("signed_on", (day("2026-05-01") + dice.below(100)).text());
        if (dice.once_in(3))
            made.attributes["cancelled_on"] = (day("2026-05-20") + dice.below(100)).text();
    } else {
        maybe("kind", dice.of({"就业", "实习"}));
    }
    return made;
}

const std::vector<Measure>& many_measures()
{
    static const std::vector<Measure> measures = [] {
        std::vector<Measure> list;
        for (const char* const text : {
                 R"j({"of": "attendance", "count": "rows"})j",
                 R"j({"of": "attendance", "count": "distinct(occasion, employer)",
        "where": {"attended": true, "size": ["中型", "小型"]}})j",
                 R"j({"of": "attendance", "count": "distinct(occasion)",
        "among": {"of": "visit", "where": {"completed": true}}})j",
                 R"j({"of": "posting", "count": "sum(quantity)", "once_per": "item",
        "where": {"kind": "就业"}})j",
                 R"j({"of": "posting", "count": "sum(quantity)", "among": {"of": "visit"}})j",
                 R"j({"of": "agreement", "count": "distinct(person)",
        "where": {"signed_on": "by_cutoff", "cancelled_on": "open_at_cutoff"}})j",
                 R"j({"of": "visit", "count": "rows",
        "where": {"posts": {"at_least": 4, "at_most": 15}}})j",
                 R"j({"of": "agreement", "count": "rows",
        "where": {"signed_on": {"not_before": "2026-05-10", "not_after": "2026-07-01"}}})j",
                 R"j({"of": "visit", "count": "distinct(employer)",
        "where": {"first_contact": "opened_in_window"}})j",
                 R"j({"of": "attendance", "count": "rows", "among": {"of": "visit",
        "where": {"first_contact": "opened_in_window"}}})j",
                 R"j({"of": "visit", "count": "distinct(employer)", "where": {"completed": false}})j",
             })
            list.push_back(measure(text));
        return list;
    }();
    return measures;
}

// What was written, with what was voided when.
std::vector<Kept> RandomHistories::write_history(Dice& dice, int entries)
{
    std::vector<Kept> all;
    Instant now = Instant::from_ms(1'000'000);
    for (int i = 0; i < entries; ++i) {
        now = now.plus_ms(dice.below(3));  // several entries in one millisecond too
        const std::string name = "case" + std::to_string(dice.below(12));
        std::vector<std::string> voided;
        for (Kept& kept : all)
            if (kept.case_name == name && !kept.voided && dice.once_in(8)) {
                kept.voided = now;
                voided.push_back(kept.fact.id);
            }
        std::vector<Fact> made;
        for (int n = dice.below(5); n >= 0; --n) {
            made.push_back(random_fact(dice));
            made.back().case_id = case_id(name);
        }
        for (const Fact& fact : made)
            all.push_back({fact, name, now, std::nullopt});
        write(name, now.ms(), std::move(made), std::move(voided));
    }
    return all;
}

TEST_P(RandomHistories, AgreesWithACountThatReadsEveryFactOfRandomHistories)
{
    Dice dice(20260401);
    const std::vector<Kept> all = write_history(dice, 240);
    std::int64_t sum_of_numbers = 0;
    for (int question = 0; question < 60; ++question)
        for (const Measure& measure : many_measures()) {
            CountAsked asked = first_phase(dice.of({"/", "/p/", "/p/s1/", "/p/s10/"}));
            const Date from = day("2026-03-01") + dice.below(200);
            asked.window = {{from, from + dice.below(90)}};
            if (dice.once_in(2))
                asked.window.emplace_back(asked.window[0].second + 10, asked.window[0].second + 60);
            asked.cutoff = asked.window.back().second;
            if (!dice.once_in(3))
                asked.as_of = Instant::from_ms(1'000'000 + dice.below(260));
            if (dice.once_in(4))
                asked.case_id = case_id("case" + std::to_string(dice.below(12)));
            const Recount expected = recount(measure, asked, all);
            ASSERT_EQ(count(measure, asked), expected.number)
                << measure.kind << " question " << question;
            sum_of_numbers += expected.number;
            if (question % 6 != 0)
                continue;
            const auto counted = list(measure, asked, true);
            const auto left_out = list(measure, asked, false);
            std::int64_t added = 0;
            for (const MeasuredFact& fact : counted) {
                added += fact.adds;
                EXPECT_EQ(fact.adds == 0, !fact.why.zh.empty());
            }
            EXPECT_EQ(added, expected.number) << measure.kind;
            EXPECT_EQ(
                static_cast<std::int64_t>(counted.size() + left_out.size()), expected.looked_at
            );
            for (const MeasuredFact& fact : left_out)
                EXPECT_FALSE(fact.why.zh.empty());
        }
    EXPECT_GT(sum_of_numbers, 1000);  // the questions were not about nothing
}

// The groups of `by` are the number, taken apart: for rows they add up to it, but for the facts that
// have no value, which are listed as left out.
TEST_P(RandomHistories, TakeTheNumberApartByEveryValueAndLoseNothing)
{
    Dice dice(20260402);
    const std::vector<Kept> all = write_history(dice, 200);
    std::int64_t grouped = 0;
    std::size_t without_value = 0;
    for (int question = 0; question < 60; ++question)
        for (const char* const how : {"rows", "distinct(employer)", "sum(quantity)"}) {
            Measure apart = measure(
                R"j({"of": "visit", "count": ")j" + std::string(how) +
                R"j(", "where": {"first_contact": "opened_in_window"}})j"
            );
            const Measure whole = apart;
            apart.by = dice.of({"programme", "employer", "organisation", "item"});
            CountAsked asked = first_phase(dice.of({"/", "/p/", "/p/s1/"}));
            const Date from = day("2026-03-01") + dice.below(200);
            asked.window = {{from, from + dice.below(120)}};
            asked.cutoff = asked.window.back().second;
            if (dice.once_in(3))
                asked.as_of = Instant::from_ms(1'000'000 + dice.below(260));
            std::map<std::string, std::int64_t> groups;
            database_->read([&](ReadTxn& txn) { groups = count_groups(txn, apart, asked).value(); }
            );
            ASSERT_EQ(groups, recount_groups(apart, asked, all)) << apart.by << " " << how;
            std::map<std::string, std::int64_t> listed;
            for (const MeasuredFact& fact : list(apart, asked, true)) {
                EXPECT_FALSE(fact.group.empty());
                listed[fact.group] += fact.adds;
            }
            EXPECT_EQ(listed, groups) << apart.by << " " << how;
            std::int64_t sum = 0;
            for (const auto& [value, number] : groups)
                sum += number;
            EXPECT_EQ(count(apart, asked), sum);
            grouped += sum;
            if (whole.count != Measure::Count::rows)
                continue;
            std::size_t no_group = 0;
            for (const MeasuredFact& fact : list(apart, asked, false))
                no_group += fact.why.zh.ends_with("不知归入哪一组") ? 1U : 0U;
            EXPECT_EQ(count(whole, asked), sum + static_cast<std::int64_t>(no_group));
            without_value += no_group;
        }
    EXPECT_GT(grouped, 1000);
    EXPECT_GT(without_value, 20U);
}

INSTANTIATE_TEST_SUITE_P(Databases, RandomHistories, testing::Bool(), [](const auto& kind) {
    return kind.param ? "PostgreSql" : "Sqlite";
});

}  // namespace
}  // namespace beihui::storage

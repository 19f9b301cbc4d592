// A number that is counted on from a kept one is the number that counting gives, whatever happened.
#include "storage/kept_numbers.hpp"
#include "storage/measure_store.hpp"
#include "store_fixture.hpp"

#include <array>
#include <deque>
#include <map>
#include <random>

namespace beihui::storage
{
namespace
{

Measure measure_of(std::string_view text)
{
    return Measure::read(read_json(text).value().as_object(), "test", {}, Measure::Use::need)
        .value();
}

// Every way to count, and every condition that a table of the packs has.
const std::vector<Measure>& measures()
{
    static const std::vector<Measure> list = [] {
        std::vector<Measure> all;
        for (const char* const text : {
                 R"j({"of": "guidance", "count": "rows", "where": {"held": true}})j",
                 R"j({"of": "check_in", "count": "sum(quantity)",
        "where": {"held": true, "identity": "毕业生"}})j",
                 R"j({"of": "event", "count": "distinct(occasion)", "where": {"held": true}})j",
                 R"j({"of": "attendance", "count": "distinct(occasion, employer)",
        "where": {"attended": true, "size": ["中型", "小型"]}})j",
                 R"j({"of": "posting", "count": "distinct(employer, item)"})j",
                 R"j({"of": "posting", "count": "sum(quantity)", "once_per": "item",
        "where": {"withdrawn": false}})j",
                 R"j({"of": "agreement", "count": "distinct(person)",
        "where": {"signed_on": "by_cutoff", "cancelled_on": "open_at_cutoff"}})j",
                 R"j({"of": "visit", "count": "distinct(employer)",
        "where": {"completed": true, "first_contact": "opened_in_window"}})j",
                 R"j({"of": "visit", "count": "distinct(organisation)"})j",
                 R"j({"of": "visit", "count": "rows",
        "where": {"posts": {"at_least": 4, "at_most": 15}}})j",
                 R"j({"of": "attendance", "count": "distinct(occasion)", "where": {"attended": true},
        "among": {"of": "visit", "where": {"completed": true}}})j",
                 R"j({"of": "posting", "count": "sum(quantity)", "once_per": "item",
        "among": {"of": "visit", "where": {"completed": true}}})j",
                 R"j({"of": "agreement", "count": "rows", "among": {"of": "check_in", "same": "person",
        "where": {"held": true}}})j",
             })
            all.push_back(measure_of(text));
        return all;
    }();
    return list;
}

// Everything is kept, so that as much as possible is counted on.
constexpr KeptLimits keep_all = {
    .facts_soon_counted = -1,
    .entries_counted_on = 120,
    .facts_for_each_entry = 0,
    .entries_worth_keeping = 3,
};

class KeptNumbersTest : public Store
{
protected:
    int below(int sides) { return std::uniform_int_distribution<int>(0, sides - 1)(random_); }
    bool once_in(int sides) { return below(sides) == 0; }
    template <class... Choice>
    std::string one_of(Choice... choices)
    {
        const std::string list[] = {choices...};
        return list[below(static_cast<int>(sizeof...(choices)))];
    }
    Instant next_moment()
    {
        now_ = now_.plus_ms(1 + below(40'000'000));
        return now_;
    }

    // One entry of an organisation, as it stands in the register after it.
    void tell(const std::string& id, json::object profile, json::object more = {})
    {
        Case subject = new_case("DW-" + id, "organisation");
        subject.id = id;
        subject.organisation = id;
        subject.org_path = "/" + id + "/";
        subject.version = versions_[id]++;
        Entry entry = next_entry(subject, "tell", next_moment());
        RegisterChange change;
        change.kind = "organisation";
        change.id = id;
        change.organisation = id;
        change.code = id;
        change.name = id;
        change.data = std::move(more);
        change.data["profile"] = std::move(profile);
        entry.effects.registers.push_back(std::move(change));
        append(std::move(entry)).value();
    }
    static json::object below_of(const char* id, const std::string& parent)
    {
        return {{"name", id}, {"parent", parent}};
    }
    // Ministry m; provinces a, b; schools s, t below a and n below b; a college c of s.
    void make_tree()
    {
        tell("m", below_of("m", ""));
        for (const char* const province : {"a", "b"})
            tell(province, below_of(province, "m"));
        tell("s", below_of("s", "a"));
        tell("t", below_of("t", "a"));
        tell("n", below_of("n", "b"));
        tell("c", below_of("c", "s"));
    }
    // s, with its college, stands below the other province from some day on; past days too.
    void move_school()
    {
        const std::string from = (day("2026-03-01") + below(150)).text();
        tell(
            "s", below_of("s", "a"),
            {{"parents", json::array{json::object{{"from", from}, {"parent", one_of("a", "b")}}}}}
        );
    }
    void merge_school()
    {
        tell(
            "t", below_of("t", "a"),
            {{"merger", json::object{{"on", "2026-06-15"}, {"successor", "n"}}}}
        );
    }

    Fact random_fact(const Case& subject)
    {
        Fact made;
        made.id = random_id();
        made.kind =
            one_of("event", "attendance", "posting", "check_in", "agreement", "visit", "guidance");
        made.key = made.id;
        made.case_id = subject.id;
        made.organisation = subject.organisation;
        made.org_path = subject.org_path;
        made.on = day("2026-03-01") + below(150);
        // Mostly at its own case; at another's, or nowhere, too.
        made.occasion = once_in(4) ? one_of(ids_[0], ids_[1], std::string()) : subject.id;
        made.employer = one_of("E1", "E2", "E3", "E4", "E5", "");
        made.person = one_of("x", "y", "z", "");
        made.item = one_of("1", "2", "");
        made.quantity = 1 + below(9);
        made.circulars =
            once_in(6) ? std::vector<std::string>{"c2"} : std::vector<std::string>{"c1", "c2"};
        for (const std::string_view name : find_fact_kind(made.kind)->attributes)
            if (!once_in(7))
                made.attributes[name] = random_value(name);
        return made;
    }
    json::value random_value(std::string_view name)
    {
        if (name == "size")
            return json::value(one_of("大型", "中型", "小型"));
        if (name == "identity")
            return json::value(one_of("毕业生", "毕业生", "其他"));
        switch (find_fact_attribute(name)->type) {
        case AttributeType::boolean:
            return json::value(name == "withdrawn" ? once_in(4) : !once_in(4));
        case AttributeType::integer: return json::value(below(20));
        case AttributeType::date:    return json::value((day("2026-03-01") + below(150)).text());
        case AttributeType::text:    return json::value(one_of("甲", "乙"));
        }
        return {};
    }

    // An act on some case: facts are made, corrected (voided and made again) and taken back.
    void act()
    {
        Case* subject = nullptr;
        if (cases_.size() < 25 || once_in(30)) {
            cases_.push_back(new_case("BH-" + std::to_string(cases_.size())));
            subject = &cases_.back();
            subject->organisation = one_of("s", "t", "n", "c");
            subject->org_path = "/elsewhere/" + subject->organisation + "/";
            ids_[once_in(2) ? 0 : 1] = subject->id;
        } else {
            subject = &cases_[static_cast<std::size_t>(below(static_cast<int>(cases_.size())))];
        }
        Entry entry = next_entry(*subject, "record", next_moment());
        std::vector<std::string>& live = live_[subject->id];
        const bool cancelled = once_in(15);
        std::erase_if(live, [&](const std::string& id) {
            const bool voided = cancelled || once_in(6);
            if (voided)
                entry.effects.facts_voided.push_back(id);
            return voided;
        });
        for (int more = cancelled ? 0 : below(6); more > 0; --more) {
            entry.effects.facts_made.push_back(random_fact(*subject));
            live.push_back(entry.effects.facts_made.back().id);
        }
        *subject = entry.effects.after;
        append(std::move(entry)).value();
    }

    CountAsked some_question()
    {
        CountAsked asked;
        asked.org_path = one_of(
            "/", "/m/", "/m/a/", "/m/b/", "/m/a/s/", "/m/b/s/", "/m/a/t/", "/m/b/n/", "/m/a/s/c/"
        );
        asked.circular = once_in(5) ? "" : "c1";
        switch (below(3)) {
        case 0: asked.window = {{day("2026-04-01"), day("2026-06-30")}}; break;
        case 1:
            asked.window = {
                {day("2026-03-10"), day("2026-04-10")}, {day("2026-05-01"), day("2026-07-10")}
            };
            break;
        default: asked.window = {{day("2026-03-01"), day("2026-12-31")}};
        }
        asked.among_window = {{day("2026-03-20"), day("2026-12-31")}};
        asked.cutoff = asked.window.back().second;
        return asked;
    }
    // Each answer beside a recount in the same snapshot. What is to be kept is kept at once, or when
    // much else has happened.
    void ask(int questions)
    {
        database_->read([&](ReadTxn& txn) {
            KeptNumbers numbers(txn, now_, keep_all);
            for (int i = 0; i < questions; ++i) {
                const Measure& measure = measures(
                )[static_cast<std::size_t>(below(static_cast<int>(measures().size())))];
                const CountAsked asked = some_question();
                const std::int64_t expected = count_measure(txn, measure, asked);
                ASSERT_EQ(numbers.count(measure, asked), expected)
                    << "seed " << seed_ << ": " << KeptQuestion{measure, asked}.text();
                answered_ += expected > 0 ? 1 : 0;
            }
            for (KeptNumber& news : numbers.take_news())
                late_.push_back(std::move(news));
        });
        if (once_in(3))
            return;
        put(late_);
        late_.clear();
    }
    void put(const std::vector<KeptNumber>& numbers)
    {
        database_
            ->write([&](WriteTxn& txn) -> Result<void> {
                put_kept_numbers(txn, numbers);
                return {};
            })
            .value();
    }
    // As the server does while nobody asks.
    void bring_up()
    {
        std::vector<KeptNumber> news;
        database_->read([&](ReadTxn& txn) {
            for (const KeptNumber& kept : kept_numbers_since(txn, Instant::from_ms(0)))
                if (auto brought = KeptNumbers(txn, kept.asked_at, keep_all).brought_up(kept))
                    news.push_back(*std::move(brought));
        });
        put(news);
    }
    void give_positions(std::size_t most)
    {
        database_
            ->write([&](WriteTxn& txn) -> Result<void> {
                sequence_entries(txn, most);
                return {};
            })
            .value();
    }

    unsigned seed_ = 0;
    std::mt19937 random_;
    Instant now_ = instant("2026-03-01T09:00:00+08:00");
    std::deque<Case> cases_;
    std::array<std::string, 2> ids_;
    std::map<std::string, std::int64_t> versions_;
    std::map<std::string, std::vector<std::string>> live_;
    std::vector<KeptNumber> late_;
    int answered_ = 0;
};
INSTANTIATE_TEST_SUITE_P(On, KeptNumbersTest, both, testing::PrintToStringParamName());

TEST_P(KeptNumbersTest, AreThoseOfARecountAtEveryMomentOfARandomHistory)
{
    seed_ = std::random_device()();
    RecordProperty("seed", std::to_string(seed_));
    random_.seed(seed_);
    make_tree();
    for (int i = 0; i < 200; ++i) {
        act();
        if (once_in(25))
            move_school();
        if (i == 90)
            merge_school();
        if (i == 150) {
            ASSERT_TRUE(database_->write(rebuild_projections));
        }
        if (once_in(4))
            give_positions(static_cast<std::size_t>(1 + below(30)));
        // As when what lies far back is not kept in order any more.
        if (once_in(40))
            by_hand(
                *database_,
                "DELETE FROM entry_order WHERE pos < (SELECT MAX(pos) FROM entry_order) - 5"
            );
        if (once_in(20))
            bring_up();
        if (once_in(2))
            ask(20);
        if (HasFatalFailure())
            return;
    }
    EXPECT_GT(answered_, 500) << "the questions were not about nothing";
    EXPECT_GT(number_of(*database_, "SELECT COUNT(*) FROM kept_number"), 100);
}

// The same question again is answered by what was kept: a wrong one would be seen, so it is right
// only because it is kept right.
TEST_P(KeptNumbersTest, AreWhatAnswersAndAreCountedOn)
{
    random_.seed(7);
    make_tree();
    for (int i = 0; i < 40; ++i)
        act();
    give_positions(1000);
    const Measure& measure = measures().at(3);
    CountAsked asked = some_question();
    asked.org_path = "/m/";
    asked.circular = "c1";
    const auto answer = [&] {
        std::int64_t number = 0;
        database_->read([&](ReadTxn& txn) {
            number = KeptNumbers(txn, now_, keep_all).count(measure, asked);
        });
        return number;
    };
    const auto recount = [&] {
        return find([&](ReadTxn& txn) { return count_measure(txn, measure, asked); });
    };
    std::vector<KeptNumber> news;
    database_->read([&](ReadTxn& txn) {
        KeptNumbers numbers(txn, now_, keep_all);
        numbers.count(measure, asked);
        news = numbers.take_news();
    });
    ASSERT_EQ(news.size(), 1u);
    EXPECT_EQ(news[0].value, recount());
    news[0].value += 1000;
    put(news);
    EXPECT_EQ(answer(), recount() + 1000);
    for (int i = 0; i < 10; ++i) {
        act();
        EXPECT_EQ(answer(), recount() + 1000) << "counted on with " << i << " entries";
    }
    give_positions(1000);
    EXPECT_EQ(answer(), recount() + 1000);
    bring_up();
    // Told by a comparison, and mended by a rebuild.
    const std::string before = find(dump_projections);
    EXPECT_NE(before.find("\t" + std::to_string(recount() + 1000) + "\n"), std::string::npos);
    ASSERT_TRUE(database_->write(rebuild_projections));
    EXPECT_EQ(answer(), recount());
    EXPECT_NE(find(dump_projections), before);
}

TEST_P(KeptNumbersTest, AreCountedAnewWhenFactsStandElsewhere)
{
    random_.seed(9);
    make_tree();
    for (int i = 0; i < 30; ++i)
        act();
    give_positions(1000);
    for (int i = 0; i < 10; ++i) {
        ask(200);
        move_school();
    }
    ask(200);
    EXPECT_GT(answered_, 300);
}

TEST(KeptQuestionTest, ReadsBackAsItWasAndNothingOfAnotherForm)
{
    CountAsked asked;
    asked.org_path = "/m/";
    asked.elsewhere = {"/n/m/"};
    asked.circular = "c1";
    asked.window = {{day("2026-03-10"), day("2026-04-10")}, {day("2026-05-01"), day("2026-07-10")}};
    asked.among_window = {{day("2026-03-20"), day("2026-12-31")}};
    asked.cutoff = day("2026-07-10");
    for (const Measure& measure : measures()) {
        const std::string text = KeptQuestion{measure, asked}.text();
        const auto read = KeptQuestion::read(text);
        ASSERT_TRUE(read) << text;
        EXPECT_EQ(read->text(), text);
    }
    EXPECT_FALSE(KeptQuestion::read(R"({"form": 0})"));
    EXPECT_FALSE(KeptQuestion::read("no question"));
}

}  // namespace
}  // namespace beihui::storage

#include "store_fixture.hpp"

#include <soci/error.h>

#include <atomic>
#include <set>
#include <thread>

namespace beihui::storage
{
namespace
{

using EntryStore = Store;
INSTANTIATE_TEST_SUITE_P(On, EntryStore, both, testing::PrintToStringParamName());

std::string code_of(const Result<void>& result)
{
    return result ? std::string() : result.error().code;
}

Fact fact_of(const Case& owner, std::string key)
{
    Fact fact;
    fact.id = random_id();
    fact.kind = "event";
    fact.key = std::move(key);
    fact.case_id = owner.id;
    fact.occasion = owner.id;
    fact.organisation = owner.organisation;
    fact.org_path = owner.org_path;
    fact.on = day("2026-05-20");
    return fact;
}

TEST_P(EntryStore, KeepsAnEntryAsItWasSealed)
{
    Entry entry = next_entry(new_case("A-1"), "open", Instant::from_ms(1767225600123));
    entry.reason = "补录";
    entry.trace_hash = hex(sha256("{}"));
    history::seal_entry(entry);
    ASSERT_TRUE(append(entry, {}, "{}"));

    const auto stored = find([&](ReadTxn& txn) { return find_entry(txn, entry.uid); });
    ASSERT_TRUE(stored);
    EXPECT_EQ(stored->body, entry.body);
    EXPECT_EQ(stored->leaf, hex(history::leaf_of(stored->body)));
    EXPECT_EQ(stored->at.ms(), 1767225600123);
    EXPECT_EQ(stored->case_seq, 1);
    EXPECT_FALSE(stored->seq);
    EXPECT_EQ(
        find([&](ReadTxn& txn) { return find_trace(txn, entry.trace_hash); }), std::string("{}")
    );
    EXPECT_FALSE(find([](ReadTxn& txn) { return find_entry(txn, "nobody"); }));
}

// A trace of an act is some 20 to 30 KB, most of it said again in every act.
TEST_P(EntryStore, KeepsATraceInAFifthOfItsSizeAndTellsWhenItWasChanged)
{
    std::string trace = "{\"rules\":[";
    for (int i = 0; i < 200; ++i)
        trace +=
            "{\"clause\":\"2026/四(三)e\",\"title\":\"备会项办理\",\"n\":" + std::to_string(i) +
            "},";
    trace += "{}]}";
    const auto kept = [&](std::string_view hash) {
        return find([&](ReadTxn& txn) { return find_trace(txn, hash); });
    };
    Entry entry = next_entry(new_case("A-1"), "open", moment());
    entry.trace_hash = hex(sha256(trace));
    history::seal_entry(entry);
    ASSERT_TRUE(append(entry, {}, trace));
    EXPECT_EQ(kept(entry.trace_hash), trace);
    const auto stored = find([&](ReadTxn& txn) {
        Query row(txn, "SELECT json FROM trace WHERE hash = :hash", "t", {entry.trace_hash});
        row.next();
        return row.text();
    });
    EXPECT_LT(stored.size() * 5, trace.size());

    const auto store = [&](const std::string& hash, const std::string& bytes) {
        const auto written = database_->write([&](WriteTxn& txn) -> Result<void> {
            run(txn, "INSERT INTO trace (hash, json) VALUES (:hash, :json)", {hash, bytes});
            return {};
        });
        ASSERT_TRUE(written);
    };
    store("as before", trace);  // one that was stored before traces were packed
    EXPECT_EQ(kept("as before"), trace);
    std::string changed = stored;
    changed[changed.size() / 2] = changed[changed.size() / 2] == 'A' ? 'B' : 'A';
    store("changed", changed);
    EXPECT_NE(kept("changed"), trace);
    store("cut off", stored.substr(0, stored.size() / 2));
    EXPECT_EQ(kept("cut off"), std::string());
}

TEST_P(EntryStore, RefusesAnActOnAVersionThatHasPassed)
{
    const Case opened = open_case(new_case("A-1"));
    ASSERT_TRUE(append(next_entry(opened, "edit_plan", moment())));

    const auto second = append(next_entry(opened, "approve", moment()));
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().kind, Refusal::stale);
    EXPECT_NE(second.error().detail.zh.find("第 2 版"), std::string::npos);

    Case ahead = opened;
    ahead.version = 7;
    EXPECT_EQ(code_of(append(next_entry(ahead, "approve", moment()))), "stale");
    EXPECT_EQ(number_of(*database_, "SELECT COUNT(*) FROM entry"), 2);
    EXPECT_EQ(find([&](ReadTxn& txn) { return find_case(txn, "A-1"); })->version, 2);
}

TEST_P(EntryStore, LetsOneOfManyWritersOfTheSameVersionWin)
{
    const Case opened = open_case(new_case("A-1"));
    Case unborn = new_case("A-2");
    for (const Case& now : {opened, unborn}) {
        std::atomic<int> won = 0;
        std::atomic<int> stale = 0;
        const Instant at = moment();
        std::vector<std::thread> writers;
        for (int i = 0; i < 8; ++i)
            writers.emplace_back([&] {
                const auto done = append(next_entry(now, "edit_plan", at));
                if (done)
                    ++won;
                else if (done.error().kind == Refusal::stale)
                    ++stale;
            });
        for (std::thread& writer : writers)
            writer.join();
        EXPECT_EQ(won, 1);
        EXPECT_EQ(stale, 7);
    }
}

TEST_P(EntryStore, RefusesAClockThatRunsBackwardsWithinACase)
{
    const Case opened = open_case(new_case("A-1"));
    EXPECT_EQ(
        code_of(append(next_entry(opened, "edit_plan", opened.changed_at.plus_ms(-1)))),
        "clock_behind"
    );
    EXPECT_TRUE(append(next_entry(opened, "edit_plan", opened.changed_at)));
}

TEST_P(EntryStore, RefusesToCorrectAFactTwiceAndThenKeepsNothingOfTheEntry)
{
    const Case opened = open_case(new_case("A-1"));
    Entry made = next_entry(opened, "hold", moment());
    const Fact fact = fact_of(opened, "event");
    made.effects.facts_made = {fact};
    ASSERT_TRUE(append(made));

    Entry corrected = next_entry(made.effects.after, "correct", moment());
    corrected.effects.facts_voided = {fact.id};
    corrected.effects.facts_made = {fact_of(opened, "event")};  // the same key again
    ASSERT_TRUE(append(corrected));

    Entry again = next_entry(corrected.effects.after, "correct", moment());
    again.effects.after.title = "不应写入";
    again.effects.rows = {{"items", "B01", {}, 4, "somebody"}};
    again.effects.facts_voided = {fact.id};
    EXPECT_EQ(code_of(append(again)), "fact_not_live");
    EXPECT_EQ(find([&](ReadTxn& txn) { return find_case(txn, opened.id); })->version, 3);
    EXPECT_TRUE(find([&](ReadTxn& txn) { return rows_of_case(txn, opened.id); }).empty());

    const auto facts = find([&](ReadTxn& txn) { return facts_of_case(txn, opened.id); });
    ASSERT_EQ(facts.size(), 2u);
    const StoredFact& first = facts[0].fact.id == fact.id ? facts[0] : facts[1];
    EXPECT_EQ(first.made_by, made.uid);
    EXPECT_EQ(first.voided_by, corrected.uid);
    EXPECT_EQ(first.voided_at, corrected.at);
    EXPECT_EQ(find([&](ReadTxn& txn) { return live_facts_of_case(txn, opened.id); }).size(), 1u);
}

TEST_P(EntryStore, NeverChangesOrDeletesAnEntry)
{
    const Case opened = open_case(new_case("A-1"));
    open_case(new_case("A-2"));
    for (const char* sql :
         {"UPDATE entry SET body = body || ' '", "UPDATE entry SET leaf = 'x'",
          "UPDATE entry SET actor = 'x'", "UPDATE entry SET at_ms = at_ms + 1",
          "UPDATE entry SET valid_at_ms = 1", "UPDATE entry SET pack_hash = 'x'",
          "UPDATE entry SET seq = 5, act = 'x'", "DELETE FROM entry"})
        EXPECT_THROW((void)by_hand(*database_, sql), soci::soci_error) << sql;
    const char* const wholesale =
        database_->is_postgresql()
            ? "TRUNCATE entry"
            : "INSERT OR REPLACE INTO entry SELECT uid, tenant, seq, case_id, case_seq, at_ms,"
              " valid_at_ms, 'x', act, body, trace_hash, pack_hash, calendar_hash, leaf FROM entry";
    EXPECT_THROW((void)by_hand(*database_, wholesale), soci::soci_error);
    EXPECT_EQ(number_of(*database_, "SELECT COUNT(*) FROM entry WHERE actor = 'somebody'"), 2);
    EXPECT_EQ(find([&](ReadTxn& txn) { return find_case(txn, opened.id); })->version, 1);
}

TEST_P(EntryStore, SetsThePositionInTheLogOnce)
{
    open_case(new_case("A-1"));
    EXPECT_EQ(by_hand(*database_, "UPDATE entry SET seq = 0"), 1);
    EXPECT_THROW((void)by_hand(*database_, "UPDATE entry SET seq = 1"), soci::soci_error);
    EXPECT_THROW((void)by_hand(*database_, "UPDATE entry SET seq = NULL"), soci::soci_error);
    EXPECT_EQ(number_of(*database_, "SELECT seq FROM entry"), 0);
}

TEST_P(EntryStore, NumbersTheLogOfEachTenantWithoutAGapWhoeverDoesIt)
{
    for (int i = 0; i < 60; ++i) {
        Entry entry = next_entry(new_case("A-" + std::to_string(i)), "open", moment());
        entry.tenant = i % 3 == 0 ? "one" : "two";
        ASSERT_TRUE(append(entry));
    }
    std::atomic<std::size_t> given = 0;
    std::vector<std::thread> nodes;
    for (int i = 0; i < 4; ++i)
        nodes.emplace_back([&] {
            for (int round = 0; round < 200 && given < 60; ++round)
                (void)database_->write([&](WriteTxn& txn) -> Result<void> {
                    given += sequence_entries(txn, 7);
                    return {};
                });
        });
    for (std::thread& node : nodes)
        node.join();
    EXPECT_EQ(given, 60u);
    std::map<std::string, std::set<std::int64_t>> positions;
    std::map<std::string, std::int64_t> last;
    database_->read([&](ReadTxn& txn) {
        for_each_entry(txn, [&](const StoredEntry& entry) {
            ASSERT_TRUE(entry.seq);
            positions[entry.tenant].insert(*entry.seq);
            // They were given in the order of time.
            EXPECT_EQ(*entry.seq, last[entry.tenant]++);
        });
    });
    EXPECT_EQ(positions["one"].size(), 20u);
    EXPECT_EQ(*positions["one"].rbegin(), 19);
    EXPECT_EQ(positions["two"].size(), 40u);
    EXPECT_EQ(*positions["two"].rbegin(), 39);
}

TEST_P(EntryStore, ReadsTheEntriesOfACasePageByPage)
{
    Case now = open_case(new_case("A-1"));
    for (int i = 0; i < 6; ++i) {
        Entry entry = next_entry(now, "edit_plan", moment());
        now = entry.effects.after;
        ASSERT_TRUE(append(entry));
    }
    const auto page = find([&](ReadTxn& txn) { return entries_of_case(txn, now.id, 2, 3); });
    ASSERT_EQ(page.size(), 3u);
    EXPECT_EQ(page.front().case_seq, 3);
    EXPECT_EQ(page.back().case_seq, 5);
    EXPECT_EQ(
        find([&](ReadTxn& txn) { return latest_doer(txn, now.id, "edit_plan").value().actor; }),
        "somebody"
    );
    EXPECT_FALSE(find([&](ReadTxn& txn) { return latest_doer(txn, now.id, "approve"); }));
}

TEST_P(EntryStore, GivesNumbersWithoutAGapOrARepeat)
{
    std::mutex mutex;
    std::multiset<std::int64_t> given;
    std::vector<std::thread> clerks;
    for (int i = 0; i < 4; ++i)
        clerks.emplace_back([&] {
            for (int n = 0; n < 10; ++n) {
                std::int64_t number = 0;
                const bool refused = n % 5 == 4;  // what is rolled back gives its number back
                (void)database_->write([&](WriteTxn& txn) -> Result<void> {
                    number = next_number(txn, "BH", 2026);
                    if (refused)
                        return refuse(Refusal::conflict, "no", "", "");
                    return {};
                });
                const std::lock_guard lock(mutex);
                if (!refused)
                    given.insert(number);
            }
        });
    for (std::thread& clerk : clerks)
        clerk.join();
    std::multiset<std::int64_t> expected;
    for (std::int64_t number = 1; number <= 32; ++number)
        expected.insert(number);
    EXPECT_EQ(given, expected);
    (void)database_->write([&](WriteTxn& txn) -> Result<void> {
        EXPECT_EQ(next_number(txn, "BH", 2027), 1);
        return {};
    });
}

TEST_P(EntryStore, KeepsTheAnswerToARequestOnce)
{
    const KeptAnswer answer{"hash", 201, "{\"number\":\"A-1\"}", "{}"};
    const auto keep = [&](WriteTxn& txn) {
        return keep_answer(txn, "somebody", "key", answer, first_moment);
    };
    EXPECT_EQ(refusal(keep), "");
    EXPECT_EQ(refusal(keep), "idempotency_key_taken");
    const auto kept = find([](ReadTxn& txn) { return find_answer(txn, "somebody", "key"); });
    ASSERT_TRUE(kept);
    EXPECT_EQ(kept->request_hash, "hash");
    EXPECT_EQ(kept->status, 201);
    EXPECT_EQ(kept->body, answer.body);
    EXPECT_FALSE(find([](ReadTxn& txn) { return find_answer(txn, "another", "key"); }));

    std::size_t dropped = 0;
    const auto drop = [&](Instant before) {
        (void)database_->write([&](WriteTxn& txn) -> Result<void> {
            dropped = drop_answers_before(txn, before);
            return {};
        });
        return dropped;
    };
    EXPECT_EQ(drop(first_moment), 0u);
    EXPECT_EQ(drop(first_moment.plus_ms(1)), 1u);
}

}  // namespace
}  // namespace beihui::storage

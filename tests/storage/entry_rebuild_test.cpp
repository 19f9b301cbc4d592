#include "random_history.hpp"
#include "store_fixture.hpp"

#include <algorithm>

namespace beihui::storage
{
namespace
{

std::string all_of(ReadTxn& txn, std::string_view case_id, std::optional<Instant> at)
{
    const auto found_case = at ? find_case_as_of(txn, case_id, *at) : find_case(txn, case_id);
    const auto rows = at ? rows_of_case_as_of(txn, case_id, *at) : rows_of_case(txn, case_id);
    const auto duties = at ? duties_of_case_as_of(txn, case_id, *at) : duties_of_case(txn, case_id);
    const auto documents =
        at ? documents_of_case_as_of(txn, case_id, *at) : documents_of_case(txn, case_id);
    const auto record = at ? find_registered_as_of(txn, "employer", case_id, *at)
                           : find_registered(txn, "employer", case_id);
    json::array all;
    all.emplace_back(found_case ? found_case->to_json() : json::object());
    for (const CaseRow& row : rows)
        all.emplace_back(json::object{
            {"form", row.form},
            {"key", row.key},
            {"data", row.data},
            {"version", row.version},
            {"by", row.by}
        });
    for (const Duty& duty : duties)
        all.emplace_back(duty.to_json());
    for (const Document& document : documents)
        all.emplace_back(document.to_json());
    all.emplace_back(record ? record->to_json() : json::object());
    return history::canonical(all);
}

class Rebuild : public Store
{
protected:
    void make_history(int entries)
    {
        RandomHistory history(20260402, first_moment);
        for (int i = 0; i < entries; ++i) {
            RandomHistory::Step step = history.next();
            last_ = step.entry;
            append(std::move(step.entry), step.hidden).value();
        }
    }
    std::string projections() { return find(dump_projections); }
    // Damages an entry with the triggers out of the way, and expects that rebuilding names `uid` and
    // puts everything back.
    void expect_named(const std::string& damage, const std::string& uid)
    {
        const std::string before = projections();
        const auto rebuilt = database_->write([&](WriteTxn& txn) {
            if (txn.is_postgresql()) {
                run(txn, "ALTER TABLE entry DISABLE TRIGGER entry_is_never_changed");
            } else {
                run(txn, "DROP TRIGGER entry_is_never_changed");
                run(txn, "DROP TRIGGER entry_is_never_deleted");
            }
            EXPECT_EQ(run(txn, damage), 1) << damage;
            return rebuild_projections(txn);
        });
        ASSERT_FALSE(rebuilt) << damage;
        EXPECT_EQ(rebuilt.error().code, "entry_damaged");
        EXPECT_NE(rebuilt.error().detail.zh.find(uid), std::string::npos) << damage;
        EXPECT_NE(rebuilt.error().detail.en.find(uid), std::string::npos) << damage;
        EXPECT_EQ(projections(), before);
    }
    void expect_named(const std::string& change)
    {
        expect_named("UPDATE entry SET " + change + " WHERE uid = '" + last_.uid + "'", last_.uid);
    }

    Entry last_;
};
INSTANTIATE_TEST_SUITE_P(On, Rebuild, both, testing::PrintToStringParamName());

TEST_P(Rebuild, MakesEveryProjectionAgainByteForByte)
{
    make_history(250);
    const std::string before = projections();
    for (const char* table : {"cases", "case_row", "fact", "duty", "document", "register_record"}) {
        EXPECT_NE(("\n" + before).find("\n" + std::string(table) + "\t"), std::string::npos)
            << table;
        if (std::string_view(table) != "cases") {
            EXPECT_GT(by_hand(*database_, std::string("DELETE FROM ") + table), 0);
        }
    }
    by_hand(*database_, "UPDATE cases SET title = 'x', version = version + 1");
    ASSERT_NE(projections(), before);
    ASSERT_TRUE(database_->write(rebuild_projections));
    EXPECT_EQ(projections(), before);
}

TEST(RebuildOnBoth, HoldsTheSameOnBothDatabases)
{
    std::string dumps[2];
    for (const Backend backend : {Backend::sqlite, Backend::postgresql}) {
        const auto database = opened(test::fresh_database(backend));
        RandomHistory history(20260403, first_moment);
        for (int i = 0; i < 60; ++i) {
            RandomHistory::Step step = history.next();
            // A salt is drawn for each: the rest of the history is the same.
            step.hidden.clear();
            step.entry.data.clear();
            step.entry.effects.after.data.erase("contact");
            history::seal_entry(step.entry);
            database->write([&](WriteTxn& txn) { return append_entry(txn, step.entry, {}, {}); }
            ).value();
        }
        dumps[backend == Backend::sqlite ? 0 : 1] = found(*database, dump_projections);
    }
    EXPECT_GT(dumps[0].size(), 10'000u);
    EXPECT_EQ(dumps[0], dumps[1]);
}

TEST_P(Rebuild, NamesAnEntryWithOneByteChanged)
{
    make_history(12);
    expect_named("body = replace(body, 'actor\"', 'Actor\"')");
    expect_named("body = body || ' '");
    expect_named("leaf = replace(leaf, substr(leaf, 1, 1), 'x')");
}

TEST_P(Rebuild, NamesAnEntryWhoseColumnsSaySomethingElseThanItsBody)
{
    make_history(12);
    for (const char* change :
         {"tenant = 'x'", "uid = uid || 'x'", "at_ms = at_ms + 1", "valid_at_ms = 1", "actor = 'x'",
          "act = 'x'", "trace_hash = 'x'", "pack_hash = 'x'", "calendar_hash = 'x'"})
        expect_named(change);
}

TEST_P(Rebuild, NamesTheEntryBehindOneThatWasTakenOut)
{
    make_history(12);
    Entry next = next_entry(last_.effects.after, "edit_plan", last_.at);
    ASSERT_TRUE(append(next));
    expect_named("DELETE FROM entry WHERE uid = '" + last_.uid + "'", next.uid);
}

// Every page of the past is what that page was then.
TEST_P(Rebuild, ShowsACaseAsItStoodAtAnyMoment)
{
    struct Shown
    {
        std::string case_id;
        Instant at;
        std::string text;
    };
    std::vector<Shown> shown;
    RandomHistory history(20260404, first_moment);
    for (int i = 0; i < 150; ++i) {
        RandomHistory::Step step = history.next();
        Shown now{step.entry.case_id, step.entry.at, {}};
        append(std::move(step.entry), step.hidden).value();
        now.text = find([&](ReadTxn& txn) { return all_of(txn, now.case_id, std::nullopt); });
        shown.push_back(std::move(now));
    }
    for (const Shown& then : shown)
        ASSERT_EQ(
            find([&](ReadTxn& txn) { return all_of(txn, then.case_id, then.at); }), then.text
        );
    const Instant before = shown.front().at.plus_ms(-1);
    database_->read([&](ReadTxn& txn) {
        EXPECT_FALSE(find_case_as_of(txn, shown.front().case_id, before));
        EXPECT_FALSE(find_registered_as_of(txn, "employer", shown.front().case_id, before));
        EXPECT_TRUE(rows_of_case_as_of(txn, shown.front().case_id, before).empty());
    });
}

}  // namespace
}  // namespace beihui::storage

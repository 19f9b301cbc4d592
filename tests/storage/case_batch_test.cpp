// Many cases at once are what each of them is alone.
#include "history/sealing.hpp"
#include "storage/case_batch.hpp"
#include "storage/random_history.hpp"
#include "support/databases.hpp"

#include <gtest/gtest.h>

namespace beihui::storage
{
namespace
{

class CaseBatch : public testing::TestWithParam<test::Backend>
{
protected:
    CaseBatch() : database(Database::open(test::fresh_database(GetParam())).value())
    {
        RandomHistory history(7, Instant::from_ms(1'700'000'000'000));
        const auto written = database->write([&](WriteTxn& txn) -> Result<void> {
            for (int i = 0; i < 300; ++i) {
                auto step = history.next();
                history::seal_entry(step.entry);
                if (auto done = append_entry(txn, step.entry, step.hidden, ""); !done)
                    return done;
            }
            return {};
        });
        EXPECT_TRUE(written) << written.error().detail.en;
    }

    std::vector<std::string> all_ids()
    {
        std::vector<std::string> ids;
        database->read([&](ReadTxn& txn) {
            std::set<std::string> seen;
            for_each_entry(txn, [&](const StoredEntry& entry) { seen.insert(entry.case_id); });
            ids.assign(seen.begin(), seen.end());
        });
        return ids;
    }

    std::unique_ptr<Database> database;
};

INSTANTIATE_TEST_SUITE_P(
    On,
    CaseBatch,
    testing::Values(test::Backend::sqlite, test::Backend::postgresql),
    testing::PrintToStringParamName()
);

TEST_P(CaseBatch, ReadsEachCaseAsItIsAlone)
{
    std::vector<std::string> ids = all_ids();
    ASSERT_GT(ids.size(), 3U);
    ids.resize(std::min(ids.size(), most_in_a_case_batch - 1));
    ids.insert(ids.begin() + 1, std::string(32, 'f'));  // no case has this id
    database->read([&](ReadTxn& txn) {
        const std::vector<WholeCase> whole = whole_cases(txn, ids);
        ASSERT_EQ(whole.size(), ids.size() - 1);
        std::size_t rows = 0;
        for (std::size_t i = 0; i < whole.size(); ++i) {
            const std::string& id = i == 0 ? ids[0] : ids[i + 1];
            const WholeCase& one = whole[i];
            EXPECT_EQ(one.subject.to_json(), find_case(txn, id)->to_json());
            const auto alone = rows_of_case(txn, id);
            ASSERT_EQ(one.rows.size(), alone.size());
            for (std::size_t j = 0; j < alone.size(); ++j) {
                EXPECT_EQ(one.rows[j].form + one.rows[j].key, alone[j].form + alone[j].key);
                EXPECT_EQ(one.rows[j].data, alone[j].data);
                EXPECT_EQ(one.rows[j].version, alone[j].version);
                EXPECT_EQ(one.rows[j].by, alone[j].by);
            }
            rows += alone.size();
            const auto documents = documents_of_case(txn, id);
            ASSERT_EQ(one.documents.size(), documents.size());
            for (std::size_t j = 0; j < documents.size(); ++j)
                EXPECT_EQ(one.documents[j].to_json(), documents[j].to_json());
            const auto duties = duties_of_case(txn, id);
            ASSERT_EQ(one.duties.size(), duties.size());
            for (std::size_t j = 0; j < duties.size(); ++j)
                EXPECT_EQ(one.duties[j].to_json(), duties[j].to_json());
        }
        EXPECT_GT(rows, 0U);
    });
}

TEST_P(CaseBatch, FindsRegisteredThingsByTheHundred)
{
    const std::vector<std::string> ids = all_ids();
    database->read([&](ReadTxn& txn) {
        std::size_t known = 0;
        for (const std::string& id : ids)
            known += find_registered(txn, "employer", id) ? 1U : 0U;
        std::vector<std::string> many = ids;
        many.resize(450, "none");
        std::vector<RegisterChange> found = find_all_registered(txn, "employer", many);
        EXPECT_EQ(found.size(), known);
        for (const RegisterChange& record : found)
            EXPECT_EQ(record.to_json(), find_registered(txn, "employer", record.id)->to_json());
    });
}

Entry opening(const std::string& id, const std::string& path, const char* pack)
{
    Entry entry;
    entry.tenant = "school";
    entry.uid = random_id();
    entry.case_id = id;
    entry.case_seq = 1;
    entry.at = Instant::parse("2026-05-10T09:00:00+08:00").value();
    entry.actor = "a";
    entry.act = "open";
    Case& subject = entry.effects.after;
    subject.id = id;
    subject.number = "N-" + id.substr(0, 8);
    subject.organisation = "s";
    subject.org_path = path;
    subject.workflow = "recruitment-event";
    subject.stage = "plan";
    subject.version = 1;
    subject.packs = {{pack, 1, std::string(64, '0')}};
    subject.opened_at = entry.at;
    subject.changed_at = entry.at;
    subject.opened_by = "a";
    return entry;
}

TEST_P(CaseBatch, FindsTheCasesOfAPackInASubtreeByTheDayTheyStart)
{
    struct Wanted
    {
        const char* path;
        const char* pack;
        const char* day;  // empty: it has none, and counts by the day it was opened
        bool found;
    };
    const std::vector<Wanted> wanted = {
        {"/p/s1/", "2026-a", "2026-01-01", true},
        {"/p/s1/", "2026-a", "2026-12-31", true},
        {"/p/s1/", "2026-a", "2025-12-31", false},
        {"/p/s1/", "2026-a", "2027-01-01", false},
        {"/p/s2/", "2026-a", "", true},
        {"/q/s3/", "2026-a", "2026-05-01", false},
        {"/p/s1/", "2026-ab", "2026-05-01", false},
        {"/p/s1/", "x2026-a", "2026-05-01", false},
    };
    std::set<std::string> expected;
    const auto written = database->write([&](WriteTxn& txn) -> Result<void> {
        for (const Wanted& each : wanted) {
            Entry entry = opening(random_id(), each.path, each.pack);
            if (*each.day)
                entry.effects.after.starts_on = Date::parse(each.day).value();
            if (each.found)
                expected.insert(entry.case_id);
            history::seal_entry(entry);
            if (auto done = append_entry(txn, entry, {}, ""); !done)
                return done;
        }
        return {};
    });
    ASSERT_TRUE(written) << written.error().detail.en;
    database->read([&](ReadTxn& txn) {
        const auto year = [&](const char* from, const char* to) {
            const auto ids = bound_cases(
                txn, {"/p/", "2026-a", Date::parse(from).value(), Date::parse(to).value()}
            );
            return std::set<std::string>(ids.begin(), ids.end());
        };
        EXPECT_EQ(year("2026-01-01", "2026-12-31"), expected);
        EXPECT_EQ(year("2026-05-10", "2026-05-10").size(), 1U);
        EXPECT_EQ(year("2026-05-11", "2026-05-12").size(), 0U);
    });
}

}  // namespace
}  // namespace beihui::storage

#pragma once

// One database of each kind for all tests of measures, and a vocabulary for facts.

#include "base/json.hpp"
#include "storage/measure_store.hpp"
#include "store_fixture.hpp"
#include "support/postgresql.hpp"
#include "support/stored_facts.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

namespace beihui::storage
{

using test::FactWriter;

inline Measure measure(std::string_view text)
{
    return Measure::read(read_json(text).value().as_object(), "test", {}, Measure::Use::need)
        .value();
}

// One database of each kind for all tests: each test has a circular of its own.
struct SqliteFile
{
    test::Folder folder;
    std::unique_ptr<Database> database =
        test::open_database("sqlite:" + (folder.path() / "facts.db").string());
};
struct Postgresql
{
    test::PostgresqlDatabase server;
    std::unique_ptr<Database> database = test::open_database(server.address());
};

inline Database& shared_database(bool is_postgresql)
{
    if (is_postgresql) {
        static Postgresql postgresql;
        return *postgresql.database;
    }
    static SqliteFile sqlite;
    return *sqlite.database;
}

class MeasureStore : public testing::TestWithParam<bool>
{
protected:
    // Everything in the subtree, in the days of the first phase of 2026/二.
    CountAsked first_phase(std::string path = "/p/") const
    {
        CountAsked asked;
        asked.org_path = std::move(path);
        asked.circular = circular_;
        asked.window = {{day("2026-04-01"), day("2026-06-30")}};
        asked.among_window = {{day("2026-04-01"), day("2026-12-31")}};
        asked.cutoff = day("2026-06-30");
        return asked;
    }
    Fact fact(std::string kind, std::string on, json::object attributes = {}) const
    {
        Fact made;
        made.id = random_id();
        made.kind = std::move(kind);
        made.key = made.id;
        made.organisation = "s1";
        made.org_path = "/p/s1/";
        made.on = day(on);
        made.circulars = {circular_};
        made.attributes = std::move(attributes);
        return made;
    }
    std::string case_id(const std::string& name) const { return circular_ + name; }
    void write(
        const std::string& name,
        std::int64_t ms,
        std::vector<Fact> made,
        std::vector<std::string> voided = {}
    )
    {
        writer_.write(case_id(name), Instant::from_ms(ms), std::move(made), std::move(voided));
    }

    std::int64_t count(const Measure& measure, const CountAsked& asked)
    {
        std::int64_t number = 0;
        database_->read([&](ReadTxn& txn) { number = count_measure(txn, measure, asked); });
        return number;
    }
    std::vector<MeasuredFact> list(
        const Measure& measure,
        const CountAsked& asked,
        bool counted,
        std::size_t page = 7
    )
    {
        std::vector<MeasuredFact> all;
        database_->read([&](ReadTxn& txn) {
            std::string cursor;
            do {
                MeasuredPage next =
                    list_measured(txn, measure, asked, counted, cursor, page).value();
                std::ranges::move(next.items, std::back_inserter(all));
                cursor = next.next_cursor;
                rows_ = next.rows;
            } while (!cursor.empty());
        });
        EXPECT_EQ(rows_, static_cast<std::int64_t>(all.size()));
        return all;
    }
    std::string why(const Measure& measure, const CountAsked& asked)
    {
        const auto left_out = list(measure, asked, false);
        return left_out.size() == 1 ? left_out.front().why.zh
                                    : std::to_string(left_out.size()) + " left out";
    }

    const std::string circular_ = random_id().substr(0, 8);
    Database* const database_ = &shared_database(GetParam());
    FactWriter writer_{*database_};
    std::int64_t rows_ = 0;
};

}  // namespace beihui::storage

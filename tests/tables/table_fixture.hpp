#pragma once

// The pack of 2026 over facts in a real database.

#include "rules/world.hpp"
#include "support/postgresql.hpp"
#include "support/stored_facts.hpp"
#include "tables/table_page.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <memory>
#include <string>

namespace beihui::tables
{

inline Date day(std::string_view text)
{
    return Date::parse(text).value();
}

inline Instant instant(std::string_view text)
{
    return Instant::parse(text).value();
}

inline const rules::World& world()
{
    static const std::shared_ptr<const rules::World> loaded =
        rules::World::load(std::filesystem::path(BEIHUI_SOURCE_DIR) / "rules").value();
    return *loaded;
}

struct SqliteFile
{
    test::Folder folder;
    std::unique_ptr<storage::Database> database =
        test::open_database("sqlite:" + (folder.path() / "facts.db").string());
};
struct Postgresql
{
    test::PostgresqlDatabase server;
    std::unique_ptr<storage::Database> database = test::open_database(server.address());
};

inline storage::Database& shared_database(bool is_postgresql)
{
    if (is_postgresql) {
        static Postgresql postgresql;
        return *postgresql.database;
    }
    static SqliteFile sqlite;
    return *sqlite.database;
}

// Each test has a province of its own in the shared database.
class TableTest : public testing::TestWithParam<bool>
{
protected:
    // A fact of a campus fair that took place.
    Fact fact(std::string kind, const std::string& occasion, json::object attributes = {}) const
    {
        Fact made;
        made.id = random_id();
        made.kind = std::move(kind);
        made.key = made.id;
        made.occasion = occasion;
        made.organisation = "school";
        made.org_path = province_ + "school/";
        made.on = on_;
        made.circulars = {"2026-youqi"};
        made.attributes = {{"held", true}, {"campus", true}, {"mode", "线下"}};
        if (made.kind == "visit")
            made.attributes = {
                {"completed", true}, {"mode", "实地"}, {"role", "书记"}, {"size", "小型"}
            };
        if (made.kind == "guidance")
            made.attributes = {{"held", true}};
        for (const auto& [name, value] : attributes)
            made.attributes[name] = value;
        return made;
    }
    Fact attendance(
        const std::string& occasion,
        const std::string& employer,
        json::object attributes = {}
    ) const
    {
        Fact made = fact(
            "attendance", occasion,
            {{"attended", true}, {"enterprise", true}, {"size", "小型"}, {"srdi", false}}
        );
        made.employer = employer;
        for (const auto& [name, value] : attributes)
            made.attributes[name] = value;
        return made;
    }
    Fact agreement(
        const std::string& person,
        json::object attributes = {},
        const std::string& employer = "firm"
    ) const
    {
        Fact made = fact("agreement", "fair", {{"kind", "就业协议"}, {"signed_on", "2026-05-21"}});
        made.person = person;
        made.employer = employer;
        for (const auto& [name, value] : attributes)
            made.attributes[name] = value;
        return made;
    }
    Fact posting(
        const std::string& number,
        std::int64_t openings,
        json::object attributes = {},
        const std::string& employer = "firm"
    ) const
    {
        Fact made =
            fact("posting", "fair", {{"kind", "就业"}, {"reviewed", true}, {"withdrawn", false}});
        made.item = number;
        made.employer = employer;
        made.quantity = openings;
        for (const auto& [name, value] : attributes)
            made.attributes[name] = value;
        return made;
    }

    void write(std::vector<Fact> facts, std::vector<std::string> voided = {})
    {
        writer_.write(province_ + "case", now_, std::move(facts), std::move(voided));
    }

    TableAsked asked(const std::string& table) const
    {
        TableAsked asked;
        asked.table = table;
        asked.org_path = province_;
        asked.from = day("2026-04-01");
        asked.to = day("2026-06-30");
        return asked;
    }
    TableAnswer fill(const TableAsked& asked)
    {
        std::optional<Result<TableAnswer>> answer;
        database_.read([&](storage::ReadTxn& txn) {
            answer.emplace(fill_table(txn, world(), asked, now_));
        });
        return std::move(answer->value());
    }
    std::map<std::string, std::int64_t> cells(const TableAsked& asked)
    {
        std::map<std::string, std::int64_t> values;
        for (const Cell& cell : fill(asked).cells)
            values[cell.column->id] = cell.value;
        return values;
    }
    std::int64_t annex1(const std::string& column)
    {
        return cells(asked("2026.annex1")).at(column);
    }
    std::int64_t annex2(const std::string& column)
    {
        return cells(asked("2026.annex2")).at(column);
    }

    const std::string province_ = "/" + random_id().substr(0, 8) + "/";
    Date on_ = day("2026-05-20");
    Instant now_ = instant("2026-06-20T12:00:00+08:00");
    storage::Database& database_ = shared_database(GetParam());
    test::FactWriter writer_{database_};
};

#define BEIHUI_ON_BOTH_DATABASES(suite)                                                            \
    INSTANTIATE_TEST_SUITE_P(Databases, suite, testing::Bool(), [](const auto& kind) {             \
        return kind.param ? "PostgreSql" : "Sqlite";                                               \
    })

}  // namespace beihui::tables

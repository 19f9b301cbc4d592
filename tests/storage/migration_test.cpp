#include "base/text.hpp"
#include "storage/columns.hpp"
#include "storage/migrations.hpp"
#include "store_fixture.hpp"

#include <set>

namespace beihui::storage
{
namespace
{

class Migrations : public Store
{
protected:
    std::string refusal_to_open()
    {
        database_.reset();
        const auto database = Database::open(settings_);
        return database ? std::string() : database.error().code;
    }
};
INSTANTIATE_TEST_SUITE_P(On, Migrations, both, testing::PrintToStringParamName());

TEST_P(Migrations, AreAppliedOnce)
{
    const auto count = static_cast<std::int64_t>(
        migrations_for(database_->is_postgresql(), migration_files()).size()
    );
    EXPECT_GT(count, 0);
    EXPECT_EQ(number_of(*database_, "SELECT COUNT(*) FROM schema_migration"), count);
    const Case kept = open_case(new_case("A-1"));
    EXPECT_EQ(refusal_to_open(), "");
    database_ = opened(settings_);
    EXPECT_EQ(number_of(*database_, "SELECT COUNT(*) FROM schema_migration"), count);
    EXPECT_TRUE(find([&](ReadTxn& txn) { return find_case(txn, kept.id); }));
}

TEST_P(Migrations, RefuseADatabaseOfANewerProgram)
{
    by_hand(*database_, "INSERT INTO schema_migration VALUES (99, '0099_later.sql', 'x', 0)");
    EXPECT_EQ(refusal_to_open(), "schema_newer");
}

TEST_P(Migrations, RefuseADatabaseMadeWithAnotherText)
{
    by_hand(*database_, "UPDATE schema_migration SET sha256 = 'x' WHERE version = 1");
    EXPECT_EQ(refusal_to_open(), "schema_changed");
}

// A new attribute of domain/fact.cpp needs its column.
TEST_P(Migrations, GiveTheFactsAColumnForEachAttribute)
{
    std::set<std::string> expected;
    for (const AttributeKind& attribute : fact_attributes())
        expected.insert(fact_column(attribute.name));
    EXPECT_TRUE(expected.contains("a_campus"));
    const std::string sql =
        database_->is_postgresql()
            ? "SELECT column_name FROM information_schema.columns WHERE table_name = 'fact'"
            : "SELECT name FROM pragma_table_info('fact')";
    std::set<std::string> columns;
    database_->read([&](ReadTxn& txn) {
        for (Query row(txn, sql, "t"); row.next();)
            if (std::string column = row.text(); column.starts_with("a_"))
                columns.insert(std::move(column));
    });
    EXPECT_EQ(columns, expected);
}

TEST_P(Migrations, LetEveryAttributeComeBackAsItWas)
{
    Entry entry = next_entry(new_case("A-1"), "hold", moment());
    Fact fact;
    fact.id = random_id();
    fact.kind = "event";
    fact.key = "k";
    fact.case_id = entry.case_id;
    fact.on = day("2026-05-20");
    fact.quantity = 9'007'199'254'740'993;
    for (const AttributeKind& attribute : fact_attributes()) {
        switch (attribute.type) {
        case AttributeType::boolean: fact.attributes[attribute.name] = false; break;
        case AttributeType::integer: fact.attributes[attribute.name] = 1767225600123; break;
        case AttributeType::date:    fact.attributes[attribute.name] = "2026-05-20"; break;
        default:                     fact.attributes[attribute.name] = "";
        }
    }
    entry.effects.facts_made = {fact};
    ASSERT_TRUE(append(entry));
    const auto live = find([&](ReadTxn& txn) { return live_facts_of_case(txn, entry.case_id); });
    ASSERT_EQ(live.size(), 1u);
    EXPECT_EQ(history::canonical(live[0].to_json()), history::canonical(fact.to_json()));
}

// The columns of the further kinds of case, on a database that has facts without them.
TEST_P(Migrations, AddColumnsToFactsThatAreThereAlready)
{
    Entry entry = next_entry(new_case("A-1"), "hold", moment());
    Fact fact;
    fact.id = random_id();
    fact.kind = "visit";
    fact.key = "k";
    fact.case_id = entry.case_id;
    fact.on = day("2026-05-20");
    fact.attributes = {{"completed", true}, {"role", "书记"}};
    entry.effects.facts_made = {fact};
    ASSERT_TRUE(append(entry));
    const std::string before = find(dump_projections);

    const auto migrations = migrations_for(database_->is_postgresql(), migration_files());
    const auto added = std::ranges::find_if(migrations, [](const Migration& migration) {
        return migration.name.ends_with("_more_fact_attributes.sql");
    });
    ASSERT_NE(added, migrations.end());
    std::vector<std::string> statements;
    for (const std::string_view line : split(added->sql, '\n'))
        if (line.starts_with("ALTER TABLE fact ADD COLUMN ") &&
            line.find(" a_categories ") == std::string_view::npos)  // 0016 took it away again
            statements.emplace_back(line.substr(0, line.find(';')));
    EXPECT_GE(statements.size(), 20u);
    for (const std::string& statement : statements) {
        const std::string_view column = split(statement, ' ').at(5);
        by_hand(*database_, "ALTER TABLE fact DROP COLUMN " + std::string(column));
    }
    EXPECT_ANY_THROW(find(dump_projections));
    for (const std::string& statement : statements)
        by_hand(*database_, statement);
    EXPECT_EQ(find(dump_projections), before);
    ASSERT_TRUE(database_->write(rebuild_projections));
    EXPECT_EQ(find(dump_projections), before);
}

TEST(MigrationFiles, AreNumberedWithoutAGap)
{
    const std::vector<MigrationFile> files = {
        {"0001_a.sql", "CREATE TABLE a (n {integer}, t {text}) {strict}"},
        {"0002_b.postgresql.sql", "p"},
        {"0002_b.sqlite.sql", "s"},
        {"0004_d.sql", "d"},
    };
    EXPECT_THROW((void)migrations_for(true, files), std::logic_error);
    const std::vector<MigrationFile> three(files.begin(), files.end() - 1);
    EXPECT_EQ(migrations_for(false, three)[0].sql, "CREATE TABLE a (n INTEGER, t TEXT) STRICT");
    EXPECT_EQ(
        migrations_for(true, three)[0].sql, "CREATE TABLE a (n BIGINT, t TEXT COLLATE \"C\") "
    );
    EXPECT_EQ(migrations_for(false, three)[1].sql, "s");
    EXPECT_EQ(migrations_for(true, three)[1].sql, "p");
}

}  // namespace
}  // namespace beihui::storage

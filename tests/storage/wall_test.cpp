#include "storage/wall.hpp"
#include "store_fixture.hpp"
#include "support/scopes.hpp"

#include <stdexcept>

namespace beihui::storage
{
namespace
{

// Two schools of a province, a case of each, with a row, a duty, a document and a hidden value.
class SecondWall : public Store
{
protected:
    void SetUp() override
    {
        own = filled_case("A-1", "/ministry/province/school/", "somebody");
        foreign = filled_case("B-1", "/ministry/province/other/", "stranger");
    }

    Case filled_case(const std::string& number, const std::string& path, const std::string& by)
    {
        Case subject = new_case(number);
        subject.org_path = path;
        subject.opened_by = by;
        Entry entry = next_entry(subject, "open", moment());
        entry.effects.rows.push_back(CaseRow{"employers", "1", json::object{{"booths", 2}}, 1, by});
        Duty duty;
        duty.key = "report";
        duty.state = "open";
        entry.effects.duties.push_back(duty);
        Document document;
        document.id = random_id();
        document.sha256 = std::string(64, 'a');
        documents[number] = document.id;
        entry.effects.documents.push_back(document);
        uids[number] = entry.uid;
        const Case after = entry.effects.after;
        append(std::move(entry)).value();
        return after;
    }

    // What `look` finds through a wall.
    template <class Look>
    auto through(const Wall& wall, Look look)
    {
        std::optional<decltype(look(std::declval<ReadTxn&>()))> answer;
        database_->read(wall, [&](ReadTxn& txn) { answer.emplace(look(txn)); });
        return std::move(*answer);
    }

    const Wall school{ScopeForTests::below("/ministry/province/school/"), "reader"};
    Case own;
    Case foreign;
    std::map<std::string, std::string> documents;
    std::map<std::string, std::string> uids;
};
INSTANTIATE_TEST_SUITE_P(On, SecondWall, both, testing::PrintToStringParamName());

TEST_P(SecondWall, HidesACaseOfAnotherOrganisationWhateverIsAsked)
{
    EXPECT_TRUE(through(school, [&](ReadTxn& txn) { return find_case(txn, own.id); }));
    for (const std::string& name : {foreign.id, foreign.number}) {
        EXPECT_FALSE(through(school, [&](ReadTxn& txn) { return find_case(txn, name); }));
        EXPECT_FALSE(through(school, [&](ReadTxn& txn) {
            return find_case_as_of(txn, name, foreign.changed_at);
        }));
    }
    EXPECT_TRUE(through(school, [&](ReadTxn& txn) { return find_entry(txn, uids["A-1"]); }));
    EXPECT_FALSE(through(school, [&](ReadTxn& txn) { return find_entry(txn, uids["B-1"]); }));
    EXPECT_TRUE(through(school, [&](ReadTxn& txn) { return find_document(txn, documents["A-1"]); })
    );
    EXPECT_FALSE(through(school, [&](ReadTxn& txn) { return find_document(txn, documents["B-1"]); })
    );
}

// A query that takes a scope too wide: nothing foreign leaves the database. SQLite finds out row by
// row and gives the request up; PostgreSQL has not got such rows.
TEST_P(SecondWall, LetsNoForeignCaseIntoAListWithTooWideAScope)
{
    const auto list = [&](ReadTxn& txn) {
        return list_cases(txn, ScopeForTests::below("/"), CaseQuery{}).value().items;
    };
    if (database_->is_postgresql()) {
        const std::vector<Case> seen = through(school, list);
        ASSERT_EQ(seen.size(), 1U);
        EXPECT_EQ(seen[0].id, own.id);
    } else {
        EXPECT_THROW(through(school, list), std::logic_error);
    }
    EXPECT_EQ(find(list).size(), 2U);
}

TEST_P(SecondWall, LetsThroughWhatIsSharedAndWhatOneOpenedOneself)
{
    Case firm = new_case("E-1", "employer");
    firm.org_path = "/ministry/";
    firm = open_case(firm);
    EXPECT_TRUE(through(school, [&](ReadTxn& txn) { return find_case(txn, firm.id); }));
    const Wall stranger(ScopeForTests::of({}), "stranger");
    EXPECT_TRUE(through(stranger, [&](ReadTxn& txn) { return find_case(txn, foreign.id); }));
    EXPECT_FALSE(through(stranger, [&](ReadTxn& txn) { return find_case(txn, own.id); }));
}

TEST_P(SecondWall, StopsBelowAnOrganisationThatSeesOnlyItself)
{
    Case college = new_case("C-1");
    college.org_path = "/ministry/province/school/college/";
    college = open_case(college);
    const Wall only(ScopeForTests::of({{"/ministry/province/school/", false}}), "reader");
    EXPECT_TRUE(through(only, [&](ReadTxn& txn) { return find_case(txn, own.id); }));
    EXPECT_FALSE(through(only, [&](ReadTxn& txn) { return find_case(txn, college.id); }));
    EXPECT_TRUE(through(school, [&](ReadTxn& txn) { return find_case(txn, college.id); }));
}

TEST_P(SecondWall, IsLiftedForTheProgramAndStandsAgainAfterwards)
{
    database_->read(school, [&](ReadTxn& txn) {
        {
            const Unwalled all(txn);
            const Unwalled again(txn);
            EXPECT_TRUE(find_case(txn, foreign.id));
        }
        EXPECT_FALSE(find_case(txn, foreign.id));
    });
    // And the connection carries no wall into the next transaction, or out of it.
    EXPECT_TRUE(find([&](ReadTxn& txn) { return find_case(txn, foreign.id); }));
}

// Issue 4: a query written by hand as the program's role, which said nothing about whose eyes it
// reads with, returns nothing.
TEST(SecondWallOfPostgresql, GivesNothingToAQueryByHandThatSaysNoScope)
{
    const DatabaseSettings settings = test::fresh_database(Backend::postgresql);
    const auto database = opened(settings);
    Entry entry = next_entry(new_case("A-1"), "open", first_moment);
    entry.effects.rows.push_back(CaseRow{"employers", "1", json::object{{"booths", 2}}, 1, "a"});
    Duty duty;
    duty.key = "report";
    entry.effects.duties.push_back(duty);
    Document document;
    document.id = random_id();
    entry.effects.documents.push_back(document);
    history::seal_entry(entry);
    database->write([&](WriteTxn& txn) { return append_entry(txn, entry, {}, {}); }).value();

    for (const char* const table : {"cases", "case_row", "duty", "document", "entry"}) {
        const std::string count = "SELECT COUNT(*) FROM " + std::string(table);
        EXPECT_EQ(number_of(*database, count), 1) << table;
        for (const char* const said : {"RESET beihui.wall", "SET LOCAL beihui.wall = ''"})
            (void)database->write([&](WriteTxn& txn) -> Result<void> {
                run(txn, said);
                Query rows(txn, count, "i");
                EXPECT_TRUE(rows.next());
                EXPECT_EQ(rows.integer(), 0) << table << " after " << said;
                return {};
            });
    }
    // Every table that tells of a case is behind the wall, its owner too; who may open what, and
    // notices, go by person.
    EXPECT_EQ(
        number_of(
            *database, "SELECT COUNT(*) FROM pg_class c WHERE c.relkind = 'r' AND NOT "
                       "c.relforcerowsecurity AND"
                       " EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname "
                       "= 'case_id')"
                       " AND c.relname NOT IN ('opening', 'notice')"
        ),
        0
    );
    EXPECT_EQ(
        number_of(
            *database, "SELECT COUNT(*) FROM pg_roles WHERE rolname = current_user AND (rolsuper OR"
                       " rolbypassrls)"
        ),
        0
    );
}

TEST(SecondWallOfPostgresql, IsMissedWhenTheRoleBypassesIt)
{
    DatabaseSettings settings = test::fresh_database(Backend::postgresql);
    testing::internal::CaptureStderr();
    (void)opened(settings);
    EXPECT_EQ(testing::internal::GetCapturedStderr().find("wall_bypassed"), std::string::npos);
    const std::string ordinary = "//beihui@";
    settings.address.replace(settings.address.find(ordinary), ordinary.size(), "//postgres@");
    testing::internal::CaptureStderr();
    (void)opened(settings);
    EXPECT_NE(testing::internal::GetCapturedStderr().find("wall_bypassed"), std::string::npos);
}

}  // namespace
}  // namespace beihui::storage

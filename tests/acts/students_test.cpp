// A student number means one person within a school: its colleges keep files on the students whom
// the ledger of the school lists (2023/四(五)a: 一人一档).
#include "acts/desk_fixture.hpp"

namespace beihui::acts
{
namespace
{

class Students : public Desk
{
protected:
    Students() { open(); }

    // The number of a new ledger whose roster names a student with a disability.
    std::string ledger_with(const std::string& organisation, const char* number)
    {
        const ActDone ledger = must_open("campaign", organisation, {{"title", "攻坚行动"}});
        const json::value row{{"graduate", number}, {"categories", json::array{"残疾"}}};
        must_act(ledger.number, "record_roster", {{"rows", json::array{row}}});
        return ledger.number;
    }
    // The key under which the roster of an organisation's ledger keeps a student.
    std::string key_in_roster(const std::string& organisation, const char* number)
    {
        const std::string ledger = ledger_with(organisation, number);
        std::string key;
        database_->read([&](storage::ReadTxn& txn) {
            const auto state = read_state(txn, storage::find_case(txn, ledger).value());
            key = state.rows.at(0).key;
        });
        return key;
    }
};
INSTANTIATE_TEST_SUITE_P(
    On,
    Students,
    testing::Values(Backend::sqlite, Backend::postgresql),
    testing::PrintToStringParamName()
);

TEST_P(Students, AreOnePersonInTheirSchoolAndItsColleges)
{
    const std::string school = organisation("", "甲大学", "school");
    const std::string college = organisation(school, "乙学院", "college");
    const std::string other = organisation("", "丙大学", "school");
    const std::string key = key_in_roster(school, "2019010101");
    EXPECT_EQ(key_in_roster(college, "2019010101"), key);
    EXPECT_NE(key_in_roster(college, "2019010102"), key);
    EXPECT_NE(key_in_roster(other, "2019010101"), key);
}

// 2023/四(五)a names the categories; whose they are stands nowhere in clear (security.md, section 5).
TEST_P(Students, HaveTheirCategoriesOfHardshipKeptUnderTheirOwnKeyOnly)
{
    const std::string school = organisation("", "甲大学", "school");
    const std::string ledger = ledger_with(school, "2019010101");
    const ActDone file = must_open(
        "assistance", school,
        {{"graduate", "2019010101"},
         {"categories", json::array{"残疾"}},
         {"opened_on", "2022-03-10"}}
    );
    database_->read([&](storage::ReadTxn& txn) {
        EXPECT_EQ(storage::dump_projections(txn).find("残疾"), std::string::npos);
        for (const std::string& number : {ledger, file.number}) {
            const Case subject = storage::find_case(txn, number).value();
            for (const auto& entry : storage::entries_of_case(txn, subject.id, 0, 100))
                EXPECT_EQ(entry.body.find("残疾"), std::string::npos) << entry.act;
        }
        json::value data(read_state(txn, storage::find_case(txn, file.number).value()).form("file")
        );
        storage::reveal(txn, *database_, data, false);
        EXPECT_EQ(data.at("categories"), (json::array{"残疾"}));
    });
}

}  // namespace
}  // namespace beihui::acts

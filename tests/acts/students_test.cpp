// A student number means one person within a school: its colleges keep files on the students whom
// the ledger of the school lists (2023/四(五)a: 一人一档).
#include "acts/desk.hpp"

namespace beihui::acts
{
namespace
{

class Students : public Desk
{
protected:
    Students() { open(); }

    // The key under which the roster of an organisation's ledger keeps a student.
    std::string key_in_roster(const std::string& organisation, const char* number)
    {
        const ActDone ledger = must_open("campaign", organisation, {{"title", "攻坚行动"}});
        const json::value row{{"graduate", number}, {"categories", json::array{"残疾"}}};
        must_act(ledger.number, "record_roster", {{"rows", json::array{row}}});
        std::string key;
        database_->read([&](storage::ReadTxn& txn) {
            const auto state = read_state(txn, storage::find_case(txn, ledger.number).value());
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

}  // namespace
}  // namespace beihui::acts

// With the first wall off: a reader whose scope says they see everything (a query that forgot its scope, a
// page that checked nobody) still gets no case of another organisation, since the transaction that
// answers them says whom it answers (docs/access.md, the second wall).
#include "acts/case_page.hpp"
#include "acts/desk_fixture.hpp"
#include "storage/wall.hpp"
#include "support/scopes.hpp"

namespace beihui::acts
{
namespace
{

class FirstWallOff : public Desk
{
protected:
    FirstWallOff()
    {
        open();
        own_ = organisation("", "甲大学", "school");
        const std::string other = organisation("", "乙大学", "school");
        const ActDone file = must_open(
            "assistance", other,
            {{"graduate", "2019010101"},
             {"categories", json::array{"残疾"}},
             {"opened_on", "2022-03-10"}}
        );
        foreign_ = file.number;
        foreign_id_ = file.case_id;
        database_->read([&](storage::ReadTxn& txn) {
            entry_ = storage::entries_of_case(txn, foreign_id_, 0, 1).at(0).uid;
            path_ = storage::find_case(txn, own_)->org_path;
        });
        everything_ = the_program();
        everything_.key = "reader";
    }

    // What a page says to somebody of the other school whom it takes for one who may see everything.
    template <class Page>
    std::string through(Page page)
    {
        const storage::Wall wall(ScopeForTests::below(path_), "reader");
        std::string said;
        try {
            database_->read(wall, [&](storage::ReadTxn& txn) { said = page(txn); });
        } catch (const std::logic_error&) {
            said = "given up";  // SQLite, when a list would hold a foreign case
        }
        return said;
    }
    template <class Value>
    static std::string of(const Result<Value>& result)
    {
        return result ? "shown" : result.error().code;
    }

    std::string own_;
    std::string foreign_;
    std::string foreign_id_;
    std::string entry_;
    std::string path_;
    accounts::Actor everything_;
};
INSTANTIATE_TEST_SUITE_P(
    On,
    FirstWallOff,
    testing::Values(Backend::sqlite, Backend::postgresql),
    testing::PrintToStringParamName()
);

TEST_P(FirstWallOff, ShowsAForeignCaseOnNoPage)
{
    for (const std::string& name : {foreign_, foreign_id_}) {
        EXPECT_EQ(
            through([&](auto& txn) {
                return of(case_page(context(), txn, everything_, name, std::nullopt));
            }),
            "case_not_found"
        );
        EXPECT_EQ(
            through([&](auto& txn) {
                return of(case_page(context(), txn, everything_, name, clock_.now()));
            }),
            "case_not_found"
        );
        EXPECT_EQ(
            through([&](auto& txn) {
                return of(history_page(context(), txn, everything_, name, 0, 50));
            }),
            "case_not_found"
        );
        EXPECT_EQ(
            through([&](auto& txn) { return of(seen_case(txn, everything_, name)); }),
            "case_not_found"
        );
    }
    EXPECT_EQ(
        through([&](auto& txn) { return of(visible_entry(txn, everything_, entry_)); }),
        "entry_not_found"
    );
    // Without the wall each of them shows it: it is the wall that hides it.
    database_->read([&](storage::ReadTxn& txn) {
        EXPECT_EQ(of(case_page(context(), txn, everything_, foreign_, std::nullopt)), "shown");
        EXPECT_EQ(of(history_page(context(), txn, everything_, foreign_, 0, 50)), "shown");
        EXPECT_EQ(of(visible_entry(txn, everything_, entry_)), "shown");
    });
}

TEST_P(FirstWallOff, LetsNoForeignCaseIntoALedgerOfDutiesOrAList)
{
    const auto lists = [&](storage::ReadTxn& txn) -> std::string {
        const Scope all = ScopeForTests::below("/");
        std::string found;
        for (const Case& one : storage::list_cases(txn, all, storage::CaseQuery{}).value().items)
            found += one.id == foreign_id_ ? "foreign" : "";
        for (const storage::DutyLine& line : storage::list_duties(txn, all, storage::DutyQuery{}))
            found += line.case_number == foreign_ ? "foreign" : "";
        return found;
    };
    EXPECT_EQ(through(lists).find("foreign"), std::string::npos);
    database_->read([&](storage::ReadTxn& txn) {
        EXPECT_NE(lists(txn).find("foreign"), std::string::npos) << "it is the wall that hides it";
    });
}

}  // namespace
}  // namespace beihui::acts

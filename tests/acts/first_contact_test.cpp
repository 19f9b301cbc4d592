// "Newly opened" rests on the first contact with an employer, decided when the visit is recorded
// (2022/六(二)e, 2023/四(一)d) and then frozen.
#include "acts/desk_fixture.hpp"
#include "base/files.hpp"

#include <fstream>

namespace beihui::acts
{
namespace
{

// The workflow of visits as it stands, whose facts say when the employer was first met.
void copy_workflows(const std::filesystem::path& to)
{
    const auto from = std::filesystem::path(BEIHUI_SOURCE_DIR) / "workflows";
    for (const auto& file : std::filesystem::directory_iterator(from))
        std::filesystem::copy_file(file.path(), to / file.path().filename());
    std::string text = read_file(from / "visit.yaml", 1 << 20).value();
    const std::string place = "      place: visit.place\n";
    const std::string contact = "      first_contact: { history: first_contact }\n";
    const bool has_it = text.find("history: first_contact") != std::string::npos;
    for (std::size_t at = has_it ? std::string::npos : text.find(place); at != std::string::npos;
         at = text.find(place, at + contact.size() + place.size()))
        text.insert(at, contact);
    std::ofstream(to / "visit.yaml", std::ios::binary | std::ios::trunc) << text;
}

class FirstContact : public Desk
{
protected:
    FirstContact()
    {
        copy_workflows(workflow_folder_of_its_own_.path());
        workflow_folder_ = workflow_folder_of_its_own_.path();
        open();
        school_ = organisation("", "甲大学", "school");
        college_ = organisation(school_, "乙学院", "college");
        firm_ = employer(school_, "91000000MA00000157");
        today("2022-07-01");
    }

    ActDone visit(std::string_view on, const std::string& organisation)
    {
        return visit_to(firm_, on, organisation);
    }
    ActDone visit_to(const std::string& firm, std::string_view on, const std::string& organisation)
    {
        return must_open(
            "visit", organisation,
            {{"date", on}, {"mode", "实地"}, {"employer", firm}, {"lead_role", "书记"}}, "log"
        );
    }
    std::string number_of(const std::string& id)
    {
        std::string number;
        database_->read([&](storage::ReadTxn& txn) {
            number = storage::find_case(txn, id).value().number;
        });
        return number;
    }
    void merge(const std::string& firm, const std::string& into)
    {
        must_act(number_of(firm), "merge", json::object{{"into", into}}, "同一家单位登记了两次");
    }
    ActDone visit(std::string_view on) { return visit(on, school_); }
    // "none" when there was no contact before.
    std::string first_contact_of(const ActDone& visit)
    {
        std::string found = "no such fact";
        database_->read([&](storage::ReadTxn& txn) {
            for (const Fact& fact : storage::live_facts_of_case(txn, visit.case_id))
                if (const json::value* const value = fact.attributes.if_contains("first_contact"))
                    found = value->as_string().empty() ? "none" : std::string(value->as_string());
        });
        return found;
    }

    std::string school_;
    std::string college_;
    std::string firm_;
};
INSTANTIATE_TEST_SUITE_P(
    On,
    FirstContact,
    testing::Values(Backend::sqlite, Backend::postgresql),
    testing::PrintToStringParamName()
);

TEST_P(FirstContact, IsTheEarliestEarlierDayOfTheSchoolOrOneOfItsColleges)
{
    const ActDone college = visit("2022-03-02", college_);
    EXPECT_EQ(first_contact_of(college), "none");
    EXPECT_EQ(first_contact_of(visit("2022-03-02")), "none") << "the same day is not before it";
    EXPECT_EQ(first_contact_of(visit("2022-03-05")), "2022-03-02");
    const std::string other = organisation("", "丙大学", "school");
    EXPECT_EQ(first_contact_of(visit("2022-03-05", other)), "none");
    must_act(college.number, "cancel", nullptr, "没有成行");
    EXPECT_EQ(first_contact_of(visit("2022-03-04")), "2022-03-02") << "the school's own";
}

TEST_P(FirstContact, StaysAsItWasWhenAnEarlierVisitIsEnteredLater)
{
    const ActDone first = visit("2022-04-01");
    EXPECT_EQ(first_contact_of(first), "none");
    const ActDone late = visit("2022-02-10");
    EXPECT_EQ(first_contact_of(late), "none");
    // The fact is made again, since it says something else now; what the history said stays.
    must_act(first.number, "edit_visit", json::object{{"posts", 12}});
    EXPECT_EQ(first_contact_of(first), "none");
    must_act(first.number, "complete", nullptr);
    EXPECT_EQ(first_contact_of(first), "none");
    EXPECT_EQ(first_contact_of(visit("2022-05-01")), "2022-02-10");
    // A corrected day is another visit: it is looked for again, and what is known now counts.
    must_act(first.number, "correct", nullptr, "日期写错");
    must_act(first.number, "edit_visit", json::object{{"date", "2022-04-02"}});
    EXPECT_EQ(first_contact_of(first), "2022-02-10");
}

// A firm that was registered twice was met when the first of the two was.
TEST_P(FirstContact, IsOfEveryRegistrationThatWasMergedIntoTheEmployer)
{
    const std::string twice = employer(school_, "91000000MA00JK128U");
    const std::string thrice = employer(school_, "91000000MA00CF9783");
    visit_to(thrice, "2022-02-03", school_);
    visit_to(twice, "2022-03-01", school_);
    EXPECT_EQ(first_contact_of(visit("2022-04-01")), "none") << "still another employer";
    merge(twice, firm_);
    EXPECT_EQ(first_contact_of(visit("2022-05-01")), "2022-03-01");
    // Named by the registration that was merged, it is the same employer.
    EXPECT_EQ(first_contact_of(visit_to(twice, "2022-05-02", school_)), "2022-03-01");
    merge(thrice, firm_);
    EXPECT_EQ(first_contact_of(visit("2022-05-03")), "2022-02-03");
    // Merged on, it takes along what was merged into it.
    const std::string last = employer(school_, "91000000MA00DD118Q");
    merge(firm_, last);
    EXPECT_EQ(first_contact_of(visit_to(last, "2022-05-04", school_)), "2022-02-03");
    const std::string other = organisation("", "丁大学", "school");
    EXPECT_EQ(first_contact_of(visit_to(last, "2022-05-05", other)), "none");
}

TEST_P(FirstContact, ComesOutOfTheHistoryAgainByteForByte)
{
    const ActDone first = visit("2022-04-01");
    visit("2022-02-10");
    visit("2022-05-01");
    must_act(first.number, "edit_visit", json::object{{"posts", 3}});
    std::string before;
    database_->read([&](storage::ReadTxn& txn) { before = storage::dump_projections(txn); });
    ASSERT_TRUE(database_->write(storage::rebuild_projections));
    database_->read([&](storage::ReadTxn& txn) {
        EXPECT_EQ(storage::dump_projections(txn), before);
    });
}

}  // namespace
}  // namespace beihui::acts

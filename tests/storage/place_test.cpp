// Cases and facts stand where their organisation stood on their day, whatever happens to it later.
#include "storage/measure_store.hpp"
#include "storage/migrations.hpp"
#include "storage/place_store.hpp"
#include "store_fixture.hpp"
#include "support/scopes.hpp"

namespace beihui::storage
{
namespace
{

class Places : public Store
{
protected:
    // One entry of an organisation; its line in the register as it is after it.
    Result<void> tell(const std::string& id, json::object data, std::string at)
    {
        Case subject = new_case("DW-" + id, "organisation");
        subject.id = id;
        subject.organisation = id;
        subject.org_path = "/" + id + "/";
        subject.version = versions_[id];
        const Instant when = instant(at);
        Entry entry = next_entry(subject, "tell", when);
        RegisterChange change;
        change.kind = "organisation";
        change.id = id;
        change.organisation = id;
        change.code = id;
        change.name = text_of(data.at("profile"), "name");
        change.data = std::move(data);
        entry.effects.registers.push_back(std::move(change));
        auto appended = append(std::move(entry));
        if (appended)
            ++versions_[id];
        return appended;
    }
    static json::object named(const std::string& name, const std::string& parent)
    {
        return {{"profile", json::object{{"name", name}, {"parent", parent}}}};
    }
    // Ministry m, provinces a and b, school s with college c below a, school n below b.
    void make_tree()
    {
        tell("m", named("部", ""), "2022-01-01T09:00:00+08:00").value();
        tell("a", named("甲省", "m"), "2022-01-01T09:00:01+08:00").value();
        tell("b", named("乙省", "m"), "2022-01-01T09:00:02+08:00").value();
        tell("s", named("东学院", "a"), "2022-01-01T09:00:03+08:00").value();
        tell("c", named("材料学院", "s"), "2022-01-01T09:00:04+08:00").value();
        tell("n", named("西大学", "b"), "2022-01-01T09:00:05+08:00").value();
    }
    json::object school(bool merged = false)
    {
        json::object data = named("东学院", "a");
        data["names"] = json::array{json::object{{"from", "2023-06-01"}, {"name", "东大学"}}};
        data["parents"] = json::array{json::object{{"from", "2024-07-01"}, {"parent", "b"}}};
        if (merged)
            data["merger"] = json::object{{"on", "2025-09-01"}, {"successor", "n"}};
        return data;
    }
    // An entry of a case of an organisation, with a fact on each day.
    Case work(
        const std::string& organisation,
        std::string at,
        bool closed,
        const std::vector<std::string>& days
    )
    {
        Case subject = new_case("BH-" + organisation + std::to_string(++cases_));
        subject.organisation = organisation;
        subject.org_path = "/stale/" + organisation + "/";
        subject.closed = closed;
        Entry entry = next_entry(subject, "open", instant(at));
        for (const std::string& on : days) {
            Fact fact;
            fact.id = random_id();
            fact.kind = "visit";
            fact.key = on;
            fact.case_id = subject.id;
            fact.occasion = subject.id;
            fact.organisation = organisation;
            fact.org_path = subject.org_path;
            fact.on = day(on);
            fact.employer = "e";
            entry.effects.facts_made.push_back(std::move(fact));
        }
        append(std::move(entry)).value();
        return subject;
    }
    std::string path_of(const Case& subject)
    {
        return find([&](ReadTxn& txn) { return find_case(txn, subject.id)->org_path; });
    }
    std::int64_t visits(const std::string& org_path, std::optional<Instant> as_of = {})
    {
        Measure measure;
        measure.kind = "visit";
        CountAsked asked;
        asked.org_path = org_path;
        asked.window = {{day("2020-01-01"), day("2029-12-31")}};
        asked.cutoff = day("2029-12-31");
        asked.as_of = as_of;
        return find([&](ReadTxn& txn) { return count_measure(txn, measure, asked); });
    }
    // Rebuilding gives the same, byte for byte.
    void expect_rebuilt()
    {
        const std::string before = find(dump_projections);
        const auto rebuilt = database_->write(rebuild_projections);
        ASSERT_TRUE(rebuilt) << rebuilt.error().detail.en;
        EXPECT_EQ(find(dump_projections), before);
    }

    std::map<std::string, std::int64_t> versions_;
    int cases_ = 0;
};
INSTANTIATE_TEST_SUITE_P(On, Places, both, testing::PrintToStringParamName());

TEST_P(Places, CountAFactUnderTheParentOfItsDay)
{
    make_tree();
    work("s", "2024-09-01T09:00:00+08:00", false, {"2022-05-10", "2024-06-30", "2024-07-01"});
    work("c", "2024-09-01T09:00:01+08:00", false, {"2022-05-11"});
    EXPECT_EQ(visits("/m/a/"), 4);
    tell("s", school(), "2024-09-02T09:00:00+08:00").value();
    EXPECT_EQ(visits("/m/a/"), 3);
    EXPECT_EQ(visits("/m/b/"), 1);
    EXPECT_EQ(visits("/m/b/s/"), 4) << "its own table has all of it";
    EXPECT_EQ(visits("/m/b/s/c/"), 1);
    // As of a moment before the move was known, all of them stood below a.
    EXPECT_EQ(visits("/m/a/", instant("2024-09-01T23:00:00+08:00")), 4);
    EXPECT_EQ(visits("/m/b/", instant("2024-09-01T23:00:00+08:00")), 0);
    EXPECT_EQ(visits("/m/b/", instant("2024-09-02T23:00:00+08:00")), 1);
    expect_rebuilt();
}

TEST_P(Places, LetOpenCasesFollowAndClosedOnesStay)
{
    make_tree();
    const Case open = work("s", "2024-03-01T09:00:00+08:00", false, {});
    const Case closed = work("s", "2024-03-01T09:00:01+08:00", true, {});
    tell("s", school(), "2024-03-02T09:00:00+08:00").value();  // from July on
    EXPECT_EQ(path_of(open), "/m/a/s/");
    const auto next_day = [&](std::string_view on) {
        return database_->write([&](WriteTxn& txn) -> Result<void> {
            settle_day(txn, placing_day(txn), day(on));
            return {};
        });
    };
    ASSERT_TRUE(next_day("2024-06-30"));
    EXPECT_EQ(path_of(open), "/m/a/s/");
    ASSERT_TRUE(next_day("2024-07-01"));
    EXPECT_EQ(path_of(open), "/m/b/s/");
    EXPECT_EQ(path_of(closed), "/m/a/s/");
    CaseQuery query;
    const auto count = [&](const char* path) {
        query.within = path;
        const Scope all = ScopeForTests::below("/");
        return find([&](ReadTxn& txn) { return count_cases(txn, all, query); });
    };
    EXPECT_EQ(count("/m/a/"), 1);
    EXPECT_EQ(count("/m/b/s/"), 2) << "the school itself has both";
    expect_rebuilt();
}

TEST_P(Places, HandWhatAMergedOrganisationOwesToItsSuccessor)
{
    make_tree();
    Case filing = new_case("BS-1");
    filing.organisation = "s";
    filing.org_path = "/m/a/s/";
    Entry entry = next_entry(filing, "open", instant("2025-08-01T09:00:00+08:00"));
    Duty duty;
    duty.key = "annex";
    duty.state = "open";
    duty.owner = "employment_officer";
    entry.effects.duties.push_back(duty);
    append(std::move(entry)).value();
    tell("s", school(true), "2025-08-02T09:00:00+08:00").value();
    const auto owed = [&](const char* path) {
        const Scope scope = ScopeForTests::below(path);
        return find([&](ReadTxn& txn) { return list_duties(txn, scope, {"open", 10}); }).size();
    };
    EXPECT_EQ(owed("/m/b/n/"), 0u);
    work("n", "2025-09-01T00:00:00+08:00", false, {"2025-09-01"});  // the day has come
    EXPECT_EQ(owed("/m/b/n/"), 1u);
    EXPECT_EQ(owed("/m/a/"), 0u);
    EXPECT_EQ(path_of(filing), "/m/b/n/s/");
    work("c", "2025-09-02T09:00:00+08:00", false, {"2025-09-02"});
    EXPECT_EQ(visits("/m/b/n/"), 2);
    EXPECT_EQ(
        find([](ReadTxn& txn) { return ended_by(txn, "s", day("2025-08-31")); }), std::nullopt
    );
    EXPECT_EQ(find([](ReadTxn& txn) { return ended_by(txn, "s", day("2025-09-01")); }), "n");
    expect_rebuilt();
}

// Levels are counted from the organisation itself, so that they go with it; the successor of a merged
// one stands for it.
TEST_P(Places, KeepTheLevelsThatSeeACaseThroughAMoveAndAMerger)
{
    make_tree();
    Case draft = new_case("BS-1");
    Case sent = new_case("BS-2");
    draft.seen_levels = 0;
    sent.seen_levels = 1;
    for (Case* const filing : {&draft, &sent}) {
        filing->organisation = "s";
        filing->org_path = "/m/a/s/";
        append(next_entry(*filing, "open", instant("2024-02-01T09:00:00+08:00"))).value();
    }
    tell("s", school(true), "2024-02-02T09:00:00+08:00").value();
    const auto seen = [&](const char* path) {
        const Scope scope = ScopeForTests::below(path);
        return find([&](ReadTxn& txn) { return count_cases(txn, scope, {}); });
    };
    const auto mergers = [&](const Case& subject) {
        const std::string path = path_of(subject);
        return find([&](ReadTxn& txn) { return mergers_in(txn, path); });
    };
    EXPECT_EQ(seen("/m/a/s/"), 2);
    EXPECT_EQ(seen("/m/a/"), 1);
    EXPECT_EQ(seen("/m/"), 0);
    work("n", "2024-07-01T09:00:00+08:00", false, {});  // moved below b
    EXPECT_EQ(path_of(draft), "/m/b/s/");
    EXPECT_EQ(seen("/m/a/"), 0);
    EXPECT_EQ(seen("/m/b/s/"), 2);
    EXPECT_EQ(seen("/m/b/") - seen("/m/b/n/"), 1);
    EXPECT_EQ(mergers(draft), 0);
    const auto of_successor = seen("/m/b/n/");
    work("n", "2025-09-01T09:00:00+08:00", false, {});  // merged into n
    EXPECT_EQ(path_of(draft), "/m/b/n/s/");
    EXPECT_EQ(mergers(draft), 1);
    EXPECT_EQ(seen("/m/b/n/"), of_successor + 3) << "the draft, what was sent, and the new one";
    EXPECT_EQ(seen("/m/b/"), seen("/m/b/n/") - 1) << "all but the draft";
    EXPECT_EQ(seen("/m/") - seen("/m/b/"), -1) << "what was sent has come up one level";
}

TEST_P(Places, NameAnOrganisationAsOnTheDay)
{
    make_tree();
    tell("s", school(), "2023-05-01T09:00:00+08:00").value();
    const auto name = [&](std::string_view on) {
        return find([&](ReadTxn& txn) { return organisation_name_on(txn, "s", day(on)); });
    };
    EXPECT_EQ(name("2022-06-01"), "东学院");
    EXPECT_EQ(name("2023-06-01"), "东大学");
    const auto now = [&] {
        return find([](ReadTxn& txn) { return find_registered(txn, "organisation", "s")->name; });
    };
    EXPECT_EQ(now(), "东学院");
    work("s", "2023-06-01T09:00:00+08:00", false, {});
    EXPECT_EQ(now(), "东大学");
    EXPECT_EQ(
        find([](ReadTxn& txn) { return list_registered(txn, "organisation", "东大", "", 9); }
        ).size(),
        1u
    );
    expect_rebuilt();
}

TEST_P(Places, TakeBackAMoveThatWasAMistake)
{
    make_tree();
    work("s", "2024-08-01T09:00:00+08:00", false, {"2024-07-10"});
    tell("s", school(), "2024-08-02T09:00:00+08:00").value();
    EXPECT_EQ(visits("/m/b/"), 1);
    tell("s", named("东学院", "a"), "2024-08-03T09:00:00+08:00").value();
    EXPECT_EQ(visits("/m/b/"), 0);
    EXPECT_EQ(visits("/m/b/", instant("2024-08-02T12:00:00+08:00")), 1);
    EXPECT_EQ(visits("/m/a/"), 1);
    expect_rebuilt();
}

TEST_P(Places, RefuseATreeThatIsNone)
{
    make_tree();
    const std::string before = find(dump_projections);
    const auto refused = tell("a", named("甲省", "c"), "2024-08-02T09:00:00+08:00");
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, "organisation_faults");
    EXPECT_EQ(find(dump_projections), before);
}

TEST_P(Places, TellWhatWasKnownByTheMomentsOfEntriesWhateverOrderTheyCameIn)
{
    make_tree();
    work("c", "2024-08-01T09:00:00+08:00", false, {"2024-07-10"});
    tell("s", school(), "2024-08-03T09:00:00+08:00").value();
    // From a node whose clock is behind: the province of the school was under b a day earlier.
    tell("b", named("乙省", "a"), "2024-08-02T09:00:00+08:00").value();
    EXPECT_EQ(visits("/m/a/b/s/c/"), 1);
    EXPECT_EQ(visits("/m/a/b/", instant("2024-08-02T12:00:00+08:00")), 0);
    EXPECT_EQ(visits("/m/a/s/", instant("2024-08-02T12:00:00+08:00")), 1);
    EXPECT_EQ(visits("/m/a/b/s/", instant("2024-08-03T12:00:00+08:00")), 1);
    expect_rebuilt();
}

TEST_P(Places, KeepTheOrderOfMomentsOutOfWhatIsRebuilt)
{
    // Parent and child in one moment: which comes first does not matter.
    tell("m", named("部", ""), "2022-01-01T09:00:00+08:00").value();
    for (const char* id : {"z", "y", "x"})
        tell(
            id,
            named(
                id, id == std::string("z")   ? "m"
                    : id == std::string("y") ? "z"
                                             : "y"
            ),
            "2022-01-01T09:00:00+08:00"
        )
            .value();
    EXPECT_EQ(
        find([](ReadTxn& txn) { return place_on(txn, "x", day("2022-01-01")); }), "/m/z/y/x/"
    );
    expect_rebuilt();
}

// The part of the migration that takes over a database of before the tree had dates.
TEST_P(Places, TakeOverWhereEverybodyStoodBefore)
{
    const std::string ministry(32, 'a');
    const std::string province(32, 'b');
    const std::string school(32, 'c');
    const std::vector<std::pair<std::string, std::string>> all = {
        {ministry, ""}, {province, ministry}, {school, province}
    };
    int second = 0;
    for (const auto& [id, parent] : all)
        tell(
            id, named("单位" + id.substr(0, 1), parent),
            "2022-01-01T09:00:0" + std::to_string(second++) + "+08:00"
        )
            .value();
    const auto live = [&] {
        return find([](ReadTxn& txn) {
            std::string text;
            Query days(
                txn,
                "SELECT organisation, what, from_day, value FROM organisation_day"
                " ORDER BY organisation, what",
                "tttt"
            );
            while (days.next())
                for (int i = 0; i < 4; ++i)
                    text += days.text() + " ";
            Query places(
                txn,
                "SELECT organisation, from_day, until_day, path FROM organisation_place"
                " ORDER BY organisation",
                "tttt"
            );
            while (places.next())
                for (int i = 0; i < 4; ++i)
                    text += places.text() + " ";
            return text;
        });
    };
    const std::string before = live();
    EXPECT_NE(before.find("/" + ministry + "/" + province + "/" + school + "/"), std::string::npos);
    by_hand(*database_, "DELETE FROM organisation_day");
    by_hand(*database_, "DELETE FROM organisation_place");
    std::string_view sql;
    for (const MigrationFile& file : migration_files())
        if (file.name.ends_with("_organisations.sql"))
            sql = file.sql;
    const std::string begin = "INSERT INTO organisation_";
    int statements = 0;
    for (std::size_t at = sql.find(begin); at != std::string_view::npos;
         at = sql.find(begin, at + 1), ++statements)
        by_hand(*database_, std::string(sql.substr(at, sql.find(';', at) - at)));
    EXPECT_EQ(statements, 3);
    EXPECT_EQ(live(), before);
}

}  // namespace
}  // namespace beihui::storage

#include "acts/program.hpp"
#include "base/bytes.hpp"
#include "cli/commands.hpp"
#include "domain/role.hpp"
#include "domain/uscc.hpp"
#include "storage/stores.hpp"
#include "tables/fill_table.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <map>
#include <set>
#include <sstream>
#include <stdexcept>

namespace beihui::cli
{
namespace
{

constexpr std::uint64_t seed = 158;

// A folder that goes with its owner.
class Folder
{
public:
    Folder() : path_(std::filesystem::temp_directory_path() / ("beihui-demo-" + random_id()))
    {
        std::filesystem::create_directories(path_);
    }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    ~Folder()
    {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }

    const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
};

// An installation in a folder of its own, whose clock stands at `now`, filled with the demonstration.
class Filled
{
public:
    explicit Filled(std::string_view now) : clock_(Instant::parse(now).value())
    {
        Places places;
        places.home = BEIHUI_SOURCE_DIR;
        places.data = folder_.path();
        auto opened = Installation::open(places, clock_);
        if (!opened)
            throw std::runtime_error(opened.error().detail.en);
        installation_ = std::move(*opened);
        if (const auto filled = fill_demo(*installation_, seed, printed_); !filled) {
            std::ostringstream why;
            print_error(filled.error(), why);
            throw std::runtime_error(why.str());
        }
    }

    Installation& installation() { return *installation_; }
    const acts::Context& context() const { return installation_->context(); }
    std::string printed() const { return printed_.str(); }

    template <class Look>
    void read(const Look& look)
    {
        context().database.read([&](storage::ReadTxn& txn) { look(txn); });
    }

    static Scope everything()
    {
        return accounts::scope_of(acts::the_program(), accounts::Action::read_cases);
    }

    std::vector<Case> cases(const std::string& workflow)
    {
        std::vector<Case> all;
        read([&](storage::ReadTxn& txn) {
            storage::CaseQuery query;
            query.workflows = {workflow};
            query.sort = "number";
            query.limit = 100;
            do {
                auto page = storage::list_cases(txn, everything(), query).value();
                all.insert(all.end(), page.items.begin(), page.items.end());
                query.cursor = page.next_cursor;
            } while (!query.cursor.empty());
        });
        return all;
    }

    Case event(std::string_view title)
    {
        for (const Case& each : cases("recruitment-event"))
            if (each.title.find(title) != std::string::npos)
                return each;
        throw std::runtime_error("no event is called so");
    }

private:
    Folder folder_;
    SetClock clock_;
    std::unique_ptr<Installation> installation_;
    std::ostringstream printed_;
};

// The demonstration as somebody sees it in the middle of November 2026; filled once for all tests.
Filled& demo()
{
    static Filled filled("2026-11-15T09:00:00+08:00");
    return filled;
}

// What a case is made of, without ids, which differ from fill to fill.
std::vector<std::string> outline(Filled& filled)
{
    std::vector<std::string> lines;
    for (const char* const workflow : {"recruitment-event", "visit", "campaign", "employer"})
        for (const Case& each : filled.cases(workflow))
            lines.push_back(
                each.number + " " + each.title + " " + each.stage + " " +
                std::to_string(each.version) + " " + std::to_string(each.open_items)
            );
    return lines;
}

TEST(Demo, ShowsThirtyEventsInEveryStage)
{
    std::map<std::string, int> stages;
    for (const Case& each : demo().cases("recruitment-event"))
        ++stages[each.stage];
    const std::map<std::string, int> expected = {
        {"plan", 2},      {"filing", 3},   {"approved", 2}, {"published", 2}, {"held", 2},
        {"follow_up", 2}, {"reported", 7}, {"archived", 8}, {"postponed", 1}, {"cancelled", 1},
    };
    EXPECT_EQ(stages, expected);
}

TEST(Demo, ShowsTwoHundredVisitsOfEveryKind)
{
    const std::vector<Case> visits = demo().cases("visit");
    EXPECT_EQ(visits.size(), 200U);
    std::map<std::string, int> stages;
    std::map<std::string, int> modes;
    for (const Case& each : visits) {
        ++stages[each.stage];
        ++modes[std::string(text_of(each.data.at("visit"), "mode"))];
    }
    for (const char* const stage : {"plan", "visited", "complete", "archived", "cancelled"})
        EXPECT_GT(stages[stage], 0) << stage;
    for (const char* const mode : {"实地", "线上", "请进来"})
        EXPECT_GT(modes[mode], 0) << mode;
}

// Model, section 4: pilot codes are held for a person; a public institution is no enterprise.
TEST(Demo, RegistersFortyEmployersBesideThoseOfTheScenario)
{
    std::vector<RegisterChange> employers;
    demo().read([&](storage::ReadTxn& txn) {
        employers = storage::list_registered(txn, "employer", "", "", 200);
    });
    int common = 0;
    int pilot = 0;
    int institutions = 0;
    for (const RegisterChange& each : employers) {
        common += each.name.find("情景示例") == std::string::npos ? 1 : 0;
        const UsccVerdict verdict = check_uscc(each.code).verdict;
        EXPECT_NE(verdict, UsccVerdict::rejected) << each.code;
        EXPECT_EQ(each.code.substr(2, 6), "000000") << "a code of a place that exists";
        pilot += verdict == UsccVerdict::held ? 1 : 0;
        institutions += each.code.starts_with("12") ? 1 : 0;
    }
    EXPECT_EQ(common, 40);
    EXPECT_EQ(pilot, 2);
    EXPECT_EQ(institutions, 1);
}

// 2026/附件1; model, scenarios 9 and 10: two fairs with absent SMEs, two booths, large firms, persons
// that come and sign twice, a cancelled agreement and an internship paper.
TEST(Demo, GivesTheScenarioSchoolTheNumbersOfScenariosNineAndTen)
{
    tables::TableAsked asked;
    asked.table = "2026.annex1";
    asked.org_path = demo().event("甲场").org_path;
    asked.from = Date::parse("2026-04-01").value();
    asked.to = Date::parse("2026-12-31").value();
    demo().read([&](storage::ReadTxn& txn) {
        const acts::Context& context = demo().context();
        const auto rules = context.rules();  // the table points into it
        const auto table = tables::fill_table(txn, *rules->world, asked, context.clock.now());
        ASSERT_TRUE(table);
        std::map<std::string, std::int64_t> cells;
        for (const tables::Cell& cell : table->cells)
            cells[cell.column->id] = cell.value;
        const std::map<std::string, std::int64_t> expected = {
            {"events", 2},  {"smes", 57},    {"srdi", 20},
            {"posts", 250}, {"people", 900}, {"signed", 60},
        };
        EXPECT_EQ(cells, expected);
        EXPECT_TRUE(table->findings.empty());
    });
}

// 2026/四(三)e; model, scenario 11.
TEST(Demo, KeepsEventsBackThatLostTheirReadiness)
{
    const Case moved = demo().event("甬舟片区");
    EXPECT_EQ(moved.stage, "filing");
    EXPECT_GT(moved.reopened, 0);
    EXPECT_GT(moved.open_items, 0);
    const Case raised = demo().event("新一代信息技术企业专场");
    EXPECT_EQ(raised.stage, "postponed");
    EXPECT_GT(raised.open_items, 0);
    EXPECT_EQ(demo().event("装备制造行业专场").stage, "archived");
}

// 2026/五(三): the circular prints no date; one was set by a department with its source.
TEST(Demo, DatesOneDutyBySomebodyEntitled)
{
    demo().read([](storage::ReadTxn& txn) {
        int dated = 0;
        for (const storage::DutyLine& line : storage::list_duties(
                 txn, accounts::scope_of(acts::the_program(), accounts::Action::read_duties),
                 {"open", 100}
             ))
            if (line.duty.due) {
                ++dated;
                EXPECT_EQ(line.duty.key, "annex1");
                EXPECT_EQ(line.duty.due->text(), "2027-01-16T00:00:00+08:00");
                EXPECT_NE(line.duty.due_source.find("浙江省经济和信息化厅"), std::string::npos);
            }
        EXPECT_EQ(dated, 1);
    });
}

// Model, section 2: one case at least of every kind.
TEST(Demo, ShowsEveryKindOfCase)
{
    const auto rules = demo().context().rules();
    for (const workflows::Workflow& workflow : rules->workflows->all()) {
        if (workflow.id == "rule-pack")
            continue;  // opened when a pack is installed or published
        EXPECT_FALSE(demo().cases(workflow.id).empty()) << workflow.id;
    }
    const std::map<std::string, std::string> expected = {
        {"assistance", "helping"},         {"base", "active"},
        {"complaint", "decided"},          {"contest-project", "judged"},
        {"cooperation-project", "agreed"}, {"filing", "pending"},
        {"group-visit", "running"},        {"plan-document", "approving"},
        {"posting", "reviewing"},          {"survey", "fed_back"},
    };
    for (const auto& [workflow, stage] : expected) {
        const std::vector<Case> cases = demo().cases(workflow);
        ASSERT_EQ(cases.size(), 1U) << workflow;
        EXPECT_EQ(cases.front().stage, stage) << workflow;
    }
}

TEST(Demo, CanBeMadeAgainFromItsHistory)
{
    std::string before;
    std::string after;
    demo().read([&](storage::ReadTxn& txn) { before = storage::dump_projections(txn); });
    const auto rebuilt = demo().context().database.write([](storage::WriteTxn& txn) {
        return storage::rebuild_projections(txn);
    });
    ASSERT_TRUE(rebuilt) << rebuilt.error().detail.en;
    demo().read([&](storage::ReadTxn& txn) { after = storage::dump_projections(txn); });
    EXPECT_FALSE(before.empty());
    EXPECT_TRUE(before == after);
}

TEST(Demo, PrintsOnePasswordWithWhichEveryKindOfUserSignsIn)
{
    const std::string printed = demo().printed();
    demo().read([&](storage::ReadTxn& txn) {
        const auto accounts = storage::all_accounts(txn);
        std::set<std::string> kinds;
        for (const storage::Account& each : accounts) {
            EXPECT_NE(printed.find(each.login), std::string::npos) << each.login;
            kinds.insert(each.roles.begin(), each.roles.end());
        }
        for (const Role& role : all_roles())
            EXPECT_TRUE(kinds.contains(std::string(role.id))) << role.id;
    });
}

TEST(Demo, GoesOnlyIntoAnEmptyDatabase)
{
    std::ostringstream out;
    const auto again = fill_demo(demo().installation(), seed, out);
    ASSERT_FALSE(again);
    EXPECT_EQ(again.error().code, "not_empty");
}

TEST(Demo, IsTheSameForTheSameSeed)
{
    Filled other("2026-11-15T09:00:00+08:00");
    EXPECT_EQ(outline(other), outline(demo()));
}

TEST(Demo, PutsNoActIntoTheFuture)
{
    Filled early("2026-05-15T12:00:00+08:00");
    const Instant now = early.context().clock.now();
    std::size_t entries = 0;
    early.read([&](storage::ReadTxn& txn) {
        storage::for_each_entry(txn, [&](const storage::StoredEntry& entry) {
            ++entries;
            EXPECT_LE(entry.at, now);
        });
    });
    EXPECT_GT(entries, 100U);
    EXPECT_EQ(early.event("装备制造行业专场").stage, "published");  // it is on 20 May
}

TEST(Demo, RefusesAClockThatStandsBeforeItsFirstDay)
{
    EXPECT_THROW(Filled("2026-03-01T09:00:00+08:00"), std::runtime_error);
}

}  // namespace
}  // namespace beihui::cli

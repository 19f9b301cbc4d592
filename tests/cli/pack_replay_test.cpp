#include "acts/program.hpp"
#include "acts/replay.hpp"
#include "cli/commands.hpp"
#include "cli/trial_year.hpp"

#include <map>

namespace beihui::cli
{
namespace
{

constexpr std::uint64_t seed = 158;

class Replay : public TrialYear
{};

TEST_F(Replay, ReplaysACaseWithADraftDifferencesFirst)
{
    const std::string number = desk->event(first, "回放", "2025-05-20", 900);
    desk->today("2025-04-12T09:00:00+08:00");
    desk->act(number, "edit_plan", json::object{{"expected", 700}});
    const std::string before = desk->everything();
    const json::array acts = replayed(number, draft("value: 1000", "value: 800"));
    ASSERT_EQ(acts.size(), 2U);
    EXPECT_TRUE(bool_of(acts[0], "differs"));
    EXPECT_FALSE(bool_of(acts[1], "differs", true));
    const json::array& different = member(acts[0], "differences")->as_array();
    ASSERT_EQ(different.size(), 1U);
    EXPECT_EQ(text_of(different[0], "change"), "unmet");
    EXPECT_TRUE(desk->everything() == before);

    desk->close();
    ReplayAsked asked{desk->places(), number, (drafts.path() / "trial").string(), "", false};
    std::ostringstream out;
    std::ostringstream err;
    EXPECT_EQ(replay_case(asked, out, err), good) << err.str();
    EXPECT_TRUE(holds(out.str(), "2 次操作有判定，1 次与当时不同")) << out.str();
    EXPECT_LT(out.str().find("第 1 版"), out.str().find("第 2 版")) << out.str();
}

TEST_F(Replay, ShowsThatAQuotaHoldsInPrincipleOnly)
{
    const std::string number = desk->event(first, "回放", "2025-05-20", 900);
    const json::array acts = replayed(
        number, draft(
                    "text: \"组织走访\"\n  kind: mandatory",
                    "text: \"组织走访\"\n  kind: mandatory\n  force: in_principle", "clauses.yaml"
                )
    );
    const json::array& different = member(acts.at(0), "differences")->as_array();
    ASSERT_EQ(different.size(), 1U);
    EXPECT_EQ(text_of(different[0], "key"), "visits");
    EXPECT_EQ(text_of(different[0], "change"), "force");
}

TEST_F(Replay, ShowsThatADutyWasKnownOnlyAfterItWasDue)
{
    const std::string number = desk->event(first, "回放", "2025-05-20", 900);
    const json::array acts =
        replayed(number, draft("known_from: 2025-04-01", "known_from: 2025-06-02", "pack.yaml"));
    const json::array& different = member(acts.at(0), "differences")->as_array();
    ASSERT_EQ(different.size(), 1U);
    EXPECT_EQ(text_of(different[0], "key"), "report");
    EXPECT_EQ(text_of(different[0], "change"), "known_after_due");
}

// Every case of the demonstration, decided again by the rules that decided it, at each of its acts:
// the same trace, byte for byte. So a difference that replay shows comes from the rules alone.
TEST(ReplayOfTheDemonstration, ComesToTheSameTraceWithTheSameRules)
{
    CaseDesk desk(BEIHUI_SOURCE_DIR, "2026-11-15T09:00:00+08:00");
    std::ostringstream printed;
    ASSERT_TRUE(fill_demo(desk.installation(), seed, printed));
    std::vector<std::string> numbers;
    desk.context().database.read([&](storage::ReadTxn& txn) {
        const Scope everything =
            accounts::scope_of(acts::the_program(), accounts::Action::read_cases);
        storage::CaseQuery query;
        query.limit = 400;
        for (const Case& each : storage::list_cases(txn, everything, query).value().items)
            numbers.push_back(each.number);
    });
    const std::string before = desk.everything();
    std::size_t acts = 0;
    for (const std::string& number : numbers) {
        const json::object replay =
            desk.look(number, [&](storage::ReadTxn& txn, const Case& subject) {
                return acts::replay_case(
                    desk.context(), txn, subject, acts::live_rules(desk.context())
                );
            });
        EXPECT_EQ(integer_of(replay, "differing"), 0) << text_of(replay, "text");
        for (const json::value& act : replay.at("acts").as_array()) {
            ++acts;
            EXPECT_TRUE(bool_of(act, "same_trace")) << number << " " << act;
        }
    }
    EXPECT_GT(acts, 300U);
    EXPECT_TRUE(desk.everything() == before);

    // 2026/四(三)e, i-019: a permit from 300 persons on instead of 1000 concerns those between.
    OwnFolder drafts;
    copy_pack(
        std::filesystem::path(BEIHUI_SOURCE_DIR) / "rules" / "2026-youqi",
        drafts.path() / "2026-youqi", "params.yaml", "value: 1000, interpretation: i-019",
        "value: 300, interpretation: i-019"
    );
    const auto rules = acts::rules_with_draft(
        desk.context(), rules::read_pack(drafts.path() / "2026-youqi").value(), ""
    );
    std::map<std::string, std::string> roots;
    desk.context().database.read([&](storage::ReadTxn& txn) {
        for (const auto& record : storage::list_registered(txn, "organisation", "", "", 500))
            roots[storage::find_case(txn, record.id)->org_path] = record.id;
    });
    std::set<std::string> between;
    std::set<std::string> changed;
    for (const auto& [path, root] : roots) {
        if (std::ranges::count(path, '/') > 2)
            continue;  // below another
        const json::object report =
            acts::what_if(desk.context(), rules.value(), year_of(root, "2026-01-01", "2026-12-31"))
                .value();
        for (const json::value& organisation : report.at("organisations").as_array())
            for (const json::value& each : member(organisation, "listed")->as_array())
                for (const json::value& difference : member(each, "differences")->as_array())
                    if (text_of(difference, "key") == "B04")
                        changed.emplace(text_of(each, "number"));
    }
    for (const std::string& number : numbers) {
        const Case subject = desk.found(number);
        const json::value* const plan = subject.data.if_contains("plan");
        const std::int64_t expected = plan ? integer_of(*plan, "expected") : 0;
        // i-020: only an event that lets the public in is one of the regulation.
        if (subject.workflow == "recruitment-event" && expected >= 300 && expected < 1000 &&
            text_of(*plan, "mode") != "线上" && bool_of(*plan, "public_admitted", true))
            between.insert(number);
    }
    EXPECT_FALSE(between.empty());
    EXPECT_EQ(changed, between);
    EXPECT_TRUE(desk.everything() == before);
}

}  // namespace
}  // namespace beihui::cli

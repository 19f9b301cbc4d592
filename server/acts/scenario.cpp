#include "acts/scenario.hpp"

#include "acts/scratch.hpp"
#include "storage/effects.hpp"
#include "tables/fill_table.hpp"

#include <optional>
#include <stdexcept>

namespace beihui::acts
{
namespace
{

constexpr std::int64_t ms_of_a_day = 86'400'000;

std::string path_of(std::size_t index)
{
    return "/" + std::to_string(index) + "/";
}

// Stores the facts of a scenario under an organisation of their own, so that all scenarios share
// one database.
void store_facts(storage::Database& database, const rules::Scenario& scenario, std::size_t index)
{
    Entry entry;
    entry.case_id = "case-" + std::to_string(index);
    entry.uid = "entry-" + std::to_string(index);
    entry.at = start_of(scenario.today);
    Case& subject = entry.effects.after;
    subject.id = entry.case_id;
    subject.number = entry.case_id;
    subject.organisation = std::to_string(index);
    subject.org_path = path_of(index);
    subject.version = 1;
    subject.opened_at = entry.at;
    subject.changed_at = entry.at;
    for (Fact fact : scenario.facts) {
        fact.id = entry.case_id + "-" + fact.key;
        fact.organisation = subject.organisation;
        fact.org_path = subject.org_path;
        entry.effects.facts_made.push_back(std::move(fact));
    }
    const auto stored =
        database.write([&](storage::WriteTxn& txn) { return storage::apply_effects(txn, entry); });
    if (!stored)
        throw std::runtime_error(stored.error().detail.en);
}

void compare_cell(
    const rules::ExpectedCell& expected,
    const tables::TableAnswer& answer,
    ScenarioResult& result
)
{
    for (const tables::Cell& cell : answer.cells) {
        if (cell.column->id != expected.column)
            continue;
        result.trace +=
            expected.table + "." + expected.column + "=" + std::to_string(cell.value) + "\n";
        if (cell.value == expected.value)
            return;
        const std::string wanted = std::to_string(expected.value);
        const std::string found = std::to_string(cell.value);
        const std::string name = expected.table + "." + expected.column;
        result.mismatches.push_back(
            {{name + " 期望 " + wanted + " 实得 " + found,
              name + ": expected " + wanted + ", found " + found},
             expected.place}
        );
    }
}

ScenarioResult run_on_facts(
    const rules::World& world,
    storage::Database& database,
    const rules::Scenario& scenario,
    std::size_t index
)
{
    ScenarioResult result{scenario.name, scenario.place, {}, {}};
    store_facts(database, scenario, index);
    database.read([&](storage::ReadTxn& txn) {
        for (const rules::ExpectedCell& expected : scenario.cells) {
            tables::TableAsked asked;
            asked.table = expected.table;
            asked.org_path = path_of(index);
            if (scenario.window) {
                asked.from = scenario.window->first;
                asked.to = scenario.window->second;
            }
            const Instant now = start_of(scenario.today).plus_ms(ms_of_a_day);
            const auto answer = tables::fill_table(txn, world, asked, now);
            if (answer)
                compare_cell(expected, *answer, result);
            else
                result.mismatches.push_back({answer.error().detail, expected.place});
        }
    });
    return result;
}

// The world with the parameters that the scenario tries; the same world when it tries none.
Result<std::shared_ptr<const rules::World>> world_of(
    const rules::World& world,
    const rules::Pack& pack,
    const rules::Scenario& scenario
)
{
    if (scenario.parameters.empty())
        return std::shared_ptr<const rules::World>(std::shared_ptr<void>(), &world);
    std::vector<std::shared_ptr<const rules::Pack>> packs;
    for (const auto& each : world.packs())
        packs.push_back(
            each->id == pack.id ? rules::with_parameters(pack, scenario.parameters) : each
        );
    return rules::World::of(std::move(packs), world.calendar());
}

}  // namespace

Result<std::vector<ScenarioResult>> run_scenarios(
    const rules::World& world,
    const rules::Pack& pack,
    const workflows::Library& workflows,
    const std::vector<rules::Scenario>& scenarios
)
{
    Scratch scratch;
    const auto database = scratch.database();
    Faults faults;
    std::vector<std::optional<rules::Question>> questions(scenarios.size());
    database->read([&](storage::ReadTxn& txn) {
        for (std::size_t i = 0; i < scenarios.size(); ++i) {
            if (scenarios[i].is_of_tables())
                continue;
            auto question = question_of(scenarios[i], world, pack, workflows, txn);
            if (question)
                questions[i] = std::move(*question);
            else
                faults.take(question.error());
        }
    });
    if (!faults.none())
        return faults.error();
    std::vector<ScenarioResult> results;
    for (std::size_t i = 0; i < scenarios.size(); ++i) {
        const auto tried = world_of(world, pack, scenarios[i]);
        if (!tried)
            return tried.error();
        if (!questions[i]) {
            results.push_back(run_on_facts(**tried, *database, scenarios[i], i));
            continue;
        }
        Decision decision = (*tried)->evaluate(*questions[i]);
        results.push_back(
            {scenarios[i].name, scenarios[i].place, rules::compare(scenarios[i], decision),
             std::move(decision.trace)}
        );
    }
    return results;
}

}  // namespace beihui::acts

#include "rules/scenario.hpp"

#include "rules/read_parts.hpp"
#include "rules/story.hpp"

#include <algorithm>

namespace beihui::rules
{
namespace
{

std::optional<std::string> maybe_text(const Yaml& map, std::string_view key, Faults& faults)
{
    const Yaml* const node = map.find(key);
    return node ? std::optional(node->text(faults, key)) : std::nullopt;
}

std::optional<bool> maybe_truth(const Yaml& map, std::string_view key, Faults& faults)
{
    const Yaml* const node = map.find(key);
    return node ? std::optional(node->boolean(faults, key)) : std::nullopt;
}

std::optional<std::int64_t> maybe_integer(const Yaml& map, std::string_view key, Faults& faults)
{
    const Yaml* const node = map.find(key);
    return node ? std::optional(node->integer(faults, key)) : std::nullopt;
}

std::optional<std::string> maybe_choice(
    const Yaml& map,
    std::string_view key,
    const std::vector<std::string>& choices,
    Faults& faults
)
{
    if (const Yaml* const node = map.find(key))
        check_one_of(*node, choices, faults, key);
    return maybe_text(map, key, faults);
}

// { met: false, missing: […] }, or the word "absent".
Expected read_expected(
    const Yaml& key,
    const Yaml& value,
    const std::vector<std::string>& known,
    Faults& faults
)
{
    Expected expected;
    expected.key = key.raw();
    expected.place = key.place();
    if (value.is_scalar() && value.raw() == "absent") {
        expected.absent = true;
        return expected;
    }
    value.only(known, faults);
    expected.met = maybe_truth(value, "met", faults);
    expected.applicable = maybe_truth(value, "applicable", faults);
    expected.blocking = maybe_truth(value, "blocking", faults);
    expected.gate = maybe_text(value, "gate", faults);
    expected.owner = maybe_text(value, known.front() == "who" ? "who" : "owner", faults);
    expected.form = maybe_text(value, "form", faults);
    expected.item = maybe_text(value, "item", faults);
    expected.mark =
        maybe_choice(value, "mark", {"clause", "interpretation", "unconfirmed"}, faults);
    expected.due = maybe_text(value, "due", faults);
    expected.way_out = maybe_text(value, "way_out", faults);
    expected.known_after_due = maybe_truth(value, "known_after_due", faults);
    expected.late = maybe_truth(value, "late", faults);
    expected.rules = maybe_choice(value, "rules", {"pin", "follow"}, faults);
    expected.period_end = maybe_text(value, "period_end", faults);
    expected.occasion = maybe_text(value, "occasion", faults);
    expected.have = maybe_integer(value, "have", faults);
    expected.need = maybe_integer(value, "need", faults);
    expected.status = maybe_choice(value, "status", {"met", "short", "behind"}, faults);
    expected.force = maybe_choice(value, "force", {"must", "in_principle"}, faults);
    // Sentences of a requirement, a number of a quota.
    if (std::ranges::find(known, "have") != known.end())
        expected.lacking = maybe_integer(value, "missing", faults);
    else
        expected.missing = optional_texts(value, "missing", faults);
    expected.missing_count = maybe_integer(value, "missing_count", faults);
    return expected;
}

std::vector<Expected> read_all_expected(
    const Yaml& expect,
    std::string_view key,
    const std::vector<std::string>& known,
    Faults& faults
)
{
    std::vector<Expected> all;
    if (const Yaml* const node = expect.find(key))
        for (const auto& [name, value] : members_of(*node, faults, key))
            all.push_back(read_expected(name, value, known, faults));
    return all;
}

std::optional<std::vector<std::string>> maybe_names(
    const Yaml& node,
    std::string_view key,
    Faults& faults
)
{
    const Yaml* const found = node.find(key);
    if (!found)
        return std::nullopt;
    std::vector<std::string> names = found->texts(faults, key);
    std::ranges::sort(names);
    return names;
}

std::vector<ExpectedFinding> read_findings(const Yaml& expect, std::string_view key, Faults& faults)
{
    std::vector<ExpectedFinding> all;
    const Yaml* const node = expect.find(key);
    if (!node)
        return all;
    for (const Yaml& item : items_of(*node, faults, key)) {
        item.only({"level", "contains", "at", "people_count", "people"}, faults);
        if (const Yaml* const level = item.find("level"))
            check_one_of(*level, {"info", "warning", "error"}, faults, "level");
        all.push_back(
            {item.place(), optional_text(item, "level", faults),
             optional_text(item, "contains", faults), optional_text(item, "at", faults),
             maybe_integer(item, "people_count", faults), maybe_names(item, "people", faults)}
        );
    }
    return all;
}

std::vector<ExpectedIncident> read_incidents(const Yaml& expect, Faults& faults)
{
    std::vector<ExpectedIncident> all;
    const Yaml* const node = expect.find("incidents");
    if (!node)
        return all;
    for (const Yaml& item : items_of(*node, faults, "incidents")) {
        item.only({"rule", "code"}, faults);
        all.push_back(
            {item.place(), item.need("rule", faults).text(faults, "rule"),
             optional_text(item, "code", faults)}
        );
    }
    return all;
}

std::vector<ExpectedUnmet> read_unmet(const Yaml& expect, Faults& faults)
{
    std::vector<ExpectedUnmet> all;
    if (const Yaml* const node = expect.find("unmet"))
        for (const auto& [gate, keys] : members_of(*node, faults, "unmet"))
            all.push_back({gate.place(), gate.raw(), keys.texts(faults, gate.raw())});
    return all;
}

std::vector<ExpectedCell> read_cells(const Yaml& cells, const Pack& pack, Faults& faults)
{
    std::vector<ExpectedCell> all;
    std::vector<std::string> tables;
    for (const Table& table : pack.tables)
        tables.push_back(table.id);
    for (const auto& [id, columns] : members_of(cells, faults, "cells")) {
        check_one_of(id, tables, faults, "cells");
        const Table* const table = pack.table(id.raw());
        std::vector<std::string> known;
        for (const Column& column : table ? table->columns : std::vector<Column>())
            known.push_back(column.id);
        for (const auto& [column, value] : members_of(columns, faults, id.raw())) {
            if (table)
                check_one_of(column, known, faults, id.raw());
            all.push_back(
                {id.raw(), column.raw(), value.integer(faults, column.raw()), column.place()}
            );
        }
    }
    return all;
}

void check_clause_of(const Yaml& node, const Pack& pack, Faults& faults)
{
    std::vector<std::string> known;
    for (const Clause& clause : pack.clauses)
        known.push_back(clause.id);
    check_one_of(node, known, faults, "clause");
}

// An overlay is asked with the packs that it extends, unless the scenario says otherwise.
void read_with(const Yaml& node, const Pack& pack, Scenario& scenario, Faults& faults)
{
    scenario.with = pack.extends;
    scenario.with_place = node.place();
    const Yaml* const with = node.find("with");
    if (!with)
        return;
    scenario.with = with->texts(faults, "with");
    scenario.with_place = with->place();
}

void read_case(const Yaml& node, const Pack& pack, Scenario& scenario, Faults& faults)
{
    node.only(
        {"name", "clause", "today", "known_at", "params", "workflow", "with", "case", "org",
         "input", "expect", "why"},
        faults
    );
    const Yaml& workflow = node.need("workflow", faults);
    scenario.workflow = workflow.text(faults, "workflow");
    read_with(node, pack, scenario, faults);
    // The workflows of other packs are known when the scenario runs.
    if (scenario.with.empty())
        check_one_of(workflow, pack.workflows, faults, "workflow");
    scenario.the_case = node.need("case", faults);
    scenario.org = node.need("org", faults);
    if (const Yaml* const input = node.find("input"))
        scenario.input = *input;
    const Yaml& expect = node.need("expect", faults);
    if (expect.place().line == 0)
        return;
    expect.only(
        {"requirements", "duties", "quotas", "findings", "no_findings", "incidents", "unmet"},
        faults
    );
    scenario.requirements = read_all_expected(
        expect, "requirements",
        {"met", "applicable", "blocking", "gate", "owner", "item", "mark", "due", "way_out",
         "missing", "missing_count"},
        faults
    );
    scenario.duties = read_all_expected(
        expect, "duties",
        {"who", "due", "form", "mark", "known_after_due", "late", "rules", "period_end", "occasion"
        },
        faults
    );
    scenario.quotas = read_all_expected(
        expect, "quotas", {"have", "need", "missing", "status", "force", "mark"}, faults
    );
    scenario.findings = read_findings(expect, "findings", faults);
    scenario.no_findings = read_findings(expect, "no_findings", faults);
    scenario.incidents = read_incidents(expect, faults);
    scenario.unmet = read_unmet(expect, faults);
    const bool says_nothing = expect.members().empty() && scenario.why.empty();
    if (says_nothing)
        faults.add(
            expect.place(), "RP1301", "情景没有写期望", "the scenario expects nothing",
            "至少写一项期望", "expect at least one thing"
        );
}

void read_of_tables(const Yaml& node, const Pack& pack, Scenario& scenario, Faults& faults)
{
    node.only({"name", "clause", "today", "params", "window", "facts", "expect"}, faults);
    scenario.facts = read_facts(node.need("facts", faults), faults);
    for (Fact& fact : scenario.facts)
        fact.circulars = {pack.id};
    if (const Yaml* const window = node.find("window")) {
        window->only({"from", "to"}, faults);
        scenario.window = {
            read_date(window->need("from", faults), faults, "from"),
            read_date(window->need("to", faults), faults, "to")
        };
    }
    const Yaml& expect = node.need("expect", faults);
    if (expect.place().line == 0)
        return;
    expect.only({"cells"}, faults);
    scenario.cells = read_cells(expect.need("cells", faults), pack, faults);
}

Scenario read_scenario(const Yaml& node, const Pack& pack, Faults& faults)
{
    Scenario scenario;
    scenario.place = node.place();
    if (!node.is_map()) {
        node.only({"name"}, faults);
        return scenario;
    }
    scenario.name = node.need("name", faults).text(faults, "name");
    const Yaml& clause = node.need("clause", faults);
    scenario.clause = clause.text(faults, "clause");
    check_clause_of(clause, pack, faults);
    scenario.today = read_date(node.need("today", faults), faults, "today");
    if (const Yaml* const known_at = node.find("known_at")) {
        const auto instant = Instant::parse(known_at->text(faults, "known_at"));
        if (instant)
            scenario.known_at = *instant;
        else
            faults.add(
                known_at->place(), "RP1106", instant.error().detail.zh, instant.error().detail.en
            );
    }
    if (const Yaml* const tried = node.find("params"))
        scenario.parameters = read_parameters_tried(*tried, pack, faults);
    if (const Yaml* const why = node.find("why")) {
        scenario.why = why->texts(faults, "why");
        scenario.why_place = why->place();
        // The clauses of other packs show in the trace, or the scenario fails.
        if (pack.extends.empty() && !node.find("with"))
            for (const Yaml& each : why->items())
                check_clause_of(each, pack, faults);
    }
    if (node.find("facts"))
        read_of_tables(node, pack, scenario, faults);
    else
        read_case(node, pack, scenario, faults);
    return scenario;
}

}  // namespace

std::vector<Scenario> read_scenarios(const Yaml& file, const Pack& pack, Faults& faults)
{
    std::vector<Scenario> all;
    for (const Yaml& node : items_of(file, faults, "tests"))
        if (!is_of_stories(node))
            all.push_back(read_scenario(node, pack, faults));
    return all;
}

std::vector<Scenario> scenarios_of(const Pack& pack, Faults& faults)
{
    std::vector<Scenario> all;
    for (const auto& [path, bytes] : pack.files) {
        if (!path.starts_with("tests/") || !path.ends_with(".yaml"))
            continue;
        const auto file = Yaml::read(pack.folder + "/" + path, bytes);
        if (file)
            std::ranges::move(read_scenarios(*file, pack, faults), std::back_inserter(all));
        else
            faults.take(file.error());
    }
    return all;
}

}  // namespace beihui::rules

// A scenario as a question to the rules.
#include "acts/scenario.hpp"
#include "acts/scenario_case.hpp"
#include "acts/scenario_given.hpp"

namespace beihui::acts
{
namespace
{

void lay_over(json::object& record, const json::object& values)
{
    for (const auto& [name, value] : values)
        record[name] = value;
}

void lay_over(json::object& seen, const std::vector<RecordBeside>& records)
{
    for (const RecordBeside& record : records) {
        json::value& form = seen.at(record.form);
        if (form.is_object()) {
            lay_over(form.get_object().at(record.member).as_object(), record.values);
            continue;
        }
        for (json::value& row : form.as_array())
            if (text_of(row, "key") == record.row)
                lay_over(row.get_object().at(record.member).as_object(), record.values);
    }
}

// The pack and those that the scenario asks beside it.
Result<std::vector<PackPin>> pins_of(
    const rules::Scenario& scenario,
    const rules::World& world,
    const rules::Pack& pack
)
{
    std::vector<PackPin> pins = {{pack.id, pack.revision, pack.hash}};
    Faults faults;
    for (const std::string& id : scenario.with) {
        if (const rules::Pack* const other = world.find(id))
            pins.push_back({other->id, other->revision, other->hash});
        else
            faults.add(
                scenario.with_place, "RP1248", "情景要一并判定的规则包 " + id + " 没有找到",
                "there is no pack " + id + " to be asked with this one",
                "放在 rules/" + id + " 或 rules/local/" + id + "，或改正名称",
                "put it into rules/" + id + " or rules/local/" + id + ", or mend the name"
            );
    }
    return faults.none() ? Result<std::vector<PackPin>>(std::move(pins)) : faults.error();
}

}  // namespace

Result<rules::Question> question_of(
    const rules::Scenario& scenario,
    const rules::World& world,
    const rules::Pack& pack,
    const workflows::Library& workflows,
    storage::ReadTxn& txn
)
{
    const auto pins = pins_of(scenario, world, pack);
    if (!pins)
        return pins.error();
    const auto workflow = workflows.with_packs(scenario.workflow, *pins);
    if (!workflow)
        return refuse(
            Refusal::invalid_input, "RP1303",
            scenario.place.text() + "：没有流程 " + scenario.workflow,
            scenario.place.text() + ": there is no workflow " + scenario.workflow
        );
    Faults faults;
    const ScenarioCase read = read_scenario_case(
        scenario.the_case, scenario.today, *workflow, workflows.find("employer"), *pins, faults
    );
    json::object organisation =
        read_own_organisation(scenario.org, workflows.find("organisation"), faults);
    if (!faults.none())
        return faults.error();
    LookUp look_up(txn);
    rules::Question question;
    question.snapshot = snapshot(*workflow, read.state, look_up);
    lay_over(question.snapshot.at("case").as_object(), read.records);
    question.snapshot["org"] = std::move(organisation);
    question.workflow = scenario.workflow;
    question.packs = *pins;
    question.today = scenario.today;
    question.known_at = scenario.known_at.value_or(start_of(scenario.today));
    question.fetch = given_input(scenario.input);
    return question;
}

}  // namespace beihui::acts

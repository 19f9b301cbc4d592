// What the stubs and the reference say of ctx is what a rule really gets.
#include "acts/scenario.hpp"
#include "base/text.hpp"
#include "home.hpp"
#include "rules/pack_folder.hpp"
#include "rules/tools/reference.hpp"

#include <set>

namespace beihui::acts
{
namespace
{

// The names that a rule finds in `of`, of a recruitment event that has its dates.
std::set<std::string> names_in(std::string_view of)
{
    const rules::PackFolder folder;
    folder.write(
        "rules/permit.lua",
        rules::rule_of(
            "permit",
            "local names = {}\n    for name in pairs(" + std::string(of) +
                ") do names[#names + 1] = name end\n"
                "    out:finding { level = \"info\", message = table.concat(names, \" \") }"
        )
    );
    folder.write(
        "tests/a.yaml",
        "- name: 一\n  clause: 2026/二\n  today: 2026-04-20\n  workflow: recruitment-event\n"
        "  org: { kind: school, level: school }\n  expect: { findings: [ { level: info } ] }\n"
        "  case: { stage: plan, plan: { starts_at: \"2026-05-20T09:00:00+08:00\","
        " ends_at: \"2026-05-20T17:00:00+08:00\" } }\n"
    );
    const auto world = rules::World::load(folder.rules()).value();
    const auto library = workflows::Library::load(home / "workflows", {}).value();
    Faults faults;
    const auto scenarios = rules::scenarios_of(*world->find("small"), faults);
    const auto results = run_scenarios(*world, *world->find("small"), *library, scenarios);
    if (!results) {
        ADD_FAILURE() << results.error().detail.zh;
        return {};
    }
    const auto trace = read_json(results->at(0).trace);
    if (!trace) {
        ADD_FAILURE() << results->at(0).trace;
        return {};
    }
    std::set<std::string> names;
    for (const std::string_view name :
         split(text_of(trace->at("rules").at(0).at("out").at(0), "message"), ' '))
        names.emplace(name);
    return names;
}

std::set<std::string> members_of(std::string_view of)
{
    std::set<std::string> names;
    for (const rules::ContextMember& member : rules::context_members())
        if (member.of == of)
            names.emplace(
                member.name.ends_with('?') ? member.name.substr(0, member.name.size() - 1)
                                           : member.name
            );
    return names;
}

TEST(ContextMembers, AreTheNamesOfACaseBesideItsForms)
{
    std::set<std::string> found = names_in("ctx.case");
    const auto library = workflows::Library::load(home / "workflows", {}).value();
    for (const workflows::Form& form : library->find("recruitment-event")->forms)
        found.erase(form.id);
    EXPECT_EQ(found, members_of("Case"));
}

TEST(ContextMembers, AreTheNamesOfCtx)
{
    std::set<std::string> found = names_in("ctx");
    found.insert("cal");  // made by the host, not data
    found.erase("one_of");
    EXPECT_EQ(found, members_of("Ctx"));
}

TEST(ContextMembers, AreAmongTheNamesOfAnOrganisation)
{
    const std::set<std::string> found = names_in("ctx.org");
    for (const std::string& name : members_of("Org"))
        EXPECT_TRUE(found.contains(name)) << name;
}

}  // namespace
}  // namespace beihui::acts

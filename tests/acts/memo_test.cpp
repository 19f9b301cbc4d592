// What the rules answered about a case is remembered by what each of them looked at. However the case
// changes, the answer is the one that running every rule gives, and so are the bytes that prove it.
#include "acts/rulebook.hpp"
#include "acts/scenario.hpp"
#include "acts/scratch.hpp"
#include "home.hpp"
#include "rules/pack_folder.hpp"

#include <random>

namespace beihui::acts
{
namespace
{

// Every question that the scenarios of a pack ask of rules about cases of one workflow.
std::map<std::string, std::vector<rules::Question>> questions_by_workflow(
    const rules::World& world,
    const rules::Pack& pack,
    const workflows::Library& workflows
)
{
    Faults faults;
    const auto scenarios = rules::scenarios_of(pack, faults);
    EXPECT_TRUE(faults.none()) << faults.error().detail.zh;
    std::map<std::string, std::vector<rules::Question>> questions;
    Scratch scratch;
    scratch.database()->read([&](storage::ReadTxn& txn) {
        for (const rules::Scenario& scenario : scenarios) {
            if (scenario.is_of_tables() || !scenario.parameters.empty())
                continue;
            auto question = question_of(scenario, world, pack, workflows, txn);
            if (question)
                questions[question->workflow].push_back(std::move(*question));
            else
                ADD_FAILURE() << question.error().detail.zh;
        }
    });
    return questions;
}

// Puts something else at one place of `data`: what stands there in `other`, nothing, one element
// less or one more. Shapes stay those that a workflow can give.
void change_somewhere(json::value& data, const json::value& other, std::minstd_rand& random)
{
    if (json::object* const object = data.if_object(); object && !object->empty()) {
        auto member = object->begin();
        std::advance(member, static_cast<std::ptrdiff_t>(random() % object->size()));
        const json::object* const beside = other.if_object();
        const json::value* const theirs = beside ? beside->if_contains(member->key()) : nullptr;
        if (theirs && random() % 3 > 0)
            return change_somewhere(member->value(), *theirs, random);
        if (theirs && theirs->kind() == member->value().kind())
            member->value() = *theirs;
        return;
    }
    if (json::array* const list = data.if_array(); list && !list->empty()) {
        const std::size_t at = random() % list->size();
        const json::value again = (*list)[at];
        switch (random() % 4) {
        case 0:  list->erase(list->begin() + static_cast<std::ptrdiff_t>(at)); return;
        case 1:  list->push_back(again); return;
        default: break;
        }
        const json::array* const beside = other.if_array();
        if (beside && !beside->empty())
            change_somewhere((*list)[at], (*beside)[random() % beside->size()], random);
        return;
    }
    if (data.kind() == other.kind() || random() % 8 == 0)
        data = data.kind() == other.kind() ? other : json::value();
}

void expect_same(const rules::World& world, rules::Question question)
{
    question.about.clear();
    const Decision all = rules::evaluate_in_time(world, question);
    question.about = "the case";
    const Decision remembered = rules::evaluate_in_time(world, question);
    ASSERT_EQ(remembered.trace, all.trace);
    ASSERT_EQ(remembered.trace_hash, all.trace_hash);
    ASSERT_EQ(to_json(remembered, People::named), to_json(all, People::named));
    ASSERT_EQ(remembered.duties.size(), all.duties.size());
    for (std::size_t i = 0; i < all.duties.size(); ++i)
        ASSERT_EQ(remembered.duties[i].late, all.duties[i].late) << all.duties[i].key;
}

TEST(RememberedAnswers, AreThoseThatRunningEveryRuleGives)
{
    const auto world = rules::World::load(home / "rules").value();
    const auto workflows = workflows::Library::load(home / "workflows", {})
                               .value()
                               ->with_steps(steps_of(*world))
                               .value();
    const unsigned seed = 20261121;
    SCOPED_TRACE(seed);
    std::minstd_rand random(seed);
    std::size_t asked = 0;
    for (const auto& pack : world->packs())
        for (auto& [workflow, questions] : questions_by_workflow(*world, *pack, *workflows)) {
            SCOPED_TRACE(pack->id + " " + workflow);
            for (const rules::Question& first : questions) {
                rules::Question question = first;
                for (int step = 0; step < 6; ++step, ++asked) {
                    ASSERT_NO_FATAL_FAILURE(expect_same(*world, question));
                    const auto& other = questions[random() % questions.size()];
                    change_somewhere(
                        question.snapshot.at("case"), other.snapshot.at("case"), random
                    );
                    // Only time passes: what is due may be late now.
                    if (step == 3)
                        question.known_at = question.known_at.plus_ms(5 * 3600 * 1000);
                }
            }
        }
    EXPECT_GT(asked, 1000U);
}

// A rule that only asked whether something is there, or how much of it, looked at it too.
TEST(RememberedAnswers, AreForgottenWhenWhatWasMissingIsThereOrAListIsLonger)
{
    const rules::PackFolder folder;
    folder.write("rules/permit.lua", rules::rule_of("permit", R"lua(
        local case = ctx.case
        local n = 0
        for _, row in ipairs(case.participants) do
            if row.attended then n = n + 1 end
        end
        local venue = case.plan.venue and "有场地" or "无场地"
        out:not_applicable(venue .. n))lua"));
    const auto world = rules::World::load(folder.rules()).value();
    rules::Question question;
    question.workflow = "recruitment-event";
    question.about = "the case";
    const rules::Pack& pack = *world->find("small");
    question.packs = {{pack.id, pack.revision, pack.hash}};
    question.today = Date::parse("2026-04-20").value();
    question.known_at = start_of(question.today);
    const auto with = [&](json::value venue, json::array participants, std::int64_t expected) {
        question.snapshot = {
            {"case",
             json::object{
                 {"plan", json::object{{"venue", std::move(venue)}, {"expected", expected}}},
                 {"participants", std::move(participants)},
             }}
        };
        return world->evaluate(question);
    };
    const auto says = [](const Decision& decision, std::string_view words) {
        return decision.trace.find(words) != std::string::npos;
    };
    const json::array two{json::object{{"attended", true}}, json::object{{"attended", nullptr}}};
    EXPECT_TRUE(says(with(nullptr, {}, 1), "无场地0"));
    EXPECT_TRUE(says(with(json::object{{"name", "一号厅"}}, {}, 2), "有场地0"));
    EXPECT_TRUE(says(with(json::object{{"name", "二号厅"}}, two, 2), "有场地1"));
    EXPECT_TRUE(says(with(nullptr, two, 3), "无场地1"));
    EXPECT_TRUE(says(with("三号厅", {}, 3), "有场地0"));
}

}  // namespace
}  // namespace beihui::acts

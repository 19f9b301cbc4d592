#include "acts/ask_both.hpp"

#include <algorithm>
#include <utility>

namespace beihui::acts
{
namespace
{

// Whether the rules of both sides see the same of the case: they see also which circulars bind it.
bool see_the_same(const RulesOfCase& a, const RulesOfCase& b)
{
    return std::ranges::equal(a.pins, b.pins, {}, &PackPin::pack, &PackPin::pack) &&
           show_the_same(*a.workflow, *b.workflow);
}

json::object snapshot_for(const RulesOfCase& side, CaseState& state, LookUp& look_up)
{
    std::vector<PackPin> own = std::exchange(state.subject.packs, side.pins);
    json::object seen = snapshot(*side.workflow, state, look_up);
    state.subject.packs = std::move(own);
    return seen;
}

}  // namespace

BothSaid ask_both(
    const RulesOfCase& before,
    const RulesOfCase& after,
    CaseState& state,
    LookUp& look_up,
    const AskedAt& at,
    bool runs_everything
)
{
    rules::Question question;
    question.workflow = state.subject.workflow;
    question.today = at.today;
    question.known_at = at.known_at;
    BothSaid said;
    rules::Answered first;
    if (before.workflow) {
        question.snapshot = snapshot_for(before, state, look_up);
        question.packs = before.pins;
        question.fetch = before.fetch;
        first = before.world.ask(question);
    }
    if (after.workflow) {
        const bool same = before.workflow && see_the_same(before, after);
        if (!same)
            question.snapshot = snapshot_for(after, state, look_up);
        question.packs = after.pins;
        question.fetch = after.fetch;
        const rules::Answered nothing;
        const bool shortens = same && !runs_everything;
        rules::AnsweredAgain again = after.world.ask_again(question, shortens ? first : nothing);
        said.after = std::move(again.decision);
        said.run = again.run;
        said.taken = again.taken;
    }
    said.before = std::move(first.decision);
    return said;
}

}  // namespace beihui::acts

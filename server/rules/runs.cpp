#include "rules/runs.hpp"

#include <algorithm>
#include <iterator>

namespace beihui::rules
{
namespace
{

bool is_same(const Clause& a, const Clause& b)
{
    return a.text == b.text && a.force == b.force;
}

bool is_same(const Interpretation& a, const Interpretation& b)
{
    return a.answer == b.answer && a.decided_by.empty() == b.decided_by.empty();
}

// The ids under which two lists do not hold the same.
template <class Item>
std::set<std::string, std::less<>> differing(
    const std::vector<Item>& before,
    const std::vector<Item>& after
)
{
    std::map<std::string_view, const Item*> known;
    for (const Item& item : before)
        known[item.id] = &item;
    std::set<std::string, std::less<>> ids;
    for (const Item& item : after) {
        const auto found = known.find(item.id);
        if (found == known.end() || !is_same(*found->second, item))
            ids.insert(item.id);
        if (found != known.end())
            known.erase(found);
    }
    for (const auto& [id, item] : known)
        ids.emplace(id);
    return ids;
}

// Both null, or both there and the same.
template <class Item>
bool are_same(const Item* a, const Item* b)
{
    return a && b ? is_same(*a, *b) : a == b;
}

// A value tells its clause or reading, and where both come from: all of it is in an answer's basis.
bool are_same(const Pack& a, const ParameterValue& one, const Pack& b, const ParameterValue& other)
{
    return a.id == b.id && a.known_from == b.known_from && one.value == other.value &&
           one.clause == other.clause && one.interpretation == other.interpretation &&
           are_same(a.clause(one.clause), b.clause(other.clause)) &&
           are_same(a.interpretation(one.interpretation), b.interpretation(other.interpretation));
}

template <class Output>
void take(const std::vector<Output>& from, const RuleRun::Part& part, std::vector<Output>& to)
{
    const auto first = from.begin() + static_cast<std::ptrdiff_t>(part.first);
    std::copy_n(first, part.count, std::back_inserter(to));
}

}  // namespace

Likeness::Likeness(const PackPrint& before, const PackPrint& after)
    : before_(before.pack),
      clauses_(differing(before.pack->clauses, after.pack->clauses)),
      readings_(differing(before.pack->interpretations, after.pack->interpretations))
{
    // Both stand in the basis of every answer, or decide when it could be known.
    if (before.pack->id != after.pack->id || before.pack->known_from != after.pack->known_from)
        return;
    for (const auto& [id, digest] : after.rules)
        if (const auto found = before.rules.find(id);
            found != before.rules.end() && found->second == digest)
            rules_.insert(id);
    for (const Parameter& own : before.pack->parameters)
        if (const Parameter* const other = after.pack->parameter(own.key))
            for (const ParameterValue& value : own.values)
                for (const ParameterValue& known : other->values)
                    if (are_same(*before.pack, value, *after.pack, known))
                        values_.emplace(&value, &known);
}

bool Likeness::holds(const Basis& basis) const
{
    return !clauses_.contains(basis.clause) && !readings_.contains(basis.interpretation);
}

bool Likeness::holds(const RuleRun& run, const Decision& decision) const
{
    if (!rules_.contains(run.rule))
        return false;
    if (clauses_.empty() && readings_.empty())
        return true;
    const auto all_hold = [&](const auto& outputs, const RuleRun::Part& part) {
        const auto first = outputs.begin() + static_cast<std::ptrdiff_t>(part.first);
        return std::all_of(
            first, first + static_cast<std::ptrdiff_t>(part.count),
            [&](const auto& output) { return holds(output.basis); }
        );
    };
    return all_hold(decision.requirements, run.requirements) &&
           all_hold(decision.duties, run.duties) && all_hold(decision.quotas, run.quotas) &&
           all_hold(decision.findings, run.findings);
}

bool Likeness::is_same(const ValueInForce& before, const ValueInForce& after) const
{
    if (!before.value || !after.value)
        return false;
    if (before.value == after.value)
        return true;
    if (const auto known = values_.find(before.value);
        known != values_.end() && known->second == after.value)
        return true;
    return are_same(*before.pack, *before.value, *after.pack, *after.value);
}

bool Likeness::reads_the_same(
    const RuleRun& run,
    const Pack& after,
    std::span<const Pack* const> bound,
    Date day
) const
{
    return std::ranges::all_of(run.parameters, [&](const auto& read) {
        const Parameter* const parameter = after.parameter(read.first);
        return parameter && is_same(read.second, value_in_force(after, *parameter, bound, day));
    });
}

Counted counted(const Decision& decision)
{
    return {
        decision.requirements.size(), decision.duties.size(), decision.quotas.size(),
        decision.findings.size()
    };
}

Decision outputs_since(const Decision& decision, const Counted& before)
{
    const auto since = [](const auto& all, std::size_t first) {
        return std::remove_cvref_t<decltype(all)>(
            all.begin() + static_cast<std::ptrdiff_t>(first), all.end()
        );
    };
    Decision outputs;
    outputs.requirements = since(decision.requirements, before.requirements);
    outputs.duties = since(decision.duties, before.duties);
    outputs.quotas = since(decision.quotas, before.quotas);
    outputs.findings = since(decision.findings, before.findings);
    return outputs;
}

void take_over(const Decision& from, Decision& decision)
{
    std::ranges::copy(from.requirements, std::back_inserter(decision.requirements));
    std::ranges::copy(from.duties, std::back_inserter(decision.duties));
    std::ranges::copy(from.quotas, std::back_inserter(decision.quotas));
    std::ranges::copy(from.findings, std::back_inserter(decision.findings));
}

void take_over(const RuleRun& run, const Decision& from, Decision& decision)
{
    take(from.requirements, run.requirements, decision.requirements);
    take(from.duties, run.duties, decision.duties);
    take(from.quotas, run.quotas, decision.quotas);
    take(from.findings, run.findings, decision.findings);
}

}  // namespace beihui::rules

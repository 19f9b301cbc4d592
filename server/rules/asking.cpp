#include "rules/asking.hpp"

#include "history/canonical.hpp"
#include "rules/run_rule.hpp"

#include <algorithm>

namespace beihui::rules
{
namespace
{

// Takes over what a rule answered before when it cannot answer anything else now.
bool take_if_same(
    Asking& asking,
    const PackRuns& before,
    const Likeness& likeness,
    const Pack& pack,
    const Rule& rule,
    const Result<json::object>& fetched
)
{
    const auto run = std::ranges::find(before.rules, rule.id, &RuleRun::rule);
    if (run == before.rules.end() || !likeness.holds(*run, asking.before->decision) ||
        (!fetched && !rule.needs.empty()))
        return false;
    const json::object input = fetched ? input_of(rule, *fetched) : json::object();
    if (input != run->input ||
        !likeness.reads_the_same(*run, pack, asking.bound, asking.question.today))
        return false;
    take_over(*run, asking.before->decision, asking.decision);
    ++asking.taken;
    return true;
}

const json::value& context_in(Asking& asking)
{
    if (!asking.context)
        asking.context.emplace(context_of(asking.question));
    return *asking.context;
}

// Whether an answer that is kept holds. Shared functions that looked at something that has changed
// are run again for it; most often they say what they said before.
bool holds(Asking& asking, Interpreter& interpreter, const Pack& pack, KeptAnswer& kept)
{
    for (const std::string& name : asking.memo->stale_partials(pack, kept)) {
        Following following = asking.memo->follow(pack);
        const bool ran = interpreter.run_shared(
            name, asking.question, asking.calendar, context_in(asking), asking.bound, following
        );
        if (!ran)
            return false;
    }
    return asking.memo->is_up(pack, kept);
}

// Takes over what a rule answered about this case the last time, if running it would give the same.
bool take_kept(
    Asking& asking,
    Interpreter& interpreter,
    const Pack& pack,
    std::size_t index,
    const Result<json::object>& fetched
)
{
    const Rule& rule = interpreter.rules()[index];
    if (!asking.memo || (!fetched && !rule.needs.empty()))
        return false;
    const json::object input = fetched ? input_of(rule, *fetched) : json::object();
    KeptAnswer* const kept = asking.memo->find(pack, index, input);
    if (!kept || !holds(asking, interpreter, pack, *kept))
        return false;
    take_over(kept->outputs, asking.decision);
    const std::size_t duties = kept->outputs.duties.size();
    for (auto duty = asking.decision.duties.end() - static_cast<std::ptrdiff_t>(duties);
         duty != asking.decision.duties.end(); ++duty)
        duty->late = is_late(*duty, asking.question);
    if (asking.traces)
        asking.traces->push_back(kept->trace);
    ++asking.taken;
    return true;
}

std::string line_of(json::object trace)
{
    return history::canonical(json::value(std::move(trace)), history::Nulls::left_out);
}

// What a run answered, as it is kept.
KeptAnswer answer_of(
    const Rule& rule,
    const Result<json::object>& fetched,
    const Decision& decision,
    const Counted& before,
    const std::string& trace
)
{
    KeptAnswer answer;
    answer.outputs = outputs_since(decision, before);
    answer.trace = trace;
    if (fetched)
        answer.input = input_of(rule, *fetched);
    return answer;
}

// `noted`: where a run that answered is to be noted; null: nowhere.
void run_one(
    Asking& asking,
    Interpreter& interpreter,
    std::size_t index,
    const Pack& pack,
    const Result<json::object>& fetched,
    PackRuns* noted
)
{
    RuleRun run;
    ++asking.run;
    context_in(asking);
    std::optional<Following> following;
    if (asking.memo)
        following.emplace(asking.memo->follow(pack));
    const Counted before = counted(asking.decision);
    auto trace = run_rule(
        interpreter, index, asking.question, asking.calendar, fetched, *asking.context,
        asking.bound, asking.decision, asking.traces ? nullptr : &run,
        following ? &*following : nullptr
    );
    const Rule& rule = interpreter.rules()[index];
    std::string line;
    if (asking.traces)
        line = line_of(
            trace
                ? std::move(*trace)
                : json::
                      object{{"rule", rule.id}, {"pack", pack.id}, {"incident", trace.error().code}}
        );
    if (!trace)
        asking.decision.incidents.push_back({pack.id, rule.id, trace.error()});
    else if (noted)
        noted->rules.push_back(std::move(run));
    if (trace && following)
        asking.memo->keep(
            pack, index, std::move(*following),
            answer_of(rule, fetched, asking.decision, before, line)
        );
    if (asking.traces)
        asking.traces->push_back(std::move(line));
}

}  // namespace

void ask_pack(const LoadedPack& loaded, Asking& asking)
{
    const Pack& pack = *loaded.pack();
    const Question& question = asking.question;
    asking.decision.packs.push_back({pack.id, pack.revision, pack.hash});
    auto interpreter = loaded.borrow();
    if (!interpreter) {
        asking.decision.incidents.push_back({pack.id, "", interpreter.error()});
        return;
    }
    const auto fetched = fetch_needs(pack, (*interpreter)->rules(), asking.bound, question);
    const PackRuns* const before = asking.runs_of(pack);
    const auto likeness = before ? loaded.likeness(*before->print) : nullptr;
    PackRuns* noted = nullptr;
    if (asking.noted)
        noted = &asking.noted->emplace_back(PackRuns{loaded.print(), {}});
    const std::size_t count = (*interpreter)->rules().size();
    for (std::size_t i = 0; i < count; ++i) {
        const Rule& rule = (*interpreter)->rules()[i];
        if (!concerns(rule, question.workflow))
            continue;
        if (const auto amended = amendment_of(pack, rule.clause, asking.bound, question.today)) {
            if (asking.traces)
                asking.traces->push_back(line_of(trace_of_amended(pack, rule, *amended)));
            continue;
        }
        if (before && take_if_same(asking, *before, *likeness, pack, rule, fetched))
            continue;
        if (take_kept(asking, **interpreter, pack, i, fetched))
            continue;
        // A limit was passed and the interpreter with it: what is run next gets a new one.
        const auto renew = [&] {
            if (!(*interpreter)->dead())
                return true;
            interpreter = loaded.borrow();
            if (!interpreter)
                asking.decision.incidents.push_back({pack.id, "", interpreter.error()});
            return interpreter.has_value();
        };
        if (!renew())
            return;
        run_one(asking, **interpreter, i, pack, fetched, noted);
        if (!renew())
            return;
    }
    loaded.give_back(std::move(*interpreter));
}

}  // namespace beihui::rules

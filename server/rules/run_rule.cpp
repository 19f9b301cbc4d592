#include "rules/run_rule.hpp"

#include "history/canonical.hpp"

#include <boost/json/monotonic_resource.hpp>
#include <boost/json/storage_ptr.hpp>

#include <algorithm>

namespace beihui::rules
{
namespace
{

// Name of a need among those of all rules of a pack: rule and need.
std::string need_name(const Rule& rule, std::string_view need)
{
    return rule.id + "/" + std::string(need);
}

}  // namespace

json::object input_of(const Rule& rule, const json::object& fetched)
{
    json::object input;
    for (const auto& [name, measure] : rule.needs)
        if (const json::value* const value = fetched.if_contains(need_name(rule, name)))
            input[name] = *value;
    return input;
}

bool concerns(const Rule& rule, std::string_view workflow)
{
    return std::ranges::find(rule.on, workflow) != rule.on.end();
}

json::value context_of(const Question& question)
{
    // It lives as long as the question and goes at once: one block after another, none given back.
    json::object context(json::make_shared_resource<json::monotonic_resource>());
    context["today"] = question.today.text();
    context["as_of"] = question.today.text();
    context["known_at"] = question.known_at.text();
    context["workflow"] = question.workflow;
    for (const auto& [name, value] : question.snapshot)
        context[name] = value;
    return context;
}

json::object trace_of_amended(const Pack& pack, const Rule& rule, const Amended& by)
{
    return {
        {"rule", rule.id},
        {"title", rule.title.zh},
        {"pack", pack.id},
        {"clause", rule.clause},
        {"amended",
         json::object{
             {"pack", by.pack->id},
             {"clause", by.amendment->by},
             {"from", by.amendment->from.text()}
         }},
    };
}

Result<json::object> fetch_needs(
    const Pack& pack,
    const std::vector<Rule>& rules,
    std::span<const Pack* const> bound,
    const Question& question
)
{
    const auto parameter = [&](std::string_view key) {
        return value_of(pack, key, bound, question.today);
    };
    std::vector<Need> needs;
    for (const Rule& rule : rules)
        if (concerns(rule, question.workflow) &&
            !amendment_of(pack, rule.clause, bound, question.today))
            for (const auto& [name, measure] : rule.needs)
                if (measure.is_object())
                    needs.push_back(
                        {pack.id, pack.hash, need_name(rule, name), measure.as_object(), parameter}
                    );
    if (needs.empty())
        return json::object();
    if (!question.fetch)
        return refuse(
            Refusal::unavailable, "needs_not_fetched", "规则所需的计数没有取到",
            "the counts that the rules need were not fetched"
        );
    return question.fetch(needs);
}

Result<json::object> run_rule(
    Interpreter& interpreter,
    std::size_t index,
    const Question& question,
    const CalendarView& calendar,
    const Result<json::object>& fetched,
    json::value& context,
    std::span<const Pack* const> bound,
    Decision& decision,
    RuleRun* noted,
    Following* following
)
{
    const Rule& rule = interpreter.rules()[index];
    if (!fetched && !rule.needs.empty())
        return fetched.error();
    json::value& input = context.get_object()["input"];
    input = fetched ? input_of(rule, *fetched) : json::object();
    if (noted)
        noted->input = input.get_object();
    return interpreter.run(index, question, calendar, context, bound, decision, noted, following);
}

std::string trace_of(
    const Question& question,
    const Decision& decision,
    const CalendarView& calendar,
    std::span<const std::string> rules
)
{
    json::array packs;
    for (const PackPin& pin : decision.packs)
        packs.emplace_back(json::object{
            {"pack", pin.pack}, {"revision", pin.revision}, {"hash", "sha256:" + pin.hash}
        });
    std::string trace = history::canonical(json::object{
        {"trace", 1},
        {"workflow", question.workflow},
        {"as_of", question.today.text()},
        {"known_at", question.known_at.text()},
        {"calendar", calendar.revision() + "@sha256:" + calendar.hash()},
        {"packs", std::move(packs)},
        {"rules", json::array()},
    });
    // The one place where this can stand: inside a text its quotation marks would be escaped.
    constexpr std::string_view empty = "\"rules\":[]";
    std::string all;
    for (const std::string& rule : rules)
        all.append(all.empty() ? "" : ",").append(rule);
    trace.insert(trace.find(empty) + empty.size() - 1, all);
    return trace;
}

}  // namespace beihui::rules

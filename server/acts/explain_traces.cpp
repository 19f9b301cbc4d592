#include "acts/explain_parts.hpp"
#include "acts/needs.hpp"

#include <algorithm>

namespace beihui::acts
{
namespace
{

constexpr std::int64_t traces_at_once = 100;

FoundTrace stored_trace(storage::ReadTxn& txn, const storage::StoredEntry& entry)
{
    FoundTrace found;
    found.entry = entry.uid;
    found.version = entry.case_seq;
    found.at = entry.at;
    if (const auto text = storage::find_trace(txn, entry.trace_hash))
        found.trace = read_json(*text).value();
    found.answers = answers_of(found.trace);
    return found;
}

}  // namespace

FoundTrace trace_of_now(const Context& context, storage::ReadTxn& txn, const Case& subject)
{
    const RulesAsked rules = live_rules(context);
    FoundTrace found;
    found.version = subject.version;
    found.at = context.clock.now();
    const CaseState state = read_state(txn, subject);
    const auto workflow = workflow_asked(rules, state.subject);
    if (!workflow || state.subject.packs.empty())
        return found;
    LookUp look_up(txn);
    const Decision decision = ask_rules(
        rules, *workflow, state, look_up, {found.at.date(), found.at},
        [&](const std::vector<rules::Need>& needs) {
            return fetch_needs(*rules.world, txn, subject, found.at.date(), {}, needs);
        }
    );
    found.trace = read_json(decision.trace).value();
    found.answers = answers_of(decision);
    return found;
}

void each_stored_trace(
    storage::ReadTxn& txn,
    const Case& subject,
    std::optional<Instant> as_of,
    const std::function<bool(const FoundTrace&)>& use
)
{
    for (std::int64_t end = subject.version; end > 0;) {
        const std::int64_t begin = std::max<std::int64_t>(0, end - traces_at_once);
        const auto entries =
            storage::entries_of_case(txn, subject.id, begin, static_cast<std::size_t>(end - begin));
        for (std::size_t i = entries.size(); i-- > 0;) {
            const bool asked = !as_of || entries[i].at <= *as_of;
            if (asked && !entries[i].trace_hash.empty() && use(stored_trace(txn, entries[i])))
                return;
        }
        end = begin;
    }
}

const json::value* rule_in(const json::value& trace, std::string_view rule)
{
    const json::value* const rules = member(trace, "rules");
    if (rules && rules->is_array())
        for (const json::value& each : rules->as_array())
            if (text_of(each, "rule") == rule)
                return &each;
    return nullptr;
}

json::array list_in(const json::value& rule, std::string_view name)
{
    const json::value* const list = member(rule, name);
    return list && list->is_array() ? list->as_array() : json::array();
}

}  // namespace beihui::acts

#include "acts/case_page.hpp"
#include "acts/explain_parts.hpp"

namespace beihui::acts
{
namespace
{

json::object reading_json(const rules::Pack* pack, const std::string& id)
{
    const rules::Interpretation* const reading = pack ? pack->interpretation(id) : nullptr;
    if (!reading)
        return {{"id", id}};
    return {
        {"id", id},
        {"question", reading->question},
        {"answer", reading->answer},
        {"decided_by", reading->decided_by},
        {"decided_on", reading->decided_on},
    };
}

SourceMark mark_of(const rules::Pack* pack, const std::string& interpretation)
{
    if (interpretation.empty())
        return SourceMark::clause;
    const rules::Interpretation* const reading =
        pack ? pack->interpretation(interpretation) : nullptr;
    return reading && !reading->decided_by.empty() ? SourceMark::interpretation
                                                   : SourceMark::unconfirmed;
}

// The parameters in a trace with what they are called and what they rest on.
json::array explained_parameters(const json::value& rule, const rules::Pack* pack)
{
    json::array explained;
    const json::value* const parameters = member(rule, "params");
    if (!parameters || !parameters->is_array())
        return explained;
    for (const json::value& each : parameters->as_array()) {
        const std::string key(text_of(each, "k"));
        const std::string clause(text_of(each, "clause"));
        const std::string interpretation(text_of(each, "interpretation"));
        const rules::Parameter* const known = pack ? pack->parameter(key) : nullptr;
        const SourceMark mark = mark_of(pack, interpretation);
        const json::value* const value = member(each, "v");
        json::object line{
            {"key", key},
            {"title", words_json(known ? known->title : Words{})},
            {"unit", known ? known->unit : std::string()},
            {"value", value ? *value : json::value()},
            {"from", text_of(each, "from")},
            {"clause", clause},
            {"clause_text", clause_text(pack, clause)},
            {"mark", to_text(mark)},
            {"mark_words", words_json(words_of(mark))},
        };
        line["interpretation"] = interpretation.empty()
                                     ? json::value()
                                     : json::value(reading_json(pack, interpretation));
        explained.emplace_back(std::move(line));
    }
    return explained;
}

}  // namespace

std::string clause_text(const rules::Pack* pack, std::string_view id)
{
    const rules::Clause* const clause = pack ? pack->clause(id) : nullptr;
    return clause ? clause->text : std::string();
}

json::object explained_rule(
    const Context& context,
    const FoundTrace& found,
    const json::value& rule
)
{
    const RulesAsked rules = live_rules(context);
    const std::string id(text_of(rule, "pack"));
    const rules::Pack* const pack = pack_asked(rules, id);
    const auto known_at = Instant::parse(text_of(found.trace, "known_at"));
    const CalendarView calendar =
        rules.world->calendar().as_known_on(known_at ? known_at->date() : found.at.date());
    json::object explained{
        {"rule", text_of(rule, "rule")},
        {"rule_title", text_of(rule, "title")},
        {"pack", id},
        {"clause", text_of(rule, "clause")},
        {"clause_text", clause_text(pack, text_of(rule, "clause"))},
        {"as_of", text_of(found.trace, "as_of")},
        {"known_at", text_of(found.trace, "known_at")},
        {"calendar", text_of(found.trace, "calendar")},
        {"stored", !found.entry.empty()},
        {"entry", found.entry.empty() ? json::value() : json::value(found.entry)},
        {"version", found.version},
        {"parameters", explained_parameters(rule, pack)},
        {"steps", explained_steps(rule, calendar)},
        {"incident", text_of(rule, "incident")},
    };
    // Names and words come from the pack that is live; the revision that judged may be another.
    bool other_revision = false;
    for (const json::value& pin : list_in(found.trace, "packs"))
        if (text_of(pin, "pack") == id) {
            explained["revision"] = integer_of(pin, "revision");
            explained["hash"] = text_of(pin, "hash");
            other_revision = !pack || "sha256:" + pack->hash != text_of(pin, "hash");
        }
    explained["other_revision"] = other_revision;
    return explained;
}

}  // namespace beihui::acts

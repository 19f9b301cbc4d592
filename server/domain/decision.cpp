#include "domain/decision.hpp"

#include <algorithm>

namespace beihui
{
namespace
{

json::object to_json(const Words& words)
{
    return {{"zh", words.zh}, {"en", words.en}};
}

json::object to_json(const Basis& basis)
{
    json::object object = {
        {"pack", basis.pack},
        {"rule", basis.rule},
        {"clause", basis.clause},
        {"clause_text", basis.clause_text},
        {"interpretation", basis.interpretation},
        {"mark", to_text(basis.mark)},
    };
    if (basis.local.empty())
        return object;
    json::array local;
    for (const LocalClause& clause : basis.local)
        local.push_back(
            {{"pack", clause.pack}, {"clause", clause.clause}, {"clause_text", clause.clause_text}}
        );
    object["local"] = std::move(local);
    return object;
}

json::array to_json(const std::vector<std::string>& texts)
{
    json::array list;
    for (const std::string& text : texts)
        list.emplace_back(text);
    return list;
}

void put_due(json::object& object, const std::optional<Instant>& due)
{
    if (due)
        object["due"] = due->text();
}

json::object to_json(const DutyFound& duty)
{
    json::object object = {
        {"basis", to_json(duty.basis)},
        {"key", duty.key},
        {"title", to_json(duty.title)},
        {"owner", duty.owner},
        {"form", duty.form},
        {"rules", duty.rules},
        {"known_after_due", duty.known_after_due()},
        {"late", duty.late},
        {"occasion", duty.occasion},
    };
    put_due(object, duty.due);
    if (duty.period_end)
        object["period_end"] = duty.period_end->text();
    return object;
}

json::object to_json(const QuotaFound& quota)
{
    return {
        {"basis", to_json(quota.basis)},
        {"key", quota.key},
        {"title", to_json(quota.title)},
        {"have", quota.have},
        {"need", quota.need},
        {"unit", quota.unit},
        {"force", quota.force},
        {"missing", quota.missing()},
        {"status", quota.status()},
        {"words", to_json(quota.words())},
    };
}

json::object to_json(const Finding& finding, People people)
{
    json::object object = {
        {"basis", to_json(finding.basis)},
        {"level", finding.level},
        {"message", finding.message},
        {"at", finding.at},
    };
    if (!finding.people.empty())
        object["people_count"] = finding.people.size();
    if (!finding.people.empty() && people == People::named)
        object["people"] = to_json(finding.people);
    return object;
}

json::object to_json(const Incident& incident)
{
    return {
        {"pack", incident.pack},
        {"rule", incident.rule},
        {"code", incident.error.code},
        {"detail", to_json(incident.error.detail)},
    };
}

template <class Item, class... Options>
json::array list_of(const std::vector<Item>& items, Options... options)
{
    json::array list;
    list.reserve(items.size());
    for (const Item& item : items)
        list.emplace_back(to_json(item, options...));
    return list;
}

}  // namespace

std::string_view to_text(SourceMark mark)
{
    switch (mark) {
    case SourceMark::clause:         return "clause";
    case SourceMark::interpretation: return "interpretation";
    case SourceMark::unconfirmed:    return "unconfirmed";
    }
    return "unconfirmed";
}

Words words_of(SourceMark mark)
{
    switch (mark) {
    case SourceMark::clause:         return {"条款原文", "words of the clause"};
    case SourceMark::interpretation: return {"已确认口径", "confirmed interpretation"};
    case SourceMark::unconfirmed:    break;
    }
    return {"缺省口径，尚无人确认", "default reading, not confirmed by anybody yet"};
}

bool is_known_after(const std::optional<Instant>& due, const std::optional<Date>& known_on)
{
    return due && known_on && *due <= start_of(*known_on);
}

std::string_view QuotaFound::status() const
{
    if (missing() == 0)
        return "met";
    return force == "in_principle" ? "short" : "behind";
}

Words QuotaFound::words() const
{
    if (missing() == 0)
        return {"已达", "met"};
    if (force == "in_principle")
        return {"未达（原则上）", "short (in principle)"};
    return {"未达", "behind"};
}

std::vector<const Requirement*> Decision::unmet(std::string_view gate) const
{
    std::vector<const Requirement*> found;
    for (const Requirement& requirement : requirements)
        if (requirement.gate == gate && requirement.blocking && requirement.applicable &&
            !requirement.met)
            found.push_back(&requirement);
    return found;
}

json::object to_json(const Requirement& requirement)
{
    json::object object = {
        {"basis", to_json(requirement.basis)},
        {"key", requirement.key},
        {"gate", requirement.gate},
        {"title", to_json(requirement.title)},
        {"met", requirement.met},
        {"blocking", requirement.blocking},
        {"applicable", requirement.applicable},
        {"missing", to_json(requirement.missing)},
        {"way_out", requirement.way_out},
        {"owner", requirement.owner},
        {"item", requirement.item},
        {"evidence", requirement.evidence},
    };
    put_due(object, requirement.due);
    return object;
}

json::object to_json(const Decision& decision, People people)
{
    json::array packs;
    for (const PackPin& pin : decision.packs)
        packs.push_back({{"pack", pin.pack}, {"revision", pin.revision}, {"hash", pin.hash}});
    return {
        {"requirements", list_of(decision.requirements)},
        {"duties", list_of(decision.duties)},
        {"quotas", list_of(decision.quotas)},
        {"findings", list_of(decision.findings, people)},
        {"incidents", list_of(decision.incidents)},
        {"packs", std::move(packs)},
        {"calendar_hash", decision.calendar_hash},
        {"trace_hash", decision.trace_hash},
    };
}

std::string IncidentCause::rules() const
{
    std::string names;
    for (const Incident* const incident : incidents)
        names += (names.empty() ? "" : "、") + incident->rule;
    return names;
}

std::vector<IncidentCause> causes_of(const std::vector<Incident>& incidents)
{
    std::vector<IncidentCause> causes;
    for (const Incident& incident : incidents) {
        const auto same = std::ranges::find_if(causes, [&](const IncidentCause& cause) {
            return cause.incidents.front()->pack == incident.pack &&
                   cause.error().code == incident.error.code &&
                   cause.error().detail == incident.error.detail;
        });
        if (same == causes.end())
            causes.push_back(IncidentCause{{&incident}});
        else
            same->incidents.push_back(&incident);
    }
    return causes;
}

}  // namespace beihui

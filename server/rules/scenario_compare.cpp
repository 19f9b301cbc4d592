// What a scenario expected beside what the rules answered.
#include "domain/due.hpp"
#include "rules/scenario.hpp"

#include <algorithm>
#include <set>

namespace beihui::rules
{
namespace
{

std::string shown(bool value)
{
    return value ? "true" : "false";
}

std::string shown(const std::string& value)
{
    return value.empty() ? "（空）" : value;
}

std::string shown(std::int64_t value)
{
    return std::to_string(value);
}

std::string joined(const std::vector<std::string>& sentences)
{
    std::string text;
    for (const std::string& sentence : sentences)
        text += (text.empty() ? "" : "；") + sentence;
    return text.empty() ? "（没有）" : text;
}

std::string shown_due(const std::optional<Instant>& due)
{
    return due ? Due(*due).text() : "none";
}

std::string shown_day(const std::optional<Date>& day)
{
    return day ? day->text() : "none";
}

// Collects what differs, each as "<thing> 期望 … 实得 …".
class Comparison
{
public:
    void differ(
        const Place& place,
        const std::string& what,
        const std::string& wanted,
        const std::string& found
    )
    {
        mismatches_.push_back(
            {{what + " 期望 " + wanted + " 实得 " + found,
              what + ": expected " + wanted + ", found " + found},
             place}
        );
    }

    template <class T>
    void same(
        const Expected& expected,
        std::string_view name,
        const std::optional<T>& wanted,
        const T& found
    )
    {
        if (wanted && *wanted != found)
            differ(expected.place, label(expected, name), shown(*wanted), shown(found));
    }

    static std::string label(const Expected& expected, std::string_view name)
    {
        return expected.key + ": " + std::string(name);
    }

    // What every output has: whether it is there at all, and what it rests on.
    template <class Found>
    const Found* find(const Expected& expected, const std::vector<Found>& all)
    {
        const auto found = std::ranges::find(all, expected.key, &Found::key);
        const bool there = found != all.end();
        if (there == expected.absent)
            differ(
                expected.place, expected.key, expected.absent ? "没有" : "有", there ? "有" : "没有"
            );
        if (!there || expected.absent)
            return nullptr;
        same(expected, "mark", expected.mark, std::string(to_text(found->basis.mark)));
        return &*found;
    }

    std::vector<Mismatch> take() { return std::move(mismatches_); }

private:
    std::vector<Mismatch> mismatches_;
};

void compare_requirement(
    const Expected& expected,
    const std::vector<Requirement>& all,
    Comparison& comparison
)
{
    const Requirement* const found = comparison.find(expected, all);
    if (!found)
        return;
    comparison.same(expected, "met", expected.met, found->met);
    comparison.same(expected, "applicable", expected.applicable, found->applicable);
    comparison.same(expected, "blocking", expected.blocking, found->blocking);
    comparison.same(expected, "gate", expected.gate, found->gate);
    comparison.same(expected, "owner", expected.owner, found->owner);
    comparison.same(expected, "item", expected.item, found->item);
    comparison.same(expected, "due", expected.due, shown_due(found->due));
    if (expected.way_out && found->way_out.find(*expected.way_out) == std::string::npos)
        comparison.differ(
            expected.place, Comparison::label(expected, "way_out"), "含“" + *expected.way_out + "”",
            shown(found->way_out)
        );
    for (const std::string& part : expected.missing) {
        const bool said = std::ranges::any_of(found->missing, [&](const std::string& sentence) {
            return sentence.find(part) != std::string::npos;
        });
        if (!said)
            comparison.differ(
                expected.place, Comparison::label(expected, "missing"), "含“" + part + "”",
                joined(found->missing)
            );
    }
    comparison.same(
        expected, "missing_count", expected.missing_count,
        static_cast<std::int64_t>(found->missing.size())
    );
}

void compare_duty(
    const Expected& expected,
    const std::vector<DutyFound>& all,
    Comparison& comparison
)
{
    const DutyFound* const found = comparison.find(expected, all);
    if (!found)
        return;
    comparison.same(expected, "due", expected.due, shown_due(found->due));
    comparison.same(expected, "who", expected.owner, found->owner);
    comparison.same(expected, "form", expected.form, found->form);
    comparison.same(
        expected, "known_after_due", expected.known_after_due, found->known_after_due()
    );
    comparison.same(expected, "late", expected.late, found->late);
    comparison.same(expected, "rules", expected.rules, found->rules);
    comparison.same(expected, "period_end", expected.period_end, shown_day(found->period_end));
    comparison.same(expected, "occasion", expected.occasion, found->occasion);
}

void compare_quota(
    const Expected& expected,
    const std::vector<QuotaFound>& all,
    Comparison& comparison
)
{
    const QuotaFound* const found = comparison.find(expected, all);
    if (!found)
        return;
    comparison.same(expected, "have", expected.have, found->have);
    comparison.same(expected, "need", expected.need, found->need);
    comparison.same(expected, "missing", expected.lacking, found->missing());
    comparison.same(expected, "status", expected.status, std::string(found->status()));
    comparison.same(expected, "force", expected.force, found->force);
}

std::int64_t count_of(const std::vector<std::string>& people)
{
    return static_cast<std::int64_t>(people.size());
}

std::vector<std::string> sorted(std::vector<std::string> names)
{
    std::ranges::sort(names);
    return names;
}

std::string shown_people(std::int64_t count)
{
    return " " + std::to_string(count) + " 人";
}

bool fits(const ExpectedFinding& expected, const Finding& finding)
{
    return (expected.level.empty() || expected.level == finding.level) &&
           (expected.at.empty() || expected.at == finding.at) &&
           (!expected.people_count || *expected.people_count == count_of(finding.people)) &&
           (!expected.people || *expected.people == sorted(finding.people)) &&
           finding.message.find(expected.contains) != std::string::npos;
}

std::string shown(const ExpectedFinding& expected)
{
    return (expected.level.empty() ? std::string("任一级别") : expected.level) + " “" +
           expected.contains + "”" + (expected.at.empty() ? "" : " @" + expected.at) +
           (expected.people_count ? shown_people(*expected.people_count) : "") +
           (expected.people ? " " + joined(*expected.people) : "");
}

std::string shown(const std::vector<Finding>& findings)
{
    std::vector<std::string> all;
    for (const Finding& finding : findings)
        all.push_back(
            finding.level + " “" + finding.message + "”" +
            (finding.people.empty()
                 ? ""
                 : shown_people(count_of(finding.people)) + " " + joined(sorted(finding.people)))
        );
    return joined(all);
}

void compare_findings(
    const Scenario& scenario,
    const std::vector<Finding>& all,
    Comparison& comparison
)
{
    for (const ExpectedFinding& expected : scenario.findings)
        if (std::ranges::none_of(all, [&](const Finding& each) { return fits(expected, each); }))
            comparison.differ(expected.place, "findings", shown(expected), shown(all));
    for (const ExpectedFinding& expected : scenario.no_findings)
        for (const Finding& finding : all)
            if (fits(expected, finding))
                comparison.differ(
                    expected.place, "no_findings", "没有 " + shown(expected),
                    finding.level + " “" + finding.message + "”"
                );
}

std::string shown(const IncidentCause& cause)
{
    const Error& error = cause.error();
    std::string text = cause.rules() + " " + error.code + " " + error.detail.zh;
    for (const Fault& fault : error.faults)
        if (!fault.where.empty())
            text += " (" + fault.where + ")";
    return text;
}

void compare_incidents(
    const Scenario& scenario,
    const std::vector<Incident>& all,
    Comparison& comparison
)
{
    const auto fits = [](const ExpectedIncident& expected, const Incident& incident) {
        return expected.rule == incident.rule &&
               (expected.code.empty() || expected.code == incident.error.code);
    };
    for (const ExpectedIncident& expected : scenario.incidents)
        if (std::ranges::none_of(all, [&](const Incident& each) { return fits(expected, each); }))
            comparison.differ(
                expected.place, "incidents", expected.rule + " " + expected.code, "没有"
            );
    std::vector<Incident> unwanted = all;
    std::erase_if(unwanted, [&](const Incident& incident) {
        return std::ranges::any_of(scenario.incidents, [&](const auto& expected) {
            return fits(expected, incident);
        });
    });
    for (const IncidentCause& cause : causes_of(unwanted))
        comparison.differ(scenario.place, "incidents", "没有规则出错", shown(cause));
}

void compare_unmet(const Scenario& scenario, const Decision& decision, Comparison& comparison)
{
    for (const ExpectedUnmet& expected : scenario.unmet) {
        std::vector<std::string> found;
        for (const Requirement* const requirement : decision.unmet(expected.gate))
            found.push_back(requirement->key);
        std::ranges::sort(found);
        std::vector<std::string> wanted = expected.keys;
        std::ranges::sort(wanted);
        if (wanted != found)
            comparison.differ(
                expected.place, "unmet " + expected.gate, joined(wanted), joined(found)
            );
    }
}

void clauses_in(const json::value& value, std::set<std::string>& found)
{
    if (const json::object* const object = value.if_object())
        for (const auto& [name, member] : *object) {
            if (name == "clause" && member.is_string())
                found.emplace(member.get_string());
            clauses_in(member, found);
        }
    if (const json::array* const list = value.if_array())
        for (const json::value& item : *list)
            clauses_in(item, found);
}

void compare_why(const Scenario& scenario, const std::string& trace, Comparison& comparison)
{
    if (scenario.why.empty())
        return;
    const auto read = read_json(trace);
    const std::set<std::string> found = read ? clauses_at_work(*read) : std::set<std::string>();
    for (const std::string& clause : scenario.why)
        if (!found.contains(clause))
            comparison.differ(
                scenario.why_place, "why", clause,
                joined(std::vector<std::string>(found.begin(), found.end()))
            );
}

}  // namespace

std::set<std::string> clauses_at_work(const json::value& trace)
{
    std::set<std::string> found;
    const json::value* const rules = member(trace, "rules");
    for (const json::value& rule :
         rules && rules->is_array() ? rules->get_array() : json::array()) {
        const json::value* const outputs = member(rule, "out");
        if (outputs && outputs->is_array() &&
            std::ranges::any_of(outputs->get_array(), [](const json::value& output) {
                return !member(output, "not_applicable");
            }))
            clauses_in(rule, found);
    }
    return found;
}

std::vector<Mismatch> compare(const Scenario& scenario, const Decision& decision)
{
    Comparison comparison;
    compare_incidents(scenario, decision.incidents, comparison);
    for (const Expected& expected : scenario.requirements)
        compare_requirement(expected, decision.requirements, comparison);
    for (const Expected& expected : scenario.duties)
        compare_duty(expected, decision.duties, comparison);
    for (const Expected& expected : scenario.quotas)
        compare_quota(expected, decision.quotas, comparison);
    compare_findings(scenario, decision.findings, comparison);
    compare_unmet(scenario, decision, comparison);
    compare_why(scenario, decision.trace, comparison);
    return comparison.take();
}

}  // namespace beihui::rules

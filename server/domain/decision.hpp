#pragma once

#include "base/civil.hpp"
#include "base/json.hpp"
#include "base/result.hpp"
#include "domain/case.hpp"

#include <optional>
#include <string>
#include <vector>

namespace beihui
{

// Where a value or a demand comes from: printed in the circular, a confirmed reading, or a default
// that nobody has confirmed yet. The mark travels to the screen, the table and the trace.
enum class SourceMark
{
    clause,
    interpretation,
    unconfirmed,
};

std::string_view to_text(SourceMark mark);
Words words_of(SourceMark mark);  // 条款原文 / 已确认口径 / 缺省口径，尚无人确认

// A clause of an overlay that gave a value of the base pack another one.
struct LocalClause
{
    std::string pack;
    std::string clause;
    std::string clause_text;
};

// Where a demand rests: the clause, its words, and the mark.
struct Basis
{
    std::string pack;
    std::string rule;
    std::string clause;          // "2026/四(三)e"
    std::string clause_text;     // the words quoted
    std::string interpretation;  // "i-003"; empty when the clause says it all
    SourceMark mark = SourceMark::clause;
    // The local clauses whose values stood in for those of the pack; mostly none.
    std::vector<LocalClause> local;
};

// One thing that must be true before an act may happen.
struct Requirement
{
    Basis basis;
    std::string key;   // "B13" or "B06"
    std::string gate;  // which acts ask for it: "readiness", "publication", "reporting"
    Words title;
    bool met = false;
    bool blocking = true;  // false: shown, never stops an act
    bool applicable = true;
    std::vector<std::string> missing;  // sentences, Chinese; what is missing when not met
    std::string way_out;               // what to do
    std::string owner;                 // role that can mend it: "security_officer"
    std::optional<Instant> due;        // latest moment to have it, by the pack's lead days
    std::string item;                  // readiness item a person ticks for it; empty when computed
    std::string evidence;              // what to attach
};

// Whether a due time had passed before the day on which it could be known began (invariant 9).
bool is_known_after(const std::optional<Instant>& due, const std::optional<Date>& known_on);

struct DutyFound
{
    Basis basis;
    std::string key;
    Words title;
    std::string owner;
    std::string form;
    std::optional<Instant> due;  // none: never overdue
    // "pin": decided by the revision that the case is pinned to; "follow": by the live one.
    std::string rules = "pin";
    std::optional<Date> known_on;  // the first day on which anybody could know of it
    std::int64_t acceptances = 1;  // how many people of each level above must accept what is filed
    std::optional<Date> period_end;  // last day of what is reported
    std::string occasion;            // which event or period it is about
    // Done at or after its due time; one that is still open, when asked at or after it.
    bool late = false;

    bool known_after_due() const { return is_known_after(due, known_on); }
};

struct QuotaFound
{
    Basis basis;
    std::string key;
    Words title;
    std::int64_t have = 0;
    std::int64_t need = 0;
    std::string unit;
    std::string force = "must";  // or "in_principle": 原则上, missing it is a warning

    std::int64_t missing() const { return need > have ? need - have : 0; }
    std::string_view status() const;  // "met"; "short": in principle; "behind": must
    Words words() const;              // 已达 / 未达（原则上） / 未达
};

struct Finding
{
    Basis basis;
    std::string level;  // "info", "warning", "error"
    std::string message;
    std::string at;                   // what it is about: "postings/P-3"
    std::vector<std::string> people;  // ids; only readers who see personal values get them
};

// A rule that could not be evaluated. Nothing is guessed in its place.
struct Incident
{
    std::string pack;
    std::string rule;
    Error error;
};

// Rules that could not answer for the same reason, such as a year whose holidays are not published:
// one fault to mend, whatever hangs on it.
struct IncidentCause
{
    std::vector<const Incident*> incidents;  // never empty; the first stands for all
    const Error& error() const { return incidents.front()->error; }
    std::string rules() const;  // "activity.event、weekly.due"
};
// In the order in which they first come.
std::vector<IncidentCause> causes_of(const std::vector<Incident>& incidents);

// What the packs of a case answered.
struct Decision
{
    std::vector<Requirement> requirements;
    std::vector<DutyFound> duties;
    std::vector<QuotaFound> quotas;
    std::vector<Finding> findings;
    std::vector<Incident> incidents;
    std::vector<PackPin> packs;
    std::string calendar_hash;
    std::string trace;       // canonical JSON of all rules' traces (trace.v1)
    std::string trace_hash;  // SHA-256 of `trace`, 64 hex digits

    // The requirements of a gate that stop an act: blocking, applicable, not met. An incident stops
    // every gate, since a rule that could not answer has not said yes.
    std::vector<const Requirement*> unmet(std::string_view gate) const;
};

// Who reads a decision: by whom findings are about goes only to those who see personal values.
enum class People
{
    counted,
    named,
};

json::object to_json(const Requirement& requirement);
json::object to_json(const Decision& decision, People people = People::counted);

}  // namespace beihui

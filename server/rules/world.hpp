#pragma once

#include "base/civil.hpp"
#include "base/json.hpp"
#include "domain/calendar.hpp"
#include "domain/decision.hpp"
#include "rules/pack.hpp"
#include "rules/runs.hpp"

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace beihui::rules::lua
{
class LineLog;
}  // namespace beihui::rules::lua

namespace beihui::rules
{

// A number that a rule declared it needs; whoever asks the question fetches it from the facts.
struct Need
{
    std::string pack;
    std::string hash;      // of its revision
    std::string name;      // the rule's name for it: ctx.input.<name>
    json::object measure;  // a measure as data, see tables/measure
    // A parameter of the pack on the day of the question, as the overlays of the case have it.
    std::function<std::optional<json::value>(std::string_view key)> parameter = {};
};

// What is asked of the packs: the case as it stands, or as it would stand after an act.
struct Question
{
    std::string workflow;  // only rules for this kind of case run
    // Id of the case, so that what its rules answered is remembered; empty: it is not.
    std::string about = {};
    json::object snapshot;  // {"case": {…}, "org": {…}}: see docs/rules.md
    // Which packs, by the revision (hash) a case is pinned to; an empty hash asks the live one. One
    // that is not held gives an incident.
    std::vector<PackPin> packs;
    Date today = Date::from_days(0);
    Instant known_at;
    // Fetches the needs of one pack's rules; may be empty when no rule declares any.
    std::function<Result<json::object>(const std::vector<Need>&)> fetch;
};

// Every revision of every pack that was ever published, and the calendar, together. Immutable:
// publishing builds a new one and swaps the pointer, so an evaluation that runs keeps the world it
// began with.
//
// Safe for many threads: interpreters are pooled per pack and thread.
class World
{
public:
    // Reads every folder of `folder` and of its local/ that has a pack.yaml, and calendars/cn.yaml:
    // all are live. Refuses (invalid_input) with every fault as file:line:column.
    static Result<std::shared_ptr<const World>> load(const std::filesystem::path& folder);

    // The same of packs and a calendar that were read already. `earlier` are the revisions that no
    // new case gets and that open cases are pinned to; one of those that does not load is an
    // incident of its cases, not a refusal. With `lines`, every line of Lua that runs is noted
    // there: for measuring tests, on one thread.
    static Result<std::shared_ptr<const World>> of(
        std::vector<std::shared_ptr<const Pack>> packs,
        WorkingCalendar calendar,
        std::vector<std::shared_ptr<const Pack>> earlier = {},
        std::shared_ptr<lua::LineLog> lines = nullptr
    );

    virtual ~World() = default;
    virtual const std::vector<std::shared_ptr<const Pack>>& packs() const = 0;    // live
    virtual const std::vector<std::shared_ptr<const Pack>>& earlier() const = 0;  // the others
    virtual const Pack* find(std::string_view id) const = 0;                      // the live one
    // The revision with this hash; the live one when the hash is empty.
    virtual const Pack* find(std::string_view id, std::string_view hash) const = 0;
    virtual const WorkingCalendar& calendar() const = 0;

    // Runs every rule of the named packs that concerns this workflow, in the order of pack id and
    // rule id. A rule that fails becomes an incident; the others go on. Blocks: call it on a worker.
    virtual Decision evaluate(const Question& question) const = 0;

    // The same as evaluate() but that no trace is made; what each answer rests on is noted instead.
    virtual Answered ask(const Question& question) const = 0;
    // Puts the question of `before` to other packs: all of it but `packs` must be the same. What
    // ask() would decide; a rule that cannot answer anything else than before is not run.
    virtual AnsweredAgain ask_again(const Question& question, const Answered& before) const = 0;

    // Runs a pack's table checks over one row of a table: column id → integer.
    virtual std::vector<Finding> check_table(
        std::string_view table,
        const json::object& row,
        Date today
    ) const = 0;
};

// Reads calendars/cn.yaml of the folder rules/.
Result<WorkingCalendar> read_calendar(const std::filesystem::path& folder);

}  // namespace beihui::rules

#pragma once

#include "base/civil.hpp"
#include "base/json.hpp"
#include "base/result.hpp"
#include "domain/decision.hpp"
#include "domain/unit.hpp"

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace beihui::rules
{

// A numbered sentence of a circular, its words quoted exactly.
struct Clause
{
    std::string id;  // "2026/四(三)e"
    std::string text;
    Words gloss;         // what it asks, in plain words
    std::string kind;    // period, mandatory, encouragement, form, recurring, information …
    std::string check;   // "rule": a rule decides; "checklist": a person ticks; "information"
    std::string reason;  // of information: why nothing can be checked
    std::vector<std::string> actors;
    std::string owner;  // of a checklist clause: role that ticks it
    Words evidence;     // of a checklist clause: what to attach
    std::string item;   // of a checklist clause: the item that carries it
    std::string force;  // "must" (also when empty), "in_principle" or "optional"
    std::string line;   // file:line in clauses.yaml
};

// A recorded reading of what the circular leaves open.
struct Interpretation
{
    std::string id;  // "i-001"
    std::string question;
    std::string answer;
    std::string decided_by;  // empty: nobody has confirmed it
    std::string decided_on;
    std::string basis;
    std::vector<std::string> affects;  // keys of parameters, "<table>.<column>", or "known_from"
    std::string line;                  // file:line in interpretations.yaml
};

// One value of a parameter from a day on.
struct ParameterValue
{
    Date from = Date::from_days(0);
    json::value value;
    std::string clause;          // either a clause …
    std::string interpretation;  // … or an interpretation
    std::string line;
};

// What the tests of a number must reach: a case below it, at it and above it. What cannot be is
// declared here with its reason.
struct Boundary
{
    std::string of;  // what it stands against: "case.plan.expected", "input.firms.*", "today",
                     // "params" when other values of the number itself are tried; empty: anything
    Words below;     // why nothing can stand there; empty: a scenario must
    Words at;
    Words above;
};

struct Parameter
{
    std::string key;
    Words title;
    std::string unit;
    std::vector<ParameterValue> values;  // ascending by `from`
    Boundary boundary;
    std::string tighter;     // "higher" or "lower": where an overlay may move it; empty: nowhere
    bool relaxable = false;  // an overlay may move it the other way too
    std::string line;

    const ParameterValue* on(Date day) const;  // none: not yet in force
};

// Whether a value is one that tests must stand below, at and above: an integer or a clock time.
bool is_number(const json::value& value);

// Where an overlay holds: for organisations that meet every condition that is given, themselves or
// by one of those above them.
struct Scope
{
    std::vector<std::string> provinces;
    std::vector<std::string> organisations;  // codes
    std::vector<std::string> school_types;
    std::string line;

    bool is_given() const { return !line.empty(); }
};

// A value of another pack as an overlay sets it.
struct Override
{
    std::string pack;  // "2022-fangqi"
    Parameter parameter;
    std::string line;
};

// From a day on, the rules of another pack that rest on a clause are not asked any more.
struct Amendment
{
    std::string pack;
    std::string clause;
    Date from = Date::from_days(0);
    std::string by;  // clause of the amending pack
    std::string line;
};

// A column of an annex table. `measure` is data for tables/measure.
struct Column
{
    std::string id;
    std::string label;  // as printed, character by character
    Unit unit = Unit::events;
    std::string clause;
    std::string interpretation;  // the reading it rests on, when the text leaves it open
    json::object measure;
    std::string line;
};

// A check on a row that needs no Lua: "smes >= srdi" as {left, is, right, level, words}.
struct ColumnCheck
{
    std::string left;   // column id
    std::string is;     // "at_most", "at_least", "zero_when_zero"
    std::string right;  // column id
    std::string level;  // "error" or "warning"
    Words words;
};

// An official form whose cells are computed.
struct Table
{
    std::string id;     // "2026.annex1"
    std::string annex;  // "附件 1"
    Words title;        // as printed
    std::string clause;
    std::string filled_by;  // as printed: "(中小企业主管部门填报)"
    std::string filer;      // kind of organisation that files it: "province_sme"
    std::string place;      // as printed: "省(区、市)"
    std::string note;       // the printed line below the table
    std::string send_to;
    std::string send_cc;
    std::vector<Column> columns;
    std::vector<ColumnCheck> checks;
    std::string line;
};

// What a pack adds to a workflow: acts and fields, see steps.yaml. Applied by workflows/.
struct Pack
{
    std::string id;
    std::int64_t revision = 0;
    std::string version;
    std::string hash;    // SHA-256 over the sorted list of path + SHA-256, hex
    std::string folder;  // "rules/2026-youqi", "rules/local/2020-beijing"
    Words title;
    std::string document_number;  // 文号 as printed
    std::vector<std::string> issuers;
    std::optional<Date> issued_on;  // none when the circular prints no date
    Date known_from = Date::from_days(0);
    std::vector<std::pair<Date, Date>> phases;  // inclusive days
    std::vector<std::string> obligors;
    std::vector<std::string> text_gaps;
    std::vector<std::string> workflows;  // kinds of case it binds
    std::vector<std::string> extends;    // packs that it is an overlay of; mostly none
    std::string extends_line;
    Scope scope;                      // of an overlay
    std::vector<Override> overrides;  // of an overlay
    std::vector<Amendment> amends;
    std::vector<std::string> authors;  // as written: login or name
    std::vector<std::string> reviewers;
    std::string limit_class = "standard";  // or "report": what its rules may use
    std::string source_text;
    std::vector<Clause> clauses;
    std::vector<Interpretation> interpretations;
    std::vector<Parameter> parameters;
    std::vector<Table> tables;
    std::vector<std::pair<std::string, std::string>> files;  // path → bytes, sorted by path

    const Clause* clause(std::string_view id) const;
    const Interpretation* interpretation(std::string_view id) const;
    const Parameter* parameter(std::string_view key) const;
    const Table* table(std::string_view id) const;
    bool in_phase(Date day) const;
    bool is_overlay() const { return !extends.empty(); }
};

// A Lua file of a pack.
struct RuleFile
{
    std::string path;        // "rules/readiness.lua", inside the pack
    std::string chunk_name;  // "rules/2026-youqi/rules/readiness.lua", in messages
};

// The Lua files of a pack, sorted by path.
std::vector<RuleFile> rule_files(const Pack& pack);

// The files of a pack as it travels and is stored: path in the pack → bytes, sorted by path.
using PackFiles = std::vector<std::pair<std::string, std::string>>;

// The file that carries the signature. It is no part of what it signs, nor of the pack's hash.
inline constexpr std::string_view signature_file = "pack.sig";

// What a signature is over, and what the hash of a pack is taken of: the sorted list of path and
// SHA-256 of each file.
std::string file_list(const PackFiles& files);

// Every file of the folder but hidden ones and the signature.
// Refuses (invalid_input): RP3001 a link, which could lead outside the folder; RP3002 too many or
// too large; RP3003 a path that no pack may have.
Result<PackFiles> read_pack_files(const std::filesystem::path& folder);

// Reads one pack folder, strictly. Lua files are taken as text; World compiles them.
// Refuses (invalid_input) with every fault as file:line:column.
Result<std::shared_ptr<const Pack>> read_pack(const std::filesystem::path& folder);
// The same of files that came another way, from the database or a request: as strict. `name` is
// the folder they stand for.
Result<std::shared_ptr<const Pack>> read_pack(std::string_view name, PackFiles files);

// Every folder of `folder` that has a pack.yaml, in the order of their names.
// Refuses (invalid_input) with the faults of all of them.
Result<std::vector<std::shared_ptr<const Pack>>> read_packs(const std::filesystem::path& folder);

}  // namespace beihui::rules

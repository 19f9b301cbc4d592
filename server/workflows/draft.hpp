#pragma once

#include "base/yaml.hpp"
#include "workflows/definition.hpp"

#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace beihui::workflows
{

inline const Words stage_word{"阶段", "stage"};
inline const Words form_word{"表单", "form"};
inline const Words field_word{"字段", "field"};
inline const Words act_word{"操作", "act"};

// What is wrong with a workflow file or a pack's steps.yaml, beyond what base/yaml.hpp reports.
// The codes are stable and stand in docs/workflows.md.
namespace fault
{
inline constexpr std::string_view bad_id = "RP1201";        // or a name that is reserved
inline constexpr std::string_view no_chinese = "RP1202";    // Chinese label missing
inline constexpr std::string_view unknown_type = "RP1203";  // of a field
inline constexpr std::string_view unknown_unit = "RP1204";
inline constexpr std::string_view unknown_role = "RP1205";
inline constexpr std::string_view nobody = "RP1206";  // an act nobody may do
inline constexpr std::string_view unknown_stage = "RP1207";
inline constexpr std::string_view unreachable = "RP1208";  // a stage
inline constexpr std::string_view no_way_out = "RP1209";   // of a stage that is not final
inline constexpr std::string_view unknown_form = "RP1210";
inline constexpr std::string_view unknown_field = "RP1211";
inline constexpr std::string_view wrong_field = "RP1212";      // of another type, or personal
inline constexpr std::string_view unknown_fact = "RP1213";     // kind or attribute
inline constexpr std::string_view wrong_attribute = "RP1214";  // its source is of another type
inline constexpr std::string_view bad_source = "RP1215";
inline constexpr std::string_view unknown_act = "RP1216";
inline constexpr std::string_view does_not_fit =
    "RP1217";                                           // a key or value that makes no sense here
inline constexpr std::string_view bad_back = "RP1218";  // `to: back` from a stage on the line
inline constexpr std::string_view unused_form = "RP1219";
inline constexpr std::string_view unknown_gate = "RP1220";
inline constexpr std::string_view stands_twice = "RP1221";
inline constexpr std::string_view clause_here = "RP1222";  // clauses belong to packs
inline constexpr std::string_view loosens = "RP1223";      // a pack may only tighten
inline constexpr std::string_view unknown_workflow = "RP1224";
inline constexpr std::string_view wrong_file_name = "RP1225";
inline constexpr std::string_view no_opening = "RP1226";
inline constexpr std::string_view packs_disagree = "RP1227";
}  // namespace fault

// A workflow while it is read, with the place of each of its parts, so that a check of the whole
// can point to the line.
class Draft
{
public:
    Workflow workflow;
    // Fields ("forms/plan/venue") whose type could not be read: nothing more is said about them.
    std::set<std::string> untyped;

    // `path` is made of ids: "forms/plan/venue/reopens", "acts/approve/from", "facts/2".
    void put(const std::string& path, const Place& place) { places_[path] = place; }
    // Where the part stands, or else the part around it.
    const Place& at(std::string path) const;

private:
    std::map<std::string, Place> places_;
};

// One reading: what it adds to, where faults go, and for which pack (empty: the workflow's own).
struct Reading
{
    Draft& draft;
    Faults& faults;
    std::string pack;
};

void add_fault(
    Faults& faults,
    const Place& place,
    std::string_view code,
    const Words& detail,
    const Words& way_out
);
// "There is no stage "aproved"; did you mean "approved"?"
void add_unknown(
    Faults& faults,
    const Place& place,
    std::string_view code,
    const Words& what,
    std::string_view typed,
    const std::vector<std::string>& known
);

// Whether it is a map; if not, says so, unless it is a part that was reported as missing.
bool expect_map(const Yaml& node, std::string_view what, Faults& faults);
// The key of a map as an id: a lower-case letter, then letters, digits and _, at most 40 in all.
// Empty, with a fault, when it is none or stands in `reserved`.
std::string read_id(
    const Yaml& key,
    const Words& what,
    const std::vector<std::string>& reserved,
    Faults& faults
);
// {zh, en}: both must be there, and the Chinese in Chinese.
Words read_words(const Yaml& node, std::string_view what, Faults& faults);
bool has_chinese(std::string_view text);
// The clause of a part that a pack adds; in a workflow of all years a fault.
std::string read_clause(const Yaml& node, const Reading& reading);

// Reading of parts. Each adds to the draft what is right and reports the rest.
void read_forms(const Yaml& node, const Reading& reading);
void add_form(const Yaml& name, const Yaml& body, const Reading& reading);
Field read_field(const Form& form, const std::string& id, const Yaml& node, const Reading& reading);
void read_stages(const Yaml& node, const Reading& reading);
void read_acts(const Yaml& node, const Reading& reading);
Act read_act(const std::string& id, const Yaml& node, const Reading& reading);
void read_facts(const Yaml& node, const Reading& reading);

// Reads a whole file, without the checks of the whole.
Draft read_draft(const Yaml& root, std::string_view text, Faults& faults);
// Adds what a pack says about this workflow: `node` is the value under the workflow's id.
void apply_steps(const Yaml& node, const Reading& reading);

// Reads common.yaml: forms and acts that every workflow has, with the same checks.
Draft read_common(const Yaml& root, Faults& faults);
// Gives a workflow what is common: its acts are open at every stage that is not final.
void attach_common(const Draft& common, Workflow& workflow);
// That neither the workflow nor a pack names a form or act as common.yaml does.
void check_apart(const Draft& draft, const Draft& common, Faults& faults);

// What can be known only when all of it is there: references, reachability, who may do what.
void check_whole(const Draft& draft, Faults& faults);
void check_acts(const Draft& draft, Faults& faults);
void check_facts(const Draft& draft, Faults& faults);
void check_also(const Draft& draft, Faults& faults);
// Acts on other cases: some workflow must have the act, with such rows.
void check_also_acts(const Draft& draft, const std::vector<const Workflow*>& all, Faults& faults);
// Attributes that are looked up in a register: known by the fields of its form `profile`.
void check_look_ups(
    const Draft& draft,
    const std::function<const Workflow*(std::string_view)>& register_of,
    Faults& faults
);
// The forms that no act takes.
std::vector<std::string> unused_forms(const Workflow& workflow);

std::vector<std::string> stage_ids(const Workflow& workflow);
std::vector<std::string> form_ids(const Workflow& workflow);
std::vector<std::string> act_ids(const Workflow& workflow);
std::vector<std::string> field_ids(const Form& form);

}  // namespace beihui::workflows

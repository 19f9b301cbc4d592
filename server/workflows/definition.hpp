#pragma once

#include "base/json.hpp"
#include "base/result.hpp"
#include "domain/unit.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace beihui::workflows
{

enum class FieldType
{
    text,     // one line
    note,     // several lines of free text
    choice,   // one of `of`
    choices,  // several of `of`
    integer,
    boolean,
    date,
    instant,
    employer,      // id of an employer in the register
    organisation,  // id of an organisation
    person,        // id of a member of staff in the register
    people,        // several
    graduate,   // a graduate's number as typed; becomes a person key (pseudonym), always personal
    uscc,       // 统一社会信用代码; stored normalised
    document,   // id of a document of the case
    documents,  // several
    circulars,  // ids of packs
    case_ref,   // id of another case, such as the event an agreement came from
};

// "case_ref": in workflow files and in the API.
std::string_view to_text(FieldType type);
std::optional<FieldType> find_field_type(std::string_view text);
const std::vector<std::string>& field_type_names();

struct Field
{
    std::string id;
    FieldType type = FieldType::text;
    Words label;
    Words hint;  // may be empty
    bool required = false;
    bool personal = false;        // text and note: true unless the workflow says personal: false
    std::vector<std::string> of;  // values of a choice, as shown; Chinese
    std::map<std::string, std::string> of_zh;  // Chinese for a value that is an id; else empty
    std::map<std::string, std::string> of_en;  // English for a value; may lack some
    std::optional<std::int64_t> min;
    std::optional<std::int64_t> max;  // of an integer, or the most characters of a text
    std::optional<Unit> unit;
    bool in_charge = false;  // of a person: who has it in charge and hands it over when leaving
    std::string reopens;     // stage to which a change after it returns the case; may be empty
    std::string clause;      // the clause that asks for the field; may be empty
    std::string pack;        // the pack that added it; empty when it is the workflow's own
    std::optional<json::value> fallback;  // value when none is sent at opening
};

struct Form
{
    std::string id;
    Words label;
    bool rows = false;  // many rows rather than one object
    std::string key;    // of rows: the field that identifies a row; empty: the server gives numbers
    std::vector<Field> fields;  // in the order of the file

    const Field* find(std::string_view id) const;
};

struct Stage
{
    std::string id;
    Words label;
    bool final = false;
    bool side = false;  // postponed, cancelled: not on the line
};

// An act on another case that goes along with this one: both are done, or neither is.
struct AlsoDone
{
    std::string in;   // "filing.ledger": the field that names the other case; nothing when empty
    std::string act;  // with a rows form, of which it sends one row
    // Field of the row → "<form>.<field>" of this case, "case.number", "today", or "none"
    std::map<std::string, std::string> row;

    bool is_set() const { return !act.empty(); }
};

// What an act of common.yaml does; those of a workflow are ordinary.
enum class Does
{
    ordinary,
    comment,
    claim,
    give_back,
    hand_over,
    remind,
};

// What an act does to the acceptances of the levels above.
enum class LevelStep
{
    none,
    accept,     // by the level whose turn it is
    send_back,  // to the level below, or to whoever filed it
    undo,       // of what the own level accepted, from the top down
};

struct Act
{
    std::string id;
    Words label;
    std::vector<std::string> from;  // stages; empty for the opening act
    std::string to;                 // a stage, or "same", or "back" (the stage before a side stage)
    std::vector<std::string> by;    // roles
    // Roles of departments that may do it too, but on cases of their own kind of organisation only.
    std::vector<std::string> by_own;
    std::string form;           // form whose data it takes; empty: none
    std::string not_by;         // act whose latest actor may not do this one
    std::string not_author_of;  // rows form: whoever wrote a row may not act on the row of that key
    std::string needs;          // gate of requirements that must be met: "readiness"
    bool not_before_start = false;  // may not be done before the day the case starts on
    bool reason_required = false;
    bool shows_due_times = false;  // preview lists due times before and after
    bool voids_facts = false;
    bool closes_duties = false;
    std::string clears;   // object form whose answers no longer hold after it; empty: none
    bool upload = false;  // takes a file
    std::string duty;     // fulfils the duty named by this field of its form
    AlsoDone also;
    LevelStep level = LevelStep::none;
    std::string tells;       // act whose latest actor finds it in the inbox
    std::string hands_over;  // field of its form: to whom goes what the person of the record has
    Does does = Does::ordinary;
    std::vector<std::string> of_others;  // roles that may do it with what another has in hand
    std::string clause;
    std::string pack;  // the pack that added it
};

// What a source may give of a duty.
inline constexpr std::string_view duty_in_time = "in_time";
inline constexpr std::string_view duty_known_after_due = "known_after_due";
// Approval level by level up the tree of organisations; see docs/workflows.md.
struct Levels
{
    std::string from;    // stage at which the first level above decides; empty: no levels
    std::string ledger;  // "filing.ledger": the case whose duty says how many people accept it
    std::string duty;    // "filing.duty": the key of that duty
};

// Where a column of a fact comes from. Exactly one is set.
struct Source
{
    std::string form;  // "plan" for plan.ends_at; empty with `field`: the row's own. A rows form
                       // (reviews.outcome): the row of that form that has this row's key
    std::string field;
    std::string
        look_up;  // "employer" or "person" or "organisation": then `field` names the attribute
    // "first_contact": the earliest day of another case's fact about the same employer at the same
    // school (or other organisation) before this fact's day; frozen once the fact is made
    std::string history;
    // A form with rows: true when it has a row in which `without` (if said) is empty; with `field`
    // set, the value of that field in the one such row, none when there are several.
    std::string rows;
    std::string without;
    // "in_time" or "known_after_due": of the duty that `form`.`field` names, in the case that the
    // field `duty_in` ("filing.ledger") names; none when there is no such duty.
    std::string duty;
    std::string duty_in;
    bool stage = false;   // the stage at which the case is
    std::string reached;  // a stage: true once the case has reached it and was not cancelled
    std::optional<json::value> value;  // a constant
    std::optional<json::value> is;     // set beside one of the above: true when it equals this
    bool is_set() const;
};

// How facts come out of a form's rows, or out of the case as a whole.
struct FactYield
{
    std::string kind;  // fact kind
    std::string of;    // rows form; empty: one fact per case
    std::vector<std::string>
        once;      // fact appears only when these are not empty: fields of the row,
                   // or "<form>.<field>" when there is one fact per case
    Source on;     // date (an instant gives its day in Beijing)
    Source as_of;  // day on which look-ups are read; default: `on`
    Source employer;
    std::string employer_field;  // field of the row or form that names the employer, for look-ups
    Source person;
    Source item;
    Source occasion;  // default: the case itself
    Source quantity;  // default: 1
    std::map<std::string, Source> attributes;
};

std::string_view to_text(Does does);        // "hand_over"
std::string_view to_text(LevelStep level);  // "accept", "return", "undo"; empty for none
std::optional<Does> find_does(std::string_view text);
std::optional<LevelStep> find_level_step(std::string_view text);

// The stages, acts and forms of one kind of case, with what packs added to it.
struct Workflow
{
    std::string id;
    std::int64_t revision = 0;
    std::string hash;  // SHA-256 of the file's bytes, hex
    Words title;
    std::string
        register_kind;  // "employer", "organisation", "person": its cases are a register; else empty
    std::map<std::string, std::string>
        register_fields;      // "code" → "profile.uscc", "name" → "profile.name"
    std::string title_from;   // "plan.title": the field that names a case
    std::string starts_from;  // "plan.starts_at": for calendars and lists; may be empty
    std::string ends_from;
    std::string starts_at;  // first stage
    std::vector<Form> forms;
    std::vector<Stage> stages;  // in order; side stages last
    std::vector<Act> acts;      // the first with empty `from` opens a case
    std::vector<FactYield> facts;
    Levels levels;
    // Of common.yaml, the same in every workflow. They stand apart: rules, facts and registers do not
    // see them.
    std::vector<Form> common_forms;
    std::vector<Act> common_acts;

    // Of the workflow or common.
    const Form* form(std::string_view id) const;
    const Stage* stage(std::string_view id) const;
    const Act* act(std::string_view id) const;
    const Act* opening() const;
    int order_of(std::string_view stage) const;  // position on the line; -1 for a side stage
};

}  // namespace beihui::workflows

#include "acts/case_state.hpp"

#include "acts/hide.hpp"
#include "storage/case_parts.hpp"

#include <algorithm>

namespace beihui::acts
{
namespace
{

constexpr std::string_view flow = "_flow";  // not a form: what the case remembers of its own way

// The values of a form or row, each declared field named; beside an employer what it is, beside a person
// the post held.
json::object for_rules(
    const workflows::Form& form,
    const json::object& values,
    LookUp& look_up,
    Date day
)
{
    json::object seen;
    for (const workflows::Field& field : form.fields) {
        const json::value* const value = values.if_contains(field.id);
        seen[field.id] = value ? shown_to_rules(*value) : json::value();
        if (field.type == workflows::FieldType::employer)
            seen[field.id + "_record"] = look_up.employer(text_of(values, field.id), day);
        if (field.type == workflows::FieldType::person)
            seen[field.id + "_record"] = look_up.person(text_of(values, field.id), day);
    }
    return seen;
}

json::array rows_for_rules(
    const workflows::Form& form,
    const CaseState& state,
    LookUp& look_up,
    Date day
)
{
    json::array seen;
    for (const CaseRow& row : state.rows) {
        if (row.form != form.id)
            continue;
        json::object line = for_rules(form, row.data, look_up, day);
        line["key"] = row.key;
        line["by"] = row.by;
        line["version"] = row.version;
        seen.push_back(std::move(line));
    }
    return seen;
}

}  // namespace

const CaseRow* CaseState::row(std::string_view form, std::string_view key) const
{
    for (const CaseRow& candidate : rows)
        if (candidate.form == form && candidate.key == key)
            return &candidate;
    return nullptr;
}

const json::object& CaseState::form(std::string_view id) const
{
    static const json::object none;
    const json::value* const found = subject.data.if_contains(id);
    return found && found->is_object() ? found->as_object() : none;
}

CaseState read_state(storage::ReadTxn& txn, Case subject)
{
    CaseState state;
    storage::CaseParts parts = storage::parts_of_case(txn, subject.id);
    state.rows = std::move(parts.rows);
    state.documents = std::move(parts.documents);
    state.duties = std::move(parts.duties);
    state.subject = std::move(subject);
    return state;
}

CaseState read_state_as_of(storage::ReadTxn& txn, Case subject, Instant at)
{
    CaseState state;
    state.rows = storage::rows_of_case_as_of(txn, subject.id, at);
    state.documents = storage::documents_of_case_as_of(txn, subject.id, at);
    state.duties = storage::duties_of_case_as_of(txn, subject.id, at);
    state.subject = std::move(subject);
    return state;
}

std::string stage_before(const Case& subject)
{
    const json::value* const found = subject.data.if_contains(flow);
    return found ? std::string(text_of(*found, "before")) : std::string();
}

void set_stage_before(Case& subject, std::string_view stage)
{
    if (stage.empty())
        subject.data.erase(flow);
    else
        subject.data[flow] = json::object{{"before", stage}};
}

bool has_reached(const workflows::Workflow& workflow, const Case& subject, std::string_view stage)
{
    int now = workflow.order_of(subject.stage);
    if (now < 0) {
        const workflows::Stage* const side = workflow.stage(subject.stage);
        if (!side || side->final)
            return false;
        now = workflow.order_of(stage_before(subject));
    }
    const int asked = workflow.order_of(stage);
    return asked >= 0 && now >= asked;
}

Date day_of(const Case& subject)
{
    return subject.starts_on.value_or(subject.opened_at.date());
}

bool show_the_same(const workflows::Workflow& a, const workflows::Workflow& b)
{
    const auto same_stage = [](const workflows::Stage& one, const workflows::Stage& other) {
        return one.id == other.id && one.final == other.final && one.side == other.side;
    };
    const auto same_field = [](const workflows::Field& one, const workflows::Field& other) {
        return one.id == other.id && one.type == other.type;
    };
    const auto same_form = [&](const workflows::Form& one, const workflows::Form& other) {
        return one.id == other.id && one.rows == other.rows &&
               std::ranges::equal(one.fields, other.fields, same_field);
    };
    return &a == &b || (a.id == b.id && std::ranges::equal(a.stages, b.stages, same_stage) &&
                        std::ranges::equal(a.forms, b.forms, same_form));
}

json::object snapshot(const workflows::Workflow& workflow, const CaseState& state, LookUp& look_up)
{
    const Case& subject = state.subject;
    const Date day = day_of(subject);
    json::object seen{
        {"number", subject.number},     {"title", subject.title},
        {"stage", subject.stage},       {"version", subject.version},
        {"reopened", subject.reopened}, {"opened_on", subject.opened_at.date().text()},
        {"workflow", workflow.id},
    };
    seen["starts_on"] = subject.starts_on ? json::value(subject.starts_on->text()) : json::value();
    seen["ends_on"] = subject.ends_on ? json::value(subject.ends_on->text()) : json::value();
    json::object reached;
    for (const workflows::Stage& stage : workflow.stages)
        if (!stage.side)
            reached[stage.id] = has_reached(workflow, subject, stage.id);
    seen["reached"] = std::move(reached);
    json::array circulars;
    for (const PackPin& pin : subject.packs)
        circulars.emplace_back(pin.pack);
    seen["circulars"] = std::move(circulars);
    for (const workflows::Form& form : workflow.forms) {
        if (form.rows)
            seen[form.id] = rows_for_rules(form, state, look_up, day);
        else
            seen[form.id] = for_rules(form, state.form(form.id), look_up, day);
    }
    json::array documents;
    for (const Document& document : state.documents)
        documents.push_back(json::object{{"id", document.id}, {"kind", document.kind}});
    seen["documents"] = std::move(documents);
    json::array duties;
    for (const Duty& duty : state.duties)
        duties.push_back(json::object{
            {"key", duty.key},
            {"state", duty.state},
            {"due", duty.due ? json::value(duty.due->text()) : json::value()},
            {"done_at", duty.done_at ? json::value(duty.done_at->text()) : json::value()},
        });
    seen["duties"] = std::move(duties);
    return {{"case", std::move(seen)}, {"org", look_up.organisation(subject.organisation, day)}};
}

}  // namespace beihui::acts

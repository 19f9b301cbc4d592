#include "acts/case_page.hpp"

#include "acts/desk.hpp"
#include "acts/levels.hpp"
#include "acts/who_can.hpp"
#include "storage/place_store.hpp"

#include <algorithm>

namespace beihui::acts
{
namespace
{

json::array packs_json(const Context& context, const std::vector<PackPin>& pins)
{
    json::array packs;
    const auto rules = context.rules();
    for (const PackPin& pin : pins) {
        const rules::Pack* const pack = rules->world->find(pin.pack, pin.hash);
        packs.emplace_back(json::object{
            {"pack", pin.pack},
            {"revision", pin.revision},
            {"hash", pin.hash},
            {"title", words_json(pack ? pack->title : Words{pin.pack, pin.pack})},
        });
    }
    return packs;
}

// The fields of a form that name people or employers, so that the page can show them by name.
void gather(
    const workflows::Form& form,
    const json::object& values,
    std::set<std::string>& people,
    std::set<std::string>& employers
)
{
    for (const workflows::Field& field : form.fields) {
        const std::string id(text_of(values, field.id));
        if (id.empty())
            continue;
        if (field.type == workflows::FieldType::person)
            people.insert(id);
        if (field.type == workflows::FieldType::employer)
            employers.insert(id);
    }
}

json::object readiness_json(const Decision& decision)
{
    std::int64_t total = 0;
    for (const Requirement& requirement : decision.requirements)
        total += requirement.gate == "readiness" && requirement.blocking && requirement.applicable;
    const auto open = static_cast<std::int64_t>(decision.unmet("readiness").size());
    return {{"met", open == 0 && decision.incidents.empty()}, {"open", open}, {"total", total}};
}

json::array acts_json(
    storage::ReadTxn& txn,
    const accounts::Actor& actor,
    const workflows::Workflow& workflow,
    const std::vector<workflows::Act>& of,
    const Case& subject,
    const Decision& decision,
    Date today,
    LookUp& look_up,
    WhoCan& who_can
)
{
    json::array acts;
    for (const workflows::Act& act : of) {
        if (std::ranges::find(act.from, subject.stage) == act.from.end())
            continue;
        json::array reasons;
        for (const Fault& fault :
             why_not(txn, actor, workflow, act, subject, decision, today, look_up, who_can))
            reasons.emplace_back(fault_json(fault));
        acts.emplace_back(json::object{
            {"id", act.id},
            {"label", words_json(act.label)},
            {"form", act.form},
            {"allowed", reasons.empty()},
            {"why_not", std::move(reasons)},
        });
    }
    return acts;
}

json::object employer_json(LookUp& look_up, std::string_view id, Date day)
{
    const json::object seen = look_up.employer(id, day);
    const json::value value(seen);
    return {
        {"name", text_of(value, "name")},     {"uscc", text_of(value, "uscc")},
        {"srdi", bool_of(value, "srdi")},     {"size", text_of(value, "size")},
        {"status", text_of(value, "status")},
    };
}

// The forms as they go onto a page, and the people and employers they name.
struct ShownForms
{
    json::value data = json::object();  // braces would make a list of it
    json::value rows = json::object();
    std::set<std::string> people;
    std::set<std::string> employers;
};

ShownForms shown_forms(const workflows::Workflow& workflow, const CaseState& state)
{
    ShownForms shown;
    shown.people.insert(state.subject.opened_by);
    for (const workflows::Form& form : workflow.forms) {
        if (!form.rows) {
            shown.data.as_object()[form.id] = state.form(form.id);
            gather(form, state.form(form.id), shown.people, shown.employers);
            continue;
        }
        json::array lines;
        for (const CaseRow& row : state.rows) {
            if (row.form != form.id)
                continue;
            gather(form, row.data, shown.people, shown.employers);
            shown.people.insert(row.by);
            json::object line = row.data;
            line["key"] = row.key;
            line["by"] = row.by;
            line["version"] = row.version;
            lines.emplace_back(std::move(line));
        }
        shown.rows.as_object()[form.id] = std::move(lines);
    }
    return shown;
}

// The comments, the oldest first. They stand apart from the forms. Whoever sees reasons sees them;
// so do who wrote one and whom it called.
json::array comments_json(
    const Context& context,
    storage::ReadTxn& txn,
    const accounts::Actor& actor,
    Sight sight,
    const workflows::Workflow& workflow,
    const CaseState& state,
    std::set<std::string>& people
)
{
    json::array comments;
    const auto act =
        std::ranges::find(workflow.common_acts, workflows::Does::comment, &workflows::Act::does);
    if (act == workflow.common_acts.end())
        return comments;
    std::vector<const CaseRow*> rows;
    for (const CaseRow& row : state.rows)
        if (row.form == act->form)
            rows.push_back(&row);
    std::ranges::sort(rows, {}, &CaseRow::version);
    for (const CaseRow* const row : rows) {
        people.insert(row->by);
        const json::value* const written = row->data.if_contains("text");
        const json::value* const mentions = row->data.if_contains("mentions");
        bool theirs = row->by == actor.key;
        if (mentions)
            for (const json::value& person : mentions->as_array()) {
                people.emplace(person.as_string());
                theirs = theirs || person.as_string() == actor.key;
            }
        json::value text = written ? *written : json::value("");
        storage::reveal(txn, context.database, text, sight == Sight::masked && !theirs);
        comments.emplace_back(json::object{
            {"key", row->key},
            {"by", row->by},
            {"at", text_of(row->data, "at")},
            {"text", std::move(text)},
            {"mentions", mentions ? *mentions : json::value(json::array())},
        });
    }
    return comments;
}

json::value in_hand_json(const Case& subject, std::set<std::string>& people)
{
    const auto hand = in_hand(subject);
    if (!hand)
        return nullptr;
    people.insert(hand->person);
    return json::object{{"person", hand->person}, {"since", hand->since.text()}};
}

json::object head_json(const Case& subject, Names& names, Date day)
{
    const std::string& organisation = subject.organisation;
    return {
        {"number", subject.number},
        {"title", subject.title},
        {"workflow", subject.workflow},
        {"workflow_revision", subject.workflow_revision},
        {"stage", subject.stage},
        {"version", subject.version},
        {"closed", subject.closed},
        {"organisation",
         json::object{{"id", organisation}, {"name", names.organisation(organisation, day)}}},
        {"opened_at", subject.opened_at.text()},
        {"changed_at", subject.changed_at.text()},
        {"opened_by", subject.opened_by},
    };
}

// How personal values are shown, whether a reason would open them, and until when it has.
json::object personal_json(
    storage::ReadTxn& txn,
    const accounts::Actor& actor,
    const Case& subject,
    Sight sight,
    Instant now
)
{
    return {
        {"shown", sight == Sight::open},
        {"may_open", accounts::personal_of(actor, subject.org_path, subject.workflow) !=
                         accounts::Personal::never},
        {"open_until", instant_json(storage::find_opening(txn, actor.key, subject.id, now))},
    };
}

}  // namespace

Result<json::object> case_page(
    const Context& live,
    storage::ReadTxn& txn,
    const accounts::Actor& actor,
    std::string_view number,
    std::optional<Instant> as_of
)
{
    const Context context = live.holding_rules();
    auto seen = seen_case(txn, actor, number, as_of);
    if (!seen)
        return seen.error();
    as_of = seen->until;
    Case* const found = &seen->subject;
    const auto workflow = workflow_of(context, *found);
    if (!workflow)
        return refuse(
            Refusal::unavailable, "workflow_not_loaded", "流程 " + found->workflow + " 没有装入",
            "workflow " + found->workflow + " is not loaded"
        );
    const Instant now = as_of.value_or(context.clock.now());
    const CaseState state = as_of ? read_state_as_of(txn, std::move(*found), *as_of)
                                  : read_state(txn, std::move(*found));
    const Case& subject = state.subject;
    LookUp look_up(txn, as_of);
    Names names(context, txn);
    WhoCan who_can(context, txn);
    const Decision decision = evaluate(context, txn, *workflow, state, look_up, now, as_of);
    const Sight sight = sight_of(txn, actor, subject, context.clock.now());
    const bool masked = sight != Sight::open;

    ShownForms shown = shown_forms(*workflow, state);
    json::array comments =
        comments_json(context, txn, actor, sight, *workflow, state, shown.people);
    json::value in_hand = in_hand_json(subject, shown.people);
    storage::reveal(txn, context.database, shown.data, masked);
    storage::reveal(txn, context.database, shown.rows, masked);

    json::array documents;
    for (const Document& document : state.documents)
        documents.emplace_back(document_json(context, txn, document, sight == Sight::masked));
    json::array duties;
    for (const Duty& duty : state.duties)
        duties.emplace_back(duty_json(context, duty, now, subject.packs));
    json::object employers;
    for (const std::string& id : shown.employers)
        employers[id] = employer_json(look_up, id, day_of(subject));
    if (sight != Sight::masked)
        for (const Finding& finding : decision.findings)
            shown.people.insert(finding.people.begin(), finding.people.end());
    json::object people;
    for (const std::string& key : shown.people)
        people[key] = names.person(key);

    json::object page = head_json(subject, names, now.date());
    json::object rest{
        {"packs", packs_json(context, subject.packs)},
        {"data", std::move(shown.data)},
        {"rows", std::move(shown.rows)},
        {"documents", std::move(documents)},
        {"duties", std::move(duties)},
        {"decision", to_json(decision, sight == Sight::masked ? People::counted : People::named)},
        {"readiness", readiness_json(decision)},
        {"acts", as_of ? json::array()
                       : acts_json(
                             txn, actor, *workflow, workflow->acts, subject, decision, now.date(),
                             look_up, who_can
                         )},
        {"common_acts", as_of ? json::array()
                              : acts_json(
                                    txn, actor, *workflow, workflow->common_acts, subject, decision,
                                    now.date(), look_up, who_can
                                )},
        {"comments", std::move(comments)},
        {"in_hand", std::move(in_hand)},
        {"employers", std::move(employers)},
        {"people", std::move(people)},
        {"personal", personal_json(txn, actor, subject, sight, context.clock.now())},
    };
    for (auto& [name, value] : rest)
        page[name] = std::move(value);
    if (!workflow->levels.from.empty())
        page["approval"] = approval_json(
            txn, *workflow, subject, [&](std::string_view id) { return names.organisation(id); },
            [&](std::string_view key) { return names.person(key); }
        );
    if (as_of)
        page["as_of"] = as_of->text();
    return page;
}

json::object case_line(const Context& context, Names& names, const Case& subject)
{
    const auto rules = context.rules();
    const workflows::Workflow* const workflow = rules->workflows->find(subject.workflow);
    const workflows::Stage* const stage = workflow ? workflow->stage(subject.stage) : nullptr;
    const auto day = [](const std::optional<Date>& date) {
        return date ? json::value(date->text()) : json::value();
    };
    return {
        {"number", subject.number},
        {"title", subject.title},
        {"workflow", subject.workflow},
        {"stage", subject.stage},
        {"stage_label", words_json(stage ? stage->label : Words{subject.stage, subject.stage})},
        {"organisation", subject.organisation},
        {"organisation_name", names.organisation(subject.organisation)},
        {"starts_on", day(subject.starts_on)},
        {"ends_on", day(subject.ends_on)},
        {"open_items", subject.open_items},
        {"version", subject.version},
        {"changed_at", subject.changed_at.text()},
        {"closed", subject.closed},
    };
}

}  // namespace beihui::acts

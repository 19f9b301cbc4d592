#include "acts/agenda.hpp"

#include "acts/case_page.hpp"
#include "acts/desk.hpp"
#include "storage/agenda_store.hpp"

#include <algorithm>
#include <array>
#include <tuple>

namespace beihui::acts
{
namespace
{

constexpr std::array<std::pair<Layer, std::string_view>, 3> layer_names{{
    {Layer::event, "event"},
    {Layer::duty, "duty"},
    {Layer::visit, "visit"},
}};

// As what somebody went, for a visit to be one of leaders: values of visit.lead_role.
constexpr std::array<std::string_view, 4> leading = {"书记", "校长(院长)", "副职", "院系领导"};

// A field of an object form, such as "plan.starts_at", as text.
std::string_view text_at(const Case& subject, std::string_view place)
{
    const std::size_t dot = place.find('.');
    if (dot == std::string_view::npos)
        return {};
    const json::value* const form = subject.data.if_contains(place.substr(0, dot));
    return form ? text_of(*form, place.substr(dot + 1)) : std::string_view();
}

std::optional<Instant> instant_at(const Case& subject, std::string_view place)
{
    const auto read = Instant::parse(text_at(subject, place));
    return read ? std::optional(*read) : std::nullopt;
}

AgendaItem item_of(const workflows::Library& library, Layer layer, const Case& subject)
{
    AgendaItem item;
    item.layer = layer;
    item.case_id = subject.id;
    item.number = subject.number;
    item.title = subject.title;
    item.workflow = subject.workflow;
    item.organisation = subject.organisation;
    item.owner = subject.opened_by;
    item.from = *subject.starts_on;
    item.to = std::max(item.from, subject.ends_on.value_or(item.from));
    item.stage = subject.stage;
    item.stage_label = {subject.stage, subject.stage};
    item.open_items = subject.open_items;
    item.version = subject.version;
    item.changed_at = subject.changed_at;
    item.venue = text_at(subject, "plan.venue");
    item.role = text_at(subject, "visit.lead_role");
    const workflows::Workflow* const workflow = library.find(subject.workflow);
    if (!workflow)
        return item;
    item.owner = person_in_charge(*workflow, subject);
    item.starts_at = instant_at(subject, workflow->starts_from);
    item.ends_at = instant_at(subject, workflow->ends_from);
    if (const workflows::Stage* const stage = workflow->stage(subject.stage)) {
        item.stage_label = stage->label;
        item.cancelled = stage->side && stage->final;
    }
    return item;
}

AgendaItem item_of(const storage::DueLine& line, Instant now)
{
    AgendaItem item;
    item.layer = Layer::duty;
    item.case_id = line.case_id;
    item.number = line.case_number;
    item.title = line.case_title;
    item.workflow = line.workflow;
    item.organisation = line.organisation;
    item.owner = line.duty.owner;
    item.duty = line.duty.key;
    item.what = line.duty.title;
    item.clause = line.duty.clause;
    item.due = line.duty.due;
    // Due at midnight is due at 24:00 of the day before.
    item.from = item.to = item.due->plus_ms(-1).date();
    item.state = line.duty.state;
    item.late = line.duty.state == "open" ? *item.due <= now : line.duty.late();
    item.version = line.case_version;
    item.changed_at = line.case_changed_at;
    return item;
}

Error too_full(const AgendaAsked& asked)
{
    const std::string most = std::to_string(asked.most);
    return refuse(
        Refusal::invalid_input, "agenda_too_full",
        "这几天的事项超过 " + most + " 项，请缩短时段，或选一个单位",
        "these days hold more than " + most + " things; ask for fewer days or one organisation"
    );
}

bool has(const AgendaAsked& asked, Layer layer)
{
    return std::ranges::find(asked.layers, layer) != asked.layers.end();
}

bool is_of_leaders(const Case& subject)
{
    return subject.workflow != "visit" ||
           std::ranges::find(leading, text_at(subject, "visit.lead_role")) != leading.end();
}

// Events or visits.
Result<void> add_cases(
    const Context& context,
    storage::ReadTxn& txn,
    const accounts::Actor& actor,
    const AgendaAsked& asked,
    Layer layer,
    std::vector<AgendaItem>& items
)
{
    storage::CasesAsked cases;
    if (layer == Layer::event)
        cases.workflows = {"recruitment-event"};
    else
        cases.workflows = {"visit", "group-visit"};
    cases.from = asked.from;
    cases.to = asked.to;
    cases.within = asked.within;
    cases.most = asked.most + 1;
    const Scope scope = accounts::scope_of(actor, accounts::Action::read_cases);
    const std::vector<Case> found = storage::cases_between(txn, scope, cases);
    if (found.size() > asked.most)
        return too_full(asked);
    const auto rules = context.rules();
    for (const Case& subject : found)
        if (is_of_leaders(subject))
            items.push_back(item_of(*rules->workflows, layer, subject));
    return {};
}

Result<void> add_duties(
    const Context& context,
    storage::ReadTxn& txn,
    const accounts::Actor& actor,
    const AgendaAsked& asked,
    std::vector<AgendaItem>& items
)
{
    storage::DuesAsked dues;
    dues.after = start_of(asked.from);
    dues.until = start_of(asked.to + 1);
    dues.within = asked.within;
    dues.most = asked.most + 1;
    dues.without = departments_not_shown(actor);
    dues.own = actor.organisation;
    const Scope scope = accounts::scope_of(actor, accounts::Action::read_duties);
    const auto found = storage::duties_due(txn, scope, dues);
    if (found.size() > asked.most)
        return too_full(asked);
    for (const storage::DueLine& line : found)
        items.push_back(item_of(line, context.clock.now()));
    return {};
}

// Where an item stands among the others: whole days first, then by the clock.
auto place_of(const AgendaItem& item)
{
    const Instant at = item.due ? *item.due : item.starts_at.value_or(start_of(item.from));
    return std::tuple(item.from, at, item.layer, item.number, item.duty);
}

}  // namespace

std::string person_in_charge(const workflows::Workflow& workflow, const Case& subject)
{
    if (const auto hand = in_hand(subject))
        return hand->person;
    for (const workflows::Form& form : workflow.forms)
        for (const workflows::Field& field : form.fields)
            if (!form.rows && field.in_charge)
                if (const auto person = text_at(subject, form.id + "." + field.id); !person.empty())
                    return std::string(person);
    const std::string_view lead = text_at(subject, "visit.lead");
    return std::string(lead.empty() ? std::string_view(subject.opened_by) : lead);
}

std::string_view to_text(Layer layer)
{
    return std::ranges::find(layer_names, layer, &std::pair<Layer, std::string_view>::first)
        ->second;
}

std::optional<Layer> find_layer(std::string_view text)
{
    const auto found =
        std::ranges::find(layer_names, text, &std::pair<Layer, std::string_view>::second);
    return found == layer_names.end() ? std::nullopt : std::optional(found->first);
}

Result<std::vector<AgendaItem>> agenda_items(
    const Context& context,
    storage::ReadTxn& txn,
    const accounts::Actor& actor,
    const AgendaAsked& asked
)
{
    std::vector<AgendaItem> items;
    for (const Layer layer : all_layers) {
        if (!has(asked, layer))
            continue;
        const auto added = layer == Layer::duty
                               ? add_duties(context, txn, actor, asked, items)
                               : add_cases(context, txn, actor, asked, layer, items);
        if (!added)
            return added.error();
    }
    std::ranges::sort(items, {}, place_of);
    return items;
}

}  // namespace beihui::acts

#include "acts/things_left.hpp"

#include "acts/plan_parts.hpp"
#include "base/bytes.hpp"

namespace beihui::acts
{
namespace
{

const workflows::Act& take_over()
{
    static const workflows::Act act = [] {
        workflows::Act made;
        made.id = take_over_act;
        made.to = "same";
        return made;
    }();
    return act;
}

bool has_term(const workflows::Form& form)
{
    const workflows::Field* const from = form.find("from");
    const workflows::Field* const to = form.find("to");
    return form.rows && from && to && from->type == workflows::FieldType::date &&
           to->type == workflows::FieldType::date;
}

// A row with a term that is over is nobody's any more.
bool is_over(const workflows::Form& form, const CaseRow& row, Date last_day)
{
    const auto to = Date::parse(text_of(row.data, "to"));
    return has_term(form) && to && *to <= last_day;
}

std::vector<Left> things_left(
    const workflows::Workflow& workflow,
    const CaseState& state,
    std::string_view person,
    Date last_day
)
{
    std::vector<Left> things;
    const auto hand = in_hand(state.subject);
    if (hand && hand->person == person)
        things.push_back({.kind = "in_hand"});
    for (const workflows::Form& form : workflow.forms)
        for (const workflows::Field& field : form.fields) {
            if (!field.in_charge)
                continue;
            if (!form.rows && text_of(state.form(form.id), field.id) == person)
                things.push_back({"in_charge", &form, &field, {}});
            for (const CaseRow& row : state.rows)
                if (form.rows && row.form == form.id && text_of(row.data, field.id) == person &&
                    !is_over(form, row, last_day))
                    things.push_back({"in_charge", &form, &field, row.key});
        }
    // A case that was only begun, which nobody else has taken on.
    const bool draft = workflow.register_kind.empty() && state.subject.opened_by == person &&
                       state.subject.stage == workflow.starts_at &&
                       workflow.order_of(workflow.starts_at) == 0 && !hand;
    if (draft)
        things.push_back({.kind = "draft"});
    return things;
}

// A number for a row that continues another: one more than there are, and not taken.
std::string next_key(const CaseState& state, const workflows::Form& form)
{
    int number = 1;
    for (const CaseRow& row : state.rows)
        number += row.form == form.id;
    while (state.row(form.id, std::to_string(number)))
        ++number;
    return std::to_string(number);
}

// One taking over in one case.
class TakingOver
{
public:
    TakingOver(
        const Context& context,
        storage::ReadTxn& txn,
        const accounts::Actor& actor,
        LeftCase left,
        std::string leaver,
        std::string successor,
        Date last_day
    )
        : context_(context),
          txn_(txn),
          left_(std::move(left)),
          leaver_(std::move(leaver)),
          successor_(std::move(successor)),
          last_day_(last_day)
    {
        plan_.workflow = left_.workflow;
        plan_.act = &take_over();
        plan_.after = left_.state;
        plan_.stage_before = left_.state.subject.stage;
        plan_.doer = {actor.key, {}};
        Entry& entry = plan_.entry;
        entry.at = context.clock.now();
        entry.actor = actor.key;
        entry.act = take_over_act;
        entry.tenant = left_.state.subject.organisation;
        entry.case_id = left_.state.subject.id;
        entry.uid = random_id();
    }

    Result<ActPlan> run()
    {
        Case& after = plan_.after.subject;
        const Case& before = left_.state.subject;
        bool content = false;
        for (const Left& thing : left_.things) {
            content = content || thing.form;
            if (thing.form)
                give(thing);
            else
                put_in_hand(after, {successor_, plan_.entry.at});
        }
        plan_.entry.data = {
            {"leaver", leaver_}, {"successor", successor_}, {"given", std::move(given_)}
        };
        plan_.entry.effects.notices.push_back({.kind = "handed", .person = successor_});
        after.version = before.version + 1;
        after.changed_at = plan_.entry.at;
        const std::int64_t unchanged =
            before.content_version > 0 ? before.content_version : before.version;
        after.content_version = content ? after.version : unchanged;
        plan_.entry.case_seq = after.version;
        plan_.entry.effects.after = after;
        if (!content)
            return std::move(plan_);
        LookUp look_up(txn_);
        if (auto settled = settle_decision(context_, txn_, look_up, plan_); !settled)
            return settled.error();
        settle_rest(txn_, look_up, plan_);
        return std::move(plan_);
    }

private:
    void give(const Left& thing)
    {
        given_.emplace_back(
            json::object{{"form", thing.form->id}, {"field", thing.field->id}, {"row", thing.row}}
        );
        if (thing.row.empty()) {
            plan_.after.subject.data[thing.form->id].as_object()[thing.field->id] = successor_;
            return;
        }
        for (CaseRow& row : plan_.after.rows) {
            if (row.form != thing.form->id || row.key != thing.row)
                continue;
            if (has_term(*thing.form))
                return continue_row(thing, row);
            // Who wrote the row, and when, stays: its content is theirs.
            row.data[thing.field->id] = successor_;
            plan_.entry.effects.rows.push_back(row);
            return;
        }
    }

    // A row with a term ends, and another begins the day after.
    void continue_row(const Left& thing, CaseRow& row)
    {
        CaseRow next = row;
        row.data["to"] = last_day_.text();
        plan_.entry.effects.rows.push_back(row);
        next.key = next_key(plan_.after, *thing.form);
        if (!thing.form->key.empty())
            next.data[thing.form->key] = next.key;
        next.data[thing.field->id] = successor_;
        next.data["from"] = (last_day_ + 1).text();
        next.data.erase("to");
        next.by = plan_.entry.actor;
        next.version = left_.state.subject.version + 1;
        plan_.entry.effects.rows.push_back(next);
        plan_.after.rows.push_back(std::move(next));
    }

    const Context& context_;
    storage::ReadTxn& txn_;
    LeftCase left_;
    std::string leaver_;
    std::string successor_;
    Date last_day_;
    json::array given_;
    ActPlan plan_;
};

}  // namespace

std::vector<LeftCase> cases_left(
    const Context& context,
    storage::ReadTxn& txn,
    std::string_view person,
    Date last_day
)
{
    std::vector<LeftCase> cases;
    for (const std::string& id : storage::open_cases_naming(txn, person)) {
        auto subject = storage::find_case(txn, id);
        if (!subject || id == person)
            continue;
        LeftCase left;
        left.workflow = workflow_of(context, *subject);
        left.state = read_state(txn, std::move(*subject));
        if (left.workflow)
            left.things = things_left(*left.workflow, left.state, person, last_day);
        if (!left.things.empty())
            cases.push_back(std::move(left));
    }
    return cases;
}

Words words_of(const Left& thing)
{
    if (thing.kind == "in_hand")
        return {"认领在手", "in hand"};
    if (thing.kind == "draft")
        return {"未办完的草稿", "a draft"};
    return {
        thing.form->label.zh + "：" + thing.field->label.zh,
        thing.form->label.en + ": " + thing.field->label.en
    };
}

Result<ActPlan> take_over_case(
    const Context& context,
    storage::ReadTxn& txn,
    const accounts::Actor& actor,
    LeftCase left,
    const std::string& leaver,
    const std::string& successor,
    Date last_day
)
{
    return TakingOver(context, txn, actor, std::move(left), leaver, successor, last_day).run();
}

}  // namespace beihui::acts

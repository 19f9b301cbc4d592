// What somebody who leaves has, and how it goes to a successor: an entry in each case.
#include "accounts/grants.hpp"
#include "acts/case_page.hpp"
#include "acts/plan_parts.hpp"
#include "base/bytes.hpp"
#include "domain/role.hpp"

#include <algorithm>
#include <map>

namespace beihui::acts
{
namespace
{

constexpr std::size_t most_at_once = 500;  // people read from the register at a time

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

// One thing that a leaver has in a case.
struct Left
{
    std::string kind;                       // "in_hand", "draft" or "in_charge"
    const workflows::Form* form = nullptr;  // in charge of: where it says so
    const workflows::Field* field = nullptr;
    std::string row = {};  // key; empty in a form without rows
};

// A case in which the leaver has something.
struct LeftCase
{
    CaseState state;
    std::shared_ptr<const workflows::Workflow> workflow;
    std::vector<Left> things;
};

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

json::object left_json(const LeftCase& left)
{
    json::array things;
    for (const Left& thing : left.things) {
        json::object line{{"kind", thing.kind}, {"label", words_json(words_of(thing))}};
        if (thing.form)
            line["form"] = thing.form->id;
        if (!thing.row.empty())
            line["row"] = thing.row;
        things.emplace_back(std::move(line));
    }
    return {
        {"number", left.state.subject.number},
        {"title", left.state.subject.title},
        {"workflow", left.state.subject.workflow},
        {"things", std::move(things)},
    };
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

// Whether somebody else holds the role at the organisation on a day.
bool held_by_another(
    storage::ReadTxn& txn,
    const accounts::Grant& wanted,
    std::string_view leaver,
    Date day
)
{
    std::string after;
    for (;;) {
        const auto people = storage::list_registered(txn, "person", "", after, most_at_once);
        for (const RegisterChange& record : people) {
            if (record.id == leaver)
                continue;
            for (const accounts::Grant& grant : accounts::grants_of(txn, record.id, day))
                if (grant.role == wanted.role && grant.organisation == wanted.organisation &&
                    grant.substitute_for != leaver)
                    return true;
        }
        if (people.size() < most_at_once)
            return false;
        after = people.back().id;
    }
}

// The roles that only the leaver holds and whose organisation still owes something by them.
std::vector<Fault> duties_left(
    storage::ReadTxn& txn,
    std::string_view leaver,
    Date today,
    Date last_day
)
{
    std::vector<Fault> faults;
    for (const accounts::Grant& grant : accounts::grants_of(txn, leaver, today)) {
        if (!grant.substitute_for.empty())
            continue;
        const std::int64_t open = storage::count_open_duties(txn, grant.organisation, grant.role);
        if (open == 0 || held_by_another(txn, grant, leaver, last_day + 1))
            continue;
        const Words role = role_words(grant.role);
        Fault fault;
        fault.where = "role/" + grant.role;
        fault.code = "left_without_owner";
        fault.detail = {
            "还有 " + std::to_string(open) + " 项应报事项由“" + role.zh +
                "”承担，此人离岗后没有人担任",
            std::to_string(open) + " duties are owed by the role " + role.en +
                ", which nobody would hold"
        };
        fault.way_out = {
            "先给接手人登记此角色的任职，自次日起", "first record the role for a successor"
        };
        faults.push_back(std::move(fault));
    }
    return faults;
}

Fault fault_of(const LeftCase& left, std::string code, const Words& why)
{
    std::map<std::string, int> times;
    for (const Left& thing : left.things)
        ++times[words_of(thing).zh];
    std::string what;
    for (const auto& [thing, count] : times)
        what += (what.empty() ? "" : "、") + thing +
                (count > 1 ? " " + std::to_string(count) + " 处" : std::string());
    Fault fault;
    fault.where = left.state.subject.number;
    fault.code = std::move(code);
    fault.detail = {
        left.state.subject.number + " " + left.state.subject.title + "（" + what + "）" + why.zh,
        left.state.subject.number + " " + why.en
    };
    return fault;
}

// The roles of the leaver end with the last day; what would begin later never does.
void end_roles(Date last_day, ActPlan& plan)
{
    std::vector<CaseRow> kept;
    for (CaseRow& row : plan.after.rows) {
        const auto from = Date::parse(text_of(row.data, "from"));
        const auto to = Date::parse(text_of(row.data, "to"));
        if (row.form == "roles" && from && *from > last_day) {
            plan.entry.effects.removed_rows.emplace_back(row.form, row.key);
            continue;
        }
        if (row.form == "roles" && (!to || *to > last_day)) {
            row.data["to"] = last_day.text();
            row.version = 0;
            plan.entry.effects.rows.push_back(row);
        }
        kept.push_back(std::move(row));
    }
    plan.after.rows = std::move(kept);
}

}  // namespace

Result<void> plan_leaving(
    const Context& context,
    storage::ReadTxn& txn,
    const accounts::Actor& actor,
    const ActWanted& wanted,
    ActPlan& plan
)
{
    const json::object& form = plan.after.form(plan.act->form);
    const std::string leaver = plan.after.subject.id;
    const std::string successor(text_of(form, plan.act->hands_over));
    const Date today = plan.entry.at.date();
    const auto said = Date::parse(text_of(form, "last_day"));
    const Date last_day = said ? *said : today;
    if (last_day > today) {
        Fault fault;
        fault.where = "#/data/last_day";
        fault.code = "field_range";
        fault.detail = {
            "最后在岗日不能晚于今天，到那天再办理", "the last day is not later than today"
        };
        return refuse(
            Refusal::invalid_input, "form_faults", "填写有误", "the form has faults", {fault}
        );
    }
    std::vector<LeftCase> left = cases_left(context, txn, leaver, last_day);
    for (const LeftCase& one : left)
        plan.left.emplace_back(left_json(one));
    std::vector<Fault> faults = duties_left(txn, leaver, today, last_day);
    const auto grants = accounts::grants_of(txn, successor, last_day + 1);
    LookUp look_up(txn);
    for (const LeftCase& one : left) {
        if (successor.empty() || successor == leaver) {
            faults.push_back(fault_of(one, "successor_required", {"没有接手人", "has no successor"})
            );
            continue;
        }
        const bool may = std::ranges::any_of(one.workflow->acts, [&](const auto& act) {
            const bool open =
                std::ranges::find(act.from, one.state.subject.stage) != act.from.end();
            const Case& subject = one.state.subject;
            return open &&
                   accounts::suffices(
                       grants, roles_for(act, look_up, subject.organisation), subject.org_path
                   );
        });
        if (!may)
            faults.push_back(fault_of(
                one, "cannot_take_over",
                {"接手人不能办理，请先登记其任职，或先把它转交给别人",
                 "the successor may not do it: record the role first, or hand it to somebody else"}
            ));
    }
    if (!faults.empty() && !wanted.only_shown) {
        const std::string count = std::to_string(faults.size());
        return refuse(
            Refusal::rule_refused, "left_without_owner",
            "还有 " + count + " 项没有人接手，不能离岗",
            count + " things would be left without an owner", std::move(faults)
        );
    }
    end_roles(last_day, plan);
    if (!faults.empty())
        return {};
    for (LeftCase& one : left) {
        auto taken =
            TakingOver(context, txn, actor, std::move(one), leaver, successor, last_day).run();
        if (!taken)
            return taken.error();
        plan.also.push_back(std::move(*taken));
    }
    return {};
}

std::vector<Fault> check_role_rows(const Applying& applying, const workflows::CheckedRows& checked)
{
    std::vector<Fault> faults;
    for (std::size_t i = 0; i < checked.written.size(); ++i) {
        const json::object& row = checked.written[i].second;
        const std::string other(text_of(row, "substitute_for"));
        const auto from = Date::parse(text_of(row, "from"));
        const auto to = Date::parse(text_of(row, "to"));
        const auto fault = [&](std::string_view field, std::string code, Words detail) {
            Fault found;
            found.where = "#/data/rows/" + std::to_string(i) + "/" + std::string(field);
            found.code = std::move(code);
            found.detail = std::move(detail);
            faults.push_back(std::move(found));
        };
        if (from && to && *to < *from)
            fault("to", "field_range", {"止日早于起日", "the last day is before the first"});
        if (other.empty() || !from)
            continue;
        if (other == applying.before.subject.id)
            fault(
                "substitute_for", "substitute_of_self",
                {"不能代理自己", "nobody stands in for themselves"}
            );
        if (!to) {
            fault("to", "field_required", {"代理须写明止日", "a substitute needs a last day"});
            continue;
        }
        const std::string role(text_of(row, "role"));
        std::string organisation(text_of(row, "organisation"));
        if (organisation.empty())
            organisation = applying.before.subject.organisation;
        for (const Date day : {*from, *to}) {
            const auto held = accounts::grants_of(applying.txn, other, day);
            const bool own = std::ranges::any_of(held, [&](const accounts::Grant& grant) {
                return grant.role == role && grant.organisation == organisation &&
                       grant.substitute_for.empty();
            });
            if (own)
                continue;
            fault(
                "substitute_for", "substitute_for_nobody",
                {"被代理的人 " + day.text() + " 在该单位没有“" + role_words(role).zh + "”这一角色",
                 "whom they stand in for does not hold the role " + role + " there on " + day.text()
                }
            );
            break;
        }
    }
    return faults;
}

}  // namespace beihui::acts

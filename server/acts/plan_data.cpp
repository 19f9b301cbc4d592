#include "acts/plan_parts.hpp"
#include "domain/uscc.hpp"
#include "workflows/form_check.hpp"
#include "workflows/value_check.hpp"

namespace beihui::acts
{
namespace
{

constexpr std::int64_t most_reason_characters = 2000;

// Whether one of the changed fields returns the case to an earlier stage.
std::string reopened_stage(
    const workflows::Workflow& workflow,
    const workflows::Form& form,
    const json::object& changed,
    std::string_view stage
)
{
    for (const workflows::Field& field : form.fields)
        if (!field.reopens.empty() && changed.contains(field.id) &&
            workflow.order_of(stage) > workflow.order_of(field.reopens))
            return field.reopens;
    return {};
}

Result<void> apply_object(const Applying& applying, const workflows::Form& form)
{
    ActPlan& plan = applying.plan;
    const CaseState& before = applying.before;
    const json::object& stored = before.form(form.id);
    auto merged = workflows::check_object(form, applying.wanted.data, stored, "#/data");
    if (!merged)
        return merged.error();
    if (auto faults = check_references(applying, form, *merged, "#/data"); !faults.empty())
        return refuse(
            Refusal::invalid_input, "form_faults", "填写有误", "the form has faults",
            std::move(faults)
        );
    applying.hider.hide(form, form.id, *merged);

    json::object changed = changes_between(stored, *merged);
    for (const auto& [name, value] : stored)  // a field that was cleared
        if (!merged->contains(name) && !value.is_null())
            changed[name] = json::object{{"from", value}};
    drop_nulls(*merged);
    // On a side stage the case counts from where it left the line.
    const bool on_side = plan.workflow->order_of(before.subject.stage) < 0;
    const std::string stage = on_side ? stage_before(before.subject) : before.subject.stage;
    const std::string back = reopened_stage(*plan.workflow, form, changed, stage);
    if (!back.empty()) {
        plan.reopened = true;
        if (on_side)
            set_stage_before(plan.after.subject, back);
        else
            plan.after.subject.stage = back;
    }
    plan.entry.data = {{"form", form.id}, {"changed", std::move(changed)}};
    plan.after.subject.data[form.id] = std::move(*merged);
    return {};
}

Result<void> apply_upload(const ActWanted& wanted, Hider& hider, ActPlan& plan)
{
    if (!plan.act->upload)
        return {};
    if (!wanted.upload)
        return refuse(Refusal::invalid_input, "file_missing", "没有收到文件", "no file was sent");
    Document document;
    document.id = random_id();
    const json::value name =
        hider.hide_text("document.name", plan.entry.uid + "/document", wanted.upload->name);
    document.name = "hidden:" + std::string(text_of(name, "hidden"));
    document.media = wanted.upload->media;
    document.kind = wanted.upload->kind;
    document.sha256 = wanted.upload->sha256;
    document.size = wanted.upload->size;
    plan.entry.data["document"] = json::object{
        {"id", document.id},
        {"kind", document.kind},
        {"sha256", document.sha256},
        {"name", name},
    };
    plan.entry.effects.documents.push_back(document);
    plan.after.documents.push_back(std::move(document));
    return {};
}

void move_stage(const CaseState& before, ActPlan& plan)
{
    Case& after = plan.after.subject;
    const std::string& to = plan.act->to;
    if (to == "back") {
        after.stage = stage_before(before.subject);
        // A change while the case was aside may have sent it further back.
        if (const std::string moved = stage_before(after); !moved.empty())
            after.stage = moved;
        set_stage_before(after, "");
    } else if (to != "same" && !to.empty()) {
        const workflows::Stage* const stage = plan.workflow->stage(to);
        if (stage && stage->side && !stage->final)
            set_stage_before(after, before.subject.stage);
        after.stage = to;
    }
    const workflows::Stage* const now = plan.workflow->stage(after.stage);
    after.closed = now && now->final;
}

// A code that only a person can accept (its outer check fails, its inner one is right) puts the
// record on hold instead of refusing it: some lawful early codes are like that.
void hold_doubtful_code(const workflows::Form& form, ActPlan& plan)
{
    if (!plan.act->from.empty() || !plan.workflow->stage("held") || form.rows)
        return;
    const json::object& values = plan.after.form(form.id);
    for (const workflows::Field& field : form.fields)
        if (field.type == workflows::FieldType::uscc &&
            check_uscc(text_of(values, field.id)).verdict == UsccVerdict::held) {
            set_stage_before(plan.after.subject, plan.after.subject.stage);
            plan.after.subject.stage = "held";
        }
}

// The reason as it is kept: composed, trimmed, without control characters; empty when there is none.
Result<std::string> checked_reason(const workflows::Act& act, const std::string& sent)
{
    workflows::Field field;
    field.id = "reason";
    field.type = workflows::FieldType::note;
    field.label = {"理由", "Reason"};
    field.max = most_reason_characters;
    json::value value(sent);
    if (auto fault = workflows::check_value(field, value)) {
        fault->where = "#/reason";
        return refuse(
            Refusal::invalid_input, "form_faults", "填写有误", "the form has faults", {*fault}
        );
    }
    const std::string reason = value.is_string() ? std::string(value.as_string()) : std::string();
    if (!reason.empty() || !act.reason_required)
        return reason;
    Fault fault;
    fault.where = "#/reason";
    fault.code = "field_required";
    fault.detail = {act.label.zh + "须写明理由", act.id + " needs a reason"};
    return refuse(
        Refusal::invalid_input, "reason_required", fault.detail.zh, fault.detail.en, {fault}
    );
}

std::string text_at(const CaseState& state, std::string_view path)
{
    const auto dot = path.find('.');
    if (dot == std::string_view::npos)
        return {};
    const json::value* const found =
        state.form(path.substr(0, dot)).if_contains(path.substr(dot + 1));
    return found && found->is_string() ? std::string(found->as_string()) : std::string();
}

std::optional<Date> day_at(const CaseState& state, std::string_view path)
{
    const std::string text = text_at(state, path);
    if (const auto date = Date::parse(text))
        return *date;
    if (const auto instant = Instant::parse(text))
        return instant->date();
    return std::nullopt;
}

}  // namespace

Result<void> apply_data(
    storage::ReadTxn& txn,
    const Context& context,
    const accounts::Actor& actor,
    const ActWanted& wanted,
    const CaseState& before,
    LookUp& look_up,
    ActPlan& plan
)
{
    const auto reason = checked_reason(*plan.act, wanted.reason);
    if (!reason)
        return reason.error();
    // A student of a college is the same person in the ledger of the school.
    const std::string school = look_up.school_of(before.subject);
    Hider hider(
        plan.entry.tenant, plan.entry.uid, context.database.master_key(),
        school.empty() ? before.subject.organisation : school
    );
    const Applying applying{txn, context, actor, wanted, before, look_up, hider, plan};
    if (!plan.act->clears.empty())
        plan.after.subject.data[plan.act->clears] = json::object();
    const workflows::Form* const form = plan.workflow->form(plan.act->form);
    if (form) {
        const auto applied =
            form->rows ? apply_rows(applying, *form) : apply_object(applying, *form);
        if (!applied)
            return applied.error();
    } else if (!wanted.data.is_null() &&
               !(wanted.data.is_object() && wanted.data.as_object().empty())) {
        return refuse(
            Refusal::invalid_input, "no_form", plan.act->label.zh + "不带表单，请去掉 data",
            plan.act->id + " takes no data"
        );
    }
    if (auto uploaded = apply_upload(wanted, hider, plan); !uploaded)
        return uploaded.error();
    if (!reason->empty())
        plan.entry.data["reason"] = hider.hide_text("reason", plan.entry.uid + "/reason", *reason);
    if (plan.act->level != workflows::LevelStep::none)
        move_level(*plan.workflow, *plan.act, plan.doer, txn, plan.entry.at, plan.after.subject);
    else
        move_stage(before, plan);
    if (form)
        hold_doubtful_code(*form, plan);

    Case& after = plan.after.subject;
    after.title = text_at(plan.after, plan.workflow->title_from);
    after.starts_on = day_at(plan.after, plan.workflow->starts_from);
    after.ends_on = day_at(plan.after, plan.workflow->ends_from);
    plan.hidden = hider.hidden();
    return {};
}

}  // namespace beihui::acts

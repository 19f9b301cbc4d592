#include "acts/plan_parts.hpp"

#include "domain/uscc.hpp"
#include "workflows/form_check.hpp"

#include <boost/json/serialize.hpp>

#include <algorithm>

namespace beihui::acts
{
namespace
{

Fault unknown_reference(std::string pointer, const Words& label, std::string_view what_zh, std::string_view what_en)
{
    Fault fault;
    fault.where = std::move(pointer);
    fault.code = "unknown_reference";
    fault.detail = {
        label.zh + "：没有这个" + std::string(what_zh), label.en + ": there is no such " + std::string(what_en)};
    return fault;
}

// Whether the thing a field names exists; nothing for fields that name nothing.
std::optional<Fault> check_reference(
    storage::ReadTxn& txn,
    const Context& context,
    const accounts::Actor& actor,
    const CaseState& before,
    LookUp& look_up,
    const workflows::Field& field,
    const json::value& value,
    const std::string& pointer
)
{
    using enum workflows::FieldType;
    const std::string id = value.is_string() ? std::string(value.as_string()) : std::string();
    if (id.empty() && field.type != documents && field.type != circulars)
        return std::nullopt;
    const auto has_document = [&](std::string_view wanted) {
        return std::ranges::any_of(before.documents, [&](const Document& d) { return d.id == wanted; });
    };
    switch (field.type) {
    case employer:
        if (!look_up.find("employer", id))
            return unknown_reference(pointer, field.label, "用人单位", "employer");
        break;
    case organisation:
        if (!look_up.find("organisation", id))
            return unknown_reference(pointer, field.label, "单位", "organisation");
        break;
    case person:
        if (!look_up.find("person", id))
            return unknown_reference(pointer, field.label, "人员", "person");
        break;
    case document:
        if (!has_document(id))
            return unknown_reference(pointer, field.label, "材料，请先上传", "document; upload it first");
        break;
    case documents:
        if (value.is_array())
            for (const json::value& item : value.as_array())
                if (!item.is_string() || !has_document(item.as_string()))
                    return unknown_reference(
                        pointer, field.label, "材料，请先上传", "document; upload it first"
                    );
        break;
    case circulars:
        if (value.is_array())
            for (const json::value& item : value.as_array())
                if (!item.is_string() || !context.world->find(item.as_string()))
                    return unknown_reference(pointer, field.label, "通知", "circular");
        break;
    case case_ref: {
        const auto other = storage::find_case(txn, id);
        if (!other || !accounts::scope_of(actor).covers(other->org_path))
            return unknown_reference(pointer, field.label, "案卷", "case");
        break;
    }
    default:
        break;
    }
    return std::nullopt;
}

std::vector<Fault> check_references(
    storage::ReadTxn& txn,
    const Context& context,
    const accounts::Actor& actor,
    const CaseState& before,
    LookUp& look_up,
    const workflows::Form& form,
    const json::object& values,
    const std::string& pointer
)
{
    std::vector<Fault> faults;
    for (const workflows::Field& field : form.fields)
        if (const json::value* const value = values.if_contains(field.id); value && !value->is_null())
            if (auto fault = check_reference(
                    txn, context, actor, before, look_up, field, *value, pointer + "/" + field.id
                ))
                faults.push_back(std::move(*fault));
    return faults;
}

bool same_value(const json::value* a, const json::value& b)
{
    return a ? *a == b : b.is_null();
}

// Every field that differs, as {"field": {"from": …, "to": …}}; an unset side is left out.
json::object changes_between(const json::object& stored, const json::object& merged)
{
    json::object changed;
    for (const auto& [name, value] : merged) {
        const json::value* const old = stored.if_contains(name);
        if (same_value(old, value))
            continue;
        json::object sides;
        if (old && !old->is_null())
            sides["from"] = *old;
        if (!value.is_null())
            sides["to"] = value;
        changed[name] = std::move(sides);
    }
    return changed;
}

void drop_nulls(json::object& values)
{
    std::vector<std::string> unset;
    for (const auto& [name, value] : values)
        if (value.is_null())
            unset.emplace_back(name);
    for (const std::string& name : unset)
        values.erase(name);
}

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

Result<void> apply_object(
    storage::ReadTxn& txn,
    const Context& context,
    const accounts::Actor& actor,
    const ActWanted& wanted,
    const CaseState& before,
    const workflows::Form& form,
    LookUp& look_up,
    Hider& hider,
    ActPlan& plan
)
{
    const json::object& stored = before.form(form.id);
    auto merged = workflows::check_object(form, wanted.data, stored, "#/data");
    if (!merged)
        return merged.error();
    if (auto faults =
            check_references(txn, context, actor, before, look_up, form, *merged, "#/data");
        !faults.empty())
        return refuse(
            Refusal::invalid_input, "form_faults", "填写有误", "the form has faults", std::move(faults)
        );
    hider.hide(form, form.id, *merged);

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

Result<void> check_authors(
    const accounts::Actor& actor,
    const CaseState& before,
    const ActPlan& plan,
    const workflows::CheckedRows& checked
)
{
    if (plan.act->not_author_of.empty())
        return {};
    std::vector<Fault> faults;
    for (const auto& [key, row] : checked.written) {
        const CaseRow* const theirs = before.row(plan.act->not_author_of, key);
        if (!theirs || theirs->by != actor.key)
            continue;
        Fault fault;
        fault.where = "#/data/rows/" + key;
        fault.code = "own_work";
        fault.detail = {
            "“" + key + "”由您提交，须由另一人" + plan.act->label.zh,
            "\"" + key + "\" was submitted by you; another person must do this"};
        fault.way_out = {"请同事办理", "ask a colleague"};
        faults.push_back(std::move(fault));
    }
    if (faults.empty())
        return {};
    return refuse(
        Refusal::rule_refused, "four_eyes", "提交人不能办理自己提交的内容",
        "whoever submitted it may not decide on it", std::move(faults)
    );
}

void put_row(CaseState& after, CaseRow row)
{
    for (CaseRow& stored : after.rows)
        if (stored.form == row.form && stored.key == row.key) {
            stored = std::move(row);
            return;
        }
    after.rows.push_back(std::move(row));
}

Result<void> apply_rows(
    storage::ReadTxn& txn,
    const Context& context,
    const accounts::Actor& actor,
    const ActWanted& wanted,
    const CaseState& before,
    const workflows::Form& form,
    LookUp& look_up,
    Hider& hider,
    ActPlan& plan
)
{
    std::vector<CaseRow> stored;
    for (const CaseRow& row : before.rows)
        if (row.form == form.id)
            stored.push_back(row);
    const std::string master_key = context.database.master_key();
    const auto key_of = [&](const workflows::Field& field, const json::value& value) -> std::string {
        if (const std::string person = person_of(value); !person.empty())
            return person;
        const std::string text =
            value.is_string() ? std::string(value.as_string()) : json::serialize(value);
        return field.type == workflows::FieldType::graduate
                   ? person_key(master_key, before.subject.organisation, text)
                   : text;
    };
    auto checked = workflows::check_rows(form, wanted.data, stored, "#/data", key_of);
    if (!checked)
        return checked.error();
    if (auto eyes = check_authors(actor, before, plan, *checked); !eyes)
        return eyes.error();

    std::vector<Fault> faults;
    json::array written;
    for (std::size_t i = 0; i < checked->written.size(); ++i) {
        auto& [key, data] = checked->written[i];
        const std::string pointer = "#/data/rows/" + std::to_string(i);
        for (Fault& fault :
             check_references(txn, context, actor, before, look_up, form, data, pointer))
            faults.push_back(std::move(fault));
        hider.hide(form, form.id + "." + key, data);
        const CaseRow* const old = before.row(form.id, key);
        json::object changed = changes_between(old ? old->data : json::object(), data);
        drop_nulls(data);
        CaseRow row;
        row.form = form.id;
        row.key = key;
        row.data = std::move(data);
        row.by = actor.key;
        written.emplace_back(json::object{{"key", key}, {"changed", std::move(changed)}});
        plan.entry.effects.rows.push_back(row);
        put_row(plan.after, std::move(row));
    }
    if (!faults.empty())
        return refuse(
            Refusal::invalid_input, "form_faults", "填写有误", "the form has faults", std::move(faults)
        );
    json::array removed;
    for (const std::string& key : checked->removed) {
        removed.emplace_back(key);
        plan.entry.effects.removed_rows.emplace_back(form.id, key);
        std::erase_if(plan.after.rows, [&](const CaseRow& row) {
            return row.form == form.id && row.key == key;
        });
    }
    plan.entry.data = {
        {"form", form.id}, {"written", std::move(written)}, {"removed", std::move(removed)}};
    return {};
}

Result<void> apply_upload(const ActWanted& wanted, Hider& hider, ActPlan& plan)
{
    if (!plan.act->upload)
        return {};
    if (!wanted.upload)
        return refuse(
            Refusal::invalid_input, "file_missing", "没有收到文件", "no file was sent"
        );
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

std::string text_at(const CaseState& state, std::string_view path)
{
    const auto dot = path.find('.');
    if (dot == std::string_view::npos)
        return {};
    const json::value* const found = state.form(path.substr(0, dot)).if_contains(path.substr(dot + 1));
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
    if (plan.act->reason_required && wanted.reason.empty())
        return refuse(
            Refusal::invalid_input, "reason_required", plan.act->label.zh + "须写明理由",
            plan.act->id + " needs a reason"
        );
    Hider hider(
        plan.entry.tenant, plan.entry.uid, context.database.master_key(), before.subject.organisation
    );
    const workflows::Form* const form = plan.workflow->form(plan.act->form);
    if (form) {
        const auto applied =
            form->rows
                ? apply_rows(txn, context, actor, wanted, before, *form, look_up, hider, plan)
                : apply_object(txn, context, actor, wanted, before, *form, look_up, hider, plan);
        if (!applied)
            return applied.error();
    } else if (!wanted.data.is_null() && !(wanted.data.is_object() && wanted.data.as_object().empty())) {
        return refuse(
            Refusal::invalid_input, "no_form", plan.act->label.zh + "不带表单，请去掉 data",
            plan.act->id + " takes no data"
        );
    }
    if (auto uploaded = apply_upload(wanted, hider, plan); !uploaded)
        return uploaded.error();
    if (!wanted.reason.empty())
        plan.entry.data["reason"] =
            hider.hide_text("reason", plan.entry.uid + "/reason", wanted.reason);
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

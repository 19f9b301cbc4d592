#include "acts/plan_parts.hpp"
#include "workflows/form_check.hpp"

#include <boost/json/serialize.hpp>

#include <algorithm>

namespace beihui::acts
{
namespace
{

bool same_value(const json::value* a, const json::value& b)
{
    return a ? *a == b : b.is_null();
}

// Nobody decides on rows they wrote themselves (not_author_of).
Result<void> check_authors(const Applying& applying, const workflows::CheckedRows& checked)
{
    const workflows::Act& act = *applying.plan.act;
    if (act.not_author_of.empty())
        return {};
    std::vector<Fault> faults;
    for (std::size_t i = 0; i < checked.written.size(); ++i) {
        const std::string& key = checked.written[i].first;
        const CaseRow* const theirs = applying.before.row(act.not_author_of, key);
        if (!theirs)
            continue;
        // Who wrote the row may have done so for somebody else.
        const auto entry =
            storage::doer_at(applying.txn, applying.before.subject.id, theirs->version);
        storage::Doer author{theirs->by, {}};
        if (entry && entry->actor == theirs->by)
            author.acting_for = entry->acting_for;
        if (applying.plan.doer.differs_from(author))
            continue;
        Fault fault;
        fault.where = "#/data/rows/" + std::to_string(i);
        fault.code = "own_work";
        fault.detail = {
            "“" + key + "”由您提交，须由另一人" + act.label.zh,
            "\"" + key + "\" was submitted by you; another person must do this"
        };
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

// Whether a row that was sent as it stands stays as it is, author and version included. A posting
// saved again without a change needs no new review; a review sent again is a new review; and what
// was done before the case was reopened is done anew when it is sent again.
bool stays_as_it_is(const Applying& applying, const workflows::Form& form, const CaseRow& stored)
{
    const auto reviews = [&](const workflows::Act& act) { return act.not_author_of == form.id; };
    if (std::ranges::any_of(applying.plan.workflow->acts, reviews))
        return true;
    return applying.plan.act->not_author_of.empty() &&
           stored.version >= applying.before.subject.reopened;
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

// The key of a row from the value that identifies it; a graduate's number becomes a person key.
std::string key_of_value(
    const Applying& applying,
    const workflows::Field& field,
    const json::value& value
)
{
    if (const std::string person = person_of(value); !person.empty())
        return person;
    const std::string text =
        value.is_string() ? std::string(value.as_string()) : json::serialize(value);
    if (field.type != workflows::FieldType::graduate)
        return text;
    return applying.hider.person(text);
}

// Takes one checked row over; what it changed, or null when it stays as it is.
json::value write_row(
    const Applying& applying,
    const workflows::Form& form,
    const std::string& key,
    json::object data
)
{
    applying.hider.hide(form, form.id + "." + key, data);
    const CaseRow* const old = applying.before.row(form.id, key);
    json::object changed = changes_between(old ? old->data : json::object(), data);
    if (old && changed.empty() && stays_as_it_is(applying, form, *old))
        return nullptr;
    drop_nulls(data);
    CaseRow row;
    row.form = form.id;
    row.key = key;
    row.data = std::move(data);
    row.by = applying.actor.key;
    applying.plan.entry.effects.rows.push_back(row);
    put_row(applying.plan.after, std::move(row));
    return json::object{{"key", key}, {"changed", std::move(changed)}};
}

json::array remove_rows(
    const Applying& applying,
    const workflows::Form& form,
    const std::vector<std::string>& keys
)
{
    json::array removed;
    for (const std::string& key : keys) {
        removed.emplace_back(key);
        applying.plan.entry.effects.removed_rows.emplace_back(form.id, key);
        std::erase_if(applying.plan.after.rows, [&](const CaseRow& row) {
            return row.form == form.id && row.key == key;
        });
    }
    return removed;
}

}  // namespace

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

Result<void> apply_rows(const Applying& applying, const workflows::Form& form)
{
    std::vector<CaseRow> stored;
    for (const CaseRow& row : applying.before.rows)
        if (row.form == form.id)
            stored.push_back(row);
    const auto key_of = [&](const workflows::Field& field, const json::value& value) {
        return key_of_value(applying, field, value);
    };
    auto checked = workflows::check_rows(form, applying.wanted.data, stored, "#/data", key_of);
    if (!checked)
        return checked.error();
    if (auto eyes = check_authors(applying, *checked); !eyes)
        return eyes.error();

    std::vector<Fault> faults;
    if (applying.plan.workflow->register_kind == "person" && form.id == "roles")
        faults = check_role_rows(applying, *checked);
    for (std::size_t i = 0; i < checked->written.size(); ++i)
        for (Fault& fault : check_references(
                 applying, form, checked->written[i].second, "#/data/rows/" + std::to_string(i)
             ))
            faults.push_back(std::move(fault));
    if (!faults.empty())
        return refuse(
            Refusal::invalid_input, "form_faults", "填写有误", "the form has faults",
            std::move(faults)
        );
    json::array written;
    for (auto& [key, data] : checked->written)
        if (json::value line = write_row(applying, form, key, std::move(data)); !line.is_null())
            written.push_back(std::move(line));
    json::array removed = remove_rows(applying, form, checked->removed);
    applying.plan.entry.data = {
        {"form", form.id}, {"written", std::move(written)}, {"removed", std::move(removed)}
    };
    return {};
}

}  // namespace beihui::acts

#include "workflows/form_check.hpp"

#include "base/text.hpp"
#include "workflows/value_check.hpp"

#include <algorithm>
#include <charconv>
#include <map>
#include <set>

namespace beihui::workflows
{
namespace
{

constexpr std::size_t most_rows = 5000;
constexpr std::size_t most_faults = 200;  // a list of 5,000 times the same helps nobody

// Faults of one request, with where in it they stand.
class FormFaults
{
public:
    void add(
        const std::string& where,
        std::string_view code,
        const Words& detail,
        const Words& way_out
    )
    {
        Fault fault;
        fault.code = code;
        fault.detail = detail;
        fault.way_out = way_out;
        add(where, std::move(fault));
    }

    void add(const std::string& where, Fault fault)
    {
        fault.where = where;
        if (faults_.size() < most_faults)
            faults_.push_back(std::move(fault));
    }

    std::size_t count() const { return faults_.size(); }
    bool full() const { return faults_.size() >= most_faults; }

    Error error(const Form& form) const
    {
        const std::string count = std::to_string(faults_.size());
        return refuse(
            Refusal::invalid_input, "form_faults", form.label.zh + "有 " + count + " 处填写有误",
            form.label.en + ": " + count + (faults_.size() == 1 ? " fault" : " faults"), faults_
        );
    }

private:
    std::vector<Fault> faults_;
};

// A name as one step of a JSON pointer (RFC 6901).
std::string step(std::string_view name)
{
    std::string text = "/";
    for (const char c : one_line(name, 100))
        text += c == '~' ? "~0" : c == '/' ? "~1" : std::string(1, c);
    return text;
}

void add_unknown_field(
    const std::string& where,
    std::string_view name,
    std::vector<std::string> known,
    FormFaults& faults
)
{
    const std::string shown = one_line(name, 60);
    Words way_out{"删去它", "remove it"};
    if (const auto nearest = nearest_name(name, known))
        way_out = {"是否应为“" + *nearest + "”？", "did you mean \"" + *nearest + "\"?"};
    faults.add(
        where, "field_unknown", {"没有字段“" + shown + "”", "there is no field \"" + shown + "\""},
        way_out
    );
}

std::vector<std::string> field_names(const Form& form)
{
    std::vector<std::string> names;
    for (const Field& field : form.fields)
        names.push_back(field.id);
    return names;
}

// A cleared field stays in the merged object as null where there was something, so that the caller
// can record the change.
void put(json::object& merged, const std::string& id, json::value value)
{
    if (!value.is_null())
        merged[id] = std::move(value);
    else if (json::value* const before = merged.if_contains(id))
        *before = nullptr;
}

// Merges the fields of `sent` over `merged` (the stored ones), and checks what results.
// `beside` are members of `sent` that are not fields.
void merge(
    const Form& form,
    const json::object& sent,
    json::object& merged,
    const std::string& pointer,
    std::string_view beside,
    FormFaults& faults
)
{
    const bool first = merged.empty();
    std::set<std::string_view> wrong;
    for (const auto& [name, sent_value] : sent) {
        if (!beside.empty() && name == beside)
            continue;
        const Field* const field = form.find(name);
        if (!field) {
            add_unknown_field(pointer + step(name), name, field_names(form), faults);
            continue;
        }
        json::value value = sent_value;
        if (auto fault = check_value(*field, value)) {
            faults.add(pointer + step(name), *std::move(fault));
            wrong.insert(field->id);
            continue;
        }
        put(merged, field->id, std::move(value));
    }
    for (const Field& field : form.fields) {
        const json::value* const value = merged.if_contains(field.id);
        const bool sent_here = sent.contains(field.id);
        if (!value && !sent_here && field.fallback && (first || field.required)) {
            merged[field.id] = *field.fallback;
            continue;
        }
        if (!field.required || wrong.contains(field.id) || (value && !is_empty(*value)))
            continue;
        Fault fault;
        fault.code = "field_required";
        fault.detail = {field.label.zh + "必填", field.label.en + " is required"};
        fault.way_out = {"填写" + field.label.zh, "fill it in"};
        fault.clause = field.clause;
        faults.add(pointer + step(field.id), std::move(fault));
    }
}

// The checks of one rows form: {"rows": […], "remove": […]}.
class RowsCheck
{
public:
    RowsCheck(
        const Form& form,
        const std::vector<CaseRow>& stored,
        std::string pointer,
        const std::function<std::string(const Field&, const json::value&)>& key_of
    )
        : form_(form),
          key_field_(form.find(form.key)),
          pointer_(std::move(pointer)),
          key_of_(key_of)
    {
        for (const CaseRow& row : stored) {
            stored_[row.key] = &row;
            std::int64_t number = 0;
            const char* const end = row.key.data() + row.key.size();
            const auto read = std::from_chars(row.key.data(), end, number);
            if (read.ec == std::errc() && read.ptr == end && number < INT64_MAX / 2)
                next_ = std::max(next_, number + 1);
        }
    }

    Result<CheckedRows> run(const json::value& sent)
    {
        if (!sent.is_object() && !sent.is_null())
            faults_.add(
                pointer_, "field_type", {"应为 {\"rows\": […]}", "must be {\"rows\": [...]}"},
                {"把各行放进 rows", "put the rows into rows"}
            );
        else
            read(sent.is_null() ? json::object() : sent.as_object());
        if (faults_.count() > 0)
            return faults_.error(form_);
        return std::move(checked_);
    }

private:
    void read(const json::object& sent)
    {
        for (const auto& [name, value] : sent)
            if (name != "rows" && name != "remove")
                add_unknown_field(pointer_ + step(name), name, {"rows", "remove"}, faults_);
        const json::array rows = list(sent, "rows");
        const json::array remove = list(sent, "remove");
        if (rows.size() + remove.size() > most_rows) {
            faults_.add(
                pointer_ + "/rows", "rows_too_many",
                {"一次最多 5000 行", "at most 5,000 rows at a time"},
                {"分几次办理", "send them in parts"}
            );
            return;
        }
        if (rows.empty() && remove.empty() && faults_.count() == 0)
            faults_.add(
                pointer_ + "/rows", "rows_missing", {"没有要登记的行", "there is no row to enter"},
                {"至少填写一行", "send at least one row"}
            );
        for (std::size_t i = 0; i < rows.size() && !faults_.full(); ++i)
            read_row(rows[i], pointer_ + "/rows/" + std::to_string(i));
        for (std::size_t i = 0; i < remove.size() && !faults_.full(); ++i)
            read_removal(remove[i], pointer_ + "/remove/" + std::to_string(i));
    }

    json::array list(const json::object& sent, std::string_view name)
    {
        const json::value* const found = sent.if_contains(name);
        if (!found || found->is_null())
            return {};
        if (found->is_array())
            return found->as_array();
        faults_.add(
            pointer_ + step(name), "field_type", {"应为列表", "must be a list"},
            {"写成 […]", "write [...]"}
        );
        return {};
    }

    void read_row(const json::value& sent, const std::string& where)
    {
        if (!sent.is_object())
            return faults_.add(
                where, "field_type",
                {"一行应为 {\"字段\": 值}", "a row must be {\"field\": value}"},
                {"改正这一行", "correct this row"}
            );
        const json::object& row = sent.as_object();
        const std::size_t before = faults_.count();
        const std::string named = named_row(row, where);
        const std::string key = key_of_row(row, named, where);
        if (key.empty() && faults_.count() > before)
            return;
        const auto stored = stored_.find(key);
        json::object merged = stored == stored_.end() ? json::object() : stored->second->data;
        const json::value* const kept =
            stored == stored_.end() ? nullptr : merged.if_contains(form_.key);
        const json::value identity = kept ? *kept : json::value();
        merge(form_, row, merged, where, "key", faults_);
        if (faults_.count() > before)
            return;
        // The same row is the same thing: what identifies it stays as it is stored, for a graduate's
        // number as the reference that was made then.
        if (!identity.is_null())
            merged[form_.key] = identity;
        if (!written_.insert(key).second)
            return faults_.add(
                where, "row_duplicate",
                {"这一行在本次提交中出现了两次", "this row stands twice in what was sent"},
                {"合并成一行", "make them one row"}
            );
        checked_.written.emplace_back(key, std::move(merged));
    }

    // The key that a row names itself by "key", checked; empty when it does not.
    std::string named_row(const json::object& row, const std::string& where)
    {
        const json::value* const key = row.if_contains("key");
        if (!key || key->is_null())
            return {};
        if (key->is_string() && stored_.contains(std::string(key->as_string())))
            return std::string(key->as_string());
        faults_.add(
            where + "/key", "row_unknown", {"没有这一行", "there is no such row"},
            {"新的一行不写 key；已有的行先刷新再改",
             "leave key out of a new row; read an existing one again"}
        );
        return {};
    }

    std::string key_of_row(
        const json::object& row,
        const std::string& named,
        const std::string& where
    )
    {
        if (!key_field_)
            return !named.empty() ? named : row.contains("key") ? "" : std::to_string(next_++);
        const json::value* const sent = row.if_contains(form_.key);
        if (!named.empty() && (!sent || sent->is_null()))
            return named;
        json::value value = sent ? *sent : json::value();
        if (check_value(*key_field_, value) || is_empty(value)) {
            report_key(row, where);
            return {};
        }
        std::string key = key_of_(*key_field_, value);
        if (named.empty() || key == named)
            return key;
        faults_.add(
            where + step(form_.key), "row_key",
            {"不能改变" + key_field_->label.zh, key_field_->label.en + " cannot be changed"},
            {"删去这一行，另加一行", "remove this row and add another"}
        );
        return {};
    }

    // Without a key the row cannot be merged: its faults are those of a new row.
    void report_key(const json::object& row, const std::string& where)
    {
        json::object merged;
        merge(form_, row, merged, where, "key", faults_);
    }

    void read_removal(const json::value& sent, const std::string& where)
    {
        const std::string key = sent.is_string() ? std::string(sent.as_string()) : std::string();
        if (!stored_.contains(key))
            return faults_.add(
                where, "row_unknown", {"没有这一行，不能删除", "there is no such row to remove"},
                {"刷新后再试", "read the case again"}
            );
        if (!written_.insert(key).second)
            return faults_.add(
                where, "row_duplicate",
                {"这一行同时要改和删，或删了两次",
                 "this row is to be both written and removed, or removed twice"},
                {"只留一个", "keep one of them"}
            );
        checked_.removed.push_back(key);
    }

    const Form& form_;
    const Field* key_field_;
    std::string pointer_;
    const std::function<std::string(const Field&, const json::value&)>& key_of_;
    std::map<std::string, const CaseRow*> stored_;
    std::int64_t next_ = 1;
    std::set<std::string> written_;
    FormFaults faults_;
    CheckedRows checked_;
};

}  // namespace

Result<json::object> check_object(
    const Form& form,
    const json::value& sent,
    const json::object& stored,
    std::string_view pointer
)
{
    FormFaults faults;
    json::object merged = stored;
    if (sent.is_object() || sent.is_null())
        merge(
            form, sent.is_null() ? json::object() : sent.as_object(), merged, std::string(pointer),
            {}, faults
        );
    else
        faults.add(
            std::string(pointer), "field_type",
            {"应为 {\"字段\": 值}", "must be {\"field\": value}"}, {"改正格式", "correct its form"}
        );
    if (faults.count() > 0)
        return faults.error(form);
    return merged;
}

Result<CheckedRows> check_rows(
    const Form& form,
    const json::value& sent,
    const std::vector<CaseRow>& stored,
    std::string_view pointer,
    const std::function<std::string(const Field&, const json::value&)>& key_of
)
{
    return RowsCheck(form, stored, std::string(pointer), key_of).run(sent);
}

}  // namespace beihui::workflows

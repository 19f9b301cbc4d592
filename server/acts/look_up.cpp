#include "acts/look_up.hpp"

#include "acts/employers.hpp"
#include "acts/hide.hpp"
#include "base/text.hpp"
#include "domain/organisation_days.hpp"
#include "domain/uscc.hpp"
#include "storage/place_store.hpp"
#include "storage/wall.hpp"

#include <algorithm>

namespace beihui::acts
{
namespace
{

constexpr int most_mergers = 16;  // one after another
constexpr int most_levels = 16;

const json::object& form_of(const RegisterChange& record, std::string_view form)
{
    static const json::object none;
    const json::value* const found = record.data.if_contains(form);
    return found && found->is_object() ? found->as_object() : none;
}

const json::array& rows_of(const RegisterChange& record, std::string_view form)
{
    static const json::array none;
    const json::value* const found = record.data.if_contains(form);
    return found && found->is_array() ? found->as_array() : none;
}

// Whether `day` lies in [from, to]; an empty `to` means it has not ended.
bool covers(const json::value& row, std::string_view from, std::string_view to, Date day)
{
    const auto first = Date::parse(text_of(row, from));
    const auto last = Date::parse(text_of(row, to));
    return first && *first <= day && (!last || day <= *last);
}

// The certificate as 专精特新 that is valid on the day, the one that lasts longest; null when none.
const json::value* valid_certificate(const RegisterChange& record, Date day)
{
    const json::value* best = nullptr;
    for (const json::value& row : rows_of(record, "certificates"))
        if (covers(row, "valid_from", "valid_to", day) &&
            (!best || text_of(*best, "valid_to") < text_of(row, "valid_to")))
            best = &row;
    return best;
}

// The certificate that ended last; null when there never was one.
const json::value* latest_certificate(const RegisterChange& record)
{
    const json::value* latest = nullptr;
    for (const json::value& row : rows_of(record, "certificates"))
        if (!latest || text_of(*latest, "valid_to") < text_of(row, "valid_to"))
            latest = &row;
    return latest;
}

json::value employer_attribute(const RegisterChange& record, std::string_view attribute, Date day)
{
    if (attribute == "srdi")
        return valid_certificate(record, day) != nullptr;
    if (attribute == "enterprise")
        return is_enterprise(record.code);
    const json::value* const value = form_of(record, "profile").if_contains(attribute);
    return value ? *value : json::value();
}

json::value person_attribute(const RegisterChange& record, std::string_view attribute, Date day)
{
    if (attribute == "role") {
        for (const json::value& row : rows_of(record, "roles"))
            if (covers(row, "from", "to", day))
                return json::value(text_of(row, "role"));
        return nullptr;
    }
    const json::value* const value = form_of(record, "profile").if_contains(attribute);
    return value ? *value : json::value();
}

// The department in force on the day, of those rows that a second person has confirmed.
json::value confirmed_department(const RegisterChange& record, Date day)
{
    const auto confirmed = [&](std::string_view from) {
        return std::ranges::any_of(
            rows_of(record, "employment_confirmations"),
            [&](const json::value& row) {
                return text_of(row, "from") == from && bool_of(row, "confirmed");
            }
        );
    };
    const std::string on = day.text();
    std::string_view latest;
    json::value department;
    for (const json::value& row : rows_of(record, "employment_departments")) {
        const std::string_view from = text_of(row, "from");
        if (from <= on && latest <= from && confirmed(from)) {
            latest = from;
            department = text_of(row, "department");
        }
    }
    return department;
}

}  // namespace

std::span<const std::string_view> employer_names()
{
    static constexpr std::string_view names[] = {
        "id",   "name",       "uscc",        "status",     "verified",       "enterprise",
        "size", "nature",     "branch",      "province",   "licence_status", "registered_on_ncss",
        "srdi", "srdi_level", "srdi_number", "srdi_until",
    };
    return names;
}

std::span<const std::string_view> organisation_names()
{
    static constexpr std::string_view names[] = {
        "id",
        "name",
        "code",
        "short_name",
        "level",
        "kind",
        "province",
        "plan_listed",
        "xpcc",
        "school_type",
        "affiliation",
        "area",
        "employment_department",
    };
    return names;
}

std::span<const std::string_view> organisation_row_names(std::string_view form)
{
    static constexpr std::string_view placement[] = {
        "class_year", "rate", "local_average", "source", "dated",
    };
    static constexpr std::string_view programmes[] = {
        "code", "name", "degree", "head", "graduates", "class_year",
    };
    if (form == "placement")
        return placement;
    return programmes;
}

json::array organisation_rows(std::string_view form, const json::array& rows)
{
    json::array seen;
    for (const json::value& row : rows) {
        json::object line;
        for (const std::string_view name : organisation_row_names(form))
            line[name] = nullptr;
        if (row.is_object())
            for (const auto& [name, value] : row.get_object())
                line[name] = shown_to_rules(value);
        seen.push_back(std::move(line));
    }
    return seen;
}

json::object organisation_parent(const json::object& known)
{
    if (known.empty())
        return {};
    json::object seen{{"placement", json::array()}, {"programmes", json::array()}};
    for (const char* const name :
         {"id", "name", "kind", "level", "school_type", "placement", "programmes"})
        if (const json::value* const value = known.if_contains(name))
            seen[name] = *value;
        else if (!seen.contains(name))
            seen[name] = nullptr;
    return seen;
}

const RegisterChange* LookUp::find(std::string_view kind, std::string_view id)
{
    if (id.empty())
        return nullptr;
    const std::string key = std::string(kind) + "/" + std::string(id);
    auto found = seen_.find(key);
    if (found == seen_.end()) {
        const storage::Unwalled all(txn_);
        std::optional<RegisterChange> record =
            as_of_ ? storage::find_registered_as_of(txn_, kind, id, *as_of_)
                   : storage::find_registered(txn_, kind, id);
        // Of an employer that was merged answers the one that was kept.
        if (record && kind == "employer" && record->status == "merged")
            record = kept_employer(txn_, std::move(*record), as_of_);
        found = seen_.emplace(key, std::move(record)).first;
    }
    return found->second ? &*found->second : nullptr;
}

void LookUp::remember(RegisterChange record)
{
    std::string key = record.kind + "/" + record.id;
    parents_.clear();
    seen_.insert_or_assign(std::move(key), std::move(record));
}

json::value LookUp::attribute(
    std::string_view kind,
    std::string_view id,
    std::string_view attribute,
    Date day
)
{
    const RegisterChange* const record = find(kind, id);
    if (!record)
        return nullptr;
    if (kind == "employer")
        return employer_attribute(*record, attribute, day);
    if (kind == "person")
        return person_attribute(*record, attribute, day);
    const json::value* const value = form_of(*record, "profile").if_contains(attribute);
    return value ? *value : json::value();
}

std::string LookUp::school_of(const Case& subject)
{
    std::string school;
    for (const std::string_view id : split(subject.org_path, '/'))
        if (const RegisterChange* const record = find("organisation", id))
            if (text_of(form_of(*record, "profile"), "level") == "school")
                school = id;
    return school;
}

std::optional<Date> LookUp::first_contact(const Case& subject, std::string_view employer, Date day)
{
    // An employer whom a college of the school has met is not new to the school.
    const std::string school = school_of(subject);
    const storage::Unwalled all(txn_);
    std::optional<Date> first;
    const auto look = [&](std::string_view id) {
        const auto found =
            storage::first_contact(txn_, {id, subject.organisation, school, subject.id, day});
        if (found && (!first || *found < *first))
            first = found;
    };
    look(employer);
    // What was done under a registration that was merged keeps its id until its case is worked on.
    if (const RegisterChange* const kept = find("employer", employer)) {
        if (kept->id != employer)
            look(kept->id);
        for (const std::string& id : merged_employers(txn_, *kept, as_of_))
            if (id != employer)
                look(id);
    }
    return first;
}

json::object LookUp::employer(std::string_view id, Date day)
{
    // Every name that rules read is there, so that a rule can ask for one that is not known.
    json::object seen;
    for (const std::string_view name : employer_names())
        seen[name] = nullptr;
    const RegisterChange* const record = find("employer", id);
    if (!record)
        return seen;
    for (const auto& [name, value] : form_of(*record, "profile"))
        seen[name] = value;
    seen["id"] = record->id;
    seen["name"] = record->name;
    seen["uscc"] = record->code;
    seen["status"] = record->status;
    seen["verified"] = record->status == "verified";
    seen["enterprise"] = is_enterprise(record->code);
    const json::value* const valid = valid_certificate(*record, day);
    seen["srdi"] = valid != nullptr;
    if (const json::value* const certificate = valid ? valid : latest_certificate(*record)) {
        seen["srdi_level"] = text_of(*certificate, "level");
        seen["srdi_number"] = text_of(*certificate, "number");
        seen["srdi_until"] = text_of(*certificate, "valid_to");
    }
    seen["verification"] = form_of(*record, "verification");
    return seen;
}

json::object LookUp::person(std::string_view id, Date day)
{
    json::object seen{{"id", nullptr}, {"post", nullptr}};
    const RegisterChange* const record = find("person", id);
    if (!record)
        return seen;
    seen["id"] = record->id;
    for (const json::value& row : rows_of(*record, "roles"))
        if (const std::string_view post = text_of(row, "post");
            !post.empty() && covers(row, "from", "to", day)) {
            seen["post"] = post;
            break;
        }
    return seen;
}

std::string LookUp::parent_of(const RegisterChange& record, Date day)
{
    const std::pair key(record.id, day);
    if (const auto known = parents_.find(key); known != parents_.end())
        return known->second;
    const auto days = OrganisationDays::read(record.id, record.code, record.data);
    std::string parent = days.parent_on(day);
    // Registered before the tree had dates: only its place tells.
    if (parent.empty() && days.parents.size() == 1)
        if (const auto path = storage::place_on(txn_, record.id, day)) {
            const std::vector<std::string_view> ids = split(*path, '/');
            if (ids.size() > 3)
                parent = ids[ids.size() - 3];
        }
    for (int steps = 0; steps < most_mergers; ++steps) {
        const auto successor = storage::ended_by(txn_, parent, day);
        if (!successor || successor->empty())
            break;
        parent = *successor;
    }
    return parents_.emplace(key, std::move(parent)).first->second;
}

// Of the province that the organisation is or lies in: which department the circulars mean by
// “高校毕业生就业工作部门” on a day, as two people have recorded it; null when nobody has.
json::value LookUp::employment_department(std::string_view id, Date day)
{
    std::string at(id);
    for (int steps = 0; steps < most_levels && !at.empty(); ++steps) {
        const RegisterChange* const record = find("organisation", at);
        if (!record)
            return nullptr;
        if (text_of(form_of(*record, "profile"), "kind") == "province")
            return confirmed_department(*record, day);
        at = parent_of(*record, day);
    }
    return nullptr;
}

json::object LookUp::profile_and_rows(const RegisterChange& record, Date day)
{
    json::object seen;
    for (const std::string_view name : organisation_names())
        seen[name] = nullptr;
    for (const auto& [name, value] : form_of(record, "profile"))
        seen[name] = shown_to_rules(value);
    seen["id"] = record.id;
    const auto days = OrganisationDays::read(record.id, record.code, record.data);
    const std::string& name = days.name_on(day);
    seen["name"] = name.empty() ? record.name : name;
    seen["code"] = record.code;
    for (const char* const form : {"placement", "programmes"})
        seen[form] = organisation_rows(form, rows_of(record, form));
    return seen;
}

json::object LookUp::organisation(std::string_view id, Date day)
{
    const RegisterChange* const record = find("organisation", id);
    RegisterChange unknown;
    unknown.id = id;
    json::object seen = profile_and_rows(record ? *record : unknown, day);
    seen["employment_department"] = employment_department(id, day);
    const RegisterChange* const above =
        record ? find("organisation", parent_of(*record, day)) : nullptr;
    seen["parent"] = organisation_parent(above ? profile_and_rows(*above, day) : json::object());
    return seen;
}

std::optional<Duty> LookUp::duty(std::string_view id, std::string_view key)
{
    const storage::Unwalled all(txn_);
    const auto subject =
        as_of_ ? storage::find_case_as_of(txn_, id, *as_of_) : storage::find_case(txn_, id);
    if (!subject)
        return std::nullopt;
    auto known = duties_.find(subject->id);
    if (known == duties_.end())
        known =
            duties_
                .emplace(
                    subject->id, as_of_ ? storage::duties_of_case_as_of(txn_, subject->id, *as_of_)
                                        : storage::duties_of_case(txn_, subject->id)
                )
                .first;
    const auto found = std::ranges::find(known->second, key, &Duty::key);
    return found == known->second.end() ? std::nullopt : std::optional(*found);
}

void LookUp::remember_duties(const Case& subject, std::vector<Duty> duties)
{
    duties_[subject.id] = std::move(duties);
}

}  // namespace beihui::acts

#pragma once

#include "base/civil.hpp"
#include "base/json.hpp"
#include "storage/stores.hpp"

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace beihui::acts
{

// What a rule may always ask of an employer: null when it is not known.
std::span<const std::string_view> employer_names();

// What a rule may always ask of an organisation, beside its rows and its parent.
std::span<const std::string_view> organisation_names();
// What a rule may always ask of a row of an organisation's rows form `placement` or `programmes`.
std::span<const std::string_view> organisation_row_names(std::string_view form);
// The rows as rules see them: every name there, personal values shown as filled in only.
json::array organisation_rows(std::string_view form, const json::array& rows);
// The parent of an organisation as rules see it, from what is known of it; {} of nothing.
json::object organisation_parent(const json::object& known);

// Reads registers (employers, organisations, people) for one act or one page: what a thing was on a
// day, as far as is known now or was known at a moment. Remembers what it read.
class LookUp
{
public:
    explicit LookUp(storage::ReadTxn& txn, std::optional<Instant> as_of = {})
        : txn_(txn), as_of_(as_of)
    {}

    // Takes a record that was read already, as it stands: for many at once.
    void remember(RegisterChange record);

    // The record as it stands, or stood; none when there is no such id.
    const RegisterChange* find(std::string_view kind, std::string_view id);

    // An attribute for facts: of an employer size, srdi (专精特新 certificate valid that day),
    // province, enterprise; of a person role (held that day); of an organisation kind, level,
    // province. Null when unknown.
    json::value attribute(
        std::string_view kind,
        std::string_view id,
        std::string_view attribute,
        Date day
    );

    // The school that the organisation of a case is, or belongs to; empty when it is in none.
    std::string school_of(const Case& subject);

    // The earliest day before `day` on which another case of the same school (else of the same
    // organisation) has to do with the employer, as far as is known now. None: no contact yet.
    std::optional<Date> first_contact(const Case& subject, std::string_view employer, Date day);

    // A duty of another case; none when the case has none by that key. `id` or the printed number.
    std::optional<Duty> duty(std::string_view id, std::string_view key);
    // The duties of another case as they will stand once what is being decided is written.
    void remember_duties(const Case& subject, std::vector<Duty> duties);

    // What rules and pages see of an employer, on a day.
    json::object employer(std::string_view id, Date day);
    // What rules see of a member of staff: id, and the post held on the day; null when not known.
    json::object person(std::string_view id, Date day);
    // What rules see of an organisation on a day: its name and its parent of that day, its placement
    // rates and programmes, and which department is in charge of graduate employment in its province.
    json::object organisation(std::string_view id, Date day);

private:
    json::object profile_and_rows(const RegisterChange& record, Date day);
    std::string parent_of(const RegisterChange& record, Date day);
    json::value employment_department(std::string_view id, Date day);

    storage::ReadTxn& txn_;
    std::optional<Instant> as_of_;
    std::map<std::string, std::optional<RegisterChange>, std::less<>> seen_;
    std::map<std::pair<std::string, Date>, std::string> parents_;
    std::map<std::string, std::vector<Duty>, std::less<>> duties_;  // by the id of the case
};

}  // namespace beihui::acts

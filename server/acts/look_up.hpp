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

// Reads registers (employers, organisations, people) for one act or one page: what a thing was on a
// day, as far as is known now or was known at a moment. Remembers what it read.
class LookUp
{
public:
    explicit LookUp(storage::ReadTxn& txn, std::optional<Instant> as_of = {})
        : txn_(txn), as_of_(as_of)
    {}

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

    // The earliest day before `day` on which another case of the same school (else of the same
    // organisation) has to do with the employer, as far as is known now. None: no contact yet.
    std::optional<Date> first_contact(const Case& subject, std::string_view employer, Date day);

    // What rules and pages see of an employer, on a day.
    json::object employer(std::string_view id, Date day);
    // What rules see of an organisation.
    json::object organisation(std::string_view id);

private:
    storage::ReadTxn& txn_;
    std::optional<Instant> as_of_;
    std::map<std::string, std::optional<RegisterChange>, std::less<>> seen_;
};

}  // namespace beihui::acts

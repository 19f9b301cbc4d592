#pragma once

#include "base/json.hpp"
#include "domain/entry.hpp"
#include "workflows/definition.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace beihui::acts
{

// The pseudonym of a graduate: the same number at the same school always gives the same key, and
// nobody without the master key can go from the key to the number or test a guess.
std::string person_key(
    std::string_view master_key,
    std::string_view school,
    std::string_view number
);

// Takes the personal values of one act out of what will be hashed: each is replaced by a reference
// with a salted commitment, and kept in `hidden` (provable-history: personal data).
class Hider
{
public:
    // `school`: within which a student number means one person.
    Hider(std::string tenant, std::string uid, std::string master_key, std::string school)
        : tenant_(std::move(tenant)),
          uid_(std::move(uid)),
          master_key_(std::move(master_key)),
          school_(std::move(school))
    {}

    // The pseudonym of the graduate with this number.
    std::string person(std::string_view number) const
    {
        return person_key(master_key_, school_, number);
    }

    // Hides the personal fields among `changed` of an object that was checked against `form`.
    // Values that are references already (they were stored before) stay as they are.
    void hide(const workflows::Form& form, std::string_view where, json::object& values);
    // Hides one text, such as a reason or a person's name.
    json::value hide_text(std::string_view name, std::string_view subject, std::string_view text);

    const std::vector<HiddenValue>& hidden() const { return hidden_; }

private:
    // The pseudonym of the graduate whom these values name; empty when they name none.
    std::string graduate_of(const workflows::Form& form, const json::object& values) const;
    json::object keep(std::string name, std::string subject, const json::value& value);

    std::string tenant_;
    std::string uid_;
    std::string master_key_;
    std::string school_;
    std::vector<HiddenValue> hidden_;
};

// Whether a value stands for a personal one: {"hidden": …}.
bool is_reference(const json::value& value);
// The person key of a stored graduate field, or empty.
std::string person_of(const json::value& value);
// A stored value as rules see it: a graduate as the person key, any other personal one only as
// filled in, so that no rule can read it.
json::value shown_to_rules(const json::value& value);

}  // namespace beihui::acts

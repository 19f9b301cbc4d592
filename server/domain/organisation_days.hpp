#pragma once

#include "base/json.hpp"
#include "domain/organisation.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace beihui
{

// The first day there is: what is said without a day holds from here on.
inline const Date beginning_of_days = Date::of(1900, 1, 1).value();

// What the register says about one organisation in the course of time.
struct OrganisationDays
{
    using Rows = std::vector<std::pair<Date, std::string>>;  // from that day on; ascending

    std::string id;
    std::string code;
    Rows names;
    Rows parents;                // "" from a day on: it stands below none
    std::optional<Date> begins;  // none: it has always been there
    std::optional<Date> ends;    // the first day on which it is no more
    std::string successor;       // into which it was merged; empty: none

    // From the data of its line in the register: profile (name, parent, valid_from), the rows of
    // `names` and `parents`, `merger` and `ending`.
    static OrganisationDays read(
        std::string_view id,
        std::string_view code,
        const json::object& data
    );

    bool exists_on(Date day) const { return (!begins || *begins <= day) && (!ends || day < *ends); }
    const std::string& name_on(Date day) const;
    const std::string& parent_on(Date day
    ) const;  // as it is written, whether that one exists or not
};

// The rows of a tree. Who stood below an organisation that was merged stands below its successor from
// that day on. Links hold from the beginning of days: a beginning hides an organisation from lists,
// but what is dated before it has to belong somewhere.
OrganisationRows rows_of(const std::vector<OrganisationDays>& organisations);

}  // namespace beihui

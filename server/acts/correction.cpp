#include "acts/correction.hpp"

#include <algorithm>

namespace beihui::acts
{
namespace
{

bool is_hidden(const json::value* side)
{
    return side && side->is_object() && side->as_object().contains("hidden");
}

// The standing of an item of readiness, which moves on from one to the next.
bool is_progress(std::string_view form, std::string_view field)
{
    return form == "items" && field == "state";
}

// A count at the door that goes up.
bool counts_on(const json::value& from, const json::value* to, std::string_view field)
{
    return field == "counted" && from.is_int64() && to && to->is_int64() &&
           to->as_int64() >= from.as_int64();
}

bool writes_over(std::string_view form, const json::value& changed, bool at_door)
{
    if (!changed.is_object())
        return false;
    return std::ranges::any_of(changed.as_object(), [&](const auto& field) {
        const json::value* const from = member(field.value(), "from");
        const json::value* const to = member(field.value(), "to");
        if (!from || from->is_null() || is_progress(form, field.key()))
            return false;
        if (at_door && counts_on(*from, to, field.key()))
            return false;
        return !(is_hidden(from) && is_hidden(to)) && (!to || *from != *to);
    });
}

}  // namespace

bool is_correction(const json::object& data)
{
    const std::string_view form = text_of(data, "form");
    const bool at_door = data.contains("door");
    if (const json::value* const changed = member(data, "changed");
        changed && writes_over(form, *changed, at_door))
        return true;
    if (const json::value* const removed = member(data, "removed");
        removed && removed->is_array() && !removed->as_array().empty())
        return true;
    const json::value* const written = member(data, "written");
    return written && written->is_array() &&
           std::ranges::any_of(written->as_array(), [&](const json::value& row) {
               const json::value* const changed = member(row, "changed");
               return changed && writes_over(form, *changed, at_door);
           });
}

}  // namespace beihui::acts

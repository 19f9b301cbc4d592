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

bool writes_over(std::string_view form, const json::value& changed)
{
    if (!changed.is_object())
        return false;
    return std::ranges::any_of(changed.as_object(), [&](const auto& field) {
        const json::value* const from = member(field.value(), "from");
        const json::value* const to = member(field.value(), "to");
        if (!from || from->is_null() || is_progress(form, field.key()))
            return false;
        return !(is_hidden(from) && is_hidden(to)) && (!to || *from != *to);
    });
}

}  // namespace

bool is_correction(const json::object& data)
{
    const std::string_view form = text_of(data, "form");
    if (const json::value* const changed = member(data, "changed");
        changed && writes_over(form, *changed))
        return true;
    if (const json::value* const removed = member(data, "removed");
        removed && removed->is_array() && !removed->as_array().empty())
        return true;
    const json::value* const written = member(data, "written");
    return written && written->is_array() &&
           std::ranges::any_of(written->as_array(), [&](const json::value& row) {
               const json::value* const changed = member(row, "changed");
               return changed && writes_over(form, *changed);
           });
}

}  // namespace beihui::acts

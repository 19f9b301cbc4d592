#include "acts/hide.hpp"

#include "history/commitment.hpp"

namespace beihui::acts
{

std::string person_key(
    std::string_view master_key,
    std::string_view school,
    std::string_view number
)
{
    const std::string bytes = "person\x1f" + std::string(school) + "\x1f" + std::string(number);
    return hex(hmac_sha256(master_key, bytes)).substr(0, 32);
}

bool is_reference(const json::value& value)
{
    return value.is_object() && value.as_object().contains("hidden");
}

std::string person_of(const json::value& value)
{
    return is_reference(value) ? std::string(text_of(value, "person")) : std::string();
}

json::value shown_to_rules(const json::value& value)
{
    if (!is_reference(value))
        return value;
    const std::string person = person_of(value);
    return json::value(person.empty() ? "（已填写）" : person);
}

json::object Hider::keep(std::string name, std::string subject, const json::value& value)
{
    auto [hidden, reference] = history::hide(uid_, tenant_, name, subject, value);
    hidden_.push_back(std::move(hidden));
    return std::move(reference);
}

void Hider::hide(const workflows::Form& form, std::string_view where, json::object& values)
{
    for (const workflows::Field& field : form.fields) {
        json::value* const value = values.if_contains(field.id);
        if (!field.personal || !value || value->is_null() || is_reference(*value))
            continue;
        const std::string name = std::string(where) + "." + field.id;
        if (field.type == workflows::FieldType::graduate) {
            const std::string key = person(text_of(values, field.id));
            json::object reference = keep(name, key, *value);
            reference["person"] = key;
            *value = std::move(reference);
        } else {
            // Whom a free text is about is not known: it has a key of its own, so that erasing it
            // erases nothing else.
            *value = keep(name, uid_ + "/" + name, *value);
        }
    }
}

json::value Hider::hide_text(std::string_view name, std::string_view subject, std::string_view text)
{
    return keep(std::string(name), std::string(subject), json::value(text));
}

}  // namespace beihui::acts

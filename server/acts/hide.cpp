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

std::string Hider::graduate_of(const workflows::Form& form, const json::object& values) const
{
    for (const workflows::Field& field : form.fields) {
        const json::value* const value = values.if_contains(field.id);
        if (field.type == workflows::FieldType::graduate && value && !value->is_null())
            return is_reference(*value) ? person_of(*value) : person(text_of(values, field.id));
    }
    return {};
}

void Hider::hide(const workflows::Form& form, std::string_view where, json::object& values)
{
    const std::string graduate = graduate_of(form, values);
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
            // A choice beside a graduate (a category of hardship) is about that graduate. Whom a free text
            // is about is not known: it has a key of its own, so that erasing it erases nothing else.
            const bool is_text = field.type == workflows::FieldType::text ||
                                 field.type == workflows::FieldType::note;
            const bool is_theirs = !graduate.empty() && !is_text;
            *value = keep(name, is_theirs ? graduate : uid_ + "/" + name, *value);
        }
    }
}

json::value Hider::hide_text(std::string_view name, std::string_view subject, std::string_view text)
{
    return keep(std::string(name), std::string(subject), json::value(text));
}

}  // namespace beihui::acts

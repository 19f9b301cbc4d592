#include "workflows/form_check.hpp"
#include "workflows/value_check.hpp"

namespace beihui::workflows
{
namespace
{

json::object words(const Words& words)
{
    return {{"zh", words.zh}, {"en", words.en}};
}

template <class T>
json::array texts(const T& list)
{
    json::array array;
    for (const std::string& text : list)
        array.emplace_back(text);
    return array;
}

json::value number(const std::optional<std::int64_t>& limit)
{
    return limit ? json::value(*limit) : json::value();
}

// Ids that the server gives: those of registers, documents, cases, and of packs.
json::object reference_schema()
{
    return {{"type", "string"}, {"pattern", "^[A-Za-z0-9._-]{1,64}$"}};
}

json::object list_schema(json::object items)
{
    return {
        {"type", "array"},
        {"items", std::move(items)},
        {"uniqueItems", true},
        {"maxItems", static_cast<std::int64_t>(most_values)},
    };
}

json::object integer_schema(const Field& field)
{
    json::object schema{{"type", "integer"}};
    if (field.min)
        schema["minimum"] = *field.min;
    if (field.max)
        schema["maximum"] = *field.max;
    return schema;
}

json::object value_schema(const Field& field)
{
    using enum FieldType;
    switch (field.type) {
    case text:
    case note:
        return {
            {"type", "string"},
            {"maxLength",
             field.max.value_or(field.type == note ? usual_note_length : usual_text_length)},
        };
    case choice:  return {{"type", "string"}, {"enum", texts(field.of)}};
    case choices: return list_schema({{"type", "string"}, {"enum", texts(field.of)}});
    case integer: return integer_schema(field);
    case boolean: return {{"type", "boolean"}};
    case date:
        return {{"type", "string"}, {"format", "date"}, {"pattern", "^\\d{4}-\\d{2}-\\d{2}$"}};
    case instant:
        return {
            {"type", "string"},
            {"pattern",
             "^\\d{4}-\\d{2}-\\d{2}[Tt]\\d{2}:\\d{2}(:\\d{2}(\\.\\d+)?)?([Zz]|[+-]\\d{2}:\\d{2})$"},
        };
    case graduate:
    case uscc:         return {{"type", "string"}, {"minLength", 1}};
    case documents:
    case people:
    case circulars:    return list_schema(reference_schema());
    case employer:
    case organisation:
    case person:
    case document:
    case case_ref:     return reference_schema();
    }
    return {};
}

// What may be sent for a field. A field that is not required may also be cleared.
json::object field_schema(const Field& field)
{
    json::object schema = value_schema(field);
    if (!field.required) {
        if (json::value* const values = schema.if_contains("enum"))
            values->as_array().emplace_back(nullptr);
        schema["type"] = json::array{schema["type"], "null"};
    }
    schema["title"] = field.label.zh;
    if (!field.hint.zh.empty())
        schema["description"] = field.hint.zh;
    if (field.fallback)
        schema["default"] = *field.fallback;
    return schema;
}

json::object to_json(const Field& field)
{
    json::array of;
    for (const std::string& value : field.of) {
        const auto zh = field.of_zh.find(value);
        const auto en = field.of_en.find(value);
        const Words label{
            zh == field.of_zh.end() ? value : zh->second,
            en == field.of_en.end() ? value : en->second
        };
        of.push_back(json::object{{"value", value}, {"label", words(label)}});
    }
    json::object shown{
        {"id", field.id},
        {"type", to_text(field.type)},
        {"label", words(field.label)},
        {"hint", words(field.hint)},
        {"required", field.required},
        {"personal", field.personal},
        {"of", std::move(of)},
        {"min", number(field.min)},
        {"max", number(field.max)},
        {"unit", field.unit ? sign_of(*field.unit) : std::string_view()},
        {"reopens", field.reopens},
        {"clause", field.clause},
    };
    if (field.fallback)
        shown["fallback"] = *field.fallback;
    return shown;
}

json::object to_json(const Form& form)
{
    json::array fields;
    for (const Field& field : form.fields)
        fields.push_back(to_json(field));
    return {
        {"id", form.id},   {"label", words(form.label)},  {"rows", form.rows},
        {"key", form.key}, {"fields", std::move(fields)}, {"schema", json_schema(form)},
    };
}

json::object to_json(const Stage& stage)
{
    return {
        {"id", stage.id},
        {"label", words(stage.label)},
        {"final", stage.final},
        {"side", stage.side}
    };
}

json::object to_json(const Act& act)
{
    std::vector<std::string> by = act.by;
    by.insert(by.end(), act.by_own.begin(), act.by_own.end());
    json::object shown{
        {"id", act.id},
        {"label", words(act.label)},
        {"from", texts(act.from)},
        {"to", act.to},
        {"by", texts(by)},
        {"form", act.form},
        {"needs", act.needs},
        {"reason_required", act.reason_required},
        {"shows_due_times", act.shows_due_times},
        {"upload", act.upload},
    };
    if (act.level != LevelStep::none)
        shown["level"] = to_text(act.level);
    if (act.does != Does::ordinary)
        shown["does"] = to_text(act.does);
    return shown;
}

template <class T>
json::array list_json(const std::vector<T>& list)
{
    json::array array;
    for (const T& part : list)
        array.push_back(to_json(part));
    return array;
}

}  // namespace

json::object json_schema(const Form& form)
{
    json::object properties;
    json::array required;
    for (const Field& field : form.fields) {
        properties[field.id] = field_schema(field);
        if (field.required && !field.fallback)
            required.emplace_back(field.id);
    }
    if (form.rows)
        properties["key"] = json::object{{"type", "string"}};
    return {
        {"$schema", "https://json-schema.org/draft/2020-12/schema"},
        {"title", form.label.zh},
        {"type", "object"},
        {"properties", std::move(properties)},
        {"required", std::move(required)},
        {"additionalProperties", false},
    };
}

json::object to_json(const Workflow& workflow)
{
    json::object shown{
        {"id", workflow.id},
        {"revision", workflow.revision},
        {"title", words(workflow.title)},
        {"starts_at", workflow.starts_at},
        {"stages", list_json(workflow.stages)},
        {"forms", list_json(workflow.forms)},
        {"acts", list_json(workflow.acts)},
        {"common_forms", list_json(workflow.common_forms)},
        {"common_acts", list_json(workflow.common_acts)},
    };
    if (!workflow.register_kind.empty())
        shown["register"] = workflow.register_kind;
    return shown;
}

}  // namespace beihui::workflows

#include "workflows/given_types.hpp"

namespace beihui::workflows
{

Gives gives_of(FieldType type)
{
    using enum FieldType;
    switch (type) {
    case text:
    case choice:
    case uscc:
    case organisation:
    case case_ref:     return Gives::text;
    case integer:      return Gives::integer;
    case boolean:      return Gives::boolean;
    case date:         return Gives::date;
    case instant:      return Gives::instant;
    case employer:     return Gives::employer;
    case graduate:     return Gives::graduate;
    case person:       return Gives::person;
    case choices:      return Gives::texts;
    case note:
    case document:
    case documents:
    case circulars:
    case people:       return Gives::other;
    }
    return Gives::other;
}

Gives gives_of(const json::value& constant)
{
    if (constant.is_bool())
        return Gives::boolean;
    return constant.is_int64() ? Gives::integer : Gives::text;
}

bool fits(AttributeType wanted, Gives given)
{
    switch (wanted) {
    case AttributeType::text:
        return given == Gives::text || given == Gives::texts || given == Gives::employer ||
               given == Gives::person;
    case AttributeType::boolean: return given == Gives::boolean;
    case AttributeType::integer: return given == Gives::integer;
    case AttributeType::date:    return given == Gives::date;
    }
    return false;
}

Words words_of(AttributeType type)
{
    switch (type) {
    case AttributeType::text:    return {"文字", "text"};
    case AttributeType::boolean: return {"是或否", "true or false"};
    case AttributeType::integer: return {"整数", "an integer"};
    case AttributeType::date:    return {"日期", "a date"};
    }
    return {};
}

}  // namespace beihui::workflows

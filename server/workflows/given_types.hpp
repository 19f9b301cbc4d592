#pragma once

#include "base/json.hpp"
#include "domain/fact.hpp"
#include "workflows/definition.hpp"

namespace beihui::workflows
{

// What a source gives, as far as the file tells.
enum class Gives
{
    unknown,  // looked up elsewhere, or reported already
    text,
    texts,  // several choices; as one text with 、 between them
    boolean,
    integer,
    date,
    instant,
    employer,
    graduate,
    person,
    other,
};

Gives gives_of(FieldType type);
Gives gives_of(const json::value& constant);
// Whether an attribute of a fact can be filled from it.
bool fits(AttributeType wanted, Gives given);
Words words_of(AttributeType type);

}  // namespace beihui::workflows

#pragma once

#include "base/json.hpp"
#include "domain/measure.hpp"

#include <optional>
#include <string>

namespace beihui::storage
{

// A question that a kept number answers: what makes the number another one stands in it, and nothing
// else does.
struct KeptQuestion
{
    Measure measure;
    CountAsked asked;  // with the paths of its subtree, as in_tree() sets them

    // Canonical: equal texts are equal questions.
    std::string text() const;
    // None when it was written by a program that asked otherwise.
    static std::optional<KeptQuestion> read(std::string_view text);
};

// Whether numbers of the kind are kept: those of an organisation as things stand, without `by`, whose
// facts can be found by what makes them the same.
bool can_keep(const Measure& measure, const CountAsked& asked);

}  // namespace beihui::storage

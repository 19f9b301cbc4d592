#pragma once

// Who had to file something and who did: complete is one thing, in time another, and what is missing
// is not late.

#include "accounts/actor.hpp"
#include "acts/context.hpp"
#include "acts/submit_act.hpp"
#include "storage/stores.hpp"

#include <optional>
#include <string>

namespace beihui::acts
{

struct CompletenessAsked
{
    std::string circular;        // pack id
    std::string form;            // as the duty names it: "2026.annex1"
    std::optional<Date> period;  // last day of what is reported; none: all
    std::string note;            // said along with a reminder; may be empty
};

// Schema Completeness of docs/openapi.yaml: the whole, each organisation directly below the one who
// asks with its own below it, and what is missing, at most `most` of it.
json::object completeness_page(
    const Context& context,
    storage::ReadTxn& txn,
    const accounts::Actor& actor,
    const CompletenessAsked& asked,
    std::size_t most
);

// Reminds (催办) of everything that is missing, case by case; at most `most` of them. Blocks.
// Answers {"items": [{"number", "duty", "organisation", "done", "detail"}], "left"}.
json::object remind_missing(
    const Context& context,
    const accounts::Actor& actor,
    const CompletenessAsked& asked,
    const Once& once,
    std::size_t most
);

}  // namespace beihui::acts

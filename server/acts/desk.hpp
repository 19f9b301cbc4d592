#pragma once

#include "acts/case_state.hpp"

#include <optional>
#include <string>

namespace beihui::acts
{

// In whose hands a case is: who claimed it, or was handed it.
struct InHand
{
    std::string person;  // actor key
    Instant since;
};

std::optional<InHand> in_hand(const Case& subject);
void put_in_hand(Case& subject, const InHand& hand);
void clear_desk(Case& subject);

}  // namespace beihui::acts

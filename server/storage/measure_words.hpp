#pragma once

// Why a fact was left out, in a sentence: used by measure_store.cpp only.

#include "domain/fact.hpp"
#include "domain/measure.hpp"
#include "storage/measure_sql.hpp"

namespace beihui::storage
{

// Why this fact failed this step: “未到会”, “企业规模为大型，不在中型、小型、微型之内”.
Words why_left_out(
    const Measure& measure,
    const CountAsked& asked,
    const MeasureStep& step,
    const Fact& fact
);
// Why a fact that meets every condition adds nothing: it repeats one counted already.
Words why_repeat(const Measure& measure);

}  // namespace beihui::storage

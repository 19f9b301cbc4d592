#pragma once

// Why a fact was left out, in a sentence: used with measure_store.cpp.

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
// What a column counts, in a sentence: “到会记录，须已举办、进校招聘……；同一活动、企业只计一次”.
Words formula_of(const Measure& measure);
// Why a fact that meets every condition adds nothing: it repeats one counted already.
Words why_repeat(const Measure& measure);

}  // namespace beihui::storage

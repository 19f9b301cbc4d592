#pragma once

// The single checks of lint.cpp.

#include "rules/interpreter.hpp"
#include "rules/pack.hpp"

#include <string_view>
#include <vector>

namespace beihui::rules
{

struct Findings
{
    std::vector<Fault> errors;
    std::vector<Fault> warnings;
};

Fault fault_at(std::string_view place, std::string_view code, Words detail, Words way_out);

// Clock times without quotes, which YAML 1.1 readers take for numbers.
void check_texts(const Pack& pack, Findings& findings);
// Quotes, owners and items of clauses.
void check_clauses(const Pack& pack, Findings& findings);
// Authors and reviewers.
void check_manifest(const Pack& pack, Findings& findings);
// Clauses that are left to rules and cited by none.
void check_citations(const Pack& pack, const Interpreter& interpreter, Findings& findings);
// Parameters that nothing reads and readings that affect nothing.
void check_use(const Pack& pack, const Interpreter& interpreter, Findings& findings);

// Whether a rule or a table check cites the clause, for itself or for one of its outputs.
bool is_cited(const Pack& pack, const Interpreter& interpreter, std::string_view clause);

}  // namespace beihui::rules

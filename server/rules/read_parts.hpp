#pragma once

// Readers of the single files of a pack; read_pack.cpp calls them in order.

#include "base/yaml.hpp"
#include "rules/pack.hpp"

#include <functional>

namespace beihui::rules
{

// Bytes of another file of the pack, by its path in the pack.
using OtherFile = std::function<const std::string*(std::string_view path)>;

Words read_words(const Yaml& node, Faults& faults, std::string_view what);
Date read_date(const Yaml& node, Faults& faults, std::string_view what);

void read_manifest(const Yaml& node, Pack& pack, Faults& faults);
void read_clauses(const Yaml& node, Pack& pack, Faults& faults);
void read_interpretations(const Yaml& node, Pack& pack, Faults& faults);
void read_parameters(
    const Yaml& node,
    const OtherFile& other,
    std::string_view shown_folder,
    Pack& pack,
    Faults& faults
);
void read_table(const Yaml& node, Pack& pack, Faults& faults);

// Checks what one file says against another: clauses and readings that are named must exist.
void check_references(const Pack& pack, std::string_view shown_folder, Faults& faults);

}  // namespace beihui::rules

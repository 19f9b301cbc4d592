#pragma once

// Readers of the single files of a pack; read_pack.cpp calls them in order.

#include "base/yaml.hpp"
#include "rules/pack.hpp"

#include <functional>

namespace beihui::rules
{

// Bytes of another file of the pack, by its path in the pack.
using OtherFile = std::function<const std::string*(std::string_view path)>;

// Members that may be left out or null; then empty.
std::string optional_text(const Yaml& map, std::string_view key, Faults& faults);
std::vector<std::string> optional_texts(const Yaml& map, std::string_view key, Faults& faults);
Words optional_words(const Yaml& map, std::string_view key, Faults& faults);

// The members of a map whose keys are the author's own, the items of a list: each reports a node of
// another type, and is then empty.
const std::vector<std::pair<Yaml, Yaml>>& members_of(
    const Yaml& node,
    Faults& faults,
    std::string_view what
);
const std::vector<Yaml>& items_of(const Yaml& node, Faults& faults, std::string_view what);

// Reports a text that is none of `known`, with the nearest right one.
void check_one_of(
    const Yaml& node,
    const std::vector<std::string>& known,
    Faults& faults,
    std::string_view what
);
// "是不是 x？", or the whole list when nothing is near.
Words nearest_way_out(std::string_view typed, const std::vector<std::string>& known);

Words read_words(const Yaml& node, Faults& faults, std::string_view what);
Date read_date(const Yaml& node, Faults& faults, std::string_view what);

void read_manifest(const Yaml& node, const OtherFile& other, Pack& pack, Faults& faults);
// extends, scope and amends of a manifest; overrides.yaml.
void read_extension(const Yaml& manifest, Pack& pack, Faults& faults);
void read_overrides(
    const Yaml& node,
    const OtherFile& other,
    std::string_view shown_folder,
    Pack& pack,
    Faults& faults
);
// The dated values of a parameter, ascending; reports when there is none.
std::vector<ParameterValue> read_values(
    const Yaml& key,
    const Yaml& values,
    const OtherFile& other,
    std::string_view shown_folder,
    Faults& faults
);
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
void check_references(const Pack& pack, Faults& faults);

// Where the literal `words` (between quotes) stands in a Lua file at or after `line`:
// "rules/x/rules/a.lua:9:24"; `file` as in messages. Empty when it does not stand there.
std::string place_of_literal(
    const Pack& pack,
    std::string_view file,
    int line,
    std::string_view words
);

}  // namespace beihui::rules

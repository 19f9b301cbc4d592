#pragma once

#include "base/yaml.hpp"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace beihui::rules
{

struct YamlBlock;

// A member of a map or an item of a list, as written over one or more lines.
struct YamlEntry
{
    std::vector<std::string> lead;  // lines above it: comments, "" for a blank line
    std::string key;                // of a member
    std::string key_text;           // the same as written, quotes included
    std::string value;              // its first line; empty when a block or nothing follows
    std::vector<std::string> rest;  // its other lines, with their blanks in front
    std::size_t column = 0;         // blanks in front of the entry itself
    std::string comment;            // at the end of the line
    std::shared_ptr<YamlBlock> block;
};

// A map or list that is written with indentation, not with brackets.
struct YamlBlock
{
    bool is_list = false;
    std::vector<YamlEntry> entries;
};

// A file cut into its entries with every comment. `head` stands above a blank line at the top,
// `tail` behind the last entry.
struct YamlBlocks
{
    bool good = false;
    Place error_place;  // what is not understood, when not good
    std::vector<std::string> head;
    YamlBlock block;
    std::vector<std::string> tail;

    explicit operator bool() const { return good; }
};

// Cuts the bytes that `node` was read from.
YamlBlocks read_block(const Yaml& node, std::string_view source);

}  // namespace beihui::rules

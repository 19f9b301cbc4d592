#pragma once

#include "acts/organisation_sheet.hpp"
#include "acts/submit_act.hpp"

#include <chrono>
#include <functional>

namespace beihui::acts
{

struct ImportAsked
{
    std::string reason;    // of every act
    bool preview = false;  // find out what it would do, and write nothing
    Once once;             // empty for the command line and a preview
    // Told now and then how many rows are done; may be empty.
    std::function<void(std::size_t done, std::size_t all)> progress = {};
};

struct ImportDone
{
    std::size_t rows = 0;
    std::size_t created = 0;
    std::size_t changed = 0;
    std::size_t unchanged = 0;
    std::size_t acts = 0;  // entries written: a row may be renamed and moved
    bool preview = false;
    bool replayed = false;  // the answer of an earlier, equal request

    json::object to_json() const;
};

// Brings the tree to what a list says, each row by the acts that a person would do: register, edit,
// rename, move, merge or end. The code is the key; a cell that is empty leaves things as they are. All
// in one transaction: one row that is refused, and nothing is written.
// Refuses: invalid_input, "import_faults", with a fault for each cell, at most 200; what put_answer
// refuses.
Result<ImportDone> import_organisations(
    const Context& context,
    const accounts::Actor& actor,
    const plugin::Sheet& sheet,
    const ImportAsked& asked
);

}  // namespace beihui::acts

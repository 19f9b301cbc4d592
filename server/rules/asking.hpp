#pragma once

// One question on its way through the packs of a case.

#include "rules/loaded_pack.hpp"
#include "rules/memo.hpp"
#include "rules/world.hpp"

#include <optional>
#include <vector>

namespace beihui::rules
{

// What the rules that are asked for one question share.
struct Asking
{
    const Question& question;
    CalendarView calendar;
    std::vector<const Pack*> bound = {};
    std::optional<json::value> context = {};  // behind ctx; made for the first rule that is run
    Decision decision = {};
    std::vector<std::string>* traces = nullptr;  // canonical JSON of each rule; null: none are made
    Memo* memo = nullptr;
    std::vector<PackRuns>* noted = nullptr;
    const Answered* before = nullptr;
    std::size_t run = 0;
    std::size_t taken = 0;

    // What the pack was asked before; null when it was not.
    const PackRuns* runs_of(const Pack& pack) const
    {
        if (before)
            for (const PackRuns& runs : before->packs)
                if (runs.print->pack->id == pack.id)
                    return &runs;
        return nullptr;
    }
};

// Asks every rule of a pack that concerns the question, in the order of their ids: runs it, or takes
// over what it answered before when that cannot be anything else now.
void ask_pack(const LoadedPack& loaded, Asking& asking);

}  // namespace beihui::rules

#pragma once

#include "base/yaml.hpp"
#include "domain/case.hpp"
#include "workflows/definition.hpp"

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace beihui::workflows
{

// Reads one workflow, strictly: unknown key, wrong type, unreachable stage, stage that cannot be
// left and is not final, act nobody may do, missing Chinese label, a fact kind or attribute that
// does not exist, a reference to a form or field that does not exist.
// Refuses (invalid_input) with every fault as file:line:column and what to do.
Result<Workflow> read_workflow(std::string_view shown_as, std::string_view text);

// What one pack adds to workflows: the text of its steps.yaml.
struct Steps
{
    std::string pack;       // "2026-youqi"
    std::string shown_as;   // "rules/2026-youqi/steps.yaml"
    std::string text;       // empty: it adds nothing
    std::string hash = {};  // of the revision; empty: there is but one
    bool live = true;       // false: only cases that are pinned to it get them
};

// Every workflow, with and without what packs add. Immutable and safe for many threads.
class Library
{
public:
    // Reads every *.yaml of `folder` (common.yaml for all of them) and the steps of the packs. Steps of a revision that is not live
    // and that no longer fit are left out: with_packs gives nothing for cases pinned to it.
    static Result<std::shared_ptr<const Library>> load(
        const std::filesystem::path& folder,
        const std::vector<Steps>& steps
    );
    virtual ~Library() = default;

    // The same workflows, as they were read, with the steps of other packs.
    virtual Result<std::shared_ptr<const Library>> with_steps(const std::vector<Steps>& steps
    ) const = 0;

    virtual const std::vector<Workflow>& all() const = 0;         // without additions
    virtual const Workflow* find(std::string_view id) const = 0;  // without additions
    // With what these revisions of packs add, in the order of pack id; a pin without a hash asks for
    // the live revision. Null: no such workflow, or the additions of a pin do not fit it any more.
    virtual std::shared_ptr<const Workflow> with_packs(
        std::string_view id,
        const std::vector<PackPin>& packs
    ) const = 0;
    // An act that every workflow has, by common.yaml; null when there is none by that id.
    virtual const Act* common_act(std::string_view id) const = 0;
    virtual const std::string& text_of(std::string_view id) const = 0;  // the file's bytes
};

}  // namespace beihui::workflows

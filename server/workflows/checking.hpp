#pragma once

#include "workflows/draft.hpp"

#include <string>
#include <string_view>

namespace beihui::workflows
{

// What the checks of a workflow share: finding what a name stands for, and telling what does not fit.
class Checking
{
public:
    Checking(const Draft& draft, Faults& faults)
        : draft_(draft), workflow_(draft.workflow), faults_(faults)
    {}

protected:
    bool known_stage(const std::string& path, const std::string& stage)
    {
        if (workflow_.stage(stage))
            return true;
        add_unknown(
            faults_, draft_.at(path), fault::unknown_stage, stage_word, stage, stage_ids(workflow_)
        );
        return false;
    }

    void misfit(
        const std::string& path,
        std::string_view code,
        const Words& detail,
        const Words& way_out
    )
    {
        add_fault(faults_, draft_.at(path), code, detail, way_out);
    }

    const Form* known_form(const std::string& path, const std::string& id)
    {
        const Form* const form = workflow_.form(id);
        if (!form && !id.empty())
            add_unknown(
                faults_, draft_.at(path), fault::unknown_form, form_word, id, form_ids(workflow_)
            );
        return form;
    }

    const Draft& draft_;
    const Workflow& workflow_;
    Faults& faults_;
};

}  // namespace beihui::workflows

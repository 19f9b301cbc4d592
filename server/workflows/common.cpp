#include "workflows/draft.hpp"

#include <algorithm>

namespace beihui::workflows
{
namespace
{

// What each of the common acts must take: the engine reads these fields.
struct Wanted
{
    Does does;
    std::vector<std::pair<std::string_view, FieldType>> fields;
    bool rows = false;
};

const std::vector<Wanted>& wanted_forms()
{
    using enum FieldType;
    static const std::vector<Wanted> wanted = {
        {Does::comment, {{"text", note}, {"mentions", people}, {"at", instant}}, true},
        {Does::claim, {}},
        {Does::give_back, {}},
        {Does::hand_over, {{"to", person}}},
        {Does::remind, {{"to", person}, {"duty", text}, {"requirement", text}}},
    };
    return wanted;
}

bool changes_nothing_else(const Act& act)
{
    return !act.upload && act.duty.empty() && act.clears.empty() && act.needs.empty() &&
           act.not_by.empty() && act.not_author_of.empty() && act.tells.empty() &&
           act.hands_over.empty() && act.level == LevelStep::none && !act.voids_facts &&
           !act.closes_duties;
}

void check_common_act(const Draft& draft, const Act& act, Faults& faults)
{
    const std::string path = "acts/" + act.id;
    const auto wanted = std::ranges::find(wanted_forms(), act.does, &Wanted::does);
    if (wanted == wanted_forms().end())
        return add_fault(
            faults, draft.at(path), fault::does_not_fit,
            {"common.yaml 的操作须写明 does", "an act of common.yaml says what it does"},
            {"写 does: comment、claim、give_back、hand_over 或 remind",
             "write does: comment, claim, give_back, hand_over or remind"}
        );
    const Form* const form = draft.workflow.form(act.form);
    bool fits = wanted->fields.empty() ? act.form.empty() : form && form->rows == wanted->rows;
    std::string names;
    for (const auto& [name, type] : wanted->fields) {
        const Field* const field = form ? form->find(name) : nullptr;
        fits = fits && field && field->type == type;
        names +=
            (names.empty() ? "" : ", ") + std::string(name) + ": " + std::string(to_text(type));
    }
    if (!fits)
        add_fault(
            faults, draft.at(path), fault::does_not_fit,
            {"“" + act.id + "”须带的字段：" + (names.empty() ? "不带表单" : names),
             "\"" + act.id + "\" takes " + (names.empty() ? "no form" : names)},
            {wanted->rows ? "用含这些字段的多行表单" : "用含这些字段的一般表单，或不写 form",
             wanted->rows ? "use a form with rows and these fields"
                          : "use a form without rows and with these fields, or none"}
        );
    if (!changes_nothing_else(act))
        add_fault(
            faults, draft.at(path), fault::does_not_fit,
            {"公共操作不能改变案卷的内容、阶段或应报事项",
             "a common act changes neither the content nor the stage nor the duties of a case"},
            {"只写 does、form、by、of_others、reason 和 label",
             "keep does, form, by, of_others, reason and label"}
        );
}

}  // namespace

Draft read_common(const Yaml& root, Faults& faults)
{
    Draft draft;
    draft.put("", root.place());
    root.only({"forms", "acts"}, faults);
    if (!root.is_map())
        return draft;
    const Reading reading{draft, faults, {}};
    read_forms(root.need("forms", faults), reading);
    read_acts(root.need("acts", faults), reading);
    Workflow& workflow = draft.workflow;
    workflow.id = "common";
    // Checked as what they become: acts within a stage, here of a workflow of two.
    workflow.starts_at = "open";
    Stage open{"open", {"办理", "Open"}};
    Stage closed{"closed", {"办结", "Closed"}};
    closed.final = true;
    workflow.stages = {open, closed};
    const std::size_t own = workflow.acts.size();
    for (Act& act : workflow.acts) {
        act.from = {"open"};
        act.to = "same";
    }
    Act begins;
    begins.id = "begins";
    begins.to = "open";
    begins.by = {"administrator"};
    Act ends = begins;
    ends.id = "ends";
    ends.from = {"open"};
    ends.to = "closed";
    workflow.acts.push_back(begins);
    workflow.acts.push_back(ends);
    check_whole(draft, faults);
    workflow.acts.resize(own);
    for (const Act& act : workflow.acts)
        check_common_act(draft, act, faults);
    for (const std::string& form : unused_forms(workflow))
        add_fault(
            faults, draft.at("forms/" + form), fault::unused_form,
            {"没有操作用到表单“" + form + "”", "no act takes the form \"" + form + "\""},
            {"写一个 form: " + form + " 的操作，或删去此表单",
             "write an act with form: " + form + ", or remove the form"}
        );
    return draft;
}

void attach_common(const Draft& common, Workflow& workflow)
{
    workflow.common_forms = common.workflow.forms;
    workflow.common_acts = common.workflow.acts;
    std::vector<std::string> stages;
    for (const Stage& stage : workflow.stages)
        if (!stage.final)
            stages.push_back(stage.id);
    for (Act& act : workflow.common_acts)
        act.from = stages;
}

void check_apart(const Draft& draft, const Draft& common, Faults& faults)
{
    const auto twice = [&](const std::string& path, const std::string& id) {
        add_fault(
            faults, draft.at(path), fault::stands_twice,
            {"“" + id + "”是 common.yaml 里各流程共有的",
             "\"" + id + "\" is common to all workflows, in common.yaml"},
            {"换一个代号", "choose another id"}
        );
    };
    for (const Form& form : draft.workflow.forms)
        if (common.workflow.form(form.id))
            twice("forms/" + form.id, form.id);
    for (const Act& act : draft.workflow.acts) {
        if (common.workflow.act(act.id))
            twice("acts/" + act.id, act.id);
        if (act.does != Does::ordinary || !act.of_others.empty())
            add_fault(
                faults, draft.at("acts/" + act.id + "/does"), fault::does_not_fit,
                {"does 和 of_others 只用于 common.yaml", "does and of_others are for common.yaml"},
                {"删去它们", "remove them"}
            );
    }
}

}  // namespace beihui::workflows

#include "workflows/checking.hpp"

#include <algorithm>
#include <set>

namespace beihui::workflows
{
namespace
{

// The checks of one workflow as a whole.
class WholeCheck : private Checking
{
public:
    using Checking::Checking;

    void run()
    {
        for (const Form& form : workflow_.forms)
            check_reopens(form);
        check_beginning();
        check_stages();
        check_names();
        check_levels();
    }

private:
    void check_reopens(const Form& form)
    {
        for (const Field& field : form.fields) {
            const std::string path = "forms/" + form.id + "/" + field.id + "/reopens";
            if (field.reopens.empty() || !known_stage(path, field.reopens))
                continue;
            const Stage& stage = *workflow_.stage(field.reopens);
            if (stage.side || stage.final)
                misfit(
                    path, fault::does_not_fit,
                    {"改动不能退回到“" + stage.id + "”",
                     "a change cannot return the case to \"" + stage.id + "\""},
                    {"写主线上未结束的阶段", "name a stage on the line that is not final"}
                );
        }
    }

    void check_levels()
    {
        const Levels& levels = workflow_.levels;
        if (levels.from.empty() || !known_stage("levels/from", levels.from))
            return;
        for (const LevelStep step : {LevelStep::accept, LevelStep::send_back, LevelStep::undo})
            if (std::ranges::find(workflow_.acts, step, &Act::level) == workflow_.acts.end())
                misfit(
                    "levels", fault::does_not_fit,
                    {"没有 level: " + std::string(to_text(step)) + " 的操作",
                     "no act says level: " + std::string(to_text(step))},
                    {"accept、return、undo 各写一个操作",
                     "write an act for each of accept, return and undo"}
                );
        check_named("levels/ledger", levels.ledger, {FieldType::case_ref}, false);
        check_named("levels/duty", levels.duty, {FieldType::text}, false);
    }

    void check_beginning()
    {
        if (!workflow_.starts_at.empty() && known_stage("starts_at", workflow_.starts_at) &&
            !workflow_.opening())
            misfit(
                "acts", fault::no_opening, {"没有新建案卷的操作", "no act opens a case"},
                {"写一个没有 from 的操作", "write an act without from"}
            );
        const auto begins = [&](const Act& act) {
            return act.from.empty() && act.to == workflow_.starts_at;
        };
        if (workflow_.stage(workflow_.starts_at) && workflow_.opening() &&
            std::ranges::none_of(workflow_.acts, begins))
            misfit(
                "starts_at", fault::no_opening,
                {"没有一个新建操作通向“" + workflow_.starts_at + "”",
                 "no opening act leads to \"" + workflow_.starts_at + "\""},
                {"改正 starts_at，或改正该操作的 to", "correct starts_at, or to of that act"}
            );
    }

    std::set<std::string> reached() const
    {
        std::set<std::string> seen;
        for (bool grows = true; grows;) {
            grows = false;
            for (const Act& act : workflow_.acts) {
                const bool open =
                    act.from.empty() || std::ranges::any_of(act.from, [&](const auto& from) {
                        return seen.contains(from);
                    });
                if (open && workflow_.stage(act.to))
                    grows = seen.insert(act.to).second || grows;
            }
        }
        return seen;
    }

    void check_stages()
    {
        const std::set<std::string> seen = reached();
        for (const Stage& stage : workflow_.stages) {
            const std::string path = "stages/" + stage.id;
            if (!seen.contains(stage.id))
                misfit(
                    path, fault::unreachable,
                    {"阶段“" + stage.id + "”走不到",
                     "the stage \"" + stage.id + "\" cannot be reached"},
                    {"写一个 to: " + stage.id + " 的操作，其 from 是走得到的阶段；或删去此阶段",
                     "write an act with to: " + stage.id +
                         " from a stage that can be reached, or remove it"}
                );
            const bool leaves = std::ranges::any_of(workflow_.acts, [&](const Act& act) {
                return act.to != "same" && act.to != stage.id &&
                       std::ranges::find(act.from, stage.id) != act.from.end();
            });
            if (!stage.final && !leaves)
                misfit(
                    path, fault::no_way_out,
                    {"阶段“" + stage.id + "”进去就出不来",
                     "the stage \"" + stage.id + "\" cannot be left"},
                    {"写一个从它出发的操作，或写 final: true",
                     "write an act that leaves it, or final: true"}
                );
        }
    }

    // What title_from, starts_from and the like point to.
    const Field* named_field(const std::string& key, const std::string& path)
    {
        const auto dot = path.find('.');
        const Form* const form = workflow_.form(path.substr(0, dot));
        const std::string name = dot == std::string::npos ? std::string() : path.substr(dot + 1);
        if (!form || form->rows) {
            std::vector<std::string> known;
            for (const Form& candidate : workflow_.forms)
                if (!candidate.rows)
                    known.push_back(candidate.id);
            add_unknown(
                faults_, draft_.at(key), fault::unknown_form, {"一般表单", "form without rows"},
                path.substr(0, dot), known
            );
            return nullptr;
        }
        const Field* const field = form->find(name);
        if (!field)
            add_unknown(
                faults_, draft_.at(key), fault::unknown_field, field_word, name, field_ids(*form)
            );
        return draft_.untyped.contains("forms/" + form->id + "/" + name) ? nullptr : field;
    }

    void check_named(
        const std::string& key,
        const std::string& path,
        const std::vector<FieldType>& types,
        bool may_be_personal
    )
    {
        const Field* const field = path.empty() ? nullptr : named_field(key, path);
        if (!field || ((may_be_personal || !field->personal) &&
                       std::ranges::find(types, field->type) != types.end()))
            return;
        std::string names;
        for (const FieldType type : types)
            names += (names.empty() ? "" : ", ") + std::string(to_text(type));
        misfit(
            key, fault::wrong_field,
            {key + " 所指的字段类型不合适或含个人信息",
             key + " names a field of another type, or a personal one"},
            {"可用的类型：" + names + "；并写 personal: false",
             "types that fit: " + names + "; with personal: false"}
        );
    }

    void check_names()
    {
        using enum FieldType;
        check_named("title_from", workflow_.title_from, {text}, false);
        check_named("starts_from", workflow_.starts_from, {date, instant}, false);
        check_named("ends_from", workflow_.ends_from, {date, instant}, false);
        for (const auto& [name, path] : workflow_.register_fields)
            check_named("register/" + name, path, {text, uscc}, true);
    }
};

}  // namespace

void check_whole(const Draft& draft, Faults& faults)
{
    check_acts(draft, faults);
    WholeCheck(draft, faults).run();
    check_also(draft, faults);
    check_facts(draft, faults);
}

std::vector<std::string> unused_forms(const Workflow& workflow)
{
    std::vector<std::string> unused;
    for (const Form& form : workflow.forms)
        if (std::ranges::find(workflow.acts, form.id, &Act::form) == workflow.acts.end())
            unused.push_back(form.id);
    return unused;
}

}  // namespace beihui::workflows

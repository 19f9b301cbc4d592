// What acts do beyond their own case, and for departments in cases of their own.
#include "domain/role.hpp"
#include "workflows/draft.hpp"

#include <algorithm>

namespace beihui::workflows
{
namespace
{

// Sources of a row that are no field.
const std::vector<std::string> other_sources = {"case.number", "today", "none"};

class AlsoCheck
{
public:
    AlsoCheck(const Draft& draft, Faults& faults) : draft_(draft), faults_(faults) {}

    void run()
    {
        for (const Act& act : draft_.workflow.acts) {
            check_by_own(act);
            if (act.also.is_set())
                check(act.also, "acts/" + act.id + "/also");
        }
    }

private:
    // Only departments have a kind of organisation of their own.
    void check_by_own(const Act& act)
    {
        for (const std::string& role : act.by_own)
            if (std::ranges::find(department_roles(), role) == department_roles().end())
                add_unknown(
                    faults_, draft_.at("acts/" + act.id + "/by_own"), fault::unknown_role,
                    {"部门角色", "role of a department"}, role, department_roles()
                );
    }

    // The field "<form>.<field>" of a form without rows; a fault when there is none.
    const Field* field_at(const std::string& path, const std::string& place)
    {
        const auto dot = path.find('.');
        const Form* const form = draft_.workflow.form(path.substr(0, dot));
        if (!form || form->rows) {
            std::vector<std::string> known;
            for (const Form& each : draft_.workflow.forms)
                if (!each.rows)
                    known.push_back(each.id);
            add_unknown(
                faults_, draft_.at(place), fault::unknown_form, {"一般表单", "form without rows"},
                path.substr(0, dot), known
            );
            return nullptr;
        }
        const std::string name = dot == std::string::npos ? std::string() : path.substr(dot + 1);
        const Field* const field = form->find(name);
        if (!field)
            add_unknown(
                faults_, draft_.at(place), fault::unknown_field, {"字段", "field"}, name,
                field_ids(*form)
            );
        return field;
    }

    void check(const AlsoDone& also, const std::string& path)
    {
        const Field* const in = field_at(also.in, path + "/in");
        if (in && in->type != FieldType::case_ref)
            add_fault(
                faults_, draft_.at(path + "/in"), fault::wrong_field,
                {"in 应是指向另一案卷的字段", "in must be a field that names another case"},
                {"写 type: case_ref 的字段", "name a field of type case_ref"}
            );
        for (const auto& [name, source] : also.row) {
            if (std::ranges::find(other_sources, source) != other_sources.end())
                continue;
            const std::string place = path + "/row/" + name;
            const Field* const field = field_at(source, place);
            if (field && field->personal)
                add_fault(
                    faults_, draft_.at(place), fault::wrong_field,
                    {"个人信息不能带到另一案卷", "a personal value does not go to another case"},
                    {"删去这一栏", "take the field out"}
                );
        }
    }

    const Draft& draft_;
    Faults& faults_;
};

}  // namespace

void check_also(const Draft& draft, Faults& faults)
{
    AlsoCheck(draft, faults).run();
}

void check_also_acts(const Draft& draft, const std::vector<const Workflow*>& all, Faults& faults)
{
    for (const Act& act : draft.workflow.acts) {
        if (!act.also.is_set())
            continue;
        const bool known = std::ranges::any_of(all, [&](const Workflow* workflow) {
            const Act* const other = workflow->act(act.also.act);
            const Form* const form = other ? workflow->form(other->form) : nullptr;
            return form && form->rows && std::ranges::all_of(act.also.row, [&](const auto& each) {
                       return form->find(each.first) != nullptr;
                   });
        });
        if (!known)
            add_fault(
                faults, draft.at("acts/" + act.id + "/also"), fault::unknown_act,
                {"没有一个流程的操作“" + act.also.act + "”用这样的多行表单",
                 "no workflow has an act \"" + act.also.act + "\" that takes such rows"},
                {"改正 act 和 row 的各栏", "correct act and the fields of row"}
            );
    }
}

}  // namespace beihui::workflows

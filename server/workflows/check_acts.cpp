// The acts of a workflow: from where to where, by whom, with what.
#include "domain/role.hpp"
#include "workflows/checking.hpp"

#include <algorithm>

namespace beihui::workflows
{
namespace
{

// The gates that requirements of rules belong to (domain/decision.hpp).
const std::vector<std::string> gates = {"readiness", "publication", "reporting"};

std::vector<std::string> role_names()
{
    std::vector<std::string> names;
    for (const Role& role : all_roles())
        names.emplace_back(role.id);
    names.emplace_back(system_role);
    return names;
}

class ActCheck : private Checking
{
public:
    using Checking::Checking;

    void run()
    {
        for (const Act& act : workflow_.acts)
            check_act(act);
    }

private:
    void check_act(const Act& act)
    {
        const std::string path = "acts/" + act.id;
        check_from(act, path);
        check_to(act, path);
        check_by(act, path);
        check_form(act, path);
        check_others(act, path);
    }

    void check_from(const Act& act, const std::string& path)
    {
        for (const std::string& from : act.from)
            if (known_stage(path + "/from", from) && workflow_.stage(from)->final)
                misfit(
                    path + "/from", fault::does_not_fit,
                    {"阶段“" + from + "”已结束，不能再有操作",
                     "the stage \"" + from + "\" is final: no act may follow"},
                    {"从 from 中删去它，或去掉该阶段的 final",
                     "take it out of from, or final off the stage"}
                );
    }

    void check_to(const Act& act, const std::string& path)
    {
        if (act.to.empty())
            return;  // reported as missing
        const std::string place = path + "/to";
        const bool opens = act.from.empty();
        if (act.to == "same" || act.to == "back") {
            if (opens)
                misfit(
                    place, fault::does_not_fit,
                    {"新建案卷的操作须写明阶段", "an act that opens a case must name a stage"},
                    {"把 to 写成阶段，或加上 from", "write a stage in to, or add from"}
                );
            if (act.to == "back")
                check_back(act, place);
            return;
        }
        if (known_stage(place, act.to) && opens && workflow_.stage(act.to)->side)
            misfit(
                place, fault::does_not_fit,
                {"案卷不能从支线阶段开始", "a case cannot begin at a side stage"},
                {"改为主线上的阶段", "name a stage on the line"}
            );
    }

    void check_back(const Act& act, const std::string& place)
    {
        for (const std::string& from : act.from) {
            const Stage* const stage = workflow_.stage(from);
            if (stage && !stage->side)
                misfit(
                    place, fault::bad_back,
                    {"back 只能从支线阶段返回，“" + from + "”在主线上",
                     "back leads from a side stage only; \"" + from + "\" is on the line"},
                    {"写明要到的阶段，或给“" + from + "”加上 side: true",
                     "name the stage to go to, or give \"" + from + "\" side: true"}
                );
        }
    }

    void check_by(const Act& act, const std::string& path)
    {
        if (act.by.empty() && act.by_own.empty())
            misfit(
                path + "/by", fault::nobody,
                {"没有人可以办理“" + act.id + "”", "nobody may do \"" + act.id + "\""},
                {"在 by 中列出角色", "list roles in by"}
            );
        for (const std::string& role : act.by)
            if (role != system_role && !find_role(role))
                add_unknown(
                    faults_, draft_.at(path + "/by"), fault::unknown_role, {"角色", "role"}, role,
                    role_names()
                );
    }

    void check_form(const Act& act, const std::string& path)
    {
        const Form* const form = known_form(path + "/form", act.form);
        if (act.upload && !act.form.empty())
            misfit(
                path + "/form", fault::does_not_fit,
                {"上传文件的操作不带表单", "an act that takes a file takes no form"},
                {"分成两个操作", "make it two acts"}
            );
        if (form && form->rows && act.from.empty())
            misfit(
                path + "/form", fault::does_not_fit,
                {"新建案卷不能用多行表单", "a case cannot be opened with a form with rows"},
                {"改用一般表单", "use a form without rows"}
            );
        if (!act.duty.empty())
            check_duty(act, form, path + "/duty");
        if (!act.clears.empty()) {
            const Form* const cleared = known_form(path + "/clears", act.clears);
            if (cleared && (cleared->rows || act.clears == act.form))
                misfit(
                    path + "/clears", fault::does_not_fit,
                    {"clears 只能是另一张只填一份的表单", "clears names another form, without rows"
                    },
                    {"删去 clears，或改为另一张表单", "remove clears, or name another form"}
                );
        }
        if (act.not_author_of.empty())
            return;
        const Form* const work = known_form(path + "/not_author_of", act.not_author_of);
        if (work && !(work->rows && form && form->rows))
            misfit(
                path + "/not_author_of", fault::does_not_fit,
                {"not_author_of 要求两个表单都是多行的：本操作的表单和它所指的表单",
                 "not_author_of needs rows in both: the act's form and the form it names"},
                {"改用多行表单，或改用 not_by", "use forms with rows, or not_by"}
            );
    }

    void check_duty(const Act& act, const Form* form, const std::string& place)
    {
        const Field* const field = form ? form->find(act.duty) : nullptr;
        if (!field) {
            const auto known = form ? field_ids(*form) : std::vector<std::string>();
            add_unknown(
                faults_, draft_.at(place), fault::unknown_field, field_word, act.duty, known
            );
        } else if (field->type != FieldType::text || field->personal) {
            misfit(
                place, fault::wrong_field,
                {"“" + act.duty + "”应是不含个人信息的文字字段",
                 "\"" + act.duty + "\" must be a text that is not personal"},
                {"改为 type: text, personal: false", "write type: text, personal: false"}
            );
        }
    }

    void check_others(const Act& act, const std::string& path)
    {
        const auto other = workflow_.act(act.not_by);
        if (!act.not_by.empty() && (!other || act.not_by == act.id))
            add_unknown(
                faults_, draft_.at(path + "/not_by"), fault::unknown_act, {"其他操作", "other act"},
                act.not_by, acts_but(act.id)
            );
        if (!act.tells.empty() && !workflow_.act(act.tells))
            add_unknown(
                faults_, draft_.at(path + "/tells"), fault::unknown_act, act_word, act.tells,
                acts_but(act.id)
            );
        check_hands_over(act, path);
        if (act.level != LevelStep::none)
            check_level(act, path);
        if (!act.needs.empty() && std::ranges::find(gates, act.needs) == gates.end())
            add_unknown(
                faults_, draft_.at(path + "/needs"), fault::unknown_gate, {"关口", "gate"},
                act.needs, gates
            );
    }

    void check_hands_over(const Act& act, const std::string& path)
    {
        if (act.hands_over.empty())
            return;
        const Form* const form = workflow_.form(act.form);
        const Field* const field = form && !form->rows ? form->find(act.hands_over) : nullptr;
        if (!field || field->type != FieldType::person || workflow_.register_kind != "person")
            misfit(
                path + "/hands_over", fault::does_not_fit,
                {"hands_over 只用于人员库，指本操作表单中的一个 person 字段",
                 "hands_over is for the register of people and names a person of the act's form"},
                {"改正字段，或删去 hands_over", "correct the field, or remove hands_over"}
            );
    }

    // The steps of an approval level by level lead where the engine takes the case.
    void check_level(const Act& act, const std::string& path)
    {
        const std::string& from = workflow_.levels.from;
        if (!from.empty() && !workflow_.stage(from))
            return;  // told once, where it stands
        const Stage* const to = workflow_.stage(act.to);
        const int first = workflow_.order_of(from);
        const int then = workflow_.order_of(act.to);
        bool fits = !from.empty() && to && first >= 0;
        if (fits && act.level == LevelStep::accept)
            fits = then > first;
        else if (fits && act.level == LevelStep::undo)
            fits = act.to == from;
        else if (fits)
            fits = (to->side && !to->final) || (then >= 0 && then < first);
        if (!fits)
            misfit(
                path + "/level", fault::does_not_fit,
                {"level 要求流程写明 levels；accept 到其后的阶段，undo 回到 levels.from，return "
                 "到支线或更早的阶段",
                 "level needs levels of the workflow; accept leads to a later stage, undo back to "
                 "levels.from, return aside or to an earlier one"},
                {"改正 to，或补写 levels", "correct to, or write levels"}
            );
        if (act.level != LevelStep::accept && !act.reason_required)
            misfit(
                path + "/level", fault::does_not_fit,
                {"退回和撤销受理须写明理由", "to return or to undo needs a reason"},
                {"加上 reason: required", "add reason: required"}
            );
    }

    std::vector<std::string> acts_but(std::string_view id) const
    {
        std::vector<std::string> ids = act_ids(workflow_);
        std::erase(ids, id);
        return ids;
    }
};

}  // namespace

void check_acts(const Draft& draft, Faults& faults)
{
    ActCheck(draft, faults).run();
}

}  // namespace beihui::workflows

#include "workflows/draft.hpp"

#include <algorithm>
#include <functional>

namespace beihui::workflows
{
namespace
{

void loosens(const Reading& reading, const Place& place, const Words& detail, const Words& way_out)
{
    add_fault(reading.faults, place, fault::loosens, detail, way_out);
}

void disagree(
    const Reading& reading,
    const Place& place,
    const std::string& name,
    const std::string& pack
)
{
    add_fault(
        reading.faults, place, fault::packs_disagree,
        {"“" + name + "”已由规则包 " + pack + " 加上，内容不同",
         "\"" + name + "\" was added by the pack " + pack + ", and differs"},
        {"两处写成一样，或换一个代号", "make both the same, or choose another id"}
    );
}

// What an act of two packs, or a field of two packs, has to share to be one and the same.
bool same_field(const Field& a, const Field& b)
{
    return a.type == b.type && a.of == b.of && a.unit == b.unit && a.personal == b.personal;
}

// Tightens a field that stands already: it may become required, its range narrower.
class FieldTightening
{
public:
    FieldTightening(const Yaml& node, const Reading& reading, std::string path, Field& field)
        : node_(node), reading_(reading), path_(std::move(path)), field_(field)
    {}

    void apply()
    {
        node_.only({"required", "personal", "min", "max", "reopens", "clause"}, reading_.faults);
        if (!node_.is_map())
            return;
        raise("required", field_.required);
        raise("personal", field_.personal);
        narrow();
        reopen();
        if (const std::string clause = read_clause(node_, reading_); !clause.empty())
            field_.clause = clause;
    }

private:
    void raise(std::string_view key, bool& flag)
    {
        const Yaml* const node = node_.find(key);
        if (!node)
            return;
        const std::string name(key);
        if (node->boolean(reading_.faults, key))
            flag = true;
        else
            loosens(
                reading_, node->place(),
                {"规则包只能收紧：" + name + " 只能写 true",
                 "a pack may only tighten: " + name + " can only be true"},
                {"删去 " + name, "remove " + name}
            );
    }

    void narrow()
    {
        const bool number = field_.type == FieldType::integer;
        const bool text = field_.type == FieldType::text || field_.type == FieldType::note;
        if (const Yaml* const node = node_.find("min"))
            limit(*node, "min", number, field_.min, [](auto wanted, auto now) {
                return wanted >= now;
            });
        if (const Yaml* const node = node_.find("max"))
            limit(*node, "max", number || text, field_.max, [](auto wanted, auto now) {
                return wanted <= now;
            });
    }

    void limit(
        const Yaml& node,
        std::string_view key,
        bool fits,
        std::optional<std::int64_t>& limit,
        bool (*tighter)(std::int64_t, std::int64_t)
    )
    {
        const std::int64_t wanted = node.integer(reading_.faults, key);
        const std::string name(key);
        const bool empties = (key == "min" && field_.max && wanted > *field_.max) ||
                             (key == "max" && wanted < field_.min.value_or(0));
        if (!fits || empties) {
            add_fault(
                reading_.faults, node.place(), fault::does_not_fit,
                {name + " 用在这个字段上不合适", name + " does not fit this field"},
                {"删去或改正 " + name, "remove or correct " + name}
            );
        } else if (limit && !tighter(wanted, *limit)) {
            const std::string now = std::to_string(*limit);
            loosens(
                reading_, node.place(),
                {"规则包只能收紧：" + name + " 现为 " + now,
                 "a pack may only tighten: " + name + " is " + now},
                {"写得更严，或删去", "write a stricter one, or remove it"}
            );
        } else {
            limit = wanted;
        }
    }

    void reopen()
    {
        const Yaml* const node = node_.find("reopens");
        if (!node)
            return;
        const std::string stage = node->text(reading_.faults, "reopens");
        const Workflow& workflow = reading_.draft.workflow;
        const int now = workflow.order_of(field_.reopens);
        if (!field_.reopens.empty() && workflow.order_of(stage) > now) {
            loosens(
                reading_, node->place(),
                {"规则包只能收紧：现在退回到“" + field_.reopens + "”",
                 "a pack may only tighten: it returns to \"" + field_.reopens + "\" now"},
                {"写同一阶段或更早的阶段", "name the same stage or an earlier one"}
            );
            return;
        }
        field_.reopens = stage;
        reading_.draft.put(path_ + "/reopens", node->place());
    }

    const Yaml& node_;
    const Reading& reading_;
    std::string path_;
    Field& field_;
};

void apply_field(Form& form, const Yaml& name, const Yaml& body, const Reading& reading)
{
    const std::string id = read_id(
        name, {"字段", "field"},
        form.rows ? std::vector<std::string>{"key", "by", "version"} : std::vector<std::string>(),
        reading.faults
    );
    if (id.empty())
        return;
    const std::string path = "forms/" + form.id + "/" + id;
    const auto found = std::ranges::find(form.fields, id, &Field::id);
    if (found == form.fields.end()) {
        reading.draft.put(path, name.place());
        form.fields.push_back(read_field(form, id, body, reading));
        return;
    }
    if (found->pack.empty() || !body.find("type")) {
        FieldTightening(body, reading, path, *found).apply();
        return;
    }
    Field again = read_field(form, id, body, reading);  // two packs ask for the same
    if (!same_field(again, *found))
        return disagree(reading, name.place(), id, found->pack);
    found->required = found->required || again.required;
}

void extend_form(Form& form, const Yaml& body, const Reading& reading)
{
    // Where a form that a pack adds whole was added by another pack, its head is read and dropped.
    body.only({"label", "rows", "key", "fields"}, reading.faults);
    if (!body.is_map())
        return;
    const Yaml* const rows = body.find("rows");
    const Yaml* const key = body.find("key");
    if ((rows && rows->boolean(reading.faults, "rows") != form.rows) ||
        (key && key->text(reading.faults, "key") != form.key))
        return add_fault(
            reading.faults, body.place(), fault::packs_disagree,
            {"表单“" + form.id + "”已有，rows 或 key 不同",
             "the form \"" + form.id + "\" is there already, with another rows or key"},
            {"只写 fields，或换一个代号", "write fields only, or choose another id"}
        );
    const Yaml& fields = body.need("fields", reading.faults);
    if (expect_map(fields, "fields", reading.faults))
        for (const auto& [name, field] : fields.members())
            apply_field(form, name, field, reading);
}

void apply_forms(const Yaml& node, const Reading& reading)
{
    if (!expect_map(node, "forms", reading.faults))
        return;
    std::vector<Form>& forms = reading.draft.workflow.forms;
    for (const auto& [name, body] : node.members()) {
        const auto found = std::ranges::find(forms, name.raw(), &Form::id);
        if (found != forms.end()) {
            extend_form(*found, body, reading);
            continue;
        }
        add_form(name, body, reading);
    }
}

bool is_part(const std::vector<std::string>& part, const std::vector<std::string>& whole)
{
    return !part.empty() && std::ranges::all_of(part, [&](const std::string& name) {
        return std::ranges::find(whole, name) != whole.end();
    });
}

// Whether the workflow itself lets these people fill in the form at these stages. A form that packs
// added has no field of the workflow's own.
bool may_already(const Workflow& workflow, const Act& added)
{
    const Form* const form = workflow.form(added.form);
    const auto own = [](const Field& field) { return field.pack.empty(); };
    if (!form || std::ranges::none_of(form->fields, own))
        return true;
    const auto takes = [&](const Act& act) { return act.pack.empty() && act.form == added.form; };
    return std::ranges::none_of(workflow.acts, takes) ||  // kept for packs
           std::ranges::any_of(workflow.acts, [&](const Act& act) {
               return takes(act) && is_part(added.by, act.by) && is_part(added.from, act.from);
           });
}

// An added act may do work within a stage or take a case back or aside. Where a case moves on is
// the workflow's own affair: otherwise a pack could go round what an earlier act requires.
void check_added_act(const Act& act, const Place& place, const Reading& reading)
{
    const Workflow& workflow = reading.draft.workflow;
    const int to = workflow.order_of(act.to);
    const bool onward = std::ranges::any_of(act.from, [&](const std::string& from) {
        return to >= 0 && to > workflow.order_of(from);
    });
    if (act.from.empty() || onward)
        loosens(
            reading, place,
            {"规则包加的操作不能新建案卷，也不能让案卷进入后面的阶段",
             "an act that a pack adds may neither open a case nor take it to a later stage"},
            {"写 to: same；要增加的条件写成规则（needs 所指的关口）",
             "write to: same; what more is required is a rule of the gate in needs"}
        );
    if (act.voids_facts || act.closes_duties || !act.clears.empty() || act.also.is_set() ||
        !act.by_own.empty())
        loosens(
            reading, place,
            {"规则包加的操作不能作废事实、了结应报事项、清空表单或带上另一案卷",
             "an act that a pack adds may not void facts, close duties, clear a form or act on "
             "another case"},
            {"删去 voids、closes、clears、also 和 by_own",
             "remove voids, closes, clears, also and by_own"}
        );
    if (act.level != LevelStep::none || !act.hands_over.empty())
        loosens(
            reading, place,
            {"规则包加的操作不能逐级受理，也不能交接离岗人员的事项",
             "an act that a pack adds may neither accept level by level nor hand over for a leaver"
            },
            {"删去 level 和 hands_over", "remove level and hands_over"}
        );
    if (!may_already(workflow, act))
        loosens(
            reading, place,
            {"表单“" + act.form + "”是流程自己的，规则包不能让更多角色或阶段填写",
             "the form \"" + act.form +
                 "\" is the workflow's own; a pack cannot let more roles or stages fill it in"},
            {"by 和 from 不超出流程中用此表单的操作，或另加表单",
             "keep by and from within an act of the workflow with this form, or add a form"}
        );
}

// Tightens an act of the workflow: fewer people, a reason, another person than before, a gate.
void tighten_act(Act& act, const Yaml& body, const Reading& reading)
{
    body.only({"by", "reason", "not_by", "not_author_of", "needs", "clause"}, reading.faults);
    if (!body.is_map())
        return;
    const std::string path = "acts/" + act.id;
    if (const Yaml* const by = body.find("by")) {
        const auto fewer = by->texts(reading.faults, "by");
        std::vector<std::string> all = act.by;
        all.insert(all.end(), act.by_own.begin(), act.by_own.end());
        const auto is_left = [&](const std::string& role) {
            return std::ranges::find(fewer, role) != fewer.end();
        };
        if (is_part(fewer, all)) {
            std::erase_if(act.by, std::not_fn(is_left));
            std::erase_if(act.by_own, std::not_fn(is_left));
        } else {
            loosens(
                reading, by->place(),
                {"规则包只能减少可办理的角色", "a pack may only name fewer roles"},
                {"只写流程里已有的角色", "name roles that the workflow names"}
            );
        }
    }
    const auto set = [&](std::string_view key, std::string& value) {
        const Yaml* const node = body.find(key);
        if (!node)
            return;
        const std::string wanted = node->text(reading.faults, key);
        if (!value.empty() && value != wanted)
            loosens(
                reading, node->place(),
                {std::string(key) + " 现为“" + value + "”，不能改",
                 std::string(key) + " is \"" + value + "\" and stays"},
                {"删去这一行", "remove the line"}
            );
        else
            value = wanted;
        reading.draft.put(path + "/" + std::string(key), node->place());
    };
    set("not_by", act.not_by);
    set("not_author_of", act.not_author_of);
    set("needs", act.needs);
    if (const Yaml* const reason = body.find("reason")) {
        if (reason->text(reading.faults, "reason") == "required")
            act.reason_required = true;
        else
            loosens(
                reading, reason->place(), {"reason 只能写 required", "reason can only be required"},
                {"写 reason: required", "write reason: required"}
            );
    }
    if (const std::string clause = read_clause(body, reading); !clause.empty())
        act.clause = clause;
}

void apply_acts(const Yaml& node, const Reading& reading)
{
    if (!expect_map(node, "acts", reading.faults))
        return;
    std::vector<Act>& acts = reading.draft.workflow.acts;
    for (const auto& [name, body] : node.members()) {
        const auto found = std::ranges::find(acts, name.raw(), &Act::id);
        if (found == acts.end()) {
            const std::string id = read_id(name, {"操作", "act"}, {}, reading.faults);
            if (id.empty())
                continue;
            reading.draft.put("acts/" + id, name.place());
            Act act = read_act(id, body, reading);
            check_added_act(act, name.place(), reading);
            acts.push_back(std::move(act));
        } else if (found->pack.empty() || !body.find("to")) {
            tighten_act(*found, body, reading);
        } else {
            const Act again = read_act(found->id, body, reading);
            if (again.from != found->from || again.to != found->to || again.form != found->form ||
                again.by != found->by)
                disagree(reading, name.place(), found->id, found->pack);
        }
    }
}

}  // namespace

void apply_steps(const Yaml& node, const Reading& reading)
{
    node.only({"forms", "acts"}, reading.faults);
    if (!node.is_map())
        return;
    if (const Yaml* const forms = node.find("forms"))
        apply_forms(*forms, reading);
    if (const Yaml* const acts = node.find("acts"))
        apply_acts(*acts, reading);
}

}  // namespace beihui::workflows

#include "base/bytes.hpp"
#include "workflows/draft.hpp"
#include "workflows/library.hpp"

#include <algorithm>

namespace beihui::workflows
{
namespace
{

// "recruitment-event": lower-case letters, digits and hyphens; it is also the file's name.
bool is_workflow_id(std::string_view id)
{
    return !id.empty() && id.size() <= 60 && id[0] >= 'a' && id[0] <= 'z' &&
           std::ranges::all_of(id, [](char c) {
               return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
           });
}

void read_head(const Yaml& root, Draft& draft, Faults& faults)
{
    Workflow& workflow = draft.workflow;
    const Yaml& id = root.need("workflow", faults);
    workflow.id = id.text(faults, "workflow");
    draft.put("workflow", id.place());
    if (id.is_scalar() && !is_workflow_id(workflow.id))
        add_fault(
            faults, id.place(), fault::bad_id,
            {"“" + workflow.id + "”不能作流程的代号",
             "\"" + workflow.id + "\" cannot be the id of a workflow"},
            {"只用小写字母、数字和连字符，以字母开头",
             "lower-case letters, digits and hyphens, a letter first"}
        );
    const Yaml& revision = root.need("revision", faults);
    workflow.revision = revision.integer(faults, "revision");
    if (revision.is_scalar() && workflow.revision < 1)
        add_fault(
            faults, revision.place(), fault::does_not_fit,
            {"revision 从 1 开始", "revision begins at 1"}, {"写 1 或更大的整数", "write 1 or more"}
        );
    workflow.title = read_words(root.need("title", faults), "title", faults);
    const auto name = [&](std::string_view key) {
        const Yaml* const node = root.find(key);
        if (!node)
            return std::string();
        draft.put(std::string(key), node->place());
        return node->text(faults, key);
    };
    root.need("title_from", faults);
    root.need("starts_at", faults);
    workflow.title_from = name("title_from");
    workflow.starts_from = name("starts_from");
    workflow.ends_from = name("ends_from");
    workflow.starts_at = name("starts_at");
}

void read_register(const Yaml& root, Draft& draft, Faults& faults)
{
    const Yaml* const node = root.find("register");
    if (!node)
        return;
    node->only({"kind", "code", "name"}, faults);
    if (!node->is_map())
        return;
    static const std::vector<std::string> kinds = {"employer", "organisation", "person", "pack"};
    const Yaml& kind = node->need("kind", faults);
    draft.workflow.register_kind = kind.text(faults, "kind");
    if (kind.is_scalar() && std::ranges::find(kinds, draft.workflow.register_kind) == kinds.end())
        add_unknown(
            faults, kind.place(), fault::does_not_fit, {"登记类别", "kind of register"},
            draft.workflow.register_kind, kinds
        );
    for (const std::string_view key : {"code", "name"}) {
        const Yaml& path = node->need(key, faults);
        draft.put("register/" + std::string(key), path.place());
        if (path.is_scalar())
            draft.workflow.register_fields[std::string(key)] = path.text(faults, key);
    }
}

void read_levels(const Yaml& root, Draft& draft, Faults& faults)
{
    const Yaml* const node = root.find("levels");
    if (!node)
        return;
    draft.put("levels", node->place());
    node->only({"from", "ledger", "duty"}, faults);
    if (!node->is_map())
        return;
    const auto name = [&](std::string_view key) {
        const Yaml& part = node->need(key, faults);
        draft.put("levels/" + std::string(key), part.place());
        return part.is_scalar() ? part.text(faults, key) : std::string();
    };
    Levels& levels = draft.workflow.levels;
    levels.from = name("from");
    // Without them one person of each level accepts.
    if (node->find("ledger") || node->find("duty")) {
        levels.ledger = name("ledger");
        levels.duty = name("duty");
    }
}

}  // namespace

Draft read_draft(const Yaml& root, std::string_view text, Faults& faults)
{
    Draft draft;
    draft.put("", root.place());
    draft.workflow.hash = hex(sha256(text));
    root.only(
        {"workflow", "revision", "title", "title_from", "starts_from", "ends_from", "starts_at",
         "register", "levels", "forms", "facts", "stages", "acts"},
        faults
    );
    if (!root.is_map())
        return draft;
    const Reading reading{draft, faults, {}};
    read_head(root, draft, faults);
    read_register(root, draft, faults);
    read_levels(root, draft, faults);
    for (const std::string_view part : {"forms", "facts", "stages", "acts"})
        if (const Yaml* const node = root.find(part))
            draft.put(std::string(part), node->place());
    read_forms(root.need("forms", faults), reading);
    read_stages(root.need("stages", faults), reading);
    read_acts(root.need("acts", faults), reading);
    if (const Yaml* const facts = root.find("facts"))
        read_facts(*facts, reading);
    return draft;
}

Result<Workflow> read_workflow(std::string_view shown_as, std::string_view text)
{
    const auto root = Yaml::read(shown_as, text);
    if (!root)
        return root.error();
    Faults faults;
    Draft draft = read_draft(*root, text, faults);
    check_whole(draft, faults);
    if (!faults.none())
        return faults.error();
    return std::move(draft.workflow);
}

}  // namespace beihui::workflows

#include "acts/rules_asked.hpp"

#include <algorithm>

namespace beihui::acts
{
namespace
{

Error no_such_pack(const RulesAsked& live, const std::string& id)
{
    std::string known;
    for (const auto& pack : live.world->packs())
        known += (known.empty() ? "" : "、") + pack->id;
    return refuse(
        Refusal::invalid_input, "RP3070",
        "没有生效的规则包“" + id + "”，草稿无从比较；现有：" + (known.empty() ? "无" : known) +
            "。草稿用了新编号时，用 --instead-of 指明它代替哪一个",
        "there is no live pack \"" + id +
            "\" to compare the draft with; name the one it stands for with --instead-of"
    );
}

}  // namespace

RulesAsked live_rules(const Context& context)
{
    RulesAsked rules;
    const auto now = context.rules();
    rules.world = now->world;
    rules.workflows = now->workflows;
    return rules;
}

Result<RulesAsked> rules_with_draft(
    const Context& context,
    std::shared_ptr<const rules::Pack> draft,
    std::string_view replaced
)
{
    const RulesAsked live = live_rules(context);
    RulesAsked rules;
    rules.replaced = replaced.empty() ? draft->id : std::string(replaced);
    if (!live.world->find(rules.replaced))
        return no_such_pack(live, rules.replaced);
    std::vector<std::shared_ptr<const rules::Pack>> packs;
    for (const auto& pack : live.world->packs())
        if (pack->id != rules.replaced && pack->id != draft->id)
            packs.push_back(pack);
    packs.push_back(draft);
    std::ranges::sort(packs, {}, [](const auto& pack) { return pack->id; });
    auto world = rules::World::of(packs, live.world->calendar());
    if (!world)
        return world.error();
    auto workflows = live.workflows->with_steps(steps_of(**world));
    if (!workflows)
        return workflows.error();
    rules.world = std::move(*world);
    rules.workflows = std::move(*workflows);
    rules.draft = std::move(draft);
    return rules;
}

const rules::Pack* pack_asked(const RulesAsked& rules, std::string_view pack)
{
    if (rules.draft && pack == rules.replaced)
        return rules.draft.get();
    return rules.world->find(pack);
}

std::vector<PackPin> pins_asked(const RulesAsked& rules, const std::vector<PackPin>& pins)
{
    std::vector<PackPin> asked;
    for (const PackPin& pin : pins) {
        const rules::Pack* const pack = pack_asked(rules, pin.pack);
        asked.push_back(pack ? PackPin{pack->id, pack->revision, pack->hash} : pin);
    }
    return asked;
}

std::shared_ptr<const workflows::Workflow> workflow_asked(
    const RulesAsked& rules,
    const Case& subject
)
{
    return rules.workflows->with_packs(subject.workflow, subject.packs);
}

Decision ask_rules(
    const RulesAsked& rules,
    const workflows::Workflow& workflow,
    const CaseState& state,
    LookUp& look_up,
    const AskedAt& at,
    FetchNeeds fetch
)
{
    rules::Question question;
    question.workflow = workflow.id;
    question.snapshot = snapshot(workflow, state, look_up);
    question.packs = state.subject.packs;
    question.today = at.today;
    question.known_at = at.known_at;
    question.fetch = std::move(fetch);
    return rules.world->evaluate(question);
}

}  // namespace beihui::acts

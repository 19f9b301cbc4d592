// Whether somebody may do an act of common.yaml, as far as its data do not matter.
#include "acts/common_checks.hpp"

#include "accounts/grants.hpp"
#include "acts/plan_parts.hpp"
#include "domain/role.hpp"

#include <algorithm>

namespace beihui::acts
{
namespace
{

using workflows::Does;

bool may_with_others(const accounts::Actor& actor, const workflows::Act& act)
{
    return std::ranges::any_of(act.of_others, [&](const std::string& role) {
        return actor.has(role);
    });
}

}  // namespace

bool is_open(const workflows::Act& act, const Case& subject)
{
    return std::ranges::find(act.from, subject.stage) != act.from.end();
}

bool may_work(
    storage::ReadTxn& txn,
    const workflows::Workflow& workflow,
    const Case& subject,
    const std::vector<accounts::Grant>& grants
)
{
    LookUp look_up(txn);
    return std::ranges::any_of(workflow.acts, [&](const workflows::Act& act) {
        return is_open(act, subject) &&
               accounts::suffices(
                   grants, roles_for(act, look_up, subject.organisation), subject.org_path
               );
    });
}

Words who_may_work(storage::ReadTxn& txn, const workflows::Workflow& workflow, const Case& subject)
{
    LookUp look_up(txn);
    std::vector<std::string> roles;
    for (const workflows::Act& act : workflow.acts)
        if (is_open(act, subject))
            for (const std::string& role : roles_for(act, look_up, subject.organisation))
                if (role != system_role && std::ranges::find(roles, role) == roles.end())
                    roles.push_back(role);
    Words words;
    for (const std::string& role : roles) {
        const Words name = role_words(role);
        words.zh += (words.zh.empty() ? "" : "、") + name.zh;
        words.en += (words.en.empty() ? "" : ", ") + name.en;
    }
    return words;
}

Result<void> check_common(
    storage::ReadTxn& txn,
    const workflows::Act& act,
    const workflows::Workflow& workflow,
    const Case& subject,
    const accounts::Actor& actor
)
{
    if (auto allowed = accounts::may(actor, act.by, subject.org_path); !allowed)
        return allowed.error();
    const auto hand = in_hand(subject);
    if (act.does == Does::claim) {
        if (hand)
            return refuse(
                Refusal::conflict, "claimed_already",
                hand->person == actor.key ? "您已经认领" : "已有人认领；要接手请其转交",
                hand->person == actor.key ? "you have claimed it already"
                                          : "somebody has claimed it; ask them to hand it over"
            );
        if (may_work(txn, workflow, subject, actor.grants))
            return {};
        const Words who = who_may_work(txn, workflow, subject);
        return refuse(
            Refusal::not_allowed, "nothing_to_do_here",
            "您不能办理本案卷现在的阶段，不能认领；可以办理的是：" +
                (who.zh.empty() ? "无" : who.zh),
            "there is nothing for you to do at this stage; who may: " +
                (who.en.empty() ? "nobody" : who.en)
        );
    }
    const bool anothers = hand && hand->person != actor.key && !may_with_others(actor, act);
    if (act.does == Does::give_back && !hand)
        return refuse(
            Refusal::conflict, "not_claimed", "没有人认领，不用放回", "nobody has claimed it"
        );
    if ((act.does == Does::give_back || act.does == Does::hand_over) && anothers)
        return refuse(
            Refusal::not_allowed, "in_other_hands", "案卷在别人手中，请其放回或转交",
            "the case is in another's hands; ask them to give it back or to hand it over"
        );
    return {};
}

}  // namespace beihui::acts

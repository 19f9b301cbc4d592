#include "accounts/policy.hpp"

#include "accounts/actor.hpp"
#include "accounts/policy_text.hpp"
#include "base/yaml.hpp"
#include "domain/role.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>

namespace beihui::accounts
{
namespace
{

constexpr std::array<std::pair<Action, std::string_view>, 21> action_ids{{
    {Action::use_session, "use_session"},
    {Action::read_rules, "read_rules"},
    {Action::read_employers, "read_employers"},
    {Action::read_organisations, "read_organisations"},
    {Action::read_people, "read_people"},
    {Action::read_cases, "read_cases"},
    {Action::work_on_cases, "work_on_cases"},
    {Action::read_duties, "read_duties"},
    {Action::read_tables, "read_tables"},
    {Action::export_files, "export"},
    {Action::open_personal, "open_personal"},
    {Action::ask_rules, "ask_rules"},
    {Action::try_drafts, "try_drafts"},
    {Action::publish_packs, "publish_packs"},
    {Action::migrate_cases, "migrate_cases"},
    {Action::manage_organisations, "manage_organisations"},
    {Action::read_accounts, "read_accounts"},
    {Action::manage_accounts, "manage_accounts"},
    {Action::manage_security, "manage_security"},
    {Action::manage_webhooks, "manage_webhooks"},
    {Action::read_access_log, "read_access_log"},
}};

Action read_action(const Yaml& node, std::string_view id, Faults& faults)
{
    const auto found = std::ranges::find(action_ids, id, &decltype(action_ids)::value_type::second);
    if (found != action_ids.end())
        return found->first;
    faults.add(
        node.place(), "unknown_action", "没有 action “" + std::string(id) + "”",
        "there is no action \"" + std::string(id) + "\""
    );
    return Action::use_session;
}

std::set<Action> read_actions(const Yaml& node, std::string_view what, Faults& faults)
{
    std::set<Action> actions;
    for (const std::string& id : node.texts(faults, what))
        actions.insert(read_action(node, id, faults));
    return actions;
}

// One of two words, as a truth value.
bool is_first(
    const Yaml& node,
    std::string_view first,
    std::string_view second,
    std::string_view what,
    Faults& faults
)
{
    const std::string text = node.text(faults, what);
    if (text != first && text != second)
        faults.add(
            node.place(), "unknown_word",
            "应为 " + std::string(first) + " 或 " + std::string(second),
            "write " + std::string(first) + " or " + std::string(second)
        );
    return text == first;
}

Personal read_personal(const Yaml& node, Faults& faults)
{
    const std::string text = node.text(faults, "personal");
    if (text == "at_work")
        return Personal::at_work;
    return is_first(node, "on_request", "never", "personal", faults) ? Personal::on_request
                                                                     : Personal::never;
}

RolePolicy read_role(const Yaml& node, Faults& faults)
{
    node.only({"cases", "reach", "levels", "personal", "contacts", "may"}, faults);
    RolePolicy role;
    const Yaml& cases = node.need("cases", faults);
    if (cases.is_map()) {
        cases.only({"only", "but"}, faults);
        role.sees_cases = true;
        if (const Yaml* const only = cases.find("only"))
            role.only = only->texts(faults, "only");
        if (const Yaml* const but = cases.find("but"))
            role.but = but->texts(faults, "but");
    } else {
        role.sees_cases = is_first(cases, "all", "none", "cases", faults);
    }
    role.below = is_first(node.need("reach", faults), "below", "own", "reach", faults);
    if (const Yaml* const levels = node.find("levels"))
        role.all_levels = is_first(*levels, "all", "reached", "levels", faults);
    role.personal = read_personal(node.need("personal", faults), faults);
    if (const Yaml* const contacts = node.find("contacts"))
        role.contacts = contacts->texts(faults, "contacts");
    role.may = read_actions(node.need("may", faults), "may", faults);
    return role;
}

}  // namespace

std::string_view to_text(Action action)
{
    return std::ranges::find(action_ids, action, &decltype(action_ids)::value_type::first)->second;
}

Result<Policy> Policy::read(std::string_view shown_as, std::string_view text)
{
    const auto document = Yaml::read(shown_as, text);
    if (!document)
        return document.error();
    Faults faults;
    Policy policy;
    document->only({"actions", "everyone", "shared", "own_words", "roles", "exclusive"}, faults);
    for (const auto& [key, words] : document->need("actions", faults).members()) {
        words.only({"zh", "en"}, faults);
        policy.words_[read_action(key, key.raw(), faults)] = {
            words.need("zh", faults).text(faults, "zh"), words.need("en", faults).text(faults, "en")
        };
    }
    for (const auto& [action, id] : action_ids)
        if (!policy.words_.contains(action))
            faults.add(
                document->place(), "action_without_words", "actions 中缺少 " + std::string(id),
                "actions lacks " + std::string(id)
            );
    policy.everyone_ = read_actions(document->need("everyone", faults), "everyone", faults);
    for (const auto& [kind, action] : document->need("shared", faults).members())
        policy.shared_[kind.raw()] = read_action(action, action.raw(), faults);
    policy.own_words_ = document->need("own_words", faults).texts(faults, "own_words");
    const Yaml& roles = document->need("roles", faults);
    for (const auto& [id, node] : roles.members()) {
        if (!find_role(id.raw()))
            faults.add(
                id.place(), "unknown_role", "没有角色“" + id.raw() + "”",
                "there is no role \"" + id.raw() + "\""
            );
        policy.roles_[id.raw()] = read_role(node, faults);
    }
    for (const Role& role : beihui::all_roles())
        if (!policy.roles_.contains(role.id))
            faults.add(
                roles.place(), "role_without_row", "角色 " + std::string(role.id) + " 没有写",
                "role " + std::string(role.id) + " has no row"
            );
    const Yaml& exclusive = document->need("exclusive", faults);
    policy.exclusive_ = exclusive.texts(faults, "exclusive");
    for (const std::string& id : policy.exclusive_)
        if (!find_role(id))
            faults.add(
                exclusive.place(), "unknown_role", "没有角色“" + id + "”",
                "there is no role \"" + id + "\""
            );
    if (!faults.none())
        return faults.error();
    return policy;
}

const Policy& Policy::built_in()
{
    static const Policy policy = [] {
        auto read = Policy::read("server/accounts/policy.yaml", policy_text());
        if (!read)
            throw std::logic_error(
                read.error().faults.front().where + ": " + read.error().faults.front().detail.en
            );
        return std::move(*read);
    }();
    return policy;
}

const RolePolicy* Policy::role(std::string_view id) const
{
    const auto found = roles_.find(id);
    return found == roles_.end() ? nullptr : &found->second;
}

std::vector<std::string> Policy::roles_that(Action action) const
{
    std::vector<std::string> ids;
    for (const auto& [id, role] : roles_)
        if (role.may.contains(action))
            ids.push_back(id);
    return ids;
}

std::optional<Action> Policy::shared(std::string_view workflow) const
{
    const auto found = shared_.find(workflow);
    return found == shared_.end() ? std::nullopt : std::optional(found->second);
}

Scope Policy::scope_of(const Actor& actor, Action action) const
{
    std::vector<Scope::Part> parts;
    for (const Grant& grant : actor.grants) {
        const RolePolicy* const held = role(grant.role);
        if (!held || !held->sees_cases || !held->may.contains(action))
            continue;
        const auto add = [&](const std::string& path) {
            parts.push_back({path, held->below, held->only, held->but, held->all_levels});
        };
        add(grant.org_path);
        std::ranges::for_each(grant.elsewhere, add);
    }
    return Scope(std::move(parts), actor.key);
}

}  // namespace beihui::accounts

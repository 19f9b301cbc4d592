#pragma once

#include "accounts/policy.hpp"
#include "acts/case_page.hpp"
#include "storage/role_holders.hpp"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace beihui::acts
{

// Names the people who can do what somebody may not, so that a refusal says whom to ask. Good for one
// transaction: everybody on a path is read once, when the first refusal asks.
class WhoCan
{
public:
    WhoCan(const Context& context, storage::ReadTxn& txn)
        : names_(context, txn), txn_(txn), today_(context.clock.now().date())
    {}

    // "王敏、李强（代）等 5 人": whoever holds one of the roles `by` today at the organisation at `org_path`
    // or above, the nearest first, `but` left out. Empty when nobody in the register does.
    Words people(
        const std::vector<std::string>& by,
        std::string_view org_path,
        std::string_view but = {}
    );

    // The refusal, and as its way out those people. Only a refusal that another person would not have met
    // ("role_required", "not_your_level", "four_eyes") is changed.
    Error name_in(
        Error refusal,
        const std::vector<std::string>& by,
        std::string_view org_path,
        std::string_view but = {}
    );

    // The lowest organisation of a path at which somebody holds one of these roles; empty: at none.
    std::string where_held(const std::vector<std::string>& roles, std::string_view org_path);

private:
    const std::vector<storage::RoleHolder>& holders(std::string_view org_path);

    Names names_;
    storage::ReadTxn& txn_;
    Date today_;
    std::map<std::string, std::vector<storage::RoleHolder>, std::less<>> holders_;
};

// The same for what somebody may not do at all, at their own organisation; reads by itself.
Error name_who_can(
    const Context& context,
    const accounts::Actor& actor,
    accounts::Action action,
    Error refusal
);

}  // namespace beihui::acts

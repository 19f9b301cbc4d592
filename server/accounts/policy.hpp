#pragma once

#include "base/result.hpp"
#include "domain/scope.hpp"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace beihui::accounts
{

struct Actor;

// What a route of the API, or a command, does for whoever asks: policy.yaml says which role may.
enum class Action
{
    use_session,
    read_rules,
    read_employers,
    read_organisations,
    read_people,
    read_cases,
    work_on_cases,
    read_duties,
    read_tables,
    export_files,
    open_personal,
    ask_rules,
    try_drafts,
    publish_packs,
    migrate_cases,
    manage_organisations,
    read_accounts,
    manage_accounts,
    manage_security,
    manage_webhooks,
    read_access_log,
};

std::string_view to_text(Action action);  // "read_cases"; export_files is "export"

// How a role sees personal values.
enum class Personal
{
    never,       // only whether they were filled in
    on_request,  // in clear, once it has stated a reason
    at_work,     // the same; reasons of acts and names of files without one
};

// What policy.yaml says of one role.
struct RolePolicy
{
    bool sees_cases = false;
    std::vector<std::string> only;  // kinds of case; empty: all …
    std::vector<std::string> but;   // … but these
    bool below = true;              // also of the organisations below its own
    bool all_levels = false;        // also what has not come up to it, see docs/workflows.md
    Personal personal = Personal::never;
    std::vector<std::string> contacts;  // kinds of case whose contacts it reads for a reason
    std::set<Action> may;
};

// The one table of who may do what (server/accounts/policy.yaml, built into the program). Deny by
// default. Immutable; safe for many threads.
class Policy
{
public:
    // Refuses with every fault of the text: unknown actions, roles without a row, rows of no role.
    static Result<Policy> read(std::string_view shown_as, std::string_view text);
    // The one that was built in.
    static const Policy& built_in();

    const Words& words_of(Action action) const { return words_.at(action); }
    bool is_for_everyone(Action action) const { return everyone_.contains(action); }
    const RolePolicy* role(std::string_view id) const;  // none: nullptr
    const std::map<std::string, RolePolicy, std::less<>>& roles() const { return roles_; }
    // The roles that may take an action, in the order of their names.
    std::vector<std::string> roles_that(Action action) const;
    // Who may see cases of this kind whatever organisation they are of; none: nobody.
    std::optional<Action> shared(std::string_view workflow) const;
    const std::vector<std::string>& exclusive() const { return exclusive_; }
    // Kinds of case whose writer sees what they wrote.
    const std::vector<std::string>& own_words() const { return own_words_; }

    // What somebody may see when they take an action: nothing, when no role of theirs may take it.
    Scope scope_of(const Actor& actor, Action action) const;

private:
    std::map<Action, Words> words_;
    std::set<Action> everyone_;
    std::map<std::string, Action, std::less<>> shared_;
    std::map<std::string, RolePolicy, std::less<>> roles_;
    std::vector<std::string> exclusive_;
    std::vector<std::string> own_words_;
};

}  // namespace beihui::accounts

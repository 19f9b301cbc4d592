#include "acts/visible.hpp"

#include "acts/levels.hpp"
#include "base/text.hpp"
#include "domain/role.hpp"

#include <algorithm>

namespace beihui::acts
{

namespace
{

bool may_see(const accounts::Actor& actor, const Case& subject)
{
    using accounts::Action;
    if (const auto shared = accounts::Policy::built_in().shared(subject.workflow))
        return static_cast<bool>(accounts::may(actor, *shared));
    if (accounts::scope_of(actor, Action::read_cases).covers(subject.org_path, subject.workflow))
        return true;
    // Anybody may complain; whoever did sees what becomes of it.
    return subject.opened_by == actor.key &&
           accounts::may(actor, Action::read_cases, subject.org_path);
}

Error no_such_case(std::string_view number)
{
    return refuse(
        Refusal::not_found, "case_not_found",
        "没有案卷 " + std::string(number) + "，或不在您的范围内",
        "there is no case " + std::string(number) + ", or it is outside your scope"
    );
}

bool sees_live(storage::ReadTxn& txn, const accounts::Actor& actor, const Case& subject)
{
    return subject.seen_levels < 0 ||
           has_come_up(txn, accounts::scope_of(actor, accounts::Action::read_cases), subject);
}

}  // namespace

Result<Case> visible_case(
    storage::ReadTxn& txn,
    const accounts::Actor& actor,
    std::string_view number
)
{
    auto subject = storage::find_case(txn, number);
    if (subject && may_see(actor, *subject) && sees_live(txn, actor, *subject))
        return std::move(*subject);
    if (subject && seen_case(txn, actor, number))
        return refuse(
            Refusal::conflict, "with_lower_level", "案卷已退回下级，下级重新提交后再办理",
            "the case is back with the level below; wait until it is sent again"
        );
    return no_such_case(number);
}

Result<SeenCase> seen_case(
    storage::ReadTxn& txn,
    const accounts::Actor& actor,
    std::string_view number,
    std::optional<Instant> as_of
)
{
    auto subject =
        as_of ? storage::find_case_as_of(txn, number, *as_of) : storage::find_case(txn, number);
    if (!subject || !may_see(actor, *subject))
        return no_such_case(number);
    if (sees_live(txn, actor, *subject))
        return SeenCase{std::move(*subject), as_of};
    // Upper levels see what was sent up to them; what was handed back, as they saw it last.
    const Scope scope = accounts::scope_of(actor, accounts::Action::read_cases);
    const auto until = saw_until(txn, scope, *subject);
    auto seen = until ? storage::find_case_as_of(txn, subject->id, *until) : std::nullopt;
    if (!seen)
        return no_such_case(number);
    return SeenCase{std::move(*seen), until};
}

Result<Case> visible_organisation(
    storage::ReadTxn& txn,
    const accounts::Actor& actor,
    accounts::Action action,
    std::string_view id
)
{
    auto found = storage::find_case(txn, id);
    if (found && found->workflow == "organisation" && accounts::may(actor, action, found->org_path))
        return std::move(*found);
    return refuse(
        Refusal::not_found, "organisation_not_found", "没有这个单位，或不在您的范围内",
        "there is no such organisation, or it is outside your scope"
    );
}

Result<storage::StoredEntry> visible_entry(
    storage::ReadTxn& txn,
    const accounts::Actor& actor,
    std::string_view uid
)
{
    auto entry = storage::find_entry(txn, uid);
    const auto seen = entry ? seen_case(txn, actor, entry->case_id) : Result<SeenCase>(Error{});
    if (seen && entry->case_seq <= seen->subject.version)
        return std::move(*entry);
    return refuse(
        Refusal::not_found, "entry_not_found", "没有这条记录，或不在您的范围内",
        "there is no such entry, or it is outside your scope"
    );
}

bool works_for(storage::ReadTxn& txn, const accounts::Actor& actor, std::string_view organisation)
{
    if (organisation == actor.organisation)
        return true;
    const auto record = storage::find_registered(txn, "organisation", organisation);
    const auto subject = storage::find_case(txn, organisation);
    const json::value* const profile = record ? record->data.if_contains("profile") : nullptr;
    const std::string kind(profile ? text_of(*profile, "kind") : std::string_view());
    const auto& departments = department_roles();
    return subject && std::ranges::find(departments, kind) != departments.end() &&
           std::ranges::any_of(actor.grants, [&](const accounts::Grant& grant) {
               return grant.role == kind && subject->org_path.starts_with(grant.org_path);
           });
}

Result<VisibleDocument> visible_document(
    storage::ReadTxn& txn,
    const accounts::Actor& actor,
    std::string_view id,
    Instant now
)
{
    auto found = storage::find_document(txn, id);
    auto seen = found ? seen_case(txn, actor, found->case_id) : Result<SeenCase>(Error{});
    const auto was_there = [&] {
        const auto documents =
            storage::documents_of_case_as_of(txn, seen->subject.id, *seen->until);
        return std::ranges::find(documents, found->document.id, &Document::id) != documents.end();
    };
    if (seen && (!seen->until || was_there()) &&
        (works_for(txn, actor, seen->subject.organisation) ||
         sight_of(txn, actor, seen->subject, now) != Sight::masked))
        return VisibleDocument{std::move(found->document), std::move(seen->subject)};
    return refuse(
        Refusal::not_found, "document_not_found", "没有这份材料，或不在您的范围内",
        "there is no such document, or it is outside your scope"
    );
}

Sight sight_of(
    storage::ReadTxn& txn,
    const accounts::Actor& actor,
    const Case& subject,
    Instant now
)
{
    const accounts::Personal personal =
        accounts::personal_of(actor, subject.org_path, subject.workflow);
    if (personal == accounts::Personal::never)
        return Sight::masked;
    const auto& own = accounts::Policy::built_in().own_words();
    const bool theirs =
        subject.opened_by == actor.key && std::ranges::find(own, subject.workflow) != own.end();
    if (theirs || storage::find_opening(txn, actor.key, subject.id, now))
        return Sight::open;
    return personal == accounts::Personal::at_work ? Sight::working : Sight::masked;
}

}  // namespace beihui::acts

// The act on another case that goes along with one: a filing that is sent in is a line of the ledger
// and fulfils its duty.
#include "acts/case_page.hpp"
#include "acts/plan_parts.hpp"

#include <algorithm>

namespace beihui::acts
{
namespace
{

// The value of "<form>.<field>" in a case; null when it is not filled in.
json::value value_at(const CaseState& state, std::string_view path)
{
    const std::size_t dot = path.find('.');
    const json::value* const found =
        state.form(path.substr(0, dot)).if_contains(path.substr(dot + 1));
    return found ? *found : json::value();
}

json::object row_of(const workflows::AlsoDone& also, const ActPlan& plan)
{
    json::object row;
    for (const auto& [field, source] : also.row) {
        if (source == "case.number")
            row[field] = plan.after.subject.number;
        else if (source == "today")
            row[field] = plan.entry.at.date().text();
        else if (source == "none")
            row[field] = nullptr;
        else if (json::value value = value_at(plan.after, source); !value.is_null())
            row[field] = std::move(value);
    }
    return row;
}

Error of_other_case(Error error, const Case& other)
{
    error.detail.zh = "案卷 " + other.number + "（" + other.title + "）：" + error.detail.zh;
    error.detail.en = "case " + other.number + ": " + error.detail.en;
    return error;
}

}  // namespace

std::vector<std::string> roles_for(
    const workflows::Act& act,
    LookUp& look_up,
    std::string_view organisation
)
{
    std::vector<std::string> roles = act.by;
    if (act.by_own.empty())
        return roles;
    const RegisterChange* const record = look_up.find("organisation", organisation);
    const json::value* const profile = record ? record->data.if_contains("profile") : nullptr;
    const std::string_view kind = profile ? text_of(*profile, "kind") : std::string_view();
    // The kinds of departments bear the names of their roles; the province itself is all of theirs.
    std::ranges::copy_if(act.by_own, std::back_inserter(roles), [&](const std::string& role) {
        return role == kind || (kind == "province" && role.starts_with("province_"));
    });
    return roles;
}

Result<void> plan_also(
    const Context& context,
    storage::ReadTxn& txn,
    const accounts::Actor& actor,
    LookUp& look_up,
    ActPlan& plan
)
{
    const workflows::AlsoDone& also = plan.act->also;
    const json::value named = also.is_set() ? value_at(plan.after, also.in) : json::value();
    if (!named.is_string())
        return {};
    const auto other = visible_case(txn, actor, named.get_string());
    if (!other)
        return other.error();
    if (other->id == plan.after.subject.id)
        return refuse(
            Refusal::invalid_input, "same_case", "案卷不能指向自己", "a case cannot name itself"
        );
    ActWanted wanted;
    wanted.act = also.act;
    wanted.data = json::object{{"rows", json::array{row_of(also, plan)}}};
    wanted.goes_along = true;
    auto planned = plan_act(context, txn, actor, *other, wanted);
    if (!planned)
        return of_other_case(planned.error(), *other);
    look_up.remember_duties(planned->after.subject, planned->after.duties);
    plan.also.push_back(std::move(*planned));
    return {};
}

}  // namespace beihui::acts

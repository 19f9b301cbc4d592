#include "acts/choose_packs.hpp"

#include <algorithm>

namespace beihui::acts
{
namespace
{

bool binds(const rules::Pack& pack, std::string_view workflow)
{
    // An overlay binds what its base binds, where its scope says: see bind_overlays.
    return !pack.is_overlay() &&
           std::ranges::find(pack.workflows, workflow) != pack.workflows.end();
}

// Every circular that was named is there and concerns cases of this kind.
Result<void> check_circulars(const Context& context, const CaseWanted& wanted)
{
    const auto rules = context.rules();
    std::vector<Fault> faults;
    for (std::size_t i = 0; i < wanted.circulars.size(); ++i) {
        const std::string& circular = wanted.circulars[i];
        const rules::Pack* const pack = rules->world->find(circular);
        if (pack && binds(*pack, wanted.workflow))
            continue;
        Fault fault;
        fault.where = "#/circulars/" + std::to_string(i);
        fault.code = pack ? "circular_not_binding" : "unknown_circular";
        if (pack && pack->is_overlay())
            fault.detail = {
                "规则包“" + circular + "”随它所依据的规则包自动适用，不用选择",
                "pack " + circular + " comes by itself with the pack that it extends"
            };
        else if (pack)
            fault.detail = {
                "规则包“" + circular + "”不适用于这种案卷",
                "pack " + circular + " does not bind such cases"
            };
        else
            fault.detail = {
                "没有装入规则包“" + circular + "”", "there is no pack \"" + circular + "\""
            };
        faults.push_back(std::move(fault));
    }
    if (faults.empty())
        return {};
    const Fault first = faults.front();
    return refuse(
        Refusal::invalid_input, first.code, first.detail.zh, first.detail.en, std::move(faults)
    );
}

// The day that a new case says it starts on, as far as its first form tells.
std::optional<Date> first_day_of(
    const Context& context,
    const CaseWanted& wanted,
    const ActWanted& first
)
{
    const auto rules = context.rules();
    const workflows::Workflow* const workflow = rules->workflows->find(wanted.workflow);
    if (!workflow || !first.data.is_object())
        return std::nullopt;
    const std::string& path = workflow->starts_from;
    const std::string_view text = text_of(first.data, path.substr(path.find('.') + 1));
    if (const auto day = Date::parse(text))
        return *day;
    if (const auto instant = Instant::parse(text))
        return instant->date();
    return std::nullopt;
}

// Whether a circular binds a case that names none: the case starts between the first day of its
// phases and the last, or, when it does not say, is opened between the day from which the circular is
// known and that last day. Last year's duties are not new ones, nor next year's this one's.
bool in_season(const rules::Pack& pack, std::optional<Date> day, Date today)
{
    if (pack.phases.empty())
        return true;
    const Date first = pack.phases.front().first;
    const Date last = pack.phases.back().second;
    if (day)
        return first <= *day && *day <= last;
    return std::min(first, pack.known_from) <= today && today <= last;
}

}  // namespace

Result<std::vector<PackPin>> choose_packs(
    const Context& context,
    const CaseWanted& wanted,
    const ActWanted& first
)
{
    if (auto known = check_circulars(context, wanted); !known)
        return known.error();
    const std::vector<std::string>& named = wanted.circulars;
    const std::optional<Date> day = first_day_of(context, wanted, first);
    const Date today = context.clock.now().date();
    const auto rules = context.rules();
    std::vector<PackPin> pins;
    for (const auto& pack : rules->world->packs()) {
        const bool chosen = named.empty() ? in_season(*pack, day, today)
                                          : std::ranges::find(named, pack->id) != named.end();
        if (binds(*pack, wanted.workflow) && chosen)
            pins.push_back({pack->id, pack->revision, pack->hash});
    }
    return pins;
}

}  // namespace beihui::acts

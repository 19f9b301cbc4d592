#include "acts/follow_rules.hpp"

#include "base/bytes.hpp"
#include "history/canonical.hpp"

#include <algorithm>

namespace beihui::acts
{
namespace
{

bool follows(const DutyFound& duty)
{
    return duty.rules == "follow";
}

}  // namespace

std::vector<PackPin> live_pins(const rules::World& world, const std::vector<PackPin>& pins)
{
    std::vector<PackPin> live;
    for (const PackPin& pin : pins) {
        const rules::Pack* const pack = world.find(pin.pack);
        live.push_back(pack ? PackPin{pack->id, pack->revision, pack->hash} : pin);
    }
    return live;
}

bool take_followed(Decision& pinned, const Decision& live)
{
    const bool any =
        std::ranges::any_of(pinned.duties, follows) || std::ranges::any_of(live.duties, follows);
    if (!any)
        return false;
    std::erase_if(pinned.duties, follows);
    std::ranges::copy_if(live.duties, std::back_inserter(pinned.duties), follows);
    std::ranges::copy(live.incidents, std::back_inserter(pinned.incidents));
    for (const PackPin& pin : live.packs)
        if (std::ranges::find(pinned.packs, pin) == pinned.packs.end())
            pinned.packs.push_back(pin);
    return true;
}

void follow_live_rules(Decision& pinned, const Decision& live)
{
    if (!take_followed(pinned, live))
        return;
    json::object trace = read_json(pinned.trace).value().as_object();
    trace["followed"] = read_json(live.trace).value();
    pinned.trace = history::canonical(json::value(std::move(trace)));
    pinned.trace_hash = hex(sha256(pinned.trace));
}

}  // namespace beihui::acts

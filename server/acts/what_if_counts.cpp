#include "acts/what_if_counts.hpp"

#include "storage/measure_store.hpp"

#include <boost/json/serialize.hpp>

namespace beihui::acts
{

SharedCounts::SharedCounts(
    std::shared_ptr<const rules::World> world,
    const rules::Pack* draft,
    const rules::Pack* replaced,
    std::string org_path,
    Date today
)
    : world_(std::move(world)),
      draft_(draft),
      replaced_(replaced),
      org_path_(std::move(org_path)),
      today_(today)
{}

// A draft under a new id has no facts of its own yet: those of the pack it stands for count.
const rules::Pack* SharedCounts::pack_of(const rules::Need& need) const
{
    const bool stands_in = draft_ && replaced_ && need.pack == draft_->id;
    return stands_in ? replaced_ : world_->find(need.pack, need.hash);
}

SharedCounts::Need& SharedCounts::known(storage::ReadTxn& txn, const rules::Need& need)
{
    // A local pack gives a parameter another value for some organisations: another count.
    std::string name = need.pack + "\x1f" + need.name;
    for (const std::string& key : Measure::parameters_in(need.measure))
        if (const auto value = need.parameter ? need.parameter(key) : std::nullopt)
            name += "\x1f" + json::serialize(*value);
    const auto [found, fresh] = needs_.try_emplace(std::move(name));
    Need& known = found->second;
    if (!fresh)
        return known;
    const rules::Pack* const pack = pack_of(need);
    if (!pack) {
        known.refused = refuse(
            Refusal::unavailable, "pack_not_loaded", "规则包 " + need.pack + " 没有装入",
            "pack " + need.pack + " is not loaded"
        );
        return known;
    }
    Case everywhere;
    everywhere.org_path = org_path_;
    auto asked = ask_need(
        *pack, need.measure, need.pack + " " + need.name, everywhere, today_, {}, need.parameter
    );
    if (!asked) {
        known.refused = asked.error();
        return known;
    }
    known.need = std::move(*asked);
    if (storage::MeasureGroups::can_group(known.need.measure)) {
        known.groups = std::make_unique<storage::MeasureGroups>(
            storage::MeasureGroups::read(txn, known.need.measure, known.need.count)
        );
        ++statements_;
    }
    return known;
}

Result<json::value> SharedCounts::number_of(
    storage::ReadTxn& txn,
    const Case& subject,
    const rules::Need& need
)
{
    Need& found = known(txn, need);
    if (found.refused)
        return *found.refused;
    if (found.groups)
        return json::value(found.groups->count(txn, subject.org_path));
    const bool within_case = found.need.measure.within == Measure::Within::the_case;
    const std::string& place = within_case ? subject.id : subject.org_path;
    if (const auto known = found.apart.find(place); known != found.apart.end())
        return known->second;
    NeedAsked asked = found.need;
    asked.count.org_path = subject.org_path;
    if (within_case)
        asked.count.case_id = subject.id;
    auto number = count_need(txn, asked);
    ++statements_;
    if (number)
        found.apart.emplace(place, *number);
    return number;
}

Result<json::object> SharedCounts::fetch(
    storage::ReadTxn& txn,
    const Case& subject,
    const std::vector<rules::Need>& needs
)
{
    const std::lock_guard lock(mutex_);
    json::object numbers;
    for (const rules::Need& need : needs) {
        auto number = number_of(txn, subject, need);
        if (!number)
            return number.error();
        numbers[need.name] = std::move(*number);
    }
    return numbers;
}

}  // namespace beihui::acts

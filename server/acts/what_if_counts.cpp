#include "acts/what_if_counts.hpp"

#include "storage/measure_store.hpp"

#include <boost/json/serialize.hpp>

namespace beihui::acts
{
namespace
{

constexpr char separator = '\x1f';

// A local pack gives a parameter another value for some organisations: another count.
std::string parameters_of(const rules::Need& need)
{
    std::string text;
    for (const std::string& key : Measure::parameters_in(need.measure))
        if (const auto value = need.parameter ? need.parameter(key) : std::nullopt)
            text += separator + json::serialize(*value);
    return text;
}

}  // namespace

void SharedCounts::make(
    storage::ReadTxn& txn,
    const rules::Pack& pack,
    const rules::Need& need,
    Need& made
)
{
    Case everywhere;
    everywhere.org_path = org_path_;
    auto asked = ask_need(
        pack, need.measure, need.pack + " " + need.name, everywhere, today_, {}, need.parameter
    );
    if (!asked) {
        made.refused = asked.error();
        return;
    }
    made.need = std::move(*asked);
    if (storage::MeasureGroups::can_group(made.need.measure)) {
        made.groups = std::make_unique<storage::MeasureGroups>(
            storage::MeasureGroups::read(txn, made.need.measure, made.need.count)
        );
        ++statements_;
    }
}

std::shared_ptr<SharedCounts::Need> SharedCounts::known(
    storage::ReadTxn& txn,
    const CountedFor& rules,
    const rules::Need& need
)
{
    const std::string name =
        need.pack + separator + need.hash + separator + need.name + parameters_of(need);
    const std::lock_guard lock(mutex_);
    std::shared_ptr<Need>& named = by_name_[name];
    if (named)
        return named;
    const bool stands_in = rules.draft && rules.replaced && need.pack == rules.draft->id;
    const rules::Pack* const pack =
        stands_in ? rules.replaced : rules.world->find(need.pack, need.hash);
    if (!pack) {
        named = std::make_shared<Need>();
        named->refused = refuse(
            Refusal::unavailable, "pack_not_loaded", "规则包 " + need.pack + " 没有装入",
            "pack " + need.pack + " is not loaded"
        );
        return named;
    }
    std::shared_ptr<Need>& same = by_content_[content_of(*pack, need)];
    if (!same) {
        same = std::make_shared<Need>();
        make(txn, *pack, need, *same);
    }
    named = same;
    return named;
}

Result<json::value> SharedCounts::count(
    storage::ReadTxn& txn,
    const Case& subject,
    const Need& need
)
{
    NeedAsked asked = need.need;
    asked.count.org_path = subject.org_path;
    if (need.need.measure.within == Measure::Within::the_case)
        asked.count.case_id = subject.id;
    ++statements_;
    return count_need(txn, asked);
}

// Counts without the lock, so that other threads go on: two that count the same come to the same.
Result<json::value> SharedCounts::number_of(storage::ReadTxn& txn, CountedCase& counted, Need& need)
{
    const Case& subject = counted.subject;
    if (need.refused)
        return *need.refused;
    if (need.groups)
        return json::value(need.groups->count(txn, subject.org_path));
    if (need.need.measure.within == Measure::Within::the_case) {
        if (const auto known = counted.numbers.find(&need); known != counted.numbers.end())
            return known->second;
        auto number = count(txn, subject, need);
        if (number)
            counted.numbers.emplace(&need, *number);
        return number;
    }
    {
        const std::lock_guard lock(mutex_);
        if (const auto known = need.apart.find(subject.org_path); known != need.apart.end())
            return known->second;
    }
    auto number = count(txn, subject, need);
    if (number) {
        const std::lock_guard lock(mutex_);
        need.apart.emplace(subject.org_path, *number);
    }
    return number;
}

Result<json::object> SharedCounts::fetch(
    storage::ReadTxn& txn,
    const CountedFor& rules,
    CountedCase& counted,
    const std::vector<rules::Need>& needs
)
{
    json::object numbers;
    for (const rules::Need& need : needs) {
        auto number = number_of(txn, counted, *known(txn, rules, need));
        if (!number)
            return number.error();
        numbers[need.name] = std::move(*number);
    }
    return numbers;
}

}  // namespace beihui::acts

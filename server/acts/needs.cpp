#include "acts/needs.hpp"

#include "storage/measure_store.hpp"
#include "storage/wall.hpp"

#include <boost/json/serialize.hpp>

namespace beihui::acts
{
namespace
{

// What a rule asks for without naming days: every day there is.
const std::pair<Date, Date> every_day{Date::of(1900, 1, 1).value(), Date::of(2199, 12, 31).value()};

constexpr char separator = '\x1f';

}  // namespace

std::string content_of(const rules::Pack& pack, const rules::Need& need)
{
    std::string text = pack.id + separator + json::serialize(need.measure);
    for (const auto& [first, last] : pack.phases)
        text += separator + first.text() + last.text();
    // A local pack gives a parameter another value for some organisations.
    for (const std::string& key : Measure::parameters_in(need.measure)) {
        const auto value = need.parameter ? need.parameter(key) : std::nullopt;
        text += separator + (value ? json::serialize(*value) : std::string());
    }
    return text;
}

Result<json::value> count_need(storage::ReadTxn& txn, const NeedAsked& need)
{
    const storage::Unwalled all(txn);
    if (need.measure.by.empty())
        return json::value(storage::count_measure(txn, need.measure, need.count));
    const auto groups = storage::count_groups(txn, need.measure, need.count);
    if (!groups)
        return groups.error();
    json::object numbers;
    for (const auto& [value, number] : *groups)
        numbers[value] = number;
    return json::value(std::move(numbers));
}

Result<NeedAsked> ask_need(
    const rules::Pack& pack,
    const json::object& measure,
    std::string_view place,
    const Case& subject,
    Date today,
    std::optional<Instant> as_of,
    const ParameterValues& values
)
{
    const auto own = [&](std::string_view key) -> std::optional<json::value> {
        const rules::Parameter* const known = pack.parameter(key);
        const rules::ParameterValue* const value = known ? known->on(today) : nullptr;
        return value ? std::optional(value->value) : std::nullopt;
    };
    auto read =
        Measure::read(measure, place, values ? values : ParameterValues(own), Measure::Use::need);
    if (!read)
        return read.error();
    NeedAsked asked{std::move(*read), {}};
    asked.count.org_path = subject.org_path;
    asked.count.circular = pack.id;
    asked.count.as_of = as_of;
    if (asked.measure.within == Measure::Within::the_case)
        asked.count.case_id = subject.id;
    asked.count.set_days(asked.measure, pack.phases, every_day);
    return asked;
}

Result<json::object> fetch_needs(
    const rules::World& world,
    storage::ReadTxn& txn,
    const Case& subject,
    Date today,
    std::optional<Instant> as_of,
    const std::vector<rules::Need>& needs,
    NumbersByContent* counted
)
{
    json::object found;
    for (const rules::Need& need : needs) {
        const rules::Pack* const pack = world.find(need.pack, need.hash);
        if (!pack)
            return refuse(
                Refusal::unavailable, "pack_not_loaded", "规则包 " + need.pack + " 没有装入",
                "pack " + need.pack + " is not loaded"
            );
        const std::string content = counted ? content_of(*pack, need) : std::string();
        if (counted)
            if (const auto known = counted->find(content); known != counted->end()) {
                found[need.name] = known->second;
                continue;
            }
        const auto asked = ask_need(
            *pack, need.measure, need.pack + " " + need.name, subject, today, as_of, need.parameter
        );
        if (!asked)
            return asked.error();
        auto number = count_need(txn, *asked);
        if (!number)
            return number.error();
        if (counted)
            counted->emplace(content, *number);
        found[need.name] = std::move(*number);
    }
    return found;
}

}  // namespace beihui::acts

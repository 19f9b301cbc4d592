#include "acts/needs.hpp"

#include "storage/measure_store.hpp"

namespace beihui::acts
{
namespace
{

// What a rule asks for without naming days: every day there is.
const std::pair<Date, Date> every_day{Date::of(1900, 1, 1).value(), Date::of(2199, 12, 31).value()};

}  // namespace

Result<json::value> count_need(storage::ReadTxn& txn, const NeedAsked& need)
{
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
    const std::vector<rules::Need>& needs
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
        const auto asked = ask_need(
            *pack, need.measure, need.pack + " " + need.name, subject, today, as_of, need.parameter
        );
        if (!asked)
            return asked.error();
        auto number = count_need(txn, *asked);
        if (!number)
            return number.error();
        found[need.name] = std::move(*number);
    }
    return found;
}

}  // namespace beihui::acts

#include "acts/organisation_list.hpp"

#include "domain/organisation_days.hpp"
#include "storage/place_store.hpp"
#include "storage/stores.hpp"

#include <algorithm>
#include <iterator>
#include <map>
#include <tuple>

namespace beihui::acts
{
namespace
{

std::vector<RegisterChange> all_organisations(storage::ReadTxn& txn)
{
    constexpr std::size_t page = 2000;
    std::vector<RegisterChange> all;
    for (;;) {
        const std::string after = all.empty() ? std::string() : all.back().id;
        auto next = storage::list_registered(txn, "organisation", "", after, page);
        const bool last = next.size() < page;
        std::ranges::move(next, std::back_inserter(all));
        if (last)
            return all;
    }
}

// "/a/b/c/": the one right above c.
std::string parent_in(std::string_view path)
{
    const std::size_t own = path.rfind('/', path.size() - 2);
    if (own == 0 || own == std::string_view::npos)
        return {};
    const std::size_t begin = path.rfind('/', own - 1) + 1;
    return std::string(path.substr(begin, own - begin));
}

}  // namespace

std::vector<OrganisationLine> organisations_on(
    storage::ReadTxn& txn,
    const accounts::Actor& actor,
    accounts::Action action,
    Date day
)
{
    const auto places = storage::all_places_on(txn, day);
    std::vector<OrganisationLine> lines;
    std::map<std::string, std::string> codes;
    for (RegisterChange& record : all_organisations(txn)) {
        const auto place = places.find(record.id);
        const auto days = OrganisationDays::read(record.id, record.code, record.data);
        if (place == places.end() || !accounts::may(actor, action, place->second) ||
            !days.exists_on(day))
            continue;
        OrganisationLine& line = lines.emplace_back();
        line.name = days.name_on(day).empty() ? record.name : days.name_on(day);
        line.path = place->second;
        codes[record.id] = record.code;
        line.record = std::move(record);
    }
    for (OrganisationLine& line : lines) {
        const std::string parent = parent_in(line.path);
        if (const auto code = codes.find(parent); code != codes.end()) {
            line.parent = parent;
            line.parent_code = code->second;
        }
    }
    std::ranges::sort(lines, [](const OrganisationLine& a, const OrganisationLine& b) {
        const auto depth_a = std::ranges::count(a.path, '/');
        const auto depth_b = std::ranges::count(b.path, '/');
        return std::tie(depth_a, a.record.code, a.path) < std::tie(depth_b, b.record.code, b.path);
    });
    return lines;
}

}  // namespace beihui::acts

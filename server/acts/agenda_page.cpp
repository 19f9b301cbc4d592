// The calendar as a page of the API, kept small whatever the days hold.

#include "acts/agenda.hpp"
#include "acts/case_page.hpp"

#include <boost/json/serialize.hpp>

#include <algorithm>
#include <map>
#include <set>

namespace beihui::acts
{
namespace
{

// Bytes of the items with the names they need, and how many people can be chosen from: with the rest
// of the answer below 60 KB.
constexpr std::size_t most_item_bytes = 46'000;
constexpr std::size_t most_owners = 120;

json::value day_json(bool told, Date day)
{
    return told ? json::value(day.text()) : json::value();
}

json::object item_json(const AgendaItem& item)
{
    json::object object{
        {"layer", to_text(item.layer)}, {"number", item.number},
        {"title", item.title},          {"organisation", item.organisation},
        {"from", item.from.text()},     {"to", day_json(item.to != item.from, item.to)},
        {"owner", item.owner},
    };
    if (item.layer == Layer::duty) {
        object["duty"] = item.duty;
        object["what"] = words_json(item.what);
        object["clause"] = item.clause;
        object["due"] = instant_json(item.due);
        object["state"] = item.state;
        object["late"] = item.late;
        return object;
    }
    object["stage"] = item.stage;
    object["stage_label"] = words_json(item.stage_label);
    object["open_items"] = item.open_items;
    object["cancelled"] = item.cancelled;
    if (item.layer == Layer::event) {
        object["starts_at"] = instant_json(item.starts_at);
        object["ends_at"] = instant_json(item.ends_at);
        object["venue"] = item.venue;
    } else {
        object["role"] = item.role;
    }
    return object;
}

// Names by id, each put in once; how many bytes they take.
class NamesOfPage
{
public:
    explicit NamesOfPage(Names& names) : names_(names) {}

    std::size_t add(const AgendaItem& item)
    {
        std::size_t bytes = 0;
        if (!organisations_.contains(item.organisation))
            bytes += put(organisations_, item.organisation, names_.organisation(item.organisation));
        if (item.layer != Layer::duty && !people_.contains(item.owner))
            bytes += put(people_, item.owner, names_.person(item.owner));
        return bytes;
    }
    std::string person(const std::string& id) { return names_.person(id); }
    json::object& organisations() { return organisations_; }
    json::object& people() { return people_; }

private:
    static std::size_t put(json::object& into, const std::string& id, const std::string& name)
    {
        into[id] = name;
        return id.size() + name.size() + 8;
    }

    Names& names_;
    json::object organisations_;
    json::object people_;
};

// The items in the order in which room is given to them: the first of every day, then the second of
// every day, and so on, so that a full day leaves room for the others.
std::vector<std::size_t> turns(const std::vector<AgendaItem>& items, Date from)
{
    std::map<Date, std::size_t> of_day;
    std::vector<std::size_t> rank;
    std::vector<std::size_t> order;
    for (std::size_t i = 0; i < items.size(); ++i) {
        rank.push_back(of_day[std::max(items[i].from, from)]++);
        order.push_back(i);
    }
    std::ranges::stable_sort(order, {}, [&](std::size_t i) { return rank[i]; });
    return order;
}

// Who can be chosen from: everybody with something in these days, those with most first.
json::array owners_json(const std::vector<AgendaItem>& items, NamesOfPage& names)
{
    std::map<std::string, std::pair<std::size_t, bool>> many;  // how often; whether it is a role
    for (const AgendaItem& item : items) {
        auto& [count, is_role] = many[item.owner];
        ++count;
        is_role = item.layer == Layer::duty;
    }
    std::vector<std::pair<std::string, std::pair<std::size_t, bool>>> owners(
        many.begin(), many.end()
    );
    std::ranges::stable_sort(owners, std::greater(), [](const auto& one) {
        return one.second.first;
    });
    if (owners.size() > most_owners)
        owners.resize(most_owners);
    json::array shown;
    for (const auto& [id, about] : owners) {
        json::value name;
        if (!about.second)
            name = names.person(id);
        shown.emplace_back(json::object{{"id", id}, {"name", std::move(name)}});
    }
    return shown;
}

}  // namespace

Result<json::object> agenda_page(
    const Context& context,
    storage::ReadTxn& txn,
    const accounts::Actor& actor,
    const AgendaAsked& asked
)
{
    auto found = agenda_items(context, txn, actor, asked);
    if (!found)
        return found.error();
    std::vector<AgendaItem>& items = *found;
    Names by_id(context, txn);
    NamesOfPage names(by_id);
    json::array owners = owners_json(items, names);
    if (!asked.owner.empty())
        std::erase_if(items, [&](const AgendaItem& item) { return item.owner != asked.owner; });

    std::map<std::size_t, json::object> listed;
    json::object left_out;
    std::map<Date, std::int64_t> left;
    std::size_t bytes = 0;
    for (const std::size_t i : turns(items, asked.from)) {
        json::object item = item_json(items[i]);
        const std::size_t size = json::serialize(item).size() + 1;
        if (bytes + size > most_item_bytes) {
            ++left[std::max(items[i].from, asked.from)];
            continue;
        }
        bytes += size + names.add(items[i]);
        listed.emplace(i, std::move(item));
    }
    for (const auto& [day, count] : left)
        left_out[day.text()] = count;
    json::array shown;
    for (auto& [place, item] : listed)
        shown.emplace_back(std::move(item));
    return json::object{
        {"from", asked.from.text()},           {"to", asked.to.text()},
        {"items", std::move(shown)},           {"left_out", std::move(left_out)},
        {"owners", std::move(owners)},         {"organisations", std::move(names.organisations())},
        {"people", std::move(names.people())},
    };
}

}  // namespace beihui::acts

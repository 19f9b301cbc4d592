// The facts of a table scenario, which a clerk writes in ranges: "S{1..37}".
#include "rules/read_parts.hpp"
#include "rules/scenario.hpp"

#include <charconv>

namespace beihui::rules
{
namespace
{

constexpr std::int64_t most_facts_of_a_row = 10'000;

// "S{1..37}" as its parts; a plain text has no range.
struct Ranged
{
    std::string before;
    std::string after;
    std::int64_t first = 0;
    std::int64_t last = 0;
    bool has_range = false;

    std::string at(std::int64_t offset) const
    {
        return has_range ? before + std::to_string(first + offset) + after : before;
    }
};

bool read_number(std::string_view text, std::int64_t& number)
{
    const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
    return read.ec == std::errc() && read.ptr == text.data() + text.size();
}

Ranged read_ranged(const Yaml& row, std::string_view key, Faults& faults)
{
    Ranged ranged;
    const std::string text = optional_text(row, key, faults);
    const std::size_t open = text.find('{');
    const std::size_t dots = text.find("..", open);
    const std::size_t close = text.find('}', dots);
    if (open == std::string::npos) {
        ranged.before = text;
        return ranged;
    }
    const bool readable =
        dots != std::string::npos && close != std::string::npos &&
        read_number(std::string_view(text).substr(open + 1, dots - open - 1), ranged.first) &&
        read_number(std::string_view(text).substr(dots + 2, close - dots - 2), ranged.last) &&
        ranged.first <= ranged.last && ranged.last - ranged.first < most_facts_of_a_row;
    if (!readable) {
        faults.add(
            row.find(key)->place(), "RP1302", "编号范围“" + text + "”写错",
            "the range \"" + text + "\" is not one", "写作 \"S{1..37}\"，至多 10000 个",
            "write \"S{1..37}\", at most 10000"
        );
        return {};
    }
    ranged.has_range = true;
    ranged.before = text.substr(0, open);
    ranged.after = text.substr(close + 1);
    return ranged;
}

json::object read_attributes(const Yaml& row, const FactKind* kind, Faults& faults)
{
    json::object attributes;
    const Yaml* const node = row.find("attributes");
    if (!node || !kind)
        return attributes;
    const std::vector<std::string> known(kind->attributes.begin(), kind->attributes.end());
    node->only(known, faults);
    for (const auto& [name, value] : members_of(*node, faults, "attributes")) {
        const AttributeKind* const attribute = find_fact_attribute(name.raw());
        if (!attribute || value.is_null())
            continue;
        switch (attribute->type) {
        case AttributeType::boolean:
            attributes[name.raw()] = value.boolean(faults, name.raw());
            break;
        case AttributeType::integer:
            attributes[name.raw()] = value.integer(faults, name.raw());
            break;
        case AttributeType::date:
            attributes[name.raw()] = read_date(value, faults, name.raw()).text();
            break;
        case AttributeType::text: attributes[name.raw()] = value.text(faults, name.raw()); break;
        }
    }
    return attributes;
}

void read_row(const Yaml& row, std::vector<Fact>& facts, Faults& faults)
{
    row.only(
        {"kind", "occasion", "on", "employer", "person", "item", "quantity", "attributes"}, faults
    );
    if (!row.is_map())
        return;
    std::vector<std::string> kinds;
    for (const FactKind& kind : fact_kinds())
        kinds.emplace_back(kind.name);
    const Yaml& kind = row.need("kind", faults);
    check_one_of(kind, kinds, faults, "kind");
    Fact fact;
    fact.kind = kind.raw();
    fact.occasion = row.need("occasion", faults).text(faults, "occasion");
    fact.on = read_date(row.need("on", faults), faults, "on");
    if (const Yaml* const quantity = row.find("quantity"))
        fact.quantity = quantity->integer(faults, "quantity");
    fact.attributes = read_attributes(row, find_fact_kind(fact.kind), faults);

    const Ranged members[] = {
        read_ranged(row, "employer", faults), read_ranged(row, "person", faults),
        read_ranged(row, "item", faults)
    };
    std::optional<std::int64_t> length;
    for (const Ranged& member : members) {
        const std::int64_t own = member.last - member.first + 1;
        if (member.has_range && length && *length != own)
            faults.add(
                row.place(), "RP1302", "同一行的几个编号范围须一样长",
                "the ranges of one row must be of one length", "检查起止编号", "check both ends"
            );
        if (member.has_range)
            length = own;
    }
    for (std::int64_t i = 0; i < length.value_or(1); ++i) {
        fact.employer = members[0].at(i);
        fact.person = members[1].at(i);
        fact.item = members[2].at(i);
        fact.key = std::to_string(facts.size() + 1);
        facts.push_back(fact);
    }
}

}  // namespace

std::vector<Fact> read_facts(const Yaml& list, Faults& faults)
{
    std::vector<Fact> facts;
    for (const Yaml& row : items_of(list, faults, "facts"))
        read_row(row, facts, faults);
    return facts;
}

}  // namespace beihui::rules

#pragma once

#include "base/civil.hpp"
#include "base/json.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace beihui
{

// The type of an attribute of a fact.
enum class AttributeType
{
    text,
    boolean,
    integer,
    date,
};

struct AttributeKind
{
    std::string_view name;
    AttributeType type;
    std::string_view zh;  // what a person reads when a condition on it failed
};

// One kind of fact and the attributes it may carry: a fixed, typed set.
struct FactKind
{
    std::string_view name;
    std::string_view zh;
    std::vector<std::string_view> attributes;
};

// Every kind of fact, and every attribute any of them may carry (storage keeps a column for each).
const std::vector<FactKind>& fact_kinds();
const std::vector<AttributeKind>& fact_attributes();
const FactKind* find_fact_kind(std::string_view name);
const AttributeKind* find_fact_attribute(std::string_view name);

// One row for one thing that counts, as it was on its day. Never edited: a correction voids it and
// makes another.
struct Fact
{
    std::string id;    // 32 hex digits, from the entry and the key
    std::string kind;  // "attendance"
    std::string key;   // unique among the live facts of its kind in its case
    std::string case_id;
    std::string
        occasion;  // the event or visit it happened at: the case that "distinct(occasion, …)" counts
    std::string organisation;      // whose it is
    std::string org_path;          // "/ministry/province/school/" on its day, for subtree counts
    Date on = Date::from_days(0);  // the day that places it in a window
    std::string employer;          // id of the employer; empty when there is none
    std::string person;            // person key (pseudonym); empty when there is none
    std::string item;  // identity of the thing itself when it can recur: a posting number
    std::int64_t quantity = 1;
    std::vector<std::string> circulars;  // ids of the packs that bind its case
    json::object attributes;  // names of its kind only; text, boolean, integer, or date as text

    json::object to_json() const;
    static Fact from_json(const json::object& object);
};

}  // namespace beihui

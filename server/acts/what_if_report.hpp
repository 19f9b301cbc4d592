#pragma once

#include "acts/answers.hpp"
#include "domain/case.hpp"

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace beihui::acts
{

// Whether an event may be held: what still stops the gate "readiness".
struct Readiness
{
    bool ready = false;
    std::int64_t open = 0;
};
Readiness readiness_of(const Decision& decision);

// One case under both rules.
struct ComparedCase
{
    std::string number;
    std::string title;
    std::string workflow;
    std::string stage;
    std::string organisation;
    Readiness live;
    Readiness draft;
    std::vector<Difference> differences;  // empty: the draft changes nothing
    bool draft_failed = false;            // it has an incident that the live rules have not
};

// Counts what changes while cases come in, in any order. Not for two threads at once.
class WhatIfCounts
{
public:
    explicit WhatIfCounts(std::size_t most_listed) : most_listed_(most_listed) {}

    void add(ComparedCase compared);

    // Everything that was counted: cases, changed, failed, readiness, changes, organisations.
    // `names` gives the name of an organisation.
    template <class Names>
    json::object report(const Names& names)
    {
        drop_surplus();
        json::object counted = totals();
        json::array organisations;
        for (const Organisation* const each : by_changes())
            organisations.emplace_back(organisation_json(*each, names(each->id)));
        counted["organisations"] = std::move(organisations);
        counted["left_out"] = changed_ - static_cast<std::int64_t>(listed_);
        return counted;
    }

private:
    struct Organisation
    {
        std::string id;
        std::int64_t cases = 0;
        std::int64_t changed = 0;
        std::vector<ComparedCase> listed;
    };
    struct Change
    {
        Difference example;
        std::int64_t cases = 0;
    };

    json::object totals() const;
    json::object organisation_json(const Organisation& organisation, std::string name) const;
    std::vector<const Organisation*> by_changes() const;
    void drop_surplus();

    std::size_t most_listed_;
    std::size_t listed_ = 0;
    std::int64_t cases_ = 0;
    std::int64_t changed_ = 0;
    std::int64_t failed_ = 0;
    std::int64_t became_ready_ = 0;
    std::int64_t no_longer_ready_ = 0;
    std::map<std::string, Organisation> organisations_;
    std::map<std::string, Change> changes_;
};

}  // namespace beihui::acts

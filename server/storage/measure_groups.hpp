#pragma once

#include "domain/measure.hpp"
#include "storage/database.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace beihui::storage
{

// What a measure gives for every organisation of a subtree, read with one statement.
class MeasureGroups
{
public:
    // Whether the numbers of several organisations can be read at once: what "among" looks at is
    // the subtree that is asked for, so such a measure is asked for each; so is one that counts by
    // value or within a case.
    static bool can_group(const Measure& measure)
    {
        return !measure.among && measure.by.empty() && measure.within != Measure::Within::the_case;
    }

    // `asked.org_path` is the subtree that all later questions lie in.
    static MeasureGroups read(ReadTxn& txn, Measure measure, CountAsked asked);

    // The same number that count_measure gives for the subtree of `org_path`. Asks the database
    // once more only for a distinct count over an organisation that has others below it.
    std::int64_t count(ReadTxn& txn, std::string_view org_path) const;

private:
    MeasureGroups(Measure measure, CountAsked asked)
        : measure_(std::move(measure)), asked_(std::move(asked))
    {}

    Measure measure_;
    CountAsked asked_;
    std::map<std::string, std::int64_t, std::less<>> by_path_;  // of the facts' own organisations
    // Of organisations that moved: where else they stand on other days, by each of their paths.
    std::map<std::string, std::vector<std::string>, std::less<>> elsewhere_;
};

}  // namespace beihui::storage

#include "figures/figures.hpp"

#include <algorithm>
#include <cmath>

namespace beihui::bench
{

double median(std::vector<double> values)
{
    if (values.empty())
        return 0;
    std::ranges::sort(values);
    const std::size_t middle = values.size() / 2;
    return values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}

double percentile(std::vector<float> values, double part)
{
    if (values.empty())
        return 0;
    const auto rank =
        static_cast<std::size_t>(std::ceil(part * static_cast<double>(values.size())));
    const std::size_t at = std::clamp<std::size_t>(rank, 1, values.size()) - 1;
    std::ranges::nth_element(values, values.begin() + static_cast<std::ptrdiff_t>(at));
    return static_cast<double>(values[at]);
}

Spread spread(const std::vector<double>& values)
{
    if (values.empty())
        return {};
    const auto [least, most] = std::ranges::minmax(values);
    return {least, most};
}

void Tally::take(int status, bool expected, bool has_retry_after, bool may_shed)
{
    if (expected && status >= 200 && status < 300)
        ++good;
    else if (may_shed && status == 503 && has_retry_after)
        ++shed;
    else
        ++errors;
}

void Tally::add(const Tally& other)
{
    good += other.good;
    shed += other.shed;
    errors += other.errors;
}

std::vector<double> Row::ratios() const
{
    std::vector<double> found;
    for (std::size_t i = 0; i < subjects.size(); ++i) {
        if (!limits.empty() && i >= limits.size())
            break;  // a round without its other half says nothing
        const double limit = limits.empty() ? 1 : limits[i];
        const double above = kind == Goal::at_least ? subjects[i] : goal * limit;
        const double below = kind == Goal::at_least ? limit : subjects[i];
        found.push_back(below > 0 ? above / below : 0);
    }
    return found;
}

bool Row::measured() const
{
    const auto is_something = [](double value) { return value > 0; };
    return failed.empty() && !ratios().empty() && std::ranges::all_of(subjects, is_something) &&
           std::ranges::all_of(limits, is_something);
}

int exit_code(const std::vector<Row>& rows)
{
    const auto is_bad = [](const Row& row) { return !row.measured() || row.errors > 0; };
    return rows.empty() || std::ranges::any_of(rows, is_bad) ? 1 : 0;
}

}  // namespace beihui::bench

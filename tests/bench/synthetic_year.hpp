#pragma once

#include "acts/context.hpp"

#include <cstddef>
#include <memory>
#include <string>

namespace beihui::bench
{

struct YearSize
{
    std::size_t schools = 3000;
    std::size_t events = 4;  // of one school
    std::size_t visits = 8;
    bool whole =
        true;  // with their rows, documents and facts; else the cases and their duties alone
};

// Fills a database that holds the demonstration with a year of many schools: each gets copies of its
// events and visits, in every stage they are in.
// Returns how many cases were written.
std::size_t fill_year(const acts::Context& context, const YearSize& size);

// A year of facts at many schools, added through the storage layer as acts add them, until there are
// enough. The database holds the demonstration.
class FactYear
{
public:
    // `first`: the number that its schools and cases begin with, another for each year of a database.
    FactYear(const acts::Context& context, std::size_t schools, std::size_t first);
    ~FactYear();

    void add(std::size_t facts);
    std::size_t facts() const;

private:
    struct State;
    const acts::Context& context_;
    std::unique_ptr<State> state_;
};

// The topmost organisation, below which the schools stand.
std::string topmost(const acts::Context& context);

}  // namespace beihui::bench

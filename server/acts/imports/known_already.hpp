#pragma once

#include "acts/imports/check_list.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace beihui::acts
{

// Tells which rows of a list are there already: the same employer, the same event on that day, the
// same visit, the same gate. Days are read once for all rows.
class KnownAlready
{
public:
    KnownAlready(storage::ReadTxn& txn, const accounts::Actor& actor, const ListKind& kind)
        : txn_(txn), actor_(actor), kind_(kind)
    {}

    // What makes a row the same as another; empty when it cannot be told.
    std::string key_of(const ListRow& row) const;
    // What it is, in words; none when it is new.
    std::optional<Words> find(const ListRow& row);
    // The column that is marked.
    std::string telling_column() const;

private:
    std::optional<Words> find_employer(const ListRow& row);
    std::optional<Words> find_case(const ListRow& row, std::string_view day);
    std::optional<Words> find_count(const ListRow& row);
    const std::map<std::string, std::string>& cases_on(const std::string& day);

    storage::ReadTxn& txn_;
    const accounts::Actor& actor_;
    const ListKind& kind_;
    std::map<std::string, std::map<std::string, std::string>> by_day_;  // key → number
};

}  // namespace beihui::acts

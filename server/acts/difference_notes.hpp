#pragma once

// What the two departments say of a difference between their tables: rows of `differences`, each in
// the department's own ledger. Both read both; each writes its own.

#include "accounts/actor.hpp"
#include "acts/case_page.hpp"
#include "tables/pack_tables.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace beihui::acts
{

class DifferenceNotes
{
public:
    // Of the ledgers that owe one of the two tables within the subtree.
    DifferenceNotes(
        const Context& context,
        storage::ReadTxn& txn,
        const accounts::Actor& actor,
        const tables::TableFound& left,
        const tables::TableFound& right,
        std::string_view org_path
    );

    // The ledger in which the reader notes something; empty: they have none.
    const std::string& ledger() const { return ledger_; }

    // Two columns with the numbers they have now.
    struct Pair
    {
        std::string left;  // "2026.annex1.posts"
        std::string right;
        std::int64_t left_value = 0;
        std::int64_t right_value = 0;
    };
    // {"pair", "left", "right"} as `note_difference` takes it, and every note in the order of `pair`:
    // the same two columns are one pair from whichever side they are looked at.
    json::object to_json(const Pair& pair, const tables::Span& span);

private:
    struct Ledger
    {
        std::string organisation;
        bool own = false;
        std::vector<CaseRow> rows;
    };

    Names names_;
    std::string ledger_;
    std::vector<Ledger> ledgers_;
};

}  // namespace beihui::acts

#include "acts/difference_notes.hpp"

#include "acts/program.hpp"
#include "acts/visible.hpp"
#include "base/text.hpp"
#include "storage/wall.hpp"

#include <algorithm>
#include <set>

namespace beihui::acts
{

// A department's note is there for the other: it holds no personal value, so it is read whatever the
// reader may open of the other department's ledger.
DifferenceNotes::DifferenceNotes(
    const Context& context,
    storage::ReadTxn& txn,
    const accounts::Actor& actor,
    const tables::TableFound& left,
    const tables::TableFound& right,
    std::string_view org_path
)
    : names_(context, txn)
{
    const storage::Unwalled all(txn);
    const Scope scope = accounts::scope_of(the_program(), accounts::Action::read_duties);
    std::set<std::string> seen;
    for (const tables::TableFound* const found : {&left, &right}) {
        storage::FiledQuery query;
        query.pack = found->pack->id;
        query.form = found->table->id;
        for (const storage::FiledLine& line : storage::list_filed(txn, scope, query)) {
            if (!line.org_path.starts_with(org_path) || !seen.insert(line.case_number).second)
                continue;
            const auto subject = storage::find_case(txn, line.case_number);
            if (!subject)
                continue;
            const bool own = works_for(txn, actor, line.organisation);
            if (own)
                ledger_ = line.case_number;
            ledgers_.push_back({line.organisation, own, storage::rows_of_case(txn, subject->id)});
        }
    }
}

json::object DifferenceNotes::to_json(const Pair& pair, const tables::Span& span)
{
    const bool turned = pair.right < pair.left;
    const std::string key = (turned ? pair.right + " " + pair.left : pair.left + " " + pair.right) +
                            " " + span.from.text() + " " + span.to.text();
    json::array notes;
    for (const Ledger& ledger : ledgers_)
        for (const CaseRow& row : ledger.rows) {
            if (row.form != "differences" || row.key != key)
                continue;
            const auto number = [&](const char* name) {
                const json::value* const value = row.data.if_contains(name);
                return value ? *value : json::value();
            };
            notes.emplace_back(json::object{
                {"organisation",
                 json::object{
                     {"id", ledger.organisation}, {"name", names_.organisation(ledger.organisation)}
                 }},
                {"mine", ledger.own},
                {"by", names_.person(row.by)},
                {"state", text_of(row.data, "state")},
                {"note", text_of(row.data, "note")},
                {"left", number(turned ? "right" : "left")},
                {"right", number(turned ? "left" : "right")},
            });
        }
    return {
        {"pair", key},
        {"first", turned ? pair.right_value : pair.left_value},
        {"second", turned ? pair.left_value : pair.right_value},
        {"notes", std::move(notes)},
    };
}

}  // namespace beihui::acts

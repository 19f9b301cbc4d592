#include "acts/past_state.hpp"

#include "history/sealing.hpp"

#include <algorithm>
#include <vector>

namespace beihui::acts
{
namespace
{

constexpr std::size_t entries_at_once = 100;

template <class Key, class Item>
std::vector<Item> values_of(const std::map<Key, Item>& items)
{
    std::vector<Item> values;
    values.reserve(items.size());
    for (const auto& [key, item] : items)
        values.push_back(item);
    return values;
}

// What was written comes where it stood, what is new at the end: as the act left it.
void write_rows(std::vector<CaseRow>& rows, const Effects& effects)
{
    for (const CaseRow& written : effects.rows) {
        const auto known = std::ranges::find_if(rows, [&](const CaseRow& row) {
            return row.form == written.form && row.key == written.key;
        });
        if (known == rows.end())
            rows.push_back(written);
        else
            *known = written;
    }
    for (const auto& [form, key] : effects.removed_rows)
        std::erase_if(rows, [&](const CaseRow& row) { return row.form == form && row.key == key; });
}

}  // namespace

CaseState PastState::before_decision(const Entry& entry)
{
    const Effects& effects = entry.effects;
    CaseState state;
    state.subject = effects.after;
    if (entry.case_seq == 1)
        state.subject.number.clear();  // it was given when the act was written
    state.rows = values_of(rows_);
    write_rows(state.rows, effects);
    state.documents = values_of(documents_);
    for (const Document& document : effects.documents)
        state.documents.push_back(document);
    state.duties = values_of(duties_);
    std::ranges::stable_sort(state.duties, [](const Duty& a, const Duty& b) {
        return a.due && (!b.due || *a.due < *b.due);
    });

    for (const CaseRow& row : effects.rows)
        rows_.insert_or_assign({row.form, row.key}, row);
    for (const auto& removed : effects.removed_rows)
        rows_.erase(removed);
    for (const Document& document : effects.documents)
        documents_.insert_or_assign(document.id, document);
    for (const Duty& duty : effects.duties)
        duties_.insert_or_assign(duty.key, duty);
    return state;
}

void for_each_past_act(
    storage::ReadTxn& txn,
    std::string_view case_id,
    std::optional<Instant> end,
    const std::function<void(const storage::StoredEntry&, const Entry&, CaseState)>& each
)
{
    PastState past;
    std::int64_t after = 0;
    for (;;) {
        const auto entries = storage::entries_of_case(txn, case_id, after, entries_at_once);
        for (const storage::StoredEntry& stored : entries) {
            if (end && stored.at >= *end)
                return;
            const Entry entry = history::read_body(stored.body);
            CaseState state = past.before_decision(entry);
            if (!stored.trace_hash.empty())
                each(stored, entry, std::move(state));
        }
        if (entries.size() < entries_at_once)
            return;
        after = entries.back().case_seq;
    }
}

}  // namespace beihui::acts

#pragma once

// Writing an entry in few turns: what is asked first is asked for together, before any of it is read.

#include "storage/place_store.hpp"
#include "storage/statement.hpp"
#include "storage/stores.hpp"

namespace beihui::storage
{

// An answer on its way to be kept: see keep_answer().
class KeepingAnswer
{
public:
    KeepingAnswer(
        WriteTxn& txn,
        std::string_view actor,
        std::string_view key,
        const KeptAnswer& answer,
        Instant at
    );

    // Refuses (conflict, "idempotency_key_taken") when the key is there already.
    Result<void> kept();

private:
    Query inserted_;
};

// What append_entry() looks at before it writes; on PostgreSQL it locks the case.
class AppendingLook
{
public:
    AppendingLook(WriteTxn& txn, const Entry& entry);

    Query version;
    PlaceAsked place;
};

// append_entry() of stores.hpp for one that has been looked for. The entry outlives the look.
Result<void> append_entry(
    WriteTxn& txn,
    const Entry& entry,
    const std::vector<HiddenValue>& hidden,
    std::string_view trace,
    AppendingLook& look
);

}  // namespace beihui::storage

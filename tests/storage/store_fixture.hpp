#pragma once

// A new database of each kind for a test, and a short way to write entries.

#include "history/canonical.hpp"
#include "history/commitment.hpp"
#include "history/sealing.hpp"
#include "storage/statement.hpp"
#include "storage/stores.hpp"
#include "support/databases.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace beihui::storage
{

using test::Backend;

inline Date day(std::string_view text)
{
    return Date::parse(text).value();
}

inline Instant instant(std::string_view text)
{
    return Instant::parse(text).value();
}

inline std::unique_ptr<Database> opened(const DatabaseSettings& settings)
{
    auto database = Database::open(settings);
    if (!database)
        throw std::runtime_error(database.error().code + ": " + database.error().detail.en);
    return std::move(*database);
}

// What `look` finds in one snapshot.
template <class Look>
auto found(Database& database, Look look)
{
    std::optional<decltype(look(std::declval<ReadTxn&>()))> answer;
    database.read([&](ReadTxn& txn) { answer.emplace(look(txn)); });
    return std::move(*answer);
}

// SQL that no function of storage has: what somebody with access to the database could do.
inline std::int64_t by_hand(Database& database, const std::string& sql)
{
    std::int64_t changed = 0;
    (void)database.write([&](WriteTxn& txn) -> Result<void> {
        changed = run(txn, sql);
        return {};
    });
    return changed;
}

// A number read by hand.
inline std::int64_t number_of(Database& database, const std::string& sql)
{
    return found(database, [&](ReadTxn& txn) {
        Query row(txn, sql, "i");
        return row.next() ? row.integer() : -1;
    });
}

// The next entry of a case that stands as `now` says; a new case when its version is 0. Not sealed.
inline Entry next_entry(const Case& now, std::string act, Instant at)
{
    Entry entry;
    entry.tenant = "school";
    entry.uid = random_id();
    entry.case_id = now.id;
    entry.case_seq = now.version + 1;
    entry.at = at;
    entry.actor = "somebody";
    entry.act = std::move(act);
    entry.effects.after = now;
    entry.effects.after.version = entry.case_seq;
    entry.effects.after.changed_at = at;
    return entry;
}

inline const Instant first_moment = instant("2026-04-01T09:00:00+08:00");

inline Case new_case(std::string number, std::string workflow = "recruitment-event")
{
    Case opened;
    opened.id = random_id();
    opened.title = "招聘活动 " + number;
    opened.number = std::move(number);
    opened.organisation = "school";
    opened.org_path = "/ministry/province/school/";
    opened.workflow = std::move(workflow);
    opened.stage = "plan";
    opened.opened_at = first_moment;
    opened.opened_by = "somebody";
    return opened;
}

class Store : public testing::TestWithParam<Backend>
{
protected:
    // Seals and appends.
    Result<void> append(
        Entry entry,
        const std::vector<HiddenValue>& hidden = {},
        std::string_view trace = {}
    )
    {
        history::seal_entry(entry);
        return database_->write([&](WriteTxn& txn) {
            return append_entry(txn, entry, hidden, trace);
        });
    }
    // A case of one entry.
    Case open_case(Case opened)
    {
        Entry entry = next_entry(opened, "open", moment());
        const Case after = entry.effects.after;
        append(std::move(entry)).value();
        return after;
    }
    // One second after the last one.
    Instant moment() { return first_moment.plus_ms(1000 * ++moments_); }

    template <class Look>
    auto find(Look look)
    {
        return found(*database_, look);
    }
    // Refusal code of a write; empty when it was not refused.
    template <class Work>
    std::string refusal(Work work)
    {
        const Result<void> done = database_->write(work);
        return done ? std::string() : done.error().code;
    }

    const DatabaseSettings settings_ = test::fresh_database(GetParam());
    std::unique_ptr<Database> database_ = opened(settings_);
    std::int64_t moments_ = 0;
};

inline const auto both = testing::Values(Backend::sqlite, Backend::postgresql);

}  // namespace beihui::storage

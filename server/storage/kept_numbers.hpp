#pragma once

// Numbers of tables that were counted once and are counted on from there.
//
// A kept number is what count_measure gave when the entries up to a position of entry_order, and no
// others, had been made. To answer now, number_since() adds what the entries behind that position
// changed: exact in every snapshot, and an act pays nothing for it. Where that would cost more than
// counting, or the tree was put otherwise, it is counted anew.

#include "domain/measure.hpp"
#include "storage/database.hpp"
#include "storage/kept_question.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace beihui::storage
{

// How many entries entry_order holds at the least; a number that lies further back is counted anew.
constexpr std::int64_t entries_kept_in_order = 50'000;

// When it is worth it; tests have their own.
struct KeptLimits
{
    // Where a subtree has so few facts of a kind, they are counted sooner than anything is looked up.
    std::int64_t facts_soon_counted = 500;
    // Nobody counts on over more entries …
    std::int64_t entries_counted_on = 20'000;
    // … nor over more than one for so many facts that would be counted: an act may make dozens, and
    // each is followed to others.
    std::int64_t facts_for_each_entry = 50;
    // A number is written again when so many entries have come behind it.
    std::int64_t entries_worth_keeping = 64;
};

// A number that is true of the entries up to `pos` for ever, unless facts are put elsewhere.
struct KeptNumber
{
    std::string id;
    std::string question;
    std::string org_path;
    std::int64_t value = 0;
    std::int64_t facts = 0;  // of the kind in the subtree when it was counted, about
    std::int64_t pos = 0;
    std::int64_t moves = 0;
    Instant asked_at;
};

// Answers questions within one snapshot of the database; not for a transaction that writes.
class KeptNumbers
{
public:
    KeptNumbers(ReadTxn& txn, Instant now, KeptLimits limits = {})
        : txn_(txn), now_(now), limits_(limits)
    {}

    // The number that count_measure gives; exactly.
    std::int64_t count(const Measure& measure, const CountAsked& asked);
    // What is worth keeping of what was counted: for put_kept_numbers.
    std::vector<KeptNumber> take_news() { return std::move(news_); }
    // The same number counted on or anew, as if nobody had asked for it; none while it lies near.
    std::optional<KeptNumber> brought_up(const KeptNumber& kept);

private:
    // Where the snapshot stands.
    struct Position
    {
        std::int64_t last = 0;      // of entry_order
        std::int64_t before = 0;    // what stood at this or earlier was dropped from entry_order
        std::int64_t unplaced = 0;  // entries without a position; one too many means more
        std::int64_t moves = 0;

        std::int64_t behind(std::int64_t pos) const { return last - pos + unplaced; }
    };

    const Position& position();
    CountAsked in_known_tree(CountAsked asked);
    std::optional<KeptNumber> find(const std::string& id);
    bool holds(const KeptNumber& kept);
    std::int64_t facts_looked_at(const Measure& measure, const CountAsked& asked);
    void keep(const Measure& measure, const CountAsked& asked, std::int64_t value, KeptNumber kept);

    ReadTxn& txn_;
    Instant now_;
    KeptLimits limits_;
    std::optional<Position> position_;
    std::map<std::string, std::vector<std::string>> elsewhere_;  // by path asked for
    std::vector<KeptNumber> news_;
};

// Facts stand elsewhere than before without an entry of theirs: what was kept holds no more.
void note_facts_moved(WriteTxn& txn);

void put_kept_numbers(WriteTxn& txn, const std::vector<KeptNumber>& numbers);

// All that are kept, by id; those that nobody asked for since a moment aside.
std::vector<KeptNumber> kept_numbers_since(ReadTxn& txn, Instant asked_since);
// Returns how many there were that nobody asked for since.
std::size_t drop_kept_numbers_before(WriteTxn& txn, Instant asked_before);

}  // namespace beihui::storage

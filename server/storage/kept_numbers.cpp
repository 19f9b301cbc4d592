#include "storage/kept_numbers.hpp"

#include "base/bytes.hpp"
#include "storage/columns.hpp"
#include "storage/measure_since.hpp"
#include "storage/measure_store.hpp"
#include "storage/place_store.hpp"
#include "storage/statement.hpp"

#include <algorithm>

namespace beihui::storage
{
namespace
{

constexpr std::int64_t ms_of_day = 86'400'000;
// More facts than this are many.
constexpr std::int64_t most_facts_told = 1'000'000;

constexpr const char* kept_columns = "id, question, org_path, value, facts, pos, moves, asked_ms";
constexpr const char* kept_types = "tttiiiii";

KeptNumber read_kept(Query& row)
{
    KeptNumber kept;
    kept.id = row.text();
    kept.question = row.text();
    kept.org_path = row.text();
    kept.value = row.integer();
    kept.facts = row.integer();
    kept.pos = row.integer();
    kept.moves = row.integer();
    kept.asked_at = row.instant();
    return kept;
}

}  // namespace

const KeptNumbers::Position& KeptNumbers::position()
{
    if (position_)
        return *position_;
    Position at;
    Query row(
        txn_,
        "SELECT COALESCE((SELECT MAX(pos) FROM entry_order), 0),"
        " COALESCE((SELECT MIN(pos) - 1 FROM entry_order), 0),"
        " (SELECT COUNT(*) FROM (SELECT 1 FROM entry WHERE seq IS NULL LIMIT :most) t),"
        " (SELECT moves FROM tree_at WHERE id = 1)",
        "iiii", {limits_.entries_counted_on + 1}
    );
    if (row.next()) {
        at.last = row.integer();
        at.before = row.integer();
        at.unplaced = row.integer();
        at.moves = row.integer();
    }
    return position_.emplace(at);
}

std::optional<KeptNumber> KeptNumbers::find(const std::string& id)
{
    static const std::string sql =
        std::string("SELECT ") + kept_columns + " FROM kept_number WHERE id = :id";
    Query row(txn_, sql, kept_types, {id});
    return row.next() ? std::optional(read_kept(row)) : std::nullopt;
}

CountAsked KeptNumbers::in_known_tree(CountAsked asked)
{
    auto known = elsewhere_.find(asked.org_path);
    if (known == elsewhere_.end()) {
        auto paths = paths_of_subtree(txn_, asked.org_path);
        paths.erase(paths.begin());  // org_path itself
        known = elsewhere_.emplace(asked.org_path, std::move(paths)).first;
    }
    asked.elsewhere = known->second;
    return asked;
}

// Whether it can be counted on, and sooner than anew.
bool KeptNumbers::holds(const KeptNumber& kept)
{
    const Position& at = position();
    if (kept.moves != at.moves || kept.pos < at.before || kept.pos > at.last)
        return false;
    const std::int64_t behind = at.behind(kept.pos);
    return behind == 0 || (behind <= limits_.entries_counted_on &&
                           behind * limits_.facts_for_each_entry <= kept.facts);
}

std::int64_t KeptNumbers::facts_looked_at(const Measure& measure, const CountAsked& asked)
{
    const std::string end = end_of_subtree(asked.org_path);
    Query row(
        txn_,
        "SELECT COUNT(*) FROM (SELECT 1 FROM fact WHERE kind = :kind AND org_path >= :path"
        " AND org_path < :end LIMIT :most) t",
        "i", {measure.kind, asked.org_path, end, most_facts_told}
    );
    return row.next() ? row.integer() : 0;
}

// What is kept is without the entries that have no position yet.
void KeptNumbers::keep(
    const Measure& measure,
    const CountAsked& asked,
    std::int64_t value,
    KeptNumber kept
)
{
    const Position& at = position();
    if (at.unplaced > limits_.entries_counted_on)
        return;
    kept.value = at.unplaced == 0 ? value : value - number_since(txn_, measure, asked, at.last);
    kept.pos = at.last;
    kept.moves = at.moves;
    kept.asked_at = now_;
    news_.push_back(std::move(kept));
}

std::int64_t KeptNumbers::count(const Measure& measure, const CountAsked& question)
{
    // Behind a wall fewer facts are seen than were counted.
    if (!can_keep(measure, question) || txn_.wall())
        return count_measure(txn_, measure, question);
    const CountAsked asked = in_known_tree(question);
    const Position& at = position();
    std::string text = KeptQuestion{measure, asked}.text();
    std::string id = hex(sha256(text));
    if (auto kept = find(id); kept && holds(*kept)) {
        std::int64_t value = kept->value;
        if (at.behind(kept->pos) > 0)
            value += number_since(txn_, measure, asked, kept->pos);
        if (at.last - kept->pos >= limits_.entries_worth_keeping ||
            now_.ms() - kept->asked_at.ms() >= ms_of_day)
            keep(measure, asked, value, *std::move(kept));
        return value;
    }
    const std::int64_t value = count_measure(txn_, measure, question);
    KeptNumber fresh;
    fresh.id = std::move(id);
    fresh.question = std::move(text);
    fresh.org_path = asked.org_path;
    fresh.facts = facts_looked_at(measure, asked);
    if (fresh.facts > limits_.facts_soon_counted)
        keep(measure, asked, value, std::move(fresh));
    return value;
}

std::optional<KeptNumber> KeptNumbers::brought_up(const KeptNumber& kept)
{
    const Position& at = position();
    if (kept.moves == at.moves && at.last - kept.pos < limits_.entries_worth_keeping)
        return std::nullopt;
    const auto question = KeptQuestion::read(kept.question);
    if (!question)
        return std::nullopt;
    news_.clear();
    count(question->measure, question->asked);
    if (news_.empty())
        return std::nullopt;
    KeptNumber news = std::move(news_.back());
    news_.clear();
    news.asked_at = kept.asked_at;
    return news;
}

void note_facts_moved(WriteTxn& txn)
{
    run(txn, "UPDATE tree_at SET moves = moves + 1 WHERE id = 1");
}

void put_kept_numbers(WriteTxn& txn, const std::vector<KeptNumber>& numbers)
{
    for (const KeptNumber& kept : numbers)
        run(txn,
            "INSERT INTO kept_number (id, question, org_path, value, facts, pos, moves, asked_ms)"
            " VALUES (:id, :question, :path, :value, :facts, :pos, :moves, :asked)"
            " ON CONFLICT (id) DO UPDATE SET value = excluded.value, facts = excluded.facts,"
            " pos = excluded.pos, moves = excluded.moves, asked_ms = excluded.asked_ms",
            {kept.id, kept.question, kept.org_path, kept.value, kept.facts, kept.pos, kept.moves,
             kept.asked_at});
}

std::vector<KeptNumber> kept_numbers_since(ReadTxn& txn, Instant asked_since)
{
    static const std::string sql = std::string("SELECT ") + kept_columns +
                                   " FROM kept_number WHERE asked_ms >= :since ORDER BY id";
    std::vector<KeptNumber> all;
    Query rows(txn, sql, kept_types, {asked_since});
    while (rows.next())
        all.push_back(read_kept(rows));
    return all;
}

std::size_t drop_kept_numbers_before(WriteTxn& txn, Instant asked_before)
{
    return static_cast<std::size_t>(
        run(txn, "DELETE FROM kept_number WHERE asked_ms < :before", {asked_before})
    );
}

}  // namespace beihui::storage

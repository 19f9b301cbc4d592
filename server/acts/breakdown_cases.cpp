// The cases behind a number, and those that make two numbers differ.
#include "acts/breakdown.hpp"
#include "acts/case_page.hpp"
#include "acts/difference_notes.hpp"
#include "domain/unit.hpp"
#include "storage/measure_parts.hpp"
#include "storage/measure_words.hpp"
#include "storage/wall.hpp"

#include <algorithm>
#include <cstdlib>
#include <map>

namespace beihui::acts
{
namespace
{

// Shows the cases that the reader may open.
class CasesSeen
{
public:
    CasesSeen(const Context& context, storage::ReadTxn& txn, const accounts::Actor& actor)
        : names_(context, txn),
          txn_(txn),
          scope_(accounts::scope_of(actor, accounts::Action::read_cases))
    {}

    // None for a case outside of the reader's scope.
    std::optional<json::object> show(const std::string& id)
    {
        const auto found = storage::find_case(txn_, id);
        if (!found || !scope_.covers(found->org_path, found->workflow))
            return std::nullopt;
        return json::object{
            {"case", json::object{{"number", found->number}, {"title", found->title}}},
            {"organisation",
             json::object{
                 {"id", found->organisation}, {"name", names_.organisation(found->organisation)}
             }},
            {"starts_on", found->starts_on ? json::value(found->starts_on->text()) : json::value()},
        };
    }

private:
    Names names_;
    storage::ReadTxn& txn_;
    Scope scope_;
};

// What is not shown one by one.
struct Rest
{
    std::int64_t cases = 0;
    std::int64_t adds = 0;

    void add(std::int64_t number)
    {
        ++cases;
        adds += number;
    }
    json::object to_json() const { return {{"cases", cases}, {"adds", adds}}; }
};

struct Side
{
    const rules::Column* column = nullptr;
    std::string table;
    Measure measure;
    std::int64_t value = 0;
    std::vector<storage::Part> parts;
};

json::object side_json(const Side& side)
{
    const Words formula = storage::formula_of(side.measure);
    return {
        {"table", side.table}, {"column", side.column->id},     {"label", side.column->label},
        {"value", side.value}, {"clause", side.column->clause}, {"formula", words_json(formula)},
    };
}

struct Both
{
    std::int64_t left = 0;
    std::int64_t right = 0;
};

json::object pair_json(CasesSeen& cases, const Side& left, const Side& right, std::size_t most)
{
    std::map<std::string, Both> by_case;
    for (const storage::Part& part : left.parts)
        by_case[part.key].left += part.adds;
    for (const storage::Part& part : right.parts)
        by_case[part.key].right += part.adds;
    std::vector<std::pair<std::string, Both>> differing;
    std::int64_t same = 0;
    for (const auto& [id, both] : by_case) {
        if (both.left == both.right)
            ++same;
        else
            differing.emplace_back(id, both);
    }
    std::ranges::stable_sort(differing, std::greater<>(), [](const auto& item) {
        return std::abs(item.second.left - item.second.right);
    });
    json::array items;
    Rest unseen;
    Rest left_off;
    for (const auto& [id, both] : differing) {
        const std::int64_t difference = both.left - both.right;
        auto shown = cases.show(id);
        if (!shown)
            unseen.add(difference);
        else if (items.size() >= most)
            left_off.add(difference);
        else {
            (*shown)["left"] = both.left;
            (*shown)["right"] = both.right;
            items.emplace_back(*std::move(shown));
        }
    }
    return {
        {"unit", sign_of(left.column->unit)},
        {"left", side_json(left)},
        {"right", side_json(right)},
        {"difference", left.value - right.value},
        {"same_cases", same},
        {"cases", std::move(items)},
        {"invisible", unseen.to_json()},
        {"left_off", left_off.to_json()},
    };
}

// Every column of a table with what each case adds.
Result<std::vector<Side>> read_sides(
    storage::ReadTxn& txn,
    const rules::World& world,
    const tables::TableAsked& asked,
    Instant now
)
{
    const auto answer = tables::fill_table(txn, world, asked, now);
    if (!answer)
        return answer.error();
    std::vector<Side> sides;
    for (const tables::Cell& cell : answer->cells) {
        const auto ready = tables::ask_column(world, asked, cell.column->id, now);
        if (!ready)
            return ready.error();
        sides.push_back(
            {cell.column, asked.table, ready->measure, cell.value,
             storage::parts_of_number(txn, ready->measure, ready->count, storage::PartBy::subject)}
        );
    }
    return sides;
}

}  // namespace

Result<json::object> breakdown_by_case(
    const Context& live,
    storage::ReadTxn& txn,
    const accounts::Actor& actor,
    const BreakdownAsked& asked,
    std::size_t most
)
{
    const Context context = live.holding_rules();
    const auto rules = context.rules();
    const auto ready =
        tables::ask_column(*rules->world, asked.table, asked.column, context.clock.now());
    if (!ready)
        return ready.error();
    std::vector<storage::Part> parts;
    std::int64_t value = 0;
    json::array items;
    Rest unseen;
    Rest left_off;
    {
        const storage::Unwalled all(txn);
        parts =
            storage::parts_of_number(txn, ready->measure, ready->count, storage::PartBy::subject);
        value = storage::count_measure(txn, ready->measure, ready->count);
    }
    std::ranges::stable_sort(parts, std::greater<>(), &storage::Part::adds);
    CasesSeen cases(context, txn, actor);
    for (const storage::Part& part : parts) {
        auto shown = cases.show(part.key);
        if (!shown)
            unseen.add(part.adds);
        else if (items.size() >= most)
            left_off.add(part.adds);
        else {
            (*shown)["adds"] = part.adds;
            (*shown)["rows"] = part.rows;
            items.emplace_back(*std::move(shown));
        }
    }
    return json::object{
        {"table", ready->found.table->id},
        {"column", ready->column->id},
        {"label", ready->column->label},
        {"unit", sign_of(ready->column->unit)},
        {"value", value},
        {"organisation", asked.organisation},
        {"items", std::move(items)},
        {"invisible", unseen.to_json()},
        {"left_off", left_off.to_json()},
    };
}

Result<json::object> compare_tables(
    const Context& live,
    storage::ReadTxn& txn,
    const accounts::Actor& actor,
    const BreakdownAsked& asked,
    const std::string& other,
    std::size_t most
)
{
    const Context context = live.holding_rules();
    const auto rules = context.rules();
    const Instant now = context.clock.now();
    tables::TableAsked second = asked.table;
    second.table = other;
    std::optional<Result<std::vector<Side>>> left;
    std::optional<Result<std::vector<Side>>> right;
    {
        const storage::Unwalled all(txn);
        left.emplace(read_sides(txn, *rules->world, asked.table, now));
        right.emplace(read_sides(txn, *rules->world, second, now));
    }
    if (!*left)
        return left->error();
    if (!*right)
        return right->error();
    const auto found = tables::find_table(*rules->world, asked.table.table);
    const auto with = tables::find_table(*rules->world, other);
    const auto span = tables::span_asked(
        *found->pack, asked.table.from, asked.table.to, asked.table.as_of.value_or(now).date()
    );
    CasesSeen cases(context, txn, actor);
    DifferenceNotes notes(context, txn, actor, *found, *with, asked.table.org_path);
    json::array pairs;
    for (const Side& mine : **left)
        for (const Side& theirs : **right)
            if (mine.measure.kind == theirs.measure.kind &&
                mine.column->unit == theirs.column->unit) {
                json::object pair = pair_json(cases, mine, theirs, most);
                pair["noted"] = notes.to_json(
                    {mine.table + "." + mine.column->id, theirs.table + "." + theirs.column->id,
                     mine.value, theirs.value},
                    *span
                );
                pairs.emplace_back(std::move(pair));
            }
    const auto named = [](const tables::TableFound& table) {
        return json::object{
            {"id", table.table->id},
            {"annex", table.table->annex},
            {"title", table.table->title.zh},
            {"filer", table.table->filer},
        };
    };
    return json::object{
        {"organisation", asked.organisation},
        {"from", span->from.text()},
        {"to", span->to.text()},
        {"as_of", asked.table.as_of.value_or(now).text()},
        {"left", named(*found)},
        {"right", named(*with)},
        {"ledger", notes.ledger().empty() ? json::value() : json::value(notes.ledger())},
        {"pairs", std::move(pairs)},
    };
}

}  // namespace beihui::acts

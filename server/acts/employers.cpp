#include "acts/employers.hpp"

#include "base/text.hpp"
#include "storage/wall.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace beihui::acts
{
namespace
{

constexpr int most_mergers = 16;  // one after another
constexpr std::size_t page_size = 500;
constexpr std::size_t most_compared = 50'000;
// The organisation code (GB 11714) within a code of 18 characters.
constexpr std::size_t inner_at = 8;
constexpr std::size_t inner_size = 9;
// Shorter names differ in one character and mean somebody else.
constexpr std::size_t least_similar = 5;

std::vector<std::string_view> characters_of(std::string_view text)
{
    std::vector<std::string_view> all;
    for (std::size_t at = 0; at < text.size();) {
        std::size_t size = 1;
        while (at + size < text.size() &&
               (static_cast<unsigned char>(text[at + size]) & 0xC0) == 0x80)
            ++size;
        all.push_back(text.substr(at, size));
        at += size;
    }
    return all;
}

// A name without blanks, brackets and legal form: 杭州（精工）传感有限责任公司 is 杭州精工传感.
std::string core_of(std::string_view name)
{
    std::string core;
    for (const char c : to_upper_ascii(to_half_width(name)))
        if (c != ' ' && c != '(' && c != ')' && c != '-' && c != '.')
            core += c;
    for (const std::string_view form :
         {"股份有限公司", "有限责任公司", "集团有限公司", "有限公司", "集团公司", "公司"})
        if (core.size() > form.size() && core.ends_with(form)) {
            core.resize(core.size() - form.size());
            break;
        }
    return core;
}

// 第一厂 and 第二厂 are two, and so are A厂 and B厂.
bool counts_or_orders(std::string_view character)
{
    static constexpr std::string_view marks =
        "一二三四五六七八九十百甲乙丙丁戊己庚辛东西南北上下新老";
    return character.size() == 1 || marks.find(character) != std::string_view::npos;
}

// The name with each of its characters left out in turn: two names that differ in one have one of
// these in common.
std::vector<std::string> shortened(const std::string& core)
{
    const auto characters = characters_of(core);
    std::vector<std::string> all;
    if (characters.size() < least_similar)
        return all;
    for (std::size_t out = 0; out < characters.size(); ++out) {
        if (counts_or_orders(characters[out]))
            continue;
        std::string text = std::to_string(out) + ":";
        for (std::size_t i = 0; i < characters.size(); ++i)
            if (i != out)
                text += characters[i];
        all.push_back(std::move(text));
    }
    return all;
}

std::vector<RegisterChange> all_listed(storage::ReadTxn& txn)
{
    std::vector<RegisterChange> all;
    std::string after;
    for (bool more = true; more && all.size() < most_compared;) {
        auto page = storage::list_registered(txn, "employer", "", after, page_size);
        more = page.size() == page_size;
        if (!page.empty())
            after = page.back().id;
        for (RegisterChange& record : page)
            if (is_listed_employer(record) && record.status != "void")
                all.push_back(std::move(record));
    }
    return all;
}

// The rows of "not the same" of a record: ids of the others, with the note of each.
std::map<std::string, std::string> others_of(const RegisterChange& record)
{
    std::map<std::string, std::string> others;
    const json::value* const rows = record.data.if_contains("distinct");
    if (rows && rows->is_array())
        for (const json::value& row : rows->as_array())
            others.emplace(text_of(row, "employer"), text_of(row, "note"));
    return others;
}

// Pairs of ids in either order.
using Pairs = std::set<std::pair<std::string, std::string>>;

Pairs pairs_told_apart(const std::vector<RegisterChange>& records)
{
    Pairs pairs;
    for (const RegisterChange& record : records)
        for (const auto& [other, note] : others_of(record)) {
            pairs.emplace(record.id, other);
            pairs.emplace(other, record.id);
        }
    return pairs;
}

// Leaves out who was told apart from all the others, until nobody is.
void drop_told_apart(std::vector<RegisterChange>& records, const Pairs& apart)
{
    const auto alone = [&](const RegisterChange& record) {
        return std::ranges::none_of(records, [&](const RegisterChange& other) {
            return other.id != record.id && !apart.contains({record.id, other.id});
        });
    };
    for (auto found = std::ranges::find_if(records, alone); found != records.end();
         found = std::ranges::find_if(records, alone))
        records.erase(found);
}

}  // namespace

std::optional<RegisterChange> kept_employer(
    storage::ReadTxn& txn,
    RegisterChange record,
    std::optional<Instant> as_of
)
{
    const storage::Unwalled all(txn);
    const auto find = [&](std::string_view id) {
        return as_of ? storage::find_registered_as_of(txn, "employer", id, *as_of)
                     : storage::find_registered(txn, "employer", id);
    };
    for (int steps = 0; record.status == "merged" && steps < most_mergers; ++steps) {
        const json::value* const merging = record.data.if_contains("merging");
        const std::string into(merging ? text_of(*merging, "into") : std::string_view());
        auto next = find(into);
        if (!next)  // named by its number
            if (const auto subject = storage::find_case(txn, into))
                next = find(subject->id);
        if (!next)
            return std::nullopt;
        record = std::move(*next);
    }
    return record;
}

std::vector<std::string> merged_employers(
    storage::ReadTxn& txn,
    const RegisterChange& kept,
    std::optional<Instant> as_of
)
{
    const storage::Unwalled all(txn);
    std::vector<std::string> ids;
    std::vector<RegisterChange> rest{kept};
    while (!rest.empty()) {
        const RegisterChange record = std::move(rest.back());
        rest.pop_back();
        const json::value* const absorbed = record.data.if_contains("absorbed");
        if (!absorbed || !absorbed->is_array())
            continue;
        for (const json::value& row : absorbed->as_array()) {
            const auto subject = storage::find_case(txn, text_of(row, "number"));
            if (!subject || subject->id == kept.id ||
                std::ranges::find(ids, subject->id) != ids.end())
                continue;
            ids.push_back(subject->id);
            auto merged = as_of
                              ? storage::find_registered_as_of(txn, "employer", subject->id, *as_of)
                              : storage::find_registered(txn, "employer", subject->id);
            if (merged)
                rest.push_back(std::move(*merged));
        }
    }
    return ids;
}

bool is_listed_employer(const RegisterChange& record)
{
    return record.status != "merged" && record.status != "withdrawn";
}

std::string_view to_text(LikeEmployers::Why why)
{
    switch (why) {
    case LikeEmployers::same_code:    return "same_code";
    case LikeEmployers::same_name:    return "same_name";
    case LikeEmployers::similar_name: break;
    }
    return "similar_name";
}

std::vector<LikeEmployers> find_like_employers(storage::ReadTxn& txn, std::size_t most)
{
    const std::vector<RegisterChange> all = all_listed(txn);
    const Pairs apart = pairs_told_apart(all);
    std::vector<LikeEmployers> groups;
    std::set<std::string_view> grouped;
    const auto group = [&](LikeEmployers::Why why, const auto& keys_of) {
        std::map<std::string, std::vector<const RegisterChange*>> by_key;
        for (const RegisterChange& record : all)
            if (!grouped.contains(record.id))
                for (std::string& key : keys_of(record))
                    if (!key.empty())
                        by_key[std::move(key)].push_back(&record);
        for (const auto& [key, records] : by_key) {
            LikeEmployers like{why, {}};
            for (const RegisterChange* const record : records)
                if (!grouped.contains(record->id))
                    like.records.push_back(*record);
            drop_told_apart(like.records, apart);
            if (like.records.size() < 2 || groups.size() == most)
                continue;
            for (const RegisterChange* const record : records)
                if (std::ranges::find(like.records, record->id, &RegisterChange::id) !=
                    like.records.end())
                    grouped.insert(record->id);
            groups.push_back(std::move(like));
        }
    };
    using Keys = std::vector<std::string>;
    group(LikeEmployers::same_code, [](const RegisterChange& record) {
        return Keys{
            record.code.size() == inner_at + inner_size + 1
                ? record.code.substr(inner_at, inner_size)
                : std::string()
        };
    });
    group(LikeEmployers::same_name, [](const RegisterChange& record) {
        return Keys{core_of(record.name)};
    });
    group(LikeEmployers::similar_name, [](const RegisterChange& record) {
        return shortened(core_of(record.name));
    });
    return groups;
}

std::vector<ToldApart> employers_told_apart(storage::ReadTxn& txn, std::size_t most)
{
    std::vector<ToldApart> all;
    for (RegisterChange& record : all_listed(txn))
        for (const auto& [id, note] : others_of(record))
            if (auto other = storage::find_registered(txn, "employer", id);
                other && all.size() < most)
                all.push_back({record, *std::move(other), note});
    return all;
}

}  // namespace beihui::acts

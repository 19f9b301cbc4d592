#include "rules/tools/pack_diff.hpp"

#include "base/text.hpp"
#include "rules/tools/diff_parts.hpp"
#include "rules/tools/raw_words.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <set>

namespace beihui::rules
{
namespace
{

constexpr int least_alike = 45;  // of 100: below, two sentences are two clauses

// The characters that carry meaning: without blanks and punctuation.
std::vector<std::string_view> letters_of(std::string_view text)
{
    constexpr std::array<std::string_view, 21> marks = {
        "，", "。", "、", "；", "：", "？", "！", "“", "”", "‘",      "’",
        "（", "）", "《", "》", "〈", "〉", "—",  "…", "·", "\u3000",
    };
    std::vector<std::string_view> letters;
    for (std::size_t i = 0; i < text.size();) {
        const auto first = static_cast<unsigned char>(text[i]);
        const std::size_t size = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
        const std::string_view letter = text.substr(i, size);
        const bool is_letter =
            size == 1 ? std::isalnum(first) != 0 : std::ranges::find(marks, letter) == marks.end();
        if (is_letter)
            letters.push_back(letter);
        i += size;
    }
    return letters;
}

std::string normalised(std::string_view text)
{
    std::string result;
    const std::string half = to_half_width(text);
    for (const std::string_view letter : letters_of(half))
        result += letter;
    return result;
}

std::multiset<std::string> pairs_of_letters(std::string_view text)
{
    const auto letters = letters_of(text);
    std::multiset<std::string> pairs;
    for (std::size_t i = 0; i + 1 < letters.size(); ++i)
        pairs.insert(std::string(letters[i]) + std::string(letters[i + 1]));
    return pairs;
}

// Of 100, by the pairs of letters that two texts share (Dice's coefficient).
int likeness(const std::multiset<std::string>& a, const std::multiset<std::string>& b)
{
    std::vector<std::string> shared;
    std::ranges::set_intersection(a, b, std::back_inserter(shared));
    const std::size_t all = a.size() + b.size();
    return all == 0 ? 0 : static_cast<int>(shared.size() * 200 / all);
}

std::string span_words(const std::pair<Date, Date>& phase)
{
    return phase.first.text() + " 至 " + phase.second.text();
}

// "2025 年" for a pack that is named after its year, else its title.
std::string name_of(const Pack& pack)
{
    const std::string stem = pack.id.substr(0, pack.id.find('-'));
    const bool is_year = stem.size() == 4 && std::ranges::all_of(stem, [](unsigned char c) {
                             return std::isdigit(c) != 0;
                         });
    return is_year ? stem + " 年" : "《" + pack.title.zh + "》";
}

const json::value& last_value(const Parameter& parameter)
{
    return parameter.values.back().value;
}

std::string clause_words(const ParameterValue& value)
{
    return value.clause.empty() ? "口径 " + value.interpretation : "条款 " + value.clause;
}

bool is_item_list(const json::value& value)
{
    const json::value* const items = member(value, "items");
    return items && items->is_array();
}

}  // namespace

DifferencePart diff_clauses(const DiffPair& pair)
{
    DifferencePart part{"clauses", {"条款", "Clauses"}, 0, {}};
    const auto& older = pair.older.clauses;
    const auto& newer = pair.newer.clauses;
    std::vector<std::multiset<std::string>> old_letters;
    for (const Clause& clause : older)
        old_letters.push_back(pairs_of_letters(clause.text));
    std::vector<std::multiset<std::string>> new_letters;
    for (const Clause& clause : newer)
        new_letters.push_back(pairs_of_letters(clause.text));
    const Matches matches = match(older.size(), newer.size(), [&](std::size_t i, std::size_t j) {
        const int own = likeness(old_letters[i], new_letters[j]);
        const bool same_place = older[i].id == newer[j].id;
        return same_place ? 101 + own : own >= least_alike ? own : 0;
    });
    for (const auto& [i, j] : matches.pairs) {
        const bool same_words = normalised(older[i].text) == normalised(newer[j].text);
        if (same_words && older[i].check == newer[j].check) {
            ++part.same;
            continue;
        }
        const std::string what = same_words ? "核查方式由“" + raw_words(older[i].check).zh +
                                                  "”改为“" + raw_words(newer[j].check).zh + "”"
                                            : "措辞有变化";
        part.differences.push_back(
            {"changed",
             newer[j].id,
             {newer[j].id + "（原 " + older[i].id + "）" + what, newer[j].id + " reads otherwise"},
             older[i].text,
             newer[j].text,
             newer[j].id}
        );
    }
    for (const std::size_t j : matches.added)
        part.differences.push_back(
            {"added",
             newer[j].id,
             {"新增 " + newer[j].id, "new: " + newer[j].id},
             "",
             newer[j].text,
             newer[j].id}
        );
    for (const std::size_t i : matches.gone)
        part.differences.push_back(
            {"gone",
             older[i].id,
             {"通知不再有 " + older[i].id + " 的内容", older[i].id + " is no longer there"},
             older[i].text,
             "",
             older[i].id}
        );
    return part;
}

DifferencePart diff_phases(const DiffPair& pair)
{
    DifferencePart part{"phases", {"阶段", "Phases"}, 0, {}};
    const auto& older = pair.older.phases;
    const auto& newer = pair.newer.phases;
    for (std::size_t i = 0; i < std::max(older.size(), newer.size()); ++i) {
        const std::string name = "第 " + std::to_string(i + 1) + " 阶段";
        const std::string english = "phase " + std::to_string(i + 1);
        const std::string before = i < older.size() ? span_words(older[i]) : "";
        const std::string after = i < newer.size() ? span_words(newer[i]) : "";
        if (before == after)
            ++part.same;
        else if (before.empty())
            part.differences.push_back(
                {"added", english, {"新增" + name + "：" + after, "new " + english}, "", after, ""}
            );
        else if (after.empty())
            part.differences.push_back(
                {"gone",
                 english,
                 {"不再有" + name + "（" + pair.older_name + "为" + after_chinese(before) + "）",
                  english + " is no longer there"},
                 before,
                 "",
                 ""}
            );
        else
            part.differences.push_back(
                {"changed",
                 english,
                 {name + "由" + within_chinese(before) + "改为" + after_chinese(after),
                  english + " moved"},
                 before,
                 after,
                 ""}
            );
    }
    return part;
}

DifferencePart diff_parameters(const DiffPair& pair)
{
    DifferencePart part{"parameters", {"数字与规定", "Values"}, 0, {}};
    const auto& older = pair.older.parameters;
    const auto& newer = pair.newer.parameters;
    const Matches matches = match(older.size(), newer.size(), [&](std::size_t i, std::size_t j) {
        const bool same_title =
            !older[i].title.zh.empty() && older[i].title.zh == newer[j].title.zh;
        return older[i].key == newer[j].key ? 2 : same_title ? 1 : 0;
    });
    const auto title = [](const Parameter& parameter) {
        return parameter.title.zh.empty() ? parameter.key : parameter.title.zh;
    };
    for (const auto& [i, j] : matches.pairs) {
        if (restated(pair, last_value(older[i])) == last_value(newer[j])) {
            ++part.same;
            continue;
        }
        if (is_item_list(last_value(newer[j])))
            continue;  // diff_items tells each item
        const Words before = value_words(last_value(older[i]), older[i].unit);
        const Words after = value_words(last_value(newer[j]), newer[j].unit);
        part.differences.push_back(
            {"changed",
             newer[j].key,
             {title(newer[j]) + "由" + within_chinese(before.zh) + "改为" +
                  after_chinese(after.zh) + "（" + clause_words(newer[j].values.back()) + "）",
              newer[j].key + " was " + before.en + ", is " + after.en},
             before.zh,
             after.zh,
             newer[j].values.back().clause}
        );
    }
    for (const std::size_t j : matches.added) {
        const Words after = value_words(last_value(newer[j]), newer[j].unit);
        part.differences.push_back(
            {"added",
             newer[j].key,
             {(newer[j].values.back().clause.empty() ? "新增口径，" : "新规定") + title(newer[j]) +
                  "：" + after.zh + "（" + clause_words(newer[j].values.back()) + "）",
              "new: " + newer[j].key + " = " + after.en},
             "",
             after.zh,
             newer[j].values.back().clause}
        );
    }
    for (const std::size_t i : matches.gone) {
        const Words before = value_words(last_value(older[i]), older[i].unit);
        part.differences.push_back(
            {"gone",
             older[i].key,
             {(older[i].values.back().clause.empty() ? "不再按口径定" : "通知不再规定") +
                  title(older[i]) + "（" + pair.older_name + "为" + after_chinese(before.zh) + "）",
              older[i].key + " is no longer laid down (it was " + before.en + ")"},
             before.zh,
             "",
             older[i].values.back().clause}
        );
    }
    return part;
}

bool PackDiff::equal() const
{
    return std::ranges::all_of(parts, [](const DifferencePart& part) {
        return std::ranges::all_of(part.differences, [](const Difference& each) {
            return each.kind == "open";
        });
    });
}

PackDiff diff_packs(
    const Pack& older,
    const Interpreter& older_rules,
    const Pack& newer,
    const Interpreter& newer_rules
)
{
    const DiffPair pair{older, newer, older_rules, newer_rules, name_of(older)};
    PackDiff diff;
    diff.older = older.title;
    diff.newer = newer.title;
    diff.older_id = older.id;
    diff.newer_id = newer.id;
    diff.parts = {
        diff_parameters(pair), diff_phases(pair), diff_duties(pair),  diff_tables(pair),
        diff_forms(pair),      diff_items(pair),  diff_clauses(pair), open_readings(pair),
    };
    return diff;
}

}  // namespace beihui::rules

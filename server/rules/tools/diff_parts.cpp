// Duties and tables of two packs.
#include "rules/tools/diff_parts.hpp"

#include <algorithm>
#include <map>

namespace beihui::rules
{
namespace
{

// What a rule puts out, where a school has to do something for it.
const std::map<std::string, std::string, std::less<>> kinds_of_demand = {
    {"duty", "应报事项"},
    {"quota", "任务数"},
    {"requirement", "办理前提"},
};

std::vector<const Rule*> demands_of(const Interpreter& interpreter)
{
    std::vector<const Rule*> all;
    for (const Rule& rule : interpreter.rules())
        if (kinds_of_demand.contains(rule.emits))
            all.push_back(&rule);
    return all;
}

void compare_obligors(const DiffPair& pair, DifferencePart& part)
{
    for (const std::string& name : pair.newer.obligors)
        if (std::ranges::find(pair.older.obligors, name) == pair.older.obligors.end())
            part.differences.push_back(
                {"added", name, {"承办单位新增" + name, "now obliged: " + name}, "", name, ""}
            );
        else
            ++part.same;
    for (const std::string& name : pair.older.obligors)
        if (std::ranges::find(pair.newer.obligors, name) == pair.newer.obligors.end())
            part.differences.push_back(
                {"gone", name, {name + "不再是承办单位", "no longer obliged: " + name}, name, "", ""
                }
            );
}

// "annex1" of "2026.annex1".
std::string_view own_id(std::string_view table)
{
    const std::size_t dot = table.find('.');
    return dot == std::string_view::npos ? table : table.substr(dot + 1);
}

std::string column_words(const Column& column)
{
    return "“" + column.label + "”";
}

void compare_columns(const Table& older, const Table& newer, DifferencePart& part)
{
    const Matches matches =
        match(older.columns.size(), newer.columns.size(), [&](std::size_t i, std::size_t j) {
            const bool same_label = older.columns[i].label == newer.columns[j].label;
            return older.columns[i].id == newer.columns[j].id ? 2 : same_label ? 1 : 0;
        });
    const std::string in = newer.annex + "《" + newer.title.zh + "》";
    for (const auto& [i, j] : matches.pairs) {
        const Column& old_column = older.columns[i];
        const Column& column = newer.columns[j];
        std::string what;
        if (old_column.label != column.label)
            what += "列名由" + column_words(old_column) + "改为" + column_words(column) + "；";
        if (old_column.unit != column.unit)
            what += "单位由" + std::string(sign_of(old_column.unit)) + "改为" +
                    std::string(sign_of(column.unit)) + "；";
        if (old_column.measure != column.measure)
            what += column_words(column) + "的计数办法有变化；";
        if (what.empty()) {
            ++part.same;
            continue;
        }
        what.resize(what.size() - std::string_view("；").size());
        part.differences.push_back(
            {"changed",
             newer.id + "." + column.id,
             {in + what, newer.id + "." + column.id},
             json::serialize(old_column.measure),
             json::serialize(column.measure),
             column.clause}
        );
    }
    for (const std::size_t j : matches.added)
        part.differences.push_back(
            {"added",
             newer.id + "." + newer.columns[j].id,
             {in + "新增一列" + column_words(newer.columns[j]), "new column"},
             "",
             newer.columns[j].label,
             newer.columns[j].clause}
        );
    for (const std::size_t i : matches.gone)
        part.differences.push_back(
            {"gone",
             older.id + "." + older.columns[i].id,
             {in + "不再有" + column_words(older.columns[i]) + "一列", "column is gone"},
             older.columns[i].label,
             "",
             older.columns[i].clause}
        );
}

void compare_tables(const Table& older, const Table& newer, DifferencePart& part)
{
    const std::string in = newer.annex + "《" + newer.title.zh + "》";
    const auto changed = [&](const std::string& what, const std::string& before,
                             const std::string& after) {
        if (before != after)
            part.differences.push_back(
                {"changed",
                 newer.id,
                 {in + what + "由" + within_chinese(before.empty() ? "（没有）" : before) + "改为" +
                      after_chinese(after.empty() ? "（没有）" : after),
                  newer.id + " changed"},
                 before,
                 after,
                 newer.clause}
            );
    };
    changed("名称", older.title.zh, newer.title.zh);
    changed("填报单位", older.filled_by, newer.filled_by);
    changed("报送地址", older.send_to, newer.send_to);
    changed("抄送地址", older.send_cc, newer.send_cc);
    compare_columns(older, newer, part);
}

}  // namespace

DifferencePart diff_duties(const DiffPair& pair)
{
    DifferencePart part{"duties", {"应报事项与责任单位", "Duties and who owes them"}, 0, {}};
    compare_obligors(pair, part);
    const auto older = demands_of(pair.older_rules);
    const auto newer = demands_of(pair.newer_rules);
    const Matches matches = match(older.size(), newer.size(), [&](std::size_t i, std::size_t j) {
        const bool same_title = older[i]->title.zh == newer[j]->title.zh;
        return older[i]->id == newer[j]->id ? 2 : same_title ? 1 : 0;
    });
    const auto kind = [](const Rule& rule) { return kinds_of_demand.find(rule.emits)->second; };
    for (const auto& [i, j] : matches.pairs) {
        if (older[i]->title.zh == newer[j]->title.zh && older[i]->emits == newer[j]->emits) {
            ++part.same;
            continue;
        }
        part.differences.push_back(
            {"changed",
             newer[j]->id,
             {kind(*older[i]) + "“" + older[i]->title.zh + "”改为" + kind(*newer[j]) + "“" +
                  newer[j]->title.zh + "”",
              newer[j]->id + " changed"},
             older[i]->title.zh,
             newer[j]->title.zh,
             newer[j]->clause}
        );
    }
    for (const std::size_t j : matches.added)
        part.differences.push_back(
            {"added",
             newer[j]->id,
             {"新增" + kind(*newer[j]) + "“" + newer[j]->title.zh + "”（" + newer[j]->clause + "）",
              "new: " + newer[j]->id},
             "",
             newer[j]->title.zh,
             newer[j]->clause}
        );
    for (const std::size_t i : matches.gone)
        part.differences.push_back(
            {"gone",
             older[i]->id,
             {"不再有" + kind(*older[i]) + "“" + older[i]->title.zh + "”（" + pair.older_name +
                  "依据 " + older[i]->clause + "）",
              "gone: " + older[i]->id},
             older[i]->title.zh,
             "",
             older[i]->clause}
        );
    return part;
}

DifferencePart diff_tables(const DiffPair& pair)
{
    DifferencePart part{"tables", {"统计表", "Tables"}, 0, {}};
    const auto& older = pair.older.tables;
    const auto& newer = pair.newer.tables;
    const Matches matches = match(older.size(), newer.size(), [&](std::size_t i, std::size_t j) {
        const bool same_id = own_id(older[i].id) == own_id(newer[j].id);
        return older[i].title.zh == newer[j].title.zh ? 2 : same_id ? 1 : 0;
    });
    for (const auto& [i, j] : matches.pairs)
        compare_tables(older[i], newer[j], part);
    for (const std::size_t j : matches.added)
        part.differences.push_back(
            {"added",
             newer[j].id,
             {"新增" + newer[j].annex + "《" + newer[j].title.zh + "》", "new: " + newer[j].id},
             "",
             newer[j].title.zh,
             newer[j].clause}
        );
    for (const std::size_t i : matches.gone)
        part.differences.push_back(
            {"gone",
             older[i].id,
             {"不再有" + older[i].annex + "《" + older[i].title.zh + "》", "gone: " + older[i].id},
             older[i].title.zh,
             "",
             older[i].clause}
        );
    return part;
}

}  // namespace beihui::rules

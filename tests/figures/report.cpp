// How the rows are told: for programs as JSON, for people as Markdown.

#include "figures/figures.hpp"

#include <boost/json/serialize.hpp>

#include <cmath>
#include <cstdio>

namespace beihui::bench
{
namespace
{

// Three figures that count: nobody can measure more on a machine that others share.
std::string digits(double value)
{
    char text[64];
    const double size = std::fabs(value);
    const int after = size >= 100 || size == 0 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3;
    std::snprintf(text, sizeof text, "%.*f", after, value);
    return text;
}

double rounded(double value)
{
    return std::round(value * 10000) / 10000;
}

std::string words_of(const Row& row)
{
    if (!row.measured())
        return "没有测成 not measured: " + row.failed;
    if (row.errors > 0)
        return "有错误 errors";
    return row.met() ? "达到 met" : "未达到 missed";
}

std::string text_of_value(const json::value& value)
{
    if (value.is_string())
        return std::string(value.as_string());
    if (value.is_double())
        return digits(value.as_double());
    return json::serialize(value);
}

void add_members(std::string& text, const json::object& members)
{
    for (const auto& [name, value] : members)
        text.append("- ").append(name).append(": ").append(text_of_value(value)).append("\n");
}

// A table cell must not end at a bar inside it.
std::string cell(std::string text)
{
    for (std::size_t at = 0; (at = text.find('|', at)) != std::string::npos; at += 2)
        text.insert(at, 1, '\\');
    return text;
}

void add_line(std::string& text, const Row& row)
{
    const Spread range = spread(row.ratios());
    const std::string sign = row.kind == Goal::at_least ? "≥ " : "≤ ";
    text += "| " + row.id + " | " + cell(row.zh) + " / " + cell(row.en) + " | " +
            digits(median(row.subjects)) + " " + row.unit + " | " +
            (row.limits.empty() ? std::string("–") : digits(median(row.limits)) + " " + row.unit) +
            " | " + digits(row.ratio()) + " (" + digits(range.least) + "–" + digits(range.most) +
            ") | " + digits(row.goal_of_ratio()) + " (" + sign + digits(row.goal) + ") | " +
            std::to_string(row.errors) + " | " + cell(words_of(row)) + " |\n";
}

json::array numbers(const std::vector<double>& values)
{
    json::array list;
    for (const double value : values)
        list.emplace_back(rounded(value));
    return list;
}

}  // namespace

json::array as_json(const std::vector<Row>& rows)
{
    json::array list;
    for (const Row& row : rows) {
        const Spread range = spread(row.ratios());
        json::object each{
            {"id", row.id},
            {"zh", row.zh},
            {"en", row.en},
            {"ratio", rounded(row.ratio())},
            {"goal", rounded(row.goal_of_ratio())},
            {"errors", row.errors},
            {"met", row.met()},
            {"unit", row.unit},
            {"subject", rounded(median(row.subjects))},
            {"limit", nullptr},
            {"spread", json::array{rounded(range.least), rounded(range.most)}},
            {"rounds", row.ratios().size()},
            {"ratios", numbers(row.ratios())},
            {"said",
             std::string(row.kind == Goal::at_least ? "at least " : "at most ") + digits(row.goal)},
            {"details", row.details},
        };
        if (!row.limits.empty())
            each["limit"] = rounded(median(row.limits));
        if (!row.measured())
            each["failed"] = row.failed.empty() ? "nothing was measured" : row.failed;
        list.emplace_back(std::move(each));
    }
    return list;
}

std::string as_markdown(
    const std::vector<Row>& rows,
    const json::object& machine,
    const json::object& settings
)
{
    std::string text =
        "# 测速结果 / Benchmark\n\n"
        "比值越大越好；“至多”的目标写成“目标 ÷ 测得”，达到 1 即达到。括号内为各轮的最小与最大。\n"
        "A ratio is better when larger; a goal that says “at most” is told as goal ÷ measured and "
        "is "
        "met from 1 on. In brackets: the least and the most of the rounds.\n\n"
        "| # | 项目 / measure | 本系统 / subject | 极限 / limit | 比值 / ratio | 目标 / goal | "
        "错误 / errors | 结论 / verdict |\n"
        "|---|---|---|---|---|---|---|---|\n";
    for (const Row& row : rows)
        add_line(text, row);
    text += "\n## 机器 / The machine\n\n";
    add_members(text, machine);
    text += "\n## 数据库设置（与出厂相同） / Settings of the databases, as shipped\n\n";
    add_members(text, settings);
    text += "\n## 细节 / Details\n";
    for (const Row& row : rows) {
        if (row.details.empty())
            continue;
        text += "\n### " + row.id + " " + row.zh + " / " + row.en + "\n\n";
        add_members(text, row.details);
    }
    return text;
}

}  // namespace beihui::bench

// Which rows there are, and running them.

#include "bench/run.hpp"

#include "base/json.hpp"
#include "bench/workshop.hpp"

#include <boost/json/serialize.hpp>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <fstream>

namespace beihui::bench
{
namespace
{

void write(const std::filesystem::path& path, const std::string& text)
{
    std::ofstream(path, std::ios::binary) << text;
}

void add(std::vector<Row>& rows, const Measure& measure, Workshop& shop)
{
    const std::string& first = measure.ids.front();
    std::fprintf(stderr, "… %s\n", first.c_str());
    const auto begin = std::chrono::steady_clock::now();
    std::vector<Row> found;
    try {
        found = measure.run(shop);
    } catch (const std::exception& fault) {
        found.push_back(failed_row(first, fault.what()));
    }
    const double took =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    for (Row& row : found) {
        const Spread range = spread(row.ratios());
        std::printf(
            "%-10s %10.4g %-4s  limit %10.4g  ratio %6.3f (%.3f–%.3f)  goal %.3f  errors %zu  %s\n",
            row.id.c_str(), median(row.subjects), row.unit.c_str(), median(row.limits), row.ratio(),
            range.least, range.most, row.goal_of_ratio(), row.errors,
            !row.measured() ? row.failed.c_str()
            : row.met()     ? "met"
                            : "missed"
        );
        std::fflush(stdout);
        row.details["seconds of these rows"] = took;
        rows.push_back(std::move(row));
    }
}

bool is_wanted(const Measure& measure, const RunAsked& asked)
{
    if (asked.rows.empty())
        return measure.only_long == asked.is_long;
    return std::ranges::any_of(measure.ids, [&](const std::string& id) {
        return std::ranges::find(asked.rows, id) != asked.rows.end();
    });
}

}  // namespace

int run_rows(const RunAsked& asked)
{
    std::vector<const Measure*> wanted;
    for (const Measure& measure : all_measures())
        if (is_wanted(measure, asked))
            wanted.push_back(&measure);
    if (wanted.empty()) {
        std::fprintf(stderr, "没有这一行 / no such row:");
        for (const Measure& measure : all_measures())
            for (const std::string& id : measure.ids)
                std::fprintf(stderr, " %s", id.c_str());
        std::fprintf(stderr, "\n");
        return 2;
    }
    Terms terms;
    terms.rounds = asked.rounds;
    terms.seconds = asked.seconds;
    Workshop shop(terms);
    std::vector<Row> rows;
    for (const Measure* const measure : wanted)
        add(rows, *measure, shop);
    const json::object machine = describe_machine(shop.folder().parent_path());
    std::filesystem::create_directories(asked.out);
    write(asked.out / "bench.json", json::serialize(as_json(rows)) + "\n");
    const std::string text = as_markdown(rows, machine, shop.settings);
    write(asked.out / "bench.md", text);
    write(
        asked.out / "machine.json",
        json::serialize(json::object{{"machine", machine}, {"settings", shop.settings}}) + "\n"
    );
    std::printf(
        "%s\n\n%s\n", text.substr(text.find("\n## ") + 1).c_str(), (asked.out / "bench.md").c_str()
    );
    return exit_code(rows);
}

}  // namespace beihui::bench

#include "bench/what_if.hpp"

#include "acts/publication.hpp"
#include "acts/what_if.hpp"
#include "bench/demo_desk.hpp"

#include <algorithm>
#include <cstdio>
#include <stdexcept>

namespace beihui::bench
{
namespace
{

constexpr const char* threshold = "value: 1000, interpretation: i-019 }";

// The entries of all cases that a pack binds.
std::size_t acts_of_pack(storage::ReadTxn& txn, std::string_view pack)
{
    std::size_t acts = 0;
    for (const std::string& id : storage::cases_of_pack(txn, pack))
        acts += static_cast<std::size_t>(storage::find_case(txn, id)->version);
    return acts;
}

}  // namespace

// The project's circular with its permit asked for from 800 persons on.
int run_what_if(const YearSize& size, unsigned threads)
{
    const DemoDesk desk;
    const acts::Context& context = desk.context();
    const Took filling;
    const std::size_t cases = fill_year(context, size);
    std::printf(
        "# %zu schools, %zu cases written in %.1f s (database %.0f MB)\n", size.schools, cases,
        filling.seconds(), desk.database_mb()
    );
    const auto folder = desk.draft(threshold, "value: 800, interpretation: i-019 }");
    const auto draft = acts::rules_with_draft(context, rules::read_pack(folder).value(), "");
    acts::WhatIfAsked asked;
    asked.organisation = topmost(context);
    asked.from = Date::parse("2026-01-01").value();
    asked.to = Date::parse("2026-12-31").value();
    asked.threads = threads;
    const Took took;
    acts::WhatIfWork work;
    const auto report = acts::what_if(context, draft.value(), asked, &work);
    const double seconds = took.seconds();
    if (!report)
        throw std::runtime_error(report.error().detail.en);
    const auto asked_cases = static_cast<double>(integer_of(*report, "cases"));
    std::printf(
        "what-if over %.0f cases on %u threads: %.1f s (%.1f s of processors), %.0f cases/s, %lld "
        "change, %lld statements for counts, %zu rules of the draft run, %zu not, %ld MB at most\n",
        asked_cases, threads, seconds, took.processor(), asked_cases / seconds,
        static_cast<long long>(integer_of(*report, "changed")),
        static_cast<long long>(integer_of(*report, "statements_for_counts")), work.run, work.taken,
        most_memory_mb()
    );
    return 0;
}

// A revision whose permit is asked for from 800 persons on, from the day it is published.
int run_publish()
{
    const DemoDesk desk;
    const acts::Context context = desk.context().holding_rules();
    const Date today = context.clock.now().date();
    const auto folder = desk.draft(
        threshold,
        std::string(threshold) + "\n    " + today.text() + ": { value: 800, interpretation: i-019 }"
    );
    const std::shared_ptr<const rules::Pack> draft = rules::read_pack(folder).value();
    const rules::Pack* const live = context.held->world->find(draft->id);
    std::vector<std::shared_ptr<const rules::Pack>> packs{draft};
    std::vector<std::shared_ptr<const rules::Pack>> earlier;
    for (const auto& pack : context.held->world->packs())
        (pack->id == draft->id ? earlier : packs).push_back(pack);
    std::ranges::sort(packs, {}, &rules::Pack::id);
    auto world = rules::World::of(packs, context.held->world->calendar(), earlier).value();
    const std::shared_ptr<const acts::Rulebook> rulebook =
        acts::make_rulebook(std::move(world), *context.held->workflows).value();
    context.database.read([&](storage::ReadTxn& txn) {
        const Took took;
        const auto changed = acts::changed_results(
            context, txn, {live->id, live->revision, live->hash},
            {draft->id, draft->revision, draft->hash}, rulebook, today
        );
        std::printf(
            "publishing over %zu cases with %zu acts: %.1f s (%.1f s of processors), %zu results "
            "would change\n",
            storage::cases_of_pack(txn, draft->id).size(), acts_of_pack(txn, draft->id),
            took.seconds(), took.processor(), changed.size()
        );
    });
    return 0;
}

}  // namespace beihui::bench

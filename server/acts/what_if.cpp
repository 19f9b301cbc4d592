#include "acts/what_if.hpp"

#include "acts/answers.hpp"
#include "acts/ask_both.hpp"
#include "acts/what_if_counts.hpp"
#include "acts/what_if_report.hpp"
#include "acts/what_if_tables.hpp"
#include "storage/case_batch.hpp"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <set>
#include <span>
#include <thread>

namespace beihui::acts
{
namespace
{

// What all threads of one question share.
struct Shared
{
    const Context& context;
    RulesAsked live;
    const RulesAsked& draft;
    const WhatIfAsked& asked;
    AskedAt at;
    std::vector<std::string> ids;
    CountedFor live_counted;
    CountedFor draft_counted;
    SharedCounts counts;
    std::atomic<std::size_t> run = 0;
    std::atomic<std::size_t> taken = 0;
    std::atomic<std::size_t> next = 0;  // the first case that nobody has taken
    std::atomic<bool> stopped = false;
    std::mutex mutex;  // for what follows
    WhatIfCounts found;
    std::size_t done = 0;
    std::exception_ptr trouble;

    bool is_stopped()
    {
        if (!stopped && asked.stop && asked.stop())
            stopped = true;
        return stopped;
    }
};

CaseState state_of(storage::WholeCase whole)
{
    CaseState state;
    state.subject = std::move(whole.subject);
    state.rows = std::move(whole.rows);
    state.documents = std::move(whole.documents);
    state.duties = std::move(whole.duties);
    return state;
}

void gather_employers(
    const workflows::Form& form,
    const json::object& values,
    std::set<std::string>& ids
)
{
    for (const workflows::Field& field : form.fields)
        if (field.type == workflows::FieldType::employer)
            if (const std::string_view id = text_of(values, field.id); !id.empty())
                ids.emplace(id);
}

// Reads what the cases of a batch look up in registers at once.
void remember_registers(
    storage::ReadTxn& txn,
    const RulesAsked& rules,
    const std::vector<storage::WholeCase>& batch,
    LookUp& look_up
)
{
    std::set<std::string> employers;
    std::set<std::string> organisations;
    for (const storage::WholeCase& whole : batch) {
        organisations.insert(whole.subject.organisation);
        const auto workflow = workflow_asked(rules, whole.subject);
        if (!workflow)
            continue;
        for (const workflows::Form& form : workflow->forms) {
            if (const json::value* const values = whole.subject.data.if_contains(form.id);
                values && values->is_object())
                gather_employers(form, values->as_object(), employers);
            for (const CaseRow& row : whole.rows)
                if (row.form == form.id)
                    gather_employers(form, row.data, employers);
        }
    }
    const auto remember = [&](std::string_view kind, const std::set<std::string>& ids) {
        const std::vector<std::string> list(ids.begin(), ids.end());
        for (RegisterChange& record : storage::find_all_registered(txn, kind, list))
            look_up.remember(std::move(record));
    };
    remember("employer", employers);
    remember("organisation", organisations);
}

BothSaid ask(Shared& shared, storage::ReadTxn& txn, CaseState& state, LookUp& look_up)
{
    CountedCase counted{state.subject};
    const auto side = [&](const RulesAsked& rules, const CountedFor& counted_for) {
        Case pinned;
        pinned.workflow = state.subject.workflow;
        pinned.packs = pins_asked(rules, state.subject.packs);
        const FetchNeeds fetch = [&](const std::vector<rules::Need>& needs) {
            return shared.counts.fetch(txn, counted_for, counted, needs);
        };
        return RulesOfCase{*rules.world, workflow_asked(rules, pinned), pinned.packs, fetch};
    };
    BothSaid said = ask_both(
        side(shared.live, shared.live_counted), side(shared.draft, shared.draft_counted), state,
        look_up, shared.at, shared.asked.runs_everything
    );
    shared.run += said.run;
    shared.taken += said.taken;
    return said;
}

ComparedCase compare(Shared& shared, storage::ReadTxn& txn, CaseState& state, LookUp& look_up)
{
    const BothSaid said = ask(shared, txn, state, look_up);
    const Decision& live = said.before;
    const Decision& draft = said.after;
    ComparedCase compared;
    compared.number = state.subject.number;
    compared.title = state.subject.title;
    compared.workflow = state.subject.workflow;
    compared.stage = state.subject.stage;
    compared.organisation = state.subject.organisation;
    compared.live = readiness_of(live);
    compared.draft = readiness_of(draft);
    compared.differences = differences(
        answers_of(live), renamed(answers_of(draft), shared.draft.draft->id, shared.draft.replaced)
    );
    compared.draft_failed = draft.incidents.size() > live.incidents.size();
    return compared;
}

void compare_batch(Shared& shared, storage::ReadTxn& txn, std::span<const std::string> ids)
{
    std::vector<storage::WholeCase> batch = storage::whole_cases(txn, ids);
    LookUp look_up(txn);
    remember_registers(txn, shared.live, batch, look_up);
    for (storage::WholeCase& whole : batch) {
        if (shared.is_stopped())
            return;
        CaseState state = state_of(std::move(whole));
        ComparedCase compared = compare(shared, txn, state, look_up);
        const std::lock_guard lock(shared.mutex);
        shared.found.add(std::move(compared));
    }
    const std::lock_guard lock(shared.mutex);
    shared.done += ids.size();
    if (shared.asked.progress)
        shared.asked.progress(shared.done, shared.ids.size());
}

void take_batches(Shared& shared)
{
    constexpr std::size_t size = storage::most_in_a_case_batch;
    try {
        while (!shared.is_stopped()) {
            const std::size_t first = shared.next.fetch_add(size);
            if (first >= shared.ids.size())
                return;
            const std::span<const std::string> all(shared.ids);
            const auto ids = all.subspan(first, std::min(size, all.size() - first));
            shared.context.database.read([&](storage::ReadTxn& txn) {
                compare_batch(shared, txn, ids);
            });
        }
    } catch (...) {
        shared.stopped = true;
        const std::lock_guard lock(shared.mutex);
        if (!shared.trouble)
            shared.trouble = std::current_exception();
    }
}

json::object pack_json(const rules::Pack& pack)
{
    return {
        {"pack", pack.id},
        {"revision", pack.revision},
        {"hash", pack.hash},
        {"title", json::object{{"zh", pack.title.zh}, {"en", pack.title.en}}},
    };
}

struct Place
{
    std::string name;
    std::string org_path;
};

Result<Place> place_of(storage::ReadTxn& txn, const std::string& organisation)
{
    const auto record = storage::find_registered(txn, "organisation", organisation);
    const auto subject = record ? storage::find_case(txn, record->id) : std::nullopt;
    if (!subject)
        return refuse(
            Refusal::not_found, "RP3074", "没有单位“" + organisation + "”",
            "there is no organisation \"" + organisation + "\""
        );
    return Place{record->name, subject->org_path};
}

}  // namespace

Date default_today(const rules::Pack& draft, Date today)
{
    Date day = today;
    for (const rules::Parameter& parameter : draft.parameters)
        if (!parameter.values.empty())
            day = std::max(day, parameter.values.front().from);
    return day;
}

Result<json::object> what_if(
    const Context& context,
    const RulesAsked& draft,
    const WhatIfAsked& asked,
    WhatIfWork* work
)
{
    const RulesAsked live = live_rules(context);
    const rules::Pack* const replaced = live.world->find(draft.replaced);
    if (!draft.draft || !replaced)
        return refuse(
            Refusal::invalid_input, "RP3077", "没有草稿可比较", "there is no draft to compare"
        );
    if (asked.to < asked.from)
        return refuse(
            Refusal::invalid_input, "RP3075",
            "起止日期颠倒：" + asked.from.text() + " 晚于 " + asked.to.text(),
            "the first day is after the last"
        );
    Result<Place> place = Place{};
    std::vector<std::string> ids;
    context.database.read([&](storage::ReadTxn& txn) {
        place = place_of(txn, asked.organisation);
        if (place)
            ids =
                storage::bound_cases(txn, {place->org_path, draft.replaced, asked.from, asked.to});
    });
    if (!place)
        return place.error();

    const Instant now = context.clock.now();
    const Date today = asked.today.value_or(default_today(*draft.draft, now.date()));
    const AskedAt at{today, std::max(now, start_of(today))};
    Shared shared{
        context,
        live,
        draft,
        asked,
        at,
        std::move(ids),
        {live.world},
        {draft.world, draft.draft.get(), replaced},
        SharedCounts(place->org_path, today),
        0,
        0,
        0,
        false,
        {},
        WhatIfCounts(asked.most_listed),
        0,
        nullptr
    };
    {
        std::vector<std::jthread> others;
        for (unsigned i = 1; i < asked.threads; ++i)
            others.emplace_back([&shared] { take_batches(shared); });
        take_batches(shared);
    }
    if (shared.trouble)
        std::rethrow_exception(shared.trouble);
    if (shared.stopped)
        return refuse(
            Refusal::unavailable, "RP3076",
            "没有跑完就停下了：" + std::to_string(shared.done) + " / " +
                std::to_string(shared.ids.size()) + " 个案卷；请缩小单位或时间范围，或用命令行跑",
            "stopped before the end, at " + std::to_string(shared.done) + " of " +
                std::to_string(shared.ids.size()) + " cases; ask for fewer, or use the command line"
        );
    json::object report;
    Result<json::array> annexes = json::array();
    context.database.read([&](storage::ReadTxn& txn) {
        annexes =
            what_if_tables(txn, {*replaced, *draft.draft, place->org_path, {asked.from, asked.to}});
        LookUp look_up(txn);
        report = shared.found.report([&](const std::string& id) {
            const RegisterChange* const record = look_up.find("organisation", id);
            return record ? record->name : id;
        });
    });
    if (!annexes)
        return annexes.error();
    report["tables"] = *std::move(annexes);
    report["draft"] = pack_json(*draft.draft);
    report["instead_of"] = pack_json(*replaced);
    report["organisation"] = json::object{{"id", asked.organisation}, {"name", place->name}};
    report["from"] = asked.from.text();
    report["to"] = asked.to.text();
    report["today"] = today.text();
    report["statements_for_counts"] = static_cast<std::int64_t>(shared.counts.statements());
    report["text"] = text_of_what_if(report);
    if (work)
        *work = {shared.run, shared.taken};
    return report;
}

}  // namespace beihui::acts

#include "acts/submit_act.hpp"

#include "acts/case_page.hpp"
#include "acts/wait.hpp"
#include "history/sealing.hpp"
#include "storage/appending.hpp"
#include "storage/packed_text.hpp"

#include <boost/json/serialize.hpp>

#include <cstdio>

namespace beihui::acts
{
namespace
{

// How often an act is decided again when the case moved meanwhile.
constexpr int most_attempts = 4;

// A unit of work that is decided and waits for its commit.
struct Unit
{
    ActPlan plan;
    bool opens = false;
    Once once;
    std::shared_ptr<const std::string> bytes;
    AlsoWritten also;
    ActDone done;
};

// Either an answer that was kept, or a unit to commit.
struct Prepared
{
    std::optional<ActDone> kept;
    std::shared_ptr<Unit> unit;
};

Error moved_on(const Case& subject)
{
    return refuse(
        Refusal::stale, "case_moved_on",
        "案卷已有新的变化（现为第 " + std::to_string(subject.version) + " 版），请重新读取后再办理",
        "the case has moved on (now at version " + std::to_string(subject.version) +
            "): read it again, then decide"
    );
}

std::string series_of(const workflows::Workflow& workflow)
{
    if (workflow.register_kind == "employer")
        return "QY";
    if (workflow.register_kind == "organisation")
        return "DW";
    if (workflow.register_kind == "person")
        return "RY";
    if (workflow.register_kind == "pack")
        return "GZ";
    return "BH";
}

std::string printed_number(std::string_view series, int year, std::int64_t count)
{
    char digits[32];
    std::snprintf(digits, sizeof digits, "-%04d-%04lld", year, static_cast<long long>(count));
    return std::string(series) + digits;
}

ActDone done_from(const storage::KeptAnswer& answer)
{
    const json::value body = read_json(answer.body).value();
    ActDone done;
    done.case_id = text_of(body, "case");
    done.number = text_of(body, "number");
    done.version = integer_of(body, "version");
    done.entry = text_of(body, "entry");
    done.at = Instant::from_ms(integer_of(body, "at_ms"));
    done.document = text_of(body, "document");
    done.replayed = true;
    return done;
}

storage::KeptAnswer answer_of(const ActDone& done, const Once& once)
{
    const json::object body{
        {"case", done.case_id}, {"number", done.number}, {"version", done.version},
        {"entry", done.entry},  {"at_ms", done.at.ms()}, {"document", done.document},
    };
    storage::KeptAnswer answer;
    answer.request_hash = once.request_hash;
    answer.status = 200;
    answer.body = json::serialize(body);
    answer.headers = "{}";
    return answer;
}

// The answer an equal request got before; a refusal when the key was used for another.
Result<std::optional<ActDone>> earlier(
    storage::ReadTxn& txn,
    const accounts::Actor& actor,
    const Once& once
)
{
    if (once.key.empty())
        return std::optional<ActDone>();
    const auto kept = storage::find_answer(txn, actor.key, once.key);
    if (!kept)
        return std::optional<ActDone>();
    if (kept->request_hash != once.request_hash)
        return refuse(
            Refusal::invalid_input, "idempotency_key_reused",
            "此 Idempotency-Key 已用于另一请求，请换一个",
            "this Idempotency-Key was used for another request"
        );
    return std::optional<ActDone>(done_from(*kept));
}

Result<void> check_code_is_free(storage::ReadTxn& txn, const Entry& entry)
{
    for (const RegisterChange& change : entry.effects.registers) {
        if (change.code.empty())
            continue;
        const auto known = storage::find_registered_by_code(txn, change.kind, change.code);
        if (known && known->id != change.id)
            return refuse(
                Refusal::conflict, "code_registered",
                "代码 " + change.code + " 已登记为“" + known->name + "”",
                "code " + change.code + " is registered already"
            );
    }
    return {};
}

// Seals what is known before the transaction, so that the writing thread has less to do: all but the
// entry that opens a case, whose number is given inside it.
void seal(Unit& unit)
{
    const auto pack = [](ActPlan& plan) {
        if (!plan.decision.trace.empty())
            plan.decision.trace = storage::packed(plan.decision.trace);
    };
    if (!unit.opens)
        history::seal_entry(unit.plan.entry);
    pack(unit.plan);
    for (ActPlan& other : unit.plan.also) {
        history::seal_entry(other.entry);
        pack(other);
    }
}

Result<void> write_sealed(storage::WriteTxn& txn, Unit& unit, const Entry& entry)
{
    unit.done.case_id = entry.case_id;
    unit.done.number = entry.effects.after.number;
    unit.done.version = entry.case_seq;
    unit.done.entry = entry.uid;
    unit.done.at = entry.at;
    if (!entry.effects.documents.empty())
        unit.done.document = entry.effects.documents.front().id;
    std::optional<storage::KeepingAnswer> keeping;
    if (!unit.once.key.empty())
        keeping.emplace(txn, entry.actor, unit.once.key, answer_of(unit.done, unit.once), entry.at);
    storage::AppendingLook look(txn, entry);
    if (keeping)
        if (auto kept = keeping->kept(); !kept)
            return kept.error();
    // After the key: an equal request that came first is answered again, not refused for its code.
    if (auto free = check_code_is_free(txn, entry); !free)
        return free.error();
    if (unit.bytes)
        storage::keep_bytes(txn, entry.effects.documents.front().sha256, *unit.bytes);
    const ActPlan& plan = unit.plan;
    if (auto appended = storage::append_entry(txn, entry, plan.hidden, plan.decision.trace, look);
        !appended)
        return appended;
    for (const ActPlan& other : plan.also)
        if (auto appended =
                storage::append_entry(txn, other.entry, other.hidden, other.decision.trace);
            !appended)
            return appended;
    return unit.also ? unit.also(txn) : Result<void>();
}

// Writes a sealed unit inside an open transaction, which may be tried again.
Result<void> write_unit(storage::WriteTxn& txn, Unit& unit)
{
    if (!unit.opens)
        return write_sealed(txn, unit, unit.plan.entry);
    Entry entry = unit.plan.entry;
    const std::string series = series_of(*unit.plan.workflow);
    const int year = entry.at.date().year();
    entry.effects.after.number =
        printed_number(series, year, storage::next_number(txn, series, year));
    history::seal_entry(entry);
    return write_sealed(txn, unit, entry);
}

Result<Prepared> prepare_act(
    const Context& live,
    const accounts::Actor& actor,
    const SubmitAct& request
)
{
    const Context context = live.holding_rules();
    Result<Prepared> prepared = Prepared{};
    context.database.read([&](storage::ReadTxn& txn) {
        const auto kept = earlier(txn, actor, request.once);
        if (!kept || *kept) {
            prepared = kept ? Result<Prepared>(Prepared{*kept, nullptr}) : kept.error();
            return;
        }
        const auto subject = visible_case(txn, actor, request.number);
        if (!subject) {
            prepared = subject.error();
            return;
        }
        if (request.version && !subject->unchanged_since(*request.version)) {
            prepared = moved_on(*subject);
            return;
        }
        auto plan = plan_act(context, txn, actor, *subject, request.wanted);
        if (!plan) {
            prepared = plan.error();
            return;
        }
        auto unit = std::make_shared<Unit>();
        unit->plan = std::move(*plan);
        unit->once = request.once;
        unit->bytes = request.bytes;
        unit->also = request.also;
        seal(*unit);
        prepared = Prepared{std::nullopt, std::move(unit)};
    });
    return prepared;
}

Result<Prepared> prepare_opening(
    const Context& live,
    const accounts::Actor& actor,
    const OpenCase& request
)
{
    const Context context = live.holding_rules();
    Result<Prepared> prepared = Prepared{};
    context.database.read([&](storage::ReadTxn& txn) {
        const auto kept = earlier(txn, actor, request.once);
        if (!kept || *kept) {
            prepared = kept ? Result<Prepared>(Prepared{*kept, nullptr}) : kept.error();
            return;
        }
        auto plan = plan_opening(context, txn, actor, request.wanted, request.first);
        if (!plan) {
            prepared = plan.error();
            return;
        }
        if (auto free = check_code_is_free(txn, plan->entry); !free) {
            prepared = free.error();
            return;
        }
        auto unit = std::make_shared<Unit>();
        unit->plan = std::move(*plan);
        unit->opens = true;
        unit->once = request.once;
        unit->also = request.also;
        seal(*unit);
        prepared = Prepared{std::nullopt, std::move(unit)};
    });
    return prepared;
}

// Whether a refusal of the commit means: decide again on the case as it is now.
bool worth_another_look(const Error& error, int attempt)
{
    // Moved on by a comment only, the next look finds it as it was seen, and else says so.
    const bool taken = error.code == "idempotency_key_taken";
    const bool moved = error.kind == Refusal::stale;
    return (taken || moved) && attempt + 1 < most_attempts;
}

template <class Prepare>
Result<ActDone> carry_out(const Context& context, const Prepare& prepare)
{
    for (int attempt = 0;; ++attempt) {
        Result<Prepared> prepared = prepare();
        if (!prepared)
            return prepared.error();
        if (prepared->kept)
            return *prepared->kept;
        Unit& unit = *prepared->unit;
        const auto written =
            context.database.write([&](storage::WriteTxn& txn) { return write_unit(txn, unit); });
        if (written)
            return unit.done;
        if (!worth_another_look(written.error(), attempt))
            return written.error();
    }
}

template <class Prepare>
boost::asio::awaitable<Result<ActDone>> carry_out_async(const Context& context, Prepare prepare)
{
    for (int attempt = 0;; ++attempt) {
        Result<Prepared> prepared = co_await on_worker(context, prepare);
        if (!prepared)
            co_return prepared.error();
        if (prepared->kept)
            co_return *prepared->kept;
        const std::shared_ptr<Unit> unit = prepared->unit;
        std::function<Result<void>(storage::WriteTxn&)> work = [unit](storage::WriteTxn& txn) {
            return write_unit(txn, *unit);
        };
        const Result<void> written = co_await commit(context, std::move(work));
        if (written)
            co_return unit->done;
        if (!worth_another_look(written.error(), attempt))
            co_return written.error();
    }
}

}  // namespace

Result<ActDone> submit_act(
    const Context& context,
    const accounts::Actor& actor,
    const SubmitAct& request
)
{
    const auto prepare = [&] { return prepare_act(context, actor, request); };
    return carry_out(context, prepare);
}

Result<ActDone> open_case(
    const Context& context,
    const accounts::Actor& actor,
    const OpenCase& request
)
{
    const auto prepare = [&] { return prepare_opening(context, actor, request); };
    return carry_out(context, prepare);
}

Result<std::optional<ActDone>> earlier_answer(
    const Context& context,
    const accounts::Actor& actor,
    const Once& once
)
{
    Result<std::optional<ActDone>> answer = std::optional<ActDone>();
    context.database.read([&](storage::ReadTxn& txn) { answer = earlier(txn, actor, once); });
    return answer;
}

Result<ActDone> commit_plan(const Context& context, ActPlan plan, const Once& once)
{
    Unit unit;
    unit.plan = std::move(plan);
    unit.once = once;
    seal(unit);
    const auto written =
        context.database.write([&](storage::WriteTxn& txn) { return write_unit(txn, unit); });
    if (!written)
        return written.error();
    return unit.done;
}

Result<ActDone> write_plan(storage::WriteTxn& txn, ActPlan plan, bool opens)
{
    Unit unit;
    unit.plan = std::move(plan);
    unit.opens = opens;
    seal(unit);
    if (auto written = write_unit(txn, unit); !written)
        return written.error();
    return unit.done;
}

boost::asio::awaitable<Result<ActDone>> submit_act_async(
    const Context& context,
    accounts::Actor actor,
    SubmitAct request
)
{
    std::function<Result<Prepared>()> prepare = [&] {
        return prepare_act(context, actor, request);
    };
    co_return co_await carry_out_async(context, std::move(prepare));
}

boost::asio::awaitable<Result<ActDone>> open_case_async(
    const Context& context,
    accounts::Actor actor,
    OpenCase request
)
{
    std::function<Result<Prepared>()> prepare = [&] {
        return prepare_opening(context, actor, request);
    };
    co_return co_await carry_out_async(context, std::move(prepare));
}

}  // namespace beihui::acts

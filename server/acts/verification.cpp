#include "acts/verification.hpp"

#include "acts/case_page.hpp"
#include "acts/visible.hpp"
#include "base/bytes.hpp"
#include "storage/verification_store.hpp"
#include "storage/wall.hpp"

#include <boost/json/serialize.hpp>

namespace beihui::acts
{
namespace
{

using storage::Verification;

constexpr std::size_t cases_at_once = 25;
constexpr std::size_t most_runs = 100;

std::string day_text(const std::optional<Date>& day)
{
    return day ? day->text() : std::string();
}

// What was meant, as it is kept and shown: schema VerificationScope.
json::object scope_json(const AuditAsked& asked)
{
    const storage::AuditQuery& query = asked.query;
    return {
        {"organisation", asked.organisation},
        {"workflow", query.cases.workflows.empty() ? std::string() : query.cases.workflows.front()},
        {"q", query.cases.text},
        {"from", day_text(query.from)},
        {"to", day_text(query.to)},
        {"corrected", asked.corrected},
        {"overdue", query.overdue_at.has_value()},
    };
}

AuditAsked asked_in(const Verification& run)
{
    const json::value scope = read_json(run.scope).value();
    AuditAsked asked;
    asked.organisation = text_of(scope, "organisation");
    if (const auto workflow = text_of(scope, "workflow"); !workflow.empty())
        asked.query.cases.workflows = {std::string(workflow)};
    asked.query.cases.text = text_of(scope, "q");
    if (const auto from = Date::parse(text_of(scope, "from")))
        asked.query.from = *from;
    if (const auto to = Date::parse(text_of(scope, "to")))
        asked.query.to = *to;
    asked.corrected = scope.at("corrected").as_bool();
    if (scope.at("overdue").as_bool())
        asked.query.overdue_at = run.begun_at;
    asked.query.before = run.next_before;
    asked.limit = cases_at_once;
    return asked;
}

storage::CaseCheck kept_of(const CheckedCase& checked, const accounts::Actor& actor, Instant at)
{
    storage::CaseCheck kept;
    kept.case_id = checked.subject.id;
    kept.at = at;
    kept.actor = actor.key;
    kept.version = checked.check.entries;
    kept.leaf = checked.check.last_leaf;
    kept.faults = static_cast<std::int64_t>(checked.check.faults.size());
    if (kept.faults > 0)
        kept.first_fault = json::serialize(faults_json(checked.check).at(0));
    return kept;
}

// Adds a case to what a run has done. Anybody can work the tip out again from numbers and leaves:
// SHA-256 of the tip before, the number, a blank, the latest leaf and a line feed, in hex.
void add(Verification& run, const CheckedCase& checked)
{
    ++run.cases;
    run.entries += checked.check.entries;
    run.broken += !checked.check.faults.empty();
    run.tip = hex(sha256(run.tip + checked.subject.number + " " + checked.check.last_leaf + "\n"));
}

json::object run_json(Names& names, const Verification& run)
{
    json::value scope = read_json(run.scope).value();
    return {
        {"id", run.id},
        {"begun_at", run.begun_at.text()},
        {"finished_at", instant_json(run.finished_at)},
        {"by", json::object{{"key", run.actor}, {"name", names.person(run.actor)}}},
        {"scope", std::move(scope)},
        {"cases", run.cases},
        {"entries", run.entries},
        {"broken", run.broken},
        {"tip", run.tip},
        {"outcome", run.broken > 0    ? "broken"
                    : run.finished_at ? "verified"
                                      : "unfinished"},
    };
}

storage::Wall wall_of(const accounts::Actor& actor)
{
    return storage::Wall(accounts::scope_of(actor, accounts::Action::read_cases), actor.key);
}

// Holds the next cases against their histories and keeps what was found, all of it or nothing.
Result<json::object> do_page(const Context& context, const accounts::Actor& actor, Verification run)
{
    const Instant now = context.clock.now();
    Result<CheckedPage> page = Error{};
    context.database.read(wall_of(actor), [&](storage::ReadTxn& txn) {
        page = check_cases(txn, actor, asked_in(run));
    });
    if (!page)
        return page.error();
    for (const CheckedCase& one : page->cases)
        add(run, one);
    run.next_before = page->next_before;
    if (run.next_before.empty())
        run.finished_at = now;
    const auto kept = context.database.write([&](storage::WriteTxn& txn) -> Result<void> {
        storage::put_verification(txn, run);
        for (const CheckedCase& one : page->cases)
            storage::put_case_check(txn, kept_of(one, actor, now));
        return {};
    });
    if (!kept)
        return kept.error();
    json::object answer;
    context.database.read([&](storage::ReadTxn& txn) {
        Names names(context, txn);
        answer["run"] = run_json(names, run);
    });
    answer["page"] = integrity_page_json(*page, now);
    return answer;
}

// Schema IntegrityTick, without its number.
json::object tick_json(
    Names& names,
    const std::optional<storage::CaseCheck>& check,
    std::int64_t version
)
{
    const bool is_broken = check && check->faults > 0;
    const bool is_whole = check && check->version >= version;
    return {
        {"state", is_broken           ? "broken"
                  : check && is_whole ? "verified"
                                      : "unverified"},
        {"at", check ? json::value(check->at.text()) : json::value()},
        {"by", check ? names.person(check->actor) : std::string()},
        {"version", check ? check->version : 0},
        {"leaf", check ? check->leaf : std::string()},
        {"fault", is_broken ? read_json(check->first_fault).value() : json::value()},
    };
}

}  // namespace

Result<json::object> begin_verification(
    const Context& context,
    const accounts::Actor& actor,
    AuditAsked asked
)
{
    Verification run;
    run.id = random_id();
    run.begun_at = context.clock.now();
    run.actor = actor.key;
    run.org_path = actor.org_path;
    run.scope = json::serialize(scope_json(asked));
    return do_page(context, actor, std::move(run));
}

Result<json::object> go_on_verifying(
    const Context& context,
    const accounts::Actor& actor,
    std::string_view id
)
{
    std::optional<Verification> run;
    context.database.read([&](storage::ReadTxn& txn) { run = storage::find_verification(txn, id); }
    );
    if (!run || run->actor != actor.key)
        return refuse(
            Refusal::not_found, "verification_not_found", "没有这次验证，或它是别人做的",
            "there is no such verification, or it is somebody else's"
        );
    if (run->finished_at)
        return refuse(
            Refusal::conflict, "verification_over", "这次验证已经做完",
            "this verification is over already"
        );
    return do_page(context, actor, std::move(*run));
}

Result<json::object> verify_case(
    const Context& context,
    const accounts::Actor& actor,
    std::string_view number
)
{
    std::optional<Result<CheckedCase>> checked;
    context.database.read(wall_of(actor), [&](storage::ReadTxn& txn) {
        auto subject = visible_case(txn, actor, number);
        if (!subject) {
            checked.emplace(subject.error());
            return;
        }
        storage::EntryCheck check = storage::check_entries(txn, *subject);
        checked.emplace(CheckedCase{std::move(*subject), std::move(check)});
    });
    if (!*checked)
        return checked->error();
    const CheckedCase& one = **checked;
    const Instant now = context.clock.now();
    Verification run;
    run.id = random_id();
    run.begun_at = now;
    run.finished_at = now;
    run.actor = actor.key;
    run.org_path = actor.org_path;
    AuditAsked scope;
    scope.query.cases.text = one.subject.number;
    run.scope = json::serialize(scope_json(scope));
    add(run, one);
    const auto kept = context.database.write([&](storage::WriteTxn& txn) -> Result<void> {
        storage::put_verification(txn, run);
        storage::put_case_check(txn, kept_of(one, actor, now));
        return {};
    });
    if (!kept)
        return kept.error();
    return integrity_json(one, now);
}

Result<json::object> verifications_page(
    const Context& context,
    storage::ReadTxn& txn,
    const accounts::Actor& actor
)
{
    Names names(context, txn);
    json::array items;
    for (const Verification& run : storage::list_verifications(txn, actor.org_path, most_runs))
        items.emplace_back(run_json(names, run));
    return json::object{{"items", std::move(items)}};
}

Result<json::object> integrity_ticks(
    const Context& context,
    storage::ReadTxn& txn,
    const accounts::Actor& actor,
    const std::vector<std::string>& numbers
)
{
    Names names(context, txn);
    json::array items;
    for (const std::string& number : numbers) {
        const auto subject = visible_case(txn, actor, number);
        if (!subject)
            continue;
        json::object tick =
            tick_json(names, storage::find_case_check(txn, subject->id), subject->version);
        tick["number"] = subject->number;
        items.emplace_back(std::move(tick));
    }
    return json::object{{"items", std::move(items)}};
}

Result<json::object> table_integrity(
    const Context& context,
    storage::ReadTxn& txn,
    const accounts::Actor& actor,
    const BreakdownAsked& asked
)
{
    const auto cases = cases_behind(context, txn, asked);
    if (!cases)
        return cases.error();
    std::int64_t verified = 0;
    json::array broken;
    std::int64_t broken_cases = 0;
    Names names(context, txn);
    for (const std::string& id : *cases) {
        std::optional<Case> subject;
        std::optional<storage::CaseCheck> check;
        {
            const storage::Unwalled all(txn);
            subject = storage::find_case(txn, id);
            check = storage::find_case_check(txn, id);
        }
        if (!subject)
            continue;
        json::object tick = tick_json(names, check, subject->version);
        verified += text_of(tick, "state") == "verified";
        if (text_of(tick, "state") != "broken")
            continue;
        ++broken_cases;
        if (!visible_case(txn, actor, id))
            continue;
        tick["number"] = subject->number;
        broken.emplace_back(std::move(tick));
    }
    const auto all = static_cast<std::int64_t>(cases->size());
    return json::object{
        {"state", broken_cases > 0  ? "broken"
                  : verified == all ? "verified"
                                    : "unverified"},
        {"cases", all},
        {"verified", verified},
        {"broken", broken_cases},
        {"broken_cases", std::move(broken)},
    };
}

}  // namespace beihui::acts

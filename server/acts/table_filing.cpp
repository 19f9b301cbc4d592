#include "acts/table_filing.hpp"

#include "acts/case_page.hpp"
#include "acts/count_figures.hpp"
#include "acts/levels.hpp"
#include "base/text.hpp"
#include "storage/wall.hpp"

#include <algorithm>

namespace beihui::acts
{
namespace
{

constexpr std::string_view workflow = "filing";

bool is_final(const Case& subject)
{
    return subject.closed;
}

// What is typed in place of a count, and what was typed or counted before and is not any more.
json::object typed_rows(const FilingPlan& plan)
{
    json::array rows;
    for (const tables::FrozenCell& cell : plan.frozen.cells) {
        if (cell.reason.empty())
            continue;
        rows.emplace_back(json::object{
            {"column", cell.column},
            {"title", cell.label},
            {"unit", cell.unit},
            {"value", cell.value},
            {"reason", cell.reason},
            {"evidence", json::array(cell.evidence.begin(), cell.evidence.end())},
        });
    }
    json::array remove;
    for (const std::string& column : plan.entered)
        if (std::ranges::none_of(rows, [&](const json::value& row) {
                return text_of(row, "column") == column;
            }))
            remove.emplace_back(column);
    return {{"rows", std::move(rows)}, {"remove", std::move(remove)}};
}

// Carries out the acts of one filing, each under a key of its own made from that of the whole.
class Filing
{
public:
    Filing(
        const Context& context,
        const accounts::Actor& actor,
        const FilingPlan& plan,
        const Once& once
    )
        : context_(context), actor_(actor), plan_(plan), once_(once)
    {}

    Result<void> open_if_none()
    {
        if (!plan_.subject)
            return open();
        number_ = plan_.subject->number;
        return {};
    }

    Result<void> open_or_take_up(std::string_view reason)
    {
        if (const auto ready = open_if_none(); !ready || !plan_.subject)
            return ready;
        if (plan_.subject->stage == "submitted" || plan_.subject->stage == "accepted")
            return act("correct", {}, reason);
        return {};
    }

    Result<void> act(std::string_view name, json::value data, std::string_view reason = {})
    {
        SubmitAct wanted;
        wanted.wanted.act = name;
        wanted.wanted.data = std::move(data);
        wanted.wanted.reason = reason;
        return submit(std::move(wanted));
    }

    Result<void> upload(Evidence evidence)
    {
        SubmitAct wanted;
        wanted.wanted.act = "upload_document";
        wanted.wanted.upload = std::move(evidence.file);
        wanted.bytes = std::move(evidence.bytes);
        return submit(std::move(wanted));
    }

    const ActDone& done() const { return done_; }

private:
    Result<void> submit(SubmitAct wanted)
    {
        wanted.number = number_;
        wanted.once = once_for(wanted.wanted.act);
        auto done = submit_act(context_, actor_, wanted);
        if (!done)
            return done.error();
        done_ = *std::move(done);
        return {};
    }

    Once once_for(std::string_view step) const
    {
        Once once = once_;
        if (!once.key.empty())
            once.key += "/" + std::string(step);
        return once;
    }

    Result<void> open()
    {
        json::object data{
            {"title", plan_.title},
            {"duty", plan_.duty},
            {"form", plan_.frozen.table},
            {"circular", plan_.frozen.pack},
            {"prepared_on", plan_.frozen.as_of.date().text()},
            {"period_end", plan_.frozen.span.to.text()},
        };
        if (!plan_.ledger.empty())
            data["ledger"] = plan_.ledger;
        OpenCase opening;
        opening.wanted.workflow = workflow;
        opening.wanted.organisation = plan_.organisation;
        opening.first.data = std::move(data);
        opening.once = once_for("open");
        auto done = open_case(context_, actor_, opening);
        if (!done)
            return done.error();
        number_ = done->number;
        return {};
    }

    const Context& context_;
    const accounts::Actor& actor_;
    const FilingPlan& plan_;
    const Once& once_;
    std::string number_;
    ActDone done_;
};

// The ledger on which this table is owed, of the organisation asked or of a department below it.
void find_duty(
    storage::ReadTxn& txn,
    const accounts::Actor& actor,
    const tables::TableAnswer& answer,
    const std::string& org_path,
    FilingPlan& plan
)
{
    storage::FiledQuery query;
    query.pack = answer.found.pack->id;
    query.form = answer.found.table->id;
    query.own = actor.organisation;
    query.without = departments_not_shown(actor);
    const Scope scope = accounts::scope_of(actor, accounts::Action::work_on_cases);
    for (const storage::FiledLine& line : storage::list_filed(txn, scope, query)) {
        const auto& end = line.duty.period_end;
        const bool of_these_days = !end || (answer.span.from <= *end && *end <= answer.span.to);
        if (!of_these_days || !line.org_path.starts_with(org_path))
            continue;
        plan.organisation = line.organisation;
        plan.ledger = line.case_number;
        plan.duty = line.duty.key;
        return;
    }
}

// What freezing would take for typed, see count_figures().
std::vector<std::string> entered_columns(storage::ReadTxn& txn, const Case& subject)
{
    std::vector<std::string> columns;
    for (const CaseRow& row : storage::rows_of_case(txn, subject.id))
        if (row.form == "figures" &&
            (!row.data.contains("counted") || !text_of(row.data, "reason").empty()))
            columns.push_back(row.key);
    return columns;
}

}  // namespace

std::vector<Case> filings_of_table(
    storage::ReadTxn& txn,
    const accounts::Actor& actor,
    std::string_view table,
    const std::optional<tables::Span>& span
)
{
    storage::CaseQuery query;
    query.workflows = {std::string(workflow)};
    query.limit = 200;
    const Scope scope = accounts::scope_of(actor, accounts::Action::read_cases);
    std::vector<Case> found;
    do {
        auto page = storage::list_cases(txn, scope, query);
        if (!page)
            break;  // the cursor is our own
        for (Case& subject : page->items) {
            const json::value* const filing = subject.data.if_contains("filing");
            if (!filing || text_of(*filing, "form") != table || subject.stage == "void")
                continue;
            if (span && text_of(*filing, "period_end") != span->to.text())
                continue;
            found.push_back(std::move(subject));
        }
        query.cursor = page->next_cursor;
    } while (!query.cursor.empty());
    return found;
}

Result<FilingPlan> find_filing(
    const Context& context,
    storage::ReadTxn& txn,
    const accounts::Actor& actor,
    const tables::TableAnswer& answer,
    const tables::Filer& filer
)
{
    if (const auto sound = refuse_table_errors(answer); !sound)
        return sound.error();
    auto frozen = tables::freeze_table(answer, filer, {});
    if (!frozen)
        return frozen.error();
    FilingPlan plan;
    plan.frozen = *std::move(frozen);
    plan.title = tables::file_name(answer, filer) + " " + answer.found.table->title.zh;
    plan.send_to = answer.found.table->send_to;
    plan.send_cc = answer.found.table->send_cc;
    plan.organisation = filer.id;
    plan.duty = answer.found.table->id;
    const auto record = storage::find_case(txn, filer.id);
    if (record)
        find_duty(txn, actor, answer, record->org_path, plan);
    for (Case& subject : filings_of_table(txn, actor, plan.frozen.table, answer.span)) {
        if (is_final(subject) || subject.organisation != plan.organisation)
            continue;
        const auto versions = filed_versions(context, txn, subject);
        const bool of_others =
            !versions.empty() && (versions.back().frozen.organisation != filer.id ||
                                  versions.back().frozen.span.from != answer.span.from);
        if (of_others)
            continue;
        if (!versions.empty())
            plan.earlier = versions.back().frozen;
        plan.entered = entered_columns(txn, subject);
        plan.subject = std::move(subject);
        break;
    }
    return plan;
}

Result<FilingPlan> plan_filing(
    const Context& context,
    storage::ReadTxn& txn,
    const accounts::Actor& actor,
    const tables::TableAnswer& answer,
    const tables::Filer& filer,
    const std::vector<tables::TypedNumber>& typed
)
{
    auto plan = find_filing(context, txn, actor, answer, filer);
    if (!plan)
        return plan.error();
    auto frozen = tables::freeze_table(answer, filer, typed);
    if (!frozen)
        return frozen.error();
    plan->frozen = *std::move(frozen);
    const bool sent = plan->subject && plan->subject->stage != "pending" &&
                      plan->subject->stage != "returned" && plan->subject->stage != "correcting";
    if (sent && plan->earlier && plan->earlier->same_numbers(plan->frozen))
        return refuse(
            Refusal::conflict, "same_as_filed", "数字与已锁定的一版相同，不必再锁定",
            "the numbers are those of the version that was filed"
        );
    return plan;
}

Result<ActDone> file_evidence(
    const Context& live,
    const accounts::Actor& actor,
    const FilingPlan& plan,
    Evidence evidence,
    const Once& once
)
{
    const Context context = live.holding_rules();
    Filing filing(context, actor, plan, once);
    if (const auto ready = filing.open_if_none(); !ready)
        return ready.error();
    if (const auto kept = filing.upload(std::move(evidence)); !kept)
        return kept.error();
    return filing.done();
}

Result<ActDone> file_table(
    const Context& live,
    const accounts::Actor& actor,
    const FilingPlan& plan,
    std::string_view reason,
    const Once& once
)
{
    const Context context = live.holding_rules();
    Filing filing(context, actor, plan, once);
    if (const auto ready = filing.open_or_take_up(reason); !ready)
        return ready.error();
    json::object typed = typed_rows(plan);
    if (!typed["rows"].as_array().empty() || !typed["remove"].as_array().empty())
        if (const auto entered = filing.act("enter_figures", std::move(typed)); !entered)
            return entered.error();
    // The server counts at that moment; what was read for the plan is not sent.
    json::object freeze{
        {"table", plan.frozen.table},
        {"whose", plan.frozen.organisation},
        {"from", plan.frozen.span.from.text()},
        {"to", plan.frozen.span.to.text()},
    };
    freeze["why"] = reason.empty() ? json::value() : json::value(reason);
    if (const auto froze = filing.act("freeze", std::move(freeze)); !froze)
        return froze.error();
    json::object sending{
        {"sent_on", plan.frozen.as_of.date().text()}, {"sent_at", plan.frozen.as_of.text()}
    };
    if (!plan.send_to.empty()) {
        sending["sent_to"] = plan.send_to;
        sending["means"] = "电子邮件";
    }
    if (!plan.send_cc.empty())
        sending["copied_to"] = plan.send_cc;
    if (const auto sent = filing.act("submit", std::move(sending)); !sent)
        return sent.error();
    return filing.done();
}

}  // namespace beihui::acts

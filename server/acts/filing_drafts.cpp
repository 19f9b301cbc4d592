#include "acts/filing_drafts.hpp"

#include "acts/case_page.hpp"
#include "acts/table_filing.hpp"
#include "storage/wall.hpp"
#include "tables/fill_table.hpp"

#include <algorithm>
#include <limits>
#include <map>
#include <memory>

namespace beihui::acts
{
namespace
{

constexpr std::int64_t week_ms = std::int64_t{7} * 24 * 60 * 60 * 1000;
constexpr std::size_t most_left_out = 200;

// One table of one organisation, as it would be sent in.
class FilingDraft
{
public:
    FilingDraft(
        const Context& context,
        storage::ReadTxn& txn,
        const accounts::Actor& actor,
        const DraftsAsked& asked,
        const tables::TableFound& found
    )
        : context_(context),
          txn_(txn),
          actor_(actor),
          asked_(asked),
          found_(found),
          now_(context.clock.now())
    {
        find_duty();
    }

    // What is due comes first, then what is in season.
    int rank() const
    {
        return duty_ ? 0 : (tables::phase_of(*found_.pack, now_.date()) > 0 ? 1 : 2);
    }
    std::optional<Instant> due() const { return duty_ ? duty_->duty.due : std::nullopt; }

    Result<json::object> json()
    {
        const rules::Table& table = *found_.table;
        json::object item{
            {"table", table.id},
            {"annex", table.annex},
            {"title", table.title.zh},
            {"circular", found_.pack->id},
            {"circular_title", words_json(found_.pack->title)},
            {"clause", table.clause},
            {"send_to", table.send_to},
            {"in_season", rank() < 2},
            {"due", due_json()},
            {"from", nullptr},
            {"to", nullptr},
            {"last", nullptr},
            {"cells", json::array()},
            {"findings", json::array()},
        };
        if (rank() == 2)
            return item;
        auto now = fill(std::nullopt);
        if (!now)
            return now.error();
        const auto earlier = fill(Instant::from_ms(now_.ms() - week_ms));
        if (!earlier)
            return earlier.error();
        item["from"] = now->span.from.text();
        item["to"] = now->span.to.text();
        find_last(*now);
        if (last_)
            item["last"] = json::object{
                {"number", last_number_},
                {"version", last_->version},
                {"at", last_->at.text()},
                {"hash", last_->frozen.hash},
            };
        json::array cells;
        for (std::size_t i = 0; i < now->cells.size(); ++i) {
            auto cell = cell_json(now->cells[i], earlier->cells[i].value);
            if (!cell)
                return cell.error();
            cells.emplace_back(*std::move(cell));
        }
        item["cells"] = std::move(cells);
        json::array& findings = item["findings"].as_array();
        for (const tables::TableFinding& finding : now->findings)
            findings.emplace_back(json::object{
                {"level", finding.level}, {"message", finding.message}, {"at", finding.at}
            });
        return item;
    }

private:
    // The one that waits longest, of those that are open.
    void find_duty()
    {
        storage::FiledQuery query;
        query.pack = found_.pack->id;
        query.form = found_.table->id;
        query.own = actor_.organisation;
        query.without = departments_not_shown(actor_);
        const Scope scope = accounts::scope_of(actor_, accounts::Action::read_duties);
        for (storage::FiledLine& line : storage::list_filed(txn_, scope, query)) {
            const bool ours =
                line.duty.state == "open" && line.org_path.starts_with(asked_.org_path);
            if (!ours || (duty_ && !is_sooner(line.duty, duty_->duty)))
                continue;
            duty_ = std::move(line);
        }
    }

    static bool is_sooner(const Duty& one, const Duty& other)
    {
        return one.due && (!other.due || *one.due < *other.due);
    }

    json::value due_json() const
    {
        if (!duty_)
            return nullptr;
        const Duty& duty = duty_->duty;
        return json::object{
            {"number", duty_->case_number},
            {"duty", duty.key},
            {"title", words_json(duty.title)},
            {"due", duty.due ? json::value(duty.due->text()) : json::value()},
            {"overdue", duty.due && *duty.due <= now_},
        };
    }

    // The days that what is due asks for, else those of the phase of today.
    Result<tables::TableAsked> table_asked() const
    {
        tables::TableAsked table;
        table.table = found_.table->id;
        table.org_path = asked_.org_path;
        const std::optional<Date> end = duty_ ? duty_->duty.period_end : std::nullopt;
        const auto span =
            tables::span_asked(*found_.pack, std::nullopt, end, end.value_or(now_.date()));
        if (!span)
            return span.error();
        table.from = span->from;
        table.to = span->to;
        return table;
    }

    Result<tables::TableAnswer> fill(std::optional<Instant> as_of)
    {
        auto table = table_asked();
        if (!table)
            return table.error();
        table->as_of = as_of;
        const storage::Unwalled all(txn_);
        return tables::fill_table(txn_, *context_.rules()->world, *table, now_);
    }

    void find_last(const tables::TableAnswer& now)
    {
        for (const Case& subject : filings_of_table(txn_, actor_, found_.table->id, now.span)) {
            auto versions = filed_versions(context_, txn_, subject);
            if (versions.empty() || versions.back().frozen.organisation != asked_.organisation ||
                versions.back().frozen.span.from != now.span.from)
                continue;
            last_number_ = subject.number;
            last_ = std::move(versions.back());
            return;
        }
    }

    Result<json::object> cell_json(const tables::Cell& cell, std::int64_t week_ago)
    {
        json::object item{
            {"column", cell.column->id},
            {"label", cell.column->label},
            {"unit", sign_of(cell.column->unit)},
            {"value", cell.value},
            {"week_ago", week_ago},
            {"last", nullptr},
            {"blank", nullptr},
        };
        if (last_)
            for (const tables::FrozenCell& filed : last_->frozen.cells)
                if (filed.column == cell.column->id)
                    item["last"] = json::object{
                        {"value", filed.value}, {"counted", filed.counted}, {"reason", filed.reason}
                    };
        if (cell.value != 0)
            return item;
        auto blank = blank_json(*cell.column);
        if (!blank)
            return blank.error();
        item["blank"] = *std::move(blank);
        return item;
    }

    // Why a number is nothing: how much was recorded of its kind, and why none of it counts. Of the
    // cases behind it only their number is told.
    Result<json::object> blank_json(const rules::Column& column)
    {
        const auto table = table_asked();
        if (!table)
            return table.error();
        const storage::Unwalled all(txn_);
        const auto ready = tables::ask_column(*context_.rules()->world, *table, column.id, now_);
        if (!ready)
            return ready.error();
        const auto page =
            storage::list_measured(txn_, ready->measure, ready->count, false, "", most_left_out);
        if (!page)
            return page.error();
        std::map<std::string, std::pair<Words, std::int64_t>> reasons;
        for (const storage::MeasuredFact& fact : page->items) {
            auto& reason = reasons[fact.why.zh];
            reason.first = fact.why;
            ++reason.second;
        }
        json::array told;
        for (const auto& [zh, reason] : reasons)
            told.emplace_back(
                json::object{{"why", words_json(reason.first)}, {"rows", reason.second}}
            );
        return json::object{
            {"recorded", page->rows},
            {"reasons", std::move(told)},
            {"complete", page->next_cursor.empty()},
        };
    }

    const Context& context_;
    storage::ReadTxn& txn_;
    const accounts::Actor& actor_;
    const DraftsAsked& asked_;
    tables::TableFound found_;
    Instant now_;
    std::optional<storage::FiledLine> duty_;
    std::string last_number_;
    std::optional<FiledVersion> last_;
};

}  // namespace

Result<json::object> filing_drafts(
    const Context& live,
    storage::ReadTxn& txn,
    const accounts::Actor& actor,
    const DraftsAsked& asked
)
{
    const Context context = live.holding_rules();
    std::vector<std::unique_ptr<FilingDraft>> drafts;
    const auto rules = context.rules();
    for (const tables::TableFound& found : tables::all_tables(*rules->world))
        drafts.push_back(std::make_unique<FilingDraft>(context, txn, actor, asked, found));
    std::ranges::stable_sort(drafts, {}, [](const auto& draft) {
        constexpr std::int64_t never = std::numeric_limits<std::int64_t>::max();
        return std::pair(draft->rank(), draft->due() ? draft->due()->ms() : never);
    });
    json::array items;
    for (const auto& draft : drafts) {
        auto item = draft->json();
        if (!item)
            return item.error();
        items.emplace_back(*std::move(item));
    }
    return json::object{
        {"as_of", context.clock.now().text()},
        {"organisation",
         json::object{
             {"id", asked.organisation},
             {"name", Names(context, txn).organisation(asked.organisation)}
         }},
        {"items", std::move(items)},
    };
}

}  // namespace beihui::acts

#include "http/cell_page.hpp"

#include "acts/case_page.hpp"
#include "acts/employers.hpp"
#include "storage/wall.hpp"

#include <map>

namespace beihui::http
{
namespace
{

// Shows facts by the names of what they point to; each name is asked once for a page.
class FactNames
{
public:
    FactNames(const Api& api, storage::ReadTxn& txn) : names_(api.context, txn), txn_(txn) {}

    json::object organisation(const std::string& id, Date day)
    {
        return {{"id", id}, {"name", names_.organisation(id, day)}};
    }
    json::value employer(const std::string& id)
    {
        if (id.empty())
            return nullptr;
        auto known = employers_.find(id);
        if (known == employers_.end()) {
            auto record = storage::find_registered(txn_, "employer", id);
            if (record)
                record = acts::kept_employer(txn_, std::move(*record));
            known = employers_.emplace(id, record ? record->name : std::string()).first;
        }
        return json::object{{"id", id}, {"name", known->second}};
    }
    json::object subject(const std::string& id)
    {
        const Case& found = case_of(id);
        return {{"number", found.number}, {"title", found.title}};
    }
    bool may_see(const Scope& scope, const std::string& id)
    {
        const Case& found = case_of(id);
        return scope.covers(found.org_path, found.workflow);
    }

private:
    const Case& case_of(const std::string& id)
    {
        auto known = cases_.find(id);
        if (known == cases_.end())
            known = cases_.emplace(id, storage::find_case(txn_, id).value_or(Case{})).first;
        return known->second;
    }

    acts::Names names_;
    storage::ReadTxn& txn_;
    std::map<std::string, std::string> employers_;
    std::map<std::string, Case> cases_;
};

json::object fact_json(FactNames& names, const storage::MeasuredFact& measured)
{
    const Fact& fact = measured.stored.fact;
    json::object object{
        {"id", fact.id},
        {"kind", fact.kind},
        {"on", fact.on.text()},
        {"case", names.subject(fact.case_id)},
        {"organisation", names.organisation(fact.organisation, fact.on)},
        {"employer", names.employer(fact.employer)},
        {"quantity", fact.quantity},
        {"entry", measured.stored.made_by},
    };
    if (measured.counted)
        object["adds"] = measured.adds;
    if (!measured.why.zh.empty())
        object["why"] = measured.why.zh;
    return object;
}

// Both lists at once have one cursor: where each goes on, "-" for one that has ended.
constexpr std::string_view ended = "-";
constexpr char between = '~';

struct Pages
{
    std::optional<bool> only;  // counted or left out; none: both
    std::string counted;
    std::string left_out;

    bool wants(bool which) const
    {
        return only.value_or(which) == which && (which ? counted : left_out) != ended;
    }
};

Pages read_pages(const PageAsked& asked)
{
    const std::size_t at = asked.cursor.find(between);
    if (asked.counted || at == std::string::npos)
        return {asked.counted, asked.cursor, asked.cursor};
    return {asked.counted, asked.cursor.substr(0, at), asked.cursor.substr(at + 1)};
}

std::string next_cursor(const Pages& pages, const std::string& counted, const std::string& left_out)
{
    if (pages.only)
        return *pages.only ? counted : left_out;
    if (counted.empty() && left_out.empty())
        return {};
    return (counted.empty() ? std::string(ended) : counted) + between +
           (left_out.empty() ? std::string(ended) : left_out);
}

// What every fact of a case feeds: fact id → cells, and cells it does not feed with the reason.
struct Feeds
{
    json::array counted;
    json::array left_out;
};

Result<std::map<std::string, Feeds>> feeds_of(
    const Api& api,
    storage::ReadTxn& txn,
    const Case& subject,
    const std::vector<Fact>& facts,
    const std::optional<Instant>& as_of
)
{
    static const std::string everywhere = "/";  // whoever counts it
    std::map<std::string, Feeds> feeds;
    const auto rules = api.context.rules();
    for (const tables::TableFound& found : tables::all_tables(*rules->world))
        for (const rules::Column& column : found.table->columns) {
            const auto judged =
                tables::judge_for_column(txn, found, column, everywhere, subject.id, facts, as_of);
            if (!judged)
                return judged.error();
            for (const storage::JudgedFact& fact : *judged) {
                json::object cell{
                    {"table", found.table->id}, {"column", column.id}, {"label", column.label}
                };
                if (!fact.counted)
                    cell["why"] = fact.why.zh;
                Feeds& feed = feeds[fact.id];
                (fact.counted ? feed.counted : feed.left_out).emplace_back(std::move(cell));
            }
        }
    return feeds;
}

// The facts of a case that were made and not voided yet.
std::vector<Fact> facts_as_of(storage::ReadTxn& txn, std::string_view case_id, Instant as_of)
{
    std::vector<Fact> facts;
    for (storage::StoredFact& stored : storage::facts_of_case(txn, case_id))
        if (stored.made_at <= as_of && (!stored.voided_at || *stored.voided_at > as_of))
            facts.push_back(std::move(stored.fact));
    return facts;
}

}  // namespace

Result<json::object> cell_json(
    const Api& api,
    storage::ReadTxn& txn,
    const accounts::Actor& actor,
    const tables::ColumnAsked& asked,
    const PageAsked& page_asked
)
{
    const Scope scope = accounts::scope_of(actor, accounts::Action::read_cases);
    const Pages pages = read_pages(page_asked);
    FactNames names(api, txn);
    json::array lists[2];
    std::int64_t rows[2] = {0, 0};
    std::string next[2];
    for (const bool counted : {false, true}) {
        // A list that is not wanted still says how long it is.
        const bool wanted = pages.wants(counted);
        const auto page = storage::list_measured(
            txn, asked.measure, asked.count, counted,
            wanted ? (counted ? pages.counted : pages.left_out) : std::string(),
            wanted ? page_asked.limit : 0, page_asked.of_case
        );
        if (!page)
            return page.error();
        rows[counted] = page->rows;
        next[counted] = page->next_cursor;
        for (const storage::MeasuredFact& fact : page->items)
            if (names.may_see(scope, fact.stored.fact.case_id))
                lists[counted].emplace_back(fact_json(names, fact));
    }
    // The number is the printed one, also of what this reader may not open.
    const storage::Unwalled all(txn);
    return json::object{
        {"table", asked.found.table->id},
        {"column", asked.column->id},
        {"label", asked.column->label},
        {"unit", sign_of(asked.column->unit)},
        {"value", storage::count_measure(txn, asked.measure, asked.count)},
        {"counted", std::move(lists[true])},
        {"left_out", std::move(lists[false])},
        {"counted_rows", rows[true]},
        {"left_out_rows", rows[false]},
        {"invisible", storage::count_outside(txn, asked.measure, asked.count, scope)},
        {"next_cursor", next_cursor(pages, next[true], next[false])},
    };
}

Result<json::object> case_facts_json(
    const Api& api,
    storage::ReadTxn& txn,
    const Case& subject,
    const std::optional<Instant>& as_of
)
{
    // Whether a fact counts may rest on facts of others: the first of several, a cap.
    const storage::Unwalled all(txn);
    const std::vector<Fact> facts =
        as_of ? facts_as_of(txn, subject.id, *as_of) : storage::live_facts_of_case(txn, subject.id);
    auto feeds = feeds_of(api, txn, subject, facts, as_of);
    if (!feeds)
        return feeds.error();
    FactNames names(api, txn);
    json::array list;
    for (const Fact& fact : facts) {
        Feeds& feed = (*feeds)[fact.id];
        list.emplace_back(json::object{
            {"id", fact.id},
            {"kind", fact.kind},
            {"on", fact.on.text()},
            {"employer", names.employer(fact.employer)},
            {"quantity", fact.quantity},
            {"attributes", fact.attributes},
            {"counted", std::move(feed.counted)},
            {"left_out", std::move(feed.left_out)},
        });
    }
    return json::object{{"facts", std::move(list)}};
}

}  // namespace beihui::http

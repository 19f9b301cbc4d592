#include "acts/shared_brief.hpp"

#include "acts/case_page.hpp"
#include "storage/wall.hpp"
#include "tables/fill_table.hpp"
#include "tables/table_page.hpp"

#include <algorithm>
#include <array>

namespace beihui::acts
{
namespace
{

using accounts::Action;

constexpr std::array shown_kinds{"recruitment-event", "visit", "campaign"};
constexpr std::size_t most_duties = 50;
constexpr std::size_t most_lines = 200;
constexpr std::size_t most_campaigns = 3;

struct Looking
{
    const Context& context;
    storage::ReadTxn& txn;
    const accounts::Actor& actor;
    std::string organisation;
    std::string org_path;
};

bool is_annex(std::string_view id)
{
    return id.ends_with("annex1") || id.ends_with("annex2");
}

// The two annexes of the latest circular that has them.
std::vector<std::string> latest_annexes(const rules::World& world)
{
    std::string pack;
    for (const tables::TableFound& found : tables::all_tables(world))
        if (is_annex(found.table->id))
            pack = std::max(pack, found.pack->id);
    std::vector<std::string> ids;
    for (const tables::TableFound& found : tables::all_tables(world))
        if (found.pack->id == pack && is_annex(found.table->id))
            ids.push_back(found.table->id);
    return ids;
}

std::optional<tables::TableAnswer> brief_table(
    const Looking& looking,
    const tables::TableAsked& asked
)
{
    // The printed numbers, as on the table's own page.
    const storage::Unwalled all(looking.txn);
    auto answer = tables::fill_table(
        looking.txn, *looking.context.rules()->world, asked, looking.context.clock.now()
    );
    if (!answer)
        return std::nullopt;
    return std::move(*answer);
}

Date year_before(Date day)
{
    const std::string text = day.text();
    const std::string year = std::to_string(std::stoi(text.substr(0, 4)) - 1);
    const auto found = Date::parse(year + text.substr(4));
    return found ? *found : day - 366;  // 29 February
}

void add_tables(const Looking& looking, json::array& now, json::array& earlier)
{
    const Date today = looking.context.clock.now().date();
    for (const std::string& id : latest_annexes(*looking.context.rules()->world)) {
        tables::TableAsked asked;
        asked.table = id;
        asked.org_path = looking.org_path;
        const auto answer = brief_table(looking, asked);
        if (!answer)
            continue;
        const auto filer =
            tables::filer_on(looking.txn, looking.organisation, *answer, std::nullopt);
        now.emplace_back(tables::table_json(*answer, filer));
        asked.from = year_before(answer->span.from);
        asked.to = year_before(std::min(answer->span.to, today));
        if (const auto before = brief_table(looking, asked))
            earlier.emplace_back(tables::table_json(*before, filer));
    }
}

std::vector<Case> brief_cases(
    const Looking& looking,
    const char* workflow,
    std::optional<Date> from,
    std::optional<Date> to,
    std::size_t most
)
{
    storage::CaseQuery query;
    query.workflows = {workflow};
    query.from = from;
    query.to = to;
    query.only_open = true;
    query.sort = "starts";
    query.limit = most;
    const auto page = storage::list_cases(
        looking.txn, accounts::scope_of(looking.actor, Action::read_cases), query
    );
    return page ? page->items : std::vector<Case>();
}

json::array brief_lines(const Looking& looking, const std::vector<Case>& cases)
{
    Names names(looking.context, looking.txn);
    json::array lines;
    for (const Case& subject : cases)
        lines.emplace_back(case_line(looking.context, names, subject));
    return lines;
}

// What the running campaigns set for themselves.
json::array targets_of(const Looking& looking)
{
    json::array targets;
    for (const Case& subject :
         brief_cases(looking, "campaign", std::nullopt, std::nullopt, most_campaigns)) {
        const auto page =
            case_page(looking.context, looking.txn, looking.actor, subject.number, std::nullopt);
        const json::value* const rows = page ? page->if_contains("rows") : nullptr;
        const json::value* const list = rows ? member(*rows, "targets") : nullptr;
        if (!list || !list->is_array())
            continue;
        for (const json::value& row : list->as_array())
            targets.emplace_back(json::object{
                {"title", text_of(row, "title")},
                {"value", integer_of(row, "value")},
                {"unit", text_of(row, "unit")},
            });
    }
    return targets;
}

json::array brief_duties(const Looking& looking)
{
    json::array duties;
    for (json::value& duty :
         duties_page(looking.context, looking.txn, looking.actor, "open", most_duties)) {
        const auto subject =
            visible_case(looking.txn, looking.actor, text_of(duty.at("case"), "number"));
        if (subject && std::ranges::find(shown_kinds, subject->workflow) != shown_kinds.end())
            duties.emplace_back(std::move(duty));
    }
    return duties;
}

}  // namespace

json::object shared_brief(const Context& live, storage::ReadTxn& txn, const accounts::Actor& actor)
{
    const Context context = live.holding_rules();
    Looking looking{context, txn, actor, {}, {}};
    looking.organisation = accounts::default_organisation(actor, Action::read_tables);
    if (const auto found =
            visible_organisation(txn, actor, Action::read_tables, looking.organisation))
        looking.org_path = found->org_path;
    json::array now;
    json::array earlier;
    if (!looking.org_path.empty())
        add_tables(looking, now, earlier);
    const Date today = context.clock.now().date();
    Names names(context, txn);
    return {
        {"organisation", names.organisation(looking.organisation)},
        {"today", today.text()},
        {"tables", std::move(now)},
        {"earlier", std::move(earlier)},
        {"targets", targets_of(looking)},
        {"duties", brief_duties(looking)},
        {"events",
         brief_lines(
             looking, brief_cases(looking, "recruitment-event", today - 60, today + 14, most_lines)
         )},
        {"visits",
         brief_lines(looking, brief_cases(looking, "visit", today - 120, today, most_lines))},
    };
}

}  // namespace beihui::acts

#include "acts/completeness.hpp"

#include "acts/case_page.hpp"
#include "acts/levels.hpp"
#include "base/text.hpp"

#include <algorithm>
#include <map>

namespace beihui::acts
{
namespace
{

struct Counts
{
    std::int64_t had_to_file = 0;
    std::int64_t filed = 0;
    std::int64_t in_time = 0;
    std::int64_t late = 0;
    std::int64_t undated = 0;  // filed, and no date was ever set
    std::int64_t missing = 0;
    std::int64_t overdue = 0;  // missing, and the due time has passed
    void add(const Duty& duty, Instant now)
    {
        ++had_to_file;
        if (duty.state != "done") {
            ++missing;
            overdue += duty.due && *duty.due <= now;
            return;
        }
        ++filed;
        if (!duty.due)
            ++undated;
        else if (duty.late())
            ++late;
        else
            ++in_time;
    }

    void put(json::object& object) const
    {
        object["had_to_file"] = had_to_file;
        object["filed"] = filed;
        object["in_time"] = in_time;
        object["late"] = late;
        object["undated"] = undated;
        object["missing"] = missing;
        object["overdue"] = overdue;
    }
};

// The organisation under which a path lies, directly below the highest that the reader looks from;
// that one itself for its own.
std::string branch_of(std::string_view path, const Scope& scope)
{
    const std::string* above = nullptr;
    for (const Scope::Part& part : scope.parts())
        if (part.reaches(path) && (!above || part.org_path.size() < above->size()))
            above = &part.org_path;
    const std::string_view below = above ? path.substr(above->size()) : std::string_view();
    return below.empty() ? organisation_at(path) : std::string(below.substr(0, below.find('/')));
}

// A department does not count what another owes; who audits, runs the system or keeps the rules does.
std::vector<storage::FiledLine> lines_asked(
    storage::ReadTxn& txn,
    const accounts::Actor& actor,
    const CompletenessAsked& asked
)
{
    storage::FiledQuery query;
    query.pack = asked.circular;
    query.form = asked.form;
    query.period_end = asked.period;
    query.own = actor.organisation;
    query.without = departments_not_shown(actor);
    return storage::list_filed(
        txn, accounts::scope_of(actor, accounts::Action::read_duties), query
    );
}

}  // namespace

json::object completeness_page(
    const Context& live,
    storage::ReadTxn& txn,
    const accounts::Actor& actor,
    const CompletenessAsked& asked,
    std::size_t most
)
{
    const Context context = live.holding_rules();
    const Instant now = context.clock.now();
    const Scope scope = accounts::scope_of(actor, accounts::Action::read_duties);
    Names names(context, txn);
    Counts all;
    std::map<std::string, Counts> branches;
    json::array missing;
    for (const storage::FiledLine& line : lines_asked(txn, actor, asked)) {
        all.add(line.duty, now);
        branches[branch_of(line.org_path, scope)].add(line.duty, now);
        if (line.duty.state == "done" || missing.size() >= most)
            continue;
        missing.emplace_back(json::object{
            {"organisation",
             json::object{
                 {"id", line.organisation}, {"name", names.organisation(line.organisation)}
             }},
            {"number", line.case_number},
            {"duty", line.duty.key},
            {"title", words_json(line.duty.title)},
            {"due", instant_json(line.duty.due)},
            {"overdue", line.duty.due && *line.duty.due <= now},
            {"period_end",
             line.duty.period_end ? json::value(line.duty.period_end->text()) : json::value()},
        });
    }
    json::array organisations;
    for (const auto& [id, counts] : branches) {
        json::object line{
            {"organisation", json::object{{"id", id}, {"name", names.organisation(id)}}}
        };
        counts.put(line);
        organisations.emplace_back(std::move(line));
    }
    json::object page{
        {"circular", asked.circular},
        {"form", asked.form},
        {"period", asked.period ? json::value(asked.period->text()) : json::value()},
        {"as_of", now.text()},
        {"organisations", std::move(organisations)},
        {"missing_listed", std::move(missing)},
    };
    all.put(page);
    return page;
}

json::object remind_missing(
    const Context& live,
    const accounts::Actor& actor,
    const CompletenessAsked& asked,
    const Once& once,
    std::size_t most
)
{
    const Context context = live.holding_rules();
    std::vector<storage::FiledLine> missing;
    context.database.read([&](storage::ReadTxn& txn) {
        for (storage::FiledLine& line : lines_asked(txn, actor, asked))
            if (line.duty.state != "done")
                missing.push_back(std::move(line));
    });
    const auto rules = context.rules();
    const workflows::Workflow* const first =
        rules->workflows->all().empty() ? nullptr : &rules->workflows->all().front();
    std::string act;
    if (first)
        for (const workflows::Act& common : first->common_acts)
            if (common.does == workflows::Does::remind)
                act = common.id;
    json::array items;
    const std::size_t now = std::min(missing.size(), most);
    for (std::size_t i = 0; i < now; ++i) {
        const storage::FiledLine& line = missing[i];
        SubmitAct wanted;
        wanted.number = line.case_number;
        wanted.wanted.act = act;
        json::object reminding{{"duty", line.duty.key}};
        if (!asked.note.empty())
            reminding["note"] = asked.note;
        wanted.wanted.data = std::move(reminding);
        // Each is done once under the key of the whole.
        wanted.once = once;
        if (!once.key.empty())
            wanted.once.key += "/" + line.case_number + "/" + line.duty.key;
        const auto done = submit_act(context, actor, wanted);
        items.emplace_back(json::object{
            {"number", line.case_number},
            {"duty", line.duty.key},
            {"organisation", line.organisation},
            {"done", static_cast<bool>(done)},
            {"detail", done ? std::string() : done.error().detail.zh},
        });
    }
    return {{"items", std::move(items)}, {"left", missing.size() - now}};
}

}  // namespace beihui::acts

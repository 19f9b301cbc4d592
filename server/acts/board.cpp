#include "acts/board.hpp"

#include "acts/agenda.hpp"
#include "acts/case_page.hpp"
#include "acts/plan_act.hpp"
#include "storage/case_batch.hpp"

#include <boost/json/serialize.hpp>

#include <algorithm>
#include <map>
#include <tuple>

namespace beihui::acts
{
namespace
{

constexpr std::size_t most_item_bytes = 46'000;
constexpr std::size_t most_owners = 120;
// Asking the rules costs milliseconds a case, so only the first are asked what blocks them.
constexpr std::size_t most_judged = 8;

struct Line
{
    Case subject;
    std::string owner;
    std::optional<Duty> next;  // open, due first
};

// The open duty of each case that is due first.
void add_duties(storage::ReadTxn& txn, std::vector<Line>& lines)
{
    std::map<std::string, Line*, std::less<>> by_id;
    std::vector<std::string> ids;
    for (Line& line : lines) {
        by_id[line.subject.id] = &line;
        ids.push_back(line.subject.id);
    }
    for (std::size_t at = 0; at < ids.size(); at += storage::most_in_a_case_batch) {
        const std::size_t count = std::min(storage::most_in_a_case_batch, ids.size() - at);
        const std::span<const std::string> batch(ids.data() + at, count);
        for (auto& [id, duty] : storage::duties_of_cases(txn, batch)) {
            Line& line = *by_id.at(id);
            if (duty.state == "open" && duty.due && !line.next)
                line.next = std::move(duty);
        }
    }
}

// 0 what is overdue, 1 what is blocked and to come, 2 what is to come, 3 what is over.
int urgency(const Line& line, Instant now)
{
    if (line.next && *line.next->due <= now)
        return 0;
    const bool is_over = line.subject.starts_on && *line.subject.starts_on < now.date();
    if (is_over)
        return 3;
    return line.subject.open_items > 0 ? 1 : 2;
}

json::value blocker_json(const Context& context, storage::ReadTxn& txn, const Case& found)
{
    const auto workflow = workflow_of(context, found);
    if (!workflow)
        return nullptr;
    const CaseState state = read_state(txn, found);
    LookUp look_up(txn);
    const Decision decision =
        evaluate(context, txn, *workflow, state, look_up, context.clock.now());
    // The one that is due first; those without a time come last.
    const Requirement* first = nullptr;
    for (const Requirement& one : decision.requirements)
        if (one.blocking && one.applicable && !one.met &&
            (!first || (one.due && (!first->due || *one.due < *first->due))))
            first = &one;
    if (!first)
        return nullptr;
    return json::object{
        {"title", words_json(first->title)},
        {"missing", first->missing.empty() ? std::string() : first->missing.front()},
        {"clause", first->basis.clause},
        {"owner", first->owner},
        {"due", instant_json(first->due)},
    };
}

json::object line_json(const Line& line, const workflows::Workflow* workflow, Instant now)
{
    const Case& subject = line.subject;
    const workflows::Stage* const stage = workflow ? workflow->stage(subject.stage) : nullptr;
    const auto day = [](const std::optional<Date>& date) {
        return date ? json::value(date->text()) : json::value();
    };
    json::value next;
    if (line.next)
        next = json::object{
            {"title", words_json(line.next->title)},
            {"due", instant_json(line.next->due)},
            {"late", *line.next->due <= now},
        };
    return {
        {"number", subject.number},
        {"title", subject.title},
        {"organisation", subject.organisation},
        {"starts_on", day(subject.starts_on)},
        {"ends_on", day(subject.ends_on)},
        {"stage", subject.stage},
        {"stage_label", words_json(stage ? stage->label : Words{subject.stage, subject.stage})},
        {"open_items", subject.open_items},
        {"owner", line.owner},
        {"next", std::move(next)},
        {"blocker", nullptr},
    };
}

// Everybody who has one of the cases in charge, those with most first.
json::array owners_json(const std::vector<Line>& lines, Names& names)
{
    std::map<std::string, std::size_t> many;
    for (const Line& line : lines)
        ++many[line.owner];
    std::vector<std::pair<std::string, std::size_t>> owners(many.begin(), many.end());
    std::ranges::stable_sort(owners, std::greater(), &std::pair<std::string, std::size_t>::second);
    if (owners.size() > most_owners)
        owners.resize(most_owners);
    json::array shown;
    for (const auto& [id, count] : owners)
        shown.emplace_back(json::object{{"id", id}, {"name", names.person(id)}});
    return shown;
}

std::vector<Line> lines_of(
    const workflows::Workflow* workflow,
    storage::ReadTxn& txn,
    const accounts::Actor& actor,
    const BoardAsked& asked
)
{
    const Scope scope = accounts::scope_of(actor, accounts::Action::read_cases);
    std::vector<Line> lines;
    for (Case& subject : storage::open_cases(txn, scope, asked.cases)) {
        std::string owner = workflow ? person_in_charge(*workflow, subject) : subject.opened_by;
        lines.push_back({std::move(subject), std::move(owner), std::nullopt});
    }
    return lines;
}

}  // namespace

json::object board_page(
    const Context& live,
    storage::ReadTxn& txn,
    const accounts::Actor& actor,
    const BoardAsked& asked
)
{
    const Context context = live.holding_rules();
    const Instant now = context.clock.now();
    const auto rules = context.rules();
    const workflows::Workflow* const workflow = rules->workflows->find(asked.cases.workflow);
    std::vector<Line> lines = lines_of(workflow, txn, actor, asked);
    Names names(context, txn);
    json::array owners = owners_json(lines, names);
    if (!asked.owner.empty())
        std::erase_if(lines, [&](const Line& line) { return line.owner != asked.owner; });
    add_duties(txn, lines);
    std::ranges::stable_sort(lines, {}, [&](const Line& line) {
        // What is over comes with the latest first.
        const int rank = urgency(line, now);
        const std::int32_t day = line.subject.starts_on ? line.subject.starts_on->days() : 0;
        return std::tuple(rank, rank == 3 ? -day : day, line.subject.number);
    });

    json::object organisations;
    json::object people;
    json::array items;
    std::size_t bytes = 0;
    std::size_t judged = 0;
    for (const Line& line : lines) {
        json::object item = line_json(line, workflow, now);
        if (line.subject.open_items > 0 && judged < most_judged) {
            ++judged;
            item["blocker"] = blocker_json(context, txn, line.subject);
        }
        organisations[line.subject.organisation] = names.organisation(line.subject.organisation);
        people[line.owner] = names.person(line.owner);
        // The names count as if each item had its own, which is more than they take.
        bytes += json::serialize(item).size() + 120;
        if (bytes > most_item_bytes)
            break;
        items.emplace_back(std::move(item));
    }
    const std::size_t left_out = lines.size() - items.size();
    return {
        {"items", std::move(items)},   {"left_out", left_out},
        {"owners", std::move(owners)}, {"organisations", std::move(organisations)},
        {"people", std::move(people)},
    };
}

}  // namespace beihui::acts

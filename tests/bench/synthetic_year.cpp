#include "bench/synthetic_year.hpp"

#include "acts/program.hpp"
#include "base/bytes.hpp"
#include "cli/find_organisation.hpp"
#include "history/sealing.hpp"
#include "storage/case_batch.hpp"

#include <stdexcept>

namespace beihui::bench
{
namespace
{

constexpr std::size_t cases_in_a_commit = 500;
constexpr std::size_t least_facts_of_pattern = 10;
constexpr std::size_t times_over =
    8;  // a large fair has so many times the facts of the demonstration's

// A case of the demonstration with all that is copied of it.
struct Pattern
{
    storage::WholeCase whole;
    std::vector<Fact> facts;
};

std::vector<Pattern> patterns(storage::ReadTxn& txn, const std::string& workflow)
{
    const Scope everything = accounts::scope_of(acts::the_program(), accounts::Action::read_cases);
    storage::CaseQuery query;
    query.workflows = {workflow};
    query.sort = "number";
    query.limit = 200;
    std::vector<Pattern> found;
    for (const Case& each : storage::list_cases(txn, everything, query).value().items) {
        Pattern pattern;
        pattern.whole = std::move(storage::whole_cases(txn, std::vector{each.id}).front());
        pattern.facts = storage::live_facts_of_case(txn, each.id);
        found.push_back(std::move(pattern));
    }
    if (found.empty())
        throw std::runtime_error("the demonstration has no " + workflow);
    return found;
}

struct School
{
    std::string id;
    std::string path;
};

Entry first_entry(const std::string& tenant, Case after)
{
    Entry entry;
    entry.tenant = tenant;
    entry.uid = random_id();
    entry.case_id = after.id;
    entry.case_seq = 1;
    entry.at = after.opened_at;
    entry.actor = "system";
    entry.act = "open";
    entry.data = json::object();
    after.version = 1;
    after.changed_at = after.opened_at;
    entry.packs = after.packs;
    entry.effects.after = std::move(after);
    return entry;
}

Entry copied(const Pattern& pattern, const School& school, std::size_t running, std::size_t raise)
{
    Case after = pattern.whole.subject;
    after.id = random_id();
    after.number = "SY-" + std::to_string(1'000'000 + running);
    after.organisation = school.id;
    after.org_path = school.path;
    if (json::value* const plan = after.data.if_contains("plan"); plan && plan->is_object())
        if (json::value* const expected = plan->as_object().if_contains("expected"))
            *expected = expected->as_int64() + static_cast<std::int64_t>(raise);
    Entry entry = first_entry(school.id, std::move(after));
    Effects& effects = entry.effects;
    effects.rows = pattern.whole.rows;
    effects.duties = pattern.whole.duties;
    effects.documents = pattern.whole.documents;
    for (Document& document : effects.documents)
        document.id = random_id();
    effects.facts_made = pattern.facts;
    for (Fact& fact : effects.facts_made) {
        fact.id = random_id();
        fact.case_id = entry.case_id;
        fact.organisation = school.id;
        fact.org_path = school.path;
        if (!fact.occasion.empty())
            fact.occasion = entry.case_id;
    }
    history::seal_entry(entry);
    return entry;
}

Entry registered(const Case& like, const School& school, std::size_t running)
{
    Case after = like;
    after.id = school.id;
    after.number = "SO-" + std::to_string(1'000'000 + running);
    after.organisation = school.id;
    after.org_path = school.path;
    after.title = "合成大学 " + std::to_string(running);
    Entry entry = first_entry(school.id, after);
    entry.effects.registers.push_back(
        {"organisation",
         school.id,
         school.id,
         "SYN" + std::to_string(running),
         after.title,
         after.stage,
         {{"profile",
           json::object{
               {"code", "SYN" + std::to_string(running)},
               {"name", after.title},
               {"level", "school"},
               {"kind", "school"},
           }}}}
    );
    history::seal_entry(entry);
    return entry;
}

void append(const acts::Context& context, const std::vector<Entry>& entries)
{
    const auto written = context.database.write([&](storage::WriteTxn& txn) -> Result<void> {
        for (const Entry& entry : entries)
            if (auto done = storage::append_entry(txn, entry, {}, ""); !done)
                return done;
        return {};
    });
    if (!written)
        throw std::runtime_error(written.error().detail.en);
}

// Another case with the same facts many times over, as a large fair has them; the event itself once.
Entry with_many_facts(Entry entry, std::size_t times)
{
    std::vector<Fact>& facts = entry.effects.facts_made;
    const std::vector<Fact> once = facts;
    for (std::size_t i = 1; i < times; ++i)
        for (const Fact& fact : once) {
            if (fact.kind == "event")
                continue;
            const std::string more = "~" + std::to_string(i);  // in no key of the demonstration
            Fact& made = facts.emplace_back(fact);
            made.id = random_id();
            made.key += more;
            for (std::string* const name : {&made.employer, &made.person, &made.item})
                if (!name->empty())
                    *name += more;
        }
    history::seal_entry(entry);
    return entry;
}

}  // namespace

std::string topmost(const acts::Context& context)
{
    std::string id;
    context.database.read([&](storage::ReadTxn& txn) {
        id = cli::find_organisation(txn, "").value().record.id;
    });
    return id;
}

std::size_t fill_year(const acts::Context& context, const YearSize& size)
{
    std::vector<Pattern> events;
    std::vector<Pattern> visits;
    Case root;
    context.database.read([&](storage::ReadTxn& txn) {
        events = patterns(txn, "recruitment-event");
        visits = patterns(txn, "visit");
        root = storage::find_case(txn, topmost(context)).value();
    });
    std::size_t running = 0;
    std::vector<Entry> entries;
    if (!size.whole)
        for (std::vector<Pattern>* const kind : {&events, &visits})
            for (Pattern& pattern : *kind) {
                pattern.whole.rows.clear();
                pattern.whole.documents.clear();
                pattern.facts.clear();
            }
    const auto add = [&](Entry entry) {
        entries.push_back(std::move(entry));
        if (entries.size() < cases_in_a_commit)
            return;
        append(context, entries);
        entries.clear();
    };
    for (std::size_t i = 0; i < size.schools; ++i) {
        School school{random_id(), {}};
        school.path = root.org_path + school.id + "/";
        add(registered(root, school, i));
        for (std::size_t j = 0; j < size.events; ++j, ++running)
            add(copied(events[running % events.size()], school, running, i % 7 * 100));
        for (std::size_t j = 0; j < size.visits; ++j, ++running)
            add(copied(visits[running % visits.size()], school, running, 0));
    }
    append(context, entries);
    return running;
}

struct FactYear::State
{
    std::vector<Pattern> events;
    Case root;
    std::vector<School> schools;
    std::size_t cases = 0;
    std::size_t facts = 0;
};

FactYear::FactYear(const acts::Context& context, std::size_t schools, std::size_t first)
    : context_(context), state_(std::make_unique<State>())
{
    context.database.read([&](storage::ReadTxn& txn) {
        for (Pattern& pattern : patterns(txn, "recruitment-event"))
            // Not those that an earlier year was made of: their keys are multiplied already.
            if (pattern.facts.size() >= least_facts_of_pattern &&
                !pattern.whole.subject.number.starts_with("SY-"))
                state_->events.push_back(std::move(pattern));
        state_->root = storage::find_case(txn, topmost(context)).value();
    });
    state_->cases = first;
    std::vector<Entry> entries;
    for (std::size_t i = 0; i < schools; ++i) {
        School& school = state_->schools.emplace_back(School{random_id(), {}});
        school.path = state_->root.org_path + school.id + "/";
        entries.push_back(registered(state_->root, school, first + i));
    }
    append(context_, entries);
}

FactYear::~FactYear() = default;

std::size_t FactYear::facts() const
{
    return state_->facts;
}

void FactYear::add(std::size_t facts)
{
    constexpr std::size_t cases_of_a_commit = 50;
    std::vector<Entry> entries;
    const std::size_t enough = state_->facts + facts;
    while (state_->facts < enough) {
        const Pattern& pattern = state_->events[state_->cases % state_->events.size()];
        const School& school = state_->schools[state_->cases % state_->schools.size()];
        Entry entry = with_many_facts(copied(pattern, school, state_->cases, 0), times_over);
        state_->facts += entry.effects.facts_made.size();
        ++state_->cases;
        entries.push_back(std::move(entry));
        if (entries.size() < cases_of_a_commit && state_->facts < enough)
            continue;
        append(context_, entries);
        entries.clear();
    }
}

}  // namespace beihui::bench

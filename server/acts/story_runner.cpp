#include "acts/story_runner.hpp"

#include "acts/hide.hpp"
#include "acts/look_up.hpp"
#include "acts/story_setup.hpp"
#include "rules/story_compare.hpp"

#include <boost/json/serialize.hpp>

#include <algorithm>

namespace beihui::acts
{
namespace
{

class StoryRun
{
public:
    StoryRun(const rules::Story& story, StoryDriver& driver) : story_(story), driver_(driver) {}

    ScenarioResult run()
    {
        result_.name = story_.name;
        result_.place = story_.place;
        result_.mismatches = set_up(story_, driver_, names_);
        if (result_.mismatches.empty())
            tell();
        return std::move(result_);
    }

private:
    // Steps and expectations by time; at one moment the steps come first.
    void tell()
    {
        auto expected = story_.expectations.begin();
        const auto look_before = [&](const rules::StoryStep* step) {
            for (; expected != story_.expectations.end() && (!step || expected->at < step->at);
                 ++expected)
                look(*expected);
        };
        for (const rules::StoryStep& step : story_.steps) {
            look_before(&step);
            driver_.move_clock(step.at);
            if (!do_step(step))
                return;
        }
        look_before(nullptr);
        check_why();
    }

    // Whether the step went as told.
    bool do_step(const rules::StoryStep& step)
    {
        const Result<void> done = try_step(step);
        note(step.label() + (done ? " done" : " " + done.error().code));
        if (done && !step.refused)
            return true;
        if (done) {
            differ(step.label(), step.refused->place, "被拒绝 " + step.refused->code, "办成");
            return false;
        }
        if (!step.refused) {
            differ(step.label(), step.place, "办成", "被拒绝 " + shown(done.error()));
            return false;
        }
        std::vector<rules::Mismatch> wrong = rules::compare_refusal(step, with_names(done.error()));
        const bool right = wrong.empty();
        std::ranges::move(wrong, std::back_inserter(result_.mismatches));
        return right;
    }

    Result<void> try_step(const rules::StoryStep& step)
    {
        if (!step.opens.empty())
            return open(step);
        const std::string number = *names_.find("case", step.subject);
        if (!step.uploads.empty()) {
            for (const rules::StoryUpload& upload : step.uploads) {
                const auto id = driver_.upload(step.by, number, upload);
                if (!id)
                    return id.error();
                names_.add(documents_of(step.subject), upload.name, *id);
            }
            return {};
        }
        const auto workflow = workflow_at(number);
        ActWanted wanted;
        wanted.act = step.act;
        wanted.reason = step.reason;
        // An act of a pack that does not bind this case: it is for the acts to refuse it.
        if (const workflows::Act* const act = workflow->act(step.act))
            wanted.data = data_of_step(step, *workflow, *act, names_, ignored_);
        const Result<void> done = driver_.act(step.by, number, wanted);
        if (const workflows::Act* const act = workflow->act(step.act); done && act)
            introduce_graduates(number, workflow->form(act->form), wanted.data);
        return done;
    }

    // Pages show a graduate as a pseudonym: from now on it reads as the number in the story.
    void introduce_graduates(
        const std::string& number,
        const workflows::Form* form,
        const json::value& data
    )
    {
        const json::value* const rows = form && form->rows ? member(data, "rows") : nullptr;
        std::vector<std::string> numbers;
        for (const workflows::Field& field : form ? form->fields : std::vector<workflows::Field>())
            if (field.type == workflows::FieldType::graduate) {
                if (rows)
                    for (const json::value& row : rows->as_array())
                        numbers.emplace_back(text_of(row, field.id));
                else if (!form->rows)
                    numbers.emplace_back(text_of(data, field.id));
            }
        if (numbers.empty())
            return;
        const Case subject = case_at(number);
        const Context& context = driver_.context();
        std::string school;
        context.database.read([&](storage::ReadTxn& txn) {
            school = LookUp(txn).school_of(subject);
        });
        for (const std::string& graduate : numbers)
            if (!graduate.empty())
                names_.add(
                    "graduate", graduate,
                    person_key(
                        context.database.master_key(),
                        school.empty() ? subject.organisation : school, graduate
                    )
                );
    }

    Result<void> open(const rules::StoryStep& step)
    {
        const Context& context = driver_.context();
        const auto rules = context.rules();
        const auto workflow = rules->workflows->with_packs(
            step.opens, pins_for(*rules->world, step.opens, step.circulars)
        );
        CaseWanted wanted;
        wanted.workflow = step.opens;
        wanted.organisation = organisation_of(step);
        wanted.circulars = step.circulars;
        ActWanted first;
        first.act = step.act;
        first.reason = step.reason;
        const workflows::Act* const act =
            step.act.empty() ? workflow->opening() : workflow->act(step.act);
        if (act)
            first.data = data_of_step(step, *workflow, *act, names_, ignored_);
        const auto number = driver_.open(step.by, wanted, first);
        if (!number)
            return number.error();
        names_.add("case", step.subject, *number);
        if (!workflow->register_kind.empty())
            names_.add(workflow->register_kind, step.subject, case_at(*number).id);
        if (act)
            introduce_graduates(*number, workflow->form(act->form), first.data);
        return {};
    }

    std::string organisation_of(const rules::StoryStep& step) const
    {
        if (!step.of.empty())
            return *names_.find("organisation", step.of);
        const rules::StoryThing& person =
            *std::ranges::find(story_.people, step.by, &rules::StoryThing::name);
        return *names_.find("organisation", written(person, "organisation"));
    }

    Case case_at(const std::string& number) const
    {
        Case found;
        driver_.context().database.read([&](storage::ReadTxn& txn) {
            found = storage::find_case(txn, number).value();
        });
        return found;
    }

    std::shared_ptr<const workflows::Workflow> workflow_at(const std::string& number) const
    {
        return workflow_of(driver_.context(), case_at(number));
    }

    void look(const rules::StoryExpectation& expected)
    {
        driver_.move_clock(expected.at);
        const std::string who = expected.by.empty() ? viewer_of(story_, expected) : expected.by;
        if (!expected.subject.empty())
            look_at_case(expected, who);
        else if (!expected.table.empty())
            look_at_table(expected, who);
        else
            look_at_tasks(expected, who);
    }

    void look_at_case(const rules::StoryExpectation& expected, const std::string& who)
    {
        const std::string* const number = names_.find("case", expected.subject);
        if (!number)
            return differ(expected.label(), expected.place, "有案卷", "此时还没有开立");
        const auto page = driver_.page(who, *number);
        if (!page)
            return differ(expected.label(), expected.place, "看得到", shown(page.error()));
        if (!story_.why.empty())
            if (const auto trace = driver_.trace(who, *number))
                clauses_.merge(rules::clauses_at_work(*trace));
        json::array facts;
        const std::string id = case_at(*number).id;
        driver_.context().database.read([&](storage::ReadTxn& txn) {
            for (const Fact& fact : storage::live_facts_of_case(txn, id))
                facts.emplace_back(fact.to_json());
        });
        const json::value seen = names_.with_names(*page);
        note(expected.label() + " " + traced(*page, {"stage", "duties", "decision"}));
        take(rules::compare_case(expected, seen, names_.with_names(facts).as_array()));
    }

    void look_at_table(const rules::StoryExpectation& expected, const std::string& who)
    {
        const auto table = driver_.table(
            who, expected.table, *names_.find("organisation", expected.of), expected.from,
            expected.to
        );
        if (!table)
            return differ(expected.label(), expected.place, "看得到", shown(table.error()));
        note(expected.label() + " " + traced(*table, {"cells", "findings"}));
        take(rules::compare_table(expected, *table));
    }

    void look_at_tasks(const rules::StoryExpectation& expected, const std::string& who)
    {
        const auto duties = driver_.duties(who);
        if (!duties)
            return differ(expected.label(), expected.place, "看得到", shown(duties.error()));
        note(expected.label() + " " + json::serialize(*duties));
        take(rules::compare_tasks(expected, names_.with_names(*duties).as_array()));
    }

    void check_why()
    {
        for (const std::string& clause : story_.why)
            if (!clauses_.contains(clause)) {
                std::string found;
                for (const std::string& each : clauses_)
                    found += (found.empty() ? "" : "；") + each;
                differ("why", story_.why_place, clause, found.empty() ? "（没有）" : found);
            }
    }

    static std::string traced(const json::value& seen, std::initializer_list<const char*> names)
    {
        std::string text;
        for (const char* const name : names)
            if (const json::value* const value = member(seen, name))
                text += json::serialize(*value);
        return text;
    }

    Error with_names(Error error) const
    {
        error.detail.zh = names_.with_names(error.detail.zh);
        for (Fault& fault : error.faults) {
            fault.detail.zh = names_.with_names(fault.detail.zh);
            fault.way_out.zh = names_.with_names(fault.way_out.zh);
        }
        return error;
    }

    std::string shown(const Error& error) const { return rules::shown(with_names(error)); }

    void note(const std::string& line) { result_.trace += line + "\n"; }

    void take(std::vector<rules::Mismatch> wrong)
    {
        std::ranges::move(wrong, std::back_inserter(result_.mismatches));
    }

    void differ(
        const std::string& label,
        const Place& place,
        const std::string& wanted,
        const std::string& found
    )
    {
        result_.mismatches.push_back(rules::mismatch(label, place, wanted, found));
    }

    const rules::Story& story_;
    StoryDriver& driver_;
    NameBook names_;
    ScenarioResult result_;
    std::set<std::string> clauses_;
    Faults ignored_;  // none: the story was checked
};

}  // namespace

std::string bytes_of(const rules::StoryUpload& upload)
{
    return "%PDF-1.4\n" + upload.kind + " " + upload.name + "\n%%EOF\n";
}

ScenarioResult run_story(const rules::Story& story, StoryDriver& driver)
{
    return StoryRun(story, driver).run();
}

}  // namespace beihui::acts

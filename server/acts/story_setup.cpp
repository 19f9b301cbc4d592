#include "acts/story_setup.hpp"

#include "acts/program.hpp"
#include "rules/story_compare.hpp"

#include <algorithm>

namespace beihui::acts
{
namespace
{

constexpr std::int64_t hour_ms = 3'600'000;

class SettingUp
{
public:
    SettingUp(const rules::Story& story, StoryDriver& driver, NameBook& names)
        : story_(story), driver_(driver), names_(names)
    {}

    std::vector<rules::Mismatch> run()
    {
        const auto rules = driver_.context().rules();
        const workflows::Library& library = *rules->workflows;
        for (const rules::StoryThing& thing : story_.organisations)
            enter("organisation", thing, organisation_of_story(thing, library, names_, faults_));
        for (const rules::StoryThing& thing : story_.people) {
            const Registration person = person_of_story(thing, library, names_, faults_);
            const std::string id = enter("person", thing, person);
            if (!id.empty())
                admit(thing, person, id);
        }
        int running = 0;
        const Date today = beginning_of(story_).date();
        for (const rules::StoryThing& thing : story_.employers) {
            Registration employer =
                employer_of_story(thing, library, names_, ++running, today, faults_);
            if (employer.organisation.empty())
                employer.organisation = registrar();
            enter("employer", thing, employer);
        }
        return std::move(mismatches_);
    }

private:
    // Who registers employers when the story does not say: its first school.
    std::string registrar() const
    {
        const rules::StoryThing* found = nullptr;
        for (const rules::StoryThing& thing : story_.organisations)
            if (!found ||
                (written(*found, "kind") != "school" && written(thing, "kind") == "school"))
                found = &thing;
        const std::string* const id = found ? names_.find("organisation", found->name) : nullptr;
        return id ? *id : std::string();
    }

    // Returns the id; empty when it was refused.
    std::string enter(
        std::string_view kind,
        const rules::StoryThing& thing,
        const Registration& wanted
    )
    {
        OpenCase opening;
        opening.wanted.workflow = wanted.workflow;
        opening.wanted.organisation = wanted.organisation;
        opening.first.data = wanted.profile;
        const auto opened = open_case(driver_.context(), the_program(), opening);
        if (!opened) {
            refused(thing, opened.error());
            return {};
        }
        names_.add(kind, thing.name, opened->case_id);
        names_.add("case", thing.name, opened->number);
        for (const auto& [act, data] : wanted.acts) {
            SubmitAct next;
            next.number = opened->number;
            next.wanted.act = act;
            next.wanted.reason = "故事的布置";
            next.wanted.data = data;
            if (const auto done = submit_act(driver_.context(), the_program(), next); !done)
                refused(thing, done.error());
        }
        return opened->case_id;
    }

    void refused(const rules::StoryThing& thing, const Error& error)
    {
        mismatches_.push_back(
            rules::mismatch("布置 " + thing.name, thing.place, "登记成功", rules::shown(error))
        );
    }

    void admit(const rules::StoryThing& thing, const Registration& person, const std::string& id)
    {
        accounts::Actor actor;
        actor.person = id;
        actor.key = id;
        actor.name = thing.name;
        actor.organisation = person.sees;
        driver_.context().database.read([&](storage::ReadTxn& txn) {
            if (const auto seen = storage::find_case(txn, person.sees))
                actor.org_path = seen->org_path;
        });
        for (const std::string& role : person.roles)
            actor.hold(role);
        driver_.admit(thing.name, actor);
    }

    const rules::Story& story_;
    StoryDriver& driver_;
    NameBook& names_;
    Faults faults_;  // none: the story was checked
    std::vector<rules::Mismatch> mismatches_;
};

}  // namespace

Instant beginning_of(const rules::Story& story)
{
    std::optional<Instant> first;
    if (!story.steps.empty())
        first = story.steps.front().at;
    if (!story.expectations.empty() && (!first || story.expectations.front().at < *first))
        first = story.expectations.front().at;
    return first.value_or(Instant()).plus_ms(-hour_ms);
}

std::vector<rules::Mismatch> set_up(const rules::Story& story, StoryDriver& driver, NameBook& names)
{
    driver.move_clock(beginning_of(story));
    return SettingUp(story, driver, names).run();
}

}  // namespace beihui::acts

// What a story says, held against the workflows and tables before anything is run.
#include "acts/story_setup.hpp"
#include "base/text.hpp"
#include "rules/read_parts.hpp"

#include <algorithm>

namespace beihui::acts
{
namespace
{

using workflows::Workflow;

// The organisation whose cases a person works on.
std::string seen_by(const rules::StoryThing& person)
{
    const std::string sees = written(person, "sees");
    return sees.empty() ? written(person, "organisation") : sees;
}

// An organisation and those above it.
std::vector<std::string> line_of(const rules::Story& story, std::string name)
{
    std::vector<std::string> line;
    while (!name.empty() && line.size() < story.organisations.size() + 1) {
        line.push_back(name);
        const auto found = std::ranges::find(story.organisations, name, &rules::StoryThing::name);
        name = found == story.organisations.end() ? std::string() : written(*found, "parent");
    }
    return line;
}

void unknown(
    const Place& place,
    const char* code,
    const Words& what,
    const std::string& name,
    const std::vector<std::string>& known,
    Faults& faults
)
{
    const Words way_out = rules::nearest_way_out(name, known);
    faults.add(
        place, code, "没有" + what.zh + "“" + one_line(name, 60) + "”",
        "there is no " + what.en + " \"" + one_line(name, 60) + "\"", way_out.zh, way_out.en
    );
}

template <class List>
std::vector<std::string> ids_of(const List& list)
{
    std::vector<std::string> ids;
    for (const auto& each : list)
        ids.push_back(each.id);
    return ids;
}

class Check
{
public:
    Check(const rules::Story& story, const StoryBench& bench, Faults& faults)
        : story_(story), bench_(bench), faults_(faults)
    {}

    void run()
    {
        const workflows::Library& library = *bench_.workflows;
        for (const rules::StoryThing& thing : story_.organisations) {
            (void)organisation_of_story(thing, library, names_, faults_);
            introduce("organisation", thing.name);
        }
        for (const rules::StoryThing& thing : story_.people) {
            (void)person_of_story(thing, library, names_, faults_);
            introduce("person", thing.name);
        }
        for (const rules::StoryThing& thing : story_.employers) {
            (void)employer_of_story(thing, library, names_, 1, Date::from_days(0), faults_);
            introduce("employer", thing.name);
        }
        if (!story_.employers.empty() && story_.organisations.empty())
            faults_.add(
                story_.employers.front().place, "RP1319", "用人单位要由一个单位登记",
                "employers are registered by an organisation", "写 organisations",
                "write organisations"
            );
        for (const rules::StoryStep& step : story_.steps)
            check_step(step);
        for (const rules::StoryExpectation& expected : story_.expectations)
            check_expectation(expected);
    }

private:
    void introduce(const std::string& kind, const std::string& name)
    {
        names_.add(kind, name, name);
        names_.add("case", name, name);
        cases_[name] = with_packs(kind, {});
    }

    std::shared_ptr<const Workflow> with_packs(
        const std::string& workflow,
        const std::vector<std::string>& named
    ) const
    {
        return bench_.workflows->with_packs(workflow, pins_for(*bench_.world, workflow, named));
    }

    void check_step(const rules::StoryStep& step)
    {
        (void)id_of(names_, "person", step.by, step.place, faults_);
        if (!step.of.empty())
            (void)id_of(names_, "organisation", step.of, step.place, faults_);
        if (!step.opens.empty())
            return check_opening(step);
        if (!id_of(names_, "case", step.subject, step.place, faults_))
            return;
        const Workflow& workflow = *cases_.at(step.subject);
        for (const rules::StoryUpload& upload : step.uploads)
            names_.add(documents_of(step.subject), upload.name, upload.name);
        if (step.uploads.empty())
            check_act(step, workflow, workflow.act(step.act));
    }

    void check_opening(const rules::StoryStep& step)
    {
        const auto workflow = with_packs(step.opens, step.circulars);
        if (!workflow)
            return unknown(
                step.place, "RP1314", {"流程", "workflow"}, step.opens,
                ids_of(bench_.workflows->all()), faults_
            );
        check_act(
            step, *workflow, step.act.empty() ? workflow->opening() : workflow->act(step.act)
        );
        if (step.refused)
            return;
        if (cases_.contains(step.subject))
            faults_.add(
                step.place, "RP1313", "名称“" + step.subject + "”已经用过",
                "the name \"" + step.subject + "\" is taken", "给新案卷另起一个名称",
                "give the new case another name"
            );
        names_.add("case", step.subject, step.subject);
        cases_[step.subject] = workflow;
        if (!workflow->register_kind.empty())
            names_.add(workflow->register_kind, step.subject, step.subject);
    }

    void check_act(
        const rules::StoryStep& step,
        const Workflow& workflow,
        const workflows::Act* act
    )
    {
        if (act)
            (void)data_of_step(step, workflow, *act, names_, faults_);
        else
            unknown(
                step.place, "RP1314", {"操作", "act"}, step.act, ids_of(workflow.acts), faults_
            );
    }

    void check_expectation(const rules::StoryExpectation& expected)
    {
        if (!expected.by.empty())
            (void)id_of(names_, "person", expected.by, expected.place, faults_);
        for (const std::string& of : {expected.of, expected.tasks_of})
            if (!of.empty())
                (void)id_of(names_, "organisation", of, expected.place, faults_);
        if (!expected.subject.empty() &&
            id_of(names_, "case", expected.subject, expected.place, faults_))
            check_about_case(expected, *cases_.at(expected.subject));
        if (!expected.table.empty())
            check_about_table(expected);
        if (expected.by.empty() && viewer_of(story_, expected).empty())
            faults_.add(
                expected.place, "RP1317", "故事里没有人能看到", "nobody in the story can see it",
                "写 by，或在 people 里加一个所在单位为它的人",
                "write by, or add somebody of that organisation to people"
            );
    }

    void check_about_case(const rules::StoryExpectation& expected, const Workflow& workflow)
    {
        for (const auto& [name, value] : expected.head)
            if (name.raw() == "stage")
                rules::check_one_of(value, ids_of(workflow.stages), faults_, "stage");
        for (const auto& [act, allowed] : expected.acts) {
            rules::check_one_of(act, ids_of(workflow.acts), faults_, "acts");
            (void)allowed.boolean(faults_, act.raw());
        }
        for (const auto& [id, fields] : expected.data) {
            rules::check_one_of(id, ids_of(workflow.forms), faults_, "data");
            if (const workflows::Form* const form = workflow.form(id.raw()))
                fields.only(ids_of(form->fields), faults_);
        }
    }

    void check_about_table(const rules::StoryExpectation& expected)
    {
        std::vector<std::string> known;
        const rules::Table* table = nullptr;
        for (const auto& pack : bench_.world->packs())
            for (const rules::Table& each : pack->tables) {
                known.push_back(each.id);
                if (each.id == expected.table)
                    table = &each;
            }
        if (!table)
            return unknown(
                expected.place, "RP1314", {"统计表", "table"}, expected.table, known, faults_
            );
        for (const auto& [column, value] : expected.cells) {
            rules::check_one_of(column, ids_of(table->columns), faults_, "cells");
            (void)value.integer(faults_, column.raw());
        }
    }

    const rules::Story& story_;
    const StoryBench& bench_;
    Faults& faults_;
    NameBook names_;
    std::map<std::string, std::shared_ptr<const Workflow>, std::less<>> cases_;
};

}  // namespace

std::string viewer_of(const rules::Story& story, const rules::StoryExpectation& expected)
{
    if (!expected.subject.empty()) {
        for (const rules::StoryStep& step : story.steps)
            if (step.subject == expected.subject && !step.opens.empty() && !step.refused)
                return step.by;
        return story.people.empty() ? std::string() : story.people.front().name;
    }
    std::vector<std::string> line = line_of(story, expected.of);
    if (!expected.tasks_of.empty())
        line = {expected.tasks_of};
    for (const rules::StoryThing& person : story.people)
        if (std::ranges::find(line, seen_by(person)) != line.end())
            return person.name;
    return {};
}

void check_story(const rules::Story& story, const StoryBench& bench, Faults& faults)
{
    Check(story, bench, faults).run();
}

}  // namespace beihui::acts

#include "rules/story.hpp"

#include "rules/read_parts.hpp"

#include <algorithm>
#include <set>

namespace beihui::rules
{
namespace
{

const std::vector<std::string> part_keys = {
    "uses", "organisations", "people", "employers", "circulars", "steps",
};

struct Setups
{
    std::map<std::string, const Yaml*, std::less<>> setups;
    Procedures procedures;
};

void check_clause(const Yaml& node, const Pack& pack, Faults& faults)
{
    std::vector<std::string> known;
    for (const Clause& clause : pack.clauses)
        known.push_back(clause.id);
    check_one_of(node, known, faults, "clause");
}

void stands_twice(const Place& place, const std::string& name, Faults& faults)
{
    faults.add(
        place, "RP1313", "名称“" + name + "”已经用过", "the name \"" + name + "\" is taken",
        "换一个名称", "use another name"
    );
}

void unknown_part(
    const Yaml& node,
    Words what,
    const std::vector<std::string>& known,
    Faults& faults
)
{
    const Words way_out = nearest_way_out(node.raw(), known);
    faults.add(
        node.place(), "RP1318", "没有" + what.zh + "“" + node.raw() + "”",
        "there is no " + what.en + " \"" + node.raw() + "\"", way_out.zh, way_out.en
    );
}

template <class Value>
std::vector<std::string> names_of(const std::map<std::string, Value, std::less<>>& map)
{
    std::vector<std::string> names;
    for (const auto& [name, value] : map)
        names.push_back(name);
    return names;
}

void keep_setup(const Yaml& entry, Setups& found, Faults& faults)
{
    std::vector<std::string> known = part_keys;
    known.emplace_back("setup");
    entry.only(known, faults);
    const Yaml& name = entry.need("setup", faults);
    if (!found.setups.emplace(name.text(faults, "setup"), &entry).second)
        stands_twice(name.place(), name.raw(), faults);
}

void keep_procedure(const Yaml& entry, Setups& found, Faults& faults)
{
    entry.only({"procedure", "with", "steps"}, faults);
    const Yaml& name = entry.need("procedure", faults);
    Procedure procedure;
    procedure.parameters = optional_texts(entry, "with", faults);
    procedure.steps = entry.need("steps", faults);
    if (!found.procedures.emplace(name.text(faults, "procedure"), std::move(procedure)).second)
        stands_twice(name.place(), name.raw(), faults);
}

// Puts one story together: its setups first, then what it says itself.
class StoryReader
{
public:
    StoryReader(const Setups& setups, Story& story, Faults& faults)
        : setups_(setups), story_(story), faults_(faults)
    {}

    void read(const Yaml& part)
    {
        read_uses(part);
        if (const Yaml* const circulars = part.find("circulars")) {
            std::ranges::move(
                circulars->texts(faults_, "circulars"), std::back_inserter(story_.circulars)
            );
            story_.circulars_place = circulars->place();
        }
        read_things(part, "organisations", story_.organisations);
        read_things(part, "people", story_.people);
        read_things(part, "employers", story_.employers);
        if (const Yaml* const steps = part.find("steps"))
            read_steps(*steps, setups_.procedures, story_.steps, faults_);
    }

private:
    void read_uses(const Yaml& part)
    {
        const Yaml* const uses = part.find("uses");
        if (!uses)
            return;
        const std::vector<Yaml> names = uses->is_list() ? uses->items() : std::vector<Yaml>{*uses};
        for (const Yaml& name : names) {
            const auto setup = setups_.setups.find(name.text(faults_, "uses"));
            if (setup == setups_.setups.end())
                unknown_part(name, {"布置", "setup"}, names_of(setups_.setups), faults_);
            else if (used_.insert(setup->first).second)  // what two of them build on is read once
                read(*setup->second);
        }
    }

    void read_things(const Yaml& part, std::string_view key, std::vector<StoryThing>& things)
    {
        const Yaml* const node = part.find(key);
        if (!node)
            return;
        for (const auto& [name, values] : members_of(*node, faults_, key)) {
            Filling filling;
            filling.turns = turns_of({&name}, filling, faults_).value_or(0);
            for (std::int64_t i = 0; i < std::max<std::int64_t>(1, filling.turns); ++i) {
                if (filling.turns > 0)
                    filling.turn = i;
                StoryThing thing{filling.fill(name, faults_), name.place(), values, filling};
                if (std::ranges::find(things, thing.name, &StoryThing::name) != things.end())
                    stands_twice(name.place(), thing.name, faults_);
                things.push_back(std::move(thing));
            }
        }
    }

    const Setups& setups_;
    Story& story_;
    Faults& faults_;
    std::set<std::string> used_;
};

void check_order(const Story& story, Faults& faults)
{
    for (std::size_t i = 1; i < story.steps.size(); ++i)
        if (story.steps[i].at < story.steps[i - 1].at)
            faults.add(
                story.steps[i].place, "RP1311", "这一步早于上一步", "this step is before the last",
                "按时间先后写各步；布置里的各步在前",
                "write the steps in their order; those of a setup come first"
            );
}

Story read_story(const Yaml& entry, const Pack& pack, const Setups& setups, Faults& faults)
{
    Story story;
    story.place = entry.place();
    entry.only({"name", "clause", "story", "expect", "why"}, faults);
    story.name = entry.need("name", faults).text(faults, "name");
    const Yaml& clause = entry.need("clause", faults);
    story.clause = clause.text(faults, "clause");
    check_clause(clause, pack, faults);
    if (const Yaml* const why = entry.find("why")) {
        story.why = why->texts(faults, "why");
        story.why_place = why->place();
        for (const Yaml& each : why->is_list() ? why->items() : std::vector<Yaml>{*why})
            check_clause(each, pack, faults);
    }
    const Yaml& told = entry.need("story", faults);
    if (told.place().line == 0)
        return story;
    told.only(part_keys, faults);
    StoryReader(setups, story, faults).read(told);
    check_order(story, faults);
    const Instant last = story.steps.empty() ? Instant() : story.steps.back().at;
    if (const Yaml* const expect = entry.find("expect"))
        story.expectations = read_expectations(*expect, last, faults);
    const bool refuses = std::ranges::any_of(story.steps, [](const StoryStep& step) {
        return step.refused.has_value();
    });
    if (story.expectations.empty() && !refuses)
        faults.add(
            entry.place(), "RP1315", "故事没有写期望", "the story expects nothing",
            "写 expect，或在一步里写 refused", "write expect, or refused in a step"
        );
    return story;
}

}  // namespace

std::string StoryStep::label() const
{
    const std::string what = !uploads.empty() ? "上传材料" : !act.empty() ? act : opens;
    return "第 " + std::to_string(number) + " 步 " + by + " " + what + " " + subject;
}

std::string StoryExpectation::label() const
{
    const std::string& what = !subject.empty() ? subject : !table.empty() ? table : tasks_of;
    return "期望 " + std::to_string(number) + " " + what;
}

bool is_of_stories(const Yaml& entry)
{
    return entry.find("story") || entry.find("setup") || entry.find("procedure");
}

std::vector<Story> stories_of(const Pack& pack, Faults& faults)
{
    std::vector<Yaml> files;
    for (const auto& [path, bytes] : pack.files) {
        if (!path.starts_with("tests/") || !path.ends_with(".yaml"))
            continue;
        auto file = Yaml::read(pack.folder + "/" + path, bytes);
        if (file && file->is_list())
            files.push_back(std::move(*file));  // any other fault is reported by scenarios_of
    }
    Setups setups;
    for (const Yaml& file : files)
        for (const Yaml& entry : file.items())
            if (entry.find("setup"))
                keep_setup(entry, setups, faults);
            else if (entry.find("procedure"))
                keep_procedure(entry, setups, faults);
    std::vector<Story> stories;
    for (const Yaml& file : files)
        for (const Yaml& entry : file.items())
            if (entry.find("story"))
                stories.push_back(read_story(entry, pack, setups, faults));
    return stories;
}

}  // namespace beihui::rules

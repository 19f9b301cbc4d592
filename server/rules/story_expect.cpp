// What a story expects: names and values for the parts of a case, of a table, or of a task list.
#include "rules/read_parts.hpp"
#include "rules/story.hpp"
#include "rules/story_compare.hpp"

#include <algorithm>

namespace beihui::rules
{
namespace
{

using Members = std::vector<std::pair<Yaml, Yaml>>;

ExpectedThing read_thing(
    const Yaml& key,
    const Yaml& value,
    const std::vector<std::string>& known,
    Faults& faults
)
{
    ExpectedThing thing;
    thing.key = key.raw();
    thing.place = key.place();
    if (value.is_scalar() && value.raw() == "absent") {
        thing.absent = true;
        return thing;
    }
    std::vector<std::string> names = known;
    names.emplace_back("count");
    value.only(names, faults);
    for (const auto& [name, wanted] : value.members())
        if (name.raw() == "count")
            thing.count = wanted.integer(faults, "count");
        else
            thing.members.emplace_back(name, wanted);
    return thing;
}

std::vector<ExpectedThing> read_things(
    const Yaml& node,
    std::string_view key,
    StoryPart part,
    Faults& faults
)
{
    std::vector<ExpectedThing> things;
    if (const Yaml* const found = node.find(key))
        for (const auto& [name, value] : members_of(*found, faults, key))
            things.push_back(read_thing(name, value, names_in(part), faults));
    return things;
}

std::vector<ExpectedLine> read_lines(
    const Yaml& node,
    std::string_view key,
    const std::vector<std::string>& known,
    Faults& faults
)
{
    std::vector<ExpectedLine> lines;
    const Yaml* const found = node.find(key);
    for (const Yaml& item : found ? items_of(*found, faults, key) : std::vector<Yaml>()) {
        item.only(known, faults);
        ExpectedLine line;
        line.place = item.place();
        for (const auto& [name, value] : item.members())
            if (name.raw() == "count")
                line.count = value.integer(faults, "count");
            else
                line.members.emplace_back(name, value);
        if (const Yaml* const level = item.find("level"))
            check_one_of(*level, {"info", "warning", "error"}, faults, "level");
        lines.push_back(std::move(line));
    }
    return lines;
}

std::vector<ExpectedLine> read_facts_expected(const Yaml& node, Faults& faults)
{
    std::vector<ExpectedLine> lines;
    const Yaml* const found = node.find("facts");
    if (!found)
        return lines;
    for (const Yaml& item : items_of(*found, faults, "facts")) {
        std::vector<std::string> kinds;
        for (const FactKind& kind : fact_kinds())
            kinds.emplace_back(kind.name);
        const Yaml& kind = item.need("kind", faults);
        check_one_of(kind, kinds, faults, "kind");
        std::vector<std::string> known = {"kind",   "count", "on",      "employer",
                                          "person", "item",  "quantity"};
        if (const FactKind* const of = find_fact_kind(kind.raw()))
            known.insert(known.end(), of->attributes.begin(), of->attributes.end());
        item.only(known, faults);
        ExpectedLine line;
        line.place = item.place();
        for (const auto& [name, value] : item.members())
            if (name.raw() == "count")
                line.count = value.integer(faults, "count");
            else
                line.members.emplace_back(name, value);
        lines.push_back(std::move(line));
    }
    return lines;
}

Members read_members(const Yaml& node, std::string_view key, Faults& faults)
{
    const Yaml* const found = node.find(key);
    return found ? members_of(*found, faults, key) : Members();
}

void read_about_case(const Yaml& node, StoryExpectation& expected, Faults& faults)
{
    node.only(
        {"at", "by", "case", "stage", "title", "closed", "requirements", "duties", "quotas",
         "findings", "no_findings", "incidents", "unmet", "acts", "data", "facts"},
        faults
    );
    for (const auto& [name, value] : node.members())
        if (name.raw() == "stage" || name.raw() == "title" || name.raw() == "closed")
            expected.head.emplace_back(name, value);
    expected.requirements = read_things(node, "requirements", StoryPart::requirement, faults);
    expected.duties = read_things(node, "duties", StoryPart::duty, faults);
    expected.quotas = read_things(node, "quotas", StoryPart::quota, faults);
    const std::vector<std::string> of_findings = names_in(StoryPart::finding);
    expected.findings = read_lines(node, "findings", of_findings, faults);
    expected.no_findings = read_lines(node, "no_findings", of_findings, faults);
    expected.incidents = read_lines(node, "incidents", names_in(StoryPart::incident), faults);
    expected.facts = read_facts_expected(node, faults);
    expected.unmet = read_members(node, "unmet", faults);
    expected.acts = read_members(node, "acts", faults);
    expected.data = read_members(node, "data", faults);
}

void read_about_table(const Yaml& node, StoryExpectation& expected, Faults& faults)
{
    node.only(
        {"at", "by", "table", "of", "from", "to", "cells", "findings", "no_findings"}, faults
    );
    expected.of = node.need("of", faults).text(faults, "of");
    if (const Yaml* const from = node.find("from"))
        expected.from = read_date(*from, faults, "from");
    if (const Yaml* const to = node.find("to"))
        expected.to = read_date(*to, faults, "to");
    expected.cells = read_members(node, "cells", faults);
    expected.findings = read_lines(node, "findings", {"level", "contains", "at"}, faults);
    expected.no_findings = read_lines(node, "no_findings", {"level", "contains", "at"}, faults);
}

StoryExpectation read_expectation(const Yaml& node, Instant otherwise, Faults& faults)
{
    StoryExpectation expected;
    expected.place = node.place();
    expected.at = otherwise;
    if (const Yaml* const at = node.find("at"))
        expected.at = read_moment(*at, at->text(faults, "at"), faults);
    expected.by = optional_text(node, "by", faults);
    expected.subject = optional_text(node, "case", faults);
    expected.table = optional_text(node, "table", faults);
    expected.tasks_of = optional_text(node, "tasks_of", faults);
    const int kinds = static_cast<int>(!expected.subject.empty()) +
                      static_cast<int>(!expected.table.empty()) +
                      static_cast<int>(!expected.tasks_of.empty());
    if (kinds != 1) {
        faults.add(
            node.place(), "RP1315", "期望须看一个案卷、一张表或一个单位的待办",
            "an expectation looks at one case, table or task list",
            "写 case、table 或 tasks_of 之一", "write one of case, table and tasks_of"
        );
        return expected;
    }
    if (!expected.subject.empty()) {
        read_about_case(node, expected, faults);
    } else if (!expected.table.empty()) {
        read_about_table(node, expected, faults);
    } else {
        node.only({"at", "by", "tasks_of", "duties"}, faults);
        expected.duties = read_things(node, "duties", StoryPart::duty, faults);
    }
    const bool says_nothing = std::ranges::none_of(node.members(), [](const auto& member) {
        const std::string& name = member.first.raw();
        return name != "at" && name != "by" && name != "case" && name != "table" &&
               name != "tasks_of" && name != "of" && name != "from" && name != "to";
    });
    if (says_nothing)
        faults.add(
            node.place(), "RP1315", "没有写期望看到什么", "nothing is expected of it", "至少写一项",
            "expect at least one thing"
        );
    return expected;
}

}  // namespace

std::vector<StoryExpectation> read_expectations(const Yaml& list, Instant otherwise, Faults& faults)
{
    std::vector<StoryExpectation> all;
    for (const Yaml& node : items_of(list, faults, "expect")) {
        if (!node.is_map()) {
            node.only({"case"}, faults);
            continue;
        }
        all.push_back(read_expectation(node, otherwise, faults));
        all.back().number = all.size();
    }
    std::ranges::stable_sort(all, {}, &StoryExpectation::at);
    return all;
}

}  // namespace beihui::rules

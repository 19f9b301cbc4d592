#include "rules/story_compare.hpp"

#include "base/text.hpp"
#include "rules/story_members.hpp"

#include <algorithm>

namespace beihui::rules
{
namespace
{

const json::array& list_at(const json::value& value, std::string_view path)
{
    static const json::array none;
    const json::value* const found = at_path(value, path);
    return found && found->is_array() ? found->get_array() : none;
}

class StoryComparison
{
public:
    explicit StoryComparison(std::string label) : label_(std::move(label)) {}

    void differ(
        const Place& place,
        const std::string& what,
        const std::string& wanted,
        const std::string& found
    )
    {
        mismatches_.push_back(mismatch(label_ + " / " + what, place, wanted, found));
    }

    void things(StoryPart part, const std::vector<ExpectedThing>& expected, const json::array& all)
    {
        for (const ExpectedThing& thing : expected)
            compare_thing(part, thing, all);
    }

    // Each line fits one of those found; with `count`, exactly so many.
    void lines(
        std::string_view what,
        StoryPart part,
        const std::vector<ExpectedLine>& expected,
        const json::array& all
    )
    {
        for (const ExpectedLine& line : expected) {
            const auto fitting = std::ranges::count_if(all, [&](const json::value& each) {
                return fits(part, line.members, each);
            });
            if (line.count ? fitting != *line.count : fitting == 0)
                differ(
                    line.place, std::string(what),
                    (line.count ? std::to_string(*line.count) + " 条 " : std::string()) +
                        shown_members(line.members),
                    (line.count ? std::to_string(fitting) + " 条；全部：" : std::string()) +
                        shown_lines(part, all)
                );
        }
    }

    void no_lines(
        std::string_view what,
        StoryPart part,
        const std::vector<ExpectedLine>& expected,
        const json::array& all
    )
    {
        for (const ExpectedLine& line : expected)
            for (const json::value& each : all)
                if (fits(part, line.members, each))
                    differ(
                        line.place, std::string(what), "没有 " + shown_members(line.members),
                        shown_line(part, each)
                    );
    }

    void plain(
        const Yaml& name,
        const Yaml& wanted,
        const json::value* found,
        const std::string& what
    )
    {
        if (!same(wanted, found))
            differ(name.place(), what, shown_wanted(wanted), shown_value(found));
    }

    std::vector<Mismatch> take() { return std::move(mismatches_); }

private:
    static bool has_key(const ExpectedThing& thing, const json::value& each)
    {
        const std::string_view key = text_of(each, "key");
        return thing.key.ends_with('*')
                   ? key.starts_with(std::string_view(thing.key).substr(0, thing.key.size() - 1))
                   : key == thing.key;
    }

    void compare_thing(StoryPart part, const ExpectedThing& thing, const json::array& all)
    {
        std::vector<const json::value*> found;
        for (const json::value& each : all)
            if (has_key(thing, each))
                found.push_back(&each);
        if (thing.count) {
            const auto fitting = std::ranges::count_if(found, [&](const json::value* each) {
                return fits(part, thing.members, *each);
            });
            if (fitting != *thing.count)
                differ(
                    thing.place, thing.key + ": count", std::to_string(*thing.count),
                    std::to_string(fitting)
                );
            return;
        }
        if (found.empty() != thing.absent)
            return differ(
                thing.place, thing.key, thing.absent ? "没有" : "有",
                thing.absent ? "有" : "没有；有的是：" + keys_of(all)
            );
        for (const json::value* const each : found)
            for (const auto& [name, wanted] : thing.members)
                if (!member_fits(part, name.raw(), wanted, *each))
                    differ(
                        name.place(), std::string(text_of(*each, "key")) + ": " + name.raw(),
                        shown_wanted(wanted), shown_member(part, name.raw(), *each)
                    );
    }

    static std::string keys_of(const json::array& all)
    {
        std::string keys;
        for (const json::value& each : all)
            keys += (keys.empty() ? "" : "、") + std::string(text_of(each, "key"));
        return keys.empty() ? "（没有）" : keys;
    }

    std::string label_;
    std::vector<Mismatch> mismatches_;
};

// The keys of the requirements that stop the acts of a gate.
std::vector<std::string> unmet_of(const json::value& page, std::string_view gate)
{
    std::vector<std::string> keys;
    for (const json::value& each : list_at(page, "decision.requirements"))
        if (text_of(each, "gate") == gate && bool_of(each, "blocking") &&
            bool_of(each, "applicable") && !bool_of(each, "met"))
            keys.emplace_back(text_of(each, "key"));
    std::ranges::sort(keys);
    return keys;
}

std::string in_one_line(const std::vector<std::string>& texts)
{
    std::string all;
    for (const std::string& text : texts)
        all += (all.empty() ? "" : "、") + text;
    return all.empty() ? "（没有）" : all;
}

void compare_unmet(
    const StoryExpectation& expected,
    const json::value& page,
    StoryComparison& comparison
)
{
    for (const auto& [gate, keys] : expected.unmet) {
        std::vector<std::string> wanted;
        for (const Yaml& key : keys.is_list() ? keys.items() : std::vector<Yaml>{keys})
            wanted.push_back(key.raw());
        std::ranges::sort(wanted);
        const std::vector<std::string> found = unmet_of(page, gate.raw());
        if (wanted != found)
            comparison.differ(
                gate.place(), "unmet " + gate.raw(), in_one_line(wanted), in_one_line(found)
            );
    }
}

void compare_incidents(
    const StoryExpectation& expected,
    const json::value& page,
    StoryComparison& comparison
)
{
    const json::array& all = list_at(page, "decision.incidents");
    comparison.lines("incidents", StoryPart::incident, expected.incidents, all);
    json::array unwanted;  // those of one cause as one, whose rule is a list
    for (const json::value& each : all) {
        const bool wanted = std::ranges::any_of(expected.incidents, [&](const ExpectedLine& line) {
            return fits(StoryPart::incident, line.members, each);
        });
        if (wanted)
            continue;
        const auto same = std::ranges::find_if(unwanted, [&](const json::value& other) {
            return other.at("code") == each.at("code") && other.at("detail") == each.at("detail");
        });
        if (same == unwanted.end())
            unwanted.push_back(each);
        else
            same->as_object()["rule"] =
                std::string(text_of(*same, "rule")) + "、" + std::string(text_of(each, "rule"));
    }
    for (const json::value& each : unwanted)
        comparison.differ(
            expected.place, "incidents", "没有规则出错", shown_line(StoryPart::incident, each)
        );
}

void compare_acts(
    const StoryExpectation& expected,
    const json::value& page,
    StoryComparison& comparison
)
{
    for (const auto& [name, wanted] : expected.acts) {
        bool allowed = false;
        std::string why;
        for (const json::value& act : list_at(page, "acts"))
            if (text_of(act, "id") == name.raw()) {
                allowed = bool_of(act, "allowed");
                for (const json::value& reason : list_at(act, "why_not"))
                    why += (why.empty() ? "：" : "；") + std::string(text_of(reason, "detail"));
            }
        if (wanted.raw() != (allowed ? "true" : "false"))
            comparison.differ(
                name.place(), "acts " + name.raw(), wanted.raw(), (allowed ? "true" : "false") + why
            );
    }
}

void compare_data(
    const StoryExpectation& expected,
    const json::value& page,
    StoryComparison& comparison
)
{
    for (const auto& [form, fields] : expected.data)
        for (const auto& [field, wanted] : fields.members())
            comparison.plain(
                field, wanted, at_path(page, "data." + form.raw() + "." + field.raw()),
                form.raw() + "." + field.raw()
            );
}

void compare_facts(
    const StoryExpectation& expected,
    const json::array& facts,
    StoryComparison& comparison
)
{
    for (const ExpectedLine& line : expected.facts) {
        const auto fitting = std::ranges::count_if(facts, [&](const json::value& fact) {
            return std::ranges::all_of(line.members, [&](const auto& wanted) {
                const std::string& name = wanted.first.raw();
                const json::value* const own = member(fact, name);
                return same(wanted.second, own ? own : at_path(fact, "attributes." + name));
            });
        });
        if (line.count ? fitting == *line.count : fitting > 0)
            continue;
        std::string all;
        for (const json::value& fact : facts)
            all += (all.empty() ? "" : "；") + shown_fact(fact);
        comparison.differ(
            line.place, "facts",
            (line.count ? std::to_string(*line.count) + " 条 " : std::string()) +
                shown_members(line.members),
            std::to_string(fitting) + " 条；全部：" + one_line(all.empty() ? "（没有）" : all)
        );
    }
}

}  // namespace

Mismatch mismatch(
    const std::string& label,
    const Place& place,
    const std::string& wanted,
    const std::string& found
)
{
    return {
        {label + " 期望 " + wanted + " 实得 " + found,
         label + ": expected " + wanted + ", found " + found},
        place
    };
}

std::vector<Mismatch> compare_case(
    const StoryExpectation& expected,
    const json::value& page,
    const json::array& facts
)
{
    StoryComparison comparison(expected.label());
    compare_incidents(expected, page, comparison);
    for (const auto& [name, wanted] : expected.head)
        comparison.plain(name, wanted, member(page, name.raw()), name.raw());
    comparison.things(
        StoryPart::requirement, expected.requirements, list_at(page, "decision.requirements")
    );
    comparison.things(StoryPart::duty, expected.duties, list_at(page, "duties"));
    comparison.things(StoryPart::quota, expected.quotas, list_at(page, "decision.quotas"));
    const json::array& findings = list_at(page, "decision.findings");
    comparison.lines("findings", StoryPart::finding, expected.findings, findings);
    comparison.no_lines("no_findings", StoryPart::finding, expected.no_findings, findings);
    compare_unmet(expected, page, comparison);
    compare_acts(expected, page, comparison);
    compare_data(expected, page, comparison);
    compare_facts(expected, facts, comparison);
    return comparison.take();
}

std::vector<Mismatch> compare_table(const StoryExpectation& expected, const json::value& table)
{
    StoryComparison comparison(expected.label());
    for (const auto& [column, wanted] : expected.cells)
        for (const json::value& cell : list_at(table, "cells"))
            if (text_of(cell, "column") == column.raw())
                comparison.plain(
                    column, wanted, member(cell, "value"), expected.table + "." + column.raw()
                );
    const json::array& findings = list_at(table, "findings");
    comparison.lines("findings", StoryPart::finding, expected.findings, findings);
    comparison.no_lines("no_findings", StoryPart::finding, expected.no_findings, findings);
    return comparison.take();
}

std::vector<Mismatch> compare_tasks(const StoryExpectation& expected, const json::array& duties)
{
    StoryComparison comparison(expected.label());
    comparison.things(StoryPart::duty, expected.duties, duties);
    return comparison.take();
}

}  // namespace beihui::rules

#include "rules/story_members.hpp"

#include "base/text.hpp"
#include "domain/due.hpp"

#include <boost/json/serialize.hpp>

#include <algorithm>
#include <array>

namespace beihui::rules
{
namespace
{

enum class How
{
    same,    // equals
    moment,  // "2025-05-10 24:00", or "none"
    part,    // stands within the text
    each,    // each stands within one of the texts
    names,   // a list: these and no others; one text: it is among them; "": there is one at least
    size,    // how many texts there are
};

struct Member
{
    StoryPart part;
    std::string_view name;
    std::string_view path;
    How how = How::same;
};

using enum StoryPart;

constexpr std::array members{
    Member{requirement, "met", "met"},
    Member{requirement, "applicable", "applicable"},
    Member{requirement, "blocking", "blocking"},
    Member{requirement, "gate", "gate"},
    Member{requirement, "owner", "owner"},
    Member{requirement, "item", "item"},
    Member{requirement, "mark", "basis.mark"},
    Member{requirement, "clause", "basis.clause"},
    Member{requirement, "interpretation", "basis.interpretation"},
    Member{requirement, "due", "due", How::moment},
    Member{requirement, "title", "title.zh", How::part},
    Member{requirement, "way_out", "way_out", How::part},
    Member{requirement, "evidence", "evidence", How::part},
    Member{requirement, "missing", "missing", How::each},
    Member{requirement, "missing_count", "missing", How::size},

    Member{duty, "state", "state"},
    Member{duty, "due", "due", How::moment},
    Member{duty, "due_source", "due_source", How::part},
    Member{duty, "late", "late"},
    Member{duty, "overdue", "overdue"},
    Member{duty, "known_after_due", "known_after_due"},
    Member{duty, "period_end", "period_end"},
    Member{duty, "occasion", "occasion"},
    Member{duty, "rules", "rules"},
    Member{duty, "owner", "owner"},
    Member{duty, "form", "form"},
    Member{duty, "pack", "pack"},
    Member{duty, "clause", "clause"},
    Member{duty, "title", "title.zh", How::part},

    Member{quota, "have", "have"},
    Member{quota, "need", "need"},
    Member{quota, "missing", "missing"},
    Member{quota, "force", "force"},
    Member{quota, "status", "status"},
    Member{quota, "unit", "unit"},
    Member{quota, "mark", "basis.mark"},
    Member{quota, "clause", "basis.clause"},
    Member{quota, "title", "title.zh", How::part},
    Member{quota, "words", "words", How::part},

    Member{finding, "level", "level"},
    Member{finding, "contains", "message", How::part},
    Member{finding, "at", "at"},
    Member{finding, "mark", "basis.mark"},
    Member{finding, "clause", "basis.clause"},
    Member{finding, "people", "people", How::names},
    Member{finding, "people_count", "people_count"},

    Member{incident, "rule", "rule"},
    Member{incident, "pack", "pack"},
    Member{incident, "code", "code"},
};

// Every name was checked when the story was read.
const Member& member_of(StoryPart part, std::string_view name)
{
    return *std::ranges::find_if(members, [&](const Member& each) {
        return each.part == part && each.name == name;
    });
}

std::string shown_moment(const json::value* found)
{
    if (!found || found->is_null())
        return "none";
    const auto moment =
        found->is_string() ? Instant::parse(found->get_string()) : Result<Instant>(Error());
    return moment ? Due(*moment).text() : shown_value(found);
}

// A text, or the Chinese of words in both languages.
std::string_view text_in(const json::value* found)
{
    if (!found)
        return {};
    return found->is_string() ? std::string_view(found->get_string()) : text_of(*found, "zh");
}

bool each_said(const Yaml& wanted, const json::value* found)
{
    const json::array none;
    const json::array& texts = found && found->is_array() ? found->get_array() : none;
    const auto said = [&](const Yaml& part) {
        return std::ranges::any_of(texts, [&](const json::value& text) {
            return text.is_string() &&
                   std::string_view(text.get_string()).find(part.raw()) != std::string_view::npos;
        });
    };
    return wanted.is_list() ? std::ranges::all_of(wanted.items(), said) : said(wanted);
}

bool are_named(const Yaml& wanted, const json::value* found)
{
    std::vector<std::string> names;
    if (found && found->is_array())
        for (const json::value& name : found->get_array())
            names.emplace_back(name.is_string() ? std::string(name.get_string()) : std::string());
    if (!wanted.is_list())
        return wanted.raw().empty() ? !names.empty()
                                    : std::ranges::find(names, wanted.raw()) != names.end();
    std::vector<std::string> all;
    for (const Yaml& name : wanted.items())
        all.push_back(name.raw());
    std::ranges::sort(all);
    std::ranges::sort(names);
    return all == names;
}

}  // namespace

std::vector<std::string> names_in(StoryPart part)
{
    std::vector<std::string> names;
    for (const Member& each : members)
        if (each.part == part)
            names.emplace_back(each.name);
    return names;
}

const json::value* at_path(const json::value& value, std::string_view path)
{
    const json::value* found = &value;
    for (const std::string_view step : split(path, '.'))
        found = found && found->is_object() ? member(*found, step) : nullptr;
    return found;
}

bool same(const Yaml& wanted, const json::value* found)
{
    if (!found || found->is_null())
        return wanted.is_null();
    if (found->is_string())
        return wanted.is_scalar() && wanted.raw() == std::string_view(found->get_string());
    if (!found->is_array() || !wanted.is_list())
        return wanted.json() == *found;
    return std::ranges::equal(
        wanted.items(), found->get_array(),
        [](const Yaml& one, const json::value& other) { return same(one, &other); }
    );
}

bool member_fits(
    StoryPart part,
    std::string_view name,
    const Yaml& wanted,
    const json::value& thing
)
{
    const Member& member = member_of(part, name);
    const json::value* const found = at_path(thing, member.path);
    switch (member.how) {
    case How::same:   return same(wanted, found);
    case How::moment: return wanted.raw() == shown_moment(found);
    case How::part:   return text_in(found).find(wanted.raw()) != std::string_view::npos;
    case How::each:   return each_said(wanted, found);
    case How::names:  return are_named(wanted, found);
    case How::size:
        return wanted.json() ==
               json::value(found && found->is_array() ? found->get_array().size() : 0U);
    }
    return false;
}

bool fits(
    StoryPart part,
    const std::vector<std::pair<Yaml, Yaml>>& wanted,
    const json::value& thing
)
{
    return std::ranges::all_of(wanted, [&](const auto& each) {
        return member_fits(part, each.first.raw(), each.second, thing);
    });
}

std::string shown_wanted(const Yaml& wanted)
{
    return wanted.is_scalar() ? wanted.raw() : json::serialize(wanted.json());
}

std::string shown_value(const json::value* found)
{
    if (!found || found->is_null())
        return "（没有）";
    if (found->is_string())
        return found->get_string().empty() ? "（空）" : std::string(found->get_string());
    return json::serialize(*found);
}

std::string shown_member(StoryPart part, std::string_view name, const json::value& thing)
{
    const Member& member = member_of(part, name);
    const json::value* const found = at_path(thing, member.path);
    if (member.how == How::moment)
        return shown_moment(found);
    if (member.how == How::size)
        return std::to_string(found && found->is_array() ? found->get_array().size() : 0U);
    return shown_value(found);
}

std::string shown_members(const std::vector<std::pair<Yaml, Yaml>>& wanted)
{
    std::string text;
    for (const auto& [name, value] : wanted)
        text += (text.empty() ? "" : " ") + name.raw() + "=" + shown_wanted(value);
    return text;
}

std::string shown_line(StoryPart part, const json::value& line)
{
    if (part == StoryPart::incident)
        return std::string(text_of(line, "rule")) + " " + std::string(text_of(line, "code")) + " " +
               std::string(text_in(member(line, "detail")));
    return std::string(text_of(line, "level")) + " “" + std::string(text_of(line, "message")) + "”";
}

std::string shown_lines(StoryPart part, const json::array& all)
{
    std::string text;
    for (const json::value& line : all)
        text += (text.empty() ? "" : "；") + shown_line(part, line);
    return text.empty() ? "（没有）" : one_line(text);
}

std::string shown_fact(const json::value& fact)
{
    std::string text(text_of(fact, "kind"));
    for (const char* const name : {"on", "employer", "person", "item"})
        if (const std::string_view value = text_of(fact, name); !value.empty())
            text += " " + std::string(value);
    const json::value* const attributes = member(fact, "attributes");
    return text + (attributes ? " " + json::serialize(*attributes) : std::string());
}

}  // namespace beihui::rules

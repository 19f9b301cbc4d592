#include "workflows/definition.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace beihui::workflows
{
namespace
{

using enum FieldType;

constexpr std::array<std::pair<FieldType, std::string_view>, 18> type_names = {{
    {text, "text"},
    {note, "note"},
    {choice, "choice"},
    {choices, "choices"},
    {integer, "integer"},
    {boolean, "boolean"},
    {date, "date"},
    {instant, "instant"},
    {employer, "employer"},
    {organisation, "organisation"},
    {person, "person"},
    {people, "people"},
    {graduate, "graduate"},
    {uscc, "uscc"},
    {document, "document"},
    {documents, "documents"},
    {circulars, "circulars"},
    {case_ref, "case_ref"},
}};

template <class T>
const T* find_by_id(const std::vector<T>& list, std::string_view id)
{
    const auto found = std::ranges::find(list, id, &T::id);
    return found == list.end() ? nullptr : &*found;
}

}  // namespace

std::string_view to_text(FieldType type)
{
    const auto found = std::ranges::find(type_names, type, [](const auto& p) { return p.first; });
    return found->second;
}

std::optional<FieldType> find_field_type(std::string_view wanted)
{
    for (const auto& [type, name] : type_names)
        if (name == wanted)
            return type;
    return std::nullopt;
}

const std::vector<std::string>& field_type_names()
{
    static const std::vector<std::string> names = [] {
        std::vector<std::string> list;
        for (const auto& [type, name] : type_names)
            list.emplace_back(name);
        return list;
    }();
    return names;
}

namespace
{

constexpr std::array<std::pair<Does, std::string_view>, 5> does_names = {{
    {Does::comment, "comment"},
    {Does::claim, "claim"},
    {Does::give_back, "give_back"},
    {Does::hand_over, "hand_over"},
    {Does::remind, "remind"},
}};

constexpr std::array<std::pair<LevelStep, std::string_view>, 3> level_names = {{
    {LevelStep::accept, "accept"},
    {LevelStep::send_back, "return"},
    {LevelStep::undo, "undo"},
}};

template <class Value, std::size_t size>
std::string_view name_in(
    const std::array<std::pair<Value, std::string_view>, size>& names,
    Value wanted
)
{
    for (const auto& [value, name] : names)
        if (value == wanted)
            return name;
    return {};
}

template <class Value, std::size_t size>
std::optional<Value> value_in(
    const std::array<std::pair<Value, std::string_view>, size>& names,
    std::string_view wanted
)
{
    for (const auto& [value, name] : names)
        if (name == wanted)
            return value;
    return std::nullopt;
}

}  // namespace

std::string_view to_text(Does does)
{
    return name_in(does_names, does);
}

std::string_view to_text(LevelStep level)
{
    return name_in(level_names, level);
}

std::optional<Does> find_does(std::string_view text)
{
    return value_in(does_names, text);
}

std::optional<LevelStep> find_level_step(std::string_view text)
{
    return value_in(level_names, text);
}

const Field* Form::find(std::string_view wanted) const
{
    return find_by_id(fields, wanted);
}

bool Source::is_set() const
{
    return !field.empty() || !reached.empty() || !history.empty() || !rows.empty() || stage ||
           value.has_value();
}

const Form* Workflow::form(std::string_view wanted) const
{
    const Form* const own = find_by_id(forms, wanted);
    return own ? own : find_by_id(common_forms, wanted);
}

const Stage* Workflow::stage(std::string_view wanted) const
{
    return find_by_id(stages, wanted);
}

const Act* Workflow::act(std::string_view wanted) const
{
    const Act* const own = find_by_id(acts, wanted);
    return own ? own : find_by_id(common_acts, wanted);
}

const Act* Workflow::opening() const
{
    const auto found = std::ranges::find_if(acts, [](const Act& act) { return act.from.empty(); });
    return found == acts.end() ? nullptr : &*found;
}

int Workflow::order_of(std::string_view stage) const
{
    int order = 0;
    for (const Stage& candidate : stages) {
        if (candidate.side)
            continue;
        if (candidate.id == stage)
            return order;
        ++order;
    }
    return -1;
}

}  // namespace beihui::workflows

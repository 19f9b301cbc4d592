#include "workflows/definition.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace beihui::workflows
{
namespace
{

using enum FieldType;

constexpr std::array<std::pair<FieldType, std::string_view>, 17> type_names = {{
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
    return find_by_id(forms, wanted);
}

const Stage* Workflow::stage(std::string_view wanted) const
{
    return find_by_id(stages, wanted);
}

const Act* Workflow::act(std::string_view wanted) const
{
    return find_by_id(acts, wanted);
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

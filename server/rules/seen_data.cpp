#include "rules/seen_data.hpp"

#include <algorithm>
#include <charconv>

namespace beihui::rules
{
namespace
{

using lua::Saw;

int kind_of(const json::value* value)
{
    if (!value)
        return 0;
    return value->is_object() ? 1 : value->is_array() ? 2 : 0;
}

bool has_names(const json::object& object, const json::array& names)
{
    return object.size() == names.size() &&
           std::ranges::all_of(names, [&](const json::value& name) {
               return object.contains(name.get_string());
           });
}

}  // namespace

// "case.rows[3].name" → case, rows, the third, name.
std::optional<std::vector<SeenData::Step>> SeenData::steps_of(std::string_view path)
{
    std::vector<Step> steps;
    while (!path.empty()) {
        if (path.front() == '[') {
            const std::size_t end = path.find(']');
            std::size_t position = 0;
            if (end == std::string_view::npos ||
                std::from_chars(path.data() + 1, path.data() + end, position).ptr !=
                    path.data() + end ||
                position == 0)
                return std::nullopt;
            steps.push_back({"", position});
            path.remove_prefix(end + 1);
            continue;
        }
        if (path.front() == '.')
            path.remove_prefix(1);
        const std::size_t end = std::min(path.find_first_of(".["), path.size());
        if (end == 0)
            return std::nullopt;
        steps.push_back({std::string(path.substr(0, end)), 0});
        path.remove_prefix(end);
    }
    if (steps.empty() || steps.front().name.empty())
        return std::nullopt;
    return steps;
}

const json::value* SeenData::find(const json::object& snapshot, const std::vector<Step>& steps)
{
    const json::value* found = snapshot.if_contains(steps.front().name);
    for (auto step = steps.begin() + 1; found && step != steps.end(); ++step) {
        if (!step->name.empty()) {
            const json::object* const object = found->if_object();
            found = object ? object->if_contains(step->name) : nullptr;
        } else {
            const json::array* const list = found->if_array();
            found = list ? list->if_contains(step->position - 1) : nullptr;
        }
    }
    return found;
}

json::value SeenData::image_of(Saw saw, const json::value* value)
{
    if (saw == Saw::kind)
        return kind_of(value);
    if (!value)
        return nullptr;
    if (const json::array* const list = value->if_array(); list && saw == Saw::size)
        return list->size();
    if (const json::object* const object = value->if_object(); object && saw == Saw::names) {
        json::array names;
        for (const auto& member : *object)
            names.emplace_back(member.key());
        return names;
    }
    // A copy of its own: the data behind ctx goes at once when its question is answered.
    return saw == Saw::value ? json::value(*value, json::storage_ptr()) : json::value();
}

bool SeenData::shows(const Seen& seen, const json::value* value)
{
    switch (seen.saw) {
    case Saw::kind: return seen.value == kind_of(value);
    case Saw::size: {
        const json::array* const list = value ? value->if_array() : nullptr;
        return list ? seen.value == list->size() : seen.value.is_null();
    }
    case Saw::names: {
        const json::object* const object = value ? value->if_object() : nullptr;
        return object ? seen.value.is_array() && has_names(*object, seen.value.get_array())
                      : seen.value.is_null();
    }
    default: return value ? seen.value == *value : seen.value.is_null();
    }
}

void SeenData::look_again(const json::object& snapshot)
{
    for (Seen& seen : seen_) {
        const json::value* const now = find(snapshot, seen.steps);
        seen.changed = !shows(seen, now);
        if (seen.changed)
            seen.value = image_of(seen.saw, now);
    }
}

std::optional<SeenData::Id> SeenData::note(Saw saw, std::string_view path, const json::value& value)
{
    std::string name = std::to_string(static_cast<int>(saw)).append(path);
    if (const auto known = ids_.find(name); known != ids_.end())
        return known->second;
    auto steps = steps_of(path);
    if (!steps || seen_.size() >= most)
        return std::nullopt;
    const auto id = static_cast<Id>(seen_.size());
    seen_.push_back({saw, std::move(*steps), image_of(saw, &value), false});
    ids_.emplace(std::move(name), id);
    return id;
}

}  // namespace beihui::rules

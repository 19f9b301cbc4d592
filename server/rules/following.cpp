#include "rules/following.hpp"

#include <algorithm>

namespace beihui::rules
{
namespace
{

std::string_view root_of(std::string_view path)
{
    return path.substr(0, path.find_first_of(".["));
}

// What stands in the data behind ctx beside the case: the same for every question that a memo is
// asked. What a rule counts is compared apart.
bool is_fixed(std::string_view root)
{
    return root == "today" || root == "as_of" || root == "workflow" || root == "input";
}

void keep_each_once(std::vector<SeenData::Id>& ids)
{
    std::ranges::sort(ids);
    const auto again = std::ranges::unique(ids);
    ids.erase(again.begin(), again.end());
}

}  // namespace

const Partial* Partials::find(std::string_view name) const
{
    const auto found = partials_.find(name);
    return found == partials_.end() ? nullptr : &found->second;
}

const Partial& Partials::put(std::string_view name, Partial partial)
{
    const Partial* const before = find(name);
    const bool same = before && before->answer.gives_the_same(partial.answer) &&
                      before->parameters == partial.parameters;
    partial.revision = same ? before->revision : ++last_number_;
    partial.reading = same && before->inputs == partial.inputs ? before->reading : ++last_number_;
    return partials_.insert_or_assign(std::string(name), std::move(partial)).first->second;
}

void Partials::drop(std::string_view name)
{
    if (const auto found = partials_.find(name); found != partials_.end())
        partials_.erase(found);
}

void Partials::look_again(const SeenData& data)
{
    for (auto& [name, partial] : partials_)
        if (std::ranges::any_of(partial.rests_on, [&](auto id) { return data.has_changed(id); }))
            partial.stale = true;
}

lua::Watcher Following::watcher()
{
    return [this](lua::Saw saw, std::string_view path, const json::value& value) {
        const std::string_view root = root_of(path);
        if (root == "input" && !calls_.empty())
            calls_.back().is_own = true;
        if (is_fixed(root) || lost_)
            return;
        const auto id = saw == lua::Saw::lost || path.starts_with("known_at")
                            ? std::nullopt
                            : data_.note(saw, path, value);
        if (id)
            current().rests_on.push_back(*id);
        else
            lost_ = true;
    };
}

void Following::read_input(std::string_view path, const json::value& value)
{
    // A copy of its own: the data behind ctx goes at once when its question is answered.
    if (Evaluation::is_proof(value))
        current().inputs.insert_or_assign(
            std::string(path), json::value(value, json::storage_ptr())
        );
}

void Following::read_parameter(std::string_view key)
{
    if (!calls_.empty())
        current().parameters.emplace(key);
}

const lua::SharedAnswer* Following::known(std::string_view name)
{
    const Partial* const partial = partials_.find(name);
    if (!partial || partial->stale || lost_)
        return nullptr;
    // What running it would have left in the trace and in the bases of what the rule puts out.
    for (const auto& [path, value] : partial->inputs)
        evaluation_->read_input(path, value);
    for (const std::string& key : partial->parameters)
        if (const auto value = evaluation_->parameter(key); !value)
            return nullptr;
    use(name, *partial);
    return &partial->answer;
}

void Following::begins(std::string_view name)
{
    calls_.push_back({std::string(name), {}, evaluation_->effects(), false});
}

void Following::ends(std::optional<lua::SharedAnswer> answer)
{
    Call call = std::move(calls_.back());
    calls_.pop_back();
    const bool does_nothing_else = evaluation_->effects() == call.effects;
    if (answer && does_nothing_else && !call.is_own && !lost_) {
        keep_each_once(call.looked.rests_on);
        Partial partial;
        partial.answer = std::move(*answer);
        partial.inputs = std::move(call.looked.inputs);
        partial.parameters = std::move(call.looked.parameters);
        partial.rests_on = std::move(call.looked.rests_on);
        use(call.name, partials_.put(call.name, std::move(partial)));
        return;
    }
    partials_.drop(call.name);
    if (call.is_own && !calls_.empty())
        calls_.back().is_own = true;
    take_in(std::move(call.looked));
}

// A run names the partial; a function that calls another looks at all that this looks at.
void Following::use(std::string_view name, const Partial& partial)
{
    if (calls_.empty())
        run_.partials.insert_or_assign(
            std::string(name), PartialUsed{partial.revision, partial.reading}
        );
    else
        take_in({partial.rests_on, partial.inputs, partial.parameters, {}});
}

void Following::take_in(Looked looked)
{
    Looked& into = current();
    into.rests_on.insert(into.rests_on.end(), looked.rests_on.begin(), looked.rests_on.end());
    into.inputs.merge(looked.inputs);
    into.parameters.merge(looked.parameters);
}

std::optional<Looked> Following::looked() &&
{
    if (lost_)
        return std::nullopt;
    keep_each_once(run_.rests_on);
    return std::move(run_);
}

}  // namespace beihui::rules

#include "rules/memo.hpp"

#include <algorithm>
#include <charconv>

namespace beihui::rules
{
namespace
{

using lua::Saw;

// A case of which rules looked at more than this is not worth keeping.
constexpr std::size_t most_seen = 4'000;

// What stands in the data behind ctx beside the case: the same for every question that a memo is
// asked, or compared apart.
bool is_fixed(std::string_view path)
{
    const std::string_view root = path.substr(0, path.find_first_of(".["));
    return root == "today" || root == "as_of" || root == "workflow" || root == "input";
}

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

// One question: who asks about a case is told from who asks about it under other packs.
std::string key_of(const Question& question)
{
    std::string key = question.about;
    key.append("\n").append(question.workflow);
    for (const PackPin& pin : question.packs)
        key.append("\n").append(pin.hash.empty() ? pin.pack : pin.hash);
    return key;
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
    if (!steps || seen_.size() >= most_seen)
        return std::nullopt;
    const auto id = static_cast<Id>(seen_.size());
    seen_.push_back({saw, std::move(*steps), image_of(saw, &value), false});
    ids_.emplace(std::move(name), id);
    return id;
}

void Memo::begin(const Question& question, const std::string& calendar_hash)
{
    const std::string wanted =
        question.today.text() + question.known_at.date().text() + calendar_hash;
    if (held_for_ != wanted || data_.size() >= most_seen) {
        held_for_ = wanted;
        data_ = {};
        packs_.clear();
    }
    data_.look_again(question.snapshot);
    const auto has_changed = [&](SeenData::Id id) { return data_.has_changed(id); };
    for (auto& [hash, answers] : packs_)
        for (auto& answer : answers)
            if (answer && std::ranges::any_of(answer->rests_on, has_changed))
                answer.reset();
}

const KeptAnswer* Memo::find(const Pack& pack, std::size_t rule, const json::object& input) const
{
    const auto answers = packs_.find(pack.hash);
    if (answers == packs_.end() || rule >= answers->second.size())
        return nullptr;
    const KeptAnswer* const answer = answers->second[rule].get();
    return answer && answer->input == input ? answer : nullptr;
}

lua::Watcher Memo::Run::watcher()
{
    return [this](Saw saw, std::string_view path, const json::value& value) {
        if (is_fixed(path) || lost_)
            return;
        const auto id = saw == Saw::lost || path.starts_with("known_at")
                            ? std::nullopt
                            : memo_.data_.note(saw, path, value);
        if (id)
            rests_on_.push_back(*id);
        else
            lost_ = true;
    };
}

void Memo::Run::keep(const Pack& pack, std::size_t rule, KeptAnswer answer)
{
    auto& answers = memo_.packs_[pack.hash];
    if (answers.size() <= rule)
        answers.resize(rule + 1);
    answers[rule].reset();
    if (lost_)
        return;
    std::ranges::sort(rests_on_);
    const auto again = std::ranges::unique(rests_on_);
    rests_on_.erase(again.begin(), again.end());
    answer.rests_on = std::move(rests_on_);
    answers[rule] = std::make_unique<KeptAnswer>(std::move(answer));
}

Memos::Loan Memos::borrow(const Question& question)
{
    Loan loan;
    if (question.about.empty() || most_ == 0)
        return loan;
    std::string key = key_of(question);
    {
        const std::lock_guard lock(mutex_);
        auto known = by_key_.find(key);
        if (known == by_key_.end()) {
            if (places_.size() >= most_) {
                by_key_.erase(places_.back().key);
                places_.pop_back();
            }
            places_.push_front({std::move(key), std::make_shared<Memo>()});
            known = by_key_.emplace(places_.front().key, places_.begin()).first;
        } else {
            places_.splice(places_.begin(), places_, known->second);
        }
        loan.memo_ = known->second->memo;
    }
    // Waiting for whoever has it is shorter than running the rules beside them.
    loan.turn_ = std::unique_lock(loan.memo_->mutex());
    return loan;
}

}  // namespace beihui::rules

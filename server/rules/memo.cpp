#include "rules/memo.hpp"

#include "history/canonical.hpp"

#include <algorithm>

namespace beihui::rules
{
namespace
{

// As the trace of a rule has them.
std::string canonical_inputs(const Inputs& inputs)
{
    return history::canonical(json::value(list_of(inputs)), history::Nulls::left_out);
}

// Reads them again.
Inputs inputs_in(std::string_view canonical)
{
    Inputs inputs;
    const json::value list = read_json(canonical).value();
    for (const json::value& line : list.get_array())
        inputs.emplace(text_of(line, "k"), *member(line, "v"));
    return inputs;
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

void Memo::begin(const Question& question, const std::string& calendar_hash)
{
    const std::string wanted =
        question.today.text() + question.known_at.date().text() + calendar_hash;
    if (held_for_ != wanted || data_.size() >= SeenData::most) {
        held_for_ = wanted;
        data_ = {};
        packs_.clear();
    }
    data_.look_again(question.snapshot);
    const auto has_changed = [&](SeenData::Id id) { return data_.has_changed(id); };
    for (auto& [hash, pack] : packs_) {
        pack.partials.look_again(data_);
        for (auto& answer : pack.answers)
            if (answer && std::ranges::any_of(answer->looked.rests_on, has_changed))
                answer.reset();
    }
}

KeptAnswer* Memo::find(const Pack& pack, std::size_t rule, const json::object& input)
{
    const auto known = packs_.find(pack.hash);
    if (known == packs_.end() || rule >= known->second.answers.size())
        return nullptr;
    KeptAnswer* const answer = known->second.answers[rule].get();
    return answer && answer->input == input ? answer : nullptr;
}

std::vector<std::string> Memo::stale_partials(const Pack& pack, const KeptAnswer& answer)
{
    std::vector<std::string> stale;
    const Partials& partials = packs_[pack.hash].partials;
    for (const auto& [name, used] : answer.looked.partials)
        if (const Partial* const partial = partials.find(name); partial && partial->stale)
            stale.push_back(name);
    return stale;
}

bool Memo::is_up(const Pack& pack, KeptAnswer& answer)
{
    const Partials& partials = packs_[pack.hash].partials;
    bool reads_the_same = true;
    for (const auto& [name, used] : answer.looked.partials) {
        const Partial* const partial = partials.find(name);
        if (!partial || partial->stale || partial->revision != used.revision)
            return false;
        reads_the_same = reads_the_same && partial->reading == used.reading;
    }
    if (reads_the_same)
        return true;
    Inputs inputs = inputs_in(answer.own_inputs);
    for (auto& [name, used] : answer.looked.partials) {
        const Partial& partial = *partials.find(name);
        inputs.insert(partial.inputs.begin(), partial.inputs.end());
        used.reading = partial.reading;
    }
    const std::string told = canonical_inputs(inputs);
    answer.trace.replace(answer.inputs_at, answer.inputs_size, told);
    answer.inputs_size = told.size();
    return true;
}

void Memo::keep(const Pack& pack, std::size_t rule, Following following, KeptAnswer answer)
{
    OfPack& own = packs_[pack.hash];
    if (own.answers.size() <= rule)
        own.answers.resize(rule + 1);
    own.answers[rule].reset();
    auto looked = std::move(following).looked();
    if (!looked)
        return;
    answer.looked = std::move(*looked);
    if (!answer.looked.partials.empty()) {
        // A text in front of it would have its quotation marks escaped.
        constexpr std::string_view name = "\"inputs\":";
        answer.own_inputs = canonical_inputs(answer.looked.inputs);
        Inputs inputs = inputs_in(answer.own_inputs);  // the way they are put together later
        for (const auto& [partial, used] : answer.looked.partials)
            if (const Partial* const known = own.partials.find(partial))
                inputs.insert(known->inputs.begin(), known->inputs.end());
        const std::string told = canonical_inputs(inputs);
        answer.inputs_at = answer.trace.find(name) + name.size();
        answer.inputs_size = told.size();
        if (answer.trace.compare(answer.inputs_at, told.size(), told) != 0)
            return;
    }
    answer.looked.inputs.clear();
    own.answers[rule] = std::make_unique<KeptAnswer>(std::move(answer));
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

#pragma once

// What the rules answered about a case the last time, and which of its data each answer rests on: a
// rule runs again only when something that it looked at has changed. An answer that is taken over is
// the answer that running the rule would give, its trace byte for byte.

#include "rules/following.hpp"
#include "rules/run_rule.hpp"
#include "rules/seen_data.hpp"

#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>
#include <vector>

namespace beihui::rules
{

// What one rule answered.
struct KeptAnswer
{
    Decision outputs;    // its requirements, duties, quotas and findings
    std::string trace;   // canonical JSON
    json::object input;  // the counts that it was given
    Looked looked;
    // When some of the inputs in the trace are those of partial answers: the others, as the trace has
    // them, which takes a quarter of the room that values take; and where all of them stand.
    std::string own_inputs;
    std::size_t inputs_at = 0;
    std::size_t inputs_size = 0;
};

// The answers to one question about one case. Not for two threads at once: see mutex().
class Memo
{
public:
    // Makes ready for a question: drops the answers that would be others now, and all of them when
    // the day or the calendar is another one.
    void begin(const Question& question, const std::string& calendar_hash);

    // What a rule answered when what it looked at itself stood as it does now; null when there is
    // no such answer. It holds if the partial answers that it rests on do: is_up() tells.
    KeptAnswer* find(const Pack& pack, std::size_t rule, const json::object& input);
    // The functions that have to be run again before anything can be said of it.
    std::vector<std::string> stale_partials(const Pack& pack, const KeptAnswer& answer);
    // Whether the answer holds; its trace then tells what was looked at now.
    bool is_up(const Pack& pack, KeptAnswer& answer);

    // Follows a run of a rule; keep() makes an answer of it.
    Following follow(const Pack& pack) { return {data_, packs_[pack.hash].partials}; }
    void keep(const Pack& pack, std::size_t rule, Following following, KeptAnswer answer);

    std::mutex& mutex() { return mutex_; }  // held by whoever uses it

private:
    std::mutex mutex_;
    std::string held_for_;  // the day and the calendar
    SeenData data_;
    struct OfPack
    {
        std::vector<std::unique_ptr<KeptAnswer>> answers;
        Partials partials;
    };
    std::unordered_map<std::string, OfPack> packs_;  // by hash
};

// The memos of the cases that were asked about last. Safe for many threads.
class Memos
{
public:
    explicit Memos(std::size_t most) : most_(most) {}

    // A memo for the time of one question; none for a question about no case.
    class Loan
    {
    public:
        Loan() = default;
        explicit operator bool() const { return memo_ != nullptr; }
        Memo& operator*() const { return *memo_; }

    private:
        friend class Memos;
        std::shared_ptr<Memo> memo_;
        std::unique_lock<std::mutex> turn_;  // after the memo: it is given up before that may go
    };
    Loan borrow(const Question& question);

private:
    struct Place
    {
        std::string key;
        std::shared_ptr<Memo> memo;
    };

    const std::size_t most_;
    std::mutex mutex_;
    std::list<Place> places_;  // the one asked about last first
    std::unordered_map<std::string_view, std::list<Place>::iterator> by_key_;
};

}  // namespace beihui::rules

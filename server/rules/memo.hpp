#pragma once

// What the rules answered about a case the last time, and which of its data each answer rests on: a
// rule runs again only when something that it looked at has changed. An answer that is taken over is
// the answer that running the rule would give, its trace byte for byte.

#include "rules/lua/state.hpp"
#include "rules/run_rule.hpp"

#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>
#include <vector>

namespace beihui::rules
{

// The data of one case that rules looked at, each path once, as it was last seen.
class SeenData
{
public:
    using Id = std::uint32_t;

    // Compares what is known with the data of a question; what differs is known anew. To be called
    // before the rules of a question are asked.
    void look_again(const json::object& snapshot);
    bool has_changed(Id id) const { return seen_[id].changed; }

    // Notes what a rule looked at just now. None when that cannot be found again by its path.
    std::optional<Id> note(lua::Saw saw, std::string_view path, const json::value& value);

    std::size_t size() const { return seen_.size(); }

private:
    struct Step
    {
        std::string name;  // of a member; empty: an element
        std::size_t position = 0;
    };
    struct Seen
    {
        lua::Saw saw;
        std::vector<Step> steps;
        json::value value;  // the kind as a number, the size, the names, or the value itself
        bool changed = false;
    };

    static std::optional<std::vector<Step>> steps_of(std::string_view path);
    static const json::value* find(const json::object& snapshot, const std::vector<Step>& steps);
    static json::value image_of(lua::Saw saw, const json::value* value);
    static bool shows(const Seen& seen, const json::value* value);

    std::vector<Seen> seen_;
    std::unordered_map<std::string, Id> ids_;  // by what was seen and its path
};

// What one rule answered.
struct KeptAnswer
{
    Decision outputs;    // its requirements, duties, quotas and findings
    std::string trace;   // canonical JSON
    json::object input;  // the counts that it was given
    std::vector<SeenData::Id> rests_on;
};

// The answers to one question about one case. Not for two threads at once: see mutex().
class Memo
{
public:
    // Makes ready for a question: drops the answers that would be others now, and all of them when
    // the day or the calendar is another one.
    void begin(const Question& question, const std::string& calendar_hash);

    // The answer that a rule would give now; null when it has to be run.
    const KeptAnswer* find(const Pack& pack, std::size_t rule, const json::object& input) const;

    // Follows one run of a rule; keep() makes an answer of it.
    class Run
    {
    public:
        explicit Run(Memo& memo) : memo_(memo) {}
        lua::Watcher watcher();
        void keep(const Pack& pack, std::size_t rule, KeptAnswer answer);

    private:
        Memo& memo_;
        std::vector<SeenData::Id> rests_on_;
        bool lost_ = false;  // it looked at something that cannot be looked at again
    };

    std::mutex& mutex() { return mutex_; }  // held by whoever uses it

private:
    std::mutex mutex_;
    std::string held_for_;  // the day and the calendar
    SeenData data_;
    std::unordered_map<std::string, std::vector<std::unique_ptr<KeptAnswer>>> packs_;  // by hash
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

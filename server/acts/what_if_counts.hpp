#pragma once

#include "acts/needs.hpp"
#include "storage/measure_groups.hpp"

#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace beihui::acts
{

// Whose needs are counted: the rules that run, and the draft among them.
struct CountedFor
{
    std::shared_ptr<const rules::World> world;
    const rules::Pack* draft = nullptr;     // may be null
    const rules::Pack* replaced = nullptr;  // the pack in whose place it stands
};

// A case while its rules are asked, with what was counted within it: that is its own alone.
struct CountedCase
{
    const Case& subject;
    std::map<const void*, json::value> numbers = {};  // by need
};

// What the rules of many cases need, asked of the facts once: for each need one statement over all
// organisations, and what cannot be grouped once for each organisation. Rules that need the same
// share one count. Safe for many threads.
class SharedCounts
{
public:
    // `org_path`: the subtree that all cases lie in.
    SharedCounts(std::string org_path, Date today) : org_path_(std::move(org_path)), today_(today)
    {}

    // The needs of one case. A draft under a new id has no facts of its own yet: those of the pack
    // it stands for count, in that pack's phases.
    Result<json::object> fetch(
        storage::ReadTxn& txn,
        const CountedFor& rules,
        CountedCase& counted,
        const std::vector<rules::Need>& needs
    );

    std::size_t statements() const { return statements_; }  // that were run, for tests and benches

private:
    struct Need
    {
        std::optional<Error> refused;
        std::unique_ptr<storage::MeasureGroups> groups;
        NeedAsked need;
        // Of what cannot be grouped: by path of the organisation.
        std::map<std::string, json::value> apart;
    };

    std::shared_ptr<Need> known(
        storage::ReadTxn& txn,
        const CountedFor& rules,
        const rules::Need& need
    );
    void make(storage::ReadTxn& txn, const rules::Pack& pack, const rules::Need& need, Need& made);
    Result<json::value> number_of(storage::ReadTxn& txn, CountedCase& counted, Need& need);
    Result<json::value> count(storage::ReadTxn& txn, const Case& subject, const Need& need);

    std::string org_path_;
    Date today_;
    std::mutex mutex_;                                      // for what follows
    std::map<std::string, std::shared_ptr<Need>> by_name_;  // of a rule, with what it depends on
    std::map<std::string, std::shared_ptr<Need>> by_content_;
    std::atomic<std::size_t> statements_ = 0;
};

}  // namespace beihui::acts

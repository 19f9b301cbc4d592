#pragma once

#include "acts/needs.hpp"
#include "storage/measure_groups.hpp"

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace beihui::acts
{

// What the rules of many cases need, asked of the facts once: for each need one statement over all
// organisations, and what cannot be grouped once for each organisation. Safe for many threads.
class SharedCounts
{
public:
    // `org_path`: the subtree that all cases lie in. A draft under a new id has no facts of its own
    // yet: those of the pack it stands for count, in that pack's phases.
    SharedCounts(
        std::shared_ptr<const rules::World> world,
        const rules::Pack* draft,
        const rules::Pack* replaced,
        std::string org_path,
        Date today
    );

    // The needs of one case.
    Result<json::object> fetch(
        storage::ReadTxn& txn,
        const Case& subject,
        const std::vector<rules::Need>& needs
    );

    std::size_t statements() const { return statements_; }  // that were run, for tests and benches

private:
    struct Need
    {
        std::optional<Error> refused;
        std::unique_ptr<storage::MeasureGroups> groups;
        NeedAsked need;
        // Of what cannot be grouped: by path of the organisation, or by case when it counts there.
        std::map<std::string, json::value> apart;
    };

    const rules::Pack* pack_of(const rules::Need& need) const;
    Need& known(storage::ReadTxn& txn, const rules::Need& need);
    Result<json::value> number_of(
        storage::ReadTxn& txn,
        const Case& subject,
        const rules::Need& need
    );

    std::shared_ptr<const rules::World> world_;
    const rules::Pack* draft_;
    const rules::Pack* replaced_;
    std::string org_path_;
    Date today_;
    std::mutex mutex_;
    std::map<std::string, Need> needs_;  // by pack, name and the parameters it reads
    std::size_t statements_ = 0;
};

}  // namespace beihui::acts

#pragma once

#include "base/civil.hpp"
#include "base/json.hpp"
#include "base/result.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace beihui
{

// Where an organisation stands in the tree.
enum class OrganisationLevel
{
    ministry,    // 部
    province,    // 省
    city,        // 市
    school,      // 校
    college,     // 院系
    platform,    // 平台
    enterprise,  // 企业
};

// What an organisation is, which decides what it owes: one province has three departments.
enum class OrganisationKind
{
    ministry,    // 部委
    education,   // 教育部门
    sme,         // 中小企业主管部门
    hrss,        // 人力资源社会保障部门
    school,      // 高校
    college,     // 院系
    platform,    // 平台
    organiser,   // 承办单位
    enterprise,  // 企业
};

std::string_view to_text(OrganisationLevel level);  // "ministry", "province", …
std::string_view to_text(OrganisationKind kind);    // "education", "sme", …
Words words_of(OrganisationLevel level);            // 省 / province
Words words_of(OrganisationKind kind);              // 中小企业主管部门 / SME department
// Refuse (invalid_input, "unknown_level", "unknown_kind").
Result<OrganisationLevel> parse_level(std::string_view text);
Result<OrganisationKind> parse_kind(std::string_view text);

struct Organisation
{
    std::string id;    // never changes, whatever it is called and wherever it moves
    std::string code;  // 院校代码, 行政区划 or 统一社会信用代码; may be empty
    Words name;        // on days for which no dated name is given
    OrganisationLevel level = OrganisationLevel::school;
    OrganisationKind kind = OrganisationKind::school;
    std::string province;  // first two digits of GB/T 2260; 66 for 兵团; empty for the ministry
    bool is_plan_listed = false;  // 计划单列市: reports beside its province
    bool is_xpcc = false;         // 新疆生产建设兵团
    json::object attributes;      // school: type, affiliation; what packs read
};

// From a day on, until before another; half-open, without an end when it still holds.
struct Validity
{
    Date from = Date::from_days(0);
    std::optional<Date> until;

    bool holds_on(Date day) const { return from <= day && (!until || day < *until); }
};

struct NameRow
{
    std::string organisation;
    Words name;
    Validity valid;
};

struct ParentRow
{
    std::string organisation;
    std::string parent;
    Validity valid;
};

// An organisation without such a row exists on every day.
struct ExistenceRow
{
    std::string organisation;
    Validity valid;
    std::string successor;  // into which it was merged when it ended; may be empty
};

struct OrganisationRows
{
    std::vector<Organisation> organisations;
    std::vector<NameRow> names;
    std::vector<ParentRow> parents;
    std::vector<ExistenceRow> existence;
};

// All organisations, and on every day one forest. Immutable; safe for many threads.
class OrganisationTree
{
public:
    // Refuses (invalid_input, "organisation_faults") with every fault, `where` being the id:
    // "duplicate_id", "unknown_organisation", "empty_interval", "overlapping_intervals" (two names,
    // parents or existences on one day), "parent_not_existing" (a link outside the existence of
    // either end), "cycle" with the day on which it begins.
    static Result<OrganisationTree> build(OrganisationRows rows);

    const std::vector<Organisation>& all() const { return organisations_; }  // by code, then id
    const Organisation* find(std::string_view id) const;                     // none: nullptr

    bool exists_on(std::string_view id, Date day) const;
    // None: it did not exist on that day.
    std::optional<Words> name_on(std::string_view id, Date day) const;
    // None: it was a root, or did not exist.
    std::optional<std::string> parent_on(std::string_view id, Date day) const;
    // From the root to `id` itself; empty when it did not exist.
    std::vector<std::string> path_on(std::string_view id, Date day) const;
    // The same as "/root/…/id/": one is below the other when its text begins with the other's.
    std::string path_text_on(std::string_view id, Date day) const;
    // `id` and everything below it, each before its own children, children by code, then id; empty
    // when it did not exist.
    std::vector<std::string> subtree_on(std::string_view id, Date day) const;
    // The organisation that carries on on that day: `id` while it exists, else where it was merged
    // into, over several mergers. None: it did not begin yet, or ended without a successor.
    std::optional<std::string> successor_on(std::string_view id, Date day) const;

private:
    // One organisation's dated rows, ascending.
    struct Dated
    {
        std::vector<std::pair<Validity, Words>> names;
        std::vector<std::pair<Validity, std::string>> parents;
        std::vector<std::pair<Validity, std::string>> existence;  // with the successor
        std::vector<std::string> ever_children;                   // by code, then id
    };

    OrganisationTree() = default;
    const Dated* dated(std::string_view id) const;
    void check_intervals(std::vector<Fault>& faults) const;
    void check_links(std::vector<Fault>& faults) const;
    void check_cycles(std::vector<Fault>& faults) const;

    std::vector<Organisation> organisations_;
    std::map<std::string, std::pair<std::size_t, Dated>, std::less<>> by_id_;
};

}  // namespace beihui

#include "domain/organisation.hpp"

#include <algorithm>
#include <set>
#include <tuple>

namespace beihui
{
namespace
{

Fault fault_at(const std::string& id, std::string code, std::string zh, std::string en)
{
    Fault fault;
    fault.where = id;
    fault.code = std::move(code);
    fault.detail = {
        "单位 " + id + "：" + std::move(zh), "organisation " + id + ": " + std::move(en)
    };
    return fault;
}

template <class Value>
const Value* value_on(const std::vector<std::pair<Validity, Value>>& rows, Date day)
{
    for (const auto& [valid, value] : rows)
        if (valid.holds_on(day))
            return &value;
    return nullptr;
}

template <class Value>
void sort_by_day(std::vector<std::pair<Validity, Value>>& rows)
{
    std::stable_sort(rows.begin(), rows.end(), [](const auto& a, const auto& b) {
        return a.first.from < b.first.from;
    });
}

// `what` in both languages names the kind of row: 名称 / name.
template <class Value>
void check_rows(
    const std::string& id,
    const std::vector<std::pair<Validity, Value>>& rows,
    const Words& what,
    std::vector<Fault>& faults
)
{
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const Validity& valid = rows[i].first;
        const std::string from = valid.from.text();
        if (valid.until && *valid.until <= valid.from)
            faults.push_back(fault_at(
                id, "empty_interval", "自 " + from + " 起的" + what.zh + "终止不晚于起始",
                "the " + what.en + " from " + from + " ends no later than it begins"
            ));
        if (i > 0 && rows[i - 1].first.holds_on(valid.from))
            faults.push_back(fault_at(
                id, "overlapping_intervals", from + " 这一天有两个" + what.zh,
                "there are two of " + what.en + " on " + from
            ));
    }
}

// Whether one of the existences covers the whole of `valid`.
bool covers(const std::vector<std::pair<Validity, std::string>>& existence, const Validity& valid)
{
    if (existence.empty())
        return true;
    return std::any_of(existence.begin(), existence.end(), [&](const auto& row) {
        const Validity& exists = row.first;
        const bool ends_later = !exists.until || (valid.until && *valid.until <= *exists.until);
        return exists.from <= valid.from && ends_later;
    });
}

}  // namespace

Result<OrganisationTree> OrganisationTree::build(OrganisationRows rows)
{
    OrganisationTree tree;
    std::vector<Fault> faults;
    tree.organisations_ = std::move(rows.organisations);
    auto& all = tree.organisations_;
    std::sort(all.begin(), all.end(), [](const Organisation& a, const Organisation& b) {
        return std::tie(a.code, a.id) < std::tie(b.code, b.id);
    });
    for (std::size_t i = 0; i < all.size(); ++i)
        if (!tree.by_id_.try_emplace(all[i].id, i, Dated{}).second)
            faults.push_back(fault_at(all[i].id, "duplicate_id", "编号重复", "the id is used twice")
            );
    const auto rows_of = [&](const std::string& id) -> Dated* {
        const auto found = tree.by_id_.find(id);
        if (found != tree.by_id_.end())
            return &found->second.second;
        faults.push_back(fault_at(id, "unknown_organisation", "没有这个单位", "there is none"));
        return nullptr;
    };
    for (const NameRow& row : rows.names)
        if (Dated* const dated = rows_of(row.organisation))
            dated->names.emplace_back(row.valid, row.name);
    for (const ExistenceRow& row : rows.existence) {
        if (Dated* const dated = rows_of(row.organisation))
            dated->existence.emplace_back(row.valid, row.successor);
        if (!row.successor.empty())
            rows_of(row.successor);
    }
    for (const ParentRow& row : rows.parents) {
        Dated* const child = rows_of(row.organisation);
        if (child != nullptr && rows_of(row.parent) != nullptr)
            child->parents.emplace_back(row.valid, row.parent);
    }
    for (const Organisation& child : all)
        for (const auto& [valid, parent] : tree.by_id_.find(child.id)->second.second.parents) {
            auto& children = tree.by_id_.find(parent)->second.second.ever_children;
            if (children.empty() || children.back() != child.id)
                children.push_back(child.id);
        }
    for (auto& [id, found] : tree.by_id_) {
        sort_by_day(found.second.names);
        sort_by_day(found.second.parents);
        sort_by_day(found.second.existence);
    }
    tree.check_intervals(faults);
    tree.check_links(faults);
    tree.check_cycles(faults);
    if (faults.empty())
        return tree;
    const Words first = faults.front().detail;
    const std::string count = std::to_string(faults.size());
    return refuse(
        Refusal::invalid_input, "organisation_faults",
        "单位数据有 " + count + " 处错误，第一处：" + first.zh,
        count + " faults in the organisations, the first: " + first.en, std::move(faults)
    );
}

void OrganisationTree::check_intervals(std::vector<Fault>& faults) const
{
    for (const auto& [id, found] : by_id_) {
        const Dated& dated = found.second;
        check_rows(id, dated.names, {"名称", "name"}, faults);
        check_rows(id, dated.parents, {"上级单位", "parent"}, faults);
        check_rows(id, dated.existence, {"存续期", "existence"}, faults);
    }
}

void OrganisationTree::check_links(std::vector<Fault>& faults) const
{
    for (const auto& [id, found] : by_id_)
        for (const auto& [valid, parent] : found.second.parents)
            if (!covers(found.second.existence, valid) || !covers(dated(parent)->existence, valid))
                faults.push_back(fault_at(
                    id, "parent_not_existing",
                    "自 " + valid.from.text() + " 起隶属 " + parent + " 的期间超出双方的存续期",
                    "the link to " + parent + " from " + valid.from.text() +
                        " reaches beyond the existence of one of them"
                ));
}

// A cycle is there from the first day of its latest link, so it is enough to look on the first day
// of each.
void OrganisationTree::check_cycles(std::vector<Fault>& faults) const
{
    for (const auto& [id, found] : by_id_)
        for (const auto& [valid, parent] : found.second.parents) {
            const std::string* at = &parent;
            for (std::size_t steps = 0; at != nullptr && *at != id && steps < by_id_.size();
                 ++steps)
                at = value_on(dated(*at)->parents, valid.from);
            if (at != nullptr && *at == id)
                faults.push_back(fault_at(
                    id, "cycle",
                    "自 " + valid.from.text() + " 起成为自己的上级（经 " + parent + "）",
                    "is above itself from " + valid.from.text() + " on (through " + parent + ")"
                ));
        }
}

const Organisation* OrganisationTree::find(std::string_view id) const
{
    const auto found = by_id_.find(id);
    return found == by_id_.end() ? nullptr : &organisations_[found->second.first];
}

const OrganisationTree::Dated* OrganisationTree::dated(std::string_view id) const
{
    const auto found = by_id_.find(id);
    return found == by_id_.end() ? nullptr : &found->second.second;
}

bool OrganisationTree::exists_on(std::string_view id, Date day) const
{
    const Dated* const rows = dated(id);
    if (rows == nullptr)
        return false;
    return rows->existence.empty() || value_on(rows->existence, day) != nullptr;
}

std::optional<Words> OrganisationTree::name_on(std::string_view id, Date day) const
{
    if (!exists_on(id, day))
        return std::nullopt;
    const Words* const name = value_on(dated(id)->names, day);
    return name != nullptr ? *name : find(id)->name;
}

std::optional<std::string> OrganisationTree::parent_on(std::string_view id, Date day) const
{
    if (!exists_on(id, day))
        return std::nullopt;
    const std::string* const parent = value_on(dated(id)->parents, day);
    if (parent == nullptr)
        return std::nullopt;
    return *parent;
}

std::vector<std::string> OrganisationTree::path_on(std::string_view id, Date day) const
{
    std::vector<std::string> path;
    if (!exists_on(id, day))
        return path;
    for (std::optional<std::string> at = std::string(id); at; at = parent_on(*at, day))
        path.push_back(*at);
    std::reverse(path.begin(), path.end());
    return path;
}

std::string OrganisationTree::path_text_on(std::string_view id, Date day) const
{
    std::string text;
    for (const std::string& step : path_on(id, day))
        text += "/" + step;
    return text.empty() ? text : text + "/";
}

std::vector<std::string> OrganisationTree::subtree_on(std::string_view id, Date day) const
{
    std::vector<std::string> found;
    std::vector<std::string> open;
    if (exists_on(id, day))
        open.emplace_back(id);
    while (!open.empty()) {
        const std::string at = std::move(open.back());
        open.pop_back();
        const auto& children = dated(at)->ever_children;
        for (auto child = children.rbegin(); child != children.rend(); ++child)
            if (parent_on(*child, day) == at)
                open.push_back(*child);
        found.push_back(at);
    }
    return found;
}

std::optional<std::string> OrganisationTree::successor_on(std::string_view id, Date day) const
{
    std::set<std::string, std::less<>> seen;
    std::string at(id);
    while (seen.insert(at).second) {
        if (exists_on(at, day))
            return at;
        const Dated* const rows = dated(at);
        if (rows == nullptr || rows->existence.empty())
            return std::nullopt;
        const auto& [valid, successor] = rows->existence.back();
        if (day < valid.from || successor.empty())
            return std::nullopt;
        at = successor;
    }
    return std::nullopt;
}

std::string OrganisationTree::place_on(std::string_view id, Date day) const
{
    return place_on(id, day, 0);
}

// Mergers are no links, so that no check of cycles has seen them: the depth ends one.
std::string OrganisationTree::place_on(std::string_view id, Date day, std::size_t depth) const
{
    const std::string own = "/" + std::string(id) + "/";
    const Dated* const rows = dated(id);
    if (rows == nullptr || depth > by_id_.size())
        return own;
    Date asked = day;
    if (!rows->existence.empty()) {
        const auto& [valid, successor] = rows->existence.back();
        if (valid.until && *valid.until <= day) {
            if (!successor.empty())
                return place_on(successor, day, depth + 1) + own.substr(1);
            asked = *valid.until - 1;
        }
    }
    const std::string* const parent = value_on(rows->parents, asked);
    return parent == nullptr ? own : place_on(*parent, day, depth + 1) + own.substr(1);
}

}  // namespace beihui

// How far a filing has climbed, as its case keeps it.
#include "acts/levels.hpp"
#include "storage/place_store.hpp"

#include <algorithm>

namespace beihui::acts
{
namespace
{

constexpr std::string_view member_name = "_levels";  // not a form: how far the case has climbed

}  // namespace

std::string organisation_at(std::string_view path)
{
    if (path.ends_with('/'))
        path.remove_suffix(1);
    return std::string(path.substr(path.rfind('/') + 1));
}

namespace
{

// "/a/b/c/" → "/a/b/"; empty when there is none above.
std::string_view path_above(std::string_view path)
{
    const std::size_t slash = path.size() < 2 ? 0 : path.substr(0, path.size() - 1).rfind('/');
    return slash == 0 || slash == std::string_view::npos ? std::string_view()
                                                         : path.substr(0, slash + 1);
}

}  // namespace

Approval::Approval(storage::ReadTxn& txn, const Case& subject)
{
    std::string_view path = subject.org_path;
    for (std::int64_t merged = storage::mergers_in(txn, path); merged > 0; --merged)
        path = path_above(path);
    const std::string_view own = path;
    for (path = path_above(path); !path.empty(); path = path_above(path))
        levels_.emplace_back(path);
    alone_ = levels_.empty();
    if (alone_)
        levels_.emplace_back(own);
    const json::value* const stored = subject.data.if_contains(member_name);
    if (!stored)
        return;
    needed_ = integer_of(*stored, "needed", 1);
    if (const json::value* const left = member(*stored, "left"))
        left_ = left->as_object();
    const json::value* const given = member(*stored, "given");
    if (!given)
        return;
    for (const json::value& level : given->as_array()) {
        std::vector<Acceptance>& people = given_.emplace_back();
        for (const json::value& one : level.as_array())
            people.push_back(
                {{std::string(text_of(one, "actor")), std::string(text_of(one, "acting_for"))},
                 Instant::parse(text_of(one, "at")).value(),
                 std::string(text_of(one, "organisation"))}
            );
    }
}

std::size_t Approval::complete() const
{
    return static_cast<std::size_t>(std::ranges::count_if(given_, [&](const auto& people) {
        return static_cast<std::int64_t>(people.size()) >= needed_;
    }));
}

const std::string& Approval::highest() const
{
    // An organisation that moved up the tree has fewer levels above it than accepted it.
    return levels_[std::clamp<std::size_t>(given_.size(), 1, levels_.size()) - 1];
}

std::int64_t Approval::seen_when(std::size_t turn) const
{
    return alone_ ? 0 : static_cast<std::int64_t>(std::min(turn, levels_.size() - 1)) + 1;
}

std::optional<Instant> Approval::left(std::string_view level) const
{
    const auto at = Instant::parse(text_of(left_, organisation_at(level)));
    return at ? std::optional(*at) : std::nullopt;
}

void Approval::accept(Acceptance acceptance)
{
    if (given_.size() == complete())
        given_.emplace_back();
    given_.back().push_back(std::move(acceptance));
}

void Approval::take_back()
{
    if (!given_.empty())
        given_.pop_back();
}

bool Approval::leave(std::int64_t before, std::int64_t after, Instant at)
{
    bool left = false;
    for (std::size_t i = 0; i < levels_.size() && !alone_; ++i) {
        const auto needed = static_cast<std::int64_t>(i) + 1;
        if ((before >= 0 && needed > before) || after < 0 || needed <= after)
            continue;
        left_[organisation_at(levels_[i])] = at.text();
        left = true;
    }
    return left;
}

void Approval::store(Case& subject) const
{
    json::array given;
    for (const auto& people : given_) {
        json::array level;
        for (const Acceptance& one : people) {
            json::object line{
                {"actor", one.by.actor}, {"at", one.at.text()}, {"organisation", one.organisation}
            };
            if (!one.by.acting_for.empty())
                line["acting_for"] = one.by.acting_for;
            level.emplace_back(std::move(line));
        }
        given.emplace_back(std::move(level));
    }
    subject.data[member_name] =
        json::object{{"needed", needed_}, {"given", std::move(given)}, {"left", left_}};
}

}  // namespace beihui::acts

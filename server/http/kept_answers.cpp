#include "http/kept_answers.hpp"

#include <algorithm>
#include <iterator>

namespace beihui::http
{
namespace
{

constexpr std::int64_t minute_ms = 60'000;
constexpr std::size_t largest_part = 8;  // of all that is kept: one answer more than that is not

std::string key_of(const Ground& ground)
{
    return ground.actor->key + '\n' + std::string(ground.target);
}

bool same_grant(const accounts::Grant& one, const accounts::Grant& other)
{
    return one.role == other.role && one.organisation == other.organisation &&
           one.org_path == other.org_path && one.substitute_for == other.substitute_for &&
           one.elsewhere == other.elsewhere;
}

bool same_actor(const accounts::Actor& one, const accounts::Actor& other)
{
    return one.account == other.account && one.person == other.person && one.key == other.key &&
           one.name == other.name && one.organisation == other.organisation &&
           one.org_path == other.org_path &&
           std::ranges::equal(one.grants, other.grants, same_grant);
}

// Compared by what owns them, so that a book which is gone is not taken for one at the same address.
bool same_rules(
    const std::weak_ptr<const acts::Rulebook>& one,
    const std::shared_ptr<const acts::Rulebook>& other
)
{
    return !one.owner_before(other) && !other.owner_before(one);
}

bool looks_like_a_moment(std::string_view text)
{
    constexpr std::size_t shortest = 20;  // 2026-11-22T11:20:00Z
    constexpr std::size_t longest = 35;
    return text.size() >= shortest && text.size() <= longest && text[4] == '-' && text[7] == '-' &&
           text[10] == 'T' && text[13] == ':';
}

void look_for_moments(const json::value& value, Instant now, Instant& first)
{
    if (const json::object* const object = value.if_object()) {
        for (const auto& [name, member] : *object)
            look_for_moments(member, now, first);
    } else if (const json::array* const list = value.if_array()) {
        for (const json::value& item : *list)
            look_for_moments(item, now, first);
    } else if (const json::string* const text = value.if_string();
               text && looks_like_a_moment(*text)) {
        const auto moment = Instant::parse(std::string_view(*text));
        if (moment && now < *moment)
            first = std::min(first, *moment);
    }
}

}  // namespace

std::size_t KeptAnswers::Place::bytes() const
{
    constexpr std::size_t about_the_rest = 1024;  // rights, list and index
    return answer.body->size() + key.size() + about_the_rest;
}

std::optional<KeptAnswers::Answer> KeptAnswers::find(const Ground& ground)
{
    const std::lock_guard lock(mutex_);
    const auto known = by_key_.find(key_of(ground));
    if (known == by_key_.end())
        return std::nullopt;
    const Places::iterator place = known->second;
    // Whoever has other rights now, or asks at another hour, is told the truth of that.
    if (place->commits != ground.commits || place->snapshot != ground.snapshot ||
        ground.now < place->from || !(ground.now < place->until) ||
        !same_rules(place->rules, ground.rules) || !same_actor(place->actor, *ground.actor)) {
        drop(place);
        return std::nullopt;
    }
    places_.splice(places_.begin(), places_, place);
    return place->answer;
}

void KeptAnswers::keep(const Ground& ground, Answer answer, Instant until)
{
    if (!(ground.now < until) || answer.body->size() > most_bytes_ / largest_part)
        return;
    Place place{key_of(ground),  *ground.actor, ground.rules, ground.commits,
                ground.snapshot, ground.now,    until,        std::move(answer)};
    const std::lock_guard lock(mutex_);
    if (const auto known = by_key_.find(place.key); known != by_key_.end())
        drop(known->second);
    bytes_ += place.bytes();
    places_.push_front(std::move(place));
    by_key_.emplace(places_.front().key, places_.begin());
    while (bytes_ > most_bytes_)
        drop(std::prev(places_.end()));
}

void KeptAnswers::drop(Places::iterator place)
{
    bytes_ -= place->bytes();
    by_key_.erase(place->key);
    places_.erase(place);
}

Instant changes_at(const json::value& page, Instant now)
{
    Instant first = Instant::from_ms((now.ms() / minute_ms + 1) * minute_ms);
    look_for_moments(page, now, first);
    return first;
}

}  // namespace beihui::http

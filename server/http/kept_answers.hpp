#pragma once

#include "accounts/sessions.hpp"
#include "acts/rulebook.hpp"
#include "base/clock.hpp"

#include <boost/json/value.hpp>

#include <cstddef>
#include <cstdint>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace beihui::http
{

// What an answer to a GET rests on. It is the same as long as all of this is.
struct Ground
{
    const accounts::Actor* actor = nullptr;       // whose eyes it was read with
    std::string_view target;                      // path and query as they were sent
    std::shared_ptr<const acts::Rulebook> rules;  // the packs of that moment
    std::uint64_t commits = 0;                    // storage::commits(), asked before it was read
    std::string snapshot;                         // storage::snapshot_name(); empty on SQLite
    Instant now;
};

// The last answers to the pages that are asked for most, as bytes. Not for how long something may be
// out of date, but for as long as nothing that it rests on has changed: nothing was committed since
// it was read, the packs and the rights of whoever asks are the same, and no moment has passed that it
// shows (docs/decisions/0022). Safe for many threads.
class KeptAnswers
{
public:
    struct Answer
    {
        std::shared_ptr<const std::string> body;
        std::string tag;  // its ETag
    };

    explicit KeptAnswers(std::size_t most_bytes = default_bytes) : most_bytes_(most_bytes) {}

    std::optional<Answer> find(const Ground& ground);
    // `until`: see changes_at().
    void keep(const Ground& ground, Answer answer, Instant until);

private:
    static constexpr std::size_t default_bytes = std::size_t{8} << 20;

    struct Place
    {
        std::string key;
        accounts::Actor actor;
        std::weak_ptr<const acts::Rulebook> rules;
        std::uint64_t commits = 0;
        std::string snapshot;
        Instant from;
        Instant until;
        Answer answer;

        std::size_t bytes() const;
    };
    using Places = std::list<Place>;

    void drop(Places::iterator place);

    const std::size_t most_bytes_;
    std::mutex mutex_;
    Places places_;  // the one asked for last first
    std::unordered_map<std::string_view, Places::iterator> by_key_;
    std::size_t bytes_ = 0;
};

// The next moment at which a page may say something else by itself: the first one after `now` that it
// shows (when something falls due, until when personal values are open), and at latest the next full
// minute, for what begins or ends with an hour or a day.
Instant changes_at(const boost::json::value& page, Instant now);

}  // namespace beihui::http

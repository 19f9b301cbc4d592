#pragma once

#include "acts/submit_act.hpp"
#include "base/clock.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace beihui::cli::demo
{

// An act of the demonstration was refused: the generator, a pack or an act is wrong, never the
// person at the keyboard. Carries the refusal with every fault.
class Refused : public std::runtime_error
{
public:
    explicit Refused(Error error) : std::runtime_error(error.detail.en), error_(std::move(error)) {}

    const Error& error() const { return error_; }

private:
    Error error_;
};

// Choices that look like chance and are the same for the same seed on every machine.
class Dice
{
public:
    explicit Dice(std::uint64_t seed) : state_(seed) {}

    std::size_t below(std::size_t count);  // 0 … count - 1
    int between(int least, int most);
    bool in_hundred(int chances) { return below(100) < static_cast<std::size_t>(chances); }
    template <class T>
    const T& one_of(const std::vector<T>& all)
    {
        return all[below(all.size())];
    }
    // `count` different members, in the order of `all`; all of them when there are fewer.
    template <class T>
    std::vector<T> some_of(std::vector<T> all, std::size_t count)
    {
        while (all.size() > count)
            all.erase(all.begin() + static_cast<std::ptrdiff_t>(below(all.size())));
        return all;
    }

private:
    std::uint64_t state_;
};

// Does acts for the staff of the demonstration, at a moment in the past. The one way in which the
// demonstration writes: everything passes the same checks as an act of a person.
// Every call throws Refused when the act is refused.
class Desk
{
public:
    explicit Desk(const acts::Context& installed);

    // Puts the clock on; each act moves it a second further, so that no two share a moment.
    void move_to(Instant at);
    Date today() const { return clock_.now().date(); }
    const acts::Context& context() const { return context_; }
    std::size_t acts_done() const { return acts_done_; }

    acts::ActDone open(
        const accounts::Actor& actor,
        std::string_view workflow,
        std::string_view organisation,
        json::value data,
        std::string_view act = {}
    );
    acts::ActDone act(
        const accounts::Actor& actor,
        std::string_view number,
        std::string_view act,
        json::value data = nullptr,
        std::string_view reason = {}
    );
    // Returns the id of the document.
    std::string upload(
        const accounts::Actor& actor,
        std::string_view number,
        std::string_view kind,
        std::string_view name,
        std::string_view text
    );

private:
    void tick();

    SetClock clock_;
    acts::Context context_;
    std::size_t acts_done_ = 0;
};

// What happens when, over all cases; what is planned for the same moment happens in the order in
// which it was planned.
class Timeline
{
public:
    void add(Instant at, std::function<void()> step) { steps_.emplace(at, std::move(step)); }
    // Runs everything up to a moment. Steps may add later ones. `reached` hears of every moment.
    void run(Desk& desk, Instant until, const std::function<void(Instant)>& reached);

private:
    std::multimap<Instant, std::function<void()>> steps_;
};

Date day(std::string_view text);                     // of a date written in this program
Instant moment(Date day, int hour, int minute = 0);  // in Beijing
Date working_day(Date day);                          // a Saturday or Sunday becomes the Monday
std::string two_digits(std::size_t number);
json::value rows(json::array all);  // {"rows": […]}

}  // namespace beihui::cli::demo

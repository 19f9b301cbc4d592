#pragma once

#include "accounts/sessions.hpp"
#include "base/civil.hpp"
#include "base/result.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace beihui::http
{

class Router;
struct Api;
struct Request;

// The demonstration beside the real data: a database of its own, with accounts of its own, that
// nothing of the real one can reach and that goes as a whole (docs/decisions/0014-demonstration.md).
// Safe for many threads.
class Demonstration
{
public:
    enum class State
    {
        none,
        loading,
        ready,
        failed,  // it could not be filled; nothing of it is left
    };
    struct SignIn
    {
        std::string login;
        std::string name;
        std::string unit;
        Words role;
    };
    struct Status
    {
        State state = State::none;
        int percent = 0;               // of loading
        std::optional<Error> failure;  // why it failed
        std::optional<Instant> since;  // when it was loaded
        std::string password;          // of every account in it
        std::vector<SignIn> accounts;
        std::int64_t acts_since = 0;  // what people did in it after it was loaded
    };

    virtual ~Demonstration() = default;

    virtual Status status() const = 0;
    // Begins to fill it and returns at once. Refuses: conflict, "demonstration_there".
    virtual Result<void> load() = 0;
    // Takes it away with all that was done in it. Refuses: not_found, "no_demonstration".
    virtual Result<void> remove() = 0;
    // A session of one of its accounts. Refuses: not_found, "no_demonstration", also for a login that
    // it does not have.
    virtual Result<accounts::SignedIn> open_session(
        std::string_view login,
        const accounts::Knock& knock
    ) = 0;
    // What answers in it; none while it is not ready.
    virtual std::shared_ptr<const Router> place() const = 0;
};

// In the real installation: its state, loading, removing, going in.
void add_demonstration_endpoints(Router& router, const Api& api, Demonstration& demonstration);
// In the demonstration: where one is, and the way back.
void add_endpoints_inside_demonstration(Router& router, const Api& api);

// Whether the browser that asks has gone into the demonstration.
bool is_in_demonstration(const Request& request);

}  // namespace beihui::http

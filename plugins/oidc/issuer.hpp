#pragma once

#include "base/clock.hpp"
#include "plugin/web_client.hpp"
#include "plugins/oidc/json_web_key.hpp"

#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace beihui::oidc
{

// Where an issuer takes which question, from its discovery document.
struct Endpoints
{
    std::string authorization;
    std::string token;
    std::string keys;
    bool names_itself = false;  // every answer to a browser says who gives it (RFC 9207)
};

// What an issuer says about itself and the keys it publishes, remembered for an hour. Safe for many
// threads; two that miss the same thing at once both ask for it.
class Issuer
{
public:
    Issuer(
        std::string name,
        Algorithm algorithm,
        std::string ca_file,
        const plugin::WebClient& web,
        const Clock& clock
    )
        : name_(std::move(name)),
          algorithm_(algorithm),
          ca_file_(std::move(ca_file)),
          web_(web),
          clock_(clock)
    {}

    const std::string& name() const { return name_; }
    // Both refuse: unavailable "provider_unavailable".
    Result<Endpoints> endpoints() const;
    // The keys with this id, or all when it is empty. For an id that is not known the keys are asked
    // for anew, at most once a minute: a stranger's token cannot make us ask more often.
    Result<std::vector<Key>> keys(std::string_view id) const;

private:
    // What was read, and when it was asked for.
    template <class T>
    struct Kept
    {
        T value;
        Instant at;
    };

    Result<std::string> get(const std::string& url) const;
    Result<std::vector<Key>> fetch_keys() const;
    bool is_recent(Instant at, std::int64_t most_ms) const;
    bool may_ask_again() const;

    std::string name_;
    Algorithm algorithm_;
    std::string ca_file_;
    const plugin::WebClient& web_;
    const Clock& clock_;
    mutable std::mutex mutex_;
    mutable std::optional<Kept<Endpoints>> endpoints_;
    mutable std::optional<Kept<std::vector<Key>>> keys_;
    mutable std::optional<Instant> keys_asked_;
};

}  // namespace beihui::oidc

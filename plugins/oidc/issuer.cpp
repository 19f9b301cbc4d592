#include "plugins/oidc/issuer.hpp"

#include "base/json.hpp"
#include "plugin/identity_provider.hpp"
#include "plugin/web_address.hpp"

#include <algorithm>

namespace beihui::oidc
{
namespace
{

constexpr std::int64_t remembered_ms = 3600LL * 1000;
constexpr std::int64_t between_asking_ms = 60LL * 1000;

std::vector<Key> with_id(const std::vector<Key>& keys, std::string_view id)
{
    std::vector<Key> found;
    std::ranges::copy_if(keys, std::back_inserter(found), [&](const Key& key) {
        return id.empty() || key.id == id;
    });
    return found;
}

}  // namespace

bool Issuer::is_recent(Instant at, std::int64_t most_ms) const
{
    const std::int64_t age = clock_.now().ms() - at.ms();
    return age >= 0 && age < most_ms;
}

Result<std::string> Issuer::get(const std::string& url) const
{
    auto answer = web_.send({.url = url, .ca_file = ca_file_});
    if (!answer)
        return plugin::provider_unavailable(answer.error());
    if (answer->status != 200)
        return plugin::provider_answered(answer->status);
    return std::move(answer->body);
}

Result<Endpoints> Issuer::endpoints() const
{
    {
        const std::lock_guard lock(mutex_);
        if (endpoints_ && is_recent(endpoints_->at, remembered_ms))
            return endpoints_->value;
    }
    const auto text = get(name_ + "/.well-known/openid-configuration");
    if (!text)
        return text.error();
    const auto document = read_json(*text);
    // OpenID Connect Discovery 1.0, section 4.3: it must be of the issuer that was asked.
    if (!document || text_of(*document, "issuer") != name_)
        return plugin::provider_unavailable(
            "bad_discovery", {"对方的发现文档读不懂，或签发者与配置的 issuer 不同",
                              "its discovery document cannot be read or is of another issuer"}
        );
    Endpoints found;
    found.authorization = text_of(*document, "authorization_endpoint");
    found.token = text_of(*document, "token_endpoint");
    found.keys = text_of(*document, "jwks_uri");
    found.names_itself = bool_of(*document, "authorization_response_iss_parameter_supported");
    for (const std::string* const address : {&found.authorization, &found.token, &found.keys})
        if (!plugin::is_safe_address(std::string_view(*address).substr(0, address->find('?'))))
            return plugin::provider_unavailable(
                "bad_discovery", {"对方的发现文档缺少地址，或地址不是 https://",
                                  "its discovery document lacks an address or has one without TLS"}
            );
    const std::lock_guard lock(mutex_);
    endpoints_ = {found, clock_.now()};
    return found;
}

Result<std::vector<Key>> Issuer::fetch_keys() const
{
    const auto places = endpoints();
    if (!places)
        return places.error();
    {
        const std::lock_guard lock(mutex_);
        keys_asked_ = clock_.now();
    }
    const auto text = get(places->keys);
    if (!text)
        return text.error();
    auto keys = read_keys(algorithm_, *text);
    if (!keys)
        return keys.error();
    const std::lock_guard lock(mutex_);
    keys_ = {*keys, clock_.now()};
    return keys;
}

// Counts as asked at once, so that the threads that come meanwhile do not ask too.
bool Issuer::may_ask_again() const
{
    const std::lock_guard lock(mutex_);
    if (keys_asked_ && is_recent(*keys_asked_, between_asking_ms))
        return false;
    keys_asked_ = clock_.now();
    return true;
}

Result<std::vector<Key>> Issuer::keys(std::string_view id) const
{
    std::optional<std::vector<Key>> known;
    {
        const std::lock_guard lock(mutex_);
        if (keys_ && is_recent(keys_->at, remembered_ms))
            known = keys_->value;
    }
    if (known) {
        auto found = with_id(*known, id);
        if (!found.empty() || !may_ask_again())
            return found;
    }
    const auto fresh = fetch_keys();
    if (!fresh)
        return fresh.error();
    return with_id(*fresh, id);
}

}  // namespace beihui::oidc

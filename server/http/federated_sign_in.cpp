#include "http/federated_sign_in.hpp"

#include "base/bytes.hpp"
#include "base/json.hpp"
#include "storage/account_links.hpp"
#include "storage/sign_in_stores.hpp"

#include <boost/json/serialize.hpp>

namespace beihui::http
{
namespace
{

constexpr std::size_t threads_that_wait = 16;
constexpr std::int64_t good_for_ms = 10LL * 60 * 1000;
// Longer than anything that is used once is good for, also when the clocks of two nodes differ.
constexpr std::int64_t remembered_ms = 2 * good_for_ms;

// What a provider gave, as it is noted: neither a ticket nor a code can be read from it.
std::string mark_of(const plugin::IdentityProvider& provider, std::string_view given)
{
    return hex(sha256("given by " + provider.issuer() + " " + std::string(given)));
}

std::string attempt_with(const plugin::IdentityProvider& provider)
{
    return "sign-in with " + provider.id();
}

}  // namespace

FederatedSignIn::FederatedSignIn(
    const acts::Context& context,
    plugin::SignInSettings settings,
    std::int64_t longest_session_ms
)
    : settings_(std::move(settings)),
      key_(bytes_of(hmac_sha256(context.database.master_key(), "sign-in attempts 1"))),
      threads_(threads_that_wait),
      outward_{context.database, context.clock, context.rulebook, threads_},
      longest_session_ms_(longest_session_ms)
{}

FederatedSignIn::~FederatedSignIn()
{
    stop();
}

const plugin::IdentityProvider* FederatedSignIn::find(std::string_view id) const
{
    for (const auto& provider : settings_.providers)
        if (provider->id() == id)
            return provider.get();
    return nullptr;
}

std::string FederatedSignIn::sealed(std::string_view purpose, json::object what) const
{
    what["at"] = outward_.clock.now().ms();
    return base64(seal(key_, json::serialize(what), purpose));
}

std::optional<json::object> FederatedSignIn::opened(
    std::string_view purpose,
    std::string_view sealed
) const
{
    const auto bytes = from_base64(sealed);
    const auto text = bytes ? open_sealed(key_, *bytes, purpose) : std::nullopt;
    if (!text)
        return std::nullopt;
    json::object what = std::move(read_json(*text).value().as_object());
    const std::int64_t age = outward_.clock.now().ms() - integer_of(what, "at");
    if (age < 0 || age > good_for_ms)
        return std::nullopt;
    return what;
}

std::string FederatedSignIn::seal_attempt(
    const plugin::IdentityProvider& provider,
    const Attempt& attempt
) const
{
    return sealed(
        attempt_with(provider), {{"id", attempt.id}, {"to", attempt.to}, {"kept", attempt.kept}}
    );
}

std::optional<Attempt> FederatedSignIn::open_attempt(
    const plugin::IdentityProvider& provider,
    std::string_view sealed
) const
{
    const auto what = opened(attempt_with(provider), sealed);
    if (!what)
        return std::nullopt;
    return Attempt{
        std::string(text_of(*what, "id")), std::string(text_of(*what, "to")),
        std::string(text_of(*what, "kept"))
    };
}

std::string FederatedSignIn::seal_refusal(const Error& error) const
{
    return sealed(
        "sign-in refused", {{"kind", static_cast<int>(error.kind)},
                            {"code", error.code},
                            {"zh", error.detail.zh},
                            {"en", error.detail.en}}
    );
}

std::optional<Error> FederatedSignIn::open_refusal(std::string_view sealed) const
{
    const auto what = opened("sign-in refused", sealed);
    if (!what)
        return std::nullopt;
    return refuse(
        static_cast<Refusal>(integer_of(*what, "kind")), std::string(text_of(*what, "code")),
        std::string(text_of(*what, "zh")), std::string(text_of(*what, "en"))
    );
}

Result<void> FederatedSignIn::use(
    const plugin::IdentityProvider& provider,
    const Attempt& attempt,
    std::string_view given
) const
{
    const std::string begun = hex(sha256("attempt " + attempt.id));
    const std::string from_provider = mark_of(provider, given);
    const Instant now = outward_.clock.now();
    return outward_.database.write([&](storage::WriteTxn& txn) -> Result<void> {
        storage::drop_used_before(
            txn, Instant::from_ms(now.ms() - remembered_ms),
            Instant::from_ms(now.ms() - std::max(longest_session_ms_, remembered_ms))
        );
        if (storage::use_once(txn, begun, now) && storage::use_once(txn, from_provider, now))
            return {};
        return refuse(
            Refusal::not_allowed, "sign_in_replayed", "这次登录已经用过，请从登录页重新开始",
            "this sign-in was used already; begin anew from the sign-in page"
        );
    });
}

void FederatedSignIn::opened_for(
    const plugin::IdentityProvider& provider,
    std::string_view given,
    std::string_view session
) const
{
    const std::string mark = mark_of(provider, given);
    (void)outward_.database.write([&](storage::WriteTxn& txn) -> Result<void> {
        storage::note_opened_session(txn, mark, session);
        return {};
    });
}

void FederatedSignIn::end(const plugin::IdentityProvider& provider, std::string_view given) const
{
    const std::string mark = mark_of(provider, given);
    std::string session;
    outward_.database.read([&](storage::ReadTxn& txn) {
        session = storage::find_opened_session(txn, mark);
    });
    if (session.empty())
        return;
    (void)outward_.database.write([&](storage::WriteTxn& txn) -> Result<void> {
        storage::drop_session_of(txn, "", session);
        return {};
    });
}

Error FederatedSignIn::busy()
{
    return refuse(
        Refusal::unavailable, "sign_in_busy", "同时登录的人太多，请稍后再试",
        "too many people are signing in; try again in a moment"
    );
}

}  // namespace beihui::http

#include "plugins/oidc/id_token.hpp"

#include "base/bytes.hpp"
#include "base/json.hpp"
#include "base/text.hpp"
#include "plugins/oidc/base64url.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

namespace beihui::oidc
{
namespace
{

using plugin::answer_refused;

constexpr double skew_seconds = 60;
constexpr std::size_t most_subject_bytes = 255;

struct Parts
{
    json::value header;
    json::value claims;
    std::string_view is_signed;
    std::string signature;
};

std::optional<json::value> read_part(std::string_view text)
{
    const auto bytes = from_base64url(text);
    if (!bytes)
        return std::nullopt;
    auto value = read_json(*bytes);
    if (!value || !value->is_object())
        return std::nullopt;
    return std::move(*value);
}

std::optional<Parts> read_parts(std::string_view token)
{
    const auto pieces = split(token, '.');
    if (pieces.size() != 3)
        return std::nullopt;
    auto header = read_part(pieces[0]);
    auto claims = read_part(pieces[1]);
    auto signature = from_base64url(pieces[2]);
    if (!header || !claims || !signature)
        return std::nullopt;
    return Parts{
        std::move(*header), std::move(*claims),
        token.substr(0, pieces[0].size() + 1 + pieces[1].size()), std::move(*signature)
    };
}

// A NumericDate: seconds, which may have a fraction.
std::optional<double> seconds_of(const json::value& claims, std::string_view name)
{
    const json::value* const value = member(claims, name);
    if (!value || !value->is_number())
        return std::nullopt;
    const double seconds = value->to_number<double>();
    return std::isfinite(seconds) ? std::optional(seconds) : std::nullopt;
}

Result<void> check_signature(const Parts& parts, const Expected& expected, const KeySource& keys)
{
    const std::string_view wanted = expected.algorithm == Algorithm::rs256 ? "RS256" : "ES256";
    if (text_of(parts.header, "alg") != wanted)
        return answer_refused(
            "token_algorithm", {"签名算法不是配置的 " + std::string(wanted),
                                "it is not signed with " + std::string(wanted) + " as configured"}
        );
    if (member(parts.header, "crit"))
        return answer_refused(
            "token_header", {"令牌要求本系统不支持的扩展（crit）",
                             "it demands extensions that are not known here (crit)"}
        );
    const auto candidates = keys(text_of(parts.header, "kid"));
    if (!candidates)
        return candidates.error();
    if (candidates->empty())
        return answer_refused(
            "token_key", {"签名所用的公钥不在对方公布的公钥集中",
                          "it is signed with a key that the issuer does not publish"}
        );
    const auto made_with = [&](const Key& key) {
        return signature_holds(expected.algorithm, key, parts.is_signed, parts.signature);
    };
    if (std::ranges::none_of(*candidates, made_with))
        return answer_refused("token_signature", {"签名不对", "its signature is wrong"});
    return {};
}

// For us, and for nobody else that could use it here: a token for several says who asked for it.
bool is_for(const json::value& claims, std::string_view client)
{
    const json::value* const audience = member(claims, "aud");
    const json::value* const party = member(claims, "azp");
    if (!audience || (party && (!party->is_string() || party->as_string() != client)))
        return false;
    if (audience->is_string())
        return audience->as_string() == client;
    if (!audience->is_array())
        return false;
    const json::array& list = audience->as_array();
    const bool named = std::ranges::any_of(list, [&](const json::value& one) {
        return one.is_string() && one.as_string() == client;
    });
    return named && (list.size() == 1 || party);
}

Result<void> check_times(const json::value& claims, Instant now)
{
    const double at = static_cast<double>(now.ms()) / 1000;
    const auto expires = seconds_of(claims, "exp");
    const auto issued = seconds_of(claims, "iat");
    if (!expires || !issued || (member(claims, "nbf") && !seconds_of(claims, "nbf")))
        return answer_refused(
            "token_claims",
            {"缺少 exp、iat，或时间写法不对", "exp or iat is missing, or a time is no number"}
        );
    if (*expires <= at - skew_seconds)
        return answer_refused("token_expired", {"令牌已过期", "it has expired"});
    if (std::max(*issued, seconds_of(claims, "nbf").value_or(*issued)) > at + skew_seconds)
        return answer_refused(
            "token_early", {"令牌的时间在将来；请核对两台服务器的时钟",
                            "it is of the future; compare the clocks of the two servers"}
        );
    return {};
}

Result<void> check_claims(const json::value& claims, const Expected& expected)
{
    if (text_of(claims, "iss") != expected.issuer)
        return answer_refused("token_issuer", {"签发者不是所配置的", "it is of another issuer"});
    if (!is_for(claims, expected.client))
        return answer_refused("token_audience", {"令牌不是签发给本系统的", "it is not for us"});
    if (auto timely = check_times(claims, expected.now); !timely)
        return timely;
    if (expected.nonce.empty() || !equal_secrets(text_of(claims, "nonce"), expected.nonce))
        return answer_refused(
            "token_nonce", {"令牌不属于这次登录（nonce）", "it is not of this sign-in (nonce)"}
        );
    const std::string_view subject = text_of(claims, "sub");
    if (subject.empty() || subject.size() > most_subject_bytes)
        return answer_refused("token_claims", {"没有说明是谁（sub）", "it names nobody (sub)"});
    return {};
}

}  // namespace

Result<plugin::ExternalIdentity> read_id_token(
    std::string_view token,
    const Expected& expected,
    const KeySource& keys
)
{
    const auto parts = read_parts(token);
    if (!parts)
        return answer_refused("token_form", {"ID 令牌读不懂", "its ID token cannot be read"});
    if (const auto is_signed = check_signature(*parts, expected, keys); !is_signed)
        return is_signed.error();
    if (const auto right = check_claims(parts->claims, expected); !right)
        return right.error();
    plugin::ExternalIdentity identity;
    identity.issuer = expected.issuer;
    identity.subject = text_of(parts->claims, "sub");
    for (const char* const name : {"name", "preferred_username"})
        if (const std::string_view text = text_of(parts->claims, name); !text.empty())
            identity.attributes.emplace_back(name, text);
    return identity;
}

}  // namespace beihui::oidc

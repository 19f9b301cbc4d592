#include "plugins/oidc/oidc_provider.hpp"

#include "base/bytes.hpp"
#include "base/json.hpp"
#include "base/text.hpp"
#include "plugin/web_address.hpp"
#include "plugins/oidc/base64url.hpp"
#include "plugins/oidc/id_token.hpp"
#include "plugins/oidc/issuer.hpp"

#include <boost/json/serialize.hpp>

#include <algorithm>

namespace beihui::oidc
{
namespace
{

constexpr std::size_t secret_bytes = 32;
constexpr std::size_t most_code_bytes = 4096;

struct Settings
{
    std::string client;
    std::string secret;
    std::string authentication;  // "basic", "post" or "none"
    std::string scope;
    Algorithm algorithm = Algorithm::rs256;
};

std::string fresh_secret()
{
    return base64url(random_bytes(secret_bytes));
}

class OidcProvider final : public plugin::IdentityProvider
{
public:
    OidcProvider(plugin::ProviderTerms terms, std::string issuer, Settings settings)
        : terms_(std::move(terms)),
          settings_(std::move(settings)),
          issuer_(std::move(issuer), settings_.algorithm, terms_.ca_file, terms_.web, terms_.clock)
    {}

    const std::string& id() const override { return terms_.id; }
    const Words& name() const override { return terms_.name; }
    const std::string& issuer() const override { return issuer_.name(); }

    Result<plugin::BegunSignIn> begin() const override
    {
        const auto places = issuer_.endpoints();
        if (!places)
            return places.error();
        const std::string state = fresh_secret();
        const std::string nonce = fresh_secret();
        const std::string verifier = fresh_secret();
        plugin::BegunSignIn begun;
        begun.address = plugin::with_query(
            places->authorization, {{"response_type", "code"},
                                    {"client_id", settings_.client},
                                    {"redirect_uri", terms_.return_address},
                                    {"scope", settings_.scope},
                                    {"state", state},
                                    {"nonce", nonce},
                                    {"code_challenge", base64url(bytes_of(sha256(verifier)))},
                                    {"code_challenge_method", "S256"}}
        );
        begun.kept =
            json::serialize(json::object{{"state", state}, {"nonce", nonce}, {"verifier", verifier}}
            );
        return begun;
    }

    Result<std::string> recognise(const plugin::Fields& query, std::string_view kept) const override
    {
        const auto begun = read_json(kept);
        const std::string* const state = plugin::single_field(query, "state");
        if (!begun || !state || state->empty() || !equal_secrets(*state, text_of(*begun, "state")))
            return plugin::state_refused();
        if (const std::string* const error = plugin::single_field(query, "error"))
            return declined(*error);
        const std::string* const code = plugin::single_field(query, "code");
        if (!code || code->empty() || code->size() > most_code_bytes)
            return plugin::answer_refused("code_missing", {"没有授权码", "it brought no code"});
        return *code;
    }

    Result<plugin::ExternalIdentity> finish(const plugin::Fields& query, std::string_view kept)
        const override
    {
        const auto code = recognise(query, kept);
        if (!code)
            return code.error();
        if (auto named = check_sender(query); !named)
            return named.error();
        const json::value begun = read_json(kept).value();
        const auto token = redeem(*code, text_of(begun, "verifier"));
        if (!token)
            return token.error();
        const Expected expected{
            .issuer = issuer_.name(),
            .client = settings_.client,
            .nonce = std::string(text_of(begun, "nonce")),
            .algorithm = settings_.algorithm,
            .now = terms_.clock.now(),
        };
        return read_id_token(*token, expected, [this](std::string_view key) {
            return issuer_.keys(key);
        });
    }

private:
    // RFC 9207: an answer of another issuer must not be taken for one of this.
    Result<void> check_sender(const plugin::Fields& query) const
    {
        const auto places = issuer_.endpoints();
        if (!places)
            return places.error();
        const bool says =
            std::ranges::any_of(query, [](const auto& field) { return field.first == "iss"; });
        const std::string* const sender = plugin::single_field(query, "iss");
        if (says ? !sender || *sender != issuer_.name() : places->names_itself)
            return plugin::answer_refused(
                "answer_issuer", {"答复来自另一个签发者", "the answer is of another issuer"}
            );
        return {};
    }

    static Error declined(std::string_view error)
    {
        return refuse(
            Refusal::not_allowed, "sign_in_declined",
            "对方系统没有让您登录（" + one_line(error, 60) + "）",
            "the other system did not let you in (" + one_line(error, 60) + ")"
        );
    }

    // The ID token for a code.
    Result<std::string> redeem(const std::string& code, std::string_view verifier) const
    {
        const auto places = issuer_.endpoints();
        if (!places)
            return places.error();
        plugin::WebRequest request{.url = places->token, .ca_file = terms_.ca_file};
        request.form = {
            {"grant_type", "authorization_code"},
            {"code", code},
            {"redirect_uri", terms_.return_address},
            {"code_verifier", std::string(verifier)},
        };
        request.headers = {{"Accept", "application/json"}};
        if (settings_.authentication == "basic") {
            // RFC 6749, section 2.3.1: both are written as in a form before they are joined.
            const std::string client = plugin::form_text({{"", settings_.client}}).substr(1);
            const std::string secret = plugin::form_text({{"", settings_.secret}}).substr(1);
            request.headers.emplace_back("Authorization", "Basic " + base64(client + ":" + secret));
        } else {
            request.form.emplace_back("client_id", settings_.client);
            if (settings_.authentication == "post")
                request.form.emplace_back("client_secret", settings_.secret);
        }
        const auto answer = terms_.web.send(request);
        if (!answer)
            return plugin::provider_unavailable(answer.error());
        if (answer->status == 400)
            return plugin::answer_refused(
                "code_refused", {"对方不承认这个授权码", "it does not know the code it gave"}
            );
        if (answer->status != 200)
            return plugin::provider_answered(answer->status);
        const auto body = read_json(answer->body);
        const std::string token(body ? text_of(*body, "id_token") : std::string_view());
        if (token.empty())
            return plugin::answer_refused("token_form", {"没有 ID 令牌", "there is no ID token"});
        return token;
    }

    plugin::ProviderTerms terms_;
    Settings settings_;
    Issuer issuer_;
};

std::string read_choice(
    const Yaml& node,
    std::string_view key,
    const std::vector<std::string>& of,
    Faults& faults
)
{
    const Yaml* const found = node.find(key);
    if (!found)
        return of.front();
    std::string text = found->text(faults, key);
    if (found->is_scalar() && std::ranges::find(of, text) == of.end()) {
        std::string list;
        for (const std::string& one : of)
            list += (list.empty() ? "" : ", ") + one;
        const std::string name(key);
        faults.add(
            found->place(), "sign_in_choice", name + " 只能是：" + list,
            name + " must be one of: " + list
        );
    }
    return text;
}

std::string read_scope(const Yaml& node, Faults& faults)
{
    const Yaml* const found = node.find("scopes");
    if (!found)
        return "openid";
    std::string scope;
    bool has_openid = false;
    for (const std::string& one : found->texts(faults, "scopes")) {
        has_openid = has_openid || one == "openid";
        scope += (scope.empty() ? "" : " ") + one;
    }
    if (!has_openid)
        faults.add(
            found->place(), "sign_in_scopes", "scopes 须有 openid", "scopes must hold openid"
        );
    return scope;
}

std::unique_ptr<const plugin::IdentityProvider> make_provider(
    const Yaml& node,
    plugin::ProviderTerms terms,
    Faults& faults
)
{
    std::vector<std::string> keys = plugin::common_provider_keys();
    for (const char* const own :
         {"issuer", "client_id", "client_secret_file", "client_authentication", "algorithm",
          "scopes"})
        keys.emplace_back(own);
    node.only(keys, faults);
    Settings settings;
    std::string issuer = plugin::read_address(node, "issuer", faults);
    settings.client = node.need("client_id", faults).text(faults, "client_id");
    settings.authentication =
        read_choice(node, "client_authentication", {"basic", "post", "none"}, faults);
    if (settings.authentication != "none")
        settings.secret = plugin::read_secret(node, "client_secret_file", terms.folder, faults);
    settings.algorithm = algorithm_named(read_choice(node, "algorithm", {"RS256", "ES256"}, faults))
                             .value_or(Algorithm::rs256);
    settings.scope = read_scope(node, faults);
    if (!faults.none())
        return nullptr;
    return std::make_unique<const OidcProvider>(
        std::move(terms), std::move(issuer), std::move(settings)
    );
}

}  // namespace

void add_kind(plugin::IdentityProviderKinds& kinds)
{
    kinds.add("oidc", make_provider);
}

}  // namespace beihui::oidc

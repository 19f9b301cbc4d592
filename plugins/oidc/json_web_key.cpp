#include "plugins/oidc/json_web_key.hpp"

#include "base/json.hpp"
#include "plugin/identity_provider.hpp"
#include "plugins/oidc/base64url.hpp"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>

#include <stdexcept>

namespace beihui::oidc
{
namespace
{

constexpr std::size_t coordinate_bytes = 32;  // of P-256
constexpr int least_rsa_bits = 2048;
constexpr int most_rsa_bits = 8192;
constexpr std::size_t most_keys = 64;

template <auto Free>
struct Freed
{
    template <class T>
    void operator()(T* thing) const
    {
        Free(thing);
    }
};
using Number = std::unique_ptr<BIGNUM, Freed<BN_free>>;
using Builder = std::unique_ptr<OSSL_PARAM_BLD, Freed<OSSL_PARAM_BLD_free>>;
using Parameters = std::unique_ptr<OSSL_PARAM, Freed<OSSL_PARAM_free>>;
using KeyContext = std::unique_ptr<EVP_PKEY_CTX, Freed<EVP_PKEY_CTX_free>>;
using DigestContext = std::unique_ptr<EVP_MD_CTX, Freed<EVP_MD_CTX_free>>;
using Signature = std::unique_ptr<ECDSA_SIG, Freed<ECDSA_SIG_free>>;

const unsigned char* bytes_at(std::string_view text)
{
    return reinterpret_cast<const unsigned char*>(text.data());
}

Number number_of(std::string_view bytes)
{
    return Number(BN_bin2bn(bytes_at(bytes), static_cast<int>(bytes.size()), nullptr));
}

std::shared_ptr<EVP_PKEY> key_from(const char* type, OSSL_PARAM_BLD* builder)
{
    const Parameters parameters(OSSL_PARAM_BLD_to_param(builder));
    const KeyContext context(EVP_PKEY_CTX_new_from_name(nullptr, type, nullptr));
    EVP_PKEY* made = nullptr;
    if (!parameters || !context || EVP_PKEY_fromdata_init(context.get()) <= 0 ||
        EVP_PKEY_fromdata(context.get(), &made, EVP_PKEY_PUBLIC_KEY, parameters.get()) <= 0)
        return nullptr;
    std::shared_ptr<EVP_PKEY> key(made, EVP_PKEY_free);
    // That a point lies on the curve, and that a modulus is one.
    const KeyContext check(EVP_PKEY_CTX_new_from_pkey(nullptr, made, nullptr));
    return check && EVP_PKEY_public_check(check.get()) > 0 ? key : nullptr;
}

std::shared_ptr<EVP_PKEY> rsa_key(const json::value& jwk)
{
    const auto modulus = from_base64url(text_of(jwk, "n"));
    const auto exponent = from_base64url(text_of(jwk, "e"));
    if (!modulus || !exponent || modulus->size() > most_rsa_bits / 8 || exponent->size() > 8)
        return nullptr;
    const Number n = number_of(*modulus);
    const Number e = number_of(*exponent);
    const Builder builder(OSSL_PARAM_BLD_new());
    if (!n || !e || !builder || BN_num_bits(n.get()) < least_rsa_bits ||
        !OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N, n.get()) ||
        !OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_E, e.get()))
        return nullptr;
    return key_from("RSA", builder.get());
}

std::shared_ptr<EVP_PKEY> p256_key(const json::value& jwk)
{
    const auto x = from_base64url(text_of(jwk, "x"));
    const auto y = from_base64url(text_of(jwk, "y"));
    if (text_of(jwk, "crv") != "P-256" || !x || !y || x->size() != coordinate_bytes ||
        y->size() != coordinate_bytes)
        return nullptr;
    const std::string point = "\x04" + *x + *y;  // uncompressed: SEC 1, section 2.3.3
    const Builder builder(OSSL_PARAM_BLD_new());
    if (!builder ||
        !OSSL_PARAM_BLD_push_utf8_string(
            builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, "prime256v1", 0
        ) ||
        !OSSL_PARAM_BLD_push_octet_string(
            builder.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(), point.size()
        ))
        return nullptr;
    return key_from("EC", builder.get());
}

// The two numbers side by side, as JWS has them (RFC 7518, section 3.4), in the form of OpenSSL.
std::string der_of(std::string_view signature)
{
    if (signature.size() != 2 * coordinate_bytes)
        return {};
    const Signature pair(ECDSA_SIG_new());
    Number r = number_of(signature.substr(0, coordinate_bytes));
    Number s = number_of(signature.substr(coordinate_bytes));
    if (!pair || !r || !s || !ECDSA_SIG_set0(pair.get(), r.get(), s.get()))
        return {};
    (void)r.release();  // the pair owns them now
    (void)s.release();
    unsigned char* der = nullptr;
    const int size = i2d_ECDSA_SIG(pair.get(), &der);
    if (size <= 0)
        return {};
    std::string bytes(reinterpret_cast<const char*>(der), static_cast<std::size_t>(size));
    OPENSSL_free(der);
    return bytes;
}

// A key that says what it is for must be for this.
bool is_for_signatures(const json::value& jwk, std::string_view algorithm)
{
    const std::string_view use = text_of(jwk, "use", "sig");
    return use == "sig" && text_of(jwk, "alg", algorithm) == algorithm;
}

}  // namespace

std::optional<Algorithm> algorithm_named(std::string_view name)
{
    if (name == "RS256")
        return Algorithm::rs256;
    if (name == "ES256")
        return Algorithm::es256;
    return std::nullopt;
}

bool signature_holds(
    Algorithm algorithm,
    const Key& key,
    std::string_view bytes,
    std::string_view signature
)
{
    const std::string der =
        algorithm == Algorithm::es256 ? der_of(signature) : std::string(signature);
    const DigestContext context(EVP_MD_CTX_new());
    if (der.empty() || !context ||
        EVP_DigestVerifyInit(context.get(), nullptr, EVP_sha256(), nullptr, key.key.get()) <= 0)
        return false;
    return EVP_DigestVerify(
               context.get(), bytes_at(der), der.size(), bytes_at(bytes), bytes.size()
           ) == 1;
}

Result<std::vector<Key>> read_keys(Algorithm algorithm, std::string_view text)
{
    const auto set = read_json(text);
    const json::value* const list = set ? member(*set, "keys") : nullptr;
    if (!list || !list->is_array() || list->as_array().size() > most_keys)
        return plugin::provider_unavailable(
            "bad_key_set", {"对方的公钥集（JWKS）读不懂", "its key set (JWKS) cannot be read"}
        );
    std::vector<Key> keys;
    const bool rsa = algorithm == Algorithm::rs256;
    for (const json::value& jwk : list->as_array()) {
        if (text_of(jwk, "kty") != (rsa ? "RSA" : "EC") ||
            !is_for_signatures(jwk, rsa ? "RS256" : "ES256"))
            continue;
        if (auto key = rsa ? rsa_key(jwk) : p256_key(jwk))
            keys.push_back({std::string(text_of(jwk, "kid")), std::move(key)});
    }
    return keys;
}

}  // namespace beihui::oidc

// Signatures and keys as other programs make them.
#include "plugins/oidc/base64url.hpp"
#include "plugins/oidc/json_web_key.hpp"

#include <gtest/gtest.h>

namespace beihui::oidc
{
namespace
{

// RFC 7515, appendix A.3: a JWS with ES256 and its key.
constexpr const char* rfc_key =
    R"({"keys":[{"kty":"EC","crv":"P-256",
    "x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
    "y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}]})";
constexpr const char* rfc_bytes =
    "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxl"
    "LmNvbS9pc19yb290Ijp0cnVlfQ";
constexpr const char* rfc_signature =
    "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q";

TEST(JsonWebKey, HoldsTheSignatureOfTheStandardAndNoOther)
{
    const auto keys = read_keys(Algorithm::es256, rfc_key);
    ASSERT_TRUE(keys);
    ASSERT_EQ(keys->size(), 1U);
    const std::string signature = from_base64url(rfc_signature).value();
    EXPECT_TRUE(signature_holds(Algorithm::es256, keys->front(), rfc_bytes, signature));
    EXPECT_FALSE(
        signature_holds(Algorithm::es256, keys->front(), std::string(rfc_bytes) + "x", signature)
    );
    for (std::size_t at = 0; at < signature.size(); ++at) {
        std::string changed = signature;
        changed[at] = static_cast<char>(changed[at] ^ 1);
        EXPECT_FALSE(signature_holds(Algorithm::es256, keys->front(), rfc_bytes, changed)) << at;
    }
    // CVE-2022-21449: zeros were once a signature of everything.
    const std::string zeros(64, '\0');
    EXPECT_FALSE(signature_holds(Algorithm::es256, keys->front(), rfc_bytes, zeros));
    for (const std::string& short_one : {std::string(), signature.substr(1), signature + "x"})
        EXPECT_FALSE(signature_holds(Algorithm::es256, keys->front(), rfc_bytes, short_one));
}

TEST(JsonWebKey, LeavesOutKeysThatAreForSomethingElse)
{
    const auto count = [](Algorithm algorithm, std::string_view key) {
        const auto keys = read_keys(algorithm, R"({"keys":[)" + std::string(key) + "]}");
        return keys ? static_cast<int>(keys->size()) : -1;
    };
    const std::string point = R"("x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
        "y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0")";
    EXPECT_EQ(count(Algorithm::es256, R"({"kty":"EC","crv":"P-256",)" + point + "}"), 1);
    EXPECT_EQ(count(Algorithm::rs256, R"({"kty":"EC","crv":"P-256",)" + point + "}"), 0);
    EXPECT_EQ(count(Algorithm::es256, R"({"kty":"EC","crv":"P-384",)" + point + "}"), 0);
    EXPECT_EQ(
        count(Algorithm::es256, R"({"kty":"EC","crv":"P-256","use":"enc",)" + point + "}"), 0
    );
    EXPECT_EQ(
        count(Algorithm::es256, R"({"kty":"EC","crv":"P-256","alg":"ES384",)" + point + "}"), 0
    );
    // Not on the curve: an invalid point gives signatures away.
    EXPECT_EQ(
        count(
            Algorithm::es256,
            R"({"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
            "y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a1"})"
        ),
        0
    );
    EXPECT_EQ(count(Algorithm::rs256, R"({"kty":"oct","k":"AAAA"})"), 0);
    EXPECT_EQ(count(Algorithm::rs256, R"({"kty":"RSA","n":"AQAB","e":"AQAB"})"), 0);
    EXPECT_EQ(count(Algorithm::rs256, R"("a key", 7, null, {})"), 0);
    EXPECT_FALSE(read_keys(Algorithm::rs256, "{}"));
    EXPECT_FALSE(read_keys(Algorithm::rs256, "not json"));
}

TEST(Base64Url, HasOneFormForEveryValue)
{
    EXPECT_EQ(base64url("\xfb\xff\xfe"), "-__-");
    EXPECT_EQ(base64url("a"), "YQ");
    EXPECT_EQ(from_base64url("YQ"), "a");
    for (const char* const wrong : {"YQ==", "YR", "Y", "+/", "Y Q", "YQ\n"})
        EXPECT_FALSE(from_base64url(wrong)) << wrong;
}

}  // namespace
}  // namespace beihui::oidc

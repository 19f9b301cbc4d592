#include "base/bytes.hpp"
#include "base/signing.hpp"

#include <gtest/gtest.h>

namespace beihui
{
namespace
{

TEST(Signing, HoldsForTheBytesAndTheKeyAndForNothingElse)
{
    const SigningKey key = make_signing_key();
    const SigningKey other = make_signing_key();
    const std::string signature = sign_bytes(key.private_pem, "bytes").value();
    EXPECT_TRUE(signature_holds(key.public_pem, "bytes", signature));
    EXPECT_FALSE(signature_holds(key.public_pem, "bytes.", signature));
    EXPECT_FALSE(signature_holds(other.public_pem, "bytes", signature));
    for (std::size_t i = 0; i < signature.size(); ++i) {
        std::string turned = signature;
        turned[i] = static_cast<char>(turned[i] ^ 1);
        EXPECT_FALSE(signature_holds(key.public_pem, "bytes", turned)) << "byte " << i;
    }
    EXPECT_FALSE(signature_holds(key.public_pem, "bytes", signature.substr(1)));
    EXPECT_FALSE(signature_holds("", "bytes", signature));
}

// RFC 8032, section 7.1, test 2.
TEST(Signing, GivesTheSignatureOfTheStandardForItsKey)
{
    const std::string secret = "-----BEGIN PRIVATE KEY-----\n" +
                               base64(from_hex("302e020100300506032b657004220420"
                                               "4ccd089b28ff96da9db6c346ec114e0f"
                                               "5b8a319f35aba624da8cf6ed4fb8a6fb")
                                          .value()) +
                               "\n-----END PRIVATE KEY-----\n";
    const std::string signature = sign_bytes(secret, from_hex("72").value()).value();
    EXPECT_EQ(
        hex(signature), "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
                        "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
    );
    EXPECT_EQ(
        fingerprint_of_key(secret).value(),
        hex(sha256(
            from_hex("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c").value()
        ))
    );
}

TEST(Signing, RefusesWhatIsNoKey)
{
    const SigningKey key = make_signing_key();
    EXPECT_EQ(sign_bytes("nothing", "x").error().code, "bad_key");
    EXPECT_EQ(sign_bytes(key.public_pem, "x").error().code, "bad_key");
    EXPECT_EQ(fingerprint_of_key("").error().code, "bad_key");
    EXPECT_EQ(
        fingerprint_of_key(key.public_pem).value(), fingerprint_of_key(key.private_pem).value()
    );
}

}  // namespace
}  // namespace beihui

#include "base/bytes.hpp"

#include <gtest/gtest.h>

namespace beihui
{

// FIPS 180-4, examples.
TEST(Sha256, GivesTheKnownAnswers)
{
    EXPECT_EQ(
        hex(sha256("abc")), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    );
    EXPECT_EQ(hex(sha256("")), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

// RFC 4231, test case 2.
TEST(HmacSha256, GivesTheKnownAnswer)
{
    EXPECT_EQ(
        hex(hmac_sha256("Jefe", "what do ya want for nothing?")),
        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
    );
}

TEST(Hex, IsReadBackAndRefusesAnythingElse)
{
    const std::string bytes = random_bytes(257);
    EXPECT_EQ(from_hex(hex(bytes)), bytes);
    EXPECT_EQ(from_hex("00fFaB"), std::string("\0\xFF\xAB", 3));
    for (const char* const text : {"0", "0g", "0x", " 0", "é"})
        EXPECT_FALSE(from_hex(text)) << text;
}

// RFC 4648, section 10.
TEST(Base64, GivesTheKnownAnswersAndIsReadBack)
{
    EXPECT_EQ(base64("foobar"), "Zm9vYmFy");
    EXPECT_EQ(base64("foob"), "Zm9vYg==");
    EXPECT_EQ(base64(""), "");
    for (std::size_t size = 0; size < 70; ++size) {
        const std::string bytes = random_bytes(size);
        EXPECT_EQ(from_base64(base64(bytes)), bytes) << size;
    }
    for (const char* const text :
         {"Zg", "Zg=", "Z===", "====", "Zm9v!mFy", "Zg==Zg==", "Zh==", "Zm9=", "Zg= ", "Z=g="})
        EXPECT_FALSE(from_base64(text)) << text;
}

TEST(SealedBytes, OpenOnlyWithTheSameKeyAndBinding)
{
    const std::string key = random_bytes(32);
    for (const std::string& plain : {std::string(), std::string("身份"), random_bytes(10'000)}) {
        const std::string sealed = seal(key, plain, "person/7");
        EXPECT_EQ(sealed.size(), plain.size() + 28);
        EXPECT_EQ(open_sealed(key, sealed, "person/7"), plain);
        EXPECT_FALSE(open_sealed(key, sealed, "person/8"));
        EXPECT_FALSE(open_sealed(key, sealed, ""));
        EXPECT_FALSE(open_sealed(random_bytes(32), sealed, "person/7"));
        EXPECT_NE(seal(key, plain, "person/7"), sealed);  // a nonce of its own each time
    }
    EXPECT_EQ(open_sealed(key, seal(key, "x", ""), ""), "x");
}

TEST(SealedBytes, DoNotOpenWhenAnyByteWasChanged)
{
    const std::string key = random_bytes(32);
    const std::string sealed = seal(key, "secret", "b");
    for (std::size_t i = 0; i < sealed.size(); ++i) {
        std::string changed = sealed;
        changed[i] = static_cast<char>(changed[i] ^ 1);
        EXPECT_FALSE(open_sealed(key, changed, "b")) << i;
        EXPECT_FALSE(open_sealed(key, sealed.substr(0, i), "b")) << i;
    }
}

TEST(Secrets, AreEqualOnlyWhenEveryByteIs)
{
    EXPECT_TRUE(equal_secrets("", ""));
    EXPECT_TRUE(equal_secrets("abc", "abc"));
    EXPECT_FALSE(equal_secrets("abc", "abd"));
    EXPECT_FALSE(equal_secrets("abc", "abcd"));
}

TEST(RandomId, Is32HexDigitsAndNew)
{
    EXPECT_EQ(random_id().size(), 32u);
    EXPECT_EQ(from_hex(random_id())->size(), 16u);
    EXPECT_NE(random_id(), random_id());
}

}  // namespace beihui

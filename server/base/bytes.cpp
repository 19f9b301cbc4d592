#include "base/bytes.hpp"

#include "base/counted_ids.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>

#include <cstdio>
#include <memory>
#include <stdexcept>
#include <utility>

namespace beihui
{
namespace
{

thread_local std::uint64_t next_id = 0;  // 0: ids are random; see counted_ids.hpp

constexpr std::size_t nonce_size = 12;
constexpr std::size_t tag_size = 16;

const unsigned char* raw(std::string_view bytes)
{
    return reinterpret_cast<const unsigned char*>(bytes.data());
}

unsigned char* raw(std::string& bytes)
{
    return reinterpret_cast<unsigned char*>(bytes.data());
}

void require(bool done, const char* what)
{
    if (!done)
        throw std::runtime_error(std::string("OpenSSL: ") + what);
}

int digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

using Cipher = std::unique_ptr<EVP_CIPHER_CTX, decltype(&EVP_CIPHER_CTX_free)>;

}  // namespace

Hash sha256(std::string_view bytes)
{
    Hash hash{};
    unsigned size = 0;
    require(
        EVP_Digest(bytes.data(), bytes.size(), hash.data(), &size, EVP_sha256(), nullptr) == 1,
        "SHA-256"
    );
    return hash;
}

std::string hex(std::string_view bytes)
{
    static constexpr char digits[] = "0123456789abcdef";
    std::string text;
    text.reserve(bytes.size() * 2);
    for (const char c : bytes) {
        const auto byte = static_cast<unsigned char>(c);
        text += digits[byte >> 4];
        text += digits[byte & 15];
    }
    return text;
}

std::string hex(const Hash& hash)
{
    return hex(bytes_of(hash));
}

std::optional<std::string> from_hex(std::string_view text)
{
    if (text.size() % 2 != 0)
        return std::nullopt;
    std::string bytes;
    bytes.reserve(text.size() / 2);
    for (std::size_t i = 0; i < text.size(); i += 2) {
        const int high = digit(text[i]);
        const int low = digit(text[i + 1]);
        if (high < 0 || low < 0)
            return std::nullopt;
        bytes += static_cast<char>(high * 16 + low);
    }
    return bytes;
}

std::string base64(std::string_view bytes)
{
    std::string text((bytes.size() + 2) / 3 * 4 + 1, '\0');
    const int size = EVP_EncodeBlock(raw(text), raw(bytes), static_cast<int>(bytes.size()));
    text.resize(static_cast<std::size_t>(size));
    return text;
}

namespace
{

// The six bits of each character of base64; others have a bit above them.
constexpr std::uint8_t no_bits = 0x40;
constexpr std::array<std::uint8_t, 256> bits_of_base64 = [] {
    std::array<std::uint8_t, 256> bits{};
    bits.fill(no_bits);
    std::uint8_t value = 0;
    for (const char c :
         std::string_view("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"))
        bits[static_cast<unsigned char>(c)] = value++;
    return bits;
}();

}  // namespace

// Not OpenSSL's, which is slow and also reads "Z===", two groups with padding, blanks in front, and
// bits behind the last byte: one value has one text.
std::optional<std::string> from_base64(std::string_view text)
{
    if (text.size() % 4 != 0)
        return std::nullopt;
    const std::size_t padding = text.ends_with("==") ? 2 : text.ends_with('=') ? 1 : 0;
    const std::string_view digits = text.substr(0, text.size() - padding);
    std::string bytes(text.size() / 4 * 3, '\0');
    std::size_t made = 0;
    std::uint32_t seen = 0;
    for (std::size_t i = 0; i < text.size(); i += 4) {
        std::uint32_t group = 0;
        for (std::size_t j = i; j < i + 4; ++j) {
            const std::uint8_t bits =
                j < digits.size() ? bits_of_base64[static_cast<unsigned char>(digits[j])] : 0;
            seen |= bits;
            group = group << 6 | bits;
        }
        bytes[made++] = static_cast<char>(group >> 16);
        bytes[made++] = static_cast<char>(group >> 8);
        bytes[made++] = static_cast<char>(group);
    }
    if ((seen & no_bits) != 0)
        return std::nullopt;
    for (std::size_t i = 0; i < padding; ++i) {
        if (bytes.back() != '\0')
            return std::nullopt;
        bytes.pop_back();
    }
    return bytes;
}

std::string random_bytes(std::size_t count)
{
    std::string bytes(count, '\0');
    require(RAND_bytes(raw(bytes), static_cast<int>(count)) == 1, "random bytes");
    return bytes;
}

namespace
{

// 16 bytes that were never given out before. Each call of RAND_bytes costs thousands of instructions,
// however few bytes it is asked for, and a request makes several ids.
std::string_view next_random()
{
    constexpr std::size_t size = 16;
    thread_local std::string pool;
    thread_local std::size_t used = 0;
    if (used == pool.size()) {
        pool = random_bytes(32 * size);
        used = 0;
    }
    used += size;
    return std::string_view(pool).substr(used - size, size);
}

}  // namespace

std::string random_id()
{
    if (next_id == 0)
        return hex(next_random());
    char digits[33];
    std::snprintf(digits, sizeof digits, "%032llx", static_cast<unsigned long long>(next_id++));
    return digits;
}

CountedIds::CountedIds() : before_(std::exchange(next_id, 1)) {}

CountedIds::~CountedIds()
{
    next_id = before_;
}

Hash hmac_sha256(std::string_view key, std::string_view bytes)
{
    Hash hash{};
    unsigned size = 0;
    require(
        HMAC(
            EVP_sha256(), key.data(), static_cast<int>(key.size()), raw(bytes), bytes.size(),
            hash.data(), &size
        ) != nullptr,
        "HMAC"
    );
    return hash;
}

std::string seal(std::string_view key, std::string_view plain, std::string_view bound_to)
{
    require(key.size() == 32, "key size");
    std::string sealed = random_bytes(nonce_size);
    sealed.resize(nonce_size + plain.size() + tag_size);
    unsigned char* const out = raw(sealed);
    const Cipher cipher(EVP_CIPHER_CTX_new(), EVP_CIPHER_CTX_free);
    int size = 0;
    require(
        cipher &&
            EVP_EncryptInit_ex(cipher.get(), EVP_aes_256_gcm(), nullptr, raw(key), out) == 1 &&
            EVP_EncryptUpdate(
                cipher.get(), nullptr, &size, raw(bound_to), static_cast<int>(bound_to.size())
            ) == 1 &&
            EVP_EncryptUpdate(
                cipher.get(), out + nonce_size, &size, raw(plain), static_cast<int>(plain.size())
            ) == 1 &&
            EVP_EncryptFinal_ex(cipher.get(), out + nonce_size + size, &size) == 1 &&
            EVP_CIPHER_CTX_ctrl(
                cipher.get(), EVP_CTRL_GCM_GET_TAG, tag_size, out + nonce_size + plain.size()
            ) == 1,
        "seal"
    );
    return sealed;
}

std::optional<std::string> open_sealed(
    std::string_view key,
    std::string_view sealed,
    std::string_view bound_to
)
{
    require(key.size() == 32, "key size");
    if (sealed.size() < nonce_size + tag_size)
        return std::nullopt;
    const std::size_t length = sealed.size() - nonce_size - tag_size;
    std::string plain(length + 1, '\0');  // one more, so that data() is writable for length 0
    std::string tag(sealed.substr(nonce_size + length));
    const Cipher cipher(EVP_CIPHER_CTX_new(), EVP_CIPHER_CTX_free);
    int size = 0;
    require(
        cipher &&
            EVP_DecryptInit_ex(cipher.get(), EVP_aes_256_gcm(), nullptr, raw(key), raw(sealed)) ==
                1,
        "open"
    );
    const bool opened =
        EVP_DecryptUpdate(
            cipher.get(), nullptr, &size, raw(bound_to), static_cast<int>(bound_to.size())
        ) == 1 &&
        EVP_DecryptUpdate(
            cipher.get(), raw(plain), &size, raw(sealed.substr(nonce_size)),
            static_cast<int>(length)
        ) == 1 &&
        EVP_CIPHER_CTX_ctrl(cipher.get(), EVP_CTRL_GCM_SET_TAG, tag_size, raw(tag)) == 1 &&
        EVP_DecryptFinal_ex(cipher.get(), raw(plain) + size, &size) == 1;
    if (!opened)
        return std::nullopt;
    plain.resize(length);
    return plain;
}

bool equal_secrets(std::string_view a, std::string_view b)
{
    return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace beihui

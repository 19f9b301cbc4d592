#include "base/signing.hpp"

#include "base/bytes.hpp"

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include <memory>
#include <stdexcept>

namespace beihui
{
namespace
{

constexpr std::size_t signature_size = 64;
constexpr std::size_t public_size = 32;

struct Free
{
    void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
    void operator()(EVP_PKEY_CTX* context) const { EVP_PKEY_CTX_free(context); }
    void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
    void operator()(BIO* bio) const { BIO_free(bio); }
};
template <class Thing>
using Owned = std::unique_ptr<Thing, Free>;

const unsigned char* octets(std::string_view bytes)
{
    return reinterpret_cast<const unsigned char*>(bytes.data());
}

Error bad_key()
{
    return refuse(
        Refusal::invalid_input, "bad_key", "不是 Ed25519 密钥文件（PEM）",
        "this is no Ed25519 key (PEM)"
    );
}

Owned<BIO> reading(std::string_view pem)
{
    return Owned<BIO>(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
}

// An encrypted key is refused rather than asked a passphrase for on the terminal of a server.
int no_passphrase(char*, int, int, void*)
{
    return -1;
}

Owned<EVP_PKEY> read_key(std::string_view pem, bool is_private)
{
    const Owned<BIO> bio = reading(pem);
    EVP_PKEY* const key = is_private
                              ? PEM_read_bio_PrivateKey(bio.get(), nullptr, no_passphrase, nullptr)
                              : PEM_read_bio_PUBKEY(bio.get(), nullptr, no_passphrase, nullptr);
    Owned<EVP_PKEY> owned(key);
    if (owned && EVP_PKEY_id(owned.get()) != EVP_PKEY_ED25519)
        owned.reset();
    return owned;
}

std::string text_in(BIO* bio)
{
    char* data = nullptr;
    const long size = BIO_get_mem_data(bio, &data);
    return {data, static_cast<std::size_t>(size)};
}

}  // namespace

SigningKey make_signing_key()
{
    const Owned<EVP_PKEY> key(EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519"));
    const Owned<BIO> secret(BIO_new(BIO_s_mem()));
    const Owned<BIO> open(BIO_new(BIO_s_mem()));
    if (!key || !secret || !open ||
        PEM_write_bio_PrivateKey(secret.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr) !=
            1 ||
        PEM_write_bio_PUBKEY(open.get(), key.get()) != 1)
        throw std::runtime_error("OpenSSL made no Ed25519 key");
    return {text_in(secret.get()), text_in(open.get())};
}

Result<std::string> fingerprint_of_key(std::string_view pem)
{
    Owned<EVP_PKEY> key = read_key(pem, false);
    if (!key)
        key = read_key(pem, true);
    std::string raw(public_size, '\0');
    std::size_t size = raw.size();
    auto* const to = reinterpret_cast<unsigned char*>(raw.data());
    if (!key || EVP_PKEY_get_raw_public_key(key.get(), to, &size) != 1 || size != public_size)
        return bad_key();
    return hex(sha256(raw));
}

Result<std::string> sign_bytes(std::string_view private_pem, std::string_view bytes)
{
    const Owned<EVP_PKEY> key = read_key(private_pem, true);
    if (!key)
        return bad_key();
    const Owned<EVP_MD_CTX> context(EVP_MD_CTX_new());
    std::string signature(signature_size, '\0');
    std::size_t size = signature.size();
    auto* const to = reinterpret_cast<unsigned char*>(signature.data());
    if (!context || EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, key.get()) != 1 ||
        EVP_DigestSign(context.get(), to, &size, octets(bytes), bytes.size()) != 1 ||
        size != signature_size)
        throw std::runtime_error("OpenSSL made no Ed25519 signature");
    return signature;
}

bool signature_holds(
    std::string_view public_pem,
    std::string_view bytes,
    std::string_view signature
)
{
    const Owned<EVP_PKEY> key = read_key(public_pem, false);
    const Owned<EVP_MD_CTX> context(EVP_MD_CTX_new());
    return key && context && signature.size() == signature_size &&
           EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, key.get()) == 1 &&
           EVP_DigestVerify(
               context.get(), octets(signature), signature.size(), octets(bytes), bytes.size()
           ) == 1;
}

}  // namespace beihui

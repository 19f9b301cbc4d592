#pragma once

#include "base/result.hpp"

#include <string>
#include <string_view>

namespace beihui
{

// Ed25519 (RFC 8032). Keys travel as PEM: PKCS #8 for the private, SubjectPublicKeyInfo for the
// public half, as `openssl genpkey -algorithm ed25519` writes them.
struct SigningKey
{
    std::string private_pem;
    std::string public_pem;
};

SigningKey make_signing_key();

// SHA-256 of the 32 bytes of the public key, hex: what people compare and what a signature names.
// Takes either half. Refuses (invalid_input, "bad_key") what is no Ed25519 key.
Result<std::string> fingerprint_of_key(std::string_view pem);

// 64 bytes. Refuses (invalid_input, "bad_key") what is no private Ed25519 key.
Result<std::string> sign_bytes(std::string_view private_pem, std::string_view bytes);

// Whether `signature` was made over `bytes` with the private half of this key.
bool signature_holds(
    std::string_view public_pem,
    std::string_view bytes,
    std::string_view signature
);

}  // namespace beihui

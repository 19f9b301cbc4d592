#pragma once

#include "rules/pack.hpp"

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace beihui::rules
{

// The signature of a pack, as its file pack.sig says it.
struct PackSignature
{
    std::string key;    // fingerprint of the public key: see base/signing.hpp
    std::string bytes;  // Ed25519 over the sorted list of path and SHA-256

    std::string text() const;  // the bytes of pack.sig
    // Refuses (invalid_input) RP3005 what is no such file.
    static Result<PackSignature> parse(std::string_view text);
};

// Refuses (invalid_input, "bad_key") what is no private Ed25519 key.
Result<PackSignature> sign_pack(const PackFiles& files, std::string_view private_pem);

// Checks pack.sig against the public keys (*.pub) of these folders; a folder may be missing.
// Refuses (invalid_input): RP3004 there is none; RP3005 it is no signature; RP3006 its key is not
// trusted here; RP3007 it is not of these files.
Result<PackSignature> check_signature(
    const PackFiles& files,
    std::string_view text,
    const std::vector<std::filesystem::path>& trusted
);

}  // namespace beihui::rules

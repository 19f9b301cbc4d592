#pragma once

// What an authenticator app does. For test programs that link accounts.

#include "base/civil.hpp"

#include <liboath/oath.h>

#include <cstdlib>
#include <memory>
#include <stdexcept>
#include <string>

namespace beihui::test
{

// The 6 digits that an app with this secret (base32) shows at a moment.
inline std::string code_at(const std::string& secret, Instant at)
{
    char* bytes = nullptr;
    std::size_t size = 0;
    if (oath_init() != OATH_OK ||
        oath_base32_decode(secret.data(), secret.size(), &bytes, &size) != OATH_OK)
        throw std::runtime_error("not base32: " + secret);
    const std::unique_ptr<char, decltype(&std::free)> owned(bytes, std::free);
    char code[7];
    if (oath_totp_generate(bytes, size, at.ms() / 1000, 30, 0, 6, code) != OATH_OK)
        throw std::runtime_error("no code");
    return code;
}

}  // namespace beihui::test

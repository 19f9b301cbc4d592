#pragma once

#include "base/result.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace beihui::accounts
{

constexpr std::size_t password_least = 8;
constexpr std::size_t administrator_password_least = 15;
constexpr std::size_t password_most = 128;

// argon2id with libsodium's interactive cost, encoded with its parameters. Takes some 50 ms.
std::string hash_of_password(std::string_view password);
// Whether the password is the one of the hash. An empty hash (nobody chose a password yet, or there
// is no such account) takes the same work and is never right.
bool is_password(const std::string& encoded, std::string_view password);
// How many argon2id this process has computed: what a sign-in costs, whatever the reason it fails.
std::uint64_t password_hashes_computed();

// Whether somebody may choose this password; `of_user` are words that are easy to guess of them:
// login, organisation. Its bytes count as they are: no letter is changed.
// Refuses: invalid_input: "short_password", "long_password", "nul_in_text", "password_guessable".
Result<void> check_password(
    std::string_view password,
    const std::vector<std::string>& of_user,
    bool is_administrator
);

// 16 characters that cannot be mistaken for one another when read from paper: 78 bits.
std::string random_password();

// What people who write Chinese choose and lists from elsewhere do not have.
const std::vector<const char*>& common_chinese_words();

}  // namespace beihui::accounts

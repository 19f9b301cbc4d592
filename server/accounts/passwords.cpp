#include "accounts/passwords.hpp"

#include "accounts/policy.hpp"
#include "accounts/settings.hpp"
#include "base/bytes.hpp"
#include "base/text.hpp"

#include <sodium.h>
#include <zxcvbn.h>

#include <algorithm>
#include <atomic>
#include <stdexcept>

namespace beihui::accounts
{
namespace
{

// A million guesses: what somebody who is slowed by the throttle does not get through in years.
constexpr double least_bits = 20;

std::atomic<std::uint64_t> computed = 0;

// libsodium chooses its implementations once, and is not safe for threads before.
void prepare_sodium()
{
    static const int prepared = sodium_init();
    if (prepared < 0)
        throw std::runtime_error("libsodium cannot start");
}

// What a password is compared with when there is no account, or none was chosen.
const std::string& nobodys_hash()
{
    static const std::string hash = hash_of_password(random_id());
    return hash;
}

Error wrong_length(std::size_t least)
{
    return refuse(
        Refusal::invalid_input, "short_password", "密码至少 " + std::to_string(least) + " 个字符",
        "a password has at least " + std::to_string(least) + " characters"
    );
}

double bits_of(std::string_view password, const std::vector<std::string>& of_user)
{
    std::vector<const char*> words = common_chinese_words();
    for (const std::string& word : of_user)
        if (word.size() > 1)
            words.push_back(word.c_str());
    words.push_back(nullptr);
    return ZxcvbnMatch(std::string(password).c_str(), words.data(), nullptr);
}

}  // namespace

bool is_administrator(const std::vector<std::string>& roles)
{
    const std::vector<std::string>& ids = Policy::built_in().exclusive();
    return std::ranges::any_of(roles, [&](const std::string& role) {
        return std::ranges::find(ids, role) != ids.end();
    });
}

std::string hash_of_password(std::string_view password)
{
    prepare_sodium();
    ++computed;
    char encoded[crypto_pwhash_STRBYTES];
    if (crypto_pwhash_str(
            encoded, password.data(), password.size(), crypto_pwhash_OPSLIMIT_INTERACTIVE,
            crypto_pwhash_MEMLIMIT_INTERACTIVE
        ) != 0)
        throw std::runtime_error("argon2id: out of memory");
    return encoded;
}

bool is_password(const std::string& encoded, std::string_view password)
{
    prepare_sodium();
    const std::string& compared = encoded.empty() ? nobodys_hash() : encoded;
    ++computed;
    const bool right =
        crypto_pwhash_str_verify(compared.c_str(), password.data(), password.size()) == 0;
    return right && !encoded.empty();
}

std::uint64_t password_hashes_computed()
{
    return computed;
}

Result<void> check_password(
    std::string_view password,
    const std::vector<std::string>& of_user,
    bool is_administrator
)
{
    if (!is_utf8(password))  // also when it holds U+0000
        return refuse(
            Refusal::invalid_input, "nul_in_text", "密码里有不能使用的字符，请删去",
            "the password holds a character that cannot be used; remove it"
        );
    const std::size_t least = is_administrator ? administrator_password_least : password_least;
    const std::size_t length = length_in_characters(password);
    if (length < least)
        return wrong_length(least);
    if (length > password_most)
        return refuse(
            Refusal::invalid_input, "long_password", "密码最多 128 个字符",
            "a password has at most 128 characters"
        );
    if (bits_of(password, of_user) < least_bits)
        return refuse(
            Refusal::invalid_input, "password_guessable",
            "这个密码太容易猜中（常用密码、键盘顺序、日期，或含用户名、单位名）；"
            "请换成几个不相干的词，或更长的一句话",
            "this password is too easy to guess (a common one, a row of keys, a date, or your login"
            " or organisation); use a few words that have nothing to do with each other"
        );
    return {};
}

std::string random_password()
{
    static constexpr std::string_view alphabet = "abcdefghjkmnpqrstuvwxyz23456789";
    std::string password;
    while (password.size() < 16) {
        const auto byte = static_cast<unsigned char>(random_bytes(1)[0]);
        if (byte < 256 / alphabet.size() * alphabet.size())
            password += alphabet[byte % alphabet.size()];
    }
    return password;
}

}  // namespace beihui::accounts

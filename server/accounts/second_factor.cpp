#include "accounts/second_factor.hpp"

#include "accounts/account_log.hpp"
#include "base/bytes.hpp"
#include "base/text.hpp"
#include "storage/sign_in_stores.hpp"

#include <liboath/oath.h>
#include <qrencode.h>

#include <cstdlib>
#include <memory>
#include <stdexcept>

namespace beihui::accounts
{
namespace
{

constexpr std::size_t secret_size = 20;  // RFC 4226, section 4: at least 16, 20 is recommended
constexpr unsigned step_seconds = 30;
constexpr int digits = 6;
constexpr std::size_t steps_around = 1;
constexpr std::size_t recovery_codes = 10;

void prepare_oath()
{
    static const int prepared = oath_init();
    if (prepared != OATH_OK)
        throw std::runtime_error("liboath cannot start");
}

std::string sealing_key(const std::string& master_key)
{
    return std::string(bytes_of(hmac_sha256(master_key, "second factor")));
}

std::string sealed(const std::string& master_key, std::string_view secret, std::string_view account)
{
    return base64(seal(sealing_key(master_key), secret, account));
}

std::string opened(const std::string& master_key, std::string_view text, std::string_view account)
{
    const auto bytes = from_base64(text);
    const auto secret =
        bytes ? open_sealed(sealing_key(master_key), *bytes, account) : std::nullopt;
    if (!secret)
        throw std::runtime_error("the master key does not open a second factor: wrong key?");
    return *secret;
}

std::string base32(std::string_view bytes)
{
    char* text = nullptr;
    std::size_t size = 0;
    if (oath_base32_encode(bytes.data(), bytes.size(), &text, &size) != OATH_OK)
        throw std::runtime_error("base32: out of memory");
    const std::unique_ptr<char, decltype(&std::free)> owned(text, std::free);
    return {text, size};
}

// The login behind the name of the program, as the app shows it.
std::string otpauth_uri(std::string_view secret, std::string_view login)
{
    static constexpr std::string_view hexadecimal = "0123456789ABCDEF";
    std::string label;
    for (const char c : login) {
        const auto byte = static_cast<unsigned char>(c);
        if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')) {
            label += c;
        } else {
            label += '%';
            label += hexadecimal[byte >> 4];
            label += hexadecimal[byte & 15U];
        }
    }
    return "otpauth://totp/Beihui:" + label + "?secret=" + std::string(secret) + "&issuer=Beihui";
}

std::vector<std::string> qr_of(const std::string& text)
{
    const std::unique_ptr<QRcode, decltype(&QRcode_free)> code(
        QRcode_encodeString8bit(text.c_str(), 0, QR_ECLEVEL_M), QRcode_free
    );
    if (!code)
        throw std::runtime_error("the QR code cannot be made");
    const auto width = static_cast<std::size_t>(code->width);
    std::vector<std::string> rows(width, std::string(width, '0'));
    for (std::size_t y = 0; y < width; ++y)
        for (std::size_t x = 0; x < width; ++x)
            if (code->data[y * width + x] & 1U)
                rows[y][x] = '1';
    return rows;
}

// The step whose code this is, around now; none when it is the code of no such step.
std::optional<std::int64_t> step_of(std::string_view secret, std::string_view code, Instant now)
{
    if (code.size() != digits)
        return std::nullopt;
    prepare_oath();
    std::uint64_t step = 0;
    const int position = oath_totp_validate3(
        secret.data(), secret.size(), now.ms() / 1000, step_seconds, 0, steps_around, nullptr,
        &step, std::string(code).c_str()
    );
    if (position < 0)
        return std::nullopt;
    return static_cast<std::int64_t>(step);
}

// Kept as an HMAC: 78 bits cannot be tried one by one, so a slow hash would only slow ourselves.
std::string recovery_hash(
    const std::string& master_key,
    std::string_view account,
    std::string_view code
)
{
    return hex(
        hmac_sha256(master_key, "recovery\x1f" + std::string(account) + "\x1f" + std::string(code))
    );
}

// A code as it is kept: without the hyphens and blanks that make it readable, in small letters.
std::string bare(std::string_view code)
{
    std::string text;
    for (const char c : to_half_width(trim(code)))
        if (c != '-' && c != ' ')
            text += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    return text;
}

std::string fresh_recovery_code()
{
    static constexpr std::string_view alphabet = "abcdefghjkmnpqrstuvwxyz23456789";
    std::string code;
    for (int taken = 0; taken < 16;) {
        const auto byte = static_cast<unsigned char>(random_bytes(1)[0]);
        if (byte >= 256 / alphabet.size() * alphabet.size())
            continue;
        if (taken > 0 && taken % 4 == 0)
            code += '-';
        code += alphabet[byte % alphabet.size()];
        ++taken;
    }
    return code;
}

Error wrong_code(Refusal kind)
{
    return refuse(
        kind, "wrong_code", "验证码不对或已经用过；请等下一个，并核对手机时间",
        "the code is wrong or was used already; wait for the next one and check the time of your "
        "phone"
    );
}

}  // namespace

Result<Enrolment> begin_enrolment(
    storage::Database& database,
    std::string_view account,
    std::string_view login
)
{
    prepare_oath();
    const std::string secret = random_bytes(secret_size);
    const auto kept = database.write([&](storage::WriteTxn& txn) -> Result<void> {
        auto factor = storage::find_second_factor(txn, account).value_or(storage::SecondFactor{});
        factor.account = account;
        factor.pending = sealed(txn.master_key(), secret, account);
        storage::put_second_factor(txn, factor);
        return {};
    });
    if (!kept)
        return kept.error();
    Enrolment shown;
    shown.secret = base32(secret);
    shown.uri = otpauth_uri(shown.secret, login);
    shown.qr = qr_of(shown.uri);
    return shown;
}

Result<std::vector<std::string>> confirm_enrolment(
    storage::Database& database,
    std::string_view account,
    std::string_view code,
    std::string_view address,
    Instant now
)
{
    std::vector<std::string> codes;
    for (std::size_t i = 0; i < recovery_codes; ++i)
        codes.push_back(fresh_recovery_code());
    const auto kept = database.write([&](storage::WriteTxn& txn) -> Result<void> {
        auto factor = storage::find_second_factor(txn, account);
        if (!factor || factor->pending.empty())
            return refuse(
                Refusal::conflict, "no_enrolment", "没有等待确认的验证器，请重新开始",
                "no second factor waits for a code; begin anew"
            );
        const std::string secret = opened(txn.master_key(), factor->pending, account);
        const auto step = step_of(secret, bare(code), now);
        if (!step)
            return wrong_code(Refusal::invalid_input);
        factor->secret = factor->pending;
        factor->pending.clear();
        factor->last_step = *step;
        factor->since = now;
        storage::put_second_factor(txn, *factor);
        std::vector<std::string> hashes;
        for (const std::string& one : codes)
            hashes.push_back(recovery_hash(txn.master_key(), account, bare(one)));
        storage::put_recovery_codes(txn, account, hashes);
        note(
            txn,
            {.what = "set_second_factor",
             .account = std::string(account),
             .address = std::string(address)},
            now
        );
        return {};
    });
    if (!kept)
        return kept.error();
    return codes;
}

Result<void> take_code(
    storage::Database& database,
    std::string_view account,
    std::string_view code,
    Instant now
)
{
    const std::string typed = bare(code);
    return database.write([&](storage::WriteTxn& txn) -> Result<void> {
        const auto factor = storage::find_second_factor(txn, account);
        if (!factor || factor->secret.empty())
            return wrong_code(Refusal::not_allowed);
        const auto step = step_of(opened(txn.master_key(), factor->secret, account), typed, now);
        if (step && storage::take_step(txn, account, *step))
            return {};
        const std::string hash = recovery_hash(txn.master_key(), account, typed);
        if (!step && storage::use_recovery_code(txn, account, hash, now))
            return {};
        return wrong_code(Refusal::not_allowed);
    });
}

bool has_second_factor(storage::ReadTxn& txn, std::string_view account)
{
    const auto factor = storage::find_second_factor(txn, account);
    return factor && !factor->secret.empty();
}

}  // namespace beihui::accounts

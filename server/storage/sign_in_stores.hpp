#pragma once

// What sign-in keeps: sessions, devices, tries, one-time codes, second factors, API tokens. All
// functions take an open transaction; secrets come here hashed or sealed.

#include "base/civil.hpp"
#include "storage/database.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace beihui::storage
{

// --- sessions (session_store.cpp) -------------------------------------------------------------------

struct Session
{
    std::string token_hash;  // hex SHA-256 of the cookie value
    std::string account;
    Instant opened_at;
    Instant seen_at;
    std::string id = {};       // stays when the token changes; chosen when it is empty
    std::string host = {};     // the name it was opened at; the cookie is good at no other
    std::string device = {};   // "Chrome · Windows"
    std::string address = {};  // it was opened from
    std::optional<Instant> confirmed_at = {};  // when password or code was last given
};
void put_session(WriteTxn& txn, const Session& session);
std::optional<Session> find_session(ReadTxn& txn, std::string_view token_hash);
// Those opened after a moment, the latest first.
std::vector<Session> sessions_of(ReadTxn& txn, std::string_view account, Instant opened_after);
// Says that a session was used; one that has ended meanwhile stays ended.
void touch_session(WriteTxn& txn, std::string_view token_hash, Instant seen_at);
// Gives the session another token, confirmed now. False when it has ended meanwhile.
bool renew_session(
    WriteTxn& txn,
    std::string_view token_hash,
    std::string_view new_hash,
    Instant now
);
void drop_session(WriteTxn& txn, std::string_view token_hash);
// Ends the session of that account (any account when it is empty) with this id. False when there is
// none.
bool drop_session_of(WriteTxn& txn, std::string_view account, std::string_view id);
// Ends the sessions of an account, all but one (all when `but`, a token hash, is empty). Returns how
// many.
std::size_t drop_sessions_of(WriteTxn& txn, std::string_view account, std::string_view but);
// Forgets what ended long ago by itself.
void drop_sessions_before(WriteTxn& txn, Instant opened_before);

// Whose device this is; empty when it is nobody's.
std::string find_device(ReadTxn& txn, std::string_view token_hash);
void put_device(
    WriteTxn& txn,
    std::string_view token_hash,
    std::string_view account,
    Instant seen_at
);
// Keeps the devices of an account that were used last, `most` of them, and none used before.
void drop_devices(WriteTxn& txn, std::string_view account, std::size_t most, Instant before);

// --- tries (try_store.cpp) ---------------------------------------------------------------------------

struct Try
{
    std::string id;
    std::string counter;
    std::string login;
    std::string address;
    std::string network;
    Instant at;
};
struct TriesFound
{
    std::int64_t count = 0;
    std::optional<Instant> last;
};
// (after, until]: a try that a clock which was put back left in the future does not count.
struct Period
{
    Instant after;
    Instant until;
};
// Waits for whoever reads this counter now; the next one waits for the end of this transaction.
void hold_counter(WriteTxn& txn, std::string_view counter, Instant now);
void put_try(WriteTxn& txn, const Try& made);
TriesFound tries_for(ReadTxn& txn, std::string_view counter, Period within);
TriesFound tries_from_address(ReadTxn& txn, std::string_view address, Period within);
TriesFound tries_from_network(ReadTxn& txn, std::string_view network, Period within);
std::int64_t logins_tried_from(ReadTxn& txn, std::string_view network, Period within);
void forget_tries(WriteTxn& txn, std::string_view counter);
void drop_tries_before(WriteTxn& txn, Instant at);

// --- one-time codes (code_store.cpp) ----------------------------------------------------------------

struct OneTimeCode
{
    std::string code_hash;
    std::string kind;     // "setup", "password"
    std::string account;  // empty for setup
    std::string made_by;
    Instant made_at;
    Instant expires_at;
    std::optional<Instant> used_at = {};
};
// A new code ends the earlier ones of that kind and account.
void put_one_time_code(WriteTxn& txn, const OneTimeCode& code);
std::optional<OneTimeCode> find_one_time_code(ReadTxn& txn, std::string_view code_hash);
// Marks it used. False when somebody was quicker, or it is over.
bool use_one_time_code(WriteTxn& txn, std::string_view code_hash, Instant now);
void drop_one_time_codes(WriteTxn& txn, std::string_view kind, std::string_view account);

// --- second factors (code_store.cpp) -------------------------------------------------------------------

struct SecondFactor
{
    std::string account;
    std::string secret;   // sealed; empty until confirmed
    std::string pending;  // sealed; empty when there is none
    std::int64_t last_step = 0;
    std::optional<Instant> since = {};
};
std::optional<SecondFactor> find_second_factor(ReadTxn& txn, std::string_view account);
void put_second_factor(WriteTxn& txn, const SecondFactor& factor);
// Takes the code of a step. False when this or a later one was taken: a code works once.
bool take_step(WriteTxn& txn, std::string_view account, std::int64_t step);
bool drop_second_factor(WriteTxn& txn, std::string_view account);
// Replaces all recovery codes of an account.
void put_recovery_codes(
    WriteTxn& txn,
    std::string_view account,
    const std::vector<std::string>& hashes
);
bool use_recovery_code(
    WriteTxn& txn,
    std::string_view account,
    std::string_view code_hash,
    Instant now
);
std::int64_t recovery_codes_left(ReadTxn& txn, std::string_view account);

// --- API tokens (token_store.cpp) ------------------------------------------------------------------------

struct ApiToken
{
    std::string id;
    std::string account;
    std::string name;
    std::string secret_hash;
    std::string scope;  // "read", "write"
    std::string organisation;
    std::vector<std::string> addresses;
    Instant made_at;
    Instant expires_at;
    std::optional<Instant> revoked_at = {};
    std::optional<Instant> used_at = {};
    std::string used_from = {};
};
void put_api_token(WriteTxn& txn, const ApiToken& token);
std::optional<ApiToken> find_api_token(ReadTxn& txn, std::string_view id);
// Of one account, or of all when it is empty; the latest first.
std::vector<ApiToken> api_tokens_of(ReadTxn& txn, std::string_view account);
void touch_api_token(WriteTxn& txn, std::string_view id, Instant used_at, std::string_view from);
// False when there is none of that account (any account when it is empty) that is not revoked yet.
bool revoke_api_token(
    WriteTxn& txn,
    std::string_view id,
    std::string_view account,
    Instant revoked_at
);

}  // namespace beihui::storage

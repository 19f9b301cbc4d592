#pragma once

#include "base/civil.hpp"
#include "storage/database.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace beihui::storage
{

// A link by which somebody without an account reads a brief.
struct Share
{
    std::string id;
    std::string account;     // of whoever made it
    std::string name;        // for whom
    std::string token_hash;  // SHA-256 of the secret, hex
    Instant made_at;
    Instant expires_at;
    std::optional<Instant> used_at = {};
    std::int64_t uses = 0;
};

void put_share(WriteTxn& txn, const Share& share);
// Those of an account that are good at `now`, the latest first.
std::vector<Share> live_shares(ReadTxn& txn, std::string_view account, Instant now);
// The one whose secret has this hash, when it is good and its maker is not locked: one statement
// whatever the answer, so that no answer comes sooner than another.
std::optional<Share> find_live_share(ReadTxn& txn, std::string_view token_hash, Instant now);
void count_use(WriteTxn& txn, std::string_view id, Instant now);
// False when that account has none with this id that is good.
bool revoke_share(WriteTxn& txn, std::string_view id, std::string_view account, Instant now);

}  // namespace beihui::storage

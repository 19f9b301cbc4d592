#include "storage/share_store.hpp"

#include "storage/statement.hpp"

namespace beihui::storage
{
namespace
{

constexpr std::string_view share_types = "ttttiiii";

std::string select_share(std::string_view rest)
{
    return "SELECT s.id, s.account, s.name, s.token_hash, s.made_ms, s.expires_ms, s.used_ms,"
           " s.uses FROM share s" +
           std::string(rest);
}

Share read_share(Query& row)
{
    Share share;
    share.id = row.text();
    share.account = row.text();
    share.name = row.text();
    share.token_hash = row.text();
    share.made_at = row.instant();
    share.expires_at = row.instant();
    share.used_at = row.maybe_instant();
    share.uses = row.integer();
    return share;
}

}  // namespace

void put_share(WriteTxn& txn, const Share& share)
{
    run(txn,
        "INSERT INTO share (id, account, name, token_hash, made_ms, expires_ms, uses)"
        " VALUES (:id, :account, :name, :hash, :made, :expires, :uses)",
        {share.id, share.account, share.name, share.token_hash, share.made_at, share.expires_at,
         share.uses});
}

std::vector<Share> live_shares(ReadTxn& txn, std::string_view account, Instant now)
{
    static const std::string sql =
        select_share(" WHERE s.account = :account AND s.revoked_ms IS NULL AND s.expires_ms > :now"
                     " ORDER BY s.made_ms DESC, s.id");
    std::vector<Share> shares;
    Query rows(txn, sql, share_types, {account, now});
    while (rows.next())
        shares.push_back(read_share(rows));
    return shares;
}

std::optional<Share> find_live_share(ReadTxn& txn, std::string_view token_hash, Instant now)
{
    static const std::string sql =
        select_share(" JOIN account a ON a.id = s.account AND a.locked = 0"
                     " WHERE s.token_hash = :hash AND s.revoked_ms IS NULL AND s.expires_ms > :now"
        );
    Query row(txn, sql, share_types, {token_hash, now});
    return row.next() ? std::optional(read_share(row)) : std::nullopt;
}

void count_use(WriteTxn& txn, std::string_view id, Instant now)
{
    run(txn, "UPDATE share SET used_ms = :now, uses = uses + 1 WHERE id = :id", {now, id});
}

bool revoke_share(WriteTxn& txn, std::string_view id, std::string_view account, Instant now)
{
    return run(txn,
               "UPDATE share SET revoked_ms = :revoked WHERE id = :id AND account = :account"
               " AND revoked_ms IS NULL AND expires_ms > :now",
               {now, id, account, now}) == 1;
}

}  // namespace beihui::storage

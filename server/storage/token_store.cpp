#include "storage/access_watch.hpp"
#include "storage/columns.hpp"
#include "storage/sign_in_stores.hpp"
#include "storage/statement.hpp"

namespace beihui::storage
{
namespace
{

constexpr std::string_view token_types = "tttttttiiiit";

std::string select_token(std::string_view rest)
{
    return "SELECT id, account, name, secret_hash, scope, organisation, addresses, made_ms,"
           " expires_ms, revoked_ms, used_ms, used_from FROM api_token" +
           std::string(rest);
}

ApiToken read_token(Query& row)
{
    ApiToken token;
    token.id = row.text();
    token.account = row.text();
    token.name = row.text();
    token.secret_hash = row.text();
    token.scope = row.text();
    token.organisation = row.text();
    token.addresses = parted(row.text());
    token.made_at = row.instant();
    token.expires_at = row.instant();
    token.revoked_at = row.maybe_instant();
    token.used_at = row.maybe_instant();
    token.used_from = row.text();
    return token;
}

}  // namespace

void put_api_token(WriteTxn& txn, const ApiToken& token)
{
    run(txn,
        "INSERT INTO api_token (id, account, name, secret_hash, scope, organisation, addresses,"
        " made_ms, expires_ms, revoked_ms, used_ms, used_from)"
        " VALUES (:id, :account, :name, :hash, :scope, :organisation, :addresses, :made, :expires,"
        " :revoked, :used, :used_from)",
        {token.id, token.account, token.name, token.secret_hash, token.scope, token.organisation,
         joined(token.addresses), token.made_at, token.expires_at, token.revoked_at, token.used_at,
         token.used_from});
}

std::optional<ApiToken> find_api_token(ReadTxn& txn, std::string_view id)
{
    static const std::string sql = select_token(" WHERE id = :id");
    Query row(txn, sql, token_types, {id});
    if (!row.next())
        return std::nullopt;
    return read_token(row);
}

std::vector<ApiToken> api_tokens_of(ReadTxn& txn, std::string_view account)
{
    static const std::string of_one =
        select_token(" WHERE account = :account ORDER BY made_ms DESC, id");
    static const std::string of_all =
        select_token(" WHERE account >= :account ORDER BY made_ms DESC, id");
    std::vector<ApiToken> tokens;
    Query rows(txn, account.empty() ? of_all : of_one, token_types, {account});
    while (rows.next())
        tokens.push_back(read_token(rows));
    return tokens;
}

void touch_api_token(WriteTxn& txn, std::string_view id, Instant used_at, std::string_view from)
{
    run(txn, "UPDATE api_token SET used_ms = :used, used_from = :used_from WHERE id = :id",
        {used_at, from, id});
}

bool revoke_api_token(
    WriteTxn& txn,
    std::string_view id,
    std::string_view account,
    Instant revoked_at
)
{
    note_access_change();
    return run(txn,
               "UPDATE api_token SET revoked_ms = :revoked WHERE id = :id AND revoked_ms IS NULL"
               " AND (account = :account OR :anybody = 1)",
               {revoked_at, id, account, account.empty() ? 1 : 0}) == 1;
}

}  // namespace beihui::storage

#include "storage/access_watch.hpp"
#include "storage/sign_in_stores.hpp"
#include "storage/statement.hpp"

namespace beihui::storage
{

void put_one_time_code(WriteTxn& txn, const OneTimeCode& code)
{
    drop_one_time_codes(txn, code.kind, code.account);
    run(txn,
        "INSERT INTO one_time_code (code_hash, kind, account, made_by, made_ms, expires_ms, "
        "used_ms)"
        " VALUES (:hash, :kind, :account, :made_by, :made, :expires, :used)",
        {code.code_hash, code.kind, code.account, code.made_by, code.made_at, code.expires_at,
         code.used_at});
}

std::optional<OneTimeCode> find_one_time_code(ReadTxn& txn, std::string_view code_hash)
{
    Query row(
        txn,
        "SELECT code_hash, kind, account, made_by, made_ms, expires_ms, used_ms FROM one_time_code"
        " WHERE code_hash = :hash",
        "ttttiii", {code_hash}
    );
    if (!row.next())
        return std::nullopt;
    OneTimeCode code;
    code.code_hash = row.text();
    code.kind = row.text();
    code.account = row.text();
    code.made_by = row.text();
    code.made_at = row.instant();
    code.expires_at = row.instant();
    code.used_at = row.maybe_instant();
    return code;
}

bool use_one_time_code(WriteTxn& txn, std::string_view code_hash, Instant now)
{
    return run(txn,
               "UPDATE one_time_code SET used_ms = :used WHERE code_hash = :hash"
               " AND used_ms IS NULL AND expires_ms > :now",
               {now, code_hash, now}) == 1;
}

void drop_one_time_codes(WriteTxn& txn, std::string_view kind, std::string_view account)
{
    run(txn, "DELETE FROM one_time_code WHERE kind = :kind AND account = :account",
        {kind, account});
}

std::optional<SecondFactor> find_second_factor(ReadTxn& txn, std::string_view account)
{
    Query row(
        txn,
        "SELECT account, secret, pending, last_step, since_ms FROM second_factor"
        " WHERE account = :account",
        "tttii", {account}
    );
    if (!row.next())
        return std::nullopt;
    SecondFactor factor;
    factor.account = row.text();
    factor.secret = row.text();
    factor.pending = row.text();
    factor.last_step = row.integer();
    factor.since = row.maybe_instant();
    return factor;
}

void put_second_factor(WriteTxn& txn, const SecondFactor& factor)
{
    note_access_change();
    run(txn,
        "INSERT INTO second_factor (account, secret, pending, last_step, since_ms)"
        " VALUES (:account, :secret, :pending, :last_step, :since)"
        " ON CONFLICT (account) DO UPDATE SET secret = excluded.secret,"
        " pending = excluded.pending, last_step = excluded.last_step,"
        " since_ms = excluded.since_ms",
        {factor.account, factor.secret, factor.pending, factor.last_step, factor.since});
}

bool take_step(WriteTxn& txn, std::string_view account, std::int64_t step)
{
    return run(txn,
               "UPDATE second_factor SET last_step = :step WHERE account = :account"
               " AND last_step < :below",
               {step, account, step}) == 1;
}

bool drop_second_factor(WriteTxn& txn, std::string_view account)
{
    note_access_change();
    put_recovery_codes(txn, account, {});
    return run(txn, "DELETE FROM second_factor WHERE account = :account", {account}) == 1;
}

void put_recovery_codes(
    WriteTxn& txn,
    std::string_view account,
    const std::vector<std::string>& hashes
)
{
    run(txn, "DELETE FROM recovery_code WHERE account = :account", {account});
    for (const std::string& hash : hashes)
        run(txn,
            "INSERT INTO recovery_code (account, code_hash, used_ms) VALUES (:account, :hash, "
            "NULL)",
            {account, hash});
}

bool use_recovery_code(
    WriteTxn& txn,
    std::string_view account,
    std::string_view code_hash,
    Instant now
)
{
    return run(txn,
               "UPDATE recovery_code SET used_ms = :used WHERE account = :account"
               " AND code_hash = :hash AND used_ms IS NULL",
               {now, account, code_hash}) == 1;
}

std::int64_t recovery_codes_left(ReadTxn& txn, std::string_view account)
{
    Query row(
        txn, "SELECT COUNT(*) FROM recovery_code WHERE account = :account AND used_ms IS NULL", "i",
        {account}
    );
    return row.next() ? row.integer() : 0;
}

}  // namespace beihui::storage

#include "storage/appending.hpp"
#include "storage/statement.hpp"
#include "storage/stores.hpp"

namespace beihui::storage
{

std::optional<KeptAnswer> find_answer(ReadTxn& txn, std::string_view actor, std::string_view key)
{
    Query row(
        txn,
        "SELECT request_hash, status, body, headers FROM idempotency"
        " WHERE actor = :actor AND request_key = :key",
        "titt", {actor, key}
    );
    if (!row.next())
        return std::nullopt;
    KeptAnswer answer;
    answer.request_hash = row.text();
    answer.status = static_cast<int>(row.integer());
    answer.body = row.text();
    answer.headers = row.text();
    return answer;
}

KeepingAnswer::KeepingAnswer(
    WriteTxn& txn,
    std::string_view actor,
    std::string_view key,
    const KeptAnswer& answer,
    Instant at
)
    : inserted_(
          txn,
          "INSERT INTO idempotency (actor, request_key, request_hash, status, body, headers,"
          " at_ms) VALUES (:actor, :key, :hash, :status, :body, :headers, :at)"
          " ON CONFLICT (actor, request_key) DO NOTHING",
          {},
          {actor, key, answer.request_hash, answer.status, answer.body, answer.headers, at}
      )
{}

Result<void> KeepingAnswer::kept()
{
    if (inserted_.affected() == 1)
        return {};
    return refuse(
        Refusal::conflict, "idempotency_key_taken", "这个请求已经提交过，请查看已有的结果",
        "this Idempotency-Key has been used already; look at the answer it got"
    );
}

Result<void> keep_answer(
    WriteTxn& txn,
    std::string_view actor,
    std::string_view key,
    const KeptAnswer& answer,
    Instant at
)
{
    return KeepingAnswer(txn, actor, key, answer, at).kept();
}

std::size_t drop_answers_before(WriteTxn& txn, Instant at)
{
    return static_cast<std::size_t>(run(txn, "DELETE FROM idempotency WHERE at_ms < :at", {at}));
}

}  // namespace beihui::storage

#include "base/bytes.hpp"
#include "storage/statement.hpp"
#include "storage/stores.hpp"

#include <stdexcept>

namespace beihui::storage
{
namespace
{

constexpr std::size_t part_size = 768 * 1024;  // 1 MiB in base64

}  // namespace

void keep_bytes(WriteTxn& txn, std::string_view sha256, std::string_view bytes)
{
    std::int64_t part = 0;
    std::size_t at = 0;
    do {
        run(txn,
            "INSERT INTO document_bytes (sha256, part, bytes) VALUES (:sha256, :part, :bytes)"
            " ON CONFLICT (sha256, part) DO NOTHING",
            {sha256, part, base64(bytes.substr(at, part_size))});
        ++part;
        at += part_size;
    } while (at < bytes.size());
}

std::optional<std::string> find_bytes(ReadTxn& txn, std::string_view sha256)
{
    std::string bytes;
    bool found = false;
    Query rows(
        txn, "SELECT bytes FROM document_bytes WHERE sha256 = :sha256 ORDER BY part", "t", {sha256}
    );
    for (; rows.next(); found = true) {
        const std::optional<std::string> part = from_base64(rows.text());
        if (!part)
            throw std::runtime_error("the bytes of a document are damaged: " + std::string(sha256));
        bytes += *part;
    }
    return found ? std::optional<std::string>(std::move(bytes)) : std::nullopt;
}

std::optional<StoredDocument> find_document(ReadTxn& txn, std::string_view id)
{
    Query row(
        txn, "SELECT id, name, media, kind, sha256, size, case_id FROM document WHERE id = :id",
        "tttttit", {id}
    );
    if (!row.next())
        return std::nullopt;
    StoredDocument stored;
    stored.document.id = row.text();
    stored.document.name = row.text();
    stored.document.media = row.text();
    stored.document.kind = row.text();
    stored.document.sha256 = row.text();
    stored.document.size = row.integer();
    stored.case_id = row.text();
    if (txn.wall() && !find_case(txn, stored.case_id))
        return std::nullopt;
    return stored;
}

}  // namespace beihui::storage

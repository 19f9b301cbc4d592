#include "storage/account_links.hpp"

#include "storage/statement.hpp"

namespace beihui::storage
{
namespace
{

constexpr std::string_view link_types = "ttttti";

std::string select_link(std::string_view rest)
{
    return "SELECT id, issuer, subject, account, made_by, made_ms FROM account_link" +
           std::string(rest);
}

AccountLink read_link(Query& row)
{
    AccountLink link;
    link.id = row.text();
    link.issuer = row.text();
    link.subject = row.text();
    link.account = row.text();
    link.made_by = row.text();
    link.made_at = row.instant();
    return link;
}

}  // namespace

Result<void> put_account_link(WriteTxn& txn, const AccountLink& link)
{
    const auto made =
        run(txn,
            "INSERT INTO account_link (id, issuer, subject, account, made_by, made_ms)"
            " VALUES (:id, :issuer, :subject, :account, :made_by, :made)"
            " ON CONFLICT (issuer, subject) DO NOTHING",
            {link.id, link.issuer, link.subject, link.account, link.made_by, link.made_at});
    if (made == 1)
        return {};
    const auto other = find_account_link(txn, link.issuer, link.subject);
    if (other && other->account == link.account)
        return {};
    return refuse(
        Refusal::conflict, "identity_linked", "这个外部身份已关联到另一个账号；请先解除那一关联",
        "this identity is linked to another account; remove that link first"
    );
}

std::optional<AccountLink> find_account_link(ReadTxn& txn, std::string_view id)
{
    static const std::string sql = select_link(" WHERE id = :id");
    Query row(txn, sql, link_types, {id});
    return row.next() ? std::optional(read_link(row)) : std::nullopt;
}

std::optional<AccountLink> find_account_link(
    ReadTxn& txn,
    std::string_view issuer,
    std::string_view subject
)
{
    static const std::string sql = select_link(" WHERE issuer = :issuer AND subject = :subject");
    Query row(txn, sql, link_types, {issuer, subject});
    return row.next() ? std::optional(read_link(row)) : std::nullopt;
}

std::vector<AccountLink> all_account_links(ReadTxn& txn)
{
    static const std::string sql = select_link(" ORDER BY account, issuer, subject");
    std::vector<AccountLink> links;
    Query rows(txn, sql, link_types);
    while (rows.next())
        links.push_back(read_link(rows));
    return links;
}

void drop_account_link(WriteTxn& txn, std::string_view id)
{
    run(txn, "DELETE FROM account_link WHERE id = :id", {id});
}

bool use_once(WriteTxn& txn, std::string_view mark, Instant now)
{
    return run(txn,
               "INSERT INTO used_once (mark, used_ms, session) VALUES (:mark, :used, '')"
               " ON CONFLICT (mark) DO NOTHING",
               {mark, now}) == 1;
}

void note_opened_session(WriteTxn& txn, std::string_view mark, std::string_view session)
{
    run(txn, "UPDATE used_once SET session = :session WHERE mark = :mark", {session, mark});
}

std::string find_opened_session(ReadTxn& txn, std::string_view mark)
{
    Query row(txn, "SELECT session FROM used_once WHERE mark = :mark", "t", {mark});
    return row.next() ? row.text() : std::string();
}

void drop_used_before(WriteTxn& txn, Instant at, Instant at_with_session)
{
    run(txn, "DELETE FROM used_once WHERE used_ms < :at AND session = ''", {at});
    run(txn, "DELETE FROM used_once WHERE used_ms < :at", {at_with_session});
}

}  // namespace beihui::storage

#include "acts/inbox.hpp"

#include "acts/case_page.hpp"
#include "history/sealing.hpp"

namespace beihui::acts
{
namespace
{

storage::InboxQuery inbox_of(const accounts::Actor& actor)
{
    storage::InboxQuery query;
    query.person = actor.key;
    for (const accounts::Grant& grant : actor.grants)
        query.roles.emplace_back(grant.role, grant.organisation);
    return query;
}

// What was said: the words of the comment, the note of a reminder, the reason of a return. In clear:
// whoever wrote them addressed them to the one who reads them here.
json::value words_of(
    const Context& context,
    storage::ReadTxn& txn,
    const storage::StoredNotice& stored
)
{
    const auto entry = storage::find_entry(txn, stored.entry);
    if (!entry)
        return "";
    json::value data(history::read_body(entry->body).data);
    storage::reveal(txn, context.database, data, false);
    if (const json::value* const reason = member(data, "reason"))
        return *reason;
    const auto to_side = [](const json::value* changed, std::string_view field) {
        const json::value* const sides = changed ? member(*changed, field) : nullptr;
        return sides ? member(*sides, "to") : nullptr;
    };
    if (const json::value* const note = to_side(member(data, "changed"), "note"))
        return *note;
    const json::value* const written = member(data, "written");
    if (written && written->is_array() && !written->as_array().empty())
        if (const json::value* const text =
                to_side(member(written->as_array().front(), "changed"), "text"))
            return *text;
    return "";
}

}  // namespace

Result<json::object> inbox_page(
    const Context& live,
    storage::ReadTxn& txn,
    const accounts::Actor& actor,
    bool only_unread,
    const std::string& cursor,
    std::size_t limit
)
{
    const Context context = live.holding_rules();
    storage::InboxQuery query = inbox_of(actor);
    const std::int64_t unread = storage::count_unread(txn, query);
    query.only_unread = only_unread;
    query.cursor = cursor;
    query.limit = limit;
    const auto page = storage::list_notices(txn, query);
    if (!page)
        return page.error();
    Names names(context, txn);
    json::array items;
    for (const storage::StoredNotice& stored : page->items) {
        const auto seen = seen_case(txn, actor, stored.case_id);
        if (!seen)
            continue;
        items.emplace_back(json::object{
            {"id", stored.id},
            {"kind", stored.notice.kind},
            {"at", stored.at.text()},
            {"by", json::object{{"key", stored.by}, {"name", names.person(stored.by)}}},
            {"case", case_line(context, names, seen->subject)},
            {"about", stored.notice.about},
            {"to_role", stored.notice.person.empty()},
            {"words", words_of(context, txn, stored)},
            {"read", stored.read},
        });
    }
    return json::object{
        {"items", std::move(items)}, {"unread", unread}, {"next_cursor", page->next_cursor}
    };
}

Result<json::object> mark_read(
    const Context& context,
    const accounts::Actor& actor,
    const std::vector<std::string>& ids
)
{
    const Instant now = context.clock.now();
    json::object answer;
    const auto marked = context.database.write([&](storage::WriteTxn& txn) -> Result<void> {
        const storage::InboxQuery inbox = inbox_of(actor);
        answer["marked"] = storage::mark_read(txn, inbox, ids, now);
        answer["unread"] = storage::count_unread(txn, inbox);
        return {};
    });
    if (!marked)
        return marked.error();
    return answer;
}

}  // namespace beihui::acts

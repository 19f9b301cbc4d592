#include "acts/access.hpp"

#include "acts/case_page.hpp"
#include "base/text.hpp"

#include <algorithm>
#include <iterator>

namespace beihui::acts
{
namespace
{

constexpr std::size_t shortest_reason = 4;
constexpr std::size_t longest_reason = 200;

Words action_words(std::string_view action)
{
    if (action == "open_personal")
        return {"查看个人信息", "opened personal values"};
    if (action == "read_document")
        return {"下载材料", "took a document"};
    if (action == "export")
        return {"导出文件", "took a file out"};
    return {std::string(action), std::string(action)};
}

}  // namespace

Result<json::object> open_personal(
    const Context& context,
    const accounts::Actor& actor,
    std::string_view number,
    std::string_view reason,
    std::string_view peer
)
{
    const std::string stated(trim(reason));
    const std::size_t length = length_in_characters(stated);
    if (length < shortest_reason || length > longest_reason)
        return refuse(
            Refusal::invalid_input, "reason_required",
            "查看个人信息须写明事由（4 至 200 字），事由记入访问日志",
            "state a reason of 4 to 200 characters; it is kept in the access log"
        );
    Result<Case> subject = Error{};
    context.database.read([&](storage::ReadTxn& txn) { subject = visible_case(txn, actor, number); }
    );
    if (!subject)
        return subject.error();
    if (accounts::personal_of(actor, subject->org_path, subject->workflow) ==
        accounts::Personal::never)
        return refuse(
            Refusal::not_allowed, "role_required",
            "您的角色只能看到个人信息有没有填写，不能查看内容；需要时请联系学校就业部门",
            "your role sees only whether personal values were filled in; ask the school's "
            "employment"
            " office"
        );
    const Instant now = context.clock.now();
    const Instant until = Instant::from_ms(
        now.ms() + std::chrono::duration_cast<std::chrono::milliseconds>(opening_time).count()
    );
    const auto kept = context.database.write([&](storage::WriteTxn& txn) -> Result<void> {
        storage::put_opening(txn, actor.key, subject->id, until);
        storage::put_access(
            txn, {.at = now,
                  .actor = actor.key,
                  .action = "open_personal",
                  .subject = subject->id,
                  .org_path = subject->org_path,
                  .detail = {{"number", subject->number}, {"until", until.text()}},
                  .reason = stated,
                  .peer = std::string(peer)}
        );
        return {};
    });
    if (!kept)
        return kept.error();
    return json::object{{"open_until", until.text()}};
}

Result<void> note_access(
    const Context& context,
    const accounts::Actor& actor,
    std::string_view action,
    std::string_view subject,
    std::string_view org_path,
    json::object detail,
    std::string_view peer
)
{
    storage::Access access{
        .at = context.clock.now(),
        .actor = actor.key,
        .action = std::string(action),
        .subject = std::string(subject),
        .org_path = std::string(org_path),
        .detail = std::move(detail),
        .peer = std::string(peer),
    };
    return context.database.write([&](storage::WriteTxn& txn) -> Result<void> {
        storage::put_access(txn, access);
        return {};
    });
}

Result<json::object> access_page(
    const Context& context,
    storage::ReadTxn& txn,
    const accounts::Actor& actor,
    storage::AccessQuery query
)
{
    for (const accounts::Grant& grant : actor.grants) {
        const accounts::RolePolicy* const role = accounts::Policy::built_in().role(grant.role);
        if (!role || !role->may.contains(accounts::Action::read_access_log))
            continue;
        query.org_paths.push_back(grant.org_path);
        std::ranges::copy(grant.elsewhere, std::back_inserter(query.org_paths));
    }
    if (query.org_paths.empty())
        return accounts::may(actor, accounts::Action::read_access_log).error();
    const auto page = storage::list_access(txn, query);
    if (!page)
        return page.error();
    Names names(context, txn);
    json::array items;
    for (const storage::Access& access : page->items)
        items.emplace_back(json::object{
            {"uid", access.uid},
            {"at", access.at.text()},
            {"actor", json::object{{"key", access.actor}, {"name", names.person(access.actor)}}},
            {"action", access.action},
            {"label", words_json(action_words(access.action))},
            {"subject", access.subject},
            {"detail", access.detail},
            {"reason", access.reason},
            {"peer", access.peer},
            {"leaf", access.leaf},
        });
    return json::object{{"items", std::move(items)}, {"next_cursor", page->next_cursor}};
}

}  // namespace beihui::acts

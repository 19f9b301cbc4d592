#include "acts/access.hpp"

#include "acts/case_page.hpp"
#include "base/text.hpp"

#include <algorithm>
#include <array>
#include <iterator>

namespace beihui::acts
{
namespace
{

constexpr std::size_t shortest_reason = 4;
constexpr std::size_t longest_reason = 200;

struct ActionWords
{
    std::string_view action;
    std::string_view zh;
    std::string_view en;
};

constexpr std::array all_words{
    ActionWords{"open_personal", "查看个人信息", "opened personal values"},
    ActionWords{"read_document", "下载材料", "took a document"},
    ActionWords{"export", "导出文件", "took a file out"},
    ActionWords{"sign_in", "登录", "signed in"},
    ActionWords{"set_up", "设定第一位管理员", "set up as the first administrator"},
    ActionWords{"make_account", "开户", "made the account"},
    ActionWords{"lock_account", "锁定", "locked the account"},
    ActionWords{"unlock_account", "解锁", "unlocked the account"},
    ActionWords{"make_password_link", "给出设定密码的链接", "made a link for a new password"},
    ActionWords{"choose_password", "用链接设定密码", "chose a password with a link"},
    ActionWords{"change_password", "修改密码", "changed the password"},
    ActionWords{"set_second_factor", "启用验证器", "turned a second factor on"},
    ActionWords{"remove_second_factor", "移除验证器", "removed the second factor"},
    ActionWords{"end_session", "结束会话", "ended a session"},
    ActionWords{"end_sessions", "结束全部会话", "ended all sessions"},
    ActionWords{"link_account", "关联外部身份", "linked a person of another system"},
    ActionWords{"unlink_account", "解除外部身份的关联", "removed the link to another system"},
    ActionWords{"make_token", "新建令牌", "made an API token"},
    ActionWords{"revoke_token", "撤销令牌", "revoked an API token"},
    ActionWords{"make_feed", "新建日历订阅", "made a calendar subscription"},
    ActionWords{"make_share", "转发简报", "shared a brief"},
    ActionWords{"end_share", "收回转发的简报", "took a shared brief back"},
    ActionWords{"read_share", "凭链接查看简报", "read a shared brief"},
    ActionWords{"load_demonstration", "装入演示数据", "loaded the demonstration"},
    ActionWords{"remove_demonstration", "移除演示数据", "removed the demonstration"},
    ActionWords{"end_feed", "停用日历订阅", "ended a calendar subscription"},
    ActionWords{"make_webhook", "新建回调", "made a webhook"},
    ActionWords{"change_webhook", "修改回调", "changed a webhook"},
    ActionWords{"start_webhook", "启用回调", "switched a webhook on"},
    ActionWords{"stop_webhook", "停用回调", "switched a webhook off"},
    ActionWords{"fail_webhook", "回调多次未送达而停用", "switched a webhook off: nobody answered"},
    ActionWords{"renew_webhook_secret", "更换回调密钥", "renewed the secret of a webhook"},
    ActionWords{"end_webhook", "删除回调", "ended a webhook"},
    ActionWords{"resend_webhook", "重发回调", "sent a webhook again"},
    ActionWords{"open_door", "开启签到设备", "opened a device at the door"},
    ActionWords{"end_door", "停用签到设备", "ended a device at the door"},
};

// The subtrees whose access log somebody reads.
std::vector<std::string> paths_of_reader(const accounts::Actor& actor)
{
    std::vector<std::string> paths;
    for (const accounts::Grant& grant : actor.grants) {
        const accounts::RolePolicy* const role = accounts::Policy::built_in().role(grant.role);
        if (!role || !role->may.contains(accounts::Action::read_access_log))
            continue;
        paths.push_back(grant.org_path);
        std::ranges::copy(grant.elsewhere, std::back_inserter(paths));
    }
    return paths;
}

}  // namespace

Words access_words(std::string_view action)
{
    const auto found = std::ranges::find(all_words, action, &ActionWords::action);
    if (found == all_words.end())
        return {std::string(action), std::string(action)};
    return {std::string(found->zh), std::string(found->en)};
}

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
    if (!accounts::opens_contacts(actor, subject->org_path, subject->workflow))
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
    query.org_paths = paths_of_reader(actor);
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
            {"label", words_json(access_words(access.action))},
            {"subject", access.subject},
            {"detail", access.detail},
            {"reason", access.reason},
            {"peer", access.peer},
            {"leaf", access.leaf},
        });
    return json::object{{"items", std::move(items)}, {"next_cursor", page->next_cursor}};
}

Result<plugin::Sheet> access_sheet(
    const Context& context,
    storage::ReadTxn& txn,
    const accounts::Actor& actor,
    storage::AccessQuery query
)
{
    constexpr std::size_t most = 20'000;
    query.org_paths = paths_of_reader(actor);
    if (query.org_paths.empty())
        return accounts::may(actor, accounts::Action::read_access_log).error();
    query.limit = 200;
    query.cursor.clear();
    Names names(context, txn);
    plugin::Sheet sheet{.name = "查阅记录", .rows = {}};
    sheet.rows.push_back({"时间", "操作人", "事项", "对象", "事由", "客户端地址", "本行 SHA-256"});
    do {
        const auto page = storage::list_access(txn, query);
        if (!page)
            return page.error();
        for (const storage::Access& access : page->items) {
            const std::string_view number = text_of(access.detail, "number");
            sheet.rows.push_back(
                {access.at.text(), names.person(access.actor), access_words(access.action).zh,
                 std::string(number.empty() ? std::string_view(access.subject) : number),
                 access.reason, access.peer, access.leaf}
            );
        }
        query.cursor = page->next_cursor;
        if (sheet.rows.size() > most)
            return refuse(
                Refusal::invalid_input, "list_too_long",
                "清单超过 " + std::to_string(most) + " 行，请缩小范围后再导出",
                "the list is longer than " + std::to_string(most) + " lines; narrow it down"
            );
    } while (!query.cursor.empty());
    return sheet;
}

}  // namespace beihui::acts

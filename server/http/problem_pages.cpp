#include "http/problem_pages.hpp"

#include <array>
#include <map>
#include <mutex>
#include <tuple>

namespace beihui::http
{
namespace
{

using Page = ProblemPage;

constexpr std::array pages = {
    Page{
        "publication_refused",
        "规则包没有发布，原有版本不变。errors 逐条写明不合要求之处；每个 RP 代码的说明在 "
        "docs/codes/。",
        "The pack was not published and the live revision stays. errors lists what is not right; "
        "docs/codes/ has a page about each RP code."
    },
    Page{
        "migration_refused", "案卷没有迁移。errors 写明原因；每个 RP 代码的说明在 docs/codes/。",
        "The case was not moved. errors says why; docs/codes/ has a page about each RP code."
    },
    Page{
        "pack_moved_on", "检查期间别人变动了规则包。请重新读取后再发布、停用或退回。",
        "Somebody changed the packs meanwhile. Read them again, then publish, retire or revert."
    },
    Page{
        "no_earlier_revision",
        "这个规则包没有可以退回的版本。用 GET /api/v1/packs/{id}/revisions 查看各版。",
        "The pack has no revision to go back to. GET /api/v1/packs/{id}/revisions lists them."
    },
    Page{"pack_not_live", "这个规则包已经停用。", "The pack is retired already."},
    Page{
        "revision_not_rising", "版次须递增：这一版或更新的一版已经发布过。",
        "Revisions rise: this revision or a later one was published already."
    },
    Page{
        "role_required", "此操作须由列出的角色办理。请联系持有该角色的同事。",
        "Only the roles listed may do this. Ask a colleague who holds one."
    },
    Page{
        "case_not_found", "没有这份案卷，或它不在您的单位范围内。请核对编号。",
        "There is no such case, or it is outside your organisation. Check the number."
    },
    Page{
        "act_not_open", "案卷现在的阶段不能办理此操作。提示里列出了现在可以办理的操作。",
        "The act is not open at this stage. The detail lists those that are."
    },
    Page{
        "overloaded",
        "请求过多，这一次没有办理，也没有留下任何痕迹。请按 Retry-After "
        "的秒数等候后再试；提交的内容请用"
        "同一个 Idempotency-Key。一再如此时，请管理员看 docs/operation.md。",
        "There was too much to do: this was not done and left nothing behind. Wait for as many "
        "seconds as Retry-After says and send it again, with the same Idempotency-Key. If it stays "
        "so, see docs/operation.md."
    },
    Page{
        "unknown_host",
        "请求的主机名不是本服务器的。请用管理员公布的网址；管理员用 --host 写明其他名称。",
        "The request names a host that this server is not. Use the published address; "
        "administrators "
        "add names with --host."
    },
    Page{
        "wrong_media_type", "请求体的类型不对。Content-Type 须是接口文档写明的一种。",
        "The body has another type than the interface takes. Send the Content-Type it documents."
    },
    Page{
        "own_roles", "不能登记自己的任职。请由另一位系统管理员或就业办主任登记。",
        "Nobody records their own roles. Ask another administrator or director."
    },
    Page{
        "organisation_faults", "单位信息有误，没有写入。errors 写明哪一栏、哪一天、与什么冲突。",
        "The organisation has faults and nothing was written. errors names field, day and conflict."
    },
    Page{
        "organisation_busy",
        "单位名下还有未办结的案卷、事项或下级单位。先办结或划转，或登记并入其他单位。",
        "Open cases, duties or organisations below remain. Close or move them, or record a merger."
    },
    Page{
        "organisation_ended",
        "单位已撤销或并入其他单位，不能再为它新建案卷。请在承接的单位名下新建。",
        "The organisation has ended or was merged; open the case for its successor."
    },
    Page{
        "import_faults",
        "导入的表有错，一行也没有写入。errors 逐处写明行、列和怎么改；改好后整表重新导入。",
        "The list has faults and no row was written. errors names row, column and remedy; mend it "
        "and "
        "import the whole list again."
    },
    Page{"unknown_act", "流程里没有这个操作。", "The workflow has no such act."},
    Page{
        "requirements_unmet",
        "通知的要求还没有全部满足。errors "
        "逐条列出缺什么、依据哪一条款、由谁办、怎么办；案卷没有任何改变。",
        "Requirements are not met. errors lists what is missing, the clause, who can mend it and "
        "how; nothing was changed."
    },
    Page{
        "too_early", "案卷开始之日以前不能办理此操作。请到那天再办；日期有误请先修改方案。",
        "The act is not done before the day the case starts on. Wait for it, or correct the plan."
    },
    Page{
        "four_eyes", "提交与审批（复核）须由不同的人办理。请有权限的同事办理。",
        "Whoever submitted may not approve or review. Ask a colleague."
    },
    Page{
        "form_faults", "填写有误，errors 指出每一处。改正后重新提交。",
        "The form has faults; errors names each. Correct them and send it again."
    },
    Page{
        "accepted_locked",
        "上级已经受理，内容锁定。请受理的一级撤销受理（从最上一级起），退回后再改。",
        "A level above has accepted it, so its content is locked. Ask for the acceptance to be "
        "undone, from the top down, and for the filing to be returned."
    },
    Page{
        "not_your_level", "现在不是您这一级办理。提示里写明轮到哪一级。",
        "It is another level's turn; the detail says which."
    },
    Page{"nothing_to_accept", "各级都已受理。", "Every level has accepted it."},
    Page{"nothing_accepted", "还没有受理，无可撤销。", "Nothing is accepted yet."},
    Page{
        "with_lower_level", "案卷已退回下级。下级重新提交后再办理。",
        "The case is back with the level below. Wait until it is sent again."
    },
    Page{
        "too_many_facts", "这次办理牵动的统计事实太多，不能边填边算。办理后在“统计归属”里看。",
        "The act touches too many facts to be counted along. See the facts once it is done."
    },
    Page{
        "claimed_already", "已有人认领。要接手请其转交或放回。",
        "Somebody has claimed the case. Ask them to hand it over or to give it back."
    },
    Page{
        "nothing_to_do_here", "您不能办理案卷现在的阶段，不能认领。提示里写明谁可以。",
        "There is nothing for you to do at this stage; the detail says who may."
    },
    Page{"not_claimed", "没有人认领这个案卷，不用放回。", "Nobody has claimed the case."},
    Page{
        "in_other_hands", "案卷在别人手中。请其放回或转交，或由主任办理。",
        "The case is in another's hands. Ask them to give it back or to hand it over."
    },
    Page{
        "cannot_see_case", "此人看不到本案卷，不能提醒。请选单位范围内的在岗人员。",
        "This person does not see the case and cannot be told of it."
    },
    Page{
        "cannot_take_over", "此人不能办理案卷现在的阶段，不能接手。提示里写明谁可以。",
        "This person may do nothing at the stage of the case; the detail says who may."
    },
    Page{"hand_over_to_self", "转交给自己请改用认领。", "Claim the case instead."},
    Page{
        "reminded_today", "今天已经催办过；同一案卷对同一人一天只催一次。",
        "A reminder was sent today; once a day is enough."
    },
    Page{"nobody_to_remind", "现在没有要催办的下一步。", "There is no next step to remind of."},
    Page{"nothing_missing", "这一项不缺，不用催办。", "Nothing is missing there."},
    Page{
        "unknown_requirement", "案卷没有这一项。代号见案卷的 decision.requirements。",
        "The case has no such requirement; decision.requirements of the case lists them."
    },
    Page{
        "no_reason", "这个操作不带理由。要说明请写在 note 里。",
        "The act takes no reason. Write it into note."
    },
    Page{
        "left_without_owner",
        "离岗的人还有事项没有人接手。errors 逐条列出；请写接手人，或先转交、先登记任职。",
        "Something of the leaver would be left without an owner. errors lists it: name a "
        "successor, "
        "hand it over or record a role first."
    },
    Page{
        "case_moved_on", "您读取之后案卷有了新的变化。请重新读取，再决定是否办理。",
        "The case has changed since you read it. Read it again, then decide."
    },
    Page{
        "version_required", "办理操作须带 If-Match，其值是您看到的案卷版本，如 \"v7\"。",
        "An act carries If-Match with the version of the case you saw, such as \"v7\"."
    },
    Page{
        "idempotency_key_required",
        "写入请求须带 Idempotency-Key（UUID），同一份表单重复提交用同一个。",
        "A request that writes carries an Idempotency-Key (a UUID), the same for each repeat."
    },
    Page{
        "idempotency_key_reused", "此 Idempotency-Key 已用于内容不同的请求。请换一个新的 UUID。",
        "This Idempotency-Key was used for another request. Use a new UUID."
    },
    Page{
        "code_registered", "这个代码已经登记过。请在登记簿里查找，不要重复登记。",
        "The code is registered already. Look it up instead."
    },
    Page{
        "outcome_unknown",
        "提交时与数据库的连接中断，结果不明。请用同一个 Idempotency-Key 重发，不会重复办理。",
        "The connection to the database was lost during the commit. Repeat with the same "
        "Idempotency-Key: it is carried out at most once."
    },
    Page{
        "not_json", "请求体不是有效的 JSON。提示里有出错的字节位置。",
        "The body is not valid JSON. The detail gives the byte."
    },
    Page{
        "unknown_key", "请求体里有不认识的项。请对照 /api/openapi.yaml。",
        "The body holds unknown members. See /api/openapi.yaml."
    },
    Page{
        "bad_query", "查询参数有误，errors 指出每一处。",
        "The query is wrong; errors names each fault."
    },
    Page{
        "seed_required", "抽样须写明种子（1 至 40 字）：同一种子从同一总体抽出同一批案卷。",
        "A sample needs a seed of 1 to 40 characters: the same seed draws the same cases from the "
        "same population."
    },
    Page{
        "too_many_streams",
        "同时打开的页面过多，这一页暂不随时更新；关掉几页，或过一分钟再试。内容照常可以读取。",
        "Too many pages are open to be told of changes; close some or try again in a minute. "
        "Everything can be read as ever."
    },
    Page{
        "list_too_long", "清单太长。请用单位、期间或类型缩小范围，分几次导出。",
        "The list is too long. Narrow it down by organisation, period or kind and take it in parts."
    },
    Page{
        "file_kind", "只收 PDF、PNG、JPEG、Office 文档与文本文件，类型以文件内容为准。",
        "Only PDF, PNG, JPEG, office documents and text, told by their bytes."
    },
    Page{
        "bad_idempotency_key",
        "Idempotency-Key 须是一个 UUID，如 3f2b8c1e-0d4a-4c55-9b7e-6a1f2d3c4b5a。",
        "Idempotency-Key is a UUID, such as 3f2b8c1e-0d4a-4c55-9b7e-6a1f2d3c4b5a."
    },
    Page{
        "bad_version", "If-Match 写作 \"v7\"，其值取自您读到的 ETag。",
        "Write If-Match as \"v7\": the ETag that you read."
    },
    Page{
        "bad_cursor", "cursor 只能用上一页给出的 next_cursor。请从第一页重新读取。",
        "cursor is the next_cursor of the page before. Read from the first page again."
    },
    Page{
        "bad_target", "地址无法读懂：百分号编码有误、不是 UTF-8，或含 U+0000。",
        "The address cannot be read: a wrong percent sign, text that is not UTF-8, or U+0000."
    },
    Page{
        "bad_sort", "没有这种排序。可用的排序见 /api/openapi.yaml。",
        "There is no such order. See /api/openapi.yaml."
    },
    Page{
        "bad_span", "起止日期有误：结束早于开始，或跨度过长。",
        "The days are wrong: the last lies before the first, or they are too many."
    },
    Page{
        "as_of_in_future", "as_of 是将来的时刻，那时的情况还不知道。",
        "as_of lies in the future, which nobody knows yet."
    },
    Page{
        "not_found", "没有这个地址。接口列表见 /api/openapi.yaml。",
        "There is nothing at this address. See /api/openapi.yaml."
    },
    Page{
        "method_not_allowed", "这个地址不支持这种请求方法。Allow 列出支持的方法。",
        "The address does not take this method. Allow lists those it takes."
    },
    Page{
        "page_header_missing", "用登录会话写入须带 X-Beihui: 1，用来证明请求出自本系统的页面。",
        "A write with the session cookie carries X-Beihui: 1, which proves that a page of ours "
        "sent it."
    },
    Page{
        "cross_site", "用登录会话写入须带 X-Beihui: 1，用来证明请求出自本系统的页面。",
        "A write with the session cookie carries X-Beihui: 1, which proves that a page of ours "
        "sent it."
    },
    Page{
        "foreign_origin", "请求出自别的网站，已拒绝。",
        "The request came from a page of another site and was refused."
    },
    Page{
        "body_too_large", "内容超过此地址的上限：表单 1 MB，文件 20 MB。",
        "The body is larger than this address takes: forms 1 MB, files 20 MB."
    },
    Page{
        "not_an_object", "请求体须是一个 JSON 对象 {…}。", "The body must be a JSON object {...}."
    },
    Page{"no_form", "此操作不带表单。请去掉 data。", "The act takes no data. Leave data out."},
    Page{"reason_required", "此操作须写明理由（reason）。", "The act needs a reason."},
    Page{
        "evidence_required", "报送值与系统计数不同的是更正，须附佐证材料。请先上传，再报送。",
        "A number that differs from the count is a correction and needs evidence. Send it first."
    },
    Page{
        "nul_in_text", "文本中有字符 U+0000，请删去后重新提交。",
        "A text holds U+0000. Remove it and send again."
    },
    Page{
        "file_missing", "上传须有 kind、name 和文件内容。",
        "An upload has kind, name and the bytes of a file."
    },
    Page{
        "not_an_opening_act", "这个操作不能新建案卷。请用流程里没有前置阶段的操作。",
        "The act does not open a case. Use one that has no stage before it."
    },
    Page{
        "unknown_organisation", "没有这个单位。单位编号见 /api/v1/organisations。",
        "There is no such organisation. See /api/v1/organisations."
    },
    Page{
        "unknown_workflow", "没有这个流程。流程见 /api/v1/workflows。",
        "There is no such workflow. See /api/v1/workflows."
    },
    Page{
        "unknown_circular", "没有装入这份通知的规则包。规则包见 /api/v1/packs。",
        "The pack of that circular is not loaded. See /api/v1/packs."
    },
    Page{
        "circular_not_binding", "这份通知不适用于这种案卷。",
        "That circular does not concern cases of this kind."
    },
    Page{"unknown_duty", "案卷没有这个应报事项。", "The case has no such duty."},
    Page{
        "organisation_not_found", "没有这个单位，或它不在您的范围内。",
        "There is no such organisation, or it is outside your scope."
    },
    Page{
        "document_not_found", "没有这份材料，或它不在您的范围内。",
        "There is no such document, or it is outside your scope."
    },
    Page{
        "entry_not_found", "没有这条记录，或它不在您的范围内。",
        "There is no such entry, or it is outside your scope."
    },
    Page{"no_trace", "这条记录产生时没有规则判定。", "No rule was asked when this entry was made."},
    Page{"pack_not_found", "没有装入这个规则包。", "The pack is not loaded."},
    Page{"table_not_found", "规则包里没有这张统计表。", "No pack has such a table."},
    Page{"column_not_found", "统计表没有这一列。", "The table has no such column."},
    Page{
        "bad_number", "报送值须为 0 至 10 亿的整数。", "What is filed is an integer from 0 to 10^9."
    },
    Page{
        "table_has_errors",
        "统计表的核对没有通过，errors 写明哪一列。先更正案卷里的登记，或写明理由更正这一格。",
        "A check of the table fails; errors names the column. Correct what was recorded, or file "
        "another number with a reason."
    },
    Page{
        "same_as_filed", "数字与已锁定的一版相同，没有另存一版。",
        "The numbers are those of the version that was filed; no other was made."
    },
    Page{"version_not_found", "这个报送案卷没有这一版。", "The filing has no such version."},
    Page{
        "bad_mail_address",
        "规则包没有写这张表的报送邮箱，或写得不对。请政策员改规则包；表仍可导出为 XLSX。",
        "The pack names no address for this table, or a wrong one. A policy officer corrects the "
        "pack; the table can still be had as XLSX."
    },
    Page{"workflow_not_found", "没有这个流程。", "There is no such workflow."},
    Page{
        "workflow_not_loaded", "案卷的流程没有装入。请管理员恢复 workflows/ 里的文件。",
        "The workflow of the case is not loaded. An administrator restores the files of workflows/."
    },
    Page{
        "clock_behind", "服务器时钟早于案卷的上一次变化，没有写入。请管理员校准时钟。",
        "The clock of the server is before the last change of the case; nothing was written. An "
        "administrator sets the clock."
    },
    Page{
        "code_taken", "这个代码已经登记过。请在登记簿里查找，不要重复登记。",
        "The code is registered already. Look it up instead."
    },
    Page{
        "storage_failed", "数据没有写入。请稍后再试；仍有问题请管理员检查磁盘和数据库。",
        "Nothing was written. Try again later; if it stays so, an administrator checks disk and "
        "database."
    },
    Page{
        "internal_error", "服务器内部出错，没有办理。请把编号告诉管理员。",
        "The server failed and did nothing. Tell the administrator the number."
    },
    Page{
        "calendar_not_computable",
        "所需年份的放假安排尚未公布，系统不作猜测。公布后装入新的工作日历即可。",
        "The holidays of that year are not published; nothing is guessed. Load the new calendar "
        "once they are."
    },
    Page{
        "RP3070", "草稿没有可以代替的规则包。用 instead_of（--instead-of）指明它代替哪一个。",
        "There is no live pack that the draft stands for. Name one with instead_of."
    },
    Page{
        "RP3071", "没有这条规则判定过这个案卷。提示里列出了有判定的规则。",
        "No such rule was asked about the case. The detail lists those that were."
    },
    Page{
        "RP3072", "到所问时刻为止，案卷没有存下规则判定的依据。换一个较晚的时刻，或不写时刻。",
        "No trace was stored by that moment. Ask for a later one, or for now."
    },
    Page{
        "RP3073", "案卷没有这项应报事项，也没有这个带时限的备会项。提示里列出了有的。",
        "The case has no such duty or dated item. The detail lists those it has."
    },
    Page{
        "RP3074", "没有这个单位，或它不在您的范围内。",
        "There is no such organisation, or it is outside your scope."
    },
    Page{
        "RP3075", "案卷的起止日期写错：第一天不能晚于最后一天。",
        "The days are wrong: the first must not be after the last."
    },
    Page{
        "RP3076", "比较在时限内没有跑完，或请求方已经离开；没有给出结论。请缩小单位或时间范围。",
        "The comparison did not end in time, or nobody waited for it. Ask for fewer cases."
    },
    Page{
        "RP3078", "草稿的文件没有送对：files 里每个文件写作 路径: Base64。",
        "The files of the draft are wrong: write each as path: Base64."
    },
    Page{
        "RP3079", "服务器上已有一个草稿比较在跑，一次只跑一个。请稍后再试。",
        "Another comparison is running; there is one at a time. Try again later."
    },
    Page{
        "RP3082", "草稿有错误，errors 逐条给出文件、行、列和怎么改。",
        "The draft has faults; errors gives file, line, column and what to do."
    },
    Page{
        "RP3051", "规则包编号只能用小写字母、数字、- 和 _，例如 2027-youqi。",
        "The id of a pack may have small letters, digits, - and _ only, such as 2027-youqi."
    },
    Page{
        "RP3090", "草稿在时限内没有跑完，已经停止。减少情景，或找出不会结束的规则。",
        "The draft did not end in time and was stopped. Take out scenarios, or find the rule that "
        "does not end."
    },
    Page{
        "RP3091", "草稿占用的内存或磁盘过多，已经停止。缩小数据文件和情景。",
        "The draft needed too much memory or disk and was stopped. Make its data and scenarios "
        "smaller."
    },
    Page{
        "RP3092", "草稿的结果过大，已经停止。减少情景，或先改正成批的错误。",
        "What the draft gave is too large; it was stopped. Take out scenarios, or mend the faults "
        "that repeat."
    },
    Page{
        "RP3093", "服务器上正在检查别的草稿。请稍后再试。",
        "The server is at work on other drafts. Try again later."
    },
    Page{
        "RP3094", "检查草稿的程序意外结束。请把编号告诉管理员。",
        "The tool ended unexpectedly. Tell the administrator the number."
    },
};

class Counters
{
public:
    void add(const Answered& answered)
    {
        const std::lock_guard lock(mutex_);
        Line& line = lines_[{answered.method, answered.route, answered.status}];
        ++line.count;
        line.microseconds += answered.took.count();
    }

    std::string text() const
    {
        const std::lock_guard lock(mutex_);
        std::string text = "# HELP beihui_http_requests_total Answered requests.\n"
                           "# TYPE beihui_http_requests_total counter\n";
        for (const auto& [key, line] : lines_)
            text += "beihui_http_requests_total" + labels(key) + " " + std::to_string(line.count) +
                    "\n";
        text += "# HELP beihui_http_request_duration_seconds_sum Time spent on answered requests.\n"
                "# TYPE beihui_http_request_duration_seconds_sum counter\n";
        for (const auto& [key, line] : lines_)
            text += "beihui_http_request_duration_seconds_sum" + labels(key) + " " +
                    std::to_string(static_cast<double>(line.microseconds) / 1e6) + "\n";
        return text;
    }

private:
    using Key = std::tuple<std::string, std::string, int>;
    struct Line
    {
        std::int64_t count = 0;
        std::int64_t microseconds = 0;
    };

    static std::string labels(const Key& key)
    {
        return "{method=\"" + std::get<0>(key) + "\",route=\"" + std::get<1>(key) + "\",status=\"" +
               std::to_string(std::get<2>(key)) + "\"}";
    }

    mutable std::mutex mutex_;
    std::map<Key, Line> lines_;
};

Counters& counters()
{
    static Counters all;
    return all;
}

}  // namespace

std::optional<std::string> problem_page(std::string_view code)
{
    for (const std::span<const Page> some :
         {std::span<const Page>(pages), sign_in_pages(), federated_pages(), agenda_pages(),
          import_pages(), door_pages(), demonstration_pages(), shared_pages(), verification_pages(),
          webhook_pages()})
        for (const Page& page : some)
            if (page.code == code)
                return std::string(page.code) + "\n\n" + std::string(page.zh) + "\n\n" +
                       std::string(page.en) + "\n";
    return std::nullopt;
}

void count_answer(const Answered& answered)
{
    counters().add(answered);
}

std::string request_metrics()
{
    return counters().text();
}

}  // namespace beihui::http

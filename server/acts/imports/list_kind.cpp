#include "acts/imports/list_kind.hpp"

#include <algorithm>
#include <map>

namespace beihui::acts
{
namespace
{

using workflows::FieldType;

struct KindRow
{
    const char* id;
    Words label;
    const char* workflow;
    const char* act;
    const char* form;
    const char* more_act;
    const char* more;
    const char* undo_act;
    bool opens;
};

const std::vector<KindRow>& kind_rows()
{
    static const std::vector<KindRow> rows = {
        {"employers",
         {"用人单位", "Employers"},
         "employer",
         "register",
         "profile",
         "add_certificate",
         "certificates",
         "withdraw",
         true},
        {"events",
         {"招聘活动", "Recruitment events"},
         "recruitment-event",
         "open",
         "plan",
         "",
         "",
         "cancel",
         true},
        {"visits", {"走访", "Visits"}, "visit", "log", "visit", "", "", "cancel", true},
        {"counts",
         {"学生人数", "Counts of students"},
         "recruitment-event",
         "count_gates",
         "gate_counts",
         "",
         "",
         "count_gates",
         false},
    };
    return rows;
}

// What stands above columns in the lists that offices keep, beside the labels themselves.
const std::multimap<std::string, std::string, std::less<>>& known_headings()
{
    static const std::multimap<std::string, std::string, std::less<>> headings = {
        {"profile.uscc", "统一代码"},
        {"profile.uscc", "信用代码"},
        {"profile.uscc", "社会信用代码"},
        {"profile.uscc", "统一信用代码"},
        {"profile.uscc", "纳税人识别号"},
        {"profile.uscc", "税号"},
        {"profile.name", "企业名称"},
        {"profile.name", "公司名称"},
        {"profile.name", "用人单位"},
        {"profile.name", "用人单位名称"},
        {"profile.name", "企业"},
        {"profile.name", "单位"},
        {"profile.name", "名称"},
        {"profile.size", "规模"},
        {"profile.size", "单位规模"},
        {"profile.size", "划型"},
        {"profile.nature", "性质"},
        {"profile.nature", "企业性质"},
        {"profile.nature", "企业类型"},
        {"profile.industry", "所属行业"},
        {"profile.industry", "行业类别"},
        {"profile.province", "省份"},
        {"profile.province", "省"},
        {"profile.city", "城市"},
        {"profile.city", "市"},
        {"profile.city", "所在地"},
        {"profile.park", "园区"},
        {"profile.park", "集群"},
        {"profile.contact_name", "联系人姓名"},
        {"profile.contact_name", "姓名"},
        {"profile.contact_phone", "电话"},
        {"profile.contact_phone", "手机"},
        {"profile.contact_phone", "手机号"},
        {"profile.contact_phone", "联系方式"},
        {"profile.contact_phone", "联系人电话"},
        {"profile.licence_status", "经营状态"},
        {"certificates.number", "专精特新证书编号"},
        {"certificates.level", "专精特新级别"},
        {"certificates.level", "专精特新"},
        {"certificates.level", "证书级别"},
        {"certificates.issuer", "发证机关"},
        {"certificates.valid_from", "发证日期"},
        {"certificates.valid_from", "证书有效期自"},
        {"certificates.valid_to", "有效期"},
        {"certificates.valid_to", "证书有效期至"},
        {"plan.title", "名称"},
        {"plan.title", "招聘会名称"},
        {"plan.title", "活动"},
        {"plan.form", "形式"},
        {"plan.form", "活动类型"},
        {"plan.form", "类型"},
        {"plan.mode", "方式"},
        {"plan.mode", "线上线下"},
        {"plan.starts_at", "举办时间"},
        {"plan.starts_at", "活动时间"},
        {"plan.starts_at", "时间"},
        {"plan.starts_at", "开始"},
        {"plan.ends_at", "结束"},
        {"plan.venue", "地点"},
        {"plan.venue", "场地"},
        {"plan.venue", "活动地点"},
        {"plan.expected", "预计人数"},
        {"plan.expected", "预计参加人数"},
        {"plan.expected", "规模"},
        {"plan.owner_kind", "主办"},
        {"plan.college", "学院"},
        {"plan.college", "院系"},
        {"visit.date", "日期"},
        {"visit.date", "时间"},
        {"visit.date", "走访时间"},
        {"visit.mode", "方式"},
        {"visit.employer", "企业名称"},
        {"visit.employer", "单位名称"},
        {"visit.employer", "走访企业"},
        {"visit.employer", "走访单位"},
        {"visit.employer", "统一社会信用代码"},
        {"visit.lead_role", "职务"},
        {"visit.lead_role", "带队领导职务"},
        {"visit.posts", "岗位数"},
        {"visit.posts", "岗位"},
        {"visit.posts", "新增岗位数"},
        {"visit.interns", "实习人数"},
        {"visit.companions", "同行人"},
        {"visit.companions", "参加人员"},
        {"visit.gist", "要点"},
        {"visit.gist", "走访情况"},
        {"visit.gist", "走访内容"},
        {"visit.gist", "备注"},
        {"gate_counts.event", "活动"},
        {"gate_counts.event", "活动名称"},
        {"gate_counts.event", "案卷编号"},
        {"gate_counts.event", "编号"},
        {"gate_counts.event", "招聘会名称"},
        {"gate_counts.gate", "闸机"},
        {"gate_counts.gate", "签到点"},
        {"gate_counts.gate", "场馆入口"},
        {"gate_counts.counted", "人数"},
        {"gate_counts.counted", "人次"},
        {"gate_counts.counted", "学生人数"},
        {"gate_counts.counted", "参与学生人数"},
        {"gate_counts.counted", "参与毕业生人数"},
        {"gate_counts.note", "备注"},
    };
    return headings;
}

// Files, people and lists of circulars cannot be told from the text of a cell.
bool can_be_written_in_a_cell(FieldType type)
{
    switch (type) {
    case FieldType::person:
    case FieldType::people:
    case FieldType::graduate:
    case FieldType::document:
    case FieldType::documents:
    case FieldType::circulars:
    case FieldType::case_ref:  return false;
    default:                   return true;
    }
}

void add_columns(ListKind& kind, const workflows::Form& form, bool needed)
{
    for (const workflows::Field& field : form.fields) {
        if (!can_be_written_in_a_cell(field.type))
            continue;
        ListColumn column;
        column.id = form.id + "." + field.id;
        column.label = field.label;
        if (!needed)  // 级别 alone would not say of what
            column.label = {
                form.label.zh + "·" + field.label.zh, form.label.en + ": " + field.label.en
            };
        column.field = &field;
        column.required = needed && field.required && !field.fallback;
        const auto [from, to] = known_headings().equal_range(column.id);
        for (auto heading = from; heading != to; ++heading)
            column.headings.push_back(heading->second);
        kind.columns.push_back(std::move(column));
    }
}

}  // namespace

std::optional<std::size_t> ListKind::find(std::string_view wanted) const
{
    const auto found = std::ranges::find(columns, wanted, &ListColumn::id);
    return found == columns.end() ? std::nullopt
                                  : std::optional<std::size_t>(found - columns.begin());
}

const std::vector<std::string>& list_kinds()
{
    static const std::vector<std::string> ids = [] {
        std::vector<std::string> names;
        for (const KindRow& row : kind_rows())
            names.emplace_back(row.id);
        return names;
    }();
    return ids;
}

Result<ListKind> list_kind(const Rulebook& rules, std::string_view id)
{
    const auto row = std::ranges::find(kind_rows(), id, &KindRow::id);
    const auto workflow =
        row == kind_rows().end() ? nullptr : rules.workflows->with_packs(row->workflow, {});
    if (!workflow)
        return refuse(
            Refusal::invalid_input, "unknown_list", "没有这一种名单",
            "there is no such kind of list"
        );
    ListKind kind;
    kind.id = row->id;
    kind.label = row->label;
    kind.workflow = workflow;
    kind.act = row->act;
    kind.form = workflow->form(row->form);
    kind.more_act = row->more_act;
    kind.more = *row->more ? workflow->form(row->more) : nullptr;
    kind.undo_act = row->undo_act;
    kind.opens = row->opens;
    if (!kind.opens) {
        ListColumn event;
        event.id = kind.form->id + ".event";
        event.label = {"活动编号或名称", "Number or title of the event"};
        event.required = true;
        const auto [from, to] = known_headings().equal_range(event.id);
        for (auto heading = from; heading != to; ++heading)
            event.headings.push_back(heading->second);
        kind.columns.push_back(std::move(event));
    }
    add_columns(kind, *kind.form, true);
    if (kind.more)
        add_columns(kind, *kind.more, false);
    return kind;
}

plugin::Sheet empty_list(const ListKind& kind)
{
    plugin::Sheet sheet;
    sheet.name = kind.label.zh;
    sheet.rows.emplace_back();
    for (const ListColumn& column : kind.columns)
        sheet.rows.back().push_back(column.label.zh);
    return sheet;
}

}  // namespace beihui::acts

#include "rules/tools/raw_words.hpp"

#include "domain/role.hpp"

#include <algorithm>
#include <array>
#include <string>

namespace beihui::rules
{
namespace
{

struct Raw
{
    std::string_view id;
    std::string_view zh;
    std::string_view en;
};

// Sorted by id.
constexpr std::array table{
    // clang-format off
    Raw{"activity_info", "活动信息", "activity information"},
    Raw{"agency_list", "经办机构清单", "list of handling agencies"},
    Raw{"all", "全部", "all"},
    Raw{"annex1", "附件 1", "annex 1"},
    Raw{"annex2", "附件 2", "annex 2"},
    Raw{"annex3", "附件 3", "annex 3"},
    Raw{"at_or_below", "低于或等于", "at or below"},
    Raw{"below_average_colleges", "低于平均水平的院系", "colleges below the average"},
    Raw{"blocking", "是否必须", "whether it stops acts"},
    Raw{"by", "办理角色", "roles"},
    Raw{"by_kind", "按单位类别", "by kind of organisation"},
    Raw{"campaign", "自行动开始", "from the start of the campaign"},
    Raw{"check", "核查方式", "how it is checked"},
    Raw{"checklist", "清单办理", "checklist"},
    Raw{"clause", "条款", "clause"},
    Raw{"college", "院系", "college"},
    Raw{"date", "日期", "date"},
    Raw{"duty", "应报事项", "duty"},
    Raw{"each", "各自", "each"},
    Raw{"emergency_plan", "应急预案", "emergency plan"},
    Raw{"ends_at", "结束时间", "the end"},
    Raw{"ends_on", "结束日期", "the last day"},
    Raw{"enterprises", "参与企业数", "enterprises"},
    Raw{"event_plan", "活动方案", "plan of the event"},
    Raw{"events", "活动场次", "events"},
    Raw{"evidence", "佐证", "evidence"},
    Raw{"fallback", "缺省值", "value when none is given"},
    Raw{"field", "栏目", "field"},
    Raw{"fields", "字段", "fields"},
    Raw{"form", "表单", "form"},
    Raw{"from", "自", "from"},
    Raw{"graduates", "毕业生人数", "graduates"},
    Raw{"hint", "填写提示", "hint"},
    Raw{"id", "编号", "id"},
    Raw{"information", "知悉", "information"},
    Raw{"item", "事项", "item"},
    Raw{"joint", "合计", "jointly"},
    Raw{"keep", "不变", "as it is"},
    Raw{"key", "标识字段", "key"},
    Raw{"kind", "类别", "kind"},
    Raw{"kinds", "单位类别", "kinds of organisations"},
    Raw{"label", "名称", "label"},
    Raw{"latest", "最近一届", "the latest class"},
    Raw{"lead", "提前天数", "days ahead"},
    Raw{"lead_role", "带队人职务", "role of the lead"},
    Raw{"light", "简版是否要办", "whether the light profile has it"},
    Raw{"mail", "邮箱", "mail"},
    Raw{"marked", "登记时注明", "as marked when recorded"},
    Raw{"max", "最大值", "largest"},
    Raw{"merge_next", "并入下一周", "merged with the next week"},
    Raw{"min", "最小值", "smallest"},
    Raw{"ministry_education", "教育部", "Ministry of Education"},
    Raw{"ministry_sme", "工业和信息化部", "Ministry of Industry and Information Technology"},
    Raw{"mobile", "手机", "mobile"},
    Raw{"mode", "方式", "mode"},
    Raw{"name", "姓名", "name"},
    Raw{"needs", "办理前提", "gate"},
    Raw{"next_workday", "顺延至下一个工作日", "the next working day"},
    Raw{"next_workday_noon", "下一个工作日中午", "noon of the next working day"},
    Raw{"next_working_day", "顺延至下一个工作日", "the next working day"},
    Raw{"none", "没有", "none"},
    Raw{"of", "选项", "choices"},
    Raw{"of_en", "选项的英文", "choices in English"},
    Raw{"offline_only", "仅限线下活动", "on site only"},
    Raw{"opened_in_window", "期间内第一次往来", "first contact within the period"},
    Raw{"openings", "招聘人数", "openings"},
    Raw{"optional", "是否可选", "whether it is optional"},
    Raw{"overlap", "有一天在阶段内即算", "one day within the phase is enough"},
    Raw{"owner", "责任人", "owner"},
    Raw{"personal", "是否个人信息", "whether it is personal"},
    Raw{"phone", "电话", "telephone"},
    Raw{"place", "地点", "place"},
    Raw{"policy_list", "政策清单", "policy list"},
    Raw{"prev_workday", "提前至上一个工作日", "the working day before"},
    Raw{"prev_workday_noon", "上一个工作日中午", "noon of the working day before"},
    Raw{"prev_working_day", "提前至上一个工作日", "the working day before"},
    Raw{"province", "省（区、市）", "province"},
    Raw{"reason", "理由", "reason"},
    Raw{"records", "所记的表单", "records"},
    Raw{"redo_when_reopened", "重新备会时重办", "done again when reopened"},
    Raw{"relation", "关系等级", "relation"},
    Raw{"required", "是否必填", "whether it is required"},
    Raw{"resumes", "投递简历数", "CVs sent"},
    Raw{"rows", "多行", "rows"},
    Raw{"rule", "规则判定", "rule"},
    Raw{"school", "高校", "school"},
    Raw{"security_plan", "安保方案", "security plan"},
    Raw{"service_list", "服务清单", "service list"},
    Raw{"signed", "签约人数", "agreements"},
    Raw{"source", "来源", "source"},
    Raw{"srdi", "专精特新", "specialised SMEs"},
    Raw{"starts_at", "开始时间", "the beginning"},
    Raw{"starts_on", "开始日期", "the first day"},
    Raw{"strict", "严格低于", "strictly below"},
    Raw{"summary", "工作总结", "summary"},
    Raw{"support", "支撑单位（有关单位）", "support unit"},
    Raw{"title", "名称", "title"},
    Raw{"titles", "发布岗位数", "postings"},
    Raw{"to", "至", "to"},
    Raw{"type", "类型", "type"},
    Raw{"unit", "单位", "unit"},
    Raw{"where", "条件", "condition"},
    Raw{"words", "通知用语", "words of the circular"},
    Raw{"zh", "中文名称", "name in Chinese"},
    // clang-format on
};
static_assert(std::ranges::is_sorted(table, {}, &Raw::id));

}  // namespace

Words raw_words(std::string_view id)
{
    if (find_role(id))
        return role_words(id);
    const auto found = std::ranges::lower_bound(table, id, {}, &Raw::id);
    if (found != table.end() && found->id == id)
        return {std::string(found->zh), std::string(found->en)};
    return {std::string(id), std::string(id)};
}

}  // namespace beihui::rules

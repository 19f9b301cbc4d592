#include "domain/fact.hpp"

#include "base/json.hpp"

#include <algorithm>

namespace beihui
{

const std::vector<FactKind>& fact_kinds()
{
    static const std::vector<FactKind> kinds = {
        {"event",
         "活动",
         {"form", "mode", "held", "campus", "size_class", "scope", "owner_kind", "special"}},
        {"attendance",
         "参会",
         {"attended", "held", "campus", "size", "srdi", "province", "mode", "enterprise"}},
        {"posting",
         "岗位信息",
         {"kind", "reviewed", "withdrawn", "held", "campus", "field", "srdi", "mode", "published"}},
        {"check_in", "签到", {"identity", "estimated", "cohort", "held", "campus", "mode"}},
        {"agreement", "协议", {"kind", "signed_on", "cancelled_on", "held", "campus", "mode"}},
        {"visit",
         "走访",
         {"mode", "place", "role", "srdi", "size", "completed", "newly_opened", "first_contact",
          "programme", "lead", "posts", "interns"}},
        {"guidance", "就业指导", {"kind", "held"}},
        {"assistance", "帮扶", {"kind", "role", "open", "helped", "planned"}},
        {"filing", "报送", {"form", "on_time", "known_after_due", "period_end", "accepted"}},
        {"contest", "大赛项目", {"state", "outstanding", "supported"}},
        {"base", "实习实践基地", {"kind", "active"}},
        {"project", "合作项目", {"kind", "active"}},
        {"survey", "调查", {"kind", "complete"}},
        {"plan_document", "方案文件", {"kind", "issued", "filed"}},
        {"subsidy", "补贴", {"kind"}},
        {"complaint", "投诉与更正", {"kind", "decided"}},
    };
    return kinds;
}

const std::vector<AttributeKind>& fact_attributes()
{
    using enum AttributeType;
    static const std::vector<AttributeKind> attributes = {
        {"accepted", boolean, "已受理"},
        {"active", boolean, "在有效期内"},
        {"attended", boolean, "到会"},
        {"campus", boolean, "进校招聘"},
        {"cancelled_on", date, "取消日期"},
        {"cohort", integer, "届别"},
        {"complete", boolean, "已全部完成"},
        {"completed", boolean, "已完成"},
        {"decided", boolean, "已作出决定"},
        {"enterprise", boolean, "属于企业"},
        {"estimated", boolean, "估计值"},
        {"field", text, "领域"},
        {"filed", boolean, "已报备"},
        {"first_contact", date, "首次接触日期"},
        {"form", text, "形式"},
        {"held", boolean, "已举办"},
        {"helped", boolean, "有帮扶人"},
        {"identity", text, "身份"},
        {"interns", integer, "接收实习人数"},
        {"issued", boolean, "已印发"},
        {"kind", text, "类别"},
        {"known_after_due", boolean, "截止后才知悉"},
        {"lead", text, "带队人"},
        {"mode", text, "方式"},
        {"newly_opened", boolean, "新开拓"},
        {"on_time", boolean, "按时"},
        {"open", boolean, "在办"},
        {"outstanding", boolean, "优秀项目"},
        {"owner_kind", text, "主办单位类别"},
        {"period_end", date, "所报时段的末日"},
        {"place", text, "地点类别"},
        {"planned", boolean, "有帮扶计划"},
        {"posts", integer, "新增岗位数"},
        {"programme", text, "专业"},
        {"province", text, "省份"},
        {"published", boolean, "已发布"},
        {"reviewed", boolean, "已审核"},
        {"role", text, "带队人职务"},
        {"scope", text, "活动范围"},
        {"signed_on", date, "签订日期"},
        {"size", text, "企业规模"},
        {"size_class", text, "活动规模"},
        {"special", text, "专场类别"},
        {"srdi", boolean, "当日专精特新有效"},
        {"state", text, "状态"},
        {"supported", boolean, "已扶持"},
        {"withdrawn", boolean, "已撤回"},
    };
    return attributes;
}

const FactKind* find_fact_kind(std::string_view name)
{
    const auto& kinds = fact_kinds();
    const auto found = std::ranges::find(kinds, name, &FactKind::name);
    return found == kinds.end() ? nullptr : &*found;
}

const AttributeKind* find_fact_attribute(std::string_view name)
{
    const auto& attributes = fact_attributes();
    const auto found = std::ranges::find(attributes, name, &AttributeKind::name);
    return found == attributes.end() ? nullptr : &*found;
}

json::object Fact::to_json() const
{
    json::array bound;
    for (const std::string& circular : circulars)
        bound.emplace_back(circular);
    return {
        {"id", id},
        {"kind", kind},
        {"key", key},
        {"case", case_id},
        {"occasion", occasion},
        {"organisation", organisation},
        {"org_path", org_path},
        {"on", on.text()},
        {"employer", employer},
        {"person", person},
        {"item", item},
        {"quantity", quantity},
        {"circulars", std::move(bound)},
        {"attributes", attributes},
    };
}

Fact Fact::from_json(const json::object& object)
{
    const json::value value(object);
    Fact fact;
    fact.id = text_of(value, "id");
    fact.kind = text_of(value, "kind");
    fact.key = text_of(value, "key");
    fact.case_id = text_of(value, "case");
    fact.occasion = text_of(value, "occasion");
    fact.organisation = text_of(value, "organisation");
    fact.org_path = text_of(value, "org_path");
    fact.on = Date::parse(text_of(value, "on")).value();
    fact.employer = text_of(value, "employer");
    fact.person = text_of(value, "person");
    fact.item = text_of(value, "item");
    fact.quantity = integer_of(value, "quantity");
    for (const json::value& circular : object.at("circulars").as_array())
        fact.circulars.emplace_back(circular.as_string());
    fact.attributes = object.at("attributes").as_object();
    return fact;
}

}  // namespace beihui

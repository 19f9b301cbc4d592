#include "domain/organisation.hpp"

#include <algorithm>

namespace beihui
{

const std::vector<OrganisationLevel>& organisation_levels()
{
    static const std::vector<OrganisationLevel> levels = {
        {"ministry", "部", "Ministry"},
        {"province", "省", "Province"},
        {"city", "市", "City"},
        {"school", "校", "School"},
        {"college", "院系", "College"},
        {"platform", "平台", "Platform"},
        {"enterprise", "企业", "Enterprise"},
    };
    return levels;
}

const std::vector<OrganisationKind>& organisation_kinds()
{
    static const std::vector<OrganisationKind> kinds = {
        {"ministry_education", "ministry", "教育部", "Ministry of Education"},
        {"ministry_sme", "ministry", "工业和信息化部", "Ministry of Industry and IT"},
        {"province", "province", "省（区、市）", "Province"},
        {"province_education", "province", "省级教育部门", "Provincial education department"},
        {"province_sme", "province", "省级中小企业主管部门", "Provincial SME department"},
        {"province_hrss", "province", "省级人社部门", "Provincial human resources department"},
        {"city", "city", "地级市", "City"},
        {"city_education", "city", "市级教育部门", "City education department"},
        {"city_sme", "city", "市级中小企业主管部门", "City SME department"},
        {"city_hrss", "city", "市级人社部门", "City human resources department"},
        {"school", "school", "高校", "School"},
        {"college", "college", "院系", "College"},
        {"platform", "platform", "招聘平台", "Platform"},
        {"support", "ministry", "支撑单位（有关单位）", "Support unit"},
        {"organiser", "ministry", "承办单位", "Organiser"},
        {"enterprise", "enterprise", "企业", "Enterprise"},
    };
    return kinds;
}

const OrganisationLevel* find_organisation_level(std::string_view id)
{
    const auto& levels = organisation_levels();
    const auto found = std::ranges::find(levels, id, &OrganisationLevel::id);
    return found == levels.end() ? nullptr : &*found;
}

const OrganisationKind* find_organisation_kind(std::string_view id)
{
    const auto& kinds = organisation_kinds();
    const auto found = std::ranges::find(kinds, id, &OrganisationKind::id);
    return found == kinds.end() ? nullptr : &*found;
}

}  // namespace beihui

#include "domain/role.hpp"

#include <algorithm>

namespace beihui
{

const std::vector<Role>& all_roles()
{
    static const std::vector<Role> roles = {
        {"employment_officer", "就业办工作人员", "employment officer"},
        {"employment_director", "就业办主任", "employment director"},
        {"college_officer", "院系就业专员", "college employment officer"},
        {"security_officer", "保卫处", "security office"},
        {"school_leader", "校领导", "school leader"},
        {"leader_secretary", "校领导秘书", "leader's secretary"},
        {"programme_head", "专业负责人", "programme head"},
        {"policy_officer", "政策员", "policy officer"},
        {"province_education", "省级教育部门", "provincial education department"},
        {"province_hrss", "省级人社部门", "provincial human resources department"},
        {"province_sme", "省级中小企业主管部门", "provincial SME department"},
        {"platform", "招聘平台", "recruitment platform"},
        {"auditor", "审计", "auditor"},
        {"administrator", "系统管理员", "administrator"},
        {"security_administrator", "安全管理员", "security administrator"},
        {"audit_administrator", "审计管理员", "audit administrator"},
    };
    return roles;
}

const Role* find_role(std::string_view id)
{
    const auto& roles = all_roles();
    const auto found = std::ranges::find(roles, id, &Role::id);
    return found == roles.end() ? nullptr : &*found;
}

const std::vector<std::string>& department_roles()
{
    static const std::vector<std::string> roles = {
        "province_education", "province_hrss", "province_sme", "platform"
    };
    return roles;
}

Words role_words(std::string_view id)
{
    if (const Role* const role = find_role(id))
        return {std::string(role->zh), std::string(role->en)};
    if (id == system_role)
        return {"系统", "the system"};
    return {std::string(id), std::string(id)};
}

}  // namespace beihui

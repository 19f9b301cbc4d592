#pragma once

#include "cli/demo_desk.hpp"

#include <optional>
#include <string>
#include <vector>

namespace beihui::cli::demo
{

// Who works where in the demonstration. All names are invented.
struct Staff
{
    accounts::Actor actor;  // key = id in the register of people
    std::string login;
    std::string category;  // 职务类别: 书记, 校长(院长), 副职 …

    const std::string& id() const { return actor.person; }
    const std::string& name() const { return actor.name; }
};

struct Unit
{
    std::string id;
    std::string path;  // "/province/school/"
    std::string name;
};

struct College : Unit
{
    Staff officer;  // 院系就业专员
    Staff head;     // 专业负责人
    Staff dean;     // 院系领导: leads visits, holds no role of the program
};

struct School : Unit
{
    Staff officer;         // 就业办工作人员
    Staff second_officer;  // reviews what the first one entered
    Staff director;        // 就业办主任
    Staff security;        // 保卫处
    Staff party_secretary;
    std::optional<Staff> next_party_secretary;  // in office from 2026-09-01
    Staff president;
    Staff vice_president;
    Staff clerk;  // 校领导秘书
    std::vector<College> colleges;
};

struct Cast
{
    Unit province;
    Unit education;  // 省级教育部门
    Unit sme;        // 省级中小企业主管部门
    Unit hrss;       // 省级人社部门
    Unit platform;   // 招聘平台
    // 三员
    Staff administrator;
    Staff security_administrator;
    Staff audit_administrator;
    Staff education_officer;
    Staff sme_officer;
    Staff hrss_officer;
    Staff platform_officer;
    Staff auditor;
    Staff policy_officer;
    std::vector<School> schools;  // three, and 情景示例学院 as the last
};

// Registers the organisations and the people, at the beginning of March 2026.
Cast register_cast(Desk& desk);

}  // namespace beihui::cli::demo

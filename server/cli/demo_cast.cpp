#include "cli/demo_cast.hpp"

#include "acts/program.hpp"

namespace beihui::cli::demo
{
namespace
{

struct StaffRow
{
    const char* login = nullptr;
    const char* name = "";
    const char* post = "";
    const char* role = "";      // empty: holds none, only leads visits
    const char* category = "";  // 职务类别
    const char* from = "2026-01-01";
    const char* to = "";
};

struct CollegeRow
{
    const char* code;
    const char* name;
    StaffRow officer;
    StaffRow head;
    StaffRow dean;
};

struct SchoolRow
{
    const char* code;
    const char* name;
    const char* short_name;
    const char* type;
    const char* affiliation;
    StaffRow officer;
    StaffRow second_officer;
    StaffRow director;
    StaffRow security;
    StaffRow party_secretary;
    StaffRow next_party_secretary;  // without a login: none
    StaffRow president;
    StaffRow vice_president;
    StaffRow clerk;
    std::vector<CollegeRow> colleges;
};

constexpr const char* other = "其他";

StaffRow officer(const char* login, const char* name)
{
    return {login, name, "就业指导中心科员", "employment_officer", other};
}

StaffRow director(const char* login, const char* name)
{
    return {login, name, "就业指导中心主任", "employment_director", other};
}

StaffRow security(const char* login, const char* name)
{
    return {login, name, "保卫处治安科科长", "security_officer", other};
}

StaffRow leader(const char* login, const char* name, const char* post, const char* category)
{
    return {login, name, post, "school_leader", category};
}

StaffRow clerk(const char* login, const char* name)
{
    return {login, name, "党政办公室秘书", "leader_secretary", other};
}

CollegeRow college(
    const char* code,
    const char* name,
    StaffRow officer,
    StaffRow head,
    StaffRow dean
)
{
    officer.post = "学院就业专员";
    officer.role = "college_officer";
    officer.category = other;
    head.post = "专业负责人";
    head.role = "programme_head";
    head.category = "专业负责人";
    dean.post = "学院院长";
    dean.role = "";
    dean.category = "院系领导";
    return {code, name, officer, head, dean};
}

SchoolRow donghai()
{
    return {
        "90001",
        "东海理工大学",
        "东海理工",
        "其他本科",
        "省属",
        officer("wangmin", "王敏"),
        officer("hejun", "何俊"),
        director("zhoujie", "周杰"),
        security("chengang", "陈刚"),
        leader("hujianguo", "胡建国", "党委书记", "书记"),
        {},
        leader("guwenzhou", "顾文舟", "校长", "校长(院长)"),
        leader("shenli", "沈立", "副校长", "副职"),
        clerk("sunqian", "孙倩"),
        {college(
             "90001-01", "智能制造学院", {"lixiaoyan", "李晓燕"}, {"fengyuan", "冯远"},
             {"handong", "韩东"}
         ),
         college(
             "90001-02", "信息工程学院", {"zhengtao", "郑涛"}, {"denglin", "邓琳"},
             {"yuxin", "余欣"}
         ),
         college(
             "90001-03", "海洋与环境学院", {"mali", "马莉"}, {"luyang", "陆洋"}, {"weiming", "魏明"}
         )}
    };
}

SchoolRow qianjiang()
{
    StaffRow retiring = leader("tangguoping", "唐国平", "党委书记", "书记");
    retiring.to = "2026-08-31";
    StaffRow coming = leader("lianghaibo", "梁海波", "党委书记", "书记");
    coming.from = "2026-09-01";
    return {
        "90002",
        "钱江职业技术学院",
        "钱江职院",
        "高职",
        "省属",
        officer("wujia", "吴佳"),
        officer("xulei", "徐磊"),
        director("zhuhong", "朱红"),
        security("dingyong", "丁勇"),
        retiring,
        coming,
        leader("songzhiyuan", "宋志远", "院长", "校长(院长)"),
        leader("xufang", "许芳", "副院长", "副职"),
        clerk("caoying", "曹颖"),
        {college(
             "90002-01", "机电技术学院", {"jiangwen", "蒋雯"}, {"pengcheng", "彭程"},
             {"yujun", "俞军"}
         ),
         college(
             "90002-02", "数字商贸学院", {"luohao", "罗浩"}, {"panyue", "潘越"}, {"shaomin", "邵敏"}
         )}
    };
}

SchoolRow yongjiang()
{
    return {
        "90003",
        "甬江应用学院",
        "甬江学院",
        "新建普通本科",
        "民办",
        officer("yangfan", "杨帆"),
        officer("dongjie", "董洁"),
        director("renqiang", "任强"),
        security("jiangwei", "姜伟"),
        leader("shilei", "石磊", "党委书记", "书记"),
        {},
        leader("yaojian", "姚建", "院长", "校长(院长)"),
        leader("tanjing", "谭静", "副院长", "副职"),
        clerk("zoumin", "邹敏"),
        {college(
             "90003-01", "材料与化工学院", {"fanlin", "范琳"}, {"xiongjie", "熊杰"},
             {"haoyun", "郝云"}
         ),
         college(
             "90003-02", "软件学院", {"fangzhou", "方舟"}, {"jinxin", "金鑫"}, {"kangning", "康宁"}
         )}
    };
}

SchoolRow scenario()
{
    return {
        "90009",
        "情景示例学院",
        "情景示例",
        "高职",
        "省属",
        officer("linxia", "林夏"),
        officer("xiatian", "夏恬"),
        director("qinchuan", "秦川"),
        security("baisong", "白松"),
        leader("yanfeng", "严峰", "党委书记", "书记"),
        {},
        leader("kongyi", "孔毅", "院长", "校长(院长)"),
        leader("tengfei", "滕菲", "副院长", "副职"),
        clerk("meiting", "梅婷"),
        {}
    };
}

Unit register_unit(Desk& desk, const Unit* parent, json::object profile)
{
    Unit unit;
    unit.name = profile["name"].as_string();
    const auto id =
        acts::register_organisation(desk.context(), parent ? parent->id : "", std::move(profile));
    if (!id)
        throw Refused(id.error());
    unit.id = *id;
    unit.path = (parent ? parent->path : "/") + unit.id + "/";
    return unit;
}

// `sees` is the unit on whose subtree the person works: departments work on the whole province.
Staff register_staff(Desk& desk, const Unit& unit, const Unit& sees, const StaffRow& row)
{
    const acts::ActDone opened = desk.open(
        acts::the_program(), "person", unit.id,
        json::object{
            {"name", row.name},
            {"login", row.login},
            {"post", unit.name + row.post},
            {"organisation", unit.id},
        }
    );
    Staff staff;
    staff.login = row.login;
    staff.category = row.category;
    staff.actor.person = opened.case_id;
    staff.actor.key = opened.case_id;
    staff.actor.name = row.name;
    staff.actor.organisation = sees.id;
    staff.actor.org_path = sees.path;
    if (*row.role == '\0')
        return staff;
    staff.actor.hold(row.role);
    json::object role{
        {"role", row.role}, {"post", row.category}, {"organisation", sees.id}, {"from", row.from}
    };
    if (*row.to != '\0')
        role["to"] = row.to;
    desk.act(
        acts::the_program(), opened.number, "assign_roles", rows(json::array{std::move(role)})
    );
    return staff;
}

College register_college(Desk& desk, const School& school, const CollegeRow& row)
{
    College college;
    static_cast<Unit&>(college) = register_unit(
        desk, &school,
        {{"code", row.code},
         {"name", row.name},
         {"level", "college"},
         {"kind", "college"},
         {"province", "浙江省"}}
    );
    college.officer = register_staff(desk, college, college, row.officer);
    college.head = register_staff(desk, college, college, row.head);
    college.dean = register_staff(desk, college, college, row.dean);
    return college;
}

School register_school(Desk& desk, const Unit& province, const SchoolRow& row)
{
    School school;
    static_cast<Unit&>(school) = register_unit(
        desk, &province,
        {{"code", row.code},
         {"name", row.name},
         {"short_name", row.short_name},
         {"level", "school"},
         {"kind", "school"},
         {"province", "浙江省"},
         {"school_type", row.type},
         {"affiliation", row.affiliation}}
    );
    const auto staff = [&](const StaffRow& member) {
        return register_staff(desk, school, school, member);
    };
    school.officer = staff(row.officer);
    school.second_officer = staff(row.second_officer);
    school.director = staff(row.director);
    school.security = staff(row.security);
    school.party_secretary = staff(row.party_secretary);
    if (row.next_party_secretary.login)
        school.next_party_secretary = staff(row.next_party_secretary);
    school.president = staff(row.president);
    school.vice_president = staff(row.vice_president);
    school.clerk = staff(row.clerk);
    for (const CollegeRow& each : row.colleges)
        school.colleges.push_back(register_college(desk, school, each));
    return school;
}

}  // namespace

Cast register_cast(Desk& desk)
{
    desk.move_to(moment(day("2026-03-02"), 9));
    Cast cast;
    cast.province = register_unit(
        desk, nullptr,
        {{"code", "330000"},
         {"name", "浙江省"},
         {"level", "province"},
         {"kind", "province"},
         {"province", "浙江省"}}
    );
    cast.education = register_unit(
        desk, &cast.province,
        {{"code", "330000-JY"},
         {"name", "浙江省教育厅"},
         {"level", "province"},
         {"kind", "province_education"},
         {"province", "浙江省"}}
    );
    cast.sme = register_unit(
        desk, &cast.province,
        {{"code", "330000-JX"},
         {"name", "浙江省经济和信息化厅"},
         {"level", "province"},
         {"kind", "province_sme"},
         {"province", "浙江省"}}
    );
    const auto staff = [&](const Unit& unit, const StaffRow& member) {
        return register_staff(desk, unit, cast.province, member);
    };
    cast.administrator =
        staff(cast.province, {"admin", "系统管理员", "系统管理员", "administrator", other});
    cast.education_officer =
        staff(cast.education, {"zhaolei", "赵磊", "学生处干部", "province_education", other});
    cast.sme_officer =
        staff(cast.sme, {"qianfang", "钱芳", "中小企业处干部", "province_sme", other});
    cast.auditor = staff(cast.province, {"yinqiang", "尹强", "审计专员", "auditor", other});
    cast.policy_officer =
        staff(cast.education, {"shenyi", "沈怡", "政策员", "policy_officer", other});
    for (const SchoolRow& row : {donghai(), qianjiang(), yongjiang(), scenario()})
        cast.schools.push_back(register_school(desk, cast.province, row));
    // They file nothing in this year's work; they are here so that every kind of user can look around.
    cast.hrss = register_unit(
        desk, &cast.province,
        {{"code", "330000-RS"},
         {"name", "浙江省人力资源和社会保障厅"},
         {"level", "province"},
         {"kind", "province_hrss"},
         {"province", "浙江省"}}
    );
    cast.platform = register_unit(
        desk, &cast.province,
        {{"code", "330000-PT"},
         {"name", "浙里聘招聘平台"},
         {"level", "platform"},
         {"kind", "platform"},
         {"province", "浙江省"}}
    );
    cast.hrss_officer =
        staff(cast.hrss, {"guorui", "郭瑞", "就业促进处干部", "province_hrss", other});
    cast.platform_officer =
        staff(cast.platform, {"tianye", "田野", "校园招聘主管", "platform", other});
    cast.security_administrator =
        staff(cast.province, {"yanming", "严明", "安全管理员", "security_administrator", other});
    cast.audit_administrator =
        staff(cast.province, {"fangzheng", "方正", "审计管理员", "audit_administrator", other});
    return cast;
}

}  // namespace beihui::cli::demo

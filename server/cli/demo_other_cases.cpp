#include "cli/demo_other_cases.hpp"

namespace beihui::cli::demo
{
namespace
{

// One case on its way. Steps are planned in their order; the number is known once it is opened.
class Course
{
public:
    Course(Timeline& timeline, Desk& desk, const char* workflow, const Unit& unit)
        : timeline_(timeline),
          desk_(desk),
          workflow_(workflow),
          unit_(unit),
          number_(std::make_shared<std::string>())
    {}

    Course& open(const char* on, const Staff& who, json::object data)
    {
        timeline_.add(
            at(on),
            [desk = &desk_, number = number_, workflow = workflow_, unit = &unit_, who = &who,
             data = std::move(data)] {
                *number = desk->open(who->actor, workflow, unit->id, data).number;
            }
        );
        return *this;
    }

    Course& act(
        const char* on,
        const Staff& who,
        const char* act,
        json::value data = nullptr,
        const char* reason = ""
    )
    {
        timeline_.add(
            at(on), [desk = &desk_, number = number_, who = &who, act, data = std::move(data),
                     reason] { desk->act(who->actor, *number, act, data, reason); }
        );
        return *this;
    }

private:
    // Steps of one day follow each other by ten minutes.
    Instant at(const char* on) { return moment(day(on), 14, 10 * steps_++); }

    Timeline& timeline_;
    Desk& desk_;
    const char* workflow_;
    const Unit& unit_;
    std::shared_ptr<std::string> number_;
    int steps_ = 0;
};

json::value one_row(json::object row)
{
    return rows(json::array{std::move(row)});
}

void plan_assistance(Timeline& timeline, Desk& desk, const College& college, const Firm& firm)
{
    const Staff& keeper = college.officer;
    Course(timeline, desk, "assistance", college)
        .open(
            "2026-03-16", keeper,
            {{"graduate", "2022010917"},
             {"college", college.id},
             {"class_year", day("2026-03-16").year()},
             {"categories", json::array{"低保家庭", "残疾"}},
             {"basis", "民政部门低保证明、残疾人证（演示）"},
             {"opened_on", "2026-03-16"},
             {"wishes", "省内机电类企业，可出差"},
             {"consent", true}}
        )
        .act(
            "2026-03-17", keeper, "pair",
            one_row(
                {{"number", "1"},
                 {"helper", college.dean.id()},
                 {"role", "院系领导"},
                 {"from", "2026-03-17"}}
            )
        )
        .act(
            "2026-03-18", keeper, "plan",
            one_row(
                {{"number", "1"},
                 {"made_on", "2026-03-18"},
                 {"goal", "六月前落实一个岗位"},
                 {"measures", "每两周一次面谈；推荐三个岗位；参加宏志助航线下培训"}}
            )
        )
        .act("2026-03-18", keeper, "start_help")
        .act(
            "2026-04-09", keeper, "recommend",
            one_row(
                {{"number", "1"},
                 {"employer", firm.id},
                 {"title", "设备工艺员"},
                 {"on", "2026-04-09"},
                 {"result", "已面试"}}
            )
        )
        .act(
            "2026-05-18", keeper, "record_subsidies",
            one_row(
                {{"number", "1"},
                 {"kind", "一次性求职创业补贴"},
                 {"paid_on", "2026-05-15"},
                 {"amount", 3000}}
            )
        );
}

void plan_posting(Timeline& timeline, Desk& desk, const School& school, const Firm& firm)
{
    Course(timeline, desk, "posting", school)
        .open(
            "2026-04-07", school.officer,
            {{"number", "GW-CJ-001"},
             {"title", "工艺工程师"},
             {"employer", firm.id},
             {"kind", "就业"},
             {"openings", 6},
             {"collected_on", "2026-04-07"},
             {"origin", "用人单位提交"},
             {"field", "智能制造"},
             {"degree", "本科"},
             {"place", "浙江宁波"},
             {"valid_until", "2026-12-31"}}
        )
        .act("2026-04-07", school.officer, "submit")
        .act("2026-04-08", school.second_officer, "return_posting", nullptr, "请写明月薪范围")
        .act(
            "2026-04-09", school.officer, "edit_posting",
            json::object{{"wage_min", 6500}, {"wage_max", 9000}}
        )
        .act("2026-04-09", school.officer, "submit");
}

void plan_partners(Timeline& timeline, Desk& desk, const School& school, const Firm& firm)
{
    const College& college = school.colleges.front();
    Course(timeline, desk, "base", college)
        .open(
            "2026-04-14", college.officer,
            {{"title", college.name + "就业实习实践基地（" + firm.name + "）"},
             {"employer", firm.id},
             {"college", college.id},
             {"places", 20},
             {"proposed_on", "2026-04-14"}}
        )
        .act(
            "2026-05-12", college.officer, "agree",
            json::object{{"agreed_on", "2026-05-12"}, {"valid_to", "2029-05-11"}}
        )
        .act("2026-05-26", college.officer, "unveil", json::object{{"opened_on", "2026-05-26"}});
    Course(timeline, desk, "cooperation-project", school)
        .open(
            "2026-04-21", school.officer,
            {{"title", "智能装备订单班"},
             {"kind", "定向人才培养"},
             {"employer", firm.id},
             {"school", school.id},
             {"places", 30},
             {"proposed_on", "2026-04-21"}}
        )
        .act("2026-06-03", school.officer, "agree", json::object{{"agreed_on", "2026-06-03"}});
    Course(timeline, desk, "contest-project", school)
        .open(
            "2026-03-24", school.officer,
            {{"title", "海藻纤维包装材料"},
             {"recommended_on", "2026-03-24"},
             {"school", school.id},
             {"team", "学生三名、指导教师一名（演示）"}}
        )
        .act(
            "2026-04-03", school.director, "select",
            json::object{{"selected_on", "2026-04-03"}, {"level", "省级"}}
        )
        .act("2026-04-20", school.officer, "compete")
        .act(
            "2026-06-01", school.director, "judge",
            json::object{
                {"outcome", "优秀"}, {"award", "省级二等奖（演示）"}, {"judged_on", "2026-06-01"}
            }
        );
}

void plan_survey(Timeline& timeline, Desk& desk, const School& school, const Firm& firm)
{
    Course(timeline, desk, "survey", school)
        .open(
            "2026-03-20", school.officer,
            {{"title", "用人单位人才需求调查"},
             {"kind", "社会需求调查"},
             {"sent_on", "2026-03-20"},
             {"audience", "近三年录用毕业生的单位"},
             {"sent", 240}}
        )
        .act(
            "2026-04-02", school.officer, "record_employers",
            one_row(
                {{"number", "1"},
                 {"employer", firm.id},
                 {"knowledge", "材料与测量基础扎实"},
                 {"ability", "会读图、能上手调试"},
                 {"qualities", "踏实、肯沟通"},
                 {"satisfaction", 4}}
            )
        )
        .act(
            "2026-04-17", school.officer, "collect",
            json::object{{"received", 171}, {"closed_on", "2026-04-17"}}
        )
        .act(
            "2026-05-06", school.officer, "analyse",
            json::object{
                {"analysed_on", "2026-05-06"}, {"demand", "需求集中在设备、工艺、质量三类岗位。"}
            }
        )
        .act(
            "2026-05-20", school.officer, "feed_back",
            one_row(
                {{"number", "1"},
                 {"area", "人才培养"},
                 {"finding", "实践学时偏少，调试能力弱"},
                 {"fed_back_to", json::array{"培养方案", "就业指导"}},
                 {"fed_back_on", "2026-05-20"}}
            )
        );
}

void plan_complaint(Timeline& timeline, Desk& desk, const School& school, const Firm& firm)
{
    Course(timeline, desk, "complaint", school)
        .open(
            "2026-05-25", school.officer,
            {{"title", "到岗后薪资与岗位信息不一致"},
             {"kind", "虚假岗位"},
             {"received_on", "2026-05-25"},
             {"channel", "毕业生"},
             {"complainant", "毕业生（演示）"},
             {"employer", firm.id}}
        )
        .act("2026-05-25", school.officer, "investigate")
        .act(
            "2026-05-27", school.officer, "record_step",
            one_row(
                {{"number", "1"}, {"on", "2026-05-27"}, {"what", "与企业人事核对：试用期薪资未写明"}
                }
            )
        )
        .act("2026-05-28", school.officer, "conclude")
        .act(
            "2026-05-29", school.director, "decide",
            json::object{
                {"outcome", "部分属实"},
                {"measure", json::array{"约谈提醒"}},
                {"decided_on", "2026-05-29"},
                {"public_text", "已要求用人单位写明试用期薪资。"}
            }
        );
}

void plan_province(Timeline& timeline, Desk& desk, const Cast& cast)
{
    Course(timeline, desk, "plan-document", cast.education)
        .open(
            "2026-03-30", cast.education_officer,
            {{"title", "“优企进校 招才引智”专项行动实施方案"},
             {"kind", "实施方案"},
             {"drafted_on", "2026-03-30"},
             {"gist", "分两个阶段组织；各校明确责任人；数字由案卷汇总。"}}
        )
        .act(
            "2026-03-31", cast.education_officer, "enter_lines",
            one_row(
                {{"number", "1"},
                 {"title", "各校排出进校招聘日程"},
                 {"unit", "各高校"},
                 {"due_on", "2026-04-15"}}
            )
        )
        .act("2026-03-31", cast.education_officer, "submit");
    Course(timeline, desk, "group-visit", cast.education)
        .open(
            "2026-05-11", cast.education_officer,
            {{"title", "舟山海洋装备企业集中走访"},
             {"from", "2026-05-19"},
             {"to", "2026-05-20"},
             {"region", "舟山"}}
        )
        .act(
            "2026-05-12", cast.education_officer, "enter_schools",
            rows(
                {json::object{{"number", "1"}, {"school", cast.schools[0].id}},
                 json::object{{"number", "2"}, {"school", cast.schools[1].id}}}
            )
        )
        .act("2026-05-19", cast.education_officer, "start");
    Course(timeline, desk, "filing", cast.sme)
        .open(
            "2026-07-06", cast.sme_officer,
            {{"title", "第一阶段活动信息"},
             {"duty", "activity_info"},
             {"form", "activity_info"},
             {"circular", "“优企进校 招才引智”专项行动通知"},
             {"prepared_on", "2026-07-06"},
             {"period_end", "2026-06-30"}}
        )
        .act(
            "2026-07-06", cast.sme_officer, "enter_figures",
            one_row(
                {{"column", "talks"},
                 {"title", "政策宣传场次"},
                 {"unit", "场次"},
                 {"value", 3},
                 {"counted", 3}}
            )
        );
}

}  // namespace

void plan_other_cases(
    Timeline& timeline,
    Desk& desk,
    const Cast& cast,
    const std::vector<Firm>& firms
)
{
    // Employers are in the register only when the timeline runs: what names them is planned then.
    timeline.add(moment(day("2026-03-16"), 8), [&timeline, &desk, &cast, &firms] {
        const School& school = cast.schools.front();
        const Firm& firm = firms[1];
        plan_assistance(timeline, desk, school.colleges.front(), firm);
        plan_posting(timeline, desk, school, firm);
        plan_partners(timeline, desk, school, firm);
        plan_survey(timeline, desk, school, firm);
        plan_complaint(timeline, desk, school, firms[2]);
        plan_province(timeline, desk, cast);
    });
}

}  // namespace beihui::cli::demo

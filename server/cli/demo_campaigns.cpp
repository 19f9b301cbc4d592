#include "cli/demo_campaigns.hpp"

#include <utility>

namespace beihui::cli::demo
{
namespace
{

// The ledger of one organisation.
class Ledger
{
public:
    Ledger(Desk& desk, const Unit& unit, const Staff& keeper)
        : desk_(desk), unit_(unit), keeper_(keeper)
    {}

    void open()
    {
        number_ = desk_
                      .open(
                          keeper_.actor, "campaign", unit_.id,
                          json::object{
                              {"title", unit_.name + "“优企进校 招才引智”专项行动台账"},
                              {"starts_on", "2026-04-01"},
                              {"responsible", keeper_.id()},
                              {"plan", "4至6月、10至12月分两个阶段组织进校招聘、走访和就业指导。"},
                          }
                      )
                      .number;
    }

    void record(const char* act, json::array all)
    {
        desk_.act(keeper_.actor, number_, act, rows(std::move(all)));
    }

    // Ticks an item with a document, or leaves it in hand.
    void tick(const std::string& item, const std::string& evidence)
    {
        json::object row{{"item", item}, {"owner", keeper_.id()}, {"state", "处理中"}};
        if (!evidence.empty()) {
            row["state"] = "完成";
            row["evidence"] = json::array{desk_.upload(
                keeper_.actor, number_, "evidence", evidence + ".txt",
                "演示材料：" + unit_.name + evidence
            )};
        }
        record("tick_item", json::array{std::move(row)});
    }

private:
    Desk& desk_;
    const Unit& unit_;
    const Staff& keeper_;
    std::string number_;
};

struct Session
{
    const char* title;
    const char* kind;
    const char* held_on;
    int audience;
};

const std::vector<Session>& sessions()
{
    static const std::vector<Session> all = {
        {"简历门诊：让企业三十秒看懂你", "简历撰写指导", "2026-04-14", 86},
        {"结构化面试模拟训练营", "面试求职培训", "2026-04-28", 64},
        {"招聘会前求职安全提示会", "就业安全教育", "2026-05-11", 240},
        {"校企供需对接指导会", "校企供需对接指导", "2026-05-25", 120},
        {"职业规划大赛校内决赛", "职业规划竞赛", "2026-06-09", 310},
        {"离校前岗前培训", "岗前培训", "2026-06-23", 150},
        {"秋季实习岗位推介会", "实习推介", "2026-10-13", 180},
        {"一对一咨询周", "一对一咨询", "2026-10-20", 45},
    };
    return all;
}

void plan_school(Timeline& timeline, Desk& desk, const School& school, std::size_t index)
{
    const auto ledger = std::make_shared<Ledger>(desk, school, school.officer);
    const int late = static_cast<int>(index) * 9;  // minutes, so that schools do not act at once
    timeline.add(moment(day("2026-04-01"), 10, late), [=] { ledger->open(); });
    timeline.add(moment(day("2026-04-20"), 15, late), [=] {
        ledger->tick("C10", index == 3 ? "" : "春季宣讲会安排表");
    });
    for (std::size_t i = index == 3 ? 5 : index; i < sessions().size(); ++i) {
        const Session& session = sessions()[i];
        timeline.add(moment(day(session.held_on) + 1, 16, late), [=] {
            ledger->record(
                "record_guidance", json::array{json::object{
                                       {"number", "ZD" + two_digits(i + 1)},
                                       {"title", session.title},
                                       {"kind", session.kind},
                                       {"held_on", session.held_on},
                                       {"held", true},
                                       {"place", "大学生活动中心"},
                                       {"host", "就业指导中心"},
                                       {"audience", session.audience},
                                   }}
            );
        });
    }
    timeline.add(moment(day("2026-10-26"), 16, late), [=] {
        ledger->record(
            "record_guidance", json::array{json::object{
                                   {"number", "ZD09"},
                                   {"title", "冬季求职冲刺讲座（已排期）"},
                                   {"kind", "其他指导"},
                                   {"held_on", "2026-12-08"},
                                   {"held", false},
                               }}
        );
    });
}

json::array mobilised(const std::vector<Firm>& firms)
{
    json::array all;
    for (std::size_t i = 0; i < common_firms; ++i)
        if (firms[i].is_srdi_on(day("2026-04-10")))
            all.emplace_back(json::object{
                {"employer", firms[i].id},
                {"invited_on", "2026-04-10"},
                {"answer", i % 5 == 0   ? "未答复"
                           : i % 7 == 0 ? "不参加"
                                        : "参加"},
            });
    return all;
}

json::array demand(const Cast& cast)
{
    json::array all;
    const std::vector<std::pair<const char*, int>> industries = {
        {"海洋装备（舟山）", 260}, {"汽车零部件（台州）", 410}, {"集成电路（宁波）", 180}
    };
    for (std::size_t i = 0; i < industries.size(); ++i)
        all.emplace_back(json::object{
            {"number", "XQ" + two_digits(i + 1)},
            {"industry", industries[i].first},
            {"surveyed_on", "2026-04-22"},
            {"school", cast.schools[i].id},
            {"sent_on", "2026-04-29"},
            {"posts", industries[i].second},
        });
    return all;
}

json::array policy_talks()
{
    const auto talk = [](const char* number, const char* kind, const char* on, const char* place) {
        return json::object{
            {"number", number},
            {"place_kind", kind},
            {"held_on", on},
            {"place", place},
            {"policies", json::array{"扩岗补助", "社保补贴", "税费减免"}}
        };
    };
    return {
        talk("ZC01", "园区", "2026-05-07", "杭州城西科创园（演示）"),
        talk("ZC02", "企业", "2026-05-14", "宁波砺芯微电子有限公司"),
        talk("ZC03", "高校", "2026-05-21", "甬江应用学院"),
    };
}

void plan_sme(Timeline& timeline, Desk& desk, const Cast& cast, const std::vector<Firm>& firms)
{
    const auto ledger = std::make_shared<Ledger>(desk, cast.sme, cast.sme_officer);
    const Cast* const all = &cast;
    const std::vector<Firm>* const invited = &firms;
    timeline.add(moment(day("2026-04-01"), 14), [=] { ledger->open(); });
    timeline.add(moment(day("2026-04-10"), 15), [=] {
        ledger->record("record_mobilised", mobilised(*invited));
    });
    timeline.add(moment(day("2026-04-13"), 9), [=] { ledger->tick("C11", "专项行动工作方案"); });
    timeline.add(moment(day("2026-04-29"), 15), [=] {
        ledger->record("record_demand", demand(*all));
        ledger->tick("C05", "岗位需求分析报告");
    });
    timeline.add(moment(day("2026-05-22"), 15), [=] {
        ledger->record("record_policy_talks", policy_talks());
        ledger->tick("C07", "");
    });
    timeline.add(moment(day("2026-06-02"), 10), [=] {
        ledger->record(
            "record_projects", json::array{json::object{
                                   {"number", "XM01"},
                                   {"title", "海洋装备订单班"},
                                   {"kind", "定向人才培养"},
                                   {"employer", (*invited)[6].id},
                                   {"school", all->schools[0].id},
                                   {"agreed_on", "2026-06-01"},
                               }}
        );
    });
    // The circular prints no date for annex 1: until somebody entitled sets one, it is never overdue.
    timeline.add(moment(day("2026-09-15"), 10), [=] {
        ledger->record(
            "set_due", json::array{json::object{
                           {"duty", "annex1"},
                           {"due_on", "2027-01-15"},
                           {"set_by", all->sme.name},
                           {"source", "《关于报送专项行动成果统计表的通知》（演示文件，并无此文）"},
                       }}
        );
    });
}

void plan_education(Timeline& timeline, Desk& desk, const Cast& cast)
{
    const auto ledger = std::make_shared<Ledger>(desk, cast.education, cast.education_officer);
    timeline.add(moment(day("2026-04-02"), 9), [=] { ledger->open(); });
    timeline.add(moment(day("2026-04-15"), 9), [=] {
        ledger->tick("C11", "专项行动部署会纪要");
        ledger->tick("C13", "关于做好校园招聘场地与学生组织的指导意见");
        ledger->tick("C14", "");
    });
    timeline.add(moment(day("2026-06-30"), 9), [=] {
        ledger->record(
            "record_guidance", json::array{json::object{
                                   {"number", "ZD01"},
                                   {"title", "全省就业指导教师培训"},
                                   {"kind", "其他指导"},
                                   {"held_on", "2026-06-29"},
                                   {"held", true},
                                   {"audience", 120},
                               }}
        );
    });
    timeline.add(moment(day("2026-07-03"), 9), [=] {
        ledger->record(
            "file", json::array{json::object{
                        {"number", "BS01"},
                        {"duty", "activity_info"},
                        {"sent_on", "2026-07-03"},
                        {"sent_to", "教育部高校学生司（演示，未实际发送）"},
                    }}
        );
    });
}

}  // namespace

void plan_campaigns(
    Timeline& timeline,
    Desk& desk,
    const Cast& cast,
    const std::vector<Firm>& firms
)
{
    for (std::size_t i = 0; i < cast.schools.size(); ++i)
        plan_school(timeline, desk, cast.schools[i], i);
    plan_sme(timeline, desk, cast, firms);
    plan_education(timeline, desk, cast);
}

}  // namespace beihui::cli::demo

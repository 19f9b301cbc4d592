#include "cli/demo_event_rows.hpp"

namespace beihui::cli::demo
{
namespace
{

constexpr const char* big = "大型双选会";
constexpr const char* special = "专场招聘会";
constexpr const char* talk = "宣讲会";
constexpr const char* matching = "供需对接";
constexpr const char* live = "直播带岗";

constexpr const char* site = "线下";
constexpr const char* online = "线上";
constexpr const char* both = "线上线下";

std::vector<EventRow> first_half_year()
{
    using enum Reach;
    using enum Twist;
    return {
        {1, 0, "机电技术学院订单班企业供需对接会", matching, site, "实训楼 B 座 201", "2026-04-01",
         "2026-04-17", 14, 3, 150, false, 6, archived},
        {0, 1, "信息工程学院校友企业宣讲会", talk, site, "信息楼报告厅", "2026-04-03", "2026-04-22",
         14, 2, 120, false, 6, archived},
        {2, -1, "甬江应用学院应届毕业生春季综合招聘会", big, both,
         "大学生活动中心一至二楼，线上同步云双选平台", "2026-04-03", "2026-05-08", 9, 7, 700, false,
         16, archived},
        {0, 0, "智能制造学院供需对接会", matching, site, "工程训练中心展厅", "2026-04-17",
         "2026-05-12", 9, 4, 200, false, 8, reported},
        {0, -1, "装备制造行业专场招聘会", special, site, "图书馆一楼展厅", "2026-04-15",
         "2026-05-20", 9, 6, 999, true, 14, archived},
        {1, -1, "钱江职业技术学院技能人才春季招聘会", big, site, "体育馆主馆", "2026-04-13",
         "2026-05-20", 9, 6, 1000, true, 20, reported, counted_at_gates},
        {0, -1, "新一代信息技术企业专场招聘会", special, site, "大学生活动中心多功能厅",
         "2026-04-15", "2026-05-20", 14, 4, 800, true, 12, approved, raised},
        {1, -1, "走进前湾智造园：园区企业开放日招聘", special, site,
         "宁波前湾智造园（演示）会议中心", "2026-04-27", "2026-05-27", 9, 7, 220, false, 8,
         reported, off_campus},
        {0, -1, "东海理工大学应届毕业生春季大型双选会", big, site, "体育馆主馆、副馆及东侧广场",
         "2026-04-20", "2026-06-06", 9, 7, 5200, true, 32, archived, counted_at_gates},
        {1, 1, "数字商贸学院电商企业宣讲会", talk, site, "商贸楼阶梯教室 102", "2026-05-18",
         "2026-06-11", 14, 2, 90, false, 6, archived, screened},
        {0, -1, "直播带岗：长三角专精特新中小企业专场", live, online, "学校就业网直播间",
         "2026-05-25", "2026-06-18", 19, 2, 300, false, 9, reported},
        {2, 0, "材料与化工学院企业宣讲会", talk, site, "化工楼 301", "2026-06-01", "2026-06-24", 15,
         2, 70, false, 5, reported},
        {2, -1, "暑期前补录招聘会", special, site, "大学生活动中心一楼", "2026-06-03", "2026-06-26",
         9, 4, 350, false, 11, published, cancelled},
        {2, -1, "绿色石化产业链人才供需对接会", matching, site, "学术交流中心二楼", "2026-06-08",
         "2026-07-08", 9, 6, 300, false, 10, archived},
    };
}

std::vector<EventRow> second_half_year()
{
    using enum Reach;
    using enum Twist;
    return {
        {1, -1, "先进制造专场招聘会", special, site, "体育馆副馆", "2026-09-14", "2026-10-14", 9, 6,
         500, false, 13, reported},
        {0, -1, "海洋装备与绿色能源专场招聘会", special, site, "大学生活动中心多功能厅",
         "2026-09-14", "2026-10-21", 9, 6, 600, false, 15, follow_up, moved_and_redone},
        {2, 1, "软件学院供需对接会", matching, site, "软件楼路演厅", "2026-09-22", "2026-10-22", 14,
         3, 120, false, 6, follow_up},
        {1, -1, "实习与就业双向选择会", special, site, "体育馆主馆", "2026-09-28", "2026-10-28", 9,
         6, 400, false, 12, held},
        {2, -1, "秋季专精特新企业进校招聘会", special, site, "大学生活动中心一至二楼", "2026-09-24",
         "2026-10-29", 9, 6, 450, false, 12, held},
        {0, -1, "东海理工大学2027届毕业生秋季大型双选会", big, site, "体育馆主馆", "2026-10-12",
         "2026-11-28", 9, 7, 1200, true, 24, filing},
        {2, 0, "新材料企业宣讲会", talk, site, "化工楼 301", "2026-10-08", "2026-12-01", 14, 2, 90,
         false, 4, published},
        {1, 1, "现代物流企业宣讲会", talk, site, "商贸楼阶梯教室 102", "2026-10-08", "2026-12-02",
         14, 2, 100, false, 4, published},
        {0, -1, "专精特新中小企业进校园专场招聘会（甬舟片区）", special, site, "图书馆一楼展厅",
         "2026-10-09", "2026-12-03", 9, 6, 450, false, 14, published, moved_hall},
        {0, 2, "海洋与环境学院企业宣讲会", talk, site, "海洋楼 105", "2026-10-20", "2026-12-09", 15,
         2, 80, false, 5, plan},
        {1, -1, "产教融合合作企业专场招聘会", special, site, "实训楼一楼大厅", "2026-10-12",
         "2026-12-10", 9, 6, 350, false, 11, filing, returned_posting},
        {2, -1, "甬江应用学院冬季双选会", big, site, "体育馆", "2026-10-14", "2026-12-12", 9, 7,
         900, false, 18, approved},
        {1, -1, "冬季补岗招聘会", special, site, "体育馆副馆", "2026-10-14", "2026-12-16", 9, 6,
         600, false, 12, approved},
        {2, -1, "2027届毕业生实习双选会", special, site, "大学生活动中心一楼", "2026-10-26",
         "2026-12-18", 9, 6, 260, false, 9, plan},
    };
}

}  // namespace

const std::vector<EventRow>& event_rows()
{
    static const std::vector<EventRow> rows = [] {
        std::vector<EventRow> all = first_half_year();
        const std::vector<EventRow> more = second_half_year();
        all.insert(all.end(), more.begin(), more.end());
        return all;
    }();
    return rows;
}

}  // namespace beihui::cli::demo

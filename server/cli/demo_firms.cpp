#include "cli/demo_firms.hpp"

#include "cli/demo_codes.hpp"
#include "cli/demo_firm_rows.hpp"

#include <algorithm>

namespace beihui::cli::demo
{
namespace
{

struct Job
{
    const char* title;
    const char* degree;
    const char* programmes;
    const char* description;
    int wage_min;
    int wage_max;
};

const std::vector<Job>& jobs()
{
    static const std::vector<Job> all = {
        {"机械设计工程师", "本科", "机械工程、机械电子工程",
         "参与产品结构设计与样机试制，提供导师带教", 7000, 11000},
        {"嵌入式软件工程师", "本科", "电子信息、自动化、计算机", "负责控制器固件开发与联调", 8000,
         14000},
        {"工艺技术员", "专科", "机电一体化、模具设计与制造", "编制工艺文件，跟踪试产", 5500, 8000},
        {"质量检验员", "专科", "机电、分析检验、材料", "来料与成品检验，出具检验报告", 5000, 7000},
        {"自动化产线调试员", "专科", "自动化、机器人、电气", "产线安装调试与现场服务", 6000, 9000},
        {"外贸业务员", "本科", "国际经济与贸易、英语", "海外客户开发与订单跟进", 6000, 10000},
        {"材料研发助理", "硕士", "材料科学与工程、化学", "配方试验与性能表征", 9000, 14000},
        {"前端开发工程师", "本科", "软件工程、计算机科学与技术", "工业数据看板开发", 8000, 13000},
        {"测试工程师", "本科", "软件工程、测控技术", "编写测试用例，搭建自动化测试", 7000, 11000},
        {"海洋工程设计助理", "本科", "船舶与海洋工程、土木工程", "参与水下结构计算与出图", 7500,
         11500},
        {"电商运营专员", "专科", "电子商务、市场营销", "店铺运营与直播排期", 5000, 8000},
        {"财务助理", "本科", "会计学、财务管理", "费用核算与凭证整理", 5500, 7500},
        {"人力资源助理", "不限", "专业不限", "招聘组织与培训安排", 5000, 7000},
        {"仓储管理员", "专科", "物流管理、供应链管理", "智能仓日常运行与盘点", 5000, 7000},
        {"生物制品研发员", "硕士", "生物工程、制药工程", "小试与中试放大", 9000, 13000},
        {"设备维修技工", "专科", "机电设备维修、电气自动化", "设备点检与故障处理，有夜班补贴", 6000,
         8500},
        {"算法工程师", "硕士", "计算机、数学、控制", "视觉检测算法开发", 12000, 20000},
        {"环境监测技术员", "本科", "环境科学、环境工程", "现场采样与数据分析", 6000, 8500},
    };
    return all;
}

Posting posting_of(const Job& job, std::string number, const std::string& city, Dice& dice)
{
    Posting posting;
    posting.number = std::move(number);
    posting.title = job.title;
    posting.kind = dice.in_hundred(85) ? "就业" : "实习";
    posting.openings = dice.between(1, 12);
    posting.description = job.description;
    posting.degree = job.degree;
    posting.programmes = job.programmes;
    posting.wage_min = job.wage_min;
    posting.wage_max = job.wage_max;
    posting.place = city;
    return posting;
}

std::vector<std::pair<Date, Date>> validity(Certified certified)
{
    switch (certified) {
    case Certified::never:     return {};
    case Certified::all_year:  return {{day("2024-07-01"), day("2027-06-30")}};
    case Certified::till_may:  return {{day("2023-06-01"), day("2026-05-31")}};
    case Certified::expired:   return {{day("2023-01-01"), day("2025-12-31")}};
    case Certified::from_july: return {{day("2026-07-01"), day("2029-06-30")}};
    }
    return {};
}

// One employer on the way through the register.
class Registration
{
public:
    Registration(Desk& desk, const Staff& staff, const FirmRow& row, Firm& firm)
        : desk_(desk), staff_(staff), row_(row), firm_(firm)
    {}

    void enter(std::size_t index, const std::string& organisation)
    {
        json::object profile{
            {"uscc", firm_.code},
            {"name", firm_.name},
            {"size", firm_.size},
            {"nature", row_.nature},
            {"branch", false},
            {"industry", row_.industry},
            {"province", "浙江省"},
            {"city", firm_.city},
            {"registered_on_ncss", index % 5 != 3},
            {"licence_status", "存续"},
            {"contact_name", "联系人" + two_digits(index + 1)},
            {"contact_phone", "0571-0000" + std::to_string(1000 + index)},
        };
        if (!firm_.park.empty())
            profile["park"] = firm_.park;
        const acts::ActDone opened =
            desk_.open(staff_.actor, "employer", organisation, std::move(profile));
        firm_.id = opened.case_id;
        number_ = opened.number;
        if (!firm_.srdi.empty())
            add_certificate(index);
    }

    void verify()
    {
        desk_.act(
            staff_.actor, number_, "verify",
            json::object{
                {"method", "国家企业信用信息公示系统"},
                {"checked_on", desk_.today().text()},
                {"licence_valid", true},
                {"not_abnormal", true},
                {"authority_letter", true},
                {"agent_id_seen", true},
            }
        );
    }

    void confirm_code()
    {
        const std::string licence = desk_.upload(
            staff_.actor, number_, "licence", "营业执照.txt",
            "演示材料：" + firm_.name + "营业执照影像，统一社会信用代码 " + firm_.code
        );
        desk_.act(
            staff_.actor, number_, "confirm_code",
            json::object{
                {"licence", licence}, {"method", "与营业执照原件逐位核对，系试点时期发放的代码"}
            }
        );
    }

private:
    void add_certificate(std::size_t index)
    {
        json::array all;
        for (const auto& [from, to] : firm_.srdi)
            all.emplace_back(json::object{
                {"number", "演示证书" + std::to_string(from.year()) + "-" + two_digits(index + 1)},
                {"level", index % 6 == 0 ? "国家级小巨人" : "省级专精特新"},
                {"issuer", index % 6 == 0 ? "工业和信息化部" : "浙江省经济和信息化厅"},
                {"valid_from", from.text()},
                {"valid_to", to.text()},
            });
        desk_.act(staff_.actor, number_, "add_certificate", rows(std::move(all)));
    }

    Desk& desk_;
    const Staff& staff_;
    const FirmRow& row_;
    Firm& firm_;
    std::string number_;
};

Firm firm_of(const FirmRow& row, std::size_t index, Dice& dice)
{
    Firm firm;
    firm.name = row.name;
    firm.size = row.size;
    firm.city = row.city;
    firm.park = row.park;
    firm.srdi = validity(row.certified);
    firm.code = index == common_firms - 3   ? synthetic_code("12", index)
                : index == common_firms - 2 ? std::string("91000000M0000A120K")
                : index == common_firms - 1 ? pilot_code(index)
                                            : synthetic_code("91", index);
    firm.verified = index != common_firms - 1;  // the last one waits for confirmation
    const std::size_t count = 1 + dice.below(2);
    const std::vector<Job> chosen = dice.some_of(jobs(), count);
    for (std::size_t i = 0; i < chosen.size(); ++i)
        firm.postings.push_back(posting_of(
            chosen[i], "GW26-" + two_digits(index + 1) + "-" + std::to_string(i + 1), row.city, dice
        ));
    return firm;
}

// Who registers an employer: mostly the SME department, some the schools, the last 情景示例学院.
const Staff& registrar(const Cast& cast, std::size_t index)
{
    if (index >= common_firms)
        return cast.schools.back().officer;
    return index % 4 == 3 ? cast.schools[index / 4 % 3].officer : cast.sme_officer;
}

}  // namespace

bool Firm::is_srdi_on(Date day) const
{
    return std::ranges::any_of(srdi, [&](const auto& valid) {
        return valid.first <= day && day <= valid.second;
    });
}

void plan_firms(
    Timeline& timeline,
    Desk& desk,
    const Cast& cast,
    std::uint64_t seed,
    std::vector<Firm>& firms
)
{
    Dice dice(seed);
    std::vector<const FirmRow*> all;
    for (const FirmRow& row : firm_rows())
        all.push_back(&row);
    for (const FirmRow& row : scenario_firm_rows())
        all.push_back(&row);
    firms.clear();
    for (std::size_t i = 0; i < all.size(); ++i)
        firms.push_back(firm_of(*all[i], i, dice));

    for (std::size_t i = 0; i < all.size(); ++i) {
        const Staff& staff = registrar(cast, i);
        const std::string organisation =
            &staff == &cast.sme_officer ? cast.sme.id : staff.actor.organisation;
        const auto registration = std::make_shared<Registration>(desk, staff, *all[i], firms[i]);
        const Date entered = working_day(day("2026-03-09") + static_cast<int>(i % 12));
        timeline.add(moment(entered, 9, static_cast<int>(i)), [=] {
            registration->enter(i, organisation);
        });
        if (i == common_firms - 2)
            timeline.add(moment(entered + 3, 10), [=] { registration->confirm_code(); });
        if (firms[i].verified)
            timeline.add(moment(working_day(entered + 4), 14, static_cast<int>(i)), [=] {
                registration->verify();
            });
    }
}

}  // namespace beihui::cli::demo

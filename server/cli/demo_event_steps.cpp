#include "cli/demo_events.hpp"

#include <algorithm>

// What is done at each step of an event. Each function carries out one or two acts.

namespace beihui::cli::demo
{
namespace
{

const std::vector<std::string> policies = {"扩岗补助", "社保补贴", "培训补贴", "税费减免"};

json::array texts(const std::vector<std::string>& all)
{
    json::array array;
    for (const std::string& each : all)
        array.emplace_back(each);
    return array;
}

json::object posting_row(const Posting& posting, const Firm& firm)
{
    return {
        {"number", posting.number},
        {"employer", firm.id},
        {"title", posting.title},
        {"kind", posting.kind},
        {"openings", posting.openings},
        {"description", posting.description},
        {"degree", posting.degree},
        {"programmes", posting.programmes},
        {"wage_min", posting.wage_min},
        {"wage_max", posting.wage_max},
        {"place", posting.place},
        {"valid_until", "2026-12-31"},
        {"on_ncss", posting.openings % 3 != 0},
    };
}

// Postings about the label of a school (scenario 12): a lawful one, one in full-width digits, and
// one that stays returned.
constexpr const char* lawful = "不限985/211，欢迎高职毕业生报名，提供岗前培训";
constexpr const char* full_width = "限９８５高校，负责店铺运营与数据分析";
constexpr const char* mended = "负责店铺运营与数据分析，院校不限";
constexpr const char* restricted = "限985高校毕业生，参与工艺改进项目";
constexpr const char* passed_number = "GW26-SC-1";
constexpr const char* mended_number = "GW26-SC-2";
constexpr const char* returned_number = "GW26-SC-3";

json::object review(const std::string& number, const char* outcome, const char* reason)
{
    json::object row{
        {"posting", number},
        {"outcome", outcome},
        {"discrimination_checked", true},
        {"falsehood_checked", true},
    };
    if (*reason != '\0')
        row["reason"] = reason;
    return row;
}

}  // namespace

std::string Event::graduate(std::size_t index) const
{
    const std::string serial = std::to_string(1000 + index);
    return "22" + school_.officer.login.substr(0, 2) + serial;
}

json::object Event::plan_data() const
{
    const std::string_view title = row_.title;
    json::array organisers = {college() ? "院系" : "学校"};
    if (row_.expected >= 1000 || title.find("专精特新") != std::string_view::npos)
        organisers.emplace_back("省级中小企业主管部门");
    json::object data{
        {"title", row_.title},
        {"form", row_.form},
        {"mode", row_.mode},
        {"campus", row_.twist != Twist::off_campus},
        {"starts_at", moment(held_on(), row_.starts_hour).text()},
        {"ends_at", moment(held_on(), row_.starts_hour + row_.hours).text()},
        {"venue", row_.venue},
        {"expected", row_.expected},
        {"expected_basis", "按报名单位数、相关专业毕业生数和上一次同类活动的到场率估计"},
        {"sessions", 1},
        {"public_admitted", row_.admits_public},
        {"owner_kind", college() ? "院系" : "学校"},
        {"organisers", std::move(organisers)},
        {"matching_bases", json::array{"专业", is_light() ? "意愿" : "产业"}},
        {"region", "长三角"},
        {"responsible", school_.director.id()},
        {"contact_name", enters().name()},
        {"contact_phone", "0571-00001234"},
        {"policy_kinds", texts(policies)},
    };
    if (college())
        data["college"] = college()->id;
    if (title.find("产业链") != std::string_view::npos)
        data["chain"] = "绿色石化";
    return data;
}

void Event::open()
{
    const Unit& owner = college() ? static_cast<const Unit&>(*college()) : school_;
    number_ = desk_.open(enters().actor, "recruitment-event", owner.id, plan_data()).number;
}

void Event::name_owners()
{
    json::array all;
    for (const Item& item : readiness_items())
        if (applies(item))
            all.emplace_back(json::object{
                {"item", item.id}, {"state", "未开始"}, {"owner", owner_of(item.id).id()}
            });
    desk_.act(enters().actor, number_, "assign_owners", rows(std::move(all)));
}

int Event::booths(std::size_t index) const
{
    return firms_[index]->size == "大型" ? 2 : 1;
}

void Event::add_participants()
{
    json::array all;
    for (std::size_t i = 0; i < firms_.size(); ++i)
        all.emplace_back(json::object{
            {"employer", firms_[i]->id},
            {"booths", booths(i)},
            {"staff", dice_.between(2, 4)},
            {"invited", firms_[i]->is_srdi_on(held_on())},
        });
    desk_.act(enters().actor, number_, "add_participants", rows(std::move(all)));
}

std::vector<Event::Brought> Event::postings() const
{
    std::vector<Brought> all;
    for (const Firm* const firm : firms_)
        for (const Posting& posting : firm->postings)
            all.push_back({firm, posting});
    const auto special = [&](std::size_t index, const char* number, const char* description) {
        Posting posting = firms_[index]->postings.front();
        posting.number = number;
        posting.description = description;
        all.push_back({firms_[index], std::move(posting)});
    };
    if (row_.twist == Twist::screened) {
        special(0, passed_number, lawful);
        special(1, mended_number, full_width);
    }
    if (row_.twist == Twist::returned_posting)
        special(0, returned_number, restricted);
    return all;
}

void Event::add_postings()
{
    json::array all;
    for (const Brought& brought : postings())
        all.emplace_back(posting_row(brought.posting, *brought.firm));
    desk_.act(enters().actor, number_, "add_postings", rows(std::move(all)));
}

void Event::record_wishes()
{
    const int asked = std::max(100, row_.expected);
    desk_.act(
        enters().actor, number_, "record_wishes",
        json::object{
            {"asked", asked},
            {"answered", asked * dice_.between(48, 92) / 100},
            {"summary", "多数毕业生希望在省内就业，关注培训体系、住宿与发展空间"},
        }
    );
}

void Event::upload_lists()
{
    const auto list = [&](const char* kind, const char* name, const char* text) {
        desk_.upload(enters().actor, number_, kind, name, text);
    };
    list(
        "policy_list", "政策清单.txt",
        "演示材料：一次性扩岗补助、社会保险补贴、职业培训补贴、税费减免的适用条件与标准"
    );
    list(
        "service_list", "服务清单.txt",
        "演示材料：岗位发布、简历推荐、场地与展位、见习对接等服务事项"
    );
    list("agency_list", "经办机构清单.txt", "演示材料：各项政策的经办机构、办公时间与申请渠道");
}

void Event::review_postings()
{
    json::array all;
    for (const Brought& brought : postings()) {
        const std::string& number = brought.posting.number;
        if (number == passed_number)
            all.emplace_back(
                review(number, "通过", "原文为“不限985/211”，系放宽而非限定院校，予以通过")
            );
        else if (number == mended_number)
            all.emplace_back(
                review(number, "退回", "含“限９８５”（全角），属限定院校，请修改后重新提交")
            );
        else if (number == returned_number)
            all.emplace_back(
                review(number, "退回", "含“限985高校”，属“三严禁”所列限定院校，不予发布")
            );
        else
            all.emplace_back(review(number, "通过", ""));
    }
    desk_.act(reviews().actor, number_, "review_postings", rows(std::move(all)));
}

void Event::mend_postings()
{
    desk_.act(
        enters().actor, number_, "add_postings",
        rows(json::array{json::object{{"number", mended_number}, {"description", mended}}})
    );
    desk_.act(
        reviews().actor, number_, "review_postings",
        rows(json::array{review(mended_number, "通过", "已删去院校限定")})
    );
}

void Event::apply_for_permit()
{
    receipt_ = desk_.upload(
        school_.security.actor, number_, "permit_receipt", "安全许可受理回执.txt",
        "演示材料：大型群众性活动安全许可申请受理回执"
    );
    desk_.act(
        school_.security.actor, number_, "record_permit",
        json::object{
            {"applied_on", desk_.today().text()},
            {"authority", row_.expected >= 5000 ? "市级公安机关" : "县级公安机关"},
            {"receipt", receipt_},
        }
    );
}

void Event::record_permit()
{
    desk_.act(
        school_.security.actor, number_, "record_permit",
        json::object{
            {"number", "演示公安许字〔" + std::to_string(held_on().year()) + "〕" +
                           std::to_string(row_.expected) + "号"},
            {"granted_on", desk_.today().text()},
            {"covers", row_.expected},
        }
    );
}

void Event::tick(
    const Staff& who,
    const std::vector<std::string>& items,
    const std::string& evidence
)
{
    json::array documents;
    if (!evidence.empty())
        documents.emplace_back(desk_.upload(
            who.actor, number_, "evidence", evidence + ".txt",
            "演示材料：“" + std::string(row_.title) + "”" + evidence + "，" + desk_.today().text()
        ));
    json::array all;
    for (const std::string& item : items) {
        json::object row{{"item", item}, {"state", "完成"}};
        row["reason"] = who.name() + "于" + desk_.today().text() + "办结";
        if (!documents.empty())
            row["evidence"] = documents;
        all.emplace_back(std::move(row));
    }
    desk_.act(who.actor, number_, "tick_item", rows(std::move(all)));
}

void Event::tick_office()
{
    if (!is_online())
        tick(enters(), {"B13"}, "场地预订单和展位图");
    if (is_light())
        return;
    std::vector<std::string> items = {"B08", "B17", "B18", "B22"};
    if (!is_online())
        items.emplace_back("B15");
    if (dice_.in_hundred(70))
        items.emplace_back("B12");
    if (dice_.in_hundred(80))
        items.emplace_back("B21");
    tick(enters(), items);
}

void Event::tick_second_officer()
{
    tick(reviews(), {"B09", "B10", "B11"}, "意向摸排与岗位匹配结果");
}

void Event::tick_some()
{
    desk_.act(
        enters().actor, number_, "tick_item",
        rows(json::array{
            json::object{{"item", "B08"}, {"state", "完成"}, {"reason", "证书编号与有效期已核对"}},
            json::object{
                {"item", "B13"}, {"state", "处理中"}, {"reason", "场地已口头预订，等待确认单"}
            },
            json::object{
                {"item", "B15"}, {"state", "缺材料"}, {"reason", "尚有三家企业未报到会人员"}
            },
            json::object{{"item", "B17"}, {"state", "处理中"}},
        })
    );
}

void Event::tick_security()
{
    tick(school_.security, {"B14"}, "安全方案与应急预案");
}

void Event::tick_meeting()
{
    tick(school_.director, {"B20"}, "备会会议纪要（可以举办）");
}

void Event::hand_out(std::size_t firms)
{
    json::array all;
    for (std::size_t i = 0; i < firms; ++i)
        all.emplace_back(json::object{
            {"employer", firms_[i]->id},
            {"policy_list", true},
            {"service_list", true},
            {"agency_list", true},
            {"explained", true},
            {"handed_on", desk_.today().text()},
        });
    desk_.act(enters().actor, number_, "hand_out_lists", rows(std::move(all)));
}

void Event::approve()
{
    desk_.act(approves().actor, number_, "approve");
}

void Event::publish()
{
    desk_.act(school_.officer.actor, number_, "publish");
}

}  // namespace beihui::cli::demo

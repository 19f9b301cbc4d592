#include "cli/demo_events.hpp"

#include <algorithm>

// The day of an event and what follows, and what goes another way than planned.

namespace beihui::cli::demo
{

void Event::hold()
{
    desk_.act(enters().actor, number_, "hold");
}

void Event::count_people()
{
    if (is_online())
        return;
    const Staff& who = enters();
    if (row_.twist == Twist::counted_at_gates) {
        json::array gates;
        for (const char* const gate : {"东门", "西门", "北侧通道"})
            gates.emplace_back(json::object{
                {"gate", gate},
                {"counted", row_.expected * dice_.between(20, 31) / 100},
                {"identity", "毕业生"},
                {"note", "闸机计数，同一人再次入场重复计"},
            });
        desk_.act(who.actor, number_, "count_gates", rows(std::move(gates)));
        return;
    }
    const int people = std::min(60, row_.expected / 6);
    const std::size_t first = dice_.below(400);
    const bool autumn = held_on().month() >= 9;  // looks for those who finish next summer
    const int cohort = held_on().year() + (autumn ? 1 : 0);
    json::array all;
    for (int i = 0; i < people; ++i)
        all.emplace_back(json::object{
            {"graduate", graduate(first + static_cast<std::size_t>(i))},
            {"identity", i % 17 == 16 ? "其他" : "毕业生"},
            {"cohort", i % 9 != 8 ? cohort
                       : autumn   ? cohort - 1
                                  : cohort + 1},
            {"at", moment(held_on(), row_.starts_hour, i).text()},
        });
    desk_.act(who.actor, number_, "check_in", rows(std::move(all)));
}

bool Event::attends(std::size_t index)
{
    return index == 0 || !dice_.in_hundred(9);
}

void Event::record_attendance()
{
    json::array all;
    for (std::size_t i = 0; i < firms_.size(); ++i)
        all.emplace_back(json::object{{"employer", firms_[i]->id}, {"attended", attends(i)}});
    desk_.act(enters().actor, number_, "record_attendance", rows(std::move(all)));
}

void Event::record_agreements()
{
    json::array all;
    const std::size_t count = 2 + dice_.below(6);
    const std::size_t first = dice_.below(400);
    for (std::size_t i = 0; i < count; ++i) {
        const char* kind = "就业协议";
        if (i == 1)
            kind = "意向协议";
        if (i == 3)
            kind = "实习证明";
        all.emplace_back(json::object{
            {"number", number_ + "-XY" + two_digits(i + 1)},
            {"graduate", graduate(first + i * 7)},
            {"employer", firms_[i % std::min<std::size_t>(firms_.size(), 3)]->id},
            {"kind", kind},
            {"signed_on", (held_on() + static_cast<int>(i % 3)).text()},
        });
    }
    desk_.act(enters().actor, number_, "record_agreements", rows(std::move(all)));
}

void Event::cancel_agreement()
{
    if (!dice_.in_hundred(40))
        return;
    // The number of the row is enough: what is not sent stays as it is.
    desk_.act(
        enters().actor, number_, "record_agreements",
        rows(json::array{
            json::object{{"number", number_ + "-XY01"}, {"cancelled_on", desk_.today().text()}}
        })
    );
}

void Event::record_follow_up()
{
    desk_.act(
        enters().actor, number_, "record_follow_up",
        json::object{
            {"employer_feedback", "企业认为专业对口率较高，希望增加面试间数量"},
            {"student_feedback", "毕业生希望提前公布岗位薪酬与工作地点"},
            {"lessons", "下次提前一周公布展位图，增设一处咨询台"},
        }
    );
}

void Event::report()
{
    desk_.act(
        school_.officer.actor, number_, "report",
        json::object{
            {"activity_info", std::string(row_.title) + "于" + held_on().text() + "举办，" +
                                  std::to_string(firms_.size()) + "家单位报名，现场秩序良好。"},
        }
    );
}

void Event::raise_expected()
{
    desk_.act(
        enters().actor, number_, "edit_plan",
        json::object{{"expected", 1200}, {"expected_basis", "开放外校预约后报名人数大幅增加"}}
    );
}

void Event::postpone()
{
    desk_.act(
        school_.security.actor, number_, "record_permit",
        json::object{
            {"late_decision", "延期举办"},
            {"late_decision_note",
             "距活动不足20日，来不及申请安全许可；限制人数将影响已报名学生，决定延期"},
        }
    );
    desk_.act(
        school_.director.actor, number_, "postpone", nullptr,
        "预计人数由800调整为1200，来不及依法申请安全许可，延期至取得许可后举办"
    );
}

void Event::move_hall(const std::string& venue)
{
    desk_.act(enters().actor, number_, "edit_plan", json::object{{"venue", venue}});
}

}  // namespace beihui::cli::demo

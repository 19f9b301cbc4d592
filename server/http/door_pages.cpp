// What the codes about check-in at the door mean.

#include "http/problem_pages.hpp"

#include <array>

namespace beihui::http
{

std::span<const ProblemPage> door_pages()
{
    static constexpr std::array pages = {
        ProblemPage{
            "no_door_here",
            "这份案卷现在不能开启现场签到。招聘活动发布以后、报送以前才可以；先办理“发布活动”。",
            "No device can be opened here. An event has them once it is published, until it is "
            "reported."
        },
        ProblemPage{
            "event_over",
            "活动结束已超过 12 小时，现场签到不再开启。到会情况和人数请在案卷的“签到”里直接登记；"
            "结束时间填错的，先更正方案。",
            "The event ended more than 12 hours ago. Enter attendance and counts on the case; if "
            "the "
            "end is wrong, correct the plan first."
        },
        ProblemPage{
            "too_many_doors", "一场活动最多同时有 20 台签到设备。请先停用不用的。",
            "An event has at most 20 devices at a time. End one that is not used."
        },
        ProblemPage{
            "door_label_taken",
            "同一场活动里已有一台叫这个名称的签到设备在用。请换一个名称，或先停用那一台。",
            "Another device of the event goes on by this name. Take another, or end that one first."
        },
        ProblemPage{
            "door_not_found",
            "没有这台签到设备，或它已到期、被停用；不说是哪一种。请向开启人要新的链接，本机没有上传"
            "的"
            "内容仍在本机。",
            "There is no such device, or it is over or was ended; nobody learns which. Ask whoever "
            "opened it for a new link. What was not sent is still on the device."
        },
        ProblemPage{
            "unknown_participant", "参会名单里没有这家单位了。请刷新名单；名单上没有的用“加一家”。",
            "That employer is not on the list of participants any more. Read the list again; add a "
            "firm that is on none."
        },
        ProblemPage{
            "pass_not_valid", "签到码已过期或不对。二维码每半分钟更换，请重新扫描现场的二维码。",
            "The code is over or wrong. It changes twice a minute: scan the one at the door again."
        },
        ProblemPage{
            "door_shut", "这场活动现在不计签到：还没有到活动那一天，或已经报送、取消。",
            "The event counts nobody now: its day has not come, or it was reported or cancelled."
        },
        ProblemPage{
            "too_many_passes", "短时间内扫码过多，暂不计入。请稍候再试。",
            "Too many passes in a short time. Try again in a moment."
        },
    };
    return pages;
}

}  // namespace beihui::http

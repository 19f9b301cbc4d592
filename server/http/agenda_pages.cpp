// What the codes about the calendar mean.

#include "http/problem_pages.hpp"

#include <array>

namespace beihui::http
{

std::span<const ProblemPage> agenda_pages()
{
    static constexpr std::array pages = {
        ProblemPage{
            "bad_span",
            "from 与 to 写作 2026-05-20 这样的日期，from 不晚于 to；日程一次最多查 62 天。",
            "Write from and to as days such as 2026-05-20, in this order; the agenda gives at most "
            "62 days at a time."
        },
        ProblemPage{
            "agenda_too_full",
            "所查时段里的事项太多，没有列出。请缩短时段，或用 organisation 选一个单位。",
            "The days hold too much to be listed. Ask for fewer days, or for one organisation."
        },
        ProblemPage{
            "too_many_feeds", "日历订阅已满 10 个。请在“我的账号”里停用不再使用的。",
            "There are 10 calendar subscriptions already. End one that is not used, under my "
            "account."
        },
        ProblemPage{
            "feed_not_found", "没有这个日历订阅，或它已经停用。",
            "There is no such calendar subscription, or it was ended already."
        },
    };
    return pages;
}

}  // namespace beihui::http

// What the codes about the demonstration, shared briefs, verifications and webhooks mean.

#include "http/problem_pages.hpp"

#include <array>

namespace beihui::http
{

std::span<const ProblemPage> demonstration_pages()
{
    static constexpr std::array pages = {
        ProblemPage{
            "demonstration_there", "演示数据已经装入或正在装入。要重新装入，请先移除。",
            "The demonstration is there already, or is being loaded. Remove it first."
        },
        ProblemPage{
            "no_demonstration",
            "现在没有演示数据，或其中没有这个账号。由系统管理员在“健康”页装入。",
            "There is no demonstration now, or it has no such account. The system administrator "
            "loads it on the page about the condition of the system."
        },
    };
    return pages;
}

std::span<const ProblemPage> shared_pages()
{
    static constexpr std::array pages = {
        ProblemPage{
            "share_not_found", "链接不对、已到期或已收回。请向发给您的人要一个新的。",
            "The link is wrong, over or taken back. Ask whoever gave it to you for a new one."
        },
        ProblemPage{
            "too_many_shares", "同时有效的链接已满 10 个。请先收回不用的。",
            "There are 10 links already. Take back one that is not used."
        },
    };
    return pages;
}

std::span<const ProblemPage> verification_pages()
{
    static constexpr std::array pages = {
        ProblemPage{
            "verification_not_found", "没有这次验证，或它是别人做的。请重新开始一次。",
            "There is no such verification, or it is somebody else's. Begin another."
        },
        ProblemPage{
            "verification_over", "这次验证已经做完。要再验证请重新开始一次。",
            "This verification is over. Begin another to verify again."
        },
    };
    return pages;
}

std::span<const ProblemPage> webhook_pages()
{
    static constexpr std::array pages = {
        ProblemPage{
            "webhook_not_found", "没有这个回调，或它不在您的范围内。请在“管理—回调”核对。",
            "There is no such webhook, or it is outside your scope. See the page of webhooks."
        },
        ProblemPage{
            "delivery_not_found", "没有这次投递，或已过保存期（30 天）。",
            "There is no such delivery, or its 30 days are over."
        },
        ProblemPage{
            "webhook_off", "回调已停用。请先启用，再重发。",
            "The webhook is off. Switch it on, then send again."
        },
        ProblemPage{
            "too_many_webhooks", "一个单位最多同时有 20 个回调。请先删去不用的。",
            "An organisation has 20 webhooks at most. End one that is not used."
        },
    };
    return pages;
}

}  // namespace beihui::http

// What the codes about the demonstration, shared briefs and verifications mean.

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

}  // namespace beihui::http

// What the codes about signing in through other systems mean; see docs/sign-in.md.

#include "http/problem_pages.hpp"

#include <array>

namespace beihui::http
{

std::span<const ProblemPage> federated_pages()
{
    static constexpr std::array pages = {
        ProblemPage{
            "sign_in_state",
            "回来的登录不是本浏览器在 10 "
            "分钟内开始的那一次。请从登录页重新开始；不要收藏或转发登录途中的"
            "网址。",
            "What came back is not the sign-in that this browser began within 10 minutes. Begin "
            "anew "
            "from the sign-in page, and do not keep or pass on addresses from its middle."
        },
        ProblemPage{
            "sign_in_replayed", "这次登录的票据或授权码已经用过一次。请从登录页重新开始。",
            "The ticket or code of this sign-in was used before. Begin anew from the sign-in page."
        },
        ProblemPage{
            "sign_in_declined", "对方系统没有让您登录，或您取消了登录。请向对方系统的管理员询问。",
            "The other system did not let you in, or you cancelled. Ask its administrator."
        },
        ProblemPage{
            "sign_in_answer_refused",
            "对方系统的答复未通过验证，没有登录。errors 写明原因；管理员请对照 docs/sign-in.md "
            "检查配置。",
            "The answer of the other system proves nothing, so nobody was signed in. errors says "
            "why; "
            "docs/sign-in.md tells administrators what to check."
        },
        ProblemPage{
            "provider_unavailable",
            "暂时无法通过对方系统登录。errors 写明原因；可以稍后再试，或用本地用户名登录。",
            "The other system cannot be used just now. errors says why; try again later, or sign "
            "in "
            "with a local user name."
        },
        ProblemPage{
            "provider_not_found",
            "没有配置这种登录方式。GET /api/v1/sign-in/providers 列出全部登录方式。",
            "No such way to sign in is configured. GET /api/v1/sign-in/providers lists them."
        },
        ProblemPage{
            "foreign_path", "登录后只能去本系统的页面。请把 to 写成以 / 开头的路径，如 /cases。",
            "After the sign-in one can go to pages of ours only. Write to as a path such as /cases."
        },
        ProblemPage{
            "sign_in_busy", "同时登录的人太多。请稍后再试。",
            "Too many people are signing in. Try again in a moment."
        },
        ProblemPage{
            "identity_unknown",
            "对方系统确认了您的身份，但没有账号关联到它。请管理员运行 beihui user link，或用 PUT "
            "/api/v1/sign-in/links 建立关联。",
            "The other system vouches for you, but no account is linked to that identity. An "
            "administrator links one with: beihui user link, or PUT /api/v1/sign-in/links."
        },
        ProblemPage{
            "identity_linked", "这个外部身份已关联到另一个账号。请先解除那一关联。",
            "This identity is linked to another account. Remove that link first."
        },
        ProblemPage{
            "account_locked", "账号已锁定。请联系管理员。",
            "The account is locked. Ask an administrator."
        },
        ProblemPage{
            "second_factor_here", "账号启用了验证器，只能用备会的用户名、密码和验证码登录。",
            "The account has a second factor: sign in with user name, password and code."
        },
        ProblemPage{
            "bad_identity", "issuer 和 subject 须照对方系统给出的原样填写，首尾无空白。",
            "Write issuer and subject exactly as the other system gives them, without blanks at "
            "the "
            "ends."
        },
        ProblemPage{
            "link_not_found", "没有这条关联。GET /api/v1/sign-in/links 列出您能管理的关联。",
            "There is no such link. GET /api/v1/sign-in/links lists those that you look after."
        },
    };
    return pages;
}

}  // namespace beihui::http

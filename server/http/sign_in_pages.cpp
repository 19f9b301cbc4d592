// What the codes about signing in and accounts mean; see docs/security.md.

#include "http/problem_pages.hpp"

#include <array>

namespace beihui::http
{

std::span<const ProblemPage> sign_in_pages()
{
    static constexpr std::array pages = {
        ProblemPage{
            "no_session", "会话不存在或已过期。请登录后再试，填写的内容不会丢失。",
            "There is no session, or it has ended. Sign in and try again."
        },
        ProblemPage{
            "sign_in_failed", "用户名或密码不对。忘记密码请管理员给一个设定新密码的链接。",
            "Wrong user name or password. An administrator can give you a link for a new one."
        },
        ProblemPage{
            "code_required", "密码对了，还要验证器上的 6 位数字；手机不在手边可用一个恢复码。",
            "The password is right; give the 6 digits of your authenticator as well, or a recovery "
            "code."
        },
        ProblemPage{
            "wrong_code",
            "验证码不对或已经用过，每个只能用一次。请等下一个，并核对手机时间；"
            "换了手机可用恢复码，或请管理员移除验证器。",
            "The code is wrong or was used: each works once. Wait for the next and check the time "
            "of your phone; with a lost phone use a recovery code, or ask an administrator to "
            "remove "
            "the second factor."
        },
        ProblemPage{"wrong_password", "密码不对。", "The password is wrong."},
        ProblemPage{
            "too_many_tries",
            "尝试次数过多。等到提示的时间再试；您以前登录过的浏览器不受别人猜测的影响。"
            "忘记密码请管理员给一个设定新密码的链接。",
            "Too many tries. Wait as long as the detail says; a browser that you signed in from "
            "before "
            "is not slowed by others who guess. An administrator can give you a link for a new "
            "password."
        },
        ProblemPage{
            "second_factor_required",
            "管理员须先设置验证器（我的账号、验证器），此前不能办理其他事项。",
            "An administrator sets up a second factor first, under “my account”; nothing else "
            "is possible before."
        },
        ProblemPage{
            "confirm_required",
            "这项操作要在五分钟内输入过密码或验证码：POST /api/v1/session/confirm。",
            "This needs a password or a code given within five minutes: POST "
            "/api/v1/session/confirm."
        },
        ProblemPage{
            "session_required", "账号、会话和令牌只能由本人登录后办理，不能用令牌。",
            "What is about accounts, sessions and tokens needs somebody who is signed in, not a "
            "token."
        },
        ProblemPage{
            "token_reads_only", "这个令牌只能读取。需要写入请另建一个 write 令牌。",
            "This token is for reading only. Make one with the scope write."
        },
        ProblemPage{
            "bad_token", "令牌不对、已到期或撤销，或不能从这个地址使用。",
            "The token is wrong, over or revoked, or is not for this address."
        },
        ProblemPage{
            "two_credentials", "会话 Cookie 和令牌只能带一个。",
            "Send the session cookie or a token, not both."
        },
        ProblemPage{
            "code_not_valid",
            "链接无效、已经用过或已过期。设定密码的链接请管理员重给；"
            "第一次设定用 beihui user setup-link 重新打印。",
            "The link is not valid, was used or is over. Ask an administrator for another; for the "
            "first set-up print one with: beihui user setup-link."
        },
        ProblemPage{
            "setup_closed", "已有能登录的系统管理员。请由他开户或重设密码。",
            "There is an administrator who can sign in. Ask them for an account or a new password."
        },
        ProblemPage{
            "bad_login", "用户名只用汉字、英文字母、数字和 . _ - @，1 至 40 个字符。",
            "A user name has 1 to 40 Chinese characters, letters, digits and . _ - @."
        },
        ProblemPage{
            "login_taken", "用户名已有人使用（不分大小写和全半角）。请换一个。",
            "The user name is taken (case and width make no difference). Choose another."
        },
        ProblemPage{
            "short_password", "密码至少 8 个字符，管理员至少 15 个。",
            "A password has at least 8 characters, that of an administrator 15."
        },
        ProblemPage{
            "long_password", "密码最多 128 个字符。", "A password has at most 128 characters."
        },
        ProblemPage{
            "password_guessable",
            "密码太容易猜中：常用密码、键盘顺序、日期，或含用户名、单位名。"
            "请换成几个不相干的词，或更长的一句话。",
            "The password is too easy to guess: a common one, a row of keys, a date, or your login "
            "or organisation. Use a few words that have nothing to do with each other."
        },
        ProblemPage{
            "no_enrolment", "没有等待确认的验证器。请重新取得密钥。",
            "No second factor waits for a code. Ask for a new secret."
        },
        ProblemPage{
            "no_second_factor", "这个账号没有验证器。", "The account has no second factor."
        },
        ProblemPage{
            "account_not_found", "没有这个账号，或它不在您的范围内。",
            "There is no such account, or it is outside your scope."
        },
        ProblemPage{
            "session_not_found", "没有这个会话，或它已经结束。",
            "There is no such session, or it has ended."
        },
        ProblemPage{
            "token_not_found", "没有这个令牌，或它已经撤销。",
            "There is no such token, or it was revoked already."
        },
        ProblemPage{
            "person_not_found", "人员库里没有这位在岗人员，或不在您的范围内。",
            "There is no such person in post in the register, or they are outside your scope."
        },
        ProblemPage{
            "person_has_account", "此人已有账号。需要新密码请用“重设”。",
            "This person has an account already. For a new password use reset."
        },
        ProblemPage{
            "own_account", "不能对自己的账号这样做。请另一位管理员办理。",
            "Not for your own account. Ask another administrator."
        },
        ProblemPage{"unknown_role", "没有这个角色。", "There is no such role."},
    };
    return pages;
}

}  // namespace beihui::http

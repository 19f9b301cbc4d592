#include "plugin/identity_provider.hpp"

namespace beihui::plugin
{
namespace
{

// A refusal for one reason, which is told in its sentence and as its one fault.
Error refused_for(Refusal kind, std::string code, Words what, std::string reason, Words why)
{
    Fault fault;
    fault.code = std::move(reason);
    fault.detail = std::move(why);
    return refuse(kind, std::move(code), std::move(what.zh), std::move(what.en), {fault});
}

}  // namespace

Error answer_refused(std::string code, Words why)
{
    const Words what{
        "对方系统的答复未通过验证，没有登录：" + why.zh,
        "the answer of the other system proves nothing, nobody was signed in: " + why.en
    };
    return refused_for(
        Refusal::not_allowed, "sign_in_answer_refused", what, std::move(code), std::move(why)
    );
}

Error provider_unavailable(std::string code, Words why)
{
    const Words what{
        "暂时无法通过对方系统登录：" + why.zh + "。请稍后再试，或改用本地用户名登录",
        "the other system cannot be used just now: " + why.en +
            "; try again later, or sign in with a local user name"
    };
    return refused_for(
        Refusal::unavailable, "provider_unavailable", what, std::move(code), std::move(why)
    );
}

Error state_refused()
{
    return refuse(
        Refusal::not_allowed, "sign_in_state",
        "这次登录不是在本浏览器中刚刚开始的，或已超过 10 分钟；请从登录页重新开始",
        "this sign-in was not begun in this browser, or more than 10 minutes ago; begin anew from "
        "the sign-in page"
    );
}

Error provider_unavailable(const Error& web)
{
    return provider_unavailable(web.code, web.detail);
}

Error provider_answered(int status)
{
    return provider_unavailable(
        "web_status", {"对方系统答复了状态 " + std::to_string(status),
                       "the other system answered status " + std::to_string(status)}
    );
}

const std::string* single_field(const Fields& fields, std::string_view name)
{
    const std::string* found = nullptr;
    for (const auto& [key, value] : fields)
        if (key == name) {
            if (found)
                return nullptr;
            found = &value;
        }
    return found;
}

const MakeProvider* IdentityProviderKinds::find(std::string_view kind) const
{
    for (const auto& [name, make] : kinds_)
        if (name == kind)
            return &make;
    return nullptr;
}

std::vector<std::string> IdentityProviderKinds::names() const
{
    std::vector<std::string> names;
    for (const auto& [name, make] : kinds_)
        names.push_back(name);
    return names;
}

}  // namespace beihui::plugin

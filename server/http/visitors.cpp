// The gate of the API: who asks, and what proves it.

#include "accounts/tokens.hpp"
#include "acts/who_can.hpp"
#include "base/text.hpp"
#include "http/api.hpp"
#include "http/grammar.hpp"
#include "storage/access_watch.hpp"

#include <chrono>
#include <memory>
#include <mutex>
#include <unordered_map>

namespace beihui::http
{
namespace
{

constexpr std::string_view session_path = "/api/v1/session";

// Requests share what was found out about who sends them.
using SharedVisit = std::shared_ptr<const accounts::Visit>;

// Who holds a token, remembered for a second: a page that asks ten things at once costs one look. After
// half of it one request looks again while the others go on, so that they do not all look at once.
// Nobody is remembered while sessions, accounts or roles are being changed through this program, so
// that such a change holds from the next request on. Changes of another node are seen within the second.
// A session that was ended through us is remembered as ended, so that a look which began before
// cannot bring it back.
class Visitors
{
public:
    struct Seen
    {
        SharedVisit visit;  // none: the session was ended
        Instant at;
        std::chrono::steady_clock::time_point read_at = {};
        bool is_looked_at = false;  // somebody looks again already
    };

    std::optional<Seen> find(const std::string& token, Instant now)
    {
        const std::lock_guard lock(mutex_);
        const auto known = seen_.find(token);
        if (known == seen_.end())
            return std::nullopt;
        const std::int64_t age = now.ms() - known->second.at.ms();
        if (known->second.visit &&
            (age < 0 || age > remembered_ms || !storage::access_is_settled(known->second.read_at)))
            return std::nullopt;
        if (known->second.visit && age > fresh_ms && !known->second.is_looked_at) {
            known->second.is_looked_at = true;
            return std::nullopt;
        }
        return known->second;
    }

    // Whose the token was when it was last looked at: by whom a look for it waits. Not who they are.
    std::string last_person(const std::string& token)
    {
        const std::lock_guard lock(mutex_);
        const auto known = seen_.find(token);
        return known != seen_.end() && known->second.visit ? known->second.visit->actor.key : "";
    }

    // `read_at`: when the look for them began.
    void keep(
        const std::string& token,
        const SharedVisit& visit,
        Instant now,
        std::chrono::steady_clock::time_point read_at
    )
    {
        if (!storage::access_is_settled(read_at))
            return;
        const std::lock_guard lock(mutex_);
        if (seen_.size() > most_visitors)
            seen_.clear();
        Seen& seen = seen_.try_emplace(token, Seen{visit, now, read_at}).first->second;
        if (seen.visit)
            seen = {visit, now, read_at};
    }

    void end(const std::string& token, Instant now)
    {
        const std::lock_guard lock(mutex_);
        seen_.insert_or_assign(token, Seen{nullptr, now, {}});
    }

private:
    static constexpr std::int64_t fresh_ms = 500;
    static constexpr std::int64_t remembered_ms = 1000;
    static constexpr std::size_t most_visitors = 10'000;

    std::mutex mutex_;
    std::unordered_map<std::string, Seen> seen_;
};

Error bad_token()
{
    return refuse(
        Refusal::not_allowed, "bad_token", "令牌不对、已到期或撤销，或不能从这个地址使用",
        "the token is wrong, over or revoked, or is not for this address"
    );
}

Error sign_in_required()
{
    return refuse(Refusal::not_allowed, "no_session", "请先登录", "sign in first");
}

// What a request is to prove its visitor with.
struct Proof
{
    std::string cookie;  // of a session; or
    std::string token;   // of a program
};

Result<Proof> proof_of(const Api& api, const Request& request)
{
    Proof proof;
    proof.cookie = request.cookie(session_cookie_name(api)).value_or("");
    const std::string_view authorization = request.header("authorization");
    if (authorization.empty()) {
        if (proof.cookie.empty())
            return sign_in_required();
        return proof;
    }
    if (!proof.cookie.empty())
        return refuse(
            Refusal::invalid_input, "two_credentials", "会话 Cookie 和令牌只能带一个",
            "send the session cookie or a token, not both"
        );
    constexpr std::string_view scheme = "Bearer ";
    if (!same_name(authorization.substr(0, scheme.size()), scheme))
        return bad_token();
    proof.token = trim(authorization.substr(scheme.size()));
    if (proof.token.empty())
        return bad_token();
    return proof;
}

bool writes(const Request& request)
{
    return request.method != "GET" && request.method != "HEAD";
}

std::optional<accounts::Visit> look_for(const Api& api, const Request& request, const Proof& proof)
{
    const Instant now = api.context.clock.now();
    if (!proof.token.empty())
        return accounts::visit_of_token(api.context.database, proof.token, request.peer, now);
    return accounts::visit_of_session(
        api.context.database, api.sign_in, proof.cookie, host_name(request.header("host")), now
    );
}

// Whether what proves the visitor is enough for this route.
std::optional<Error> check_credential(const Request& request, const accounts::Visit& visit)
{
    const Credential wanted = request.route->credential;
    const bool takes_tokens = wanted == Credential::any || wanted == Credential::whoever;
    if (!visit.token.empty() && !takes_tokens)
        return refuse(
            Refusal::not_allowed, "session_required",
            "账号、会话和令牌只能由本人登录后办理，不能用令牌",
            "accounts, sessions and tokens are for somebody who is signed in, not for a token"
        );
    if (!visit.may_write && writes(request))
        return refuse(
            Refusal::not_allowed, "token_reads_only", "这个令牌只能读取",
            "this token is for reading only"
        );
    const bool is_for_enrolment = wanted == Credential::enrolment || wanted == Credential::whoever;
    if (visit.must_enrol && !is_for_enrolment)
        return refuse(
            Refusal::not_allowed, "second_factor_required",
            "管理员须先在“我的账号”里设置验证器，才能办理其他事项",
            "an administrator sets up a second factor first, under “my account”"
        );
    return std::nullopt;
}

// Finds out who asks, and whether they may ask for such a thing at all. Whether for this very case
// or organisation is asked where it is read.
boost::asio::awaitable<std::optional<Error>> find_visitor(
    const Api& api,
    const Router& router,
    const std::shared_ptr<Visitors>& visitors,
    Request& request,
    accounts::Action action
)
{
    const auto proof = proof_of(api, request);
    if (!proof)
        co_return proof.error();
    if (proof->token.empty() && writes(request) && request.header("x-beihui") != "1")
        co_return refuse(
            Refusal::not_allowed, "cross_site", "写入请求须带 X-Beihui: 1",
            "a request that writes carries X-Beihui: 1"
        );
    // A cookie is good at one host, a token from some addresses: what was found is for these only.
    const std::string key =
        proof->token.empty() ? "session " + proof->cookie + " " + host_name(request.header("host"))
                             : "token " + proof->token + " " + request.peer;
    const Instant now = api.context.clock.now();
    const bool signs_out = request.method == "DELETE" && request.path == session_path;
    SharedVisit visit;
    if (auto known = visitors->find(key, now)) {
        visit = std::move(known->visit);
    } else {
        request.person = visitors->last_person(key);
        const auto turn = co_await router.turn_for_gate(request);
        if (!turn)
            co_return overloaded();
        const auto read_at = std::chrono::steady_clock::now();
        auto look = [&] { return look_for(api, request, *proof); };
        auto found = co_await acts::on_worker(api.context, look);
        if (found) {
            visit = std::make_shared<const accounts::Visit>(std::move(*found));
            visitors->keep(key, visit, now, read_at);
        }
    }
    if (!visit)
        co_return proof->token.empty() ? sign_in_required() : bad_token();
    if (auto refused = check_credential(request, *visit))
        co_return refused;
    request.person = visit->actor.key;
    request.visitor = std::move(visit);
    if (signs_out)
        visitors->end(key, now);
    if (const auto allowed = accounts::may(actor_of(request), action); !allowed) {
        const auto turn = co_await router.turn_for_gate(request);
        if (!turn)
            co_return overloaded();
        auto name_people = [&] {
            return acts::name_who_can(api.context, actor_of(request), action, allowed.error());
        };
        co_return co_await acts::on_worker(api.context, name_people);
    }
    co_return std::nullopt;
}

}  // namespace

const accounts::Actor& actor_of(const Request& request)
{
    return visit_of(request).actor;
}

const accounts::Visit& visit_of(const Request& request)
{
    return *std::any_cast<const SharedVisit&>(request.visitor);
}

Result<void> require_confirmed(const Api& api, const Request& request)
{
    const auto confirmed = visit_of(request).confirmed_at;
    if (confirmed && api.context.clock.now().ms() - confirmed->ms() <= accounts::confirmed_for_ms)
        return {};
    return refuse(
        Refusal::not_allowed, "confirm_required", "办理前请再输入一次密码或验证码",
        "give your password or a code once more first"
    );
}

std::string_view session_cookie_name(const Api& api)
{
    return api.behind_tls ? "__Host-beihui_session" : "beihui_session";
}

void set_visitor_gate(Router& router, const Api& api)
{
    const auto visitors = std::make_shared<Visitors>();
    router.set_gate([&api, &router, visitors](Request& request, accounts::Action action) {
        return find_visitor(api, router, visitors, request, action);
    });
}

}  // namespace beihui::http

#include "http/account_answers.hpp"

#include "accounts/policy.hpp"
#include "acts/access.hpp"
#include "acts/case_page.hpp"
#include "acts/look_up.hpp"
#include "storage/sign_in_stores.hpp"

#include <set>

namespace beihui::http
{
namespace
{

constexpr std::size_t small_form = 8192;
constexpr std::size_t most_events = 100;
constexpr std::int64_t device_cookie_seconds = 180LL * 24 * 3600;

json::value moment(const std::optional<Instant>& at)
{
    return at ? json::value(at->text()) : json::value();
}

}  // namespace

void set_cookie(
    const Api& api,
    Response& response,
    std::string_view name,
    std::string_view value,
    std::string_view age
)
{
    std::string cookie = std::string(name) + "=" + std::string(value) +
                         "; Path=/; HttpOnly; SameSite=Lax" + std::string(age);
    if (api.behind_tls)
        cookie += "; Secure";
    response.headers.emplace_back("Set-Cookie", cookie);
}

// What a person's roles let them ask for, wherever: pages ask for nothing else.
json::array actions_json(const accounts::Actor& actor)
{
    const accounts::Policy& policy = accounts::Policy::built_in();
    std::set<accounts::Action> may;
    for (const std::string& id : actor.roles())
        if (const accounts::RolePolicy* const role = policy.role(id))
            may.insert(role->may.begin(), role->may.end());
    json::array actions;
    for (const accounts::Action action : may)
        actions.emplace_back(accounts::to_text(action));
    return actions;
}

accounts::Knock knock_of(const Api& api, const Request& request)
{
    accounts::Knock knock;
    knock.address = request.peer;
    knock.host = host_name(request.header("host"));
    knock.agent = request.header("user-agent");
    knock.device = request.cookie(device_cookie_name(api)).value_or("");
    knock.earlier = request.cookie(session_cookie_name(api)).value_or("");
    return knock;
}

json::object session_json(const Api& api, storage::ReadTxn& txn, const accounts::Visit& visit)
{
    const accounts::Actor& actor = visit.actor;
    acts::Names names(api.context, txn);
    acts::LookUp look_up(txn);
    const json::value organisation(
        look_up.organisation(actor.organisation, api.context.clock.now().date())
    );
    json::array roles;
    for (const std::string& role : actor.roles())
        roles.emplace_back(role);
    json::value person;
    if (!actor.person.empty())
        person = json::object{{"id", actor.person}, {"name", names.person(actor.person)}};
    json::value confirmed_until;
    if (visit.confirmed_at)
        confirmed_until = visit.confirmed_at->plus_ms(accounts::confirmed_for_ms).text();
    return {
        {"account", actor.account},
        {"login", actor.name},
        {"person", std::move(person)},
        {"organisation",
         json::object{
             {"id", actor.organisation},
             {"name", text_of(organisation, "name")},
             {"level", text_of(organisation, "level")},
             {"kind", text_of(organisation, "kind")},
         }},
        {"roles", std::move(roles)},
        {"may", actions_json(actor)},
        {"csrf", "1"},
        {"second_factor", visit.must_enrol          ? "required"
                          : visit.has_second_factor ? "on"
                                                    : "off"},
        {"confirmed_until", std::move(confirmed_until)},
    };
}

void set_session_cookie(const Api& api, Response& response, std::string_view token)
{
    set_cookie(api, response, session_cookie_name(api), token, token.empty() ? "; Max-Age=0" : "");
}

void set_device_cookie(const Api& api, Response& response, std::string_view device)
{
    set_cookie(
        api, response, device_cookie_name(api), device,
        "; Max-Age=" + std::to_string(device_cookie_seconds)
    );
}

std::string_view device_cookie_name(const Api& api)
{
    return api.behind_tls ? "__Host-beihui_device" : "beihui_device";
}

Response refused_try(const accounts::SignInAnswer& answer, const Request& request)
{
    Response response = problem(*answer.refused, request);
    if (answer.wait_seconds > 0) {
        std::erase_if(response.headers, [](const auto& field) {
            return field.first == "Retry-After";
        });
        response.headers.emplace_back("Retry-After", std::to_string(answer.wait_seconds));
    }
    return response;
}

json::object link_json(
    const Api& api,
    const Request& request,
    std::string_view page,
    const accounts::OneTime& made
)
{
    // Host was held against the list of our names, so nobody can have put another into the link.
    const std::string base =
        (api.behind_tls ? "https://" : "http://") + std::string(request.header("host"));
    return {
        {"link", accounts::link_of(base, page, made.code)},
        {"code", made.code},
        {"expires_at", made.expires_at.text()},
    };
}

accounts::AccountDeed deed_of(
    const Request& request,
    std::string what,
    std::string account,
    std::string reason
)
{
    accounts::AccountDeed deed;
    deed.what = std::move(what);
    deed.account = std::move(account);
    deed.actor = actor_of(request).key;
    deed.reason = std::move(reason);
    deed.address = request.peer;
    return deed;
}

Result<json::object> events_json(const Api& api, storage::ReadTxn& txn, std::string_view account)
{
    storage::AccessQuery query;
    query.subject = account;
    query.limit = most_events;
    const auto page = storage::list_access(txn, query);
    if (!page)
        return page.error();
    acts::Names names(api.context, txn);
    json::array items;
    for (const storage::Access& line : page->items)
        items.emplace_back(json::object{
            {"what", line.action},
            {"label", acts::words_json(acts::access_words(line.action))},
            {"by", names.person(line.actor)},
            {"address", line.peer},
            {"reason", line.reason},
            {"at", line.at.text()},
        });
    return json::object{{"items", std::move(items)}};
}

json::object session_line(const storage::Session& session, std::string_view own)
{
    return {
        {"id", session.id},
        {"device", session.device},
        {"address", session.address},
        {"opened_at", session.opened_at.text()},
        {"seen_at", session.seen_at.text()},
        {"confirmed_at", moment(session.confirmed_at)},
        {"own", session.id == own},
    };
}

json::object token_json(const storage::ApiToken& token)
{
    json::array addresses;
    for (const std::string& address : token.addresses)
        addresses.emplace_back(address);
    return {
        {"id", token.id},
        {"name", token.name},
        {"scope", token.scope},
        {"organisation", token.organisation},
        {"addresses", std::move(addresses)},
        {"made_at", token.made_at.text()},
        {"expires_at", token.expires_at.text()},
        {"revoked_at", moment(token.revoked_at)},
        {"used_at", moment(token.used_at)},
        {"used_from", token.used_from},
    };
}

void add_account_route(Router& router, const Api& api, AccountRoute wanted)
{
    Route made = route(
        api, std::move(wanted.method), std::move(wanted.pattern), wanted.action, wanted.endpoint,
        small_form
    );
    made.credential = wanted.credential;
    made.lane = wanted.lane;
    router.add(std::move(made));
}

}  // namespace beihui::http

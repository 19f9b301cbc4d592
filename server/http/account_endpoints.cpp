// What administrators see of the accounts of others, and how somebody gets one.

#include "accounts/second_factor.hpp"
#include "acts/case_page.hpp"
#include "http/administered.hpp"
#include "http/link_answers.hpp"

#include <functional>

namespace beihui::http
{
namespace
{

json::object account_json(
    storage::ReadTxn& txn,
    acts::Names& names,
    const storage::Account& account,
    Date today
)
{
    json::array roles;
    for (const std::string& role : accounts::actor_for(txn, account, today).roles())
        roles.emplace_back(role);
    json::value person;
    if (!account.person.empty())
        person = json::object{{"id", account.person}, {"name", names.person(account.person)}};
    return {
        {"id", account.id},
        {"login", account.login},
        {"person", std::move(person)},
        {"organisation",
         json::object{
             {"id", account.organisation}, {"name", names.organisation(account.organisation)}
         }},
        {"roles", std::move(roles)},
        {"locked", account.locked},
        {"has_password", !account.password_hash.empty()},
        {"second_factor", accounts::has_second_factor(txn, account.id)},
    };
}

boost::asio::awaitable<Response> list_accounts(const Api& api, const Request& request)
{
    std::function<Result<json::object>(storage::ReadTxn&)> look = [&](storage::ReadTxn& txn
                                                                  ) -> Result<json::object> {
        const Date today = api.context.clock.now().date();
        acts::Names names(api.context, txn);
        json::array items;
        for (const storage::Account& account : storage::all_accounts(txn)) {
            const std::string path = accounts::path_of_organisation(txn, account.organisation);
            if (accounts::may(actor_of(request), accounts::Action::read_accounts, path))
                items.emplace_back(account_json(txn, names, account, today));
        }
        return json::object{{"items", std::move(items)}};
    };
    co_return co_await answer_read(api, request, std::move(look));
}

// Somebody of the register who may get an account from the visitor.
// Refuses: not_found, "person_not_found"; conflict, "person_has_account".
Result<RegisterChange> person_asked(
    storage::ReadTxn& txn,
    const accounts::Actor& actor,
    const std::string& id
)
{
    const auto person = storage::find_registered(txn, "person", id);
    const bool is_theirs = person && person->status == "active" &&
                           accounts::may(
                               actor, accounts::Action::manage_accounts,
                               accounts::path_of_organisation(txn, person->organisation)
                           );
    if (!is_theirs)
        return refuse(
            Refusal::not_found, "person_not_found", "没有这位在岗人员，或不在您的范围内",
            "there is no such person in post, or they are outside your scope"
        );
    if (storage::find_account_of_person(txn, id))
        return refuse(
            Refusal::conflict, "person_has_account", "此人已有账号",
            "this person has an account already"
        );
    return *person;
}

// POST /api/v1/accounts {"person", "login"}: an account for somebody of the register, and the link
// with which they choose a password.
boost::asio::awaitable<Response> add_account(const Api& api, const Request& request)
{
    const auto body = read_body(request, {{.name = "person", .required = true}, {.name = "login"}});
    if (!body)
        co_return problem(body.error(), request);
    if (const auto confirmed = require_confirmed(api, request); !confirmed)
        co_return problem(confirmed.error(), request);
    const std::string id(text_of(*body, "person"));
    std::string login(text_of(*body, "login"));
    auto work = [&]() -> Response {
        const accounts::Actor& actor = actor_of(request);
        Result<RegisterChange> person = Error{};
        api.context.database.read([&](storage::ReadTxn& txn) {
            person = person_asked(txn, actor, id);
        });
        if (!person)
            return problem(person.error(), request);
        if (login.empty())
            login = person->code;
        // Their roles are those of the register.
        const std::vector<std::string> roles;
        const auto account =
            accounts::add_account(api.context.database, {login, id, person->organisation, roles});
        if (!account)
            return problem(account.error(), request);
        accounts::OneTime made;
        const auto kept = api.context.database.write([&](storage::WriteTxn& txn) -> Result<void> {
            const Instant now = api.context.clock.now();
            made = accounts::make_password_code(txn, *account, actor.key, now);
            accounts::note(txn, deed_of(request, "make_account", *account), now);
            return {};
        });
        if (!kept)
            return problem(kept.error(), request);
        json::object shown = link_json(api, request, "password", made);
        shown["account"] = *account;
        shown["login"] = login;
        return json_response(shown, 201);
    };
    co_return co_await acts::on_worker(api.context, work);
}

boost::asio::awaitable<Response> list_sessions(const Api& api, const Request& request)
{
    std::function<Result<json::object>(storage::ReadTxn&)> look = [&](storage::ReadTxn& txn
                                                                  ) -> Result<json::object> {
        const auto account = account_asked(txn, request);
        if (!account)
            return account.error();
        json::array items;
        for (const storage::Session& session :
             accounts::live_sessions(txn, api.sign_in, *account, api.context.clock.now()))
            items.emplace_back(session_line(session, visit_of(request).session));
        return json::object{{"items", std::move(items)}};
    };
    co_return co_await answer_read(api, request, std::move(look));
}

boost::asio::awaitable<Response> list_tokens(const Api& api, const Request& request)
{
    std::function<Result<json::object>(storage::ReadTxn&)> look = [&](storage::ReadTxn& txn
                                                                  ) -> Result<json::object> {
        const auto account = account_asked(txn, request);
        if (!account)
            return account.error();
        json::array items;
        for (const storage::ApiToken& token : storage::api_tokens_of(txn, account->id))
            items.emplace_back(token_json(token));
        return json::object{{"items", std::move(items)}};
    };
    co_return co_await answer_read(api, request, std::move(look));
}

// The addresses by which somebody else may read what the account may: calendars and briefs.
boost::asio::awaitable<Response> list_held_links(const Api& api, const Request& request)
{
    std::function<Result<json::object>(storage::ReadTxn&)> look = [&](storage::ReadTxn& txn
                                                                  ) -> Result<json::object> {
        const auto account = account_asked(txn, request);
        if (!account)
            return account.error();
        json::array feeds;
        for (const storage::CalendarFeed& feed : storage::live_calendar_feeds(txn, account->id))
            feeds.emplace_back(feed_json(feed));
        json::array briefs;
        for (const storage::Share& share :
             storage::live_shares(txn, account->id, api.context.clock.now()))
            briefs.emplace_back(share_json(share));
        return json::object{{"feeds", std::move(feeds)}, {"briefs", std::move(briefs)}};
    };
    co_return co_await answer_read(api, request, std::move(look));
}

boost::asio::awaitable<Response> list_events(const Api& api, const Request& request)
{
    std::function<Result<json::object>(storage::ReadTxn&)> look = [&](storage::ReadTxn& txn
                                                                  ) -> Result<json::object> {
        const auto account = account_asked(txn, request);
        if (!account)
            return account.error();
        return events_json(api, txn, account->id);
    };
    co_return co_await answer_read(api, request, std::move(look));
}

}  // namespace

void add_account_endpoints(Router& router, const Api& api)
{
    using enum accounts::Action;
    const std::string all = "/api/v1/accounts";
    const std::string one = all + "/{id}";
    add_account_route(router, api, {"GET", all, read_accounts, list_accounts});
    add_account_route(router, api, {"POST", all, manage_accounts, add_account});
    add_account_route(router, api, {"GET", one + "/sessions", manage_security, list_sessions});
    add_account_route(router, api, {"GET", one + "/tokens", manage_security, list_tokens});
    add_account_route(router, api, {"GET", one + "/links", manage_security, list_held_links});
    add_account_route(router, api, {"GET", one + "/events", read_access_log, list_events});
    add_account_deeds(router, api);
}

}  // namespace beihui::http

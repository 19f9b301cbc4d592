#include "http/webhook_endpoints.hpp"

#include "accounts/webhooks.hpp"
#include "acts/case_page.hpp"
#include "acts/webhook_events.hpp"
#include "acts/webhook_sender.hpp"
#include "http/account_answers.hpp"
#include "plugin/web_address.hpp"

namespace beihui::http
{
namespace
{

constexpr std::size_t webhook_form = 8192;

// One request about webhooks: blocks, on a worker.
struct WebhookWork
{
    const Api& api;
    const Request& request;
    const acts::WebhookSender& sender;

    accounts::WebhookDeed deed() const
    {
        return {actor_of(request), request.peer, api.context.clock.now()};
    }
    accounts::WebhookTerms terms() const
    {
        return {
            acts::webhook_event_ids(), acts::told_workflows(api.context),
            sender.reachable().allows_own_machine()
        };
    }
};

json::array texts_json(const std::vector<std::string>& texts)
{
    return json::array(texts.begin(), texts.end());
}

json::object words_both(const Words& words)
{
    return {{"zh", words.zh}, {"en", words.en}};
}

// Why a try was not taken: null when it was, or when there was none yet.
json::value why_not(const storage::Delivery& delivery)
{
    const auto words = [](std::string_view zh, std::string_view en) -> json::value {
        return json::object{{"zh", zh}, {"en", en}};
    };
    if (delivery.attempts == 0 || delivery.state == "delivered")
        return nullptr;
    if (delivery.error == "web_too_slow")
        return words("对方 5 秒内没有答复", "it did not answer within 5 seconds");
    if (delivery.error == "web_not_trusted")
        return words("对方的 TLS 证书不可信", "its TLS certificate is not trusted");
    if (delivery.error == "web_too_large")
        return words("对方的答复超过 64 KiB", "its answer is larger than 64 KiB");
    if (delivery.error == "web_address_refused")
        return words(
            "域名指向本机或内部网络的地址，没有连接",
            "its name leads to an address of this machine or an internal network"
        );
    if (!delivery.error.empty())
        return words("无法连接对方", "it cannot be reached");
    const std::string status = std::to_string(delivery.status);
    if (delivery.status >= 300 && delivery.status < 400)
        return words(
            "对方要求转到别的地址（" + status + "），没有照办",
            "it sent us elsewhere (" + status + "), which is not followed"
        );
    return words("对方答复 " + status + "，应为 2xx", "it answered " + status + " and not 2xx");
}

json::object delivery_json(const storage::Delivery& delivery)
{
    const bool waits = delivery.state == "waiting";
    return {
        {"id", delivery.id},
        {"kind", delivery.kind},
        {"case", delivery.case_number},
        {"act", delivery.act},
        {"happened_at", delivery.happened_at.text()},
        {"state", delivery.state},
        {"attempts", delivery.attempts},
        {"tried_at", acts::instant_json(delivery.tried_at)},
        {"next_at", waits ? json::value(delivery.next_at.text()) : json::value()},
        {"took_ms", delivery.took_ms},
        {"status", delivery.status == 0 ? json::value() : json::value(delivery.status)},
        {"why", why_not(delivery)},
    };
}

json::object webhook_json(
    acts::Names& names,
    storage::ReadTxn& txn,
    const storage::Webhook& webhook,
    Instant now
)
{
    const bool overlaps =
        !webhook.old_secret.empty() && webhook.old_until && now < *webhook.old_until;
    const auto latest = storage::deliveries_of(txn, webhook.id, {}, 1);
    return {
        {"id", webhook.id},
        {"organisation",
         json::object{
             {"id", webhook.organisation}, {"name", names.organisation(webhook.organisation)}
         }},
        {"name", webhook.name},
        {"url", webhook.url},
        {"events", texts_json(webhook.events)},
        {"workflows", texts_json(webhook.workflows)},
        {"state", webhook.state},
        {"made_at", webhook.made_at.text()},
        {"changed_at", webhook.changed_at.text()},
        {"old_secret_until", overlaps ? json::value(webhook.old_until->text()) : json::value()},
        {"waiting", storage::count_waiting(txn, webhook.id)},
        {"latest", latest.empty() ? json::value() : json::value(delivery_json(latest.front()))},
    };
}

Response webhook_answer(
    const WebhookWork& work,
    const storage::Webhook& webhook,
    int status = 200,
    const std::string& secret = {}
)
{
    json::object body;
    read_for(work.api, work.request, [&](storage::ReadTxn& txn) {
        acts::Names names(work.api.context, txn);
        body = webhook_json(names, txn, webhook, work.api.context.clock.now());
    });
    if (!secret.empty())
        body["secret"] = secret;
    return json_response(body, status);
}

Response nothing_to_say()
{
    Response response;
    response.status = 204;
    return response;
}

// GET /api/v1/webhooks
Response list_webhooks(const WebhookWork& work)
{
    json::array items;
    read_for(work.api, work.request, [&](storage::ReadTxn& txn) {
        acts::Names names(work.api.context, txn);
        const Instant now = work.api.context.clock.now();
        for (const auto& webhook : accounts::webhooks_of(txn, actor_of(work.request)))
            items.emplace_back(webhook_json(names, txn, webhook, now));
    });
    json::array events;
    for (const acts::WebhookEvent& event : acts::webhook_events())
        events.emplace_back(json::object{{"id", event.id}, {"label", words_both(event.label)}});
    json::array workflows;
    const auto rules = work.api.context.rules();
    for (const std::string& id : acts::told_workflows(work.api.context))
        if (const auto* const known = rules->workflows->find(id))
            workflows.emplace_back(json::object{{"id", id}, {"label", words_both(known->title)}});
    return json_response(json::object{
        {"items", std::move(items)},
        {"events", std::move(events)},
        {"workflows", std::move(workflows)},
        {"own_machine", work.sender.reachable().allows_own_machine()},
    });
}

// {"organisation", "name", "url", "events", "workflows"}; a change names no organisation.
Result<accounts::WebhookAsked> read_webhook_asked(const Request& request, bool makes)
{
    const auto body = read_body(
        request, {{.name = "organisation", .required = makes},
                  {.name = "name", .required = true},
                  {.name = "url", .required = true},
                  {.name = "events", .kind = BodyMember::texts, .required = true},
                  {.name = "workflows", .kind = BodyMember::texts}}
    );
    if (!body)
        return body.error();
    if (!makes && body->contains("organisation"))
        return bad_member(
            "organisation", {"单位不能改，请另建一个", "the organisation stays; make another one"}
        );
    accounts::WebhookAsked asked;
    asked.organisation = text_of(*body, "organisation");
    asked.name = text_of(*body, "name");
    asked.url = text_of(*body, "url");
    if (!plugin::is_safe_address(asked.url))
        return bad_member(
            "url", {"地址应以 https:// 开头，不带用户名、参数和 #",
                    "the address begins with https://, without user name, query and #"}
        );
    const auto take = [&](std::string_view name, std::vector<std::string>& into) {
        if (const json::value* const list = body->if_contains(name); list && list->is_array())
            for (const json::value& one : list->as_array())
                into.emplace_back(one.as_string());
    };
    take("events", asked.events);
    take("workflows", asked.workflows);
    return asked;
}

// POST /api/v1/webhooks: the secret stands in this answer and in no other.
Response make_webhook(const WebhookWork& work)
{
    const auto asked = read_webhook_asked(work.request, true);
    if (!asked)
        return problem(asked.error(), work.request);
    if (const auto confirmed = require_confirmed(work.api, work.request); !confirmed)
        return problem(confirmed.error(), work.request);
    const auto made =
        accounts::make_webhook(work.api.context.database, *asked, work.terms(), work.deed());
    return made ? webhook_answer(work, made->kept, 201, made->secret)
                : problem(made.error(), work.request);
}

// PUT /api/v1/webhooks/{id}
Response change_webhook(const WebhookWork& work)
{
    const auto asked = read_webhook_asked(work.request, false);
    if (!asked)
        return problem(asked.error(), work.request);
    // Whoever may change where it goes may read what goes there.
    if (const auto confirmed = require_confirmed(work.api, work.request); !confirmed)
        return problem(confirmed.error(), work.request);
    const auto kept = accounts::change_webhook(
        work.api.context.database, work.request.path_value("id"), *asked, work.terms(), work.deed()
    );
    return kept ? webhook_answer(work, *kept) : problem(kept.error(), work.request);
}

// DELETE /api/v1/webhooks/{id}
Response end_webhook(const WebhookWork& work)
{
    const auto ended = accounts::end_webhook(
        work.api.context.database, work.request.path_value("id"), work.deed()
    );
    return ended ? nothing_to_say() : problem(ended.error(), work.request);
}

Response switch_to(const WebhookWork& work, bool on)
{
    const auto kept = accounts::switch_webhook(
        work.api.context.database, work.request.path_value("id"), on, work.deed()
    );
    return kept ? webhook_answer(work, *kept) : problem(kept.error(), work.request);
}
// POST /api/v1/webhooks/{id}/start, …/stop
Response start_webhook(const WebhookWork& work)
{
    return switch_to(work, true);
}
Response stop_webhook(const WebhookWork& work)
{
    return switch_to(work, false);
}

// POST /api/v1/webhooks/{id}/secret
Response renew_secret(const WebhookWork& work)
{
    if (const auto confirmed = require_confirmed(work.api, work.request); !confirmed)
        return problem(confirmed.error(), work.request);
    const auto made = accounts::renew_secret(
        work.api.context.database, work.request.path_value("id"), work.deed()
    );
    return made ? webhook_answer(work, made->kept, 200, made->secret)
                : problem(made.error(), work.request);
}

// GET /api/v1/webhooks/{id}/deliveries?limit=&before=: the latest first.
Response list_deliveries(const WebhookWork& work)
{
    QueryReader query(work.request);
    const std::size_t limit = query.limit();
    const auto before = query.text("before");
    if (const auto read = query.done(); !read)
        return problem(read.error(), work.request);
    Result<json::object> answer = json::object();
    read_for(work.api, work.request, [&](storage::ReadTxn& txn) {
        const auto webhook =
            accounts::webhook_of(txn, work.request.path_value("id"), actor_of(work.request));
        if (!webhook) {
            answer = webhook.error();
            return;
        }
        json::array items;
        for (const auto& delivery : storage::deliveries_of(txn, webhook->id, before, limit))
            items.emplace_back(delivery_json(delivery));
        (*answer)["items"] = std::move(items);
        (*answer)["kept_days"] = acts::webhook_kept_ms / (24LL * 3600 * 1000);
    });
    return answer ? json_response(*answer) : problem(answer.error(), work.request);
}

// GET /api/v1/webhooks/{id}/deliveries/{delivery}: with the bytes that were sent.
Response get_delivery(const WebhookWork& work)
{
    Result<json::object> answer = json::object();
    read_for(work.api, work.request, [&](storage::ReadTxn& txn) {
        const auto webhook =
            accounts::webhook_of(txn, work.request.path_value("id"), actor_of(work.request));
        const auto delivery =
            webhook ? storage::find_delivery(txn, webhook->id, work.request.path_value("delivery"))
                    : std::nullopt;
        if (!webhook) {
            answer = webhook.error();
        } else if (!delivery) {
            answer = refuse(
                Refusal::not_found, "delivery_not_found", "没有这次投递，或已过保存期",
                "there is no such delivery, or it is kept no longer"
            );
        } else {
            json::object one = delivery_json(*delivery);
            one["body"] = delivery->body;
            answer = std::move(one);
        }
    });
    return answer ? json_response(*answer) : problem(answer.error(), work.request);
}

// POST /api/v1/webhooks/{id}/deliveries/{delivery}/resend
Response resend(const WebhookWork& work)
{
    const auto sent = accounts::send_again(
        work.api.context.database, work.request.path_value("id"),
        work.request.path_value("delivery"), work.deed()
    );
    return sent ? nothing_to_say() : problem(sent.error(), work.request);
}

using WebhookAnswer = Response (*)(const WebhookWork&);

boost::asio::awaitable<Response> answer_webhook(
    const Api& api,
    const Request& request,
    const acts::WebhookSender& sender,
    WebhookAnswer answer
)
{
    auto work = [&api, &request, &sender, answer]() -> Response {
        return answer(WebhookWork{api, request, sender});
    };
    co_return co_await acts::on_worker(api.context, work);
}

}  // namespace

void add_webhook_endpoints(Router& router, const Api& api, const acts::WebhookSender& sender)
{
    const auto add = [&](std::string method, std::string below, WebhookAnswer answer) {
        Route made = {
            .method = std::move(method),
            .pattern = "/api/v1/webhooks" + std::move(below),
            .handle = [&api, &sender, answer](const Request& request
                      ) { return answer_webhook(api, request, sender, answer); },
            .access = accounts::Action::manage_webhooks,
        };
        made.body_limit = webhook_form;
        made.credential = Credential::session;
        router.add(std::move(made));
    };
    const std::string one = "/{id}";
    const std::string delivery = one + "/deliveries/{delivery}";
    add("GET", "", list_webhooks);
    add("POST", "", make_webhook);
    add("PUT", one, change_webhook);
    add("DELETE", one, end_webhook);
    add("POST", one + "/start", start_webhook);
    add("POST", one + "/stop", stop_webhook);
    add("POST", one + "/secret", renew_secret);
    add("GET", one + "/deliveries", list_deliveries);
    add("GET", delivery, get_delivery);
    add("POST", delivery + "/resend", resend);
}

}  // namespace beihui::http

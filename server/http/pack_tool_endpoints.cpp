#include "acts/case_page.hpp"
#include "acts/explain.hpp"
#include "acts/replay.hpp"
#include "acts/what_if.hpp"
#include "http/api.hpp"
#include "http/limits.hpp"

namespace beihui::http
{
namespace
{

using Look = std::function<Result<json::object>(storage::ReadTxn&)>;
constexpr std::chrono::seconds most_time{60};

// GET /api/v1/cases/{number}/explain?rule=: why a rule said what it said.
boost::asio::awaitable<Response> explain(const Api& api, const Request& request)
{
    QueryReader query(request);
    const auto rule = query.text("rule");
    const auto as_of = query.instant("as_of");
    if (const auto done = query.done(); !done)
        co_return problem(done.error(), request);
    if (!rule)
        co_return problem(422, "bad_query", {"须有 rule", "rule is required"}, request);
    Look look = [&](storage::ReadTxn& txn) -> Result<json::object> {
        const auto subject =
            acts::visible_case(txn, actor_of(request), request.path_value("number"));
        if (!subject)
            return subject.error();
        return acts::explain_rule(api.context, txn, *subject, *rule, as_of);
    };
    co_return co_await answer_read(api, request, std::move(look));
}

// GET /api/v1/cases/{number}/duties/{key}/why: why a duty is due when it is.
boost::asio::awaitable<Response> why(const Api& api, const Request& request)
{
    QueryReader query(request);
    if (const auto done = query.done(); !done)
        co_return problem(done.error(), request);
    Look look = [&](storage::ReadTxn& txn) -> Result<json::object> {
        const auto subject =
            acts::visible_case(txn, actor_of(request), request.path_value("number"));
        if (!subject)
            return subject.error();
        return acts::why_due(api.context, txn, *subject, request.path_value("key"));
    };
    co_return co_await answer_read(api, request, std::move(look));
}

// GET /api/v1/cases/{number}/replay?rules=now: every act as it was decided, and as it would be now.
boost::asio::awaitable<Response> replay(const Api& api, const Request& request)
{
    QueryReader query(request);
    (void)query.choice("rules", {"now"});
    if (const auto done = query.done(); !done)
        co_return problem(done.error(), request);
    Look look = [&](storage::ReadTxn& txn) -> Result<json::object> {
        const auto subject =
            acts::visible_case(txn, actor_of(request), request.path_value("number"));
        if (!subject)
            return subject.error();
        return acts::replay_case(api.context, txn, *subject, acts::live_rules(api.context));
    };
    co_return co_await answer_read(api, request, std::move(look));
}

// The draft that came with a request. Its text is not signed: it is read as strictly, and its rules
// run in the same sandbox with the same limits, as those of any pack.
Result<acts::RulesAsked> read_draft(const acts::Context& context, const json::object& body)
{
    const auto files = read_draft_files(body);
    if (!files)
        return files.error();
    const auto coded = [](const Error& error) {
        return refuse(
            Refusal::invalid_input, "RP3082", "草稿有错误：" + error.detail.zh,
            "the draft has faults: " + error.detail.en, error.faults
        );
    };
    const auto pack = rules::read_pack(text_of(body, "pack"), *files);
    if (!pack)
        return coded(pack.error());
    const auto rules = acts::rules_with_draft(context, *pack, text_of(body, "instead_of"));
    if (!rules)
        return rules.error().code == "RP3070" ? rules.error() : coded(rules.error());
    return *rules;
}

Result<acts::WhatIfAsked> read_asked(const json::object& body)
{
    acts::WhatIfAsked asked;
    asked.organisation = text_of(body, "organisation");
    const auto from = Date::parse(text_of(body, "from"));
    const auto to = Date::parse(text_of(body, "to"));
    if (!from)
        return from.error();
    if (!to)
        return to.error();
    asked.from = *from;
    asked.to = *to;
    if (const std::string_view text = text_of(body, "today"); !text.empty()) {
        const auto today = Date::parse(text);
        if (!today)
            return today.error();
        asked.today = *today;
    }
    return asked;
}

Result<void> check_organisation(
    const acts::Context& context,
    const accounts::Actor& actor,
    const std::string& organisation
)
{
    bool seen = false;
    context.database.read([&](storage::ReadTxn& txn) {
        seen = static_cast<bool>(
            acts::visible_organisation(txn, actor, accounts::Action::try_drafts, organisation)
        );
    });
    if (seen)
        return {};
    return refuse(
        Refusal::not_found, "RP3074", "没有这个单位，或不在您的范围内",
        "there is no such organisation, or it is outside your scope"
    );
}

// One comparison at a time: it keeps a worker busy for as long as it runs.
class Turn
{
public:
    explicit Turn(std::atomic<bool>& taken) : taken_(taken), mine_(!taken.exchange(true)) {}
    ~Turn()
    {
        if (mine_)
            taken_ = false;
    }
    Turn(const Turn&) = delete;
    Turn& operator=(const Turn&) = delete;
    bool is_mine() const { return mine_; }

private:
    std::atomic<bool>& taken_;
    const bool mine_;
};

// POST /api/v1/packs/what-if: a draft asked over past cases. Writes nothing.
boost::asio::awaitable<Response> what_if(
    const Api& api,
    const Request& request,
    std::shared_ptr<std::atomic<bool>> running
)
{
    const auto body = read_body(
        request, {{.name = "pack", .required = true},
                  {.name = "files", .kind = BodyMember::object, .required = true},
                  {.name = "instead_of"},
                  {.name = "organisation", .required = true},
                  {.name = "from", .required = true},
                  {.name = "to", .required = true},
                  {.name = "today"}}
    );
    if (!body)
        co_return problem(body.error(), request);
    auto asked = read_asked(*body);
    if (!asked)
        co_return problem(asked.error(), request);
    const Turn turn(*running);
    if (!turn.is_mine())
        co_return problem(
            refuse(
                Refusal::unavailable, "RP3079", "已有一个草稿比较在跑，请稍后再试",
                "another comparison is running; try again later"
            ),
            request
        );
    const auto deadline = std::chrono::steady_clock::now() + most_time;
    asked->stop = [gone = request.gone, deadline] {
        return (gone && *gone) || std::chrono::steady_clock::now() > deadline;
    };
    auto work = [&]() -> Result<std::string> {
        if (auto seen = check_organisation(api.context, actor_of(request), asked->organisation);
            !seen)
            return seen.error();
        const auto draft = read_draft(api.context, *body);
        if (!draft)
            return draft.error();
        const auto report = acts::what_if(api.context, *draft, *asked);
        if (!report)
            return report.error();
        return json::serialize(*report);
    };
    auto found = co_await acts::on_worker(api.context, work);
    if (!found)
        co_return problem(found.error(), request);
    Response response;
    response.body = std::move(*found);
    co_return response;
}

}  // namespace

void add_pack_tool_endpoints(Router& router, const Api& api)
{
    using enum accounts::Action;
    router.add(route(api, "GET", "/api/v1/cases/{number}/explain", ask_rules, explain));
    router.add(route(api, "GET", "/api/v1/cases/{number}/duties/{key}/why", ask_rules, why));
    router.add(route(api, "GET", "/api/v1/cases/{number}/replay", ask_rules, replay));
    const auto running = std::make_shared<std::atomic<bool>>(false);
    router.add({
        .method = "POST",
        .pattern = "/api/v1/packs/what-if",
        .handle = [&api,
                   running](const Request& request) { return what_if(api, request, running); },
        .access = try_drafts,
        .body_limit = upload_body,
        .watches_client = true,
    });
}

}  // namespace beihui::http

#pragma once

#include "accounts/sessions.hpp"
#include "acts/context.hpp"
#include "acts/submit_act.hpp"
#include "acts/wait.hpp"
#include "http/draft_tools.hpp"
#include "http/kept_answers.hpp"
#include "http/problem.hpp"
#include "http/query.hpp"
#include "http/router.hpp"
#include "plugin/table_format.hpp"

#include <boost/json/serialize.hpp>

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

namespace beihui::http
{

class FederatedSignIn;

// What the endpoints share. Lives as long as the server.
struct Api
{
    const acts::Context& context;
    std::string openapi;                  // the bytes of docs/openapi.yaml
    bool behind_tls = false;              // then the cookie is Secure and named __Host-…
    const plugin::TableFormats& formats;  // that tables are handed out in
    DraftTools tools = {};
    accounts::SignInSettings sign_in = {};
    FederatedSignIn* federated = nullptr;  // none: people sign in with local accounts only
    std::shared_ptr<KeptAnswers> kept = std::make_shared<KeptAnswers>();
};

// Registers every route of the API and the gate that finds out who asks.
void add_api(Router& router, const Api& api);

// The gate that finds out who asks; add_api() sets it.
void set_visitor_gate(Router& router, const Api& api);

void add_session_endpoints(Router& router, const Api& api);
void add_setup_endpoints(Router& router, const Api& api);
void add_own_account_endpoints(Router& router, const Api& api);
void add_token_endpoints(Router& router, const Api& api);
void add_account_endpoints(Router& router, const Api& api);
void add_federated_endpoints(Router& router, const Api& api);
void add_account_link_endpoints(Router& router, const Api& api);
void add_register_endpoints(Router& router, const Api& api);
void add_organisation_endpoints(Router& router, const Api& api);
void add_case_endpoints(Router& router, const Api& api);
void add_history_endpoints(Router& router, const Api& api);
void add_collaboration_endpoints(Router& router, const Api& api);
void add_document_endpoints(Router& router, const Api& api);
void add_table_endpoints(Router& router, const Api& api);
void add_pack_endpoints(Router& router, const Api& api);
void add_pack_tool_endpoints(Router& router, const Api& api);
void add_draft_tool_endpoints(Router& router, const Api& api);
void add_publication_endpoints(Router& router, const Api& api);
void add_migration_endpoints(Router& router, const Api& api);
void add_access_endpoints(Router& router, const Api& api);
void add_operation_endpoints(Router& router, const Api& api);

// Who asks: set by the gate for every route that is not for anyone.
const accounts::Actor& actor_of(const Request& request);
// The same with what proves it: session or token, and when password or code was last given.
const accounts::Visit& visit_of(const Request& request);
// Refuses (not_allowed, "confirm_required") unless password or code was given within 5 minutes:
// for what must not be done from a screen that somebody left open.
Result<void> require_confirmed(const Api& api, const Request& request);
std::string_view session_cookie_name(const Api& api);

// Answers one route.
using Endpoint = boost::asio::awaitable<Response> (*)(const Api&, const Request&);
Route route(
    const Api& api,
    std::string method,
    std::string pattern,
    Access access,
    Endpoint endpoint,
    std::size_t body_limit = small_body
);

// A JSON body of an answer.
Response json_response(const json::value& body, int status = 200);
// The ETag that a write answers with: the version of the case, "v7". That of a page that was read is
// weak and goes on with a hash of what it says: see answer_read().
std::string etag_of(std::int64_t version);

// What a request that writes must carry.
struct WriteTerms
{
    std::string key;                      // Idempotency-Key
    std::string request_hash;             // of method, target and body
    std::optional<std::int64_t> version;  // If-Match
};
// Refuses: version_required (428) without If-Match when one is needed; invalid_input for a key that
// is no UUID or a tag that is none of ours.
Result<WriteTerms> read_write_terms(const Request& request, bool needs_version);

// A member that the body of a request may have. One that is null counts as not sent.
struct BodyMember
{
    enum Kind
    {
        text,
        object,
        texts,  // a list of texts
    };

    std::string_view name;
    Kind kind = text;
    bool required = false;
};

// Reads the body as a JSON object with these members and no other.
// Refuses: "not_json" (400); invalid_input with a fault for each member that is missing, unknown or
// of another kind.
Result<json::object> read_body(const Request& request, std::initializer_list<BodyMember> known);

// A fault of one member of a body that read_body() took: invalid_input, "form_faults".
Error bad_member(std::string_view name, Words detail);

// Runs `look` in a transaction that sees no more than the visitor may: whatever the statements in it
// ask, they get no case that is outside their organisations (storage/wall.hpp). Blocks.
void read_for(
    const Api& api,
    const Request& request,
    const std::function<void(storage::ReadTxn&)>& look
);

// Runs `look` on the workers as read_for() does and gives its answer as a response. The answer to a
// GET has a weak ETag that is of all it says, whatever that depends on (the day, names, rules, who
// asks), and is a 304 when If-None-Match names it. Of a case, the hash of the trace is left out: it
// proves the very moment of asking and is another each time. With a version, which `look` sets, the tag
// begins with it, W/"v7-9f86d081884c7d65", and may be sent back in If-Match, which reads the version
// only.
boost::asio::awaitable<Response> answer_read(
    const Api& api,
    const Request& request,
    std::function<Result<json::object>(storage::ReadTxn&)> look,
    const std::int64_t* version = nullptr
);

// As answer_read(), for a GET that many ask for: the last answers are kept and given again for as long as
// nothing they rest on has changed, see KeptAnswers. `look` must rest on nothing but the database, the
// packs, the clock, who asks, and the path and query of the request.
boost::asio::awaitable<Response> answer_page(
    const Api& api,
    const Request& request,
    std::function<Result<json::object>(storage::ReadTxn&)> look,
    const std::int64_t* version = nullptr
);

// The case as it stands after an act; a repeated request gets the case as it stood after its act.
boost::asio::awaitable<Response> answer_done(
    const Api& api,
    const Request& request,
    const acts::ActDone& done,
    int status
);

// The refusal of an act on the case {number} of the request. A stale one (412) says which version
// the case is at now, who changed it and when.
boost::asio::awaitable<Response> answer_refused(
    const Api& api,
    const Request& request,
    Error refused
);

}  // namespace beihui::http

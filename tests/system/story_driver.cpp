#include "system/story_driver.hpp"

#include "base/bytes.hpp"
#include "storage/sign_in_stores.hpp"

#include <boost/json/serialize.hpp>
#include <gtest/gtest.h>

#include <algorithm>

namespace beihui::test
{
namespace
{

constexpr std::int64_t session_ms = 10LL * 60 * 1000;  // well within what a session lasts unused

// A problem as the refusal it tells of.
Error error_of(const Reply& reply)
{
    Error error;
    error.code = reply.text("code");
    error.detail.zh = reply.text("detail");
    const json::value* const faults = reply.at("errors");
    for (const json::value& each :
         faults && faults->is_array() ? faults->as_array() : json::array()) {
        Fault fault;
        fault.where = text_of(each, "pointer");
        fault.code = text_of(each, "code");
        fault.detail.zh = text_of(each, "detail");
        fault.way_out.zh = text_of(each, "way_out");
        fault.clause = text_of(each, "clause");
        fault.owner = text_of(each, "owner");
        error.faults.push_back(std::move(fault));
    }
    return error;
}

}  // namespace

// The server's clock ticks: it is not put back to a moment at which something was done already.
void HttpDriver::move_clock(Instant at)
{
    if (at != at_)
        server_.clock().set(at);
    at_ = at;
}

void HttpDriver::admit(const std::string& who, const accounts::Actor& actor)
{
    Known known;
    known.account = random_id();
    known.person = std::make_unique<Person>(server_, who, "");
    storage::Account account;
    account.id = known.account;
    account.login = who;
    account.person = actor.person;
    account.organisation = actor.organisation;
    account.roles = actor.roles();
    server_.context()
        .database
        .write([&](storage::WriteTxn& txn) -> Result<void> {
            storage::put_account(txn, account);
            return {};
        })
        .value();
    known_.insert_or_assign(who, std::move(known));
}

Person& HttpDriver::person(const std::string& who)
{
    Known& known = known_.at(who);
    const bool fresh = at_ >= known.signed_in && at_.ms() - known.signed_in.ms() < session_ms;
    if (fresh && !known.person->cookie().empty())
        return *known.person;
    const std::string token = hex(random_bytes(32));
    server_.context()
        .database
        .write([&](storage::WriteTxn& txn) -> Result<void> {
            storage::Session session;
            session.token_hash = hex(sha256(token));
            session.account = known.account;
            session.opened_at = at_;
            session.seen_at = at_;
            session.host = "127.0.0.1";
            session.confirmed_at = at_;
            storage::put_session(txn, session);
            return {};
        })
        .value();
    known.person->keep_cookie("beihui_session=" + token);
    known.signed_in = at_;
    return *known.person;
}

Result<json::value> HttpDriver::get(const std::string& who, const std::string& target)
{
    const Reply reply = person(who).get(target);
    if (reply.status != 200)
        return error_of(reply);
    return reply.json;
}

Result<std::string> HttpDriver::open(
    const std::string& who,
    const acts::CaseWanted& wanted,
    const acts::ActWanted& first
)
{
    json::object body{{"workflow", wanted.workflow}, {"organisation", wanted.organisation}};
    if (!first.act.empty())
        body["act"] = first.act;
    if (!first.data.is_null())
        body["data"] = first.data;
    json::array circulars;
    for (const std::string& circular : wanted.circulars)
        circulars.emplace_back(circular);
    if (!circulars.empty())
        body["circulars"] = std::move(circulars);
    const Reply reply = person(who).post("/api/v1/cases", body);
    if (reply.status != 201)
        return error_of(reply);
    return reply.text("number");
}

Result<void> HttpDriver::act(
    const std::string& who,
    const std::string& number,
    const acts::ActWanted& wanted
)
{
    const Reply now = person(who).get("/api/v1/cases/" + number);
    if (now.status != 200)
        return error_of(now);
    json::object body{{"act", wanted.act}};
    if (!wanted.data.is_null())
        body["data"] = wanted.data;
    if (!wanted.reason.empty())
        body["reason"] = wanted.reason;
    const Reply reply = person(who).act_with(number, body, now.field("ETag"), fresh_key());
    return reply.status == 200 ? Result<void>() : error_of(reply);
}

Result<std::string> HttpDriver::upload(
    const std::string& who,
    const std::string& number,
    const rules::StoryUpload& upload
)
{
    const Reply reply =
        person(who).upload(number, upload.kind, upload.name, acts::bytes_of(upload));
    if (reply.status != 201)
        return error_of(reply);
    return reply.text("document.id");
}

Result<json::value> HttpDriver::page(const std::string& who, const std::string& number)
{
    return get(who, "/api/v1/cases/" + number);
}

Result<json::value> HttpDriver::table(
    const std::string& who,
    const std::string& id,
    const std::string& organisation,
    std::optional<Date> from,
    std::optional<Date> to
)
{
    return get(
        who, "/api/v1/tables/" + id + "?organisation=" + organisation +
                 (from ? "&from=" + from->text() : "") + (to ? "&to=" + to->text() : "")
    );
}

Result<json::array> HttpDriver::duties(const std::string& who)
{
    json::array all;
    for (const char* const state : {"open", "done"}) {
        const auto page = get(who, "/api/v1/duties?limit=200&state=" + std::string(state));
        if (!page)
            return page.error();
        for (const json::value& duty : page->at("items").as_array())
            all.push_back(duty);
    }
    return all;
}

Result<json::value> HttpDriver::trace(const std::string& who, const std::string& number)
{
    const auto history = get(who, "/api/v1/cases/" + number + "/history?limit=1");
    if (!history)
        return history.error();
    const std::string uid(text_of(history->at("items").at(0), "uid"));
    return get(who, "/api/v1/entries/" + uid + "/trace");
}

std::vector<PackOfStories> stories_of_the_project()
{
    std::vector<PackOfStories> all;
    for (const auto& pack : project_world()->packs()) {
        Faults faults;
        all.push_back({pack, rules::stories_of(*pack, faults)});
        for (const Fault& fault : faults.all())
            ADD_FAILURE() << fault.where << " " << fault.code << " " << fault.detail.zh;
    }
    return all;
}

acts::StoryBench bench_of(const PackOfStories& of, const rules::Story& story)
{
    std::vector<std::shared_ptr<const rules::Pack>> packs;
    const auto is_among = [](const std::vector<std::string>& ids, const std::string& id) {
        return std::ranges::find(ids, id) != ids.end();
    };
    for (const auto& pack : project_world()->packs())
        if (pack->id == of.pack->id || is_among(story.circulars, pack->id) ||
            is_among(of.pack->extends, pack->id))
            packs.push_back(pack);
    const auto world = rules::World::of(packs, project_world()->calendar()).value();
    return {world, project_workflows(world)};
}

}  // namespace beihui::test

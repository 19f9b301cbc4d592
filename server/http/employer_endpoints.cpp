#include "http/employer_endpoints.hpp"

#include "acts/case_page.hpp"
#include "acts/employers.hpp"
#include "domain/uscc.hpp"

namespace beihui::http
{
namespace
{

using enum accounts::Action;
using Look = std::function<Result<json::object>(storage::ReadTxn&)>;

constexpr std::size_t most_groups = 100;

// The certificate as 专精特新 that an employer is known by, null when there never was one.
json::value certificate_json(const RegisterChange& record, const json::value& seen)
{
    const json::value* const rows = record.data.if_contains("certificates");
    if (!rows || !rows->is_array())
        return nullptr;
    for (const json::value& row : rows->get_array())
        if (text_of(row, "number") == text_of(seen, "srdi_number") &&
            text_of(row, "valid_to") == text_of(seen, "srdi_until"))
            return json::object{
                {"number", text_of(row, "number")},     {"level", text_of(row, "level")},
                {"issuer", text_of(row, "issuer")},     {"valid_from", text_of(row, "valid_from")},
                {"valid_to", text_of(row, "valid_to")},
            };
    return nullptr;
}

json::object employer_json(
    storage::ReadTxn& txn,
    acts::LookUp& look_up,
    const RegisterChange& record,
    Date today,
    bool details
)
{
    look_up.remember(record);
    const json::value seen(look_up.employer(record.id, today));
    const json::value* const found = record.data.if_contains("profile");
    const json::value profile = found ? *found : json::value(json::object_kind);
    json::object line{
        {"id", record.id},
        {"name", record.name},
        {"uscc", record.code},
        {"status", record.status},
        {"size", text_of(profile, "size")},
        {"srdi", record.status != "merged" && bool_of(seen, "srdi")},
        {"province", text_of(profile, "province")},
    };
    if (!details)
        return line;
    const auto subject = storage::find_case(txn, record.id);
    const auto kept = record.status == "merged" ? acts::kept_employer(txn, record) : std::nullopt;
    line["number"] = subject ? subject->number : std::string();
    line["city"] = text_of(profile, "city");
    line["nature"] = text_of(profile, "nature");
    line["certificate"] =
        record.status == "merged" ? json::value() : certificate_json(record, seen);
    line["kept"] =
        kept ? json::value(json::object{{"id", kept->id}, {"name", kept->name}}) : json::value();
    return line;
}

struct ListAsked
{
    std::string text;
    std::string status;  // empty: all that stand for somebody
    bool srdi = false;
    bool details = false;
    std::string cursor;
    std::size_t limit = 50;
};

Result<ListAsked> read_list(const Request& request)
{
    QueryReader query(request);
    ListAsked asked;
    asked.text = query.text("q", 100).value_or("");
    asked.status =
        query.choice("status", {"pending", "verified", "held", "void", "merged", "withdrawn"})
            .value_or("");
    asked.srdi = query.flag("srdi");
    asked.details = query.flag("details");
    asked.limit = query.limit();
    asked.cursor = query.cursor().value_or("");
    if (const auto done = query.done(); !done)
        return done.error();
    return asked;
}

// GET /api/v1/employers: the register of employers, which all organisations share.
boost::asio::awaitable<Response> list_employers(const Api& api, const Request& request)
{
    const auto asked = read_list(request);
    if (!asked)
        co_return problem(asked.error(), request);
    Look look = [&](storage::ReadTxn& txn) -> Result<json::object> {
        acts::LookUp look_up(txn);
        const Date today = api.context.clock.now().date();
        json::array items;
        std::string after = asked->cursor;
        std::string next;
        for (bool more = true; more && next.empty();) {
            // One more than asked for tells whether there is a next page.
            const auto records =
                storage::list_registered(txn, "employer", asked->text, after, asked->limit + 1);
            more = records.size() > asked->limit;
            for (const RegisterChange& record : records) {
                const bool fits = asked->status.empty() ? acts::is_listed_employer(record)
                                                        : record.status == asked->status;
                json::object line = fits
                                        ? employer_json(txn, look_up, record, today, asked->details)
                                        : json::object();
                if (line.empty() || (asked->srdi && !bool_of(line, "srdi"))) {
                    after = record.id;
                    continue;
                }
                if (items.size() == asked->limit) {
                    next = after;
                    break;
                }
                items.emplace_back(std::move(line));
                after = record.id;
            }
        }
        return json::object{{"items", std::move(items)}, {"next_cursor", next}};
    };
    co_return co_await answer_read(api, request, std::move(look));
}

// GET /api/v1/employers/alike: those that may have been registered twice.
boost::asio::awaitable<Response> list_alike(const Api& api, const Request& request)
{
    QueryReader query(request);
    if (const auto done = query.done(); !done)
        co_return problem(done.error(), request);
    Look look = [&](storage::ReadTxn& txn) -> Result<json::object> {
        acts::LookUp look_up(txn);
        const Date today = api.context.clock.now().date();
        json::array groups;
        for (const acts::LikeEmployers& like : acts::find_like_employers(txn, most_groups)) {
            json::array items;
            for (const RegisterChange& record : like.records)
                items.emplace_back(employer_json(txn, look_up, record, today, true));
            groups.emplace_back(
                json::object{{"why", acts::to_text(like.why)}, {"items", std::move(items)}}
            );
        }
        json::array apart;
        for (const acts::ToldApart& pair : acts::employers_told_apart(txn, most_groups))
            apart.emplace_back(json::object{
                {"record", employer_json(txn, look_up, pair.record, today, true)},
                {"other", employer_json(txn, look_up, pair.other, today, true)},
                {"note", pair.note},
            });
        return json::object{{"groups", std::move(groups)}, {"apart", std::move(apart)}};
    };
    co_return co_await answer_read(api, request, std::move(look));
}

// GET /api/v1/employers/code?uscc=: whether a code can be right, and whose it is.
boost::asio::awaitable<Response> check_code(const Api& api, const Request& request)
{
    QueryReader query(request);
    const std::string typed = query.text("uscc", 40).value_or("");
    if (const auto done = query.done(); !done)
        co_return problem(done.error(), request);
    Look look = [&](storage::ReadTxn& txn) -> Result<json::object> {
        const UsccCheck check = check_uscc(typed);
        const auto known = check.verdict == UsccVerdict::rejected
                               ? std::nullopt
                               : storage::find_registered_by_code(txn, "employer", check.code);
        return json::object{
            {"verdict", to_text(check.verdict)},
            {"code", check.code},
            {"reason", json::object{{"zh", check.reason.zh}, {"en", check.reason.en}}},
            {"enterprise", check.verdict != UsccVerdict::rejected && is_enterprise(check.code)},
            {"known", known ? json::value(json::object{{"id", known->id}, {"name", known->name}})
                            : json::value()},
        };
    };
    co_return co_await answer_read(api, request, std::move(look));
}

}  // namespace

void add_employer_endpoints(Router& router, const Api& api)
{
    router.add(route(api, "GET", "/api/v1/employers", read_employers, list_employers));
    router.add(route(api, "GET", "/api/v1/employers/alike", read_employers, list_alike));
    router.add(route(api, "GET", "/api/v1/employers/code", read_employers, check_code));
}

}  // namespace beihui::http

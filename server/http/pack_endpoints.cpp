#include "acts/case_page.hpp"
#include "acts/stored_rulebook.hpp"
#include "base/bytes.hpp"
#include "http/api.hpp"

namespace beihui::http
{
namespace
{

using Look = std::function<Result<json::object>(storage::ReadTxn&)>;
constexpr int most_calendar_days = 400;

template <class Items>
json::array texts(const Items& items)
{
    json::array array;
    for (const auto& item : items)
        array.emplace_back(item);
    return array;
}

json::array phases_json(const rules::Pack& pack)
{
    json::array phases;
    for (const auto& [from, to] : pack.phases)
        phases.emplace_back(json::object{{"from", from.text()}, {"to", to.text()}});
    return phases;
}

json::value day_json(const std::optional<Date>& day)
{
    return day ? json::value(day->text()) : json::value();
}

SourceMark mark_of(const rules::Pack& pack, const rules::ParameterValue& value)
{
    if (!value.clause.empty())
        return SourceMark::clause;
    const rules::Interpretation* const reading = pack.interpretation(value.interpretation);
    return reading && !reading->decided_by.empty() ? SourceMark::interpretation
                                                   : SourceMark::unconfirmed;
}

json::array clauses_json(const rules::Pack& pack)
{
    json::array clauses;
    for (const rules::Clause& clause : pack.clauses)
        clauses.emplace_back(json::object{
            {"id", clause.id},
            {"text", clause.text},
            {"gloss", acts::words_json(clause.gloss)},
            {"kind", clause.kind},
            {"check", clause.check},
            {"reason", clause.reason},
            {"actors", texts(clause.actors)},
        });
    return clauses;
}

json::array parameters_json(const rules::Pack& pack)
{
    json::array parameters;
    for (const rules::Parameter& parameter : pack.parameters) {
        json::array values;
        for (const rules::ParameterValue& value : parameter.values)
            values.emplace_back(json::object{
                {"from", value.from.text()},
                {"value", value.value},
                {"clause", value.clause},
                {"interpretation", value.interpretation},
                {"mark", to_text(mark_of(pack, value))},
            });
        parameters.emplace_back(json::object{
            {"key", parameter.key},
            {"title", acts::words_json(parameter.title)},
            {"unit", parameter.unit},
            {"values", std::move(values)},
        });
    }
    return parameters;
}

json::array interpretations_json(const rules::Pack& pack)
{
    const auto or_none = [](const std::string& text) {
        return text.empty() ? json::value() : json::value(text);
    };
    json::array readings;
    for (const rules::Interpretation& reading : pack.interpretations)
        readings.emplace_back(json::object{
            {"id", reading.id},
            {"question", reading.question},
            {"answer", reading.answer},
            {"decided_by", or_none(reading.decided_by)},
            {"decided_on", or_none(reading.decided_on)},
            {"basis", reading.basis},
            {"affects", texts(reading.affects)},
        });
    return readings;
}

json::array tables_json(const rules::Pack& pack)
{
    json::array tables;
    for (const rules::Table& table : pack.tables)
        tables.emplace_back(
            json::object{{"id", table.id}, {"annex", table.annex}, {"title", table.title.zh}}
        );
    return tables;
}

// The items a person ticks, from the parameter that carries them.
json::array readiness_items(const rules::Pack& pack)
{
    const rules::Parameter* const parameter = pack.parameter("readiness.items");
    if (!parameter || parameter->values.empty())
        return {};
    const json::value& value = parameter->values.back().value;
    const json::value* const items = value.is_array() ? &value : member(value, "items");
    json::array shown;
    if (items && items->is_array())
        for (const json::value& item : items->as_array())
            if (item.is_object())
                shown.emplace_back(item);
    return shown;
}

json::object head_of(const rules::Pack& pack)
{
    return {
        {"pack", pack.id},
        {"revision", pack.revision},
        {"version", pack.version},
        {"hash", pack.hash},
        {"title", acts::words_json(pack.title)},
        {"document_number", pack.document_number},
        {"issued_on", day_json(pack.issued_on)},
        {"phases", phases_json(pack)},
        {"extends", texts(pack.extends)},
    };
}

boost::asio::awaitable<Response> list_packs(const Api& api, const Request& request)
{
    Look look = [&](storage::ReadTxn& txn) -> Result<json::object> {
        json::array items;
        const auto rules = api.context.rules();
        for (const auto& pack : rules->world->packs()) {
            json::object line = head_of(*pack);
            line["clauses"] = pack->clauses.size();
            line["unconfirmed"] = std::ranges::count_if(
                pack->interpretations,
                [](const rules::Interpretation& reading) { return reading.decided_by.empty(); }
            );
            items.emplace_back(std::move(line));
        }
        json::array why;
        for (const Words& words : acts::not_converged(api.context, txn))
            why.emplace_back(acts::words_json(words));
        return json::object{
            {"items", std::move(items)},
            {"edition", rules->edition},
            {"not_converged", std::move(why)},
        };
    };
    co_return co_await answer_read(api, request, std::move(look));
}

Error no_pack()
{
    return refuse(Refusal::not_found, "pack_not_found", "没有这个规则包", "there is no such pack");
}

// GET /api/v1/packs/{id}: the live revision, or with ?hash= the one that a case is pinned to.
boost::asio::awaitable<Response> get_pack(const Api& api, const Request& request)
{
    QueryReader query(request);
    const std::string hash = query.text("hash").value_or("");
    if (const auto done = query.done(); !done)
        co_return problem(done.error(), request);
    Look look = [&](storage::ReadTxn&) -> Result<json::object> {
        const auto rules = api.context.rules();
        const rules::Pack* const pack = rules->world->find(request.path_value("id"), hash);
        if (!pack)
            return no_pack();
        json::object answer = head_of(*pack);
        answer["issuers"] = texts(pack->issuers);
        answer["known_from"] = pack->known_from.text();
        answer["obligors"] = texts(pack->obligors);
        answer["text_gaps"] = texts(pack->text_gaps);
        answer["binds"] = texts(pack->workflows);
        answer["source_text"] = pack->source_text;
        answer["clauses"] = clauses_json(*pack);
        answer["parameters"] = parameters_json(*pack);
        answer["interpretations"] = interpretations_json(*pack);
        answer["tables"] = tables_json(*pack);
        answer["readiness_items"] = readiness_items(*pack);
        return answer;
    };
    co_return co_await answer_read(api, request, std::move(look));
}

// GET /api/v1/packs/{id}/files: what a correction is drafted from, and the rules to be read as they
// are. Anyone may see by what they are judged.
boost::asio::awaitable<Response> get_pack_files(const Api& api, const Request& request)
{
    QueryReader query(request);
    const std::string hash = query.text("hash").value_or("");
    if (const auto done = query.done(); !done)
        co_return problem(done.error(), request);
    Look look = [&](storage::ReadTxn&) -> Result<json::object> {
        const auto rules = api.context.rules();
        const rules::Pack* const pack = rules->world->find(request.path_value("id"), hash);
        if (!pack)
            return no_pack();
        json::object files;
        for (const auto& [path, bytes] : pack->files)
            files[path] = base64(bytes);
        return json::object{{"errors", json::array()}, {"files", std::move(files)}};
    };
    co_return co_await answer_read(api, request, std::move(look));
}

json::object calendar_day_json(const CalendarView& calendar, Date date)
{
    const auto day = calendar.day(date);
    if (!day)
        return {{"date", date.text()}, {"working", nullptr}, {"kind", ""}, {"name", ""}};
    const bool plain = day->kind == DayKind::working || day->kind == DayKind::weekend;
    return {
        {"date", date.text()},
        {"working", day->is_working()},
        {"kind", plain ? "" : (day->kind == DayKind::holiday ? "休" : "班")},
        {"name", plain ? std::string() : day->name},
    };
}

// The notices known today for the years asked about, in the order in which they were known.
json::array notices_json(const WorkingCalendar& calendar, Date from, Date to, Date today)
{
    json::array notices;
    for (const HolidayNotice& notice : calendar.notices())
        if (notice.known_from <= today && notice.year >= from.year() && notice.year <= to.year())
            notices.emplace_back(json::object{
                {"year", notice.year},
                {"document_number", notice.document_number},
                {"title", notice.title},
                {"issued", day_json(notice.issued)},
                {"known_from", notice.known_from.text()},
                {"amends", notice.amends},
                {"url", notice.url},
            });
    return notices;
}

// GET /api/v1/calendar: days as they are known today; a year not yet published says so.
boost::asio::awaitable<Response> get_calendar(const Api& api, const Request& request)
{
    QueryReader query(request);
    const auto from = query.date("from");
    const auto to = query.date("to");
    if (const auto done = query.done(); !done)
        co_return problem(done.error(), request);
    if (!from || !to || *to < *from || *to - *from >= most_calendar_days)
        co_return problem(
            422, "bad_query",
            {"须有 from 与 to，且不超过 400 天", "from and to are required, at most 400 days"},
            request
        );
    Look look = [&](storage::ReadTxn&) -> Result<json::object> {
        const auto rules = api.context.rules();
        const CalendarView calendar =
            rules->world->calendar().as_known_on(api.context.clock.now().date());
        json::array notices =
            notices_json(rules->world->calendar(), *from, *to, api.context.clock.now().date());
        json::array days;
        for (Date day = *from; day <= *to; day = day + 1)
            days.emplace_back(calendar_day_json(calendar, day));
        json::value coverage;
        if (const auto covered = calendar.coverage())
            coverage =
                json::object{{"from", covered->first.text()}, {"to", covered->second.text()}};
        return json::object{
            {"days", std::move(days)},
            {"coverage", std::move(coverage)},
            {"revision", calendar.revision()},
            {"notices", std::move(notices)},
        };
    };
    co_return co_await answer_read(api, request, std::move(look));
}

}  // namespace

void add_pack_endpoints(Router& router, const Api& api)
{
    using enum accounts::Action;
    router.add(route(api, "GET", "/api/v1/packs", read_rules, list_packs));
    router.add(route(api, "GET", "/api/v1/packs/{id}", read_rules, get_pack));
    router.add(route(api, "GET", "/api/v1/packs/{id}/files", read_rules, get_pack_files));
    router.add(route(api, "GET", "/api/v1/calendar", read_rules, get_calendar));
}

}  // namespace beihui::http

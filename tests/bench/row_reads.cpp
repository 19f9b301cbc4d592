// Rows 5 and 6: reading one case and a page of a worklist, beside Beast that answers the same bytes.

#include "base/json.hpp"
#include "bench/bare_beast.hpp"
#include "bench/workshop.hpp"

#include <boost/json/serialize.hpp>

namespace beihui::bench
{
namespace
{

constexpr std::size_t connections_of_readers = 32;

struct ReadRound
{
    LoadFound subject;
    LoadFound limit;
    double subject_processor = 0;
    double limit_processor = 0;
};

LoadFound read_for(std::uint16_t port, const std::string& request, std::size_t size, double seconds)
{
    LoadAsked asked;
    asked.port = port;
    asked.connections = connections_of_readers;
    asked.seconds = seconds;
    asked.warm_up = 0.2;
    SameRequest same(request, size);
    return run_load(asked, same);
}

ReadRound read_round(
    RealServer& server,
    BareBeast& bare,
    const std::string& request,
    std::size_t size,
    double seconds
)
{
    ReadRound round;
    double before = server.process().processor_seconds();
    round.subject = read_for(server.port(), request, size, seconds);
    round.subject_processor = server.process().processor_seconds() - before;
    before = bare.process().processor_seconds();
    round.limit = read_for(bare.port(), request, size, seconds);
    round.limit_processor = bare.process().processor_seconds() - before;
    return round;
}

double microseconds(double processor, const LoadFound& found)
{
    return 1e6 * processor / std::max<double>(1, static_cast<double>(found.answers));
}

void tell(Row& row, const std::vector<ReadRound>& rounds, const Told& answer)
{
    std::vector<double> p99, subject, limit, share, own, ratio;
    for (const ReadRound& round : rounds) {
        row.subjects.push_back(round.subject.per_second());
        row.limits.push_back(round.limit.per_second());
        row.errors += round.subject.tally.errors + round.limit.tally.errors;
        p99.push_back(percentile(round.subject.times_ms, 0.99));
        subject.push_back(microseconds(round.subject_processor, round.subject));
        limit.push_back(microseconds(round.limit_processor, round.limit));
        ratio.push_back(limit.back() / std::max(subject.back(), 0.001));
        own.push_back(microseconds(round.limit.client_processor, round.limit));
        share.push_back(
            round.subject.client_processor /
            (round.subject.client_processor + round.subject_processor)
        );
        for (const std::string& error : round.subject.first_errors)
            row.details["first error"] = error;
    }
    row.unit = "/s";
    row.details["answer bytes"] = answer.head.size() + answer.body.size();
    row.details["connections"] = connections_of_readers;
    row.details["p99 ms"] = median(p99);
    row.details["server CPU µs per answer"] = median(subject);
    row.details["limit CPU µs per answer"] = median(limit);
    row.details["ratio by CPU of the servers alone"] = median(ratio);
    row.details["client's own CPU µs per answer (what it could do: 1e6 / this)"] = median(own);
    row.details["client's share of CPU"] = median(share);
}

Row measure_request(
    const Workshop& shop,
    RealServer& server,
    const std::string& request,
    const Told& answer
)
{
    BareBeast bare(shop.folder(), answer);
    std::vector<ReadRound> rounds;
    for (int i = 0; i < shop.terms().rounds; ++i)
        rounds.push_back(
            read_round(server, bare, request, answer.body.size(), shop.terms().seconds * 0.7)
        );
    Row row;
    tell(row, rounds, answer);
    return row;
}

// Changes the plan until the case has so many entries.
void lengthen(const RealServer& server, const Ground& ground, Target target, int entries)
{
    while (target.version < entries) {
        const std::string body = R"({"act":"edit_plan","data":{"expected":)" +
                                 std::to_string(301 + target.version) + "}}";
        const Told told =
            ask(server.port(), post(
                                   "/api/v1/cases/" + target.number + "/acts", ground.cookie(),
                                   body, new_uuid(), "\"v" + std::to_string(target.version) + "\""
                               ));
        if (told.status != 200)
            fail("cannot change a case: " + told.body);
        ++target.version;
    }
}

constexpr const char* list_path =
    "/api/v1/cases?workflow=recruitment-event&open=true&sort=starts&limit=50";

Told asked_well(std::uint16_t port, const std::string& request)
{
    Told told = ask(port, request);
    if (told.status != 200)
        fail("cannot read: " + std::to_string(told.status) + " " + told.body.substr(0, 300));
    return told;
}

// Goes from page to page as a person would, to what the 1000th asks.
std::string thousandth_page(const RealServer& server, const std::string& cookie)
{
    std::string request = get(list_path, cookie);
    for (int page = 1; page < 1000; ++page) {
        const Told told = asked_well(server.port(), request);
        const json::value body = read_json(told.body).value();
        const std::string cursor(text_of(body, "next_cursor"));
        if (cursor.empty())
            fail("there are only " + std::to_string(page) + " pages");
        request = get(std::string(list_path) + "&cursor=" + cursor, cookie);
    }
    return request;
}

}  // namespace

std::vector<Row> measure_case(Workshop& shop)
{
    Ground& ground = shop.sqlite();
    const auto copy = ground.copy();
    RealServer server(copy->server());
    std::vector<Row> rows;
    for (const int entries : {2, 20}) {
        const Target target = ground.targets()[static_cast<std::size_t>(entries)];
        lengthen(server, ground, target, entries);
        const std::string request = get("/api/v1/cases/" + target.number, ground.cookie());
        Row row = measure_request(shop, server, request, asked_well(server.port(), request));
        row.id = entries == 2 ? "5a" : "5b";
        row.zh = "读一个有 " + std::to_string(entries) + " 条记录的案卷";
        row.en = "GET a case with " + std::to_string(entries) + " entries";
        row.goal = entries == 2 ? 0.45 : 0.35;
        rows.push_back(std::move(row));
    }
    server.stop();
    return rows;
}

std::vector<Row> measure_worklist(Workshop& shop)
{
    const Workshop::Large& large = shop.large();
    ServerAsked asked;
    asked.data = large.data;
    RealServer server(asked);
    const std::string first = get(list_path, large.cookie);
    const Told answer = asked_well(server.port(), first);
    Row row = measure_request(shop, server, first, answer);
    row.id = "6a";
    row.zh = "待办列表 50 条，筛选并排序，" + std::to_string(large.cases) + " 个案卷";
    row.en = "worklist of 50, filtered and sorted, " + std::to_string(large.cases) + " cases";
    row.goal = 0.30;

    const std::string far = thousandth_page(server, large.cookie);
    const Told far_answer = asked_well(server.port(), far);
    Row pages;
    pages.id = "6b";
    pages.zh = "第 1000 页的用时至多为第 1 页的 1.2 倍";
    pages.en = "page 1000 takes at most 1.2 × page 1";
    pages.kind = Goal::at_most;
    pages.goal = 1.2;
    pages.unit = "µs";
    const double seconds = shop.terms().seconds * 0.4;
    for (int i = 0; i < shop.terms().rounds; ++i) {
        const LoadFound at_far = read_for(server.port(), far, far_answer.body.size(), seconds);
        const LoadFound at_first = read_for(server.port(), first, answer.body.size(), seconds);
        pages.subjects.push_back(1e6 / std::max(1.0, at_far.per_second()));
        pages.limits.push_back(1e6 / std::max(1.0, at_first.per_second()));
        pages.errors += at_far.tally.errors + at_first.tally.errors;
    }
    server.stop();
    return {row, pages};
}

}  // namespace beihui::bench

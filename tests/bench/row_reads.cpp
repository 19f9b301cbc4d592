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

// The same page by an address that is written another way each time, one letter or another as %XX, so that
// no answer which the server has kept is the one that is asked for: what a page costs that is read anew.
class AnewEachTime final : public Requests
{
public:
    // `word`: the part of the path whose letters are varied; there are 2 to the power of its length ways.
    AnewEachTime(std::string_view path, std::string_view word, std::string cookie, std::size_t size)
        : before_(path.substr(0, path.find(word))),
          word_(word),
          after_(path.substr(path.find(word) + word.size())),
          cookie_(std::move(cookie)),
          size_(size)
    {}
    bool next(std::size_t, std::string& bytes) override
    {
        bytes = get(before_ + spelled(word_, asked_++) + after_, cookie_);
        return true;
    }
    bool take(std::size_t, const Answer& answer) override
    {
        return answer.status == 200 && answer.body.size() == size_;
    }

private:
    std::string before_;
    std::string word_;
    std::string after_;
    std::string cookie_;
    std::size_t size_;
    std::size_t asked_ = 0;
};

struct ReadRound
{
    LoadFound subject;
    LoadFound limit;
    double subject_processor = 0;
    double limit_processor = 0;
};

LoadFound read_for(std::uint16_t port, Requests& requests, double seconds)
{
    LoadAsked asked;
    asked.port = port;
    asked.connections = connections_of_readers;
    asked.seconds = seconds;
    asked.warm_up = 0.2;
    return run_load(asked, requests);
}

LoadFound read_for(std::uint16_t port, const std::string& request, std::size_t size, double seconds)
{
    SameRequest same(request, size);
    return read_for(port, same, seconds);
}

ReadRound read_round(
    RealServer& server,
    BareBeast& bare,
    Requests& requests,
    const Told& answer,
    const std::string& same,
    double seconds
)
{
    ReadRound round;
    double before = server.process().processor_seconds();
    round.subject = read_for(server.port(), requests, seconds);
    round.subject_processor = server.process().processor_seconds() - before;
    before = bare.process().processor_seconds();
    round.limit = read_for(bare.port(), same, answer.body.size(), seconds);
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

// `same`: what `requests` ask for, as it is asked of the limit, whose answer is always the same.
Row measure_requests(
    const Workshop& shop,
    RealServer& server,
    Requests& requests,
    const std::string& same,
    const Told& answer
)
{
    BareBeast bare(shop.folder(), answer);
    std::vector<ReadRound> rounds;
    for (int i = 0; i < shop.terms().rounds; ++i)
        rounds.push_back(
            read_round(server, bare, requests, answer, same, shop.terms().seconds * 0.7)
        );
    Row row;
    tell(row, rounds, answer);
    return row;
}

Row measure_request(
    const Workshop& shop,
    RealServer& server,
    const std::string& request,
    const Told& answer
)
{
    SameRequest same(request, answer.body.size());
    return measure_requests(shop, server, same, request, answer);
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
constexpr std::string_view varied = "recruitment-event";  // in list_path

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
    std::string path = list_path;
    for (int page = 1; page < 1000; ++page) {
        const Told told = asked_well(server.port(), get(path, cookie));
        const json::value body = read_json(told.body).value();
        const std::string cursor(text_of(body, "next_cursor"));
        if (cursor.empty())
            fail("there are only " + std::to_string(page) + " pages");
        path = std::string(list_path) + "&cursor=" + cursor;
    }
    return path;
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
        const Told answer = asked_well(server.port(), request);
        Row row = measure_request(shop, server, request, answer);
        row.id = entries == 2 ? "5a" : "5b";
        row.zh = "读一个有 " + std::to_string(entries) + " 条记录的案卷";
        row.en = "GET a case with " + std::to_string(entries) + " entries";
        row.goal = entries == 2 ? 0.45 : 0.35;
        rows.push_back(std::move(row));
        if (entries != 20)
            continue;
        AnewEachTime anew(
            "/api/v1/cases/" + target.number, target.number, ground.cookie(), answer.body.size()
        );
        Row fresh = measure_requests(shop, server, anew, request, answer);
        fresh.id = "5 fresh";
        fresh.zh = "同 5b，每次重新读取，不用留存的回答";
        fresh.en = "as 5b, read anew each time: no kept answer is used";
        fresh.goal = 0.35;
        rows.push_back(std::move(fresh));
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

    AnewEachTime anew(list_path, varied, large.cookie, answer.body.size());
    Row fresh = measure_requests(shop, server, anew, first, answer);
    fresh.id = "6 fresh";
    fresh.zh = "同 6a，每次重新读取，不用留存的回答";
    fresh.en = "as 6a, read anew each time: no kept answer is used";
    fresh.goal = 0.30;

    const std::string far = thousandth_page(server, large.cookie);
    const Told far_answer = asked_well(server.port(), get(far, large.cookie));
    AnewEachTime far_anew(far, varied, large.cookie, far_answer.body.size());
    Row pages;
    pages.id = "6b";
    pages.zh = "第 1000 页的用时至多为第 1 页的 1.2 倍，两页每次都重新读取";
    pages.en = "page 1000 takes at most 1.2 × page 1, both read anew each time";
    pages.kind = Goal::at_most;
    pages.goal = 1.2;
    pages.unit = "µs";
    const double seconds = shop.terms().seconds * 0.4;
    for (int i = 0; i < shop.terms().rounds; ++i) {
        const LoadFound at_far = read_for(server.port(), far_anew, seconds);
        const LoadFound at_first = read_for(server.port(), anew, seconds);
        pages.subjects.push_back(1e6 / std::max(1.0, at_far.per_second()));
        pages.limits.push_back(1e6 / std::max(1.0, at_first.per_second()));
        pages.errors += at_far.tally.errors + at_first.tally.errors;
    }
    server.stop();
    return {row, fresh, pages};
}

}  // namespace beihui::bench

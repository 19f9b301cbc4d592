// Row 10: what the program holds when it has just started, and after it was busy.

#include "bench/acts.hpp"
#include "bench/workshop.hpp"

#include <thread>

namespace beihui::bench
{
namespace
{

using namespace std::chrono_literals;

// What the server keeps to be quick, each with a bound: 64 MiB of the writing connection (PRAGMA
// cache_size=-65536), 2 MiB of each of four readers, as SQLite has it when nobody says otherwise, 8 MiB
// of kept answers (http/kept_answers), and what rules answered about 192 cases (rules/world.cpp), some
// 90 KB each.
constexpr double cache_budget_mb = 64 + 4 * 2 + 8 + 192 * 0.09;

// Pages that are all kept, since each is asked for by another address: they fill what is kept of them.
class Lists final : public Requests
{
public:
    explicit Lists(std::string cookie) : cookie_(std::move(cookie)) {}
    bool next(std::size_t, std::string& bytes) override
    {
        bytes = get("/api/v1/" + spelled("cases", asked_++ % 32) + "?" + query(), cookie_);
        return true;
    }
    bool take(std::size_t, const Answer& answer) override { return answer.status == 200; }

private:
    std::string query() const
    {
        return "sort=" + spelled("changed", asked_ / 32 % 128) +
               "&limit=" + std::to_string(20 + asked_ % 31);
    }

    std::string cookie_;
    std::size_t asked_ = 0;
};

Row memory_row(const char* id, double goal)
{
    Row row;
    row.id = id;
    row.kind = Goal::at_most;
    row.goal = goal;
    row.unit = "MB";
    return row;
}

}  // namespace

std::vector<Row> measure_memory(Workshop& shop)
{
    Ground& ground = shop.sqlite();
    Row idle = memory_row("10a", 40);
    idle.zh = "空闲时内存（规则包已装入）";
    idle.en = "memory idle, rules loaded";
    Row busy = memory_row("10b", cache_budget_mb + 32);
    busy.zh = "负载后内存：至多为缓存额度 97 MB 加 32 MB";
    busy.en = "memory after load: at most the cache budget of 97 MB and 32 MB";
    for (int i = 0; i < shop.terms().rounds; ++i) {
        const auto copy = ground.copy();
        RealServer server(copy->server());
        if (ask(server.port(),
                get("/api/v1/cases/" + ground.targets().front().number, ground.cookie()))
                .status != 200)
            fail("cannot read a case");
        std::this_thread::sleep_for(700ms);
        idle.subjects.push_back(static_cast<double>(server.process().resident_kb()) / 1024);
        LoadAsked asked;
        asked.port = server.port();
        asked.connections = 128;
        asked.seconds = shop.terms().seconds;
        Acts acts(ground, asked.connections, false);
        const LoadFound writing = run_load(asked, acts);
        Lists lists(ground.cookie());
        const LoadFound reading = run_load(asked, lists);
        busy.errors += writing.tally.errors + reading.tally.errors;
        for (const std::string& error : reading.first_errors)
            busy.details["first error"] = error;
        busy.subjects.push_back(static_cast<double>(server.process().resident_kb()) / 1024);
        busy.details["most MB"] = static_cast<double>(server.process().most_resident_kb()) / 1024;
        server.stop();
    }
    busy.details["load"] = "acts, then GET /api/v1/cases, at 128 connections";
    return {idle, busy};
}

}  // namespace beihui::bench

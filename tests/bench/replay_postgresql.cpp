#include "bench/process.hpp"
#include "bench/replay.hpp"
#include "bench/statements.hpp"
#include "figures/figures.hpp"

#include <boost/json/serialize.hpp>
#include <libpq-fe.h>
#include <poll.h>

#include <chrono>
#include <cstdio>
#include <functional>
#include <memory>

namespace beihui::bench
{
namespace
{

using Steady = std::chrono::steady_clock;

constexpr const char* begin_sql = "BEGIN";
// As the server says it once to each connection that writes.
constexpr const char* wall_sql = "SET beihui.wall = '/'";
constexpr const char* commit_sql = "COMMIT";

// One connection and the units it runs one after the other.
class Link
{
public:
    Link(
        const std::string& address,
        const Recorded& recorded,
        const std::vector<bool>& used,
        bool pipelined
    )
        : recorded_(recorded), pipelined_(pipelined), link_(PQconnectdb(address.c_str()), PQfinish)
    {
        if (PQstatus(link_.get()) != CONNECTION_OK)
            fail(std::string("libpq: ") + PQerrorMessage(link_.get()));
        PQclear(PQexec(link_.get(), wall_sql));
        prepare("begin", begin_sql);
        prepare("commit", commit_sql);
        for (std::size_t i = 0; i < recorded.sql.size(); ++i)
            if (used[i])
                prepare(std::to_string(i), recorded.sql[i].c_str());
        PQsetnonblocking(link_.get(), 1);
        if (pipelined_ && PQenterPipelineMode(link_.get()) != 1)
            fail("libpq: no pipeline mode");
    }

    void add(const RecordedUnit& unit) { units_.push_back(&unit); }
    bool ended() const { return at_ >= units_.size() && !busy_; }
    int socket() const { return PQsocket(link_.get()); }
    short events() const { return wants_write_ ? POLLIN | POLLOUT : POLLIN; }

    // Sends what may be sent and reads what has come; called when the socket is ready.
    void go_on()
    {
        if (busy_ && PQconsumeInput(link_.get()) == 0)
            fail(std::string("libpq: ") + PQerrorMessage(link_.get()));
        while (busy_ && PQisBusy(link_.get()) == 0)
            take(PQgetResult(link_.get()));
        while (!busy_ && at_ < units_.size())
            start();
        wants_write_ = PQflush(link_.get()) == 1;
    }

private:
    void prepare(const std::string& name, const char* sql)
    {
        PGresult* const answer = PQprepare(link_.get(), name.c_str(), sql, 0, nullptr);
        const bool good = PQresultStatus(answer) == PGRES_COMMAND_OK;
        const std::string why = PQresultErrorMessage(answer);
        PQclear(answer);
        if (!good)
            fail("libpq: " + why);
    }
    void send(const std::string& name, const RecordedRun* run)
    {
        std::vector<const char*> values;
        std::vector<std::string> numbers;
        if (run) {
            numbers.reserve(run->values.size());
            for (const RecordedValue& value : run->values) {
                if (value.kind == 'i')
                    numbers.push_back(std::to_string(value.number));
                values.push_back(
                    value.kind == 'n'   ? nullptr
                    : value.kind == 'i' ? numbers.back().c_str()
                                        : value.text.c_str()
                );
            }
        }
        if (PQsendQueryPrepared(
                link_.get(), name.c_str(), static_cast<int>(values.size()), values.data(), nullptr,
                nullptr, 0
            ) != 1)
            fail(std::string("libpq: ") + PQerrorMessage(link_.get()));
    }
    void send_step(std::size_t step)
    {
        const auto& runs = units_[at_]->runs;
        if (step == 0)
            send("begin", nullptr);
        else if (step < runs.size() + 1)
            send(std::to_string(runs[step - 1].sql), &runs[step - 1]);
        else
            send("commit", nullptr);
    }
    void start()
    {
        busy_ = true;
        step_ = 0;
        if (!pipelined_)
            return send_step(0);
        for (std::size_t i = 0; i < units_[at_]->runs.size() + 2; ++i)
            send_step(i);
        if (PQpipelineSync(link_.get()) != 1)
            fail("libpq: no sync");
    }
    void take(PGresult* answer)
    {
        if (!answer) {  // the end of one statement
            if (!pipelined_ && ++step_ < units_[at_]->runs.size() + 2)
                send_step(step_);
            else if (!pipelined_)
                unit_ended();
            return;
        }
        const ExecStatusType status = PQresultStatus(answer);
        const std::string why = PQresultErrorMessage(answer);
        PQclear(answer);
        if (status == PGRES_PIPELINE_SYNC)
            unit_ended();
        else if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK)
            fail("libpq: " + why);
    }
    void unit_ended()
    {
        busy_ = false;
        ++at_;
    }

    const Recorded& recorded_;
    bool pipelined_;
    std::unique_ptr<PGconn, decltype(&PQfinish)> link_;
    std::vector<const RecordedUnit*> units_;
    std::size_t at_ = 0;
    std::size_t step_ = 0;
    bool busy_ = false;
    bool wants_write_ = false;
};

void run_all(std::vector<std::unique_ptr<Link>>& links)
{
    for (auto& link : links)
        link->go_on();
    for (;;) {
        std::vector<pollfd> sources;
        std::vector<Link*> open;
        for (auto& link : links)
            if (!link->ended()) {
                sources.push_back({link->socket(), link->events(), 0});
                open.push_back(link.get());
            }
        if (open.empty())
            return;
        if (::poll(sources.data(), sources.size(), 60'000) <= 0)
            fail("libpq: no answer for a minute");
        for (std::size_t i = 0; i < open.size(); ++i)
            if (sources[i].revents != 0)
                open[i]->go_on();
    }
}

std::string shown(PGconn* link, const char* sql)
{
    PGresult* const answer = PQexec(link, sql);
    const std::string text = PQntuples(answer) > 0 ? PQgetvalue(answer, 0, 0) : "?";
    PQclear(answer);
    return text;
}

}  // namespace

int replay_postgresql(
    const std::string& address,
    const std::filesystem::path& recording,
    std::size_t connections,
    bool pipelined
)
{
    const Recorded recorded = read_recording(recording, true);
    std::vector<bool> used(recorded.sql.size());
    for (const RecordedUnit& unit : recorded.units)
        for (const RecordedRun& run : unit.runs)
            used[run.sql] = true;
    std::vector<std::unique_ptr<Link>> links;
    for (std::size_t i = 0; i < connections; ++i)
        links.push_back(std::make_unique<Link>(address, recorded, used, pipelined));
    // The acts of a case stay in their order on one connection.
    for (const RecordedUnit& unit : recorded.units)
        links[std::hash<std::string>()(unit.case_id) % connections]->add(unit);
    const auto begin = Steady::now();
    run_all(links);
    const double took = std::chrono::duration<double>(Steady::now() - begin).count();
    PGconn* const other = PQconnectdb(address.c_str());
    const json::object told{
        {"entries", recorded.entries},
        {"seconds", took},
        {"per_second", static_cast<double>(recorded.entries) / took},
        {"fsync", shown(other, "SHOW fsync")},
        {"synchronous_commit", shown(other, "SHOW synchronous_commit")},
        {"full_page_writes", shown(other, "SHOW full_page_writes")},
        {"wal_sync_method", shown(other, "SHOW wal_sync_method")},
        {"server_version", shown(other, "SHOW server_version")},
    };
    PQfinish(other);
    std::printf("%s\n", json::serialize(told).c_str());
    return 0;
}

}  // namespace beihui::bench

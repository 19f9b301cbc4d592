// Speed of the server beside what the same machine can do at most, in one run.
//
//   acts    durable acts per second over HTTP (SQLite, WAL, synchronous=FULL) at 1, 8 and 32
//           connections with p50 and p99, beside the same entries appended by a bare loop over the
//           same statements
//   reads   GET of one case per second at 8 connections, beside a bare Beast server that answers the
//           same bytes
//
// Rounds alternate between subject and limit; figures are medians over the rounds, ratios are medians
// of the per-round ratios with their spread. Arguments: [SECONDS per measurement, default 3] [ROUNDS,
// default 5].
//
// beihui_bench what-if [SCHOOLS] [EVENTS] [VISITS] [THREADS]: see what_if.hpp.

#include "accounts/sign_in.hpp"
#include "acts/program.hpp"
#include "base/bytes.hpp"
#include "bench/bare_beast.hpp"
#include "bench/client.hpp"
#include "bench/what_if.hpp"
#include "cli/installation.hpp"
#include "history/sealing.hpp"
#include "http/api.hpp"
#include "http/listener.hpp"
#include "plugin/table_format.hpp"

#include <boost/json/serialize.hpp>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <thread>

namespace beihui::bench
{
namespace
{

using Seconds = std::chrono::duration<double>;
using Steady = std::chrono::steady_clock;

struct Figure
{
    double per_second = 0;
    double p50_ms = 0;
    double p99_ms = 0;
    std::size_t errors = 0;
};

double median(std::vector<double> values)
{
    std::ranges::sort(values);
    return values.empty() ? 0 : values[values.size() / 2];
}

std::string uuid()
{
    const std::string id = random_id();
    return id.substr(0, 8) + "-" + id.substr(8, 4) + "-" + id.substr(12, 4) + "-" +
           id.substr(16, 4) + "-" + id.substr(20);
}

// Runs `work(connection)` again and again on so many threads for `seconds`; it returns whether it
// succeeded.
template <class MakeWork>
Figure measure(int connections, double seconds, const MakeWork& make_work)
{
    std::vector<std::vector<double>> times(static_cast<std::size_t>(connections));
    std::atomic<std::size_t> errors{0};
    std::vector<std::thread> threads;
    const auto begin = Steady::now();
    const auto end = begin + std::chrono::duration_cast<Steady::duration>(Seconds(seconds));
    for (int i = 0; i < connections; ++i)
        threads.emplace_back([&, i] {
            auto work = make_work(i);
            std::vector<double>& mine = times[static_cast<std::size_t>(i)];
            while (Steady::now() < end) {
                const auto before = Steady::now();
                if (!work())
                    ++errors;
                mine.push_back(Seconds(Steady::now() - before).count() * 1000);
            }
        });
    for (std::thread& thread : threads)
        thread.join();
    const double took = Seconds(Steady::now() - begin).count();
    std::vector<double> all;
    for (const auto& mine : times)
        all.insert(all.end(), mine.begin(), mine.end());
    std::ranges::sort(all);
    Figure figure;
    figure.per_second = static_cast<double>(all.size()) / took;
    if (!all.empty()) {
        figure.p50_ms = all[all.size() / 2];
        figure.p99_ms = all[all.size() * 99 / 100];
    }
    figure.errors = errors;
    return figure;
}

// A server with one school, one officer and some cases, in a folder of its own.
class Subject
{
public:
    explicit Subject(int cases)
    {
        folder_ = std::filesystem::temp_directory_path() / ("beihui-bench-" + random_id());
        cli::Places places;
        places.home = BEIHUI_SOURCE_DIR;
        places.data = folder_;
        installation_ = cli::Installation::open(places, clock_).value();
        const acts::Context& context = installation_->context();
        const auto school = acts::register_organisation(
            context, "",
            json::object{
                {"code", "10001"}, {"name", "测速大学"}, {"level", "school"}, {"kind", "school"}
            }
        );
        const std::string organisation = school.value();
        const std::vector<std::string> roles = {"employment_officer", "employment_director"};
        const std::string person =
            acts::register_person(context, organisation, "bench", "测速员", roles).value();
        password_ =
            accounts::put_account(context.database, "bench", "", person, organisation, roles)
                .value();
        api_ = std::make_unique<http::Api>(http::Api{context, "", false, formats_});
        http::add_api(router_, *api_);
        http::Front front{router_, clock_};
        front.limits.requests_per_connection = 1'000'000'000;
        http::ListenOptions options;
        listener_ = http::Listener::open(options, std::move(front)).value();
        listener_->start();
        sign_in();
        for (int i = 0; i < cases; ++i)
            open_case(organisation, i);
    }

    ~Subject()
    {
        listener_->stop();
        installation_.reset();
        std::filesystem::remove_all(folder_);
    }

    std::uint16_t port() const { return listener_->port(); }
    const std::string& cookie() const { return cookie_; }
    const acts::Context& context() const { return installation_->context(); }

    struct Target
    {
        std::string number;
        std::int64_t version = 1;
    };
    std::vector<Target> targets;

private:
    void sign_in()
    {
        Client client(port());
        const json::object body{{"login", "bench"}, {"password", password_}};
        const auto& answer =
            client.send(post("/api/v1/session", "", json::serialize(body), "", ""));
        const auto from = answer.head.find("beihui_session=");
        if (answer.status != 200 || from == std::string::npos)
            throw std::runtime_error("cannot sign in: " + answer.body);
        cookie_ = answer.head.substr(from, answer.head.find(';', from) - from);
    }

    void open_case(const std::string& organisation, int i)
    {
        Client client(port());
        const json::object body{
            {"workflow", "recruitment-event"},
            {"organisation", organisation},
            {"data",
             json::object{
                 {"title", "测速活动 " + std::to_string(i)},
                 {"form", "专场招聘会"},
                 {"mode", "线下"},
                 {"starts_at", "2026-12-16T09:00:00+08:00"},
                 {"ends_at", "2026-12-16T16:00:00+08:00"},
                 {"expected", 300},
                 {"venue", "一号厅"},
             }},
        };
        const auto& answer =
            client.send(post("/api/v1/cases", cookie_, json::serialize(body), uuid(), ""));
        if (answer.status != 201)
            throw std::runtime_error("cannot open a case: " + answer.body);
        const json::value opened = read_json(answer.body).value();
        targets.push_back({std::string(text_of(opened, "number")), integer_of(opened, "version")});
    }

    SystemClock clock_;
    plugin::TableFormats formats_;
    std::filesystem::path folder_;
    std::unique_ptr<cli::Installation> installation_;
    std::unique_ptr<http::Api> api_;
    http::Router router_;
    std::unique_ptr<http::Listener> listener_;
    std::string password_;
    std::string cookie_;
};

// Changes the plan of a case once. Answers whether that was done.
bool edit_plan(Client& client, const Subject& subject, Subject::Target& target)
{
    const json::object body{
        {"act", "edit_plan"},
        {"data", json::object{{"expected", 300 + target.version % 400}}},
    };
    const auto& answer = client.send(post(
        "/api/v1/cases/" + target.number + "/acts", subject.cookie(), json::serialize(body), uuid(),
        "\"v" + std::to_string(target.version) + "\""
    ));
    if (answer.status != 200)
        return false;
    ++target.version;
    return true;
}

// Every connection has a case of its own and changes its plan again and again.
Figure acts_over_http(Subject& subject, int connections, double seconds)
{
    return measure(connections, seconds, [&](int i) {
        auto client = std::make_shared<Client>(subject.port());
        Subject::Target& target = subject.targets[static_cast<std::size_t>(i)];
        return [&subject, &target, client] { return edit_plan(*client, subject, target); };
    });
}

// The entries such acts make, sealed beforehand, appended by a loop with 50 to a commit: the same
// statements and nothing else.
double bare_entries_per_second(Subject& subject, std::size_t count)
{
    storage::Database& database = subject.context().database;
    Subject::Target& target = subject.targets.back();
    if (target.version ==
        1) {  // the sample is to be a change like those over HTTP, not the opening
        Client client(subject.port());
        if (!edit_plan(client, subject, target))
            throw std::runtime_error("cannot change the sample case");
    }
    Entry sample;
    std::string trace;
    database.read([&](storage::ReadTxn& txn) {
        const Case found = storage::find_case(txn, target.number).value();
        const auto stored = storage::entries_of_case(txn, found.id, found.version - 1, 1).front();
        sample = history::read_body(stored.body);
        trace = storage::find_trace(txn, sample.trace_hash).value_or("");
    });
    std::vector<Entry> entries;
    for (std::size_t i = 0; i < count; ++i) {
        Entry entry = sample;
        entry.uid = random_id();
        entry.case_seq = target.version + 1 + static_cast<std::int64_t>(i);
        entry.at = sample.at.plus_ms(static_cast<std::int64_t>(i) + 1);
        entry.effects.after.version = entry.case_seq;
        history::seal_entry(entry);
        entries.push_back(std::move(entry));
    }
    storage::KeptAnswer answer;
    answer.request_hash = std::string(64, 'a');
    answer.status = 200;
    answer.body = std::string(180, 'b');
    answer.headers = "{}";
    const auto begin = Steady::now();
    for (std::size_t i = 0; i < entries.size(); i += 50) {
        const auto written = database.write([&](storage::WriteTxn& txn) -> Result<void> {
            for (std::size_t j = i; j < std::min(entries.size(), i + 50); ++j) {
                if (auto kept = storage::keep_answer(
                        txn, entries[j].actor, entries[j].uid, answer, entries[j].at
                    );
                    !kept)
                    return kept.error();
                if (auto appended = storage::append_entry(txn, entries[j], {}, trace); !appended)
                    return appended.error();
            }
            return {};
        });
        if (!written)
            throw std::runtime_error(written.error().detail.en);
    }
    const double took = Seconds(Steady::now() - begin).count();
    target.version += static_cast<std::int64_t>(count);
    return static_cast<double>(count) / took;
}

Figure reads(std::uint16_t port, const std::string& request, int connections, double seconds)
{
    return measure(connections, seconds, [&](int) {
        auto client = std::make_shared<Client>(port);
        return [client, &request] { return client->send(request).status == 200; };
    });
}

void print_ratio(const char* name, const std::vector<double>& ratios)
{
    const auto [least, most] = std::ranges::minmax(ratios);
    std::printf("%-44s %6.2f   (%.2f .. %.2f)\n", name, median(ratios), least, most);
}

int run(double seconds, int rounds)
{
    Subject subject(40);
    std::printf(
        "# %.1f s a measurement, %d rounds, %u cores, SQLite WAL synchronous=FULL\n", seconds,
        rounds, std::thread::hardware_concurrency()
    );
    for (const int connections : {1, 8, 32}) {
        std::vector<double> rates, p50s, p99s, limits, ratios;
        std::size_t errors = 0;
        for (int round = 0; round < rounds; ++round) {
            const Figure figure = acts_over_http(subject, connections, seconds);
            const double limit = bare_entries_per_second(subject, 3000);
            rates.push_back(figure.per_second);
            p50s.push_back(figure.p50_ms);
            p99s.push_back(figure.p99_ms);
            limits.push_back(limit);
            ratios.push_back(figure.per_second / limit);
            errors += figure.errors;
        }
        std::printf(
            "acts over HTTP, %2d connections   %8.0f /s   p50 %6.2f ms   p99 %6.2f ms   errors "
            "%zu\n",
            connections, median(rates), median(p50s), median(p99s), errors
        );
        std::printf("  bare loop, same statements, 50 a commit   %8.0f /s\n", median(limits));
        print_ratio("  ratio", ratios);
    }
    const std::string request =
        get("/api/v1/cases/" + subject.targets.front().number, subject.cookie());
    const std::string body = Client(subject.port()).send(request).body;
    const BareBeast bare(body);
    std::vector<double> rates, limits, ratios, p99s;
    for (int round = 0; round < rounds; ++round) {
        const Figure figure = reads(subject.port(), request, 8, seconds);
        const Figure limit = reads(bare.port(), request, 8, seconds);
        rates.push_back(figure.per_second);
        p99s.push_back(figure.p99_ms);
        limits.push_back(limit.per_second);
        ratios.push_back(figure.per_second / limit.per_second);
    }
    std::printf(
        "GET one case (%zu bytes), 8 connections   %8.0f /s   p99 %6.2f ms\n", body.size(),
        median(rates), median(p99s)
    );
    std::printf("  bare Beast, the same bytes               %8.0f /s\n", median(limits));
    print_ratio("  ratio", ratios);
    return 0;
}

}  // namespace
}  // namespace beihui::bench

int main(int argc, char** argv)
{
    if (argc > 1 && std::string_view(argv[1]) == "what-if") {
        const auto number = [&](int at, std::size_t otherwise) {
            return argc > at ? static_cast<std::size_t>(std::atol(argv[at])) : otherwise;
        };
        const beihui::bench::YearSize size{number(2, 3000), number(3, 4), number(4, 8)};
        return beihui::bench::run_what_if(size, static_cast<unsigned>(number(5, 2)));
    }
    if (argc > 1 && std::string_view(argv[1]) == "publish")
        return beihui::bench::run_publish();
    const double seconds = argc > 1 ? std::atof(argv[1]) : 3;
    const int rounds = argc > 2 ? std::atoi(argv[2]) : 5;
    return beihui::bench::run(seconds, rounds);
}

// Row 11: the same questions to 100,000, a million and ten million cases, all of them opened through
// acts; as many as an hour and the disk allow.

#include "accounts/sign_in.hpp"
#include "acts/program.hpp"
#include "bench/bulk.hpp"
#include "bench/workshop.hpp"

#include <chrono>

namespace beihui::bench
{
namespace
{

using Steady = std::chrono::steady_clock;

constexpr double usual_growth_s = 2700;
constexpr std::uintmax_t most_bytes = std::uintmax_t{40} << 30;
constexpr std::size_t step_of_growth = 20'000;

struct Grown
{
    std::size_t cases = 0;
    double get = 0;
    double list = 0;
    double act = 0;
    std::size_t errors = 0;
};

// Changes one case after the other of those opened last.
class Changes final : public Requests
{
public:
    Changes(std::string cookie, std::vector<Target> targets)
        : cookie_(std::move(cookie)), targets_(std::move(targets))
    {}
    bool next(std::size_t, std::string& bytes) override
    {
        const Target& target = targets_[at_];
        at_ = (at_ + 1) % targets_.size();
        bytes = post(
            "/api/v1/cases/" + target.number + "/acts", cookie_,
            R"({"act":"comment","data":{"text":"请核对场地与人数。"}})", new_uuid(), ""
        );
        return true;
    }
    bool take(std::size_t, const Answer& answer) override { return answer.status == 200; }

private:
    std::string cookie_;
    std::vector<Target> targets_;
    std::size_t at_ = 0;
};

// Reads one case after the other, each anew: a few would fit into what is kept, and many would not.
class Reads final : public Requests
{
public:
    Reads(std::string cookie, std::vector<Target> targets)
        : cookie_(std::move(cookie)), targets_(std::move(targets))
    {}
    bool next(std::size_t, std::string& bytes) override
    {
        const Target& target = targets_[asked_ % targets_.size()];
        bytes = get("/api/v1/cases/" + spelled(target.number, asked_++), cookie_);
        return true;
    }
    bool take(std::size_t, const Answer& answer) override { return answer.status == 200; }

private:
    std::string cookie_;
    std::vector<Target> targets_;
    std::size_t asked_ = 0;
};

// The first page of a list, read anew each time.
class Lists final : public Requests
{
public:
    explicit Lists(std::string cookie) : cookie_(std::move(cookie)) {}
    bool next(std::size_t, std::string& bytes) override
    {
        bytes =
            get("/api/v1/cases?workflow=" + spelled("recruitment-event", asked_++) +
                    "&sort=-changed&limit=50",
                cookie_);
        return true;
    }
    bool take(std::size_t, const Answer& answer) override { return answer.status == 200; }

private:
    std::string cookie_;
    std::size_t asked_ = 0;
};

class Growth
{
public:
    explicit Growth(const Workshop& shop) : shop_(shop), data_(shop.folder() / "growth") {}
    ~Growth()
    {
        std::error_code ignored;
        std::filesystem::remove_all(data_, ignored);
    }
    Growth(const Growth&) = delete;
    Growth& operator=(const Growth&) = delete;

    // False when time or disk ended before.
    bool grow_to(std::size_t cases);
    Grown measure();
    std::size_t cases() const { return cases_; }
    std::uintmax_t bytes() const { return std::filesystem::file_size(data_ / "beihui.db"); }

private:
    void found_school(const acts::Context& context);

    const Workshop& shop_;
    std::filesystem::path data_;
    SystemClock clock_;
    Steady::time_point begin_ = Steady::now();
    double longest_s_ = filling_seconds(usual_growth_s);
    std::string organisation_;
    std::string password_;
    std::string cookie_;
    std::vector<Target> sample_;  // spread over all
    std::size_t cases_ = 0;
};

void Growth::found_school(const acts::Context& context)
{
    const json::object profile{
        {"code", "10001"}, {"name", "测速大学"}, {"level", "school"}, {"kind", "school"}
    };
    organisation_ = acts::register_organisation(context, "", profile).value();
    const std::vector<std::string> roles = {"employment_officer", "employment_director"};
    const std::string person =
        acts::register_person(context, organisation_, "bench", "测速员", roles).value();
    password_ =
        accounts::put_account(context.database, "bench", "", person, organisation_, roles).value();
}

bool Growth::grow_to(std::size_t cases)
{
    cli::Places places;
    places.home = BEIHUI_SOURCE_DIR;
    places.data = data_;
    const auto installation = cli::Installation::open(places, clock_).value();
    if (organisation_.empty())
        found_school(installation->context());
    while (cases_ < cases) {
        const std::size_t step = std::min(step_of_growth, cases - cases_);
        const auto opened = open_many(installation->context(), "bench", organisation_, step);
        cases_ += opened.size();
        for (std::size_t i = 0; i < opened.size(); i += 200)
            sample_.push_back(opened[i]);
        if (std::chrono::duration<double>(Steady::now() - begin_).count() > longest_s_ ||
            bytes() > most_bytes ||
            std::filesystem::space(data_).available < (std::uintmax_t{8} << 30))
            break;
    }
    return cases_ >= cases;
}

Grown Growth::measure()
{
    ServerAsked asked;
    asked.data = data_;
    RealServer server(asked);
    if (cookie_.empty())
        cookie_ = sign_in(server.port(), "bench", password_);
    LoadAsked load;
    load.port = server.port();
    load.connections = 32;
    load.seconds = shop_.terms().seconds;
    Grown grown;
    grown.cases = cases_;
    Reads reads(cookie_, sample_);
    Lists list(cookie_);
    Changes changes(cookie_, sample_);
    std::vector<double> rates[3];
    for (int i = 0; i < shop_.terms().rounds; ++i) {
        int at = 0;
        for (Requests* const requests :
             {static_cast<Requests*>(&reads), static_cast<Requests*>(&list),
              static_cast<Requests*>(&changes)}) {
            const LoadFound found = run_load(load, *requests);
            grown.errors += found.tally.errors;
            rates[at++].push_back(found.per_second());
        }
    }
    server.stop();
    grown.get = median(rates[0]);
    grown.list = median(rates[1]);
    grown.act = median(rates[2]);
    return grown;
}

Row growth_row(const Grown& small, const Grown& large, double Grown::* of, double goal)
{
    Row row;
    row.goal = goal;
    row.unit = "/s";
    row.subjects = {large.*of};
    row.limits = {small.*of};
    row.errors = small.errors + large.errors;
    return row;
}

void add_rows(std::vector<Row>& rows, const Grown& small, const Grown& large, std::uintmax_t bytes)
{
    const struct
    {
        const char* id;
        const char* zh;
        const char* en;
        double Grown::* of;
        double goal;
    } kinds[] = {
        {"11a", "读案卷", "GET a case", &Grown::get, 0.8},
        {"11b", "列表", "list", &Grown::list, 0.8},
        {"11c", "办理", "act", &Grown::act, 0.5},
    };
    for (const auto& kind : kinds) {
        Row row = growth_row(small, large, kind.of, kind.goal);
        const std::string from = std::to_string(small.cases);
        const std::string to = std::to_string(large.cases);
        row.id = std::string(kind.id) + " " + to;
        row.zh = std::string(kind.zh) + "：" + to + " 个案卷，对照 " + from + " 个";
        row.en = std::string(kind.en) + ": " + to + " cases beside " + from;
        row.details["database MiB"] = static_cast<double>(bytes) / 1048576;
        rows.push_back(std::move(row));
    }
}

}  // namespace

std::vector<Row> measure_growth(Workshop& shop)
{
    Growth growth(shop);
    std::vector<Row> rows;
    growth.grow_to(100'000);
    const Grown small = growth.measure();
    for (const std::size_t cases : {std::size_t{1'000'000}, std::size_t{10'000'000}}) {
        const bool whole = growth.grow_to(cases);
        if (growth.cases() > small.cases)
            add_rows(rows, small, growth.measure(), growth.bytes());
        if (whole)
            continue;
        rows.back().details["not as many as wanted"] =
            "只到 " + std::to_string(growth.cases()) + " 个案卷（想要 " + std::to_string(cases) +
            "）：时间或磁盘所限 / an hour or the disk allowed no more";
        break;
    }
    return rows;
}

}  // namespace beihui::bench

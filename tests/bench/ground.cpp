#include "bench/ground.hpp"

#include "accounts/sign_in.hpp"
#include "acts/program.hpp"
#include "base/json.hpp"
#include "cli/installation.hpp"

#include <boost/json/serialize.hpp>

namespace beihui::bench
{
namespace
{

// Opens cases, each connection its own.
class Openings final : public Requests
{
public:
    Openings(std::string cookie, std::string organisation, std::size_t count)
        : cookie_(std::move(cookie)), organisation_(std::move(organisation)), left_(count)
    {}

    bool next(std::size_t, std::string& bytes) override
    {
        if (left_ == 0)
            return false;
        const std::string number = std::to_string(left_--);
        const json::object body{
            {"workflow", "recruitment-event"},
            {"organisation", organisation_},
            {"data",
             json::object{
                 {"title", "测速活动 " + number},
                 {"form", "专场招聘会"},
                 {"mode", "线下"},
                 {"starts_at", "2026-12-16T09:00:00+08:00"},
                 {"ends_at", "2026-12-16T16:00:00+08:00"},
                 {"expected", 300},
                 {"venue", "一号厅"},
             }},
        };
        bytes = post("/api/v1/cases", cookie_, json::serialize(body), new_uuid(), "");
        return true;
    }
    bool take(std::size_t, const Answer& answer) override
    {
        if (answer.status != 201)
            return false;
        const json::value opened = read_json(answer.body).value();
        opened_.push_back({std::string(text_of(opened, "number")), integer_of(opened, "version")});
        return true;
    }

    std::vector<Target> opened() { return std::move(opened_); }

private:
    std::string cookie_;
    std::string organisation_;
    std::size_t left_;
    std::vector<Target> opened_;
};

}  // namespace

std::string sign_in(std::uint16_t port, const std::string& login, const std::string& password)
{
    const json::object body{{"login", login}, {"password", password}};
    const Told told = ask(port, post("/api/v1/session", "", json::serialize(body), "", ""));
    const auto from = told.head.find("beihui_session=");
    if (told.status != 200 || from == std::string::npos)
        fail("cannot sign in: " + told.body);
    return told.head.substr(from, told.head.find(';', from) - from);
}

Ground::Ground(
    const std::filesystem::path& folder,
    std::size_t cases,
    test::PostgresqlCluster* cluster
)
    : folder_(folder), cluster_(cluster)
{
    std::filesystem::create_directories(folder_ / "ground");
    if (cluster_)
        name_ = cluster_->create_database();
    open_cases(cases);
}

void Ground::register_school(const ServerAsked& asked)
{
    const SystemClock clock;
    cli::Places places;
    places.home = BEIHUI_SOURCE_DIR;
    places.data = asked.data;
    places.database = asked.database;
    auto installation = cli::Installation::open(places, clock);
    if (!installation)
        fail("cannot open " + asked.data.string() + ": " + installation.error().detail.en);
    const acts::Context& context = (*installation)->context();
    organisation_ =
        acts::register_organisation(
            context, "",
            json::object{
                {"code", "10001"}, {"name", "测速大学"}, {"level", "school"}, {"kind", "school"}
            }
        )
            .value();
    const std::vector<std::string> roles = {"employment_officer", "employment_director"};
    const std::string person =
        acts::register_person(context, organisation_, "bench", "测速员", roles).value();
    password_ =
        accounts::put_account(context.database, "bench", "", person, organisation_, roles).value();
}

void Ground::open_cases(std::size_t cases)
{
    ServerAsked asked;
    asked.data = folder_ / "ground";
    if (cluster_)
        asked.database = cluster_->address_of(name_);
    register_school(asked);
    RealServer server(asked);
    cookie_ = sign_in(server.port(), "bench", password_);
    Openings openings(cookie_, organisation_, cases);
    LoadAsked load;
    load.port = server.port();
    load.connections = 64;
    load.seconds = 0;
    const LoadFound found = run_load(load, openings);
    if (found.tally.errors > 0)
        fail("cannot open cases: " + found.first_errors.front());
    targets_ = openings.opened();
    server.stop();
}

std::unique_ptr<Ground::Copy> Ground::copy()
{
    const auto data = folder_ / ("copy-" + std::to_string(++copies_));
    std::filesystem::copy(folder_ / "ground", data);
    std::string database;
    if (cluster_)
        database = cluster_->address_of(cluster_->create_database(name_));
    return std::make_unique<Copy>(data, database);
}

Ground::Copy::~Copy()
{
    std::error_code ignored;
    std::filesystem::remove_all(data_, ignored);
}

ServerAsked Ground::Copy::server(std::vector<std::string> environment) const
{
    return {data_, database_, std::move(environment)};
}

}  // namespace beihui::bench

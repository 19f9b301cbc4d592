#include "bench/ground.hpp"

#include "accounts/sign_in.hpp"
#include "acts/program.hpp"
#include "bench/bulk.hpp"
#include "cli/installation.hpp"

#include <boost/json/serialize.hpp>

#include <cstdio>

namespace beihui::bench
{

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
    make(cases);
}

void Ground::fill(const ServerAsked& asked, std::size_t cases)
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
    const json::object profile{
        {"code", "10001"}, {"name", "测速大学"}, {"level", "school"}, {"kind", "school"}
    };
    organisation_ = acts::register_organisation(context, "", profile).value();
    const std::vector<std::string> roles = {"employment_officer", "employment_director"};
    const std::string person =
        acts::register_person(context, organisation_, "bench", "测速员", roles).value();
    password_ =
        accounts::put_account(context.database, "bench", "", person, organisation_, roles).value();
    targets_ = open_many(context, "bench", organisation_, cases);
}

void Ground::make(std::size_t cases)
{
    ServerAsked asked;
    asked.data = folder_ / "ground";
    if (cluster_)
        asked.database = cluster_->address_of(name_);
    fill(asked, cases);
    // The session is kept with the rest: every copy knows this cookie.
    RealServer server(asked);
    cookie_ = sign_in(server.port(), "bench", password_);
    server.stop();
}

std::unique_ptr<Ground::Copy> Ground::copy()
{
    const auto data = folder_ / ("copy-" + std::to_string(++copies_));
    std::filesystem::copy(folder_ / "ground", data);
    const std::string name = cluster_ ? cluster_->create_database(name_) : "";
    return std::make_unique<Copy>(data, cluster_, name);
}

Ground::Copy::~Copy()
{
    std::error_code ignored;
    std::filesystem::remove_all(data_, ignored);
    try {
        if (cluster_)
            cluster_->drop_database(name_);
    } catch (const std::exception& fault) {
        std::fprintf(stderr, "%s\n", fault.what());  // it goes with its cluster
    }
}

ServerAsked Ground::Copy::server(std::vector<std::string> environment) const
{
    return {data_, database(), std::move(environment)};
}

}  // namespace beihui::bench

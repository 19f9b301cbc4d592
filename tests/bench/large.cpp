// A database of 100,000 cases: the demonstration, and copies of its events and visits at many schools.

#include "accounts/sign_in.hpp"
#include "acts/program.hpp"
#include "bench/synthetic_year.hpp"
#include "bench/workshop.hpp"
#include "cli/commands.hpp"

#include <sstream>

namespace beihui::bench
{
namespace
{

constexpr YearSize size_of_large{.schools = 100, .events = 900, .visits = 100, .whole = false};

cli::Places places_in(const std::filesystem::path& data)
{
    cli::Places places;
    places.home = BEIHUI_SOURCE_DIR;
    places.data = data;
    return places;
}

bool storage_is_empty(storage::Database& database)
{
    bool empty = false;
    database.read([&](storage::ReadTxn& txn) { empty = storage::all_accounts(txn).empty(); });
    return empty;
}

}  // namespace

Instant demonstration_day()
{
    return Instant::parse("2026-11-15T09:00:00+08:00").value();
}

std::unique_ptr<cli::Installation> open_demonstration(
    const std::filesystem::path& data,
    const Clock& clock
)
{
    auto installation = cli::Installation::open(places_in(data), clock).value();
    if (!storage_is_empty(installation->context().database))
        return installation;
    std::ostringstream printed;
    if (const auto filled = cli::fill_demo(*installation, 158, printed); !filled)
        fail(filled.error().detail.en);
    return installation;
}

Account add_reader(const std::filesystem::path& data)
{
    const SystemClock clock;
    const auto installation = cli::Installation::open(places_in(data), clock).value();
    const acts::Context& context = installation->context();
    const std::vector<std::string> roles = {"province_education"};
    const std::string top = topmost(context);
    const std::string person =
        acts::register_person(context, top, "bench", "测速员", roles).value();
    return {
        "bench",
        accounts::put_account(context.database, "bench", "", person, top, roles).value(),
        top,
    };
}

const Workshop::Large& Workshop::large()
{
    if (!large_) {
        auto made = std::make_unique<Large>();
        made->data = folder() / "large";
        {
            const SetClock clock(demonstration_day());
            const auto installation = open_demonstration(made->data, clock);
            made->cases = fill_year(installation->context(), size_of_large);
        }
        const Account reader = add_reader(made->data);
        ServerAsked asked;
        asked.data = made->data;
        RealServer server(asked);
        made->cookie = sign_in(server.port(), reader.login, reader.password);
        server.stop();
        large_ = std::move(made);
    }
    return *large_;
}

}  // namespace beihui::bench

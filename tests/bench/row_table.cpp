// Row 8: an annex table over many facts, asked over HTTP, beside a recount in SQL that was written for
// this by hand; and with make bench-long the same for a nation.

#include "base/json.hpp"
#include "bench/synthetic_year.hpp"
#include "bench/workshop.hpp"

#include <sqlite3.h>

#include <chrono>
#include <map>

namespace beihui::bench
{
namespace
{

using Steady = std::chrono::steady_clock;

constexpr const char* table_path = "/api/v1/tables/2026.annex1?from=2026-04-01&to=2026-06-30";
// Of adding facts, for both sizes of the short run and for the nation.
constexpr double longest_fill_s = 50;
constexpr double usual_nation_s = 1500;
constexpr std::uintmax_t most_bytes_of_nation = std::uintmax_t{40} << 30;
constexpr std::size_t facts_of_a_step = 10'000;

// Columns of the annex as its circular describes them, counted anew from every fact.
const std::map<std::string, std::string>& recounts()
{
    static const std::string live =
        " FROM fact WHERE voided_by = '' AND circulars LIKE '%,2026-youqi,%' AND on_date BETWEEN"
        " '2026-04-01' AND '2026-06-30' AND a_held = 1 AND a_campus = 1 AND a_mode IN ('线下',"
        " '线上线下')";
    static const std::string sme =
        " AND kind = 'attendance' AND a_attended = 1 AND a_enterprise = 1 AND a_size IN ('中型',"
        " '小型', '微型')";
    static const std::map<std::string, std::string> all = {
        {"events", "SELECT count(DISTINCT occasion)" + live + " AND kind = 'event'"},
        {"smes", "SELECT count(*) FROM (SELECT DISTINCT occasion, employer" + live + sme + ")"},
        {"srdi", "SELECT count(*) FROM (SELECT DISTINCT occasion, employer" + live + sme +
                     " AND a_srdi = 1)"},
        {"people", "SELECT coalesce(sum(quantity), 0)" + live +
                       " AND kind = 'check_in' AND a_identity = '毕业生'"},
    };
    return all;
}

std::int64_t count_in(const std::filesystem::path& database, const std::string& sql)
{
    sqlite3* link = nullptr;
    sqlite3_stmt* statement = nullptr;
    std::int64_t found = -1;
    if (sqlite3_open_v2(database.c_str(), &link, SQLITE_OPEN_READONLY, nullptr) == SQLITE_OK &&
        sqlite3_prepare_v2(link, sql.c_str(), -1, &statement, nullptr) == SQLITE_OK &&
        sqlite3_step(statement) == SQLITE_ROW)
        found = sqlite3_column_int64(statement, 0);
    const std::string why = found < 0 ? sqlite3_errmsg(link) : "";
    sqlite3_finalize(statement);
    sqlite3_close(link);
    if (found < 0)
        fail("cannot recount: " + why);
    return found;
}

std::map<std::string, std::int64_t> cells_of(const Told& told)
{
    if (told.status != 200)
        fail("no table: " + std::to_string(told.status) + " " + told.body.substr(0, 300));
    std::map<std::string, std::int64_t> cells;
    const json::value table = read_json(told.body).value();
    for (const json::value& cell : table.at("cells").as_array())
        cells[std::string(text_of(cell, "column"))] = integer_of(cell, "value");
    return cells;
}

// How many of the cells are another number than the recount; told by name.
std::size_t differences(
    const std::map<std::string, std::int64_t>& cells,
    const std::filesystem::path& database,
    json::object& details
)
{
    std::size_t wrong = 0;
    for (const auto& [column, sql] : recounts()) {
        const auto cell = cells.find(column);
        const std::int64_t counted = count_in(database, sql);
        const std::int64_t shown = cell == cells.end() ? -1 : cell->second;
        wrong += shown == counted ? 0 : 1;
        details["cell " + column] =
            shown == counted ? std::to_string(shown) + " = recount"
                             : std::to_string(shown) + " ≠ recount " + std::to_string(counted);
    }
    return wrong;
}

double milliseconds_of(std::uint16_t port, const std::string& request, Row& row)
{
    const auto begin = Steady::now();
    const Told told = ask(port, request);
    row.errors += told.status == 200 ? 0 : 1;
    return std::chrono::duration<double, std::milli>(Steady::now() - begin).count();
}

Row ask_table(const Workshop& shop, const std::filesystem::path& data, const std::string& cookie)
{
    Row row;
    row.kind = Goal::at_most;
    row.goal = 5;
    row.unit = "ms";
    ServerAsked asked;
    asked.data = data;
    std::map<std::string, std::int64_t> cells;
    {
        RealServer server(asked);
        const std::string request = get(table_path, cookie);
        const auto begin = Steady::now();
        cells = cells_of(ask(server.port(), request));
        row.details["first answer ms"] =
            std::chrono::duration<double, std::milli>(Steady::now() - begin).count();
        for (int i = 0; i < shop.terms().rounds; ++i)
            row.subjects.push_back(milliseconds_of(server.port(), request, row));
        server.stop();
    }
    const auto begin = Steady::now();
    row.errors += differences(cells, data / "beihui.db", row.details);
    row.details["recount in SQL s"] = std::chrono::duration<double>(Steady::now() - begin).count();
    return row;
}

// Adds facts until there are so many or the time or the disk is used up. Returns how many there are.
std::size_t add_facts(
    FactYear& year,
    std::size_t wanted,
    double longest_s,
    const std::filesystem::path& database
)
{
    const auto begin = Steady::now();
    while (year.facts() < wanted) {
        year.add(std::min(facts_of_a_step, wanted - year.facts()));
        if (std::chrono::duration<double>(Steady::now() - begin).count() > longest_s ||
            std::filesystem::file_size(database) > most_bytes_of_nation ||
            std::filesystem::space(database).available < (std::uintmax_t{8} << 30))
            break;
    }
    return year.facts();
}

// A database of facts that grows.
struct FactGround
{
    std::filesystem::path data;
    std::size_t schools = 0;
    std::size_t facts = 0;
    int fills = 0;
    std::string cookie;
};

void sign_in_reader(FactGround& ground)
{
    const Account reader = add_reader(ground.data);
    ServerAsked asked;
    asked.data = ground.data;
    RealServer server(asked);
    ground.cookie = sign_in(server.port(), reader.login, reader.password);
    server.stop();
}

Row measure_facts(const Workshop& shop, FactGround& ground, std::size_t wanted, double longest_s)
{
    const SetClock clock(demonstration_day());
    const std::size_t before = ground.facts;
    const auto database = ground.data / "beihui.db";
    const auto begin = Steady::now();
    {
        const auto installation = open_demonstration(ground.data, clock);
        constexpr std::size_t numbers_of_a_fill = 5'000'000;
        const auto first = static_cast<std::size_t>(ground.fills++) * numbers_of_a_fill;
        FactYear year(installation->context(), ground.schools, first);
        ground.facts += add_facts(year, wanted - ground.facts, longest_s, database);
    }
    const double took = std::chrono::duration<double>(Steady::now() - begin).count();
    if (ground.cookie.empty())
        sign_in_reader(ground);
    Row row = ask_table(shop, ground.data, ground.cookie);
    const std::string count = std::to_string(ground.facts);
    row.zh = "附件 1，" + count + " 条事实，" + std::to_string(ground.schools) + " 所学校，HTTP";
    row.en =
        "annex 1 over " + count + " facts of " + std::to_string(ground.schools) + " schools, HTTP";
    if (ground.facts < wanted)
        row.details["not as many as wanted"] =
            "只装入 " + count + " 条（想要 " + std::to_string(wanted) +
            "）：时间或磁盘所限 / only so many fitted into the time or onto the disk";
    row.details["facts added per second"] = static_cast<double>(ground.facts - before) / took;
    row.details["database MiB"] =
        static_cast<double>(std::filesystem::file_size(database)) / 1048576;
    return row;
}

}  // namespace

std::vector<Row> measure_table(Workshop& shop)
{
    FactGround ground;
    ground.data = shop.folder() / "facts";
    ground.schools = 200;
    std::vector<Row> rows;
    rows.push_back(measure_facts(shop, ground, 1'000'000, longest_fill_s));
    rows.back().id = "8a";
    rows.push_back(measure_facts(shop, ground, 5'000'000, longest_fill_s));
    rows.back().id = "8b";
    std::filesystem::remove_all(ground.data);
    return rows;
}

std::vector<Row> measure_nation(Workshop& shop)
{
    FactGround ground;
    ground.data = shop.folder() / "nation";
    ground.schools = 3000;
    Row row = measure_facts(shop, ground, 100'000'000, filling_seconds(usual_nation_s));
    row.id = "nation";
    std::filesystem::remove_all(ground.data);
    return {row};
}

}  // namespace beihui::bench

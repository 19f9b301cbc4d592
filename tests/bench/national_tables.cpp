#include "bench/national_tables.hpp"

#include "accounts/sign_in.hpp"
#include "acts/program.hpp"
#include "base/bytes.hpp"
#include "bench/client.hpp"
#include "bench/load.hpp"
#include "cli/installation.hpp"
#include "history/sealing.hpp"
#include "http/api.hpp"
#include "http/listener.hpp"
#include "plugin/table_format.hpp"
#include "storage/measure_store.hpp"
#include "tables/fill_table.hpp"

#include <boost/json/serialize.hpp>

#include <chrono>
#include <cstdio>
#include <filesystem>

namespace beihui::bench
{
namespace
{

constexpr int provinces = 31;
constexpr int schools = 3000;

double ms_of(const std::function<void()>& work)
{
    const auto begin = std::chrono::steady_clock::now();
    work();
    return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin)
        .count();
}

// A ministry, its provinces and their schools, and an officer at each of three of them.
class Nation
{
public:
    explicit Nation(const char* address)
    {
        folder_ = std::filesystem::temp_directory_path() / ("beihui-bench-" + random_id());
        cli::Places places;
        places.home = BEIHUI_SOURCE_DIR;
        places.data = folder_;
        if (address)
            places.database = address;
        installation_ = cli::Installation::open(places, clock_).value();
        make_tree();
        api_ = std::make_unique<http::Api>(http::Api{context(), "", false, formats_});
        http::add_api(router_, *api_);
        http::Front front{router_, clock_};
        front.limits.requests_per_connection = 1'000'000'000;
        listener_ = http::Listener::open(http::ListenOptions(), std::move(front)).value();
        listener_->start();
    }
    ~Nation()
    {
        listener_->stop();
        installation_.reset();
        std::filesystem::remove_all(folder_);
    }

    const acts::Context& context() const { return installation_->context(); }
    std::uint16_t port() const { return listener_->port(); }
    const std::vector<std::string>& school_ids() const { return schools_; }
    const std::vector<std::string>& school_paths() const { return paths_; }

    struct Reader
    {
        std::string level;
        std::string organisation;
        std::string org_path;
        std::string cookie;
    };
    Reader reader(const std::string& level, const std::string& id, const std::string& path)
    {
        const std::string login = "read-" + level;
        const std::vector<std::string> roles = {"employment_officer", "employment_director"};
        const std::string person =
            acts::register_person(context(), id, login, "读表员", roles).value();
        const std::string password =
            accounts::put_account(context().database, login, "", person, id, roles).value();
        Client client(port());
        const json::object body{{"login", login}, {"password", password}};
        const auto& answer =
            client.send(post("/api/v1/session", "", json::serialize(body), "", ""));
        const auto from = answer.head.find("beihui_session=");
        if (answer.status != 200 || from == std::string::npos)
            throw std::runtime_error("cannot sign in: " + answer.body);
        return {level, id, path, answer.head.substr(from, answer.head.find(';', from) - from)};
    }
    std::string ministry;
    std::string province;  // the first

private:
    std::string add(const std::string& above, const std::string& name, const char* level)
    {
        return acts::register_organisation(
                   context(), above,
                   json::object{
                       {"code", std::to_string(10000 + ++codes_)},
                       {"name", name},
                       {"level", level},
                       {"kind", level == std::string_view("ministry") ? "ministry_education" : level
                       }
                   }
        ).value();
    }
    void make_tree()
    {
        ministry = add("", "部", "ministry");
        for (int p = 0; p < provinces; ++p) {
            const std::string id = add(ministry, "省" + std::to_string(p), "province");
            if (p == 0)
                province = id;
            for (int s = p; s < schools; s += provinces) {
                schools_.push_back(add(id, "学校" + std::to_string(s), "school"));
                paths_.push_back("/" + ministry + "/" + id + "/" + schools_.back() + "/");
            }
        }
    }

    SystemClock clock_;
    plugin::TableFormats formats_;
    std::filesystem::path folder_;
    std::unique_ptr<cli::Installation> installation_;
    std::unique_ptr<http::Api> api_;
    http::Router router_;
    std::unique_ptr<http::Listener> listener_;
    std::vector<std::string> schools_;
    std::vector<std::string> paths_;
    int codes_ = 0;
};

// The facts of one fair or visit: what a year of a school is made of, 40 at a time.
std::vector<Fact> facts_of(std::size_t school, std::size_t number, const std::string& case_id)
{
    std::vector<Fact> facts;
    const auto add = [&](const char* kind, std::size_t i, json::object attributes) -> Fact& {
        Fact& fact = facts.emplace_back();
        fact.id = random_id();
        fact.kind = kind;
        fact.key = std::to_string(i);
        fact.case_id = case_id;
        fact.occasion = case_id;
        fact.on = Date::parse("2026-04-01").value() + static_cast<int>((number * 7 + school) % 200);
        fact.circulars = {"2026-youqi"};
        fact.attributes = std::move(attributes);
        return fact;
    };
    // Some hundred thousand employers; a school meets the same ones again.
    const auto employer = [&](std::size_t i) {
        return "e" + std::to_string((school * 37 + (number * 5 + i) % 60) % 170'000);
    };
    const json::object of_fair{{"held", true}, {"campus", true}, {"mode", "线下"}};
    const auto with = [&](json::object more) {
        for (const auto& [name, value] : of_fair)
            more[name] = value;
        return more;
    };
    add("event", 0, with({{"form", "双选会"}}));
    for (std::size_t i = 0; i < 16; ++i)
        add("attendance", i,
            with(
                {{"attended", i % 9 != 0},
                 {"enterprise", true},
                 {"srdi", i % 3 == 0},
                 {"size", i % 5 == 0 ? "大型" : "小型"}}
            ))
            .employer = employer(i);
    for (std::size_t i = 0; i < 10; ++i) {
        Fact& posting =
            add("posting", i,
                with({{"kind", "就业"}, {"reviewed", true}, {"withdrawn", i % 8 == 0}}));
        posting.employer = employer(i);
        posting.item = std::to_string(number) + "-" + std::to_string(i);
        posting.quantity = static_cast<std::int64_t>(3 + i);
    }
    for (std::size_t i = 0; i < 6; ++i) {
        Fact& check_in = add("check_in", i, with({{"identity", "毕业生"}, {"estimated", false}}));
        check_in.person = "p" + std::to_string(school) + "-" + std::to_string((number + i) % 90);
    }
    for (std::size_t i = 0; i < 2; ++i) {
        Fact& signing =
            add("agreement", i, with({{"kind", "就业协议"}, {"signed_on", "2026-06-01"}}));
        signing.person = "p" + std::to_string(school) + "-" + std::to_string((number + i) % 90);
        signing.employer = employer(i);
    }
    for (std::size_t i = 0; i < 4; ++i)
        add("visit", i,
            {{"completed", true},
             {"mode", "实地"},
             {"srdi", i % 2 == 0},
             {"role", "书记"},
             {"size", "小型"}})
            .employer = employer(i);
    add("guidance", 0, {{"held", true}, {"kind", "讲座"}});
    return facts;
}

class Writer
{
public:
    explicit Writer(const Nation& nation) : nation_(nation) {}

    // One case of a school with one entry that made its 40 facts.
    void write(storage::WriteTxn& txn, std::size_t school)
    {
        Entry entry;
        entry.tenant = nation_.school_ids()[school];
        entry.uid = random_id();
        entry.case_id = random_id();
        entry.case_seq = 1;
        entry.at = now_ = now_.plus_ms(1);
        entry.actor = "bench";
        entry.act = "hold";
        Case& after = entry.effects.after;
        after.id = entry.case_id;
        after.number = "BH-" + std::to_string(++cases_);
        after.title = "测速活动";
        after.organisation = entry.tenant;
        after.org_path = nation_.school_paths()[school];
        after.workflow = "recruitment-event";
        after.stage = "held";
        after.version = 1;
        after.opened_at = entry.at;
        after.changed_at = entry.at;
        after.opened_by = "bench";
        entry.effects.facts_made = facts_of(school, cases_ / schools, entry.case_id);
        facts += entry.effects.facts_made.size();
        for (Fact& fact : entry.effects.facts_made) {
            fact.organisation = entry.tenant;
            fact.org_path = after.org_path;
        }
        history::seal_entry(entry);
        storage::append_entry(txn, entry, {}, {}).value();
    }
    void write_many(std::size_t count)
    {
        for (std::size_t done = 0; done < count;)
            nation_.context()
                .database
                .write([&](storage::WriteTxn& txn) -> Result<void> {
                    for (int i = 0; i < 500 && done < count; ++i, ++done)
                        write(txn, next_++ % static_cast<std::size_t>(schools));
                    return {};
                })
                .value();
    }
    void give_positions()
    {
        for (std::size_t given = 1; given > 0;)
            nation_.context()
                .database
                .write([&](storage::WriteTxn& txn) -> Result<void> {
                    given = storage::sequence_entries(txn, 4096);
                    return {};
                })
                .value();
    }
    std::size_t facts = 0;

private:
    const Nation& nation_;
    Instant now_ = SystemClock().now();
    std::size_t cases_ = 0;
    std::size_t next_ = 0;
};

// Whether every number of an answer is what counting every fact gives.
bool is_recount(
    const Nation& nation,
    const Nation::Reader& reader,
    const std::string& table,
    const std::string& body
)
{
    bool same = true;
    const json::value answer = read_json(body).value();
    const auto rules = nation.context().rules();
    nation.context().database.read([&](storage::ReadTxn& txn) {
        for (const json::value& cell : answer.at("cells").as_array()) {
            tables::TableAsked asked;
            asked.table = table;
            asked.org_path = reader.org_path;
            asked.from = Date::parse("2026-04-01").value();
            asked.to = Date::parse("2026-06-30").value();
            const std::string column(text_of(cell, "column"));
            const auto ready =
                tables::ask_column(*rules->world, asked, column, SystemClock().now()).value();
            const auto counted = storage::count_measure(txn, ready.measure, ready.count);
            if (counted != integer_of(cell, "value")) {
                same = false;
                std::printf(
                    "  %s %s: %lld, recounted %lld\n", reader.level.c_str(), column.c_str(),
                    static_cast<long long>(integer_of(cell, "value")),
                    static_cast<long long>(counted)
                );
            }
        }
    });
    return same;
}

}  // namespace

int run_national_tables(std::size_t facts, const char* address)
{
    Nation nation(address);
    const std::string& first = nation.school_ids().front();
    const std::vector<Nation::Reader> readers = {
        nation.reader("ministry", nation.ministry, "/" + nation.ministry + "/"),
        nation.reader(
            "province", nation.province, "/" + nation.ministry + "/" + nation.province + "/"
        ),
        nation.reader("school", first, nation.school_paths().front()),
    };
    Writer writer(nation);
    const double load = ms_of([&] {
        while (writer.facts < facts)
            writer.write_many(1000);
        writer.give_positions();
    });
    std::printf(
        "# %zu facts of %d schools, written in %.0f s\n", writer.facts, schools, load / 1000
    );
    bool same = true;
    Client client(nation.port());
    const auto ask = [&](const char* when, int times) {
        for (const Nation::Reader& reader : readers)
            for (const char* const table : {"2026.annex1", "2026.annex2"}) {
                const std::string request =
                    get("/api/v1/tables/" + std::string(table) +
                            "?from=2026-04-01&to=2026-06-30&organisation=" + reader.organisation,
                        reader.cookie);
                std::vector<double> took;
                std::string body;
                for (int i = 0; i < times; ++i)
                    took.push_back(ms_of([&] {
                        const auto& answer = client.send(request);
                        if (answer.status != 200)
                            throw std::runtime_error(answer.body);
                        body = answer.body;
                    }));
                std::ranges::sort(took);
                const bool good = is_recount(nation, reader, table, body);
                same = same && good;
                std::printf(
                    "%-28s %-9s %-12s %10.2f ms   %s\n", when, reader.level.c_str(), table,
                    took[took.size() / 2], good ? "= recount" : "NOT THE RECOUNT"
                );
            }
        std::fflush(stdout);
    };
    ask("first asked", 1);
    // What was counted is written behind the answer.
    nation.context().database.write([](storage::WriteTxn&) -> Result<void> { return {}; }).value();
    ask("asked again", 51);
    writer.write_many(10);
    ask("behind 10 acts, unplaced", 11);
    writer.give_positions();
    writer.write_many(1000);
    writer.give_positions();
    ask("behind 1000 acts", 1);
    ask("and again", 51);
    return same ? 0 : 1;
}

}  // namespace beihui::bench

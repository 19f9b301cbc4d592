// Fixed work whose instructions are counted: run by tests/counts/run under callgrind, which counts
// between the marks only. Nothing in it may depend on the clock, on random numbers or on threads.
//
//   beihui_counts act        the bytes of a request → read → decided by the 2026 packs → sealed →
//                            the bytes of the answer; without the write itself
//   beihui_counts edit       one number of the plan is changed, as is done most often: the act, decided
//                            with what the rules answered before, and sealed
//   beihui_counts worklist   the first fifty of the cases that an officer sees, as bytes
//
// Prints a line about what it did, so that an empty answer is not counted as a quick one.

#include "acts/case_page.hpp"
#include "acts/program.hpp"
#include "base/counted_ids.hpp"
#include "history/sealing.hpp"
#include "http/api.hpp"
#include "support/databases.hpp"

#include <boost/asio/thread_pool.hpp>
#include <boost/json/serialize.hpp>
#include <valgrind/callgrind.h>

#include <cstdio>
#include <stdexcept>
#include <string_view>

namespace beihui::counts
{
namespace
{

constexpr int cases = 120;
constexpr int before = 3;  // runs that fill caches: prepared statements, states of Lua

template <class Value>
Value must(Result<Value> result)
{
    if (result)
        return std::move(*result);
    std::string text = result.error().code + ": " + result.error().detail.en;
    for (const Fault& fault : result.error().faults)
        text += "\n  " + fault.where + " " + fault.code + " " + fault.detail.en;
    throw std::runtime_error(text);
}

// A school with an officer and a term of events, on a database of its own that is opened anew, so that
// nothing of the filling is left in caches or in the WAL.
class Office
{
public:
    Office()
    {
        settings_.readers = 1;
        open();
        fill();
        database_.reset();
        open();
    }

    const acts::Context& context() const { return *context_; }
    const accounts::Actor& officer() const { return officer_; }
    const std::string& number() const { return numbers_.front(); }

private:
    void open()
    {
        database_ = must(storage::Database::open(settings_));
        context_ =
            std::make_unique<acts::Context>(acts::Context{*database_, clock_, *rulebook_, workers_}
            );
    }

    static std::unique_ptr<acts::LiveRulebook> project_rules()
    {
        const std::filesystem::path project = BEIHUI_SOURCE_DIR;
        auto world = must(rules::World::load(project / "rules"));
        return std::make_unique<acts::LiveRulebook>(
            must(acts::make_rulebook(std::move(world), project / "workflows"))
        );
    }

    static json::object plan(int running)
    {
        const std::string day = "2026-06-" + std::to_string(10 + running % 20);
        return {
            {"title", "专场招聘会 " + std::to_string(running)},
            {"form", "专场招聘会"},
            {"mode", "线下"},
            {"starts_at", day + "T09:00:00+08:00"},
            {"ends_at", day + "T16:30:00+08:00"},
            {"venue", "大学生活动中心一层"},
            {"expected", 100 + running},
            {"expected_basis", "去年同类活动"},
            {"organisers", json::array{"学校"}},
        };
    }

    void fill()
    {
        const auto profile = [](std::string_view code, std::string_view name,
                                std::string_view level) {
            return json::object{
                {"code", code},
                {"name", name},
                {"level", level},
                {"kind", level},
                {"province", "测试省"}
            };
        };
        const std::string province =
            must(acts::register_organisation(context(), "", profile("P1", "测试省", "province")));
        const std::string school = must(
            acts::register_organisation(context(), province, profile("S1", "测试大学", "school"))
        );
        const std::string person =
            must(acts::register_person(context(), school, "officer", "王敏", {"employment_officer"})
            );
        storage::Account account;
        account.id = "officer";
        account.login = "officer";
        account.person = person;
        account.organisation = school;
        database_->read([&](storage::ReadTxn& txn) {
            officer_ = accounts::actor_for(txn, account, clock_.now().date());
        });
        for (int i = 0; i < cases; ++i) {
            clock_.set(clock_.now().plus_ms(1000));
            acts::OpenCase opening;
            opening.wanted.workflow = "recruitment-event";
            opening.wanted.organisation = school;
            opening.first.data = plan(i);
            numbers_.push_back(must(acts::open_case(context(), officer_, opening)).number);
        }
        clock_.set(clock_.now().plus_ms(1000));
    }

    SetClock clock_{Instant::parse("2026-05-10T10:00:00+08:00").value()};
    std::unique_ptr<acts::LiveRulebook> rulebook_ = project_rules();
    boost::asio::thread_pool workers_{1};
    storage::DatabaseSettings settings_ = test::fresh_database(test::Backend::sqlite);
    std::unique_ptr<storage::Database> database_;
    std::unique_ptr<acts::Context> context_;
    accounts::Actor officer_;
    std::vector<std::string> numbers_;
};

http::Request request_from(std::string_view bytes)
{
    const http::HeadVerdict verdict = http::scan_head(bytes, http::HeadLimits());
    const auto& head = std::get<http::Head>(verdict);
    http::Request request = http::request_of(head, "127.0.0.1", "0");
    if (http::decode_target(request) != 0)
        throw std::runtime_error("the target of the request is not decoded");
    request.body = bytes.substr(head.size);
    return request;
}

std::string act_request(const std::string& number)
{
    const std::string body =
        R"({"act":"edit_plan","data":{"expected":260,"title":"专场招聘会（春季）","venue":"体育馆"},)"
        R"("reason":"学院要求改到体育馆"})";
    return "POST /api/v1/cases/" + number +
           "/acts HTTP/1.1\r\nHost: beihui.example.edu.cn\r\nUser-Agent: Mozilla/5.0 (X11; Linux "
           "x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0 Safari/537.36\r\nAccept: "
           "*/*\r\nAccept-Language: zh-CN\r\nContent-Type: application/json\r\nX-Beihui: "
           "1\r\nIf-Match: \"v1\"\r\nIdempotency-Key: 5b6f0e0a-6f0f-4d7e-9f0e-3f0c6d9a1b2c\r\n"
           "Content-Length: " +
           std::to_string(body.size()) + "\r\n\r\n" + body;
}

std::string do_act(const Office& office, const std::string& bytes)
{
    const http::Request request = request_from(bytes);
    using http::BodyMember;
    const json::object body = must(http::read_body(
        request, {{.name = "act", .required = true},
                  {.name = "data", .kind = BodyMember::object},
                  {.name = "reason"}}
    ));
    const http::WriteTerms terms = must(http::read_write_terms(request, true));
    acts::ActWanted wanted;
    wanted.act = text_of(body, "act");
    wanted.data = body.at("data");
    wanted.reason = text_of(body, "reason");
    const acts::Context context = office.context().holding_rules();
    std::string answer;
    context.database.read([&](storage::ReadTxn& txn) {
        const Case subject = must(acts::visible_case(txn, office.officer(), office.number()));
        if (!subject.unchanged_since(*terms.version))
            throw std::runtime_error("the case has moved on");
        acts::ActPlan plan = must(acts::plan_act(context, txn, office.officer(), subject, wanted));
        history::seal_entry(plan.entry);
        const json::object page =
            must(acts::case_page(context, txn, office.officer(), office.number(), {}));
        answer = plan.entry.uid + json::serialize(page);
    });
    return answer;
}

// Another number each time, on the same side of every limit of the packs.
std::string change_a_number(const Office& office, const std::string&)
{
    static int changes = 0;
    acts::ActWanted wanted;
    wanted.act = "edit_plan";
    wanted.data = json::object{{"expected", 310 + ++changes}};
    const acts::Context context = office.context().holding_rules();
    std::string answer;
    context.database.read([&](storage::ReadTxn& txn) {
        const Case subject = must(acts::visible_case(txn, office.officer(), office.number()));
        acts::ActPlan plan = must(acts::plan_act(context, txn, office.officer(), subject, wanted));
        history::seal_entry(plan.entry);
        answer = plan.entry.uid + plan.decision.trace;
    });
    return answer;
}

std::string show_worklist(const Office& office, const std::string&)
{
    storage::CaseQuery asked;
    asked.workflows = {"recruitment-event"};
    asked.only_open = true;
    asked.sort = "-starts";
    asked.limit = 50;
    std::string answer;
    office.context().database.read([&](storage::ReadTxn& txn) {
        const Scope scope = accounts::scope_of(office.officer(), accounts::Action::read_cases);
        const auto page = must(storage::list_cases(txn, scope, asked));
        acts::Names names(office.context(), txn);
        json::array items;
        for (const Case& subject : page.items)
            items.emplace_back(acts::case_line(office.context(), names, subject));
        if (items.size() != asked.limit)
            throw std::runtime_error("the worklist is not full");
        answer = json::serialize(
            json::object{{"items", std::move(items)}, {"next_cursor", page.next_cursor}}
        );
    });
    return answer;
}

int run(std::string_view name)
{
    const CountedIds counted;
    const Office office;
    const std::string bytes = act_request(office.number());
    const auto work = name == "act" ? do_act : name == "edit" ? change_a_number : show_worklist;
    for (int i = 0; i < before; ++i)
        work(office, bytes);
    CALLGRIND_START_INSTRUMENTATION;
    work(office, bytes);  // callgrind translates what it meets first
    CALLGRIND_TOGGLE_COLLECT;
    const std::string answer = work(office, bytes);
    CALLGRIND_TOGGLE_COLLECT;
    CALLGRIND_STOP_INSTRUMENTATION;
    std::printf("%s: %zu bytes of answer\n", std::string(name).c_str(), answer.size());
    return 0;
}

}  // namespace
}  // namespace beihui::counts

int main(int count, char** words)
{
    const std::string_view name = count == 2 ? words[1] : "";
    if (name != "act" && name != "edit" && name != "worklist") {
        std::fputs("beihui_counts act | edit | worklist\n", stderr);
        return 2;
    }
    try {
        return beihui::counts::run(name);
    } catch (const std::exception& fault) {
        std::fprintf(stderr, "%s\n", fault.what());
        return 1;
    }
}

// Every route × every role × where the asker stands to the case's organisation, against policy.yaml.
#include "accounts/policy.hpp"
#include "acts/program.hpp"
#include "base/yaml.hpp"
#include "domain/role.hpp"
#include "system/campus.hpp"
#include "workflows/library.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace beihui::test
{
namespace
{

using accounts::Action;
using accounts::Policy;
using accounts::RolePolicy;

// One way to ask one route: a line of routes.yaml.
struct Asked
{
    std::string route;  // "GET /api/v1/cases/{number}"
    std::string about;
    std::string at;
    std::string body;
    std::string media = "application/json";
    std::string skip;

    std::string method() const { return route.substr(0, route.find(' ')); }
    std::string pattern() const { return route.substr(route.find(' ') + 1); }
};

std::vector<Asked> all_asked()
{
    const std::string file = std::string(BEIHUI_SOURCE_DIR) + "/tests/system/routes.yaml";
    const Yaml lines = Yaml::read_file(file, "tests/system/routes.yaml").value();
    std::vector<Asked> all;
    Faults faults;
    for (const Yaml& line : lines.items()) {
        line.only({"route", "about", "at", "body", "media", "skip"}, faults);
        Asked asked;
        asked.route = line.need("route", faults).text(faults, "route");
        asked.about = line.need("about", faults).text(faults, "about");
        const auto text = [&](const char* key, std::string otherwise) {
            const Yaml* const node = line.find(key);
            return node ? node->text(faults, key) : otherwise;
        };
        asked.at = text("at", asked.pattern());
        asked.body = text("body", "");
        asked.media = text("media", "application/json");
        asked.skip = text("skip", "");
        all.push_back(std::move(asked));
    }
    EXPECT_TRUE(faults.none()) << faults.error().detail.en;
    return all;
}

enum class Answer
{
    given,      // whatever it says, it was not refused for who asks
    forbidden,  // 403: no role for that
    hidden,     // 404: as if it were not there
};

std::ostream& operator<<(std::ostream& out, Answer answer)
{
    return out
           << (answer == Answer::given       ? "given"
               : answer == Answer::forbidden ? "forbidden"
                                             : "hidden");
}

// Where the asker stands to the organisation of the case.
struct Place
{
    std::string name;
    std::string organisation;
    bool is_own = false;
    bool is_above = false;
};

class Matrix : public testing::TestWithParam<Store>
{
protected:
    Matrix() : campus_(server())
    {
        const auto unit = [&](const std::string& name, const std::string& parent,
                              const char* level) {
            return acts::register_organisation(
                       server().context(), parent,
                       {{"code", "M" + campus_.school.substr(0, 8) + name},
                        {"name", name},
                        {"level", level},
                        {"kind", level},
                        {"province", "测试省"}}
            )
                .value();
        };
        places_ = {
            {"own", campus_.school, true, true},
            {"parent", campus_.province, false, true},
            {"child", unit("学院", campus_.school, "college"), false, false},
            {"sibling", unit("邻校", campus_.province, "school"), false, false},
            {"foreign", unit("外省", "", "province"), false, false},
        };
        for (const char* const workflow : {"visit", "assistance"})
            cases_.push_back(open_case(workflow));
        Person& holder = campus_.person("holder", campus_.school, {"employment_officer"});
        for (Subject& subject : cases_) {
            const Reply kept = holder.upload(subject.number, "photo", "a.pdf", "%PDF-1.4\n");
            EXPECT_EQ(kept.status, 201) << kept.body;
            subject.document = kept.text("document.id");
        }
        server().context().database.read([&](storage::ReadTxn& txn) {
            account_ = storage::find_account_by_login(txn, holder.login()).value().id;
        });
    }

    struct Subject
    {
        std::string workflow;
        std::string number;
        std::string entry;
        std::string document;
    };

    TestServer& server() { return shared_server(GetParam()); }

    Subject open_case(const std::string& workflow)
    {
        const json::object data = workflow == "visit"
                                      ? json::object{{"date", "2026-05-20"}, {"lead_role", "其他"}}
                                      : json::object{
                                            {"graduate", "2022000001"},
                                            {"categories", json::array{"残疾"}},
                                            {"opened_on", "2026-05-01"}
                                        };
        acts::OpenCase opening;
        opening.wanted.workflow = workflow;
        opening.wanted.organisation = campus_.school;
        opening.first.data = data;
        const auto opened = acts::open_case(server().context(), acts::the_program(), opening);
        if (!opened) {
            const Error error = opened.error();
            for (const Fault& fault : error.faults)
                ADD_FAILURE() << workflow << " " << fault.where << " " << fault.detail.en;
            throw std::runtime_error(error.detail.en);
        }
        return {workflow, opened->number, opened->entry, {}};
    }

    // What the table says, worked out without the code that the server asks.
    Answer expected(
        const Asked& asked,
        Action action,
        const std::string& role,
        const Place& place,
        const std::string& workflow
    ) const
    {
        const Policy& policy = Policy::built_in();
        const RolePolicy& row = policy.roles().at(role);
        if (!policy.is_for_everyone(action) && !row.may.contains(action))
            return Answer::forbidden;
        const bool reached = row.below ? place.is_above : place.is_own;
        const auto among = [&](const std::vector<std::string>& kinds) {
            return std::ranges::find(kinds, workflow) != kinds.end();
        };
        const bool kind = row.sees_cases && (row.only.empty() ? !among(row.but) : among(row.only));
        const bool never = row.personal == accounts::Personal::never && !among(row.contacts);
        if (asked.about == "opening_personal" && never && reached && kind)
            return Answer::forbidden;
        if (asked.about == "case" || asked.about == "opening_personal")
            return reached && kind && row.may.contains(Action::read_cases) ? Answer::given
                                                                           : Answer::hidden;
        if (asked.about == "document")
            return reached && kind && row.may.contains(Action::read_cases) &&
                           (place.is_own || row.personal == accounts::Personal::at_work)
                       ? Answer::given
                       : Answer::hidden;
        if (asked.about == "organisation" || asked.about == "account")
            return reached ? Answer::given : Answer::hidden;
        if (asked.about == "table")
            return reached && row.may.contains(Action::read_tables) ? Answer::given
                                                                    : Answer::hidden;
        if (asked.about == "opening") {
            const auto rules = server_rules();
            const auto& by = rules->workflows->find(workflow)->opening()->by;
            const bool may = std::ranges::find(by, role) != by.end();
            return may && place.is_above ? Answer::given : Answer::forbidden;
        }
        return Answer::given;
    }
    std::shared_ptr<const acts::Rulebook> server_rules() const
    {
        return shared_server(GetParam()).context().rules();
    }

    std::string filled(std::string text, const Subject& subject) const
    {
        for (const auto& [name, value] : std::vector<std::pair<std::string, std::string>>{
                 {"{number}", subject.number},
                 {"{entry}", subject.entry},
                 {"{document}", subject.document},
                 {"{workflow}", subject.workflow},
                 {"{organisation}", campus_.school},
                 {"{account}", account_}
             })
            for (std::size_t at = text.find(name); at != std::string::npos; at = text.find(name))
                text.replace(at, name.size(), value);
        return text;
    }

    Reply ask(Person& person, const Asked& asked, const Subject& subject)
    {
        Fields fields;
        if (asked.method() != "GET")
            fields = {
                {"X-Beihui", "1"},
                {"Idempotency-Key", fresh_key()},
                {"If-Match", "\"v1\""},
                {"Content-Type", asked.media}
            };
        return person.ask(
            asked.method(), filled(asked.at, subject), filled(asked.body, subject), fields
        );
    }

    static Answer answer_of(const Asked& asked, const Reply& reply)
    {
        if (reply.status == 403 && reply.text("code") == "role_required")
            return Answer::forbidden;
        const std::string code = reply.text("code");
        const bool hides = code == "case_not_found" || code == "entry_not_found" ||
                           code == "organisation_not_found" || code == "account_not_found" ||
                           code == "document_not_found" || code == "RP3074";
        return asked.about != "nothing" && reply.status == 404 && hides ? Answer::hidden
                                                                        : Answer::given;
    }

    static std::string fresh_key()
    {
        static int running = 0;
        char text[40];
        std::snprintf(text, sizeof text, "00000000-0000-4000-8000-%012d", ++running);
        return text;
    }

    Campus campus_;
    std::vector<Place> places_;
    std::vector<Subject> cases_;
    std::string account_;  // of somebody of the school
};

INSTANTIATE_TEST_SUITE_P(
    On,
    Matrix,
    testing::Values(Store::sqlite, Store::postgresql),
    [](const auto& each) { return name_of(each.param); }
);

TEST_P(Matrix, NamesEveryRoute)
{
    std::vector<std::string> written;
    for (const Asked& asked : all_asked())
        written.push_back(asked.route);
    for (const auto& route : server().router().routes())
        if (route->access.action()) {
            const std::string name = route->method + " " + route->pattern;
            EXPECT_NE(std::ranges::find(written, name), written.end())
                << name << " has no line in tests/system/routes.yaml";
        }
}

// model.md 5: deny by default; what is out of scope is as if it were not there.
TEST_P(Matrix, AnswersWhomThePolicyLetsAndNobodyElse)
{
    std::size_t holes = 0;
    std::size_t questions = 0;
    for (const Role& role : all_roles())
        for (const Place& place : places_) {
            Person& person = campus_.person(
                std::string(role.id) + "-" + place.name, place.organisation, {std::string(role.id)}
            );
            for (const Asked& asked : all_asked()) {
                if (!asked.skip.empty())
                    continue;
                const auto& routes = server().router().routes();
                const auto route = std::ranges::find_if(routes, [&](const auto& each) {
                    return each->method + " " + each->pattern == asked.route;
                });
                ASSERT_NE(route, routes.end()) << asked.route << " is not there";
                for (const Subject& subject : cases_) {
                    const Reply reply = ask(person, asked, subject);
                    const Answer wanted = expected(
                        asked, *(*route)->access.action(), std::string(role.id), place,
                        subject.workflow
                    );
                    ++questions;
                    holes += answer_of(asked, reply) != wanted;
                    EXPECT_EQ(answer_of(asked, reply), wanted)
                        << role.id << " at " << place.name << ": " << asked.route << " of "
                        << subject.workflow << " answered " << reply.status << " "
                        << reply.body.substr(0, 200);
                    if (asked.about == "nothing" || asked.about == "account")
                        break;
                }
            }
        }
    EXPECT_EQ(holes, 0U) << "of " << questions;
    EXPECT_GT(questions, 3000U);
}

// An id that is there and out of scope gets the same bytes as one that is not.
TEST_P(Matrix, HidesWhatIsOutOfScopeAsIfItWereNotThere)
{
    Person& stranger =
        campus_.person("stranger", places_.back().organisation, {"employment_officer"});
    for (const Asked& asked : all_asked()) {
        if ((asked.about != "case" && asked.about != "document") || !asked.skip.empty())
            continue;
        Subject none = cases_.front();
        none.number = "BH-1999-9999";
        none.entry = std::string(cases_.front().entry.size(), '0');
        none.document = none.entry;
        const auto bytes = [&](const Subject& subject) {
            std::string body = ask(stranger, asked, subject).body;
            for (const std::string* id : {&subject.number, &subject.entry, &subject.document})
                for (std::size_t at = body.find(*id); at != std::string::npos; at = body.find(*id))
                    body.replace(at, id->size(), "X");
            const std::size_t trace = body.find("\"trace_id\":\"");
            if (trace != std::string::npos)
                body.erase(trace, body.find('"', trace + 12) - trace);
            return body;
        };
        EXPECT_EQ(bytes(cases_.front()), bytes(none)) << asked.route;
    }
}

}  // namespace
}  // namespace beihui::test

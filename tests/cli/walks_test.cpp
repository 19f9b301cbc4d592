// Every workflow can be walked from its opening to its end, by the roles it names, and no act of it
// is left that nobody could do (model.md is the list of the case types).
#include "acts/program.hpp"
#include "base/bytes.hpp"
#include "base/yaml.hpp"
#include "cli/demo_desk.hpp"
#include "cli/installation.hpp"
#include "storage/stores.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <set>

namespace beihui::cli
{
namespace
{

namespace fs = std::filesystem;

// A home with the workflows of the project and no pack at all, so that nothing but the workflow
// decides, and a data folder of its own. Both go with it.
class Office
{
public:
    Office()
        : folder_(fs::temp_directory_path() / ("beihui-walks-" + random_id())),
          clock_(Instant::parse("2027-06-01T09:00:00+08:00").value())
    {
        const fs::path project = BEIHUI_SOURCE_DIR;
        fs::create_directories(folder_ / "home" / "rules");
        fs::copy(project / "workflows", folder_ / "home" / "workflows");
        fs::copy(project / "rules" / "calendars", folder_ / "home" / "rules" / "calendars");
        Places places;
        places.home = folder_ / "home";
        places.data = folder_ / "data";
        auto opened = Installation::open(places, clock_);
        if (!opened)
            throw std::runtime_error(opened.error().detail.en);
        installation_ = std::move(*opened);
        desk_ = std::make_unique<demo::Desk>(installation_->context());
        desk_->move_to(clock_.now());
        found();
    }
    Office(const Office&) = delete;
    Office& operator=(const Office&) = delete;
    ~Office()
    {
        desk_.reset();
        installation_.reset();
        std::error_code ignored;
        fs::remove_all(folder_, ignored);
    }

    demo::Desk& desk() { return *desk_; }
    const acts::Context& context() const { return installation_->context(); }
    const std::string& school() const { return names_.at("$school"); }
    const accounts::Actor& actor(const std::string& who) const { return actors_.at(who); }

    // The same data with $school and the like replaced by the ids they stand for.
    json::value filled(json::value data) const
    {
        if (data.is_string()) {
            const auto name = names_.find(std::string(data.as_string()));
            return name == names_.end() ? data : json::value(name->second);
        }
        if (data.is_array())
            for (json::value& each : data.as_array())
                each = filled(each);
        if (data.is_object())
            for (auto& [key, each] : data.as_object())
                each = filled(each);
        return data;
    }

    Case find(const std::string& number) const
    {
        std::optional<Case> found;
        context().database.read([&](storage::ReadTxn& txn) {
            found = storage::find_case(txn, number);
        });
        return found.value();
    }

    std::vector<Fact> facts(const std::string& case_id) const
    {
        std::vector<Fact> found;
        context().database.read([&](storage::ReadTxn& txn) {
            found = storage::live_facts_of_case(txn, case_id);
        });
        return found;
    }

private:
    void found()
    {
        const auto unit = [&](const std::string& parent, const char* code, const char* name,
                              const char* level) {
            return acts::register_organisation(
                       context(), parent,
                       {{"code", code}, {"name", name}, {"level", level}, {"kind", level}}
            ).value();
        };
        const std::string province = unit("", "330000", "浙江省", "province");
        names_["$school"] = unit(province, "90001", "东海理工大学", "school");
        names_["$college"] = unit(school(), "90001-09", "材料学院", "college");
        for (const auto& [who, role] : std::vector<std::pair<std::string, std::string>>{
                 {"officer", "employment_officer"},
                 {"second", "employment_officer"},
                 {"director", "employment_director"},
                 {"college", "college_officer"},
                 {"leader", "school_leader"},
                 {"education", "province_education"},
                 {"sme", "province_sme"},
                 {"platform", "platform"},
                 {"auditor", "auditor"},
                 {"administrator", "administrator"}
             }) {
            accounts::Actor& actor = actors_[who];
            actor.person =
                acts::register_person(context(), school(), who, "测试" + who, {role}).value();
            actor.key = actor.person;
            actor.name = who;
            // A platform sees its own cases only; here the school's stand for them.
            const bool own = role == "platform";
            actor.organisation = own ? school() : province;
            actor.org_path = "/" + province + (own ? "/" + school() + "/" : "/");
            actor.hold(role);
        }
        names_["$leader"] = actor("leader").person;
        names_["$employer"] = desk_
                                  ->open(
                                      actor("officer"), "employer", school(),
                                      {{"uscc", "91000000MA00000157"},
                                       {"name", "舟山示例机电有限公司"},
                                       {"size", "小型"}}
                                  )
                                  .case_id;
    }

    fs::path folder_;
    SetClock clock_;
    std::unique_ptr<Installation> installation_;
    std::unique_ptr<demo::Desk> desk_;
    std::map<std::string, std::string> names_;
    std::map<std::string, accounts::Actor> actors_;
};

Office& office()
{
    static Office one;
    return one;
}

json::object all_walks()
{
    const auto read =
        Yaml::read_file(fs::path(BEIHUI_SOURCE_DIR) / "tests/cli/walks.yaml", "walks.yaml");
    return read.value().json().as_object();
}

struct Walk
{
    std::string workflow;
    std::string name;
    json::array steps;
};

std::vector<Walk> every_walk()
{
    std::vector<Walk> walks;
    for (const auto& [workflow, those] : all_walks())
        for (const json::value& walk : those.as_array())
            walks.push_back(
                {std::string(workflow), std::string(text_of(walk, "walk")),
                 walk.at("steps").as_array()}
            );
    return walks;
}

void expect_facts(const std::string& case_id, const json::object& step, const std::string& where)
{
    const std::vector<Fact> live = office().facts(case_id);
    const std::string none(text_of(step, "no_fact"));
    for (const Fact& fact : live)
        EXPECT_TRUE(none.empty() || fact.kind != none) << where;
    if (!step.contains("fact"))
        return;
    const json::object wanted = office().filled(step.at("fact")).as_object();
    const auto is_it = [&](const Fact& fact) { return fact.kind == text_of(wanted, "kind"); };
    ASSERT_EQ(std::ranges::count_if(live, is_it), 1) << where;
    const Fact& fact = *std::ranges::find_if(live, is_it);
    for (const auto& [name, value] : wanted) {
        if (name == "kind")
            continue;
        const json::value* const held = fact.attributes.if_contains(name);
        ASSERT_NE(held, nullptr) << where << ": " << name;
        EXPECT_EQ(*held, value) << where << ": " << name;
    }
}

// Plays one walk. A step either ends at its stage, or is refused with its code and changes nothing.
void play(const Walk& walk)
{
    std::string number;
    std::string case_id;
    for (const json::value& entry : walk.steps) {
        const json::object& step = entry.as_object();
        const std::string act(text_of(step, "act"));
        const std::string where = walk.workflow + ", " + walk.name + ": " + act;
        const accounts::Actor& who = office().actor(std::string(text_of(step, "who")));
        const json::value data =
            step.contains("data") ? office().filled(step.at("data")) : json::value();
        const std::string refused(text_of(step, "refused"));
        std::string code;
        try {
            if (number.empty()) {
                const auto done =
                    office().desk().open(who, walk.workflow, office().school(), data, act);
                number = done.number;
                case_id = done.case_id;
            } else if (act == "upload_document") {
                office().desk().upload(who, number, "evidence", "a.txt", "材料");
            } else {
                office().desk().act(who, number, act, data, text_of(step, "reason"));
            }
        } catch (const demo::Refused& stopped) {
            const Error error = stopped.error();
            code = error.code;
            if (refused.empty()) {
                std::string why = error.detail.zh;
                for (const Fault& fault : error.faults)
                    why += "\n  " + fault.where + " " + fault.detail.zh;
                FAIL() << where << "\n" << why;
            }
        }
        ASSERT_EQ(code, refused) << where;
        if (!refused.empty())
            continue;
        ASSERT_EQ(office().find(number).stage, text_of(step, "stage")) << where;
        expect_facts(case_id, step, where);
    }
}

class WalkThrough : public ::testing::TestWithParam<Walk>
{};

TEST_P(WalkThrough, EndsWhereItSaysAndYieldsItsFacts)
{
    play(GetParam());
}

std::string name_of(const ::testing::TestParamInfo<Walk>& info)
{
    std::string name = info.param.workflow + "_" + std::to_string(info.index);
    std::ranges::replace(name, '-', '_');
    return name;
}

INSTANTIATE_TEST_SUITE_P(Workflows, WalkThrough, ::testing::ValuesIn(every_walk()), name_of);

// What the walks of one workflow do, reach and are refused.
struct Seen
{
    std::set<std::string> acts;
    std::set<std::string> stages;
    std::set<std::string> refused_for_four_eyes;
};

std::map<std::string, Seen> seen_in_walks()
{
    std::map<std::string, Seen> seen;
    for (const Walk& walk : every_walk())
        for (const json::value& step : walk.steps) {
            Seen& of = seen[walk.workflow];
            of.acts.emplace(text_of(step, "act"));
            of.stages.emplace(text_of(step, "stage"));
            if (text_of(step, "refused") == "four_eyes")
                of.refused_for_four_eyes.emplace(text_of(step, "act"));
        }
    return seen;
}

// Employers, people, events and the publication of packs are walked by the tests of the acts and of the server.
TEST(Walks, LeaveOutNoActNoStageAndNoSeparationOfDuties)
{
    const std::set<std::string> elsewhere = {
        "employer", "person", "recruitment-event", "rule-pack"
    };
    const std::map<std::string, Seen> seen = seen_in_walks();
    const auto rules = office().context().rules();
    for (const workflows::Workflow& workflow : rules->workflows->all()) {
        if (elsewhere.contains(workflow.id))
            continue;
        ASSERT_TRUE(seen.contains(workflow.id)) << workflow.id;
        const Seen& of = seen.at(workflow.id);
        for (const workflows::Act& act : workflow.acts) {
            EXPECT_TRUE(of.acts.contains(act.id)) << workflow.id << " act " << act.id;
            EXPECT_TRUE(act.not_by.empty() || of.refused_for_four_eyes.contains(act.id))
                << workflow.id << " four eyes at " << act.id;
        }
        for (const workflows::Stage& stage : workflow.stages)
            EXPECT_TRUE(of.stages.contains(stage.id)) << workflow.id << " stage " << stage.id;
    }
}

// One post on several platforms is one posting: its number names it, and it counts once, also when
// an event lists it as well.
TEST(Walks, GiveAPostTheNumberUnderWhichItCountsOnceEverywhere)
{
    demo::Desk& desk = office().desk();
    const json::object row{
        {"number", "GW-77"}, {"employer", office().filled("$employer")},
        {"title", "工艺员"}, {"kind", "就业"},
        {"openings", 4},
    };
    json::object collected = row;
    collected["collected_on"] = "2025-05-06";
    const auto posting =
        desk.open(office().actor("officer"), "posting", office().school(), collected);
    const auto event = desk.open(
        office().actor("officer"), "recruitment-event", office().school(),
        json::object{
            {"title", "专场"},
            {"form", "专场招聘会"},
            {"starts_at", "2025-05-20T09:00:00+08:00"},
            {"ends_at", "2025-05-20T16:00:00+08:00"},
        }
    );
    desk.act(office().actor("officer"), event.number, "add_postings", demo::rows(json::array{row}));
    std::set<std::string> items;
    std::size_t facts = 0;
    for (const std::string& case_id : {posting.case_id, event.case_id})
        for (const Fact& fact : office().facts(case_id))
            if (fact.kind == "posting") {
                items.insert(fact.item);
                ++facts;
            }
    EXPECT_EQ(facts, 2U);
    EXPECT_EQ(items, std::set<std::string>{"GW-77"});
}

// A graduate is in the file under a pseudonym, and under the same one in the roster, so that rules
// can tell who has no file (2023/四(五)a).
TEST(Walks, KnowAGraduateByOnePseudonymInRosterAndFile)
{
    demo::Desk& desk = office().desk();
    const auto ledger = desk.open(
        office().actor("officer"), "campaign", office().school(),
        json::object{{"title", "2023 年攻坚行动"}}
    );
    desk.act(
        office().actor("college"), ledger.number, "record_roster",
        demo::rows(json::array{json::object{
            {"graduate", "2019019999"}, {"categories", json::array{"残疾"}}, {"basis", "残疾证"}
        }})
    );
    const auto file = desk.open(
        office().actor("college"), "assistance", office().school(),
        json::object{
            {"graduate", "2019019999"},
            {"opened_on", "2023-03-01"},
            {"categories", json::array{"残疾"}}
        }
    );
    std::vector<CaseRow> roster;
    office().context().database.read([&](storage::ReadTxn& txn) {
        roster = storage::rows_of_case(txn, ledger.case_id);
    });
    ASSERT_EQ(roster.size(), 1U);
    const std::vector<Fact> facts = office().facts(file.case_id);
    ASSERT_EQ(facts.size(), 1U);
    EXPECT_FALSE(facts.front().person.empty());
    EXPECT_EQ(facts.front().person, roster.front().key);
    EXPECT_EQ(facts.front().person.find("2019019999"), std::string::npos);
}

}  // namespace
}  // namespace beihui::cli

// What rules are given of the facts, the people and the organisation, on real acts.
#include "acts/desk_fixture.hpp"
#include "history/sealing.hpp"
#include "storage/measure_store.hpp"

namespace beihui::acts
{
namespace
{

constexpr std::string_view visit_rule = R"lua(local N = require "circular"
N.rule {
    id = "visits",
    clause = "2026/二",
    title = "走访",
    on = "visit",
    emits = "quota",
    needs = {
        by_role = { of = "visit", count = "distinct(employer)", by = "role", window_param = "visits.window" },
        mine = { of = "visit", count = "rows", within = "case", window = "asked" },
        all = { of = "visit", count = "rows" },
    },
    eval = function(ctx, p, out)
        local heads, roles = ctx.input.by_role["校长(院长)"] or 0, {}
        for role, count in pairs(ctx.input.by_role) do
            roles[#roles + 1] = role .. count
        end
        out:quota { key = "书记", have = ctx.input.by_role["书记"] or 0, need = heads }
        out:quota { key = "mine", have = ctx.input.mine, need = ctx.input.all }
        local lead = ctx.case.visit.lead_record
        out:finding { level = "info", message = table.concat(roles, "、"), at = lead.post or "无职务" }
    end,
}
)lua";

constexpr std::string_view window = R"(permit.from:
  values:
    2022-01-01: { value: 1000, clause: 2026/二 }
items:
  values:
    2022-01-01: { file: items.yaml, clause: 2026/三 }
visits.window:
  values:
    2022-01-01: { value: { from: 2022-03-01, to: 2022-08-31 }, interpretation: i-001 }
)";

class Needs : public Desk
{
protected:
    Needs()
    {
        std::string manifest = rules::PackFolder::manifest();
        manifest.replace(manifest.find("[recruitment-event]"), 19, "[visit]");
        pack_.write("pack.yaml", manifest);
        pack_.write("params.yaml", window);
        pack_.write("rules/visits.lua", visit_rule);
        pack_.remove("rules/permit.lua");
        today("2022-03-10");
    }
    void found()
    {
        open();
        school_ = organisation("", "甲大学", "school");
        for (const char* const uscc : {"91000000MA00000157", "91000000MA00JK128U"})
            firms_.push_back(employer(school_, uscc));
    }
    ActDone visit(std::string_view on, const std::string& firm, const char* role)
    {
        return must_open(
            "visit", school_,
            {{"date", on},
             {"mode", "实地"},
             {"employer", firm},
             {"lead_role", role},
             {"lead", lead_.empty() ? json::value() : json::value(lead_)}},
            "log"
        );
    }
    // A need as a rule would declare it, asked for a case.
    std::int64_t listed(const std::string& number, std::string_view measure)
    {
        std::int64_t sum = 0;
        database_->read([&](storage::ReadTxn& txn) {
            const auto rules = context().rules();
            const auto asked = ask_need(
                *rules->world->find("small"), read_json(measure).value().as_object(), "test",
                storage::find_case(txn, number).value(), clock_.now().date(), {}
            );
            const auto page =
                storage::list_measured(txn, asked->measure, asked->count, true, "", 100).value();
            for (const storage::MeasuredFact& fact : page.items)
                sum += fact.adds;
        });
        return sum;
    }

    std::string school_;
    std::vector<std::string> firms_;
    std::string lead_;
};
INSTANTIATE_TEST_SUITE_P(
    On,
    Needs,
    testing::Values(Backend::sqlite, Backend::postgresql),
    testing::PrintToStringParamName()
);

const QuotaFound& quota(const Decision& decision, std::string_view key)
{
    const auto found = std::ranges::find(decision.quotas, key, &QuotaFound::key);
    if (found == decision.quotas.end())
        throw std::runtime_error(
            decision.incidents.empty() ? "no quota" : decision.incidents[0].error.detail.en
        );
    return *found;
}

TEST_P(Needs, AreCountedByValueInTheWindowOfAParameterAndWithinTheCase)
{
    found();
    const ActDone first = visit("2022-03-01", firms_[0], "书记");
    visit("2022-08-31", firms_[1], "书记");
    visit("2022-04-01", firms_[1], "书记");
    visit("2022-04-01", firms_[0], "副职");
    visit("2022-09-01", firms_[0], "校长(院长)");
    const Decision decision = decision_on(first.number);
    EXPECT_EQ(quota(decision, "书记").have, 2);
    EXPECT_EQ(quota(decision, "书记").need, 0) << "a value without facts reads as nil";
    EXPECT_EQ(quota(decision, "mine").have, 1);
    // Without a window of its own a need counts the phases of its circular; of 2026 here.
    EXPECT_EQ(quota(decision, "mine").need, 0);
    EXPECT_EQ(decision.findings.at(0).message, "书记2、副职1");
    EXPECT_EQ(
        listed(first.number, R"j({"of": "visit", "count": "distinct(employer)", "by": "role",
        "window_param": "visits.window"})j"),
        3
    );
    // The reading behind the window marks what rests on the count, and stands in the trace.
    EXPECT_EQ(quota(decision, "书记").basis.interpretation, "i-001");
    EXPECT_EQ(quota(decision, "书记").basis.mark, SourceMark::unconfirmed);
    EXPECT_NE(decision.trace.find("visits.window"), std::string::npos);
    EXPECT_NE(decision.trace.find("input.by_role.书记"), std::string::npos);
}

TEST_P(Needs, AreRefusedAsAnIncidentWhenTheMeasureIsWrong)
{
    std::string rule(visit_rule);
    rule.replace(rule.find("by = \"role\""), 11, "by = \"posts\"");
    pack_.write("rules/visits.lua", rule);
    found();
    const Decision decision = decision_on(visit("2022-03-01", firms_[0], "书记").number);
    ASSERT_EQ(decision.incidents.size(), 1u);
    EXPECT_NE(decision.incidents[0].error.detail.zh.find("不能按“posts”分开数"), std::string::npos);
}

TEST_P(Needs, ShowThePostThatALeaderHeldOnTheDayOfTheVisit)
{
    found();
    lead_ = register_person(context(), school_, "zhang", "张三", {"school_leader"}).value();
    must_act(
        number_of(lead_), "assign_roles",
        {{"rows",
          json::array{
              json::object{
                  {"role", "school_leader"},
                  {"post", "副职"},
                  {"from", "2020-01-01"},
                  {"to", "2022-03-31"}
              },
              json::object{{"role", "school_leader"}, {"post", "书记"}, {"from", "2022-04-01"}}
          }}}
    );
    const auto post_on = [&](std::string_view day) {
        const Decision decision = decision_on(visit(day, firms_[0], "其他").number);
        return decision.incidents.empty() ? decision.findings.at(0).at
                                          : decision.incidents[0].error.detail.en;
    };
    EXPECT_EQ(post_on("2022-03-31"), "副职");
    EXPECT_EQ(post_on("2022-04-01"), "书记");
    EXPECT_EQ(post_on("2019-12-31"), "无职务");
    lead_.clear();
    EXPECT_EQ(post_on("2022-04-01"), "无职务");
}

// What flows into the register, however it came there.
void put_organisation(
    storage::Database& database,
    const std::string& id,
    json::object profile,
    json::object rows
)
{
    Entry entry;
    entry.tenant = id;
    entry.uid = random_id();
    entry.case_id = id;
    entry.case_seq = 1;
    entry.at = Instant::from_ms(1);
    entry.act = "register";
    Case& after = entry.effects.after;
    after.id = after.number = after.organisation = id;
    after.org_path = "/" + id + "/";
    after.workflow = "organisation";
    after.version = 1;
    rows["profile"] = profile;
    entry.effects.registers = {
        {"organisation", id, id, std::string(text_of(profile, "code")),
         std::string(text_of(profile, "name")), "active", std::move(rows)}
    };
    history::seal_entry(entry);
    const auto written = database.write([&](storage::WriteTxn& txn) {
        return storage::append_entry(txn, entry, {}, {});
    });
    ASSERT_TRUE(written) << written.error().detail.en;
}

TEST_P(Needs, ShowAnOrganisationItsPlacementItsProgrammesAndItsParent)
{
    put_organisation(
        *database_, "province", {{"code", "33"}, {"name", "某省"}, {"level", "province"}},
        {{"placement", json::array{json::object{{"class_year", 2022}, {"rate", "88.5"}}}}}
    );
    put_organisation(
        *database_, "school",
        {{"code", "10001"},
         {"name", "甲大学"},
         {"level", "school"},
         {"parent", "province"},
         {"school_type", "高职"}},
        {{"placement", json::array{json::object{
                           {"class_year", 2022}, {"rate", "82.40"}, {"local_average", "82.4"}
                       }}},
         {"programmes", json::array{json::object{{"code", "080901"}, {"graduates", 30}}}}}
    );
    database_->read([&](storage::ReadTxn& txn) {
        LookUp look_up(txn);
        const json::object seen = look_up.organisation("school", Date::of(2026, 4, 1).value());
        EXPECT_EQ(seen.at("school_type"), "高职");
        EXPECT_TRUE(seen.at("affiliation").is_null()) << "known, and not filled in";
        const json::object& placement = seen.at("placement").as_array().at(0).as_object();
        EXPECT_EQ(placement.at("rate"), "82.40");
        EXPECT_TRUE(placement.at("source").is_null());
        const json::object& programme = seen.at("programmes").as_array().at(0).as_object();
        EXPECT_EQ(programme.at("graduates"), 30);
        EXPECT_TRUE(programme.at("head").is_null());
        const json::object& parent = seen.at("parent").as_object();
        EXPECT_EQ(parent.at("name"), "某省");
        EXPECT_TRUE(parent.at("school_type").is_null());
        EXPECT_EQ(parent.at("placement").as_array().at(0).as_object().at("rate"), "88.5");
        EXPECT_TRUE(parent.at("programmes").as_array().empty());
        const json::object top = look_up.organisation("province", Date::of(2026, 4, 1).value());
        EXPECT_TRUE(top.at("parent").as_object().empty());
        const json::object unknown = look_up.organisation("nobody", Date::of(2026, 4, 1).value());
        EXPECT_EQ(unknown.at("id"), "nobody");
        EXPECT_TRUE(unknown.at("placement").as_array().empty());
        EXPECT_TRUE(unknown.at("parent").as_object().empty());
    });
}

}  // namespace
}  // namespace beihui::acts

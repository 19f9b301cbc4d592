#include "acts/follow_rules.hpp"
#include "base/bytes.hpp"
#include "base/json.hpp"

#include <gtest/gtest.h>

namespace beihui::acts
{
namespace
{

DutyFound duty(const char* key, const char* clause, const char* rules)
{
    DutyFound found;
    found.key = key;
    found.basis.clause = clause;
    found.rules = rules;
    return found;
}

Decision decision_of(const char* hash, std::vector<DutyFound> duties)
{
    Decision decision;
    decision.duties = std::move(duties);
    decision.packs = {{"p", hash[0] - '0', hash}};
    decision.trace = std::string("{\"trace\":1,\"of\":\"") + hash + "\"}";
    decision.trace_hash = hex(sha256(decision.trace));
    return decision;
}

TEST(FollowRules, TakesTheFollowedDutiesOfTheLiveRevisionAndKeepsThePinnedOnes)
{
    Decision pinned = decision_of(
        "1", {duty("annex1", "old", "pin"), duty("weekly:1", "old", "follow"),
              duty("weekly:2", "old", "follow")}
    );
    const Decision live =
        decision_of("2", {duty("annex1", "new", "pin"), duty("weekly:1", "new", "follow")});
    follow_live_rules(pinned, live);
    ASSERT_EQ(pinned.duties.size(), 2U) << "weekly:2 is not asked for by the live rules";
    EXPECT_EQ(pinned.duties[0].basis.clause, "old");
    EXPECT_EQ(pinned.duties[1].basis.clause, "new");
    EXPECT_EQ(pinned.packs, (std::vector<PackPin>{{"p", 1, "1"}, {"p", 2, "2"}}));
    EXPECT_EQ(pinned.trace, R"({"followed":{"of":"2","trace":1},"of":"1","trace":1})");
    EXPECT_EQ(pinned.trace_hash, hex(sha256(pinned.trace)));
}

TEST(FollowRules, LeavesADecisionWithoutFollowedDutiesAsItIs)
{
    Decision pinned = decision_of("1", {duty("annex1", "old", "pin")});
    const std::string before = pinned.trace;
    follow_live_rules(pinned, decision_of("2", {duty("annex1", "new", "pin")}));
    EXPECT_EQ(pinned.trace, before);
    EXPECT_EQ(pinned.packs.size(), 1U);
}

TEST(FollowRules, DoesNotTakeAnIncidentOfTheLiveRulesForSilence)
{
    Decision pinned = decision_of("1", {duty("weekly:1", "old", "follow")});
    Decision live = decision_of("2", {});
    live.incidents.push_back({"p", "weekly", refuse(Refusal::unavailable, "x", "坏", "broken")});
    follow_live_rules(pinned, live);
    EXPECT_TRUE(pinned.duties.empty());
    EXPECT_EQ(pinned.incidents.size(), 1U) << "so that no duty is waived for it";
}

}  // namespace
}  // namespace beihui::acts

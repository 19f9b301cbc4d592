// Every script of tests/hostile/lua against a fresh interpreter: what it is allowed to end as
// stands in its first line (tests/hostile/lua/README.md).
#include "base/text.hpp"
#include "hostile_scripts.hpp"
#include "rules/lua/faults.hpp"
#include "rules/lua/functions.hpp"
#include "rules/lua/state.hpp"

#include <boost/json/serialize.hpp>
#include <gtest/gtest.h>

#include <algorithm>

namespace beihui::rules::lua
{
namespace
{

std::string kind_of(const Result<json::value>& outcome)
{
    if (outcome)
        return "OK";
    const std::string code = outcome.error().code;
    if (code == code::syntax || code == code::source)
        return "E_LOAD";
    if (code == code::instructions || code == code::fuel)
        return "E_BUDGET";
    if (code == code::wall_time)
        return "E_TIME";
    if (code == code::memory)
        return "E_MEM";
    return code == code::result ? "E_RESULT" : "E_RUNTIME";
}

// A script that needs what packs do not have (pcall, patterns, strings over 64 KiB) ends there.
bool needs_what_packs_lack(const Result<json::value>& outcome)
{
    return !outcome &&
           (outcome.error().code == code::not_offered || outcome.error().code == code::too_large);
}

bool is_right(const Attack& attack, const Result<json::value>& outcome)
{
    const std::string kind = kind_of(outcome);
    const bool budget_or_time = kind == "E_TIME" && attack.expects("E_BUDGET");
    const bool refused_earlier = kind == "E_LOAD" && attack.expects("E_RUNTIME") &&
                                 attack.source.find("<close>") != std::string::npos;
    return attack.expects(kind) || budget_or_time || refused_earlier ||
           needs_what_packs_lack(outcome);
}

bool is_one_clean_line(const std::string& text)
{
    const bool controls = std::ranges::any_of(text, [](char c) {
        return static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
    });
    return !text.empty() && text.size() <= 1024 && is_utf8(text) && !controls;
}

// Time enough on a busy machine: the other limits must do alone. A script about memory alone meets
// that limit first.
Limits limits_for(const Attack& attack)
{
    Limits limits = Limits::standard();
    limits.wall = std::chrono::seconds(30);
    if (attack.first_line.find("expect=E_MEM ") != std::string::npos)
        limits.memory_bytes = 1 << 20;
    return limits;
}

class HostileScript : public testing::TestWithParam<std::filesystem::path>
{};

TEST_P(HostileScript, EndsAsItsFirstLineSaysAndLeavesNothingBehind)
{
    const Attack attack(GetParam());
    const std::size_t leaked_before = State::leaked_bytes();
    {
        State state(limits_for(attack));
        ASSERT_TRUE(state.bind(plain_functions()));
        const auto outcome = state.evaluate("rules/hostile/" + attack.name + ".lua", attack.source);
        const std::string said = outcome ? json::serialize(*outcome)
                                         : outcome.error().code + " " + outcome.error().detail.en;
        EXPECT_TRUE(is_right(attack, outcome)) << attack.first_line << "\n  got " << said;
        if (outcome && !attack.value().empty()) {
            const std::string printed =
                outcome->is_string() ? std::string(outcome->get_string()) : said;
            EXPECT_EQ(printed, attack.value());
        }
        if (!outcome) {
            ASSERT_EQ(outcome.error().faults.size(), 1u);
            EXPECT_TRUE(is_one_clean_line(outcome.error().detail.zh)) << outcome.error().detail.zh;
            EXPECT_TRUE(is_one_clean_line(outcome.error().detail.en)) << outcome.error().detail.en;
            EXPECT_TRUE(outcome.error().faults[0].where.starts_with("rules/hostile/" + attack.name))
                << outcome.error().faults[0].where;
        }
    }
    EXPECT_EQ(State::leaked_bytes(), leaked_before);

    State next;
    const auto harmless = next.evaluate("rules/x/a.lua", "return ('x'):rep(3) .. 1 + 1");
    ASSERT_TRUE(harmless) << harmless.error().detail.en;
    EXPECT_EQ(*harmless, json::value("xxx2"));
}

INSTANTIATE_TEST_SUITE_P(
    Corpus,
    HostileScript,
    testing::ValuesIn(all_scripts()),
    [](const testing::TestParamInfo<std::filesystem::path>& script) {
        return script.param.stem().string();
    }
);

TEST(HostileCorpus, IsAllThere)
{
    EXPECT_GE(all_scripts().size(), 130u);
}

}  // namespace
}  // namespace beihui::rules::lua

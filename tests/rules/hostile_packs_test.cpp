// Every script of tests/hostile/lua as a rule of a pack, in one world with another pack: the hostile
// one ends within its limit as its first line says, the other answers as if it were alone.
#include "hostile_scripts.hpp"
#include "pack_folder.hpp"

#include <chrono>

namespace beihui::rules
{
namespace
{

using lua::Attack;

class HostilePack : public testing::TestWithParam<std::filesystem::path>
{};

TEST_P(HostilePack, EndsAsItMustWhileTheOtherPackAnswers)
{
    const Attack attack(GetParam());
    const PackFolder folder;
    PackFiles files = read_pack(folder.pack()).value()->files;
    for (auto& [path, bytes] : files)
        if (path == "rules/permit.lua")
            bytes = attack.as_rule();
        else if (path == "pack.yaml")
            bytes.replace(bytes.find("pack: small"), 11, "pack: attack");
    std::optional<Error> error;
    Question question = question_about(1000);
    std::vector<std::shared_ptr<const Pack>> hostile;
    if (const auto read = read_pack("attack", files)) {
        hostile.push_back(*read);
        question.packs.insert(question.packs.begin(), {"attack", 1, (*read)->hash});
    } else {
        error = read.error();
    }
    const auto good = read_pack(folder.pack()).value();
    // As an earlier revision, that a fault on loading is told as an incident too.
    const auto world = World::of({good}, read_calendar(folder.rules()).value(), hostile);
    ASSERT_TRUE(world) << world.error().detail.zh;
    const auto alone = World::of({good}, read_calendar(folder.rules()).value()).value();

    for (int again = 0; again < 2; ++again) {
        const auto began = std::chrono::steady_clock::now();
        const Decision decision = (*world)->evaluate(question);
        EXPECT_LT(std::chrono::steady_clock::now() - began, std::chrono::seconds(10));
        ASSERT_LE(decision.incidents.size(), 1U);
        if (!decision.incidents.empty()) {
            EXPECT_EQ(decision.incidents[0].pack, "attack");
            error = decision.incidents[0].error;
            if (!error->faults.empty())
                error->code = error->faults.front().code;
        }
        EXPECT_TRUE(attack.may_end_with(error ? error->code : ""))
            << attack.first_line << "\n  got " << (error ? error->code : "OK") << " "
            << (error ? error->detail.en : "");
        const Decision expected = alone->evaluate(question_about(1000));
        ASSERT_EQ(decision.requirements.size(), expected.requirements.size());
        EXPECT_EQ(decision.requirements[0].key, "B13");
        EXPECT_EQ(decision.requirements[0].due, expected.requirements[0].due);
        EXPECT_EQ(decision.requirements[0].missing, expected.requirements[0].missing);
    }
}

INSTANTIATE_TEST_SUITE_P(
    Corpus,
    HostilePack,
    testing::ValuesIn(lua::all_scripts()),
    [](const testing::TestParamInfo<std::filesystem::path>& script) {
        return script.param.stem().string();
    }
);

}  // namespace
}  // namespace beihui::rules

// serve --dev: the packs of rules/ are in use as they lie there, and again after every change.
#include "base/files.hpp"
#include "cli/case_desk.hpp"
#include "cli/watching.hpp"

#include <mutex>
#include <streambuf>
#include <thread>

namespace beihui::cli
{
namespace
{

constexpr std::string_view parameters = R"(report.days:
  values:
    2025-04-01: { value: 3, interpretation: i-001 }
)";

constexpr std::string_view rule = R"lua(local N = require "circular"
N.rule {
    id = "report.due", clause = "2025/二", title = "活动后报送", on = "recruitment-event",
    emits = "duty",
    eval = function(ctx, p, out)
        local day = ctx.cal.add_working_days(ctx.case.starts_on, p "report.days")
        out:duty { key = "report", who = "school", due = ctx.cal.end_of(day) }
    end,
}
)lua";

std::string replaced(std::string_view text, std::string_view from, std::string_view to)
{
    std::string all(text);
    all.replace(all.find(from), from.size(), to);
    return all;
}

// What two threads may write to and read at the same time.
class Said : public std::streambuf
{
public:
    std::string text()
    {
        const std::lock_guard lock(mutex_);
        return text_;
    }

protected:
    int_type overflow(int_type c) override
    {
        const std::lock_guard lock(mutex_);
        text_ += traits_type::to_char_type(c);
        return c;
    }

private:
    std::mutex mutex_;
    std::string text_;
};

class Watched : public testing::Test
{
protected:
    Watched()
    {
        home.write_pack("trial", parameters, rule);
        places.home = home.path();
        places.data = data.path();
        places.dev = true;
        installation = Installation::open(places, clock).value();
        watching.emplace(*installation, err, std::chrono::milliseconds(10));
    }

    const rules::Pack* live()
    {
        held = installation->context().rules();
        return held->world->find("trial");
    }
    std::string hash() { return live()->hash; }
    template <class Condition>
    bool becomes(const Condition& is_so)
    {
        for (int i = 0; i < 1000 && !is_so(); ++i)
            std::this_thread::sleep_for(std::chrono::milliseconds(10));
        return is_so();
    }
    bool says(std::string_view words)
    {
        return becomes([&] { return said.text().find(words) != std::string::npos; });
    }

    OwnHome home;
    OwnFolder data;
    Places places;
    SystemClock clock;
    Said said;
    std::ostream err{&said};
    std::unique_ptr<Installation> installation;
    std::shared_ptr<const acts::Rulebook> held;
    std::optional<Watching> watching;
};

TEST_F(Watched, PacksAreInUseAsTheyAreAfterAChange)
{
    const std::string first = hash();
    const auto before = installation->context().rules();
    home.write("rules/trial/params.yaml", replaced(parameters, "value: 3", "value: 5"));
    EXPECT_TRUE(becomes([&] { return hash() != first; })) << said.text();
    EXPECT_EQ(live()->parameter("report.days")->values.back().value, 5);
    EXPECT_TRUE(says("the rules of rules/ are in use as they are now: trial\n")) << said.text();
    EXPECT_EQ(before->world->find("trial")->hash, first) << "who has begun ends by the old rules";
    EXPECT_NE(live(), nullptr);
    EXPECT_NE(held->world->find("trial", first), nullptr) << "cases are pinned to what it was";
}

TEST_F(Watched, PacksWithAFaultAreNotInUseAndTheFaultIsTold)
{
    const std::string first = hash();
    home.write("rules/trial/rules/all.lua", "local N = require \"circular\"\nN.rule { id = \n");
    EXPECT_TRUE(says("RP2001")) << said.text();
    EXPECT_TRUE(says("rules/trial/rules/all.lua:")) << said.text();
    EXPECT_EQ(hash(), first);
    home.write("rules/trial/params.yaml", replaced(parameters, "value: 3", "valeu: 3"));
    EXPECT_TRUE(says("rules/trial/params.yaml:3:")) << said.text();
    EXPECT_TRUE(says("2025-04-01: { valeu: 3")) << "the line itself: " << said.text();
    EXPECT_EQ(hash(), first);
    EXPECT_TRUE(held->not_loaded.empty());
    home.write("rules/trial/params.yaml", replaced(parameters, "value: 3", "value: 4"));
    home.write("rules/trial/rules/all.lua", rule);
    EXPECT_TRUE(becomes([&] { return hash() != first; })) << said.text();
}

TEST_F(Watched, PacksMayComeAndGo)
{
    home.write_pack("second", parameters, replaced(rule, "report.due", "second.due"));
    const auto second = [&] { return installation->context().rules()->world->find("second"); };
    EXPECT_TRUE(becomes([&] { return second() != nullptr; })) << said.text();
    std::filesystem::remove_all(home.path() / "rules" / "second");
    EXPECT_TRUE(becomes([&] { return second() == nullptr; })) << said.text();
}

TEST_F(Watched, NothingIsReadAgainWhileNothingChanges)
{
    const auto before = installation->context().rules();
    std::this_thread::sleep_for(std::chrono::milliseconds(500));
    EXPECT_EQ(installation->context().rules(), before);
    EXPECT_EQ(said.text(), "");
}

}  // namespace
}  // namespace beihui::cli

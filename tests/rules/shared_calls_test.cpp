// Calls of shared functions can be followed and answered from outside, and nobody notices.
#include "rules/lua/faults.hpp"
#include "rules/lua/shared.hpp"
#include "rules/lua/state.hpp"

#include <gtest/gtest.h>

#include <map>

namespace beihui::rules::lua
{
namespace
{

constexpr std::string_view module_text = R"lua(local M = {}
function M.size(ctx, p) return #ctx.rows, p end
function M.scalars(ctx) return nil, true, 7, -0.0, 0.5, "字" end
function M.table(ctx) return {} end
function M.outer(ctx, p) return M.scalars(ctx) end
function M.fails(ctx) error "不行" end
function M.other(ctx, q) return 1 end
return M
)lua";

// Notes what it hears as text, and answers what it was told to answer.
class Listener : public SharedCalls
{
public:
    const SharedAnswer* known(std::string_view name) override
    {
        const auto answer = answers.find(name);
        return answer == answers.end() ? nullptr : &answer->second;
    }
    void begins(std::string_view name) override { heard += "(" + std::string(name); }
    void ends(std::optional<SharedAnswer> answer) override
    {
        heard += answer ? " " + std::to_string(answer->values.size()) + ")" : " -)";
        last = std::move(answer);
    }

    std::map<std::string, SharedAnswer, std::less<>> answers;
    std::string heard;
    std::optional<SharedAnswer> last;
};

class SharedCallsTest : public testing::Test
{
protected:
    SharedCallsTest()
    {
        state.set_modules([](std::string_view) -> Result<ModuleText> {
            return ModuleText{"rules/x/rules/lib.lua", std::string(module_text)};
        });
        const Native keep = [this](Call& call) -> Result<Value> {
            kept.push_back(*call.function(1));
            return Value(json::value());
        };
        EXPECT_TRUE(state.set_global("keep", *state.make_function("keep", keep)));
        parameter =
            *state.make_function("p", [](Call&) -> Result<Value> { return Value(json::value(1)); });
    }

    // What a function of the pack answers to a ctx with three rows.
    Result<json::value> answer(const std::string& body, SharedCalls* listens)
    {
        const auto loaded = state.load(
            "rules/x/rules/a.lua",
            "local lib = require \"lib\"\nkeep(function(ctx, p) return " + body + " end)"
        );
        EXPECT_TRUE(loaded) << loaded.error().detail.zh;
        state.follow_shared(listens, &context, parameter);
        const Value given[] = {View{&context, {}, true, {}, nullptr}, parameter};
        auto answer = state.call(kept.back(), given);
        state.follow_shared(nullptr, nullptr, {});
        return answer;
    }

    State state;
    std::vector<Handle> kept;
    Handle parameter;
    const json::value context{{"rows", json::array{1, 2, 3}}, {"plan", json::object()}};
    Listener listener;
};

TEST_F(SharedCallsTest, AreHeardWithWhatTheyGiveBackAsItIsInLua)
{
    EXPECT_EQ(answer("select('#', lib.scalars(ctx))", &listener)->as_int64(), 6);
    EXPECT_EQ(listener.heard, "(lib.scalars 6)");
    const std::vector<Scalar> expected{std::monostate(), true, std::int64_t{7}, -0.0, 0.5,
                                       std::string("字")};
    EXPECT_TRUE(listener.last->gives_the_same({expected, 0}));
    std::vector<Scalar> positive = expected;
    positive[3] = 0.0;
    EXPECT_FALSE(listener.last->gives_the_same({positive, 0}));
    listener.heard.clear();
    EXPECT_TRUE(answer("(lib.outer(ctx, p))", &listener));
    EXPECT_EQ(listener.heard, "(lib.outer(lib.scalars 6) 6)");
}

// A table or function could be told apart from another one; who fails gave back nothing.
TEST_F(SharedCallsTest, AreNotToBeRememberedWhenTheyGiveBackMoreThanScalarsOrFail)
{
    EXPECT_TRUE(answer("#lib.table(ctx)", &listener));
    EXPECT_TRUE(answer("(lib.size(ctx, p))", &listener));
    EXPECT_FALSE(answer("lib.fails(ctx)", &listener));
    EXPECT_EQ(listener.heard, "(lib.table -)(lib.size -)(lib.fails -)");
}

TEST_F(SharedCallsTest, AreOnlyThoseWithTheCtxAndPOfTheRule)
{
    EXPECT_EQ(answer("lib.scalars(ctx.plan) == nil", &listener)->as_bool(), true);
    EXPECT_EQ(answer("select(2, lib.size(ctx, 5))", &listener)->as_int64(), 5);
    EXPECT_EQ(answer("lib.other(ctx, p)", &listener)->as_int64(), 1);
    EXPECT_EQ(answer("select('#', lib.scalars())", &listener)->as_int64(), 6);
    EXPECT_EQ(listener.heard, "");
}

TEST_F(SharedCallsTest, AreAnsweredWithoutBeingRunAndTakeTheirFuel)
{
    listener.answers["lib.size"] = {{std::int64_t{40}, std::string("四十")}, 7};
    EXPECT_EQ(answer("table.concat({ lib.size(ctx, p) }, ' ')", &listener)->as_string(), "40 四十");
    EXPECT_EQ(listener.heard, "");
    EXPECT_EQ(state.fuel_used(), 7);
    EXPECT_EQ(answer("(lib.size(ctx, p))", nullptr)->as_int64(), 3);  // nobody listens
    listener.answers["lib.size"].fuel = state.limits().fuel + 1;
    const auto beyond = answer("(lib.size(ctx, p))", &listener);
    ASSERT_FALSE(beyond);
    EXPECT_EQ(beyond.error().faults.at(0).code, code::fuel);
}

TEST_F(SharedCallsTest, LeaveTheFingerprintToTheFunctionsThemselves)
{
    ASSERT_TRUE(answer("(lib.size(ctx, p))", nullptr));
    const auto print = state.fingerprint(kept.back());
    ASSERT_TRUE(print);
    State other;
    Handle same;
    other.set_modules([](std::string_view) -> Result<ModuleText> {
        std::string text(module_text);
        const std::size_t at = text.find("0.5");
        return ModuleText{"rules/x/rules/lib.lua", text.replace(at, 3, "0.7")};
    });
    const auto keep = other.make_function("keep", [&](Call& call) -> Result<Value> {
        same = *call.function(1);
        return Value(json::value());
    });
    ASSERT_TRUE(other.set_global("keep", *keep));
    ASSERT_TRUE(other.load(
        "rules/x/rules/a.lua",
        "local lib = require \"lib\"\nkeep(function(ctx, p) return (lib.size(ctx, p)) end)"
    ));
    const auto changed = other.fingerprint(same);
    ASSERT_TRUE(changed);
    EXPECT_NE(*print, *changed);
}

}  // namespace
}  // namespace beihui::rules::lua

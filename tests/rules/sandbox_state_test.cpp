#include "rules/lua/faults.hpp"
#include "rules/lua/functions.hpp"
#include "rules/lua/state.hpp"

#include <gtest/gtest.h>

namespace beihui::rules::lua
{
namespace
{

constexpr std::string_view file = "rules/x/rules/a.lua";

// The standard limits with time enough on a busy machine, so that the others are reached first.
Limits patient()
{
    Limits limits = Limits::standard();
    limits.wall = std::chrono::seconds(30);
    limits.load_wall = std::chrono::seconds(30);
    return limits;
}

// A pack of one file that gives its functions to keep(), as packs give rules to N.rule.
class Sandbox : public testing::Test
{
protected:
    Sandbox()
    {
        EXPECT_TRUE(state.bind(plain_functions()));
        const Native keep = [this](Call& call) -> Result<Value> {
            const auto function = call.function(1);
            if (!function)
                return function.error();
            kept.push_back(*function);
            return Value(json::value());
        };
        EXPECT_TRUE(state.set_global("keep", *state.make_function("keep", keep)));
    }

    json::value value(std::string_view source)
    {
        const auto answer = state.evaluate(file, source);
        EXPECT_TRUE(answer) << answer.error().detail.en;
        return answer ? *answer : json::value("refused");
    }

    Fault fault(std::string_view source)
    {
        const auto answer = state.evaluate(file, source);
        EXPECT_FALSE(answer);
        return answer ? Fault{} : answer.error().faults.at(0);
    }

    State state{patient()};
    std::vector<Handle> kept;
};

TEST_F(Sandbox, NamesLineColumnAndReasonInChineseAndKeepsLuasOwnWords)
{
    const Fault index = fault("local case = {}\n\nlocal day = case.visit.on");
    EXPECT_EQ(index.code, code::run_time);
    EXPECT_EQ(index.where, "rules/x/rules/a.lua:3:18");
    EXPECT_EQ(index.detail.zh, "不能取 空值 nil 的字段（字段 visit）");
    EXPECT_EQ(index.detail.en, "attempt to index a nil value (field 'visit')");

    const Fault syntax = fault("local a = 1\nif a then\n  return 2 2\nend");
    EXPECT_EQ(syntax.code, code::syntax);
    EXPECT_EQ(syntax.where, "rules/x/rules/a.lua:3:10");  // the first 2 of the line
    EXPECT_EQ(syntax.detail.zh, "缺少 end（与第 2 行的 if 对应），在 2 附近");

    const Fault no_name = fault("local a = 1\n\nreturn 1 < 'x'");
    EXPECT_EQ(no_name.where, "rules/x/rules/a.lua:3");
    EXPECT_EQ(no_name.detail.zh, "数 与 文字 不能比较大小");

    const Fault argument = fault("local n = text.len(5)");
    EXPECT_EQ(argument.code, code::argument);
    EXPECT_EQ(argument.where, "rules/x/rules/a.lua:1:16");
    EXPECT_EQ(argument.detail.zh, "text.len 的第 1 个参数应为文字，实为 number");
}

TEST_F(Sandbox, NamesTheWholePathOfAFileWhoseNameIsLong)
{
    const std::string path = "rules/" + std::string(120, 'p') + "/rules/a.lua";
    const auto answer = state.evaluate(path, "error('说明')");
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().faults[0].where, path + ":1:1");
    EXPECT_EQ(answer.error().detail.zh, "说明");
}

TEST_F(Sandbox, SuggestsTheNameThatWasMeant)
{
    EXPECT_EQ(
        fault("return texts.len('a')").detail.zh, "没有名为 texts 的全局名，你是不是想写 text"
    );
    EXPECT_EQ(
        fault("return text.lens('a')").detail.zh, "没有名为 text.lens 的字段，你是不是想写 len"
    );
    EXPECT_EQ(fault("return pcall(error)").code, code::not_offered);
    EXPECT_EQ(fault("return ('x'):gsub('x', 'y')").code, code::not_offered);
}

TEST_F(Sandbox, WalksTablesInOneOrder)
{
    EXPECT_EQ(
        value("local t = {b = 1, [10] = 1, a = 1, [2] = 1, [1.5] = 1, [true] = 1, [false] = 1}\n"
              "local o = {}\n"
              "for k in pairs(t) do o[#o + 1] = tostring(k) end\n"
              "return table.concat(o, ' ')"),
        json::value("1.5 2 10 a b false true")
    );
    EXPECT_EQ(
        value("local t, o = {c = 3, a = 1, b = 2}, ''\n"
              "local k, v = next(t)\n"
              "while k do o = o .. k .. v k, v = next(t, k) end return o"),
        json::value("a1b2c3")
    );
    EXPECT_EQ(fault("for k in pairs({[{}] = 1}) do end").code, code::run_time);
}

TEST_F(Sandbox, KeepsNothingBetweenCalls)
{
    EXPECT_EQ(fault("counter = 1").code, code::write);
    EXPECT_EQ(fault("string.rep = nil").code, code::write);
    EXPECT_EQ(fault("table.insert(text, 1)").code, code::write);

    ASSERT_TRUE(state.load(
        file,
        "local seen = {n = 0, inner = {}}\n"
        "keep(function() seen.n = seen.n + 1 return seen.n end)\n"
        "keep(function() table.insert(seen.inner, 1) end)\n"
        "keep(function() local n = 0 list.count({1, 2}, function(x) n = n + x return true end)"
        " return {n, seen.n, #seen.inner} end)"
    ));
    const auto counted = state.call(kept[0], {});
    ASSERT_FALSE(counted);
    EXPECT_EQ(counted.error().code, code::write);
    EXPECT_EQ(counted.error().faults[0].where, "rules/x/rules/a.lua:2:22");
    EXPECT_EQ(state.call(kept[1], {}).error().code, code::write);
    // A variable of the call itself may be counted up, in an inner function too.
    const auto own = state.call(kept[2], {});
    ASSERT_TRUE(own) << own.error().detail.en;
    EXPECT_EQ(*own, json::value({3, 0, 0}));
    EXPECT_FALSE(state.dead());
}

TEST_F(Sandbox, RefusesToLoadAFunctionThatCountsInAVariableOutsideItself)
{
    for (const std::string_view source :
         {"local n = 0\nkeep(function()\n  n = n + 1 end)",
          "local n = 0\nlocal f = function()\n  n = 1 end\nkeep(function() f() end)",
          "local function make() local n = 0 return function()\n\n  n = n + 1 return n end end\n"
          "local count = make()\nkeep(function() return count() end)"}) {
        const auto loaded = state.load(file, source);
        ASSERT_FALSE(loaded) << source;
        EXPECT_EQ(loaded.error().code, code::write);
        EXPECT_EQ(loaded.error().faults[0].where, "rules/x/rules/a.lua:3:3");
    }
}

TEST_F(Sandbox, EndsForGoodAtALimit)
{
    EXPECT_EQ(fault("while true do end").code, code::instructions);
    EXPECT_TRUE(state.dead());
    EXPECT_EQ(fault("return 1").code, code::ended);
}

TEST_F(Sandbox, CannotSwallowALimitInAFunctionThatTheHostCalls)
{
    const auto answer = state.evaluate(
        file, "list.count({1, 2, 3}, function() while true do end end) return 'survived'"
    );
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().code, code::instructions);
}

TEST_F(Sandbox, CountsTheWorkOfTheHost)
{
    EXPECT_EQ(fault("for i = 1, 20000 do text.len('a') end").code, code::fuel);
}

TEST_F(Sandbox, LimitsTime)
{
    Limits limits = Limits::standard();
    limits.instructions = 1'000'000'000'000;
    limits.wall = std::chrono::milliseconds(20);
    State slow(limits);
    const auto start = std::chrono::steady_clock::now();
    const auto answer = slow.evaluate(file, "while true do end");
    EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(2));
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().code, code::wall_time);
}

TEST_F(Sandbox, LimitsMemoryButLetsAPackMakeMuchThatItThrowsAway)
{
    Limits limits = Limits::report();
    limits.memory_bytes = 1 << 20;
    limits.wall = std::chrono::seconds(10);
    State small(limits);
    const auto much = small.evaluate(
        file, "local n = 0 for i = 1, 3000 do local t = {} for j = 1, 30 do t[j] = j end n = n + "
              "#t end return n"
    );
    ASSERT_TRUE(much) << much.error().detail.en;
    EXPECT_EQ(*much, json::value(90'000));
    const auto kept_all = small.evaluate(file, "local t = {}\nfor i = 1, 1e6 do\n  t[i] = {i} end");
    ASSERT_FALSE(kept_all);
    EXPECT_EQ(kept_all.error().code, code::memory);
    EXPECT_TRUE(kept_all.error().faults[0].where.starts_with("rules/x/rules/a.lua:"));
    EXPECT_LE(small.memory_used(), limits.memory_bytes);
}

TEST_F(Sandbox, RequiresFilesOfTheSamePackOnceAndInOneDirection)
{
    int found = 0;
    state.set_modules([&](std::string_view name) -> Result<ModuleText> {
        ++found;
        if (name == "limits")
            return ModuleText{"rules/x/rules/limits.lua", "return {most = 3}"};
        if (name == "loop")
            return ModuleText{"rules/x/rules/loop.lua", "return require 'loop'"};
        return refuse(Refusal::not_found, "RP2014", "没有这个文件", "no such file");
    });
    const auto host = state.make_table("circular", {}, {});
    ASSERT_TRUE(host);
    ASSERT_TRUE(state.provide("circular", *host));
    ASSERT_TRUE(state.load(
        file, "local a, b, N = require 'limits', require 'limits', require 'circular'\n"
              "keep(function() a.most = 4 end)\n"
              "keep(function() return a.most + b.most end)"
    ));
    EXPECT_EQ(found, 1);
    EXPECT_EQ(state.call(kept[0], {}).error().code, code::write);
    EXPECT_EQ(*state.call(kept[1], {}), json::value(6));
    EXPECT_EQ(state.load(file, "require 'loop'").error().code, code::module);
    EXPECT_EQ(state.load(file, "require 'os'").error().code, "RP2014");
    EXPECT_EQ(fault("return require 'limits2'").code, code::module);
}

TEST_F(Sandbox, AddsThePlaceToARefusalOfTheHostAndMakesItOneLine)
{
    const Native refusing = [](Call& call) -> Result<Value> {
        return refuse(
            Refusal::not_found, "RP2041", std::string(*call.text(1)), "no such parameter"
        );
    };
    ASSERT_TRUE(state.set_global("p", *state.make_function("p", refusing)));
    const Fault unknown = fault("local a = 1\nreturn a + p 'x\\ny'");
    EXPECT_EQ(unknown.code, "RP2041");
    EXPECT_EQ(unknown.where, "rules/x/rules/a.lua:2:12");
    EXPECT_EQ(unknown.detail.zh, "x\\ny");
}

TEST_F(Sandbox, HandsAnExceptionOfTheHostToItsCaller)
{
    const Native broken = [](Call&) -> Result<Value> { throw std::runtime_error("disk"); };
    ASSERT_TRUE(state.set_global("broken", *state.make_function("broken", broken)));
    EXPECT_THROW(static_cast<void>(state.evaluate(file, "return broken()")), std::runtime_error);
    EXPECT_TRUE(state.dead());
}

TEST_F(Sandbox, GivesMethodsTheirArgumentsWithoutTheReceiver)
{
    json::value given;
    const HostFunction duty{
        "out",
        "duty",
        "fun(self, duty: table)",
        {},
        1,
        [&](Call& call) -> Result<Value> {
            auto data = call.result(1);
            if (!data)
                return data.error();
            given = *std::move(data);
            return Value(json::value());
        },
        true
    };
    const auto out = state.make_table("out", std::span(&duty, 1));
    ASSERT_TRUE(out);
    ASSERT_TRUE(state.load(
        file, "keep(function(out) out:duty{key = 'weekly', missing = {'a'}, n = 2.0} end)\n"
              "keep(function(out) out.duty('weekly') end)\n"
              "keep(function(out) out:duty{n = 0.5} end)\n"
              "keep(function(out) out:dutty{n = 1} end)"
    ));
    const Value argument = *out;
    ASSERT_TRUE(state.call(kept[0], std::span(&argument, 1)));
    EXPECT_EQ(given, json::value({{"key", "weekly"}, {"missing", json::array{"a"}}, {"n", 2}}));
    EXPECT_EQ(state.call(kept[1], std::span(&argument, 1)).error().code, code::argument);
    EXPECT_EQ(state.call(kept[2], std::span(&argument, 1)).error().code, code::result);
    EXPECT_EQ(
        state.call(kept[3], std::span(&argument, 1)).error().detail.zh,
        "没有名为 out.dutty 的字段，你是不是想写 duty"
    );
}

}  // namespace
}  // namespace beihui::rules::lua

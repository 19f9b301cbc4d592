// Two functions with one fingerprint do the same.
#include "rules/lua/faults.hpp"
#include "rules/lua/state.hpp"

#include <gtest/gtest.h>

namespace beihui::rules::lua
{
namespace
{

// The fingerprint of the function that a pack keeps, in an interpreter of its own.
std::optional<std::string> print(const std::string& source)
{
    State state;
    Handle kept;
    const auto keep = state.make_function("keep", [&](Call& call) -> Result<Value> {
        const auto record = call.record(1);
        if (!record)
            return record.error();
        kept = record->functions.at("eval");
        return Value(json::value());
    });
    EXPECT_TRUE(keep && state.set_global("keep", *keep));
    const auto loaded = state.load("rules/x/rules/a.lua", source);
    EXPECT_TRUE(loaded) << loaded.error().detail.zh;
    return state.fingerprint(kept);
}

TEST(Fingerprint, IsTheSameForTheSameSource)
{
    const std::string source = "local t = { b = 1, a = { 2, 3 }, [7] = true }\n"
                               "local function f(n) return t.a[n] end\n"
                               "keep { eval = function(x) return f(x) + 1 end }";
    const auto first = print(source);
    ASSERT_TRUE(first);
    EXPECT_EQ(first, print(source));
}

TEST(Fingerprint, DiffersWithCodeConstantsAndEverythingReached)
{
    const auto of = [](const std::string& table, const std::string& inner, const std::string& own) {
        return print(
            "local t = " + table + "\nlocal function f(n) return " + inner +
            " end\nkeep { eval = function(x) return " + own + " end }"
        );
    };
    const auto base = of("{ a = 1 }", "n + t.a", "f(x)");
    ASSERT_TRUE(base);
    EXPECT_NE(base, of("{ a = 2 }", "n + t.a", "f(x)"));
    EXPECT_NE(base, of("{ b = 1, a = 1 }", "n + t.a", "f(x)"));
    EXPECT_NE(base, of("{ a = 1.5 }", "n + t.a", "f(x)"));
    EXPECT_NE(base, of("{ a = \"1\" }", "n + t.a", "f(x)"));
    EXPECT_NE(base, of("{ a = 1 }", "n - t.a", "f(x)"));
    EXPECT_NE(base, of("{ a = 1 }", "n + t.a", "f(x + 1)"));
    EXPECT_EQ(base, of("{ [\"a\"] = 1 }", "n + t.a", "f(x)"));
}

// Which of two functions is called is told apart, also where both look alike from outside.
TEST(Fingerprint, TellsFunctionsOfOneLineApart)
{
    const std::string both = "local a, b = function() return 1 end, function() return 2 end\n";
    EXPECT_NE(
        print(both + "keep { eval = function() return a() end }"),
        print(both + "keep { eval = function() return b() end }")
    );
}

TEST(Fingerprint, FollowsFunctionsThatCallEachOther)
{
    const auto of = [](const char* last) {
        return print(
            std::string("local f = {}\nf.even = function(n) return n == 0 or f.odd(n - 1) end\n"
                        "f.odd = function(n) return n ~= 0 and f.even(n - ") +
            last + ") end\nkeep { eval = function(x) return f.even(x) end }"
        );
    };
    ASSERT_TRUE(of("1"));
    EXPECT_EQ(of("1"), of("1"));
    EXPECT_NE(of("1"), of("2"));
}

// Tables within tables without end would take more than the host's own stack.
TEST(Fingerprint, IsNoneForWhatReachesTooDeep)
{
    EXPECT_FALSE(print("local t = {}\nfor _ = 1, 1000 do t = { t } end\n"
                       "keep { eval = function() return t end }"));
}

TEST(Fingerprint, IsNoneForATableWhoseKeysHaveNoOrder)
{
    EXPECT_FALSE(print("local k = {}\nlocal t = { [k] = 1 }\n"
                       "keep { eval = function() return t[k] end }"));
}

// What a rule requires, it requires when its file is loaded: it reaches nothing else later.
TEST(Fingerprint, CoversWhatIsRequiredSinceARuleCannotRequire)
{
    State state;
    state.set_modules([](std::string_view) -> Result<ModuleText> {
        return ModuleText{"rules/x/rules/lib.lua", "return { n = 1 }"};
    });
    Handle kept;
    const auto keep = state.make_function("keep", [&](Call& call) -> Result<Value> {
        kept = call.record(1)->functions.at("eval");
        return Value(json::value());
    });
    ASSERT_TRUE(keep && state.set_global("keep", *keep));
    ASSERT_TRUE(state.load(
        "rules/x/rules/a.lua",
        "local lib = require \"lib\"\nkeep { eval = function() return require(\"lib\").n end }"
    ));
    const auto called = state.call(kept, {});
    ASSERT_FALSE(called);
    EXPECT_EQ(called.error().code, code::module);
}

}  // namespace
}  // namespace beihui::rules::lua

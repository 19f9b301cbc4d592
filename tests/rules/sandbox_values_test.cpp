#include "rules/lua/faults.hpp"
#include "rules/lua/functions.hpp"
#include "rules/lua/state.hpp"

#include <boost/json/serialize.hpp>
#include <gtest/gtest.h>

namespace beihui::rules::lua
{
namespace
{

constexpr std::string_view script = "rules/x/rules/a.lua";

// The standard limits with time enough on a busy machine.
Limits patient()
{
    Limits limits = Limits::standard();
    limits.wall = std::chrono::seconds(30);
    return limits;
}

json::value snapshot()
{
    const json::object employer{{"name", "甲公司"}, {"size", "小型"}, {"openings", 12}};
    const json::object other{{"name", "乙公司"}, {"size", "微型"}, {"openings", 3}};
    return json::object{
        {"today", "2025-04-30"},
        {"case", json::object{{"event_end", "2025-04-30"}, {"note", nullptr}, {"held", true}}},
        {"employers", json::array{employer, other}},
    };
}

class Views : public testing::Test
{
protected:
    Views()
    {
        EXPECT_TRUE(state.bind(plain_functions()));
        const Native keep = [this](Call& call) -> Result<Value> {
            kept = *call.function(1);
            return Value(json::value());
        };
        EXPECT_TRUE(state.set_global("keep", *state.make_function("keep", keep)));
        const HostFunction one_of{"ctx",
                                  "one_of",
                                  "fun(v: any, list: any[]): boolean",
                                  {},
                                  1,
                                  [](Call& call) -> Result<Value> { return Value(json::value(call.count() == 2)); }};
        members = *state.make_table("ctx", std::span(&one_of, 1));
        state.set_recorder([this](std::string_view path, const json::value& value) {
            reads.emplace_back(std::string(path), value);
        });
    }

    // What `return <body>` gives for a rule that is called with the snapshot as ctx.
    Result<json::value> run(const std::string& body)
    {
        const auto loaded = state.load(script, "keep(function(ctx)\n" + body + "\nend)");
        if (!loaded)
            return loaded.error();
        reads.clear();
        const Value ctx = View{&data, "", true, members, maps};
        return state.call(kept, std::span(&ctx, 1));
    }

    json::value data = snapshot();
    State state{patient()};
    Handle kept;
    Handle members;
    const json::value* maps = nullptr;
    std::vector<std::pair<std::string, json::value>> reads;
};

// A name is looked for first where it stood the last time: that may be another object, without it
// or with it at another place.
TEST_F(Views, FindMembersWhereverTheyStandInOneObjectAfterAnother)
{
    json::array rows;
    for (int i = 0; i < 40; ++i) {
        json::object row;
        for (int j = 0; j < i; ++j)
            row["f" + std::to_string(j)] = j;
        row["wanted"] = i;
        rows.emplace_back(std::move(row));
    }
    data.get_object()["rows"] = std::move(rows);
    const auto sum = run("local n = 0 for _ = 1, 2 do for i = #ctx.rows, 1, -1 do "
                         "n = n + ctx.rows[i].wanted * i end end return n");
    ASSERT_TRUE(sum) << sum.error().detail.en;
    std::int64_t expected = 0;
    for (int i = 0; i < 40; ++i)
        expected += 2 * i * (i + 1);
    EXPECT_EQ(sum->as_int64(), expected);
    const auto missing = run("return ctx.rows[40].wanted + ctx.rows[3].f7");
    ASSERT_FALSE(missing);
    EXPECT_EQ(missing.error().faults.at(0).code, code::unknown_name);
}

TEST_F(Views, GiveBytesAtThePositionsThatLuaCounts)
{
    const auto bytes = [&](const std::string& arguments) {
        const auto found = run("return { string.byte(" + arguments + ") }");
        return found ? json::serialize(*found) : found.error().faults.at(0).code;
    };
    EXPECT_EQ(bytes("'abc'"), "[97]");
    EXPECT_EQ(bytes("'abc', -1"), "[99]");
    EXPECT_EQ(bytes("'abc', 2, 9"), "[98,99]");
    EXPECT_EQ(bytes("'abc', -9, -2"), "[97,98]");
    for (const char* const none :
         {"'abc', 0", "'abc', 4", "'abc', -9", "'abc', 3, 2", "'abc', 1, -9"})
        EXPECT_EQ(bytes(none), "[]") << none;
    EXPECT_EQ(bytes("string.rep('a', 300), 1, 250").size(), 751U);
    EXPECT_EQ(bytes("string.rep('a', 300), 1, 251"), code::too_large);
    EXPECT_EQ(bytes("nil"), code::run_time);
}

// Counts by value: which values there are is not known to the rule, and one without facts is no
// misspelt name.
TEST_F(Views, AnswerNilForANameThatAMapDoesNotHave)
{
    data.get_object()["input"] =
        json::object{{"firms", json::object{{"120203", 2}, {"080901", 7}}}, {"visits", 3}};
    maps = data.get_object().if_contains("input");
    const auto answer =
        run("local n, all = ctx.input.firms, {}\n"
            "for code, count in pairs(n) do all[#all + 1] = code .. '=' .. count end\n"
            "return {all[1], all[2], n['080901'], n['999999'] == nil}");
    ASSERT_TRUE(answer) << answer.error().detail.en;
    EXPECT_EQ(*answer, json::value({"080901=7", "120203=2", 7, true}));
    EXPECT_NE(
        std::ranges::find(reads, std::pair<std::string, json::value>("input.firms.080901", 7)),
        reads.end()
    );
    // The names of the needs themselves, and of all else, are still told from misspelt ones.
    EXPECT_FALSE(run("return ctx.input.firm"));
    EXPECT_FALSE(run("return ctx.case.helt"));
}

TEST_F(Views, GiveFieldsByNameAndReportEveryRead)
{
    const auto answer =
        run("local c = ctx.case\n"
            "if c.note == nil and ctx.one_of(1, 2) then\n"
            "  return {c.event_end, ctx.employers[2].openings, #ctx.employers} end");
    ASSERT_TRUE(answer) << answer.error().detail.en;
    EXPECT_EQ(*answer, json::value({"2025-04-30", 3, 2}));
    using Reads = std::vector<std::pair<std::string, json::value>>;
    const Reads expected{
        {"case.note", nullptr},
        {"case.event_end", "2025-04-30"},
        {"employers[2].openings", 3},
        {"employers.#", 2},
    };
    EXPECT_EQ(reads, expected);
}

TEST_F(Views, RaiseForAnUnknownFieldWithTheNearestName)
{
    const auto answer = run("return ctx.case.event_ends");
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().code, code::unknown_name);
    EXPECT_EQ(answer.error().detail.zh, "没有名为 case.event_ends 的字段，你是不是想写 event_end");
    EXPECT_EQ(answer.error().faults[0].where, "rules/x/rules/a.lua:2:17");
    EXPECT_EQ(
        run("return ctx.oneof(1, {1})").error().detail.zh,
        "没有名为 oneof 的字段，你是不是想写 one_of"
    );
}

TEST_F(Views, CannotBeWritten)
{
    EXPECT_EQ(run("ctx.case.held = false").error().code, code::write);
    EXPECT_EQ(run("table.insert(ctx.employers, 1)").error().code, code::run_time);
    EXPECT_EQ(data, snapshot());
}

TEST_F(Views, AreWalkedInOrder)
{
    const auto answer = run("local o = {}\n"
                            "for k in pairs(ctx.case) do o[#o + 1] = k end\n"
                            "for i, e in ipairs(ctx.employers) do o[#o + 1] = i .. e.size end\n"
                            "return table.concat(o, ' ')");
    ASSERT_TRUE(answer) << answer.error().detail.en;
    EXPECT_EQ(*answer, json::value("event_end held note 1小型 2微型"));
}

TEST_F(Views, AreGoodForOneCallOnly)
{
    const Native stash = [this](Call& call) -> Result<Value> {
        return call.count() == 1 ? Result<Value>(Value(View{&data, "kept", true, {}}))
                                 : Result<Value>(Value(json::value()));
    };
    ASSERT_TRUE(state.set_global("snapshot", *state.make_function("snapshot", stash)));
    ASSERT_TRUE(state.load(script, "local old = snapshot(1)\nkeep(function() return old.today end)")
    );
    const auto answer = state.call(kept, {});
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().code, code::write);
}

TEST_F(Views, ListFunctionsCountSumGroupAndSortRows)
{
    const auto answer = run(
        "local e = ctx.employers\n"
        "return {\n"
        "  count = list.count(e), small = list.count(e, function(x) return x.size == '小型' end),\n"
        "  sum = list.sum(e, 'openings'), first = list.sort(e, 'openings')[1].name,\n"
        "  group = list.group(e, 'size')['微型'][1].name }"
    );
    ASSERT_TRUE(answer) << answer.error().detail.en;
    EXPECT_EQ(
        *answer,
        json::value(
            {{"count", 2}, {"first", "乙公司"}, {"group", "乙公司"}, {"small", 1}, {"sum", 15}}
        )
    );
    EXPECT_EQ(run("return list.sum(ctx.employers, 'size')").error().code, code::argument);
}

class PlainFunctions : public testing::Test
{
protected:
    PlainFunctions() { EXPECT_TRUE(state.bind(plain_functions())); }

    std::string of(const std::string& expression)
    {
        const auto answer = state.evaluate(script, "return tostring(" + expression + ")");
        return answer ? std::string(answer->get_string()) : answer.error().code;
    }

    State state{patient()};
};

TEST_F(PlainFunctions, RoundHalvesUpInDecimalsAndNotInBinary)
{
    EXPECT_EQ(of("num.percent(27, 40)"), "67.50");
    EXPECT_EQ(of("num.percent(1, 3)"), "33.33");
    EXPECT_EQ(of("num.percent(2, 3)"), "66.67");
    EXPECT_EQ(of("num.percent(1, 20000)"), "0.01");  // 0.005 %
    EXPECT_EQ(of("num.percent(3, 0)"), "nil");
    EXPECT_EQ(of("num.percent(-1, 3)"), "RP2015");
    EXPECT_EQ(of("num.round(2.675, 2, 'half_up')"), "2.68");
    EXPECT_EQ(of("num.round(-0.5, 0, 'half_up')"), "-1");
    EXPECT_EQ(of("num.round(7, 2, 'half_up')"), "7.00");
    EXPECT_EQ(of("num.round(1e300, 0, 'half_up')"), "RP2015");
}

TEST_F(PlainFunctions, ReadTextByCharacters)
{
    EXPECT_EQ(of("text.len('就业')"), "2");
    EXPECT_EQ(of("text.trim('　 a ') .. '|'"), "a|");
    EXPECT_EQ(of("text.has('a.b', '.')"), "true");
    EXPECT_EQ(of("text.starts('备会', '会')"), "false");
    EXPECT_EQ(of("table.concat(text.split('a、b、c', '、', 2), '|')"), "a|b、c");
    EXPECT_EQ(of("text.half_width('９１（Ａ）')"), "91(A)");
    EXPECT_EQ(of("text.split('a', '')"), "RP2015");
}

TEST_F(PlainFunctions, TableFunctionsKeepTheirLuaMeaning)
{
    EXPECT_EQ(
        of("(function() local t = {1, 2, 3} table.insert(t, 2, 9) local r = table.remove(t, 1)"
           " return r .. ':' .. table.concat(t, ',') end)()"),
        "1:9,2,3"
    );
    EXPECT_EQ(of("table.remove({})"), "nil");
    EXPECT_EQ(of("select('#', table.unpack({1, nil, 3}, 1, 3))"), "3");
    EXPECT_EQ(of("('%-5s|%03d'):format('ab', 7)"), "ab   |007");
    EXPECT_EQ(of("('%p'):format('ab')"), "RP2013");
    EXPECT_EQ(of("('abc'):byte(-1)"), "99");
    EXPECT_EQ(of("('ab'):rep(3, '-')"), "ab-ab-ab");
    EXPECT_EQ(of("tostring({})"), "table");
    EXPECT_EQ(of("utf8.len('就业')"), "2");
}

TEST_F(PlainFunctions, EachSaysWhatItTakesAndMeans)
{
    for (const HostFunction& function : plain_functions()) {
        EXPECT_TRUE(function.signature.starts_with("fun(")) << function.name;
        EXPECT_FALSE(function.meaning.zh.empty() || function.meaning.en.empty()) << function.name;
        EXPECT_GE(function.fuel, 1) << function.name;
    }
}

}  // namespace
}  // namespace beihui::rules::lua

// Row 7: a rule that reads thirty fields, within the limits of packs, beside plain Lua that reads
// the same text over lazy userdata without any limit.

#include "base/json.hpp"
#include "bench/process.hpp"
#include "bench/workshop.hpp"
#include "rules/lua/state.hpp"

#include <lua.hpp>

#include <chrono>
#include <map>

namespace beihui::bench
{
namespace
{

using Steady = std::chrono::steady_clock;

constexpr int fields = 30;
constexpr int calls_of_a_round = 60'000;

// A third each of numbers, texts and truth values.
json::value snapshot()
{
    json::object found;
    for (int i = 1; i <= fields; ++i) {
        json::value& value = found["f" + std::to_string(i)];
        if (i % 3 == 0)
            value = i;
        else if (i % 3 == 1)
            value = "线下";
        else
            value = true;
    }
    return json::object{{"case", std::move(found)}};
}

std::string rule_text()
{
    std::string text = "function(ctx)\n  local c = ctx.case\n  local n = 0\n";
    for (int i = 1; i <= fields; ++i) {
        const std::string name = "c.f" + std::to_string(i);
        const std::string holds = i % 3 == 0   ? name + " >= 3"
                                  : i % 3 == 1 ? name + " == '线下'"
                                               : name;
        text += "  if " + holds + " then n = n + 1 end\n";
    }
    return text + "  return n\nend\n";
}

// The rule in an interpreter of packs, with the limits of a rule that answers an act.
class InPack
{
public:
    explicit InPack(bool traced)
    {
        const std::vector<rules::lua::HostFunction> functions = {
            {.library = "bench",
             .name = "keep",
             .signature = "fun(f: function)",
             .meaning = {"保留", "keep"},
             .run = [this](rules::lua::Call& call) -> Result<rules::lua::Value> {
                 const auto kept = call.function(1);
                 if (!kept)
                     return kept.error();
                 rule_ = *kept;
                 return rules::lua::Value(json::value());
             }}
        };
        if (!state_.bind(functions) ||
            !state_.load("rules/bench/rule.lua", "bench.keep(" + rule_text() + ")\n"))
            fail("the rule of the benchmark does not load");
        if (traced)
            state_.set_recorder([this](std::string_view path, const json::value& value) {
                read_.insert_or_assign(std::string(path), value);
            });
    }

    bool call(const json::value& context)
    {
        read_.clear();
        const rules::lua::Value given[] = {rules::lua::View{&context, {}, true, {}, nullptr}};
        const auto answer = state_.call(rule_, given);
        return answer && answer->is_int64() && answer->as_int64() == fields;
    }

private:
    rules::lua::State state_;
    rules::lua::Handle rule_;
    std::map<std::string, json::value, std::less<>> read_;
};

int index_of_floor(lua_State* lua)
{
    const auto* const data = *static_cast<const json::value**>(lua_touserdata(lua, 1));
    std::size_t size = 0;
    const char* const name = lua_tolstring(lua, 2, &size);
    const json::value* const found = data->get_object().if_contains({name, size});
    if (!found)
        lua_pushnil(lua);
    else if (found->is_object()) {
        *static_cast<const json::value**>(lua_newuserdatauv(lua, sizeof(void*), 0)) = found;
        lua_getmetatable(lua, 1);
        lua_setmetatable(lua, -2);
    } else if (found->is_string())
        lua_pushlstring(lua, found->get_string().data(), found->get_string().size());
    else if (found->is_bool())
        lua_pushboolean(lua, found->get_bool() ? 1 : 0);
    else
        lua_pushinteger(lua, found->get_int64());
    return 1;
}

// The same text in plain Lua: no hook, no allocator of ours, no protected libraries.
class Plain
{
public:
    Plain() : lua_(luaL_newstate())
    {
        luaL_newmetatable(lua_, "view");
        lua_pushcfunction(lua_, index_of_floor);
        lua_setfield(lua_, -2, "__index");
        const std::string text = "return " + rule_text();
        if (luaL_dostring(lua_, text.c_str()))
            fail("the rule of the benchmark does not compile");
        rule_ = luaL_ref(lua_, LUA_REGISTRYINDEX);
    }
    ~Plain() { lua_close(lua_); }
    Plain(const Plain&) = delete;
    Plain& operator=(const Plain&) = delete;

    bool call(const json::value& context)
    {
        lua_rawgeti(lua_, LUA_REGISTRYINDEX, rule_);
        *static_cast<const json::value**>(lua_newuserdatauv(lua_, sizeof(void*), 0)) = &context;
        luaL_setmetatable(lua_, "view");
        const bool good = lua_pcall(lua_, 1, 1, 0) == LUA_OK && lua_tointeger(lua_, -1) == fields;
        lua_settop(lua_, 0);
        return good;
    }

private:
    lua_State* lua_;
    int rule_ = 0;
};

// Microseconds of a call; counts wrong answers.
template <class Rule>
double time_of(Rule& rule, const json::value& context, std::size_t& errors)
{
    const auto begin = Steady::now();
    for (int i = 0; i < calls_of_a_round; ++i)
        if (!rule.call(context))
            ++errors;
    return std::chrono::duration<double, std::micro>(Steady::now() - begin).count() /
           calls_of_a_round;
}

}  // namespace

std::vector<Row> measure_rule(Workshop& shop)
{
    const json::value context = snapshot();
    InPack limited(false);
    InPack traced(true);
    Plain plain;
    Row row;
    row.id = "7";
    row.zh = "一条读 30 个字段的规则，限额全开；对照为无钩子的 Lua 5.4 与惰性 userdata";
    row.en = "one rule of 30 fields, limits on, beside Lua 5.4 over lazy userdata without a hook";
    row.kind = Goal::at_most;
    row.goal = 2;
    row.unit = "µs";
    std::vector<double> with_trace;
    std::size_t ignored = 0;
    (void)time_of(limited, context, ignored);
    (void)time_of(plain, context, ignored);
    for (int i = 0; i < shop.terms().rounds; ++i) {
        row.subjects.push_back(time_of(limited, context, row.errors));
        row.limits.push_back(time_of(plain, context, row.errors));
        with_trace.push_back(time_of(traced, context, row.errors));
    }
    row.details["with every read kept for the trace µs"] = median(with_trace);
    row.details["calls of a round"] = calls_of_a_round;
    return {row};
}

}  // namespace beihui::bench

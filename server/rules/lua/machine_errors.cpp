// How an error inside the interpreter becomes a fault that a person can mend.
#include "base/text.hpp"
#include "rules/lua/machine.hpp"

#include <cstdlib>

namespace beihui::rules::lua
{
namespace
{

// Splits "name:12: what" at the line; line 0 if it does not have that form.
std::pair<int, std::string_view> split_at_line(std::string_view message)
{
    for (std::size_t at = message.find(':'); at != std::string_view::npos;
         at = message.find(':', at + 1)) {
        std::size_t end = at + 1;
        while (end < message.size() && message[end] >= '0' && message[end] <= '9')
            ++end;
        if (end > at + 1 && end < at + 9 && message.substr(end).starts_with(": "))
            return {std::atoi(message.data() + at + 1), message.substr(end + 2)};
    }
    return {0, message};
}

std::string_view without_prefix(std::string_view message, const Caught& caught)
{
    const std::string prefix = caught.short_name + ":" + std::to_string(caught.line) + ": ";
    if (caught.line > 0 && message.starts_with(prefix))
        message.remove_prefix(prefix.size());
    return message;
}

// A refusal of a host function with the place that caused it. Its words may hold what the pack
// handed over.
Error completed(Error error, const std::string& where)
{
    if (error.faults.empty())
        error.faults.push_back({"", error.code, error.detail, {}, {}, {}, {}});
    for (Fault& fault : error.faults) {
        if (fault.where.empty())
            fault.where = where;
        fault.detail = {
            one_line(fault.detail.zh, message_bytes), one_line(fault.detail.en, message_bytes)
        };
    }
    error.detail = {
        one_line(error.detail.zh, message_bytes), one_line(error.detail.en, message_bytes)
    };
    return error;
}

}  // namespace

// The nearest function of a pack at `level` or above it. Allocates nothing in Lua.
Caught Machine::look_up(lua_State* lua, int level) const
{
    Caught found;
    lua_Debug at;
    for (int up = level; lua_getstack(lua, up, &at); ++up) {
        lua_getinfo(lua, "Sln", &at);
        if (up == level && at.what == std::string_view("C") && at.name)
            found.callee = at.name;
        if (at.currentline <= 0)
            continue;
        found.line = at.currentline;
        found.short_name = at.short_src;
        found.chunk_name = at.source + (at.source[0] == '@' ? 1 : 0);
        break;
    }
    return found;
}

// The message handler: runs where the error was raised. It only reads; in particular it never
// makes a text of an error value that is none, since that could run code of the pack.
int Machine::on_error(lua_State* L)
{
    Machine& m = of(L);
    m.caught = m.look_up(L, 1);
    if (lua_type(L, 1) == LUA_TSTRING) {
        std::size_t size = 0;
        const char* const text = lua_tolstring(L, 1, &size);
        m.caught.message.assign(text, std::min(size, 4 * message_bytes));
    } else if (!lua_islightuserdata(L, 1)) {
        m.caught.message = std::string("error value is a ") + lua_typename(L, lua_type(L, 1));
    }
    return 1;
}

const std::vector<Token>* Machine::words_of(std::string_view chunk)
{
    if (const auto known = words.find(chunk); known != words.end())
        return &known->second;
    const auto source = sources.find(chunk);
    if (source == sources.end())
        return nullptr;
    auto tokens = scan(chunk, source->second);
    if (!tokens)
        return nullptr;
    return &words.insert_or_assign(std::string(chunk), std::move(*tokens)).first->second;
}

std::string Machine::place_in(std::string_view chunk, int line, std::string_view word)
{
    const std::vector<Token>* const tokens = line > 0 ? words_of(chunk) : nullptr;
    return place(chunk, line, tokens ? column_of(*tokens, line, word) : std::nullopt);
}

Error Machine::trip_error(std::string where) const
{
    const Words mend{"减少循环，或把计算移到宿主函数", "loop less, or let a host function do it"};
    const auto over = [&](std::string_view code, std::string zh, std::string en) {
        return pack_fault(code, std::move(where), {std::move(zh), std::move(en)}, mend);
    };
    const std::string steps = std::to_string(instruction_limit);
    const auto wall = std::to_string((loading ? limits.load_wall : limits.wall).count());
    const std::string memory = std::to_string(limits.memory_bytes >> 20);
    const std::string length = std::to_string(limits.string_bytes >> 10);
    const std::string depth = std::to_string(limits.call_depth);
    switch (trip) {
    case Trip::instructions:
        return over(code::instructions, "超出指令上限 " + steps, "over " + steps + " instructions");
    case Trip::wall_time:
        return over(code::wall_time, "超出时间上限 " + wall + " 毫秒", "over " + wall + " ms");
    case Trip::fuel:
        return over(
            code::fuel, "宿主函数用量超出上限 " + std::to_string(limits.fuel),
            "host functions used over " + std::to_string(limits.fuel) + " units"
        );
    case Trip::call_depth:
        return over(
            code::call_depth, "函数调用超过 " + depth + " 层",
            "functions called over " + depth + " deep"
        );
    case Trip::string_size:
        return over(
            code::too_large, "字符串超过 " + length + " KiB", "a string is over " + length + " KiB"
        );
    case Trip::none:
    case Trip::memory:
    case Trip::broken: break;
    }
    return over(
        code::memory, "超出内存上限 " + memory + " MiB", "over " + memory + " MiB of memory"
    );
}

Error Machine::take_error(std::string_view chunk, int status)
{
    const std::string_view at = caught.chunk_name.empty() ? chunk : caught.chunk_name;
    if (trip != Trip::none || status == LUA_ERRMEM) {
        note(Trip::memory);  // keeps an earlier reason
        return trip_error(place_in(at, caught.line, {}));
    }
    if (host_error) {
        const std::string_view word =
            host_error_word.empty() ? std::string_view(caught.callee) : host_error_word;
        return completed(*std::exchange(host_error, std::nullopt), place_in(at, caught.line, word));
    }
    const std::string_view message = without_prefix(caught.message, caught);
    if (message.starts_with("error value is a "))
        return pack_fault(
            code::run_time, place_in(at, caught.line, "error"),
            {"error 和 assert 只接受文字", "error and assert take a text only"}
        );
    const std::string_view named = named_in(message);
    return pack_fault(
        code::run_time,
        place_in(at, caught.line, named.empty() ? std::string_view(caught.callee) : named),
        translated(message)
    );
}

Result<void> Machine::compile(lua_State* lua, std::string_view chunk, std::string_view source)
{
    auto tokens = scan(chunk, source);
    if (!tokens)
        return tokens.error();
    if (const auto fit = check_tokens(chunk, *tokens); !fit)
        return fit.error();
    std::string& kept_source = sources[std::string(chunk)];
    source_bytes -= kept_source.size();
    if (sources.size() > files_of_a_pack || source_bytes + source.size() > source_bytes_of_a_pack)
        return pack_fault(
            code::source, std::string(chunk),
            {"规则包的 Lua 文件超过 64 个或 512 KiB", "over 64 Lua files or 512 KiB in the pack"}
        );
    source_bytes += source.size();
    kept_source = source;
    for (Token& token : *tokens)
        token.text = {kept_source.data() + (token.text.data() - source.data()), token.text.size()};
    words.insert_or_assign(std::string(chunk), std::move(*tokens));

    const std::string name = "@" + std::string(chunk);
    const int status = luaL_loadbufferx(lua, source.data(), source.size(), name.c_str(), "t");
    if (status == LUA_OK)
        return {};
    if (status == LUA_ERRMEM)
        kill(lua, Trip::memory);
    std::size_t size = 0;
    const char* const text = lua_type(lua, -1) == LUA_TSTRING ? lua_tolstring(lua, -1, &size) : "";
    const auto [line, message] = split_at_line({text, size});
    return pack_fault(code::syntax, place_in(chunk, line, named_in(message)), translated(message));
}

}  // namespace beihui::rules::lua

#include "rules/lua/values.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <cmath>

namespace beihui::rules::lua
{
namespace
{

// Pushed data is the host's own and never this deep; the stack is checked for it once.
constexpr int deepest_data = 64;

void push_nested(lua_State* L, const json::value& data, int depth)
{
    if (depth > deepest_data)
        Machine::of(L).raise(L, code::argument, {"数据嵌套过深", "data nested too deep"});
    if (const json::array* const list = data.if_array()) {
        lua_createtable(L, static_cast<int>(list->size()), 0);
        lua_Integer position = 0;
        for (const json::value& item : *list) {
            push_nested(L, item, depth + 1);
            lua_rawseti(L, -2, ++position);
        }
    } else if (const json::object* const object = data.if_object()) {
        lua_createtable(L, 0, static_cast<int>(object->size()));
        for (const auto& member : *object) {
            lua_pushlstring(L, member.key().data(), member.key().size());
            push_nested(L, member.value(), depth + 1);
            lua_rawset(L, -3);
        }
    } else {
        push_scalar(L, data);
    }
}

// Reads one value and everything in it, within the limits on what may leave a pack.
class Reader
{
public:
    Reader(lua_State* lua, Reading reading) : L(lua), reading_(reading) {}

    Result<json::value> read(int index, int depth)
    {
        if (++values_ > result_values)
            return refuse_value("值超过 10,000 个", "more than 10,000 values");
        switch (lua_type(L, index)) {
        case LUA_TNIL:
        case LUA_TNONE:    return json::value();
        case LUA_TBOOLEAN: return json::value(lua_toboolean(L, index) != 0);
        case LUA_TNUMBER:  return number(index);
        case LUA_TSTRING:  return text(index);
        case LUA_TTABLE:
            return depth > result_depth ? refuse_value("嵌套超过 16 层", "nested over 16 deep")
                                        : table(lua_absindex(L, index), depth);
        default: break;
        }
        if (const ViewBox* const view = view_at(L, index))
            return viewed(*view);
        return refuse_value("函数不是数据", "a function is no data");
    }

private:
    // Where in the value it is being read.
    struct Descent
    {
        std::string_view name;  // held by its table
        lua_Integer position = 0;
    };

    std::string path() const
    {
        std::string path;
        for (const Descent& part : parts_) {
            if (part.position > 0)
                path += "[" + std::to_string(part.position) + "]";
            else
                path.append(path.empty() ? "" : ".").append(part.name);
        }
        return path;
    }

    Result<json::value> refuse_value(std::string zh, std::string en) const
    {
        const std::string at = parts_.empty() ? "" : path() + "：";
        return pack_fault(
            reading_.code, {},
            {"交出的值不合要求：" + at + zh, "a value that may not leave the pack: " + at + en}
        );
    }

    Result<json::value> number(int index) const
    {
        if (lua_isinteger(L, index))
            return json::value(static_cast<std::int64_t>(lua_tointeger(L, index)));
        const double value = lua_tonumber(L, index);
        if (!std::isfinite(value))
            return refuse_value("不是有限的数", "not a finite number");
        // Below 2^63 the conversion is exact for a number without a fraction.
        if (value == std::floor(value) && value >= -0x1p63 && value < 0x1p63)
            return json::value(static_cast<std::int64_t>(value));
        if (!reading_.fractions)
            return refuse_value("结果里不能有小数", "no fractions in results");
        return json::value(value);
    }

    Result<json::value> text(int index) const
    {
        std::size_t size = 0;
        const char* const bytes = lua_tolstring(L, index, &size);
        const std::string_view value(bytes, size);
        if (auto fit = check_text(value); !fit)
            return fit.error();
        return json::value(value);
    }

    Result<void> check_text(std::string_view value) const
    {
        if (value.size() > result_string_bytes)
            return refuse_value("文字超过 64 KiB", "a text over 64 KiB").error();
        if (!is_utf8(value))
            return refuse_value(
                       "文字不是有效的 UTF-8，或含有 NUL", "a text that is not UTF-8, or has a NUL"
            )
                .error();
        return {};
    }

    Result<json::value> viewed(const ViewBox& view)
    {
        record_read(L, view, {}, *view.data);
        return *view.data;
    }

    Result<json::value> table(int index, int depth)
    {
        if (!lua_checkstack(L, 8))
            return refuse_value("嵌套过深", "nested too deep");
        const int top = lua_gettop(L);
        push_contents(L, index);
        const lua_Integer length = list_length(L, top + 1);
        auto data = length >= 0 ? list(top + 1, length, depth) : object(top + 1, depth);
        lua_settop(L, top);
        return data;
    }

    Result<json::value> list(int index, lua_Integer length, int depth)
    {
        json::array items;
        for (lua_Integer i = 1; i <= length; ++i) {
            lua_rawgeti(L, index, i);
            auto item = within({{}, i}, depth);
            if (!item)
                return item;
            items.push_back(*std::move(item));
        }
        return json::value(std::move(items));
    }

    Result<json::value> object(int index, int depth)
    {
        std::vector<std::string_view> keys;
        lua_pushnil(L);
        while (lua_next(L, index)) {
            lua_pop(L, 1);
            if (lua_type(L, -1) != LUA_TSTRING)
                return refuse_value(
                    "表的键应全是文字，或是从 1 起连续的整数", "keys must all be texts, or 1 to n"
                );
            std::size_t size = 0;
            const char* const bytes = lua_tolstring(L, -1, &size);
            keys.emplace_back(bytes, size);
            if (auto fit = check_text(keys.back()); !fit)
                return fit.error();
            if (keys.size() > result_values)
                return refuse_value("值超过 10,000 个", "more than 10,000 values");
        }
        std::sort(keys.begin(), keys.end());
        json::object members;
        members.reserve(keys.size());
        for (const std::string_view key : keys) {
            lua_pushlstring(L, key.data(), key.size());
            lua_rawget(L, index);
            auto member = within({key}, depth);
            if (!member)
                return member;
            members.emplace(key, *std::move(member));
        }
        return json::value(std::move(members));
    }

    // Reads the value on top and takes it off.
    Result<json::value> within(Descent part, int depth)
    {
        parts_.push_back(part);
        auto data = read(lua_gettop(L), depth + 1);
        lua_pop(L, 1);
        parts_.pop_back();
        return data;
    }

    lua_State* L;
    Reading reading_;
    std::size_t values_ = 0;
    std::vector<Descent> parts_;
};

}  // namespace

void push_scalar(lua_State* L, const json::value& data)
{
    switch (data.kind()) {
    case json::kind::string: {
        const json::string& text = data.get_string();
        lua_pushlstring(L, text.data(), text.size());
        return;
    }
    case json::kind::bool_:   lua_pushboolean(L, data.get_bool() ? 1 : 0); return;
    case json::kind::int64:   lua_pushinteger(L, data.get_int64()); return;
    case json::kind::uint64:
    case json::kind::double_: lua_pushnumber(L, data.to_number<double>()); return;
    default:                  lua_pushnil(L);
    }
}

void push_data(lua_State* L, const json::value& data)
{
    if (!data.is_structured())
        return push_scalar(L, data);
    luaL_checkstack(L, 3 * deepest_data, nullptr);
    push_nested(L, data, 0);
}

void push_value(lua_State* L, const Value& value)
{
    if (const json::value* const data = std::get_if<json::value>(&value))
        push_data(L, *data);
    else if (const View* const view = std::get_if<View>(&value))
        push_view(L, *view);
    else
        lua_rawgeti(L, LUA_REGISTRYINDEX, std::get<Handle>(value).reference);
}

lua_Integer list_length(lua_State* L, int table)
{
    const lua_Integer length = static_cast<lua_Integer>(lua_rawlen(L, table));
    lua_Integer keys = 0;
    lua_pushnil(L);
    while (lua_next(L, table)) {
        lua_pop(L, 1);
        const bool in_list =
            lua_isinteger(L, -1) && lua_tointeger(L, -1) >= 1 && lua_tointeger(L, -1) <= length;
        if (!in_list || ++keys > length) {
            lua_pop(L, 1);
            return -1;
        }
    }
    return keys == length ? length : -1;
}

Result<json::value> read_data(lua_State* L, int index, Reading reading)
{
    return Reader(L, reading).read(lua_absindex(L, index), 1);
}

}  // namespace beihui::rules::lua

// The library `list` of packs: counting and ordering by the host, so that a rule over many rows
// costs fuel and not instructions. Rows are those of a view or of a pack's own list.
#include "rules/lua/functions.hpp"

#include <algorithm>

namespace beihui::rules::lua
{

extern const std::vector<HostFunction> list_functions;

namespace
{

const json::value& data_of(const Value& row)
{
    const View* const view = std::get_if<View>(&row);
    return view ? *view->data : std::get<json::value>(row);
}

bool is_left_out(Call& call, int argument)
{
    return call.kind(argument) == Kind::none || call.kind(argument) == Kind::nil;
}

// What a function, or the field of that name, gives for a row; the row itself if neither is given.
Result<json::value> chosen(Call& call, int by, const Value& row)
{
    if (is_left_out(call, by))
        return data_of(row);
    if (call.kind(by) == Kind::function)
        return call.call(by, std::span(&row, 1));
    const auto name = call.text(by);
    if (!name)
        return call.wrong(by, "函数或字段名", "a function or the name of a field");
    const json::object* const object = data_of(row).if_object();
    const json::value* const found = object ? object->if_contains(*name) : nullptr;
    if (!found)
        return call.wrong(by, "每一行都有的字段名", "the name of a field that every row has");
    return *found;
}

// The rows of argument 1 with what argument 2 chooses of each. Costs one unit of fuel a row.
struct Chosen
{
    Value row;
    json::value key;
};

Result<std::vector<Chosen>> choose(Call& call)
{
    auto rows = call.items(1);
    if (!rows)
        return rows.error();
    call.charge(static_cast<std::int64_t>(rows->size()));
    std::vector<Chosen> all;
    for (Value& row : *rows) {
        auto key = chosen(call, 2, row);
        if (!key)
            return key.error();
        all.push_back({std::move(row), *std::move(key)});
    }
    return all;
}

bool is_true(const json::value& value)
{
    return !value.is_null() && !(value.is_bool() && !value.get_bool());
}

Result<Value> list_count(Call& call)
{
    const auto rows = choose(call);
    if (!rows)
        return rows.error();
    const bool all = is_left_out(call, 2);
    const auto counted =
        std::ranges::count_if(*rows, [&](const Chosen& each) { return all || is_true(each.key); });
    return Value(json::value(static_cast<std::int64_t>(counted)));
}

Result<Value> list_sum(Call& call)
{
    const auto rows = choose(call);
    if (!rows)
        return rows.error();
    std::int64_t sum = 0;
    for (const Chosen& each : *rows)
        if (!each.key.is_int64() || __builtin_add_overflow(sum, each.key.get_int64(), &sum))
            return call.wrong(2, "给出整数的函数或字段名", "what gives an integer for each row");
    return Value(json::value(sum));
}

Result<Value> list_group(Call& call)
{
    auto rows = choose(call);
    if (!rows)
        return rows.error();
    std::map<std::string, json::array, std::less<>> groups;
    for (const Chosen& each : *rows) {
        if (!each.key.is_string())
            return call.wrong(2, "给出文字的函数或字段名", "what gives a text for each row");
        groups[std::string(each.key.get_string())].push_back(data_of(each.row));
    }
    json::object result;
    for (auto& [key, members] : groups)
        result.emplace(key, std::move(members));
    return Value(json::value(std::move(result)));
}

// Numbers before texts; numbers by value, texts by their bytes.
bool comes_before(const Chosen& a, const Chosen& b)
{
    if (a.key.is_string() || b.key.is_string())
        return a.key.is_string() && b.key.is_string() ? a.key.get_string() < b.key.get_string()
                                                      : b.key.is_string();
    if (a.key.is_int64() && b.key.is_int64())
        return a.key.get_int64() < b.key.get_int64();
    return a.key.to_number<double>() < b.key.to_number<double>();
}

Result<Value> list_sort(Call& call)
{
    auto rows = choose(call);
    if (!rows)
        return rows.error();
    for (const Chosen& each : *rows)
        if (!each.key.is_string() && !each.key.is_number())
            return call.wrong(
                2, "给出文字或数的函数或字段名", "what gives a text or number for each row"
            );
    std::ranges::stable_sort(*rows, comes_before);
    json::array sorted;
    for (const Chosen& each : *rows)
        sorted.push_back(data_of(each.row));
    return Value(json::value(std::move(sorted)));
}

}  // namespace

const std::vector<HostFunction> list_functions = {
    {"list",
     "count",
     "fun(rows: any[], by?: string|fun(row: any): boolean): integer",
     {"行数；给出 by 时只数 by 为真的行", "how many rows; with by, those for which it is true"},
     2,
     list_count},
    {"list",
     "sum",
     "fun(rows: any[], by?: string|fun(row: any): integer): integer",
     {"整数之和", "the sum of integers"},
     2,
     list_sum},
    {"list",
     "group",
     "fun(rows: any[], by: string|fun(row: any): string): table<string, any[]>",
     {"按文字分组", "rows by a text"},
     2,
     list_group},
    {"list",
     "sort",
     "fun(rows: any[], by?: string|fun(row: any): string|number): any[]",
     {"从小到大排列，相等者保持原来次序", "in rising order; equal rows keep their order"},
     2,
     list_sort},
};

}  // namespace beihui::rules::lua

#include "http/query.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <charconv>

namespace beihui::http
{

const std::string* QueryReader::find(std::string_view name)
{
    known_.emplace_back(name);
    const auto named = [&](const auto& pair) { return pair.first == name; };
    const auto found = std::ranges::find_if(query_, named);
    if (found == query_.end())
        return nullptr;
    if (std::ranges::count_if(query_, named) > 1)
        fault(
            name, "given_twice",
            Words{
                "参数 " + std::string(name) + " 只能出现一次",
                "The parameter " + std::string(name) + " may be given once only"
            }
        );
    return &found->second;
}

void QueryReader::fault(std::string_view name, std::string code, Words detail, Words way_out)
{
    Fault found;
    found.where = "?" + std::string(name);
    found.code = std::move(code);
    found.detail = std::move(detail);
    found.way_out = std::move(way_out);
    faults_.push_back(std::move(found));
}

void QueryReader::take(std::string_view name, const Error& error)
{
    fault(name, error.code, error.detail);
}

std::size_t QueryReader::limit()
{
    return static_cast<std::size_t>(integer("limit", 1, 200).value_or(50));
}

std::optional<std::string> QueryReader::cursor()
{
    return text("cursor", 1000);
}

std::optional<std::string> QueryReader::text(std::string_view name, std::size_t most_characters)
{
    const std::string* given = find(name);
    if (given == nullptr)
        return std::nullopt;
    if (length_in_characters(*given) > most_characters) {
        const std::string most = std::to_string(most_characters);
        fault(
            name, "too_long",
            Words{"最多 " + most + " 个字符", "At most " + most + " characters are allowed"}
        );
        return std::nullopt;
    }
    return *given;
}

std::optional<std::int64_t> QueryReader::integer(
    std::string_view name,
    std::int64_t least,
    std::int64_t most
)
{
    const std::string* given = find(name);
    if (given == nullptr)
        return std::nullopt;
    std::int64_t value = 0;
    const char* end = given->data() + given->size();
    const auto [stop, failure] = std::from_chars(given->data(), end, value);
    if (failure != std::errc() || stop != end || value < least || value > most) {
        const std::string from = std::to_string(least);
        const std::string to = std::to_string(most);
        fault(
            name, "out_of_range",
            Words{
                "应为 " + from + " 到 " + to + " 的整数",
                "It must be a whole number from " + from + " to " + to
            }
        );
        return std::nullopt;
    }
    return value;
}

std::optional<Instant> QueryReader::instant(std::string_view name)
{
    const std::string* given = find(name);
    if (given == nullptr)
        return std::nullopt;
    const auto parsed = Instant::parse(*given);
    if (parsed)
        return *parsed;
    take(name, parsed.error());
    // The commonest mistake: the plus of the offset was not encoded and arrived as a blank.
    if (given->find(' ') != std::string::npos)
        faults_.back().way_out = Words{"网址中的 + 要写作 %2B", "Write + as %2B in an address"};
    return std::nullopt;
}

std::optional<Date> QueryReader::date(std::string_view name)
{
    const std::string* given = find(name);
    if (given == nullptr)
        return std::nullopt;
    const auto parsed = Date::parse(*given);
    if (parsed)
        return *parsed;
    take(name, parsed.error());
    return std::nullopt;
}

bool QueryReader::flag(std::string_view name)
{
    return choice(name, {"true", "false"}) == "true";
}

std::optional<std::string> QueryReader::choice(
    std::string_view name,
    const std::vector<std::string>& of
)
{
    const std::string* given = find(name);
    if (given == nullptr)
        return std::nullopt;
    if (std::ranges::find(of, *given) != of.end())
        return *given;
    std::string list;
    for (const std::string& word : of)
        list += (list.empty() ? "" : ", ") + word;
    fault(name, "not_a_choice", Words{"应为其中之一：" + list, "It must be one of: " + list});
    return std::nullopt;
}

Result<void> QueryReader::done()
{
    for (const auto& [name, value] : query_) {
        if (std::ranges::find(known_, name) != known_.end())
            continue;
        const std::string shown = one_line(name, 60);
        Words way_out{"请去掉它", "Leave it out"};
        if (const auto near = nearest_name(name, known_))
            way_out = Words{"是否指 " + *near + "？", "Did you mean " + *near + "?"};
        fault(
            shown, "unknown_parameter",
            Words{"没有参数 " + shown, "There is no parameter " + shown}, std::move(way_out)
        );
    }
    if (faults_.empty())
        return {};
    return refuse(
        Refusal::invalid_input, "bad_query", "地址中的查询参数有误",
        "The parameters of the address are wrong", std::move(faults_)
    );
}

}  // namespace beihui::http

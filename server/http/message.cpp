#include "http/message.hpp"

#include "base/text.hpp"
#include "http/grammar.hpp"
#include "http/head_scan.hpp"

#include <algorithm>

namespace beihui::http
{
namespace
{

std::string lower_case(std::string_view text)
{
    std::string result(text);
    for (char& c : result)
        if (c >= 'A' && c <= 'Z')
            c = static_cast<char>(c - 'A' + 'a');
    return result;
}

std::string_view value_in(const Pairs& pairs, std::string_view name)
{
    for (const auto& [known, value] : pairs)
        if (known == name)
            return value;
    return {};
}

int hex_value(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

// 0 to 1000 for "1", "0.5", "0.125"; whatever else stands there counts as 0.
int thousandths(std::string_view text)
{
    if (text.empty() || text.size() > 5 || (text[0] != '0' && text[0] != '1'))
        return 0;
    int value = (text[0] - '0') * 1000;
    int place = 100;
    for (const char c : text.substr(std::min<std::size_t>(2, text.size()))) {
        if (c < '0' || c > '9')
            return 0;
        value += (c - '0') * place;
        place /= 10;
    }
    return std::min(value, 1000);
}

// Splits "name;q=0.5" into its name and its preference.
std::pair<std::string_view, int> read_preference(std::string_view item)
{
    const auto parts = split(item, ';');
    int preference = 1000;
    for (std::size_t i = 1; i < parts.size(); ++i) {
        const auto part = trim(parts[i]);
        if (part.starts_with("q=") || part.starts_with("Q="))
            preference = thousandths(part.substr(2));
    }
    return {trim(parts.front()), preference};
}

bool read_query(std::string_view text, Pairs& query)
{
    if (text.empty())
        return true;
    for (const std::string_view item : split(text, '&')) {
        if (item.empty())
            continue;
        const auto equals = std::min(item.find('='), item.size());
        const auto name = decode_percent(item.substr(0, equals), true);
        const auto value = decode_percent(item.substr(std::min(equals + 1, item.size())), true);
        if (!name || !value)
            return false;
        query.emplace_back(*name, *value);
    }
    return true;
}

}  // namespace

std::string_view Request::header(std::string_view name) const
{
    return value_in(headers, name);
}

std::string_view Request::path_value(std::string_view name) const
{
    return value_in(path_values, name);
}

std::optional<std::string_view> Request::cookie(std::string_view name) const
{
    std::optional<std::string_view> found;
    for (const std::string_view item : split(header("cookie"), ';')) {
        const auto pair = trim(item);
        if (pair.size() <= name.size() || !pair.starts_with(name) || pair[name.size()] != '=')
            continue;
        if (found)
            return std::nullopt;
        found = pair.substr(name.size() + 1);
    }
    return found;
}

Language Request::language() const
{
    int chinese = 0;
    int english = 0;
    for (const std::string_view item : split(header("accept-language"), ',')) {
        const auto [name, preference] = read_preference(item);
        if (same_name(name.substr(0, 2), "zh"))
            chinese = std::max(chinese, preference);
        else if (same_name(name.substr(0, 2), "en"))
            english = std::max(english, preference);
    }
    return english > chinese ? Language::english : Language::chinese;
}

std::string_view Response::body_text() const
{
    if (const auto* shared = std::get_if<SharedText>(&body))
        return *shared ? std::string_view(**shared) : std::string_view();
    return std::get<std::string>(body);
}

std::string_view Response::header(std::string_view name) const
{
    return value_in(headers, name);
}

Request request_of(const Head& head, std::string peer, std::string id)
{
    Request request;
    request.method = head.method;
    request.target = head.target;
    request.peer = std::move(peer);
    request.id = std::move(id);
    request.started = std::chrono::steady_clock::now();
    request.headers.reserve(head.fields.size());
    for (const auto& [name, value] : head.fields) {
        std::string lowered = lower_case(name);
        const auto same = [&](const auto& pair) { return pair.first == lowered; };
        const auto known = std::ranges::find_if(request.headers, same);
        if (known == request.headers.end())
            request.headers.emplace_back(std::move(lowered), value);
        else
            known->second.append(", ").append(value);
    }
    return request;
}

std::optional<std::string> decode_percent(std::string_view text, bool plus_is_blank)
{
    std::string decoded;
    decoded.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '+' && plus_is_blank) {
            decoded += ' ';
            continue;
        }
        if (text[i] != '%') {
            decoded += text[i];
            continue;
        }
        if (i + 2 >= text.size())
            return std::nullopt;
        const int high = hex_value(text[i + 1]);
        const int low = hex_value(text[i + 2]);
        if (high < 0 || low < 0)
            return std::nullopt;
        decoded += static_cast<char>(high * 16 + low);
        i += 2;
    }
    if (!is_utf8(decoded))
        return std::nullopt;
    return decoded;
}

int decode_target(Request& request)
{
    const std::string_view target = request.target;
    const auto mark = std::min(target.find('?'), target.size());
    const auto raw_path = target.substr(0, mark);

    // Faults of form come before doubtful names, whichever segment they stand in.
    bool doubtful = false;
    std::vector<std::string> segments;
    if (raw_path != "/")
        for (const std::string_view raw : split(raw_path.substr(1), '/')) {
            auto segment = decode_percent(raw);
            if (!segment)
                return 400;
            if (std::ranges::any_of(*segment, is_forbidden) ||
                segment->find('\t') != std::string::npos)
                return 400;
            doubtful = doubtful || segment->empty() || *segment == "." || *segment == ".." ||
                       segment->find_first_of("/\\%") != std::string::npos;
            segments.push_back(std::move(*segment));
        }
    if (!read_query(target.substr(std::min(mark + 1, target.size())), request.query))
        return 400;
    if (doubtful)
        return 404;

    request.path = segments.empty() ? "/" : "";
    for (const std::string& segment : segments)
        request.path.append("/").append(segment);
    request.segments = std::move(segments);
    return 0;
}

std::optional<int> preference_for(std::string_view list, std::string_view name)
{
    for (const std::string_view item : split(list, ',')) {
        const auto [named, preference] = read_preference(item);
        if (same_name(named, name))
            return preference;
    }
    return std::nullopt;
}

bool names_tag(std::string_view list, std::string_view tag)
{
    const auto strong = [](std::string_view text) {
        return text.starts_with("W/") ? text.substr(2) : text;
    };
    for (const std::string_view item : split(list, ',')) {
        const auto named = trim(item);
        if (named == "*" || (!named.empty() && strong(named) == strong(tag)))
            return true;
    }
    return false;
}

}  // namespace beihui::http

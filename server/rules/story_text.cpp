#include "rules/story_text.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <charconv>

namespace beihui::rules
{
namespace
{

constexpr std::int64_t most_turns = 10'000;
constexpr std::string_view morning = "09:00";

bool read_number(std::string_view text, std::int64_t& number)
{
    const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
    return !text.empty() && read.ec == std::errc() && read.ptr == text.data() + text.size();
}

// "1..40" or "05..26..7".
bool read_bounds(std::string_view text, Range& range)
{
    const std::size_t dots = text.find("..");
    if (dots == std::string_view::npos)
        return false;
    const std::string_view first = text.substr(0, dots);
    std::string_view last = text.substr(dots + 2);
    if (const std::size_t more = last.find(".."); more != std::string_view::npos) {
        if (!read_number(last.substr(more + 2), range.step))
            return false;
        last = last.substr(0, more);
    }
    std::int64_t end = 0;
    if (!read_number(first, range.first) || !read_number(last, end) || range.step < 1 ||
        range.first < 0 || end < range.first)
        return false;
    range.width = first.starts_with('0') ? first.size() : 0;
    range.size = (end - range.first) / range.step + 1;
    return range.size <= most_turns;
}

std::string with_names(std::string text, const Filling& filling)
{
    for (const auto& [name, value] : filling.names) {
        const std::string mark = "<" + name + ">";
        for (std::size_t at = text.find(mark); at != std::string::npos;
             at = text.find(mark, at + value.size()))
            text.replace(at, mark.size(), value);
    }
    return text;
}

void unequal(const Place& place, Faults& faults)
{
    faults.add(
        place, "RP1316", "一起走的几个范围须一样长",
        "ranges that run together must be of one length", "检查起止编号", "check both ends"
    );
}

}  // namespace

std::string Range::at(std::int64_t turn) const
{
    std::string digits = std::to_string(first + turn * step);
    if (digits.size() < width)
        digits.insert(0, width - digits.size(), '0');
    return before + digits + after;
}

std::optional<Range> find_range(const std::string& text, const Place& place, Faults& faults)
{
    const std::size_t open = text.find('{');
    if (open == std::string::npos)
        return std::nullopt;
    Range range;
    const std::size_t close = text.find('}', open);
    if (close != std::string::npos &&
        read_bounds(std::string_view(text).substr(open + 1, close - open - 1), range)) {
        range.before = text.substr(0, open);
        range.after = text.substr(close + 1);
        return range;
    }
    faults.add(
        place, "RP1316", "范围“" + one_line(text, 60) + "”写错",
        "the range \"" + one_line(text, 60) + "\" is not one",
        "写作 \"S{1..40}\" 或 \"2025-05-{05..26..7}\"，至多 10000 个",
        "write \"S{1..40}\" or \"2025-05-{05..26..7}\", at most 10000"
    );
    return std::nullopt;
}

std::string Filling::fill(const Yaml& scalar, Faults& faults) const
{
    std::string text = with_names(scalar.raw(), *this);
    if (!turn)
        return text;
    const auto range = find_range(text, scalar.place(), faults);
    if (!range)
        return text;
    if (range->size != turns)
        unequal(scalar.place(), faults);
    return range->at(*turn);
}

std::optional<std::int64_t> turns_of(
    const std::vector<const Yaml*>& scalars,
    const Filling& filling,
    Faults& faults
)
{
    std::optional<std::int64_t> turns;
    for (const Yaml* const scalar : scalars) {
        if (!scalar || !scalar->is_scalar())
            continue;
        const auto range = find_range(with_names(scalar->raw(), filling), scalar->place(), faults);
        if (range && turns && *turns != range->size)
            unequal(scalar->place(), faults);
        if (range && !turns)
            turns = range->size;
    }
    return turns;
}

std::optional<Instant> parse_moment(std::string_view text)
{
    const std::size_t blank = text.find(' ');
    const std::string_view time =
        blank == std::string_view::npos ? morning : text.substr(blank + 1);
    const auto moment =
        Instant::parse(std::string(text.substr(0, blank)) + "T" + std::string(time) + "+08:00");
    return moment ? std::optional(*moment) : std::nullopt;
}

Instant read_moment(const Yaml& node, const std::string& text, Faults& faults)
{
    if (const auto moment = parse_moment(text))
        return *moment;
    faults.add(
        node.place(), "RP1311", "“" + one_line(text, 60) + "”不是时刻",
        "\"" + one_line(text, 60) + "\" is no moment",
        "写作 \"2025-05-10 20:00\"（可到秒；24:00 为当日终了），只写日期为当日 9:00",
        "write \"2025-05-10 20:00\"; a day alone is nine o'clock"
    );
    return Instant();
}

}  // namespace beihui::rules

#include "base/log.hpp"

#include "base/clock.hpp"
#include "base/text.hpp"

#include <boost/json/serialize.hpp>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <limits>
#include <mutex>

namespace beihui
{
namespace
{

constexpr std::size_t longest_message = 4096;

std::atomic<LogLevel> least_level = LogLevel::info;

const char* name_of(LogLevel level)
{
    switch (level) {
    case LogLevel::debug:   return "debug";
    case LogLevel::info:    return "info";
    case LogLevel::warning: return "warning";
    case LogLevel::error:   break;
    }
    return "error";
}

// Always with milliseconds, so that lines sort as text.
std::string stamp(Instant at)
{
    std::string text = at.text();
    if (at.ms() % 1000 == 0)
        text.insert(text.size() - std::string_view("+08:00").size(), ".000");
    return text;
}

}  // namespace

void log(
    LogLevel level,
    std::string_view event,
    std::string_view message,
    const boost::json::object& fields
)
{
    static std::mutex one_at_a_time;
    if (level < least_level.load())
        return;
    const std::string line = log_line(SystemClock().now(), level, event, message, fields) + "\n";
    const std::lock_guard lock(one_at_a_time);
    for (std::string_view rest = line; !rest.empty();) {
        const ssize_t written = ::write(STDERR_FILENO, rest.data(), rest.size());
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            return;  // nobody can be told that the log is gone
        rest.remove_prefix(static_cast<std::size_t>(written));
    }
}

void set_log_level(LogLevel least)
{
    least_level.store(least);
}

std::string log_line(
    Instant at,
    LogLevel level,
    std::string_view event,
    std::string_view message,
    const boost::json::object& fields
)
{
    boost::json::object line;
    line.emplace("ts", stamp(at));
    line.emplace("level", name_of(level));
    line.emplace("event", std::string(event));
    line.emplace("msg", one_line(message, longest_message));
    for (const auto& field : fields)
        line.emplace(field.key(), field.value());
    // The serializer escapes what JSON demands; one_line() also what a terminal would obey, in a
    // form that is an escape in JSON as well.
    return one_line(boost::json::serialize(line), std::numeric_limits<std::size_t>::max());
}

}  // namespace beihui

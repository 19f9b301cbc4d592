#pragma once

#include "base/civil.hpp"

#include <boost/json/object.hpp>

#include <string>
#include <string_view>

namespace beihui
{

enum class LogLevel
{
    debug,
    info,
    warning,
    error,
};

// Writes one line of JSON to standard error, whole even when several threads write at once:
//   {"ts":"2026-04-30T12:00:00.000+08:00","level":"info","event":"started","msg":"...", fields...}
//
// `event` is a stable name for programs, `message` a sentence for the operator. Fields named like
// one of the four are left out. No personal data: name people and cases by id, and never put what
// someone typed, a secret or a request body into a field. The caller answers for that.
void log(
    LogLevel level,
    std::string_view event,
    std::string_view message,
    const boost::json::object& fields = {}
);

// Lines below this level are not written; info at the start.
void set_log_level(LogLevel least);

// The line that log() writes, without the line feed. Every character that could break or disguise
// a line is escaped, and bytes that are not UTF-8 become U+FFFD.
std::string log_line(
    Instant at,
    LogLevel level,
    std::string_view event,
    std::string_view message,
    const boost::json::object& fields
);

}  // namespace beihui

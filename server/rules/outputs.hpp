#pragma once

#include "base/json.hpp"
#include "base/result.hpp"

#include <span>
#include <string_view>

namespace beihui::rules
{

// What a key of an output may hold.
enum class OutputType
{
    text,
    words,  // a text, or { zh = …, en = … }
    truth,
    count,     // an integer, not below zero
    texts,     // a list of texts
    date,      // 2026-04-30
    instant,   // what cal.at and cal.end_of give
    level,     // info, warning, error
    force,     // must, in_principle
    revision,  // pin, follow
};

struct OutputKey
{
    std::string_view name;
    OutputType type = OutputType::text;
    bool needed = false;
};

// The keys that each output knows; docs/rules.md lists them.
std::span<const OutputKey> requirement_keys();
std::span<const OutputKey> duty_keys();
std::span<const OutputKey> quota_keys();
std::span<const OutputKey> finding_keys();

// Refuses (RP2043) a key that is unknown, missing or of another type. `output` is "requirement".
Result<void> check_keys(
    std::string_view output,
    std::span<const OutputKey> keys,
    const json::object& data
);

// The refusal itself: `what` goes on after "out:requirement 的 met".
Error bad_output(std::string_view output, std::string_view key, Words what, Words way_out = {});

}  // namespace beihui::rules

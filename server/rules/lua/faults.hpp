#pragma once

#include "base/result.hpp"

#include <string>
#include <string_view>

namespace beihui::rules::lua
{

// The faults of a pack, by their stable codes. Each has its page in the handbook.
namespace code
{
constexpr std::string_view syntax = "RP2001";
constexpr std::string_view run_time = "RP2002";
constexpr std::string_view instructions = "RP2003";
constexpr std::string_view memory = "RP2004";
constexpr std::string_view wall_time = "RP2005";
constexpr std::string_view result = "RP2006";
constexpr std::string_view source = "RP2007";
constexpr std::string_view fuel = "RP2008";
constexpr std::string_view write = "RP2009";
constexpr std::string_view unknown_name = "RP2010";
constexpr std::string_view too_large = "RP2011";
constexpr std::string_view call_depth = "RP2012";
constexpr std::string_view not_offered = "RP2013";
constexpr std::string_view module = "RP2014";
constexpr std::string_view argument = "RP2015";
constexpr std::string_view ended = "RP2016";
}  // namespace code

// The longest message that is kept, in bytes.
constexpr std::size_t message_bytes = 1024;

// One fault of a pack as a refusal. Both texts are made fit for one line: valid UTF-8, controls
// escaped, at most `message_bytes` each. A fault of the text (found before anything runs) is
// invalid_input; any other is unavailable: nothing is wrong with what the person asked.
Error pack_fault(std::string_view code, std::string where, Words detail, Words way_out = {});

// One of Lua's own messages, without its "file:line:" in front. Messages that the table does not
// know, and those a pack made with error(), stay as they are in both languages.
Words translated(std::string_view message);

// A word of the source that a message of Lua's names, such as the field in "(field 'x')" or the
// token in "near 'x'"; empty if it names none.
std::string_view named_in(std::string_view message);

}  // namespace beihui::rules::lua

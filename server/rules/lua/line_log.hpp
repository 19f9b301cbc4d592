#pragma once

#include "base/result.hpp"

#include <map>
#include <set>
#include <string>
#include <string_view>

namespace beihui::rules::lua
{

// The lines of a pack's Lua that ran, while its tests are measured. A State that has one is slower;
// only `beihui pack cover` gives it one. Not for two threads at once.
class LineLog
{
public:
    using Lines = std::map<std::string, std::set<int>, std::less<>>;  // by chunk name

    void ran(std::string_view chunk_name, int line);
    const Lines& lines() const { return lines_; }

private:
    Lines lines_;
};

// The lines of a source that can run: those that hold an instruction, without those that only
// close something. Refuses what scan() refuses.
Result<std::set<int>> lines_that_can_run(std::string_view chunk_name, std::string_view source);

}  // namespace beihui::rules::lua

#include "rules/lua/line_log.hpp"
#include "rules/lua/state.hpp"

#include <gtest/gtest.h>

namespace beihui::rules::lua
{
namespace
{

constexpr std::string_view source = R"lua(local M = {}

function M.grade(n)
    if n > 10 then
        return "above"
    else
        return "below"
    end
end

M.never = function()
    local x = 1
    return x
end

return M
)lua";

TEST(LineLog, FindsTheLinesThatCanRunInFunctionsThatNeverRanToo)
{
    const auto lines = lines_that_can_run("a.lua", source);
    ASSERT_TRUE(lines);
    for (const int line : {1, 4, 5, 7, 12, 13, 16})
        EXPECT_TRUE(lines->contains(line)) << line;
    for (const int line : {2, 6, 8, 9, 14, 15})
        EXPECT_FALSE(lines->contains(line)) << line;
}

TEST(LineLog, NotesTheLinesThatRanAndNoOthers)
{
    LineLog log;
    State state;
    state.set_line_log(&log);
    const auto answer =
        state.evaluate("a.lua", "local n = 3\nif n > 10 then\n    n = 1\nend\nreturn n\n");
    ASSERT_TRUE(answer);
    const std::set<int> ran = log.lines().at("a.lua");
    EXPECT_TRUE(ran.contains(2));
    EXPECT_TRUE(ran.contains(5));
    EXPECT_FALSE(ran.contains(3));
}

TEST(LineLog, DoesNotChangeWhatARuleMayUse)
{
    LineLog log;
    State state;
    state.set_line_log(&log);
    const auto endless = state.evaluate("a.lua", "while true do\nlocal x = 1\nend");
    ASSERT_FALSE(endless);
    EXPECT_TRUE(endless.error().code == "RP2003" || endless.error().code == "RP2005");
}

}  // namespace
}  // namespace beihui::rules::lua

-- luacheck for rule packs. The whole standard library here is what the sandbox leaves to a pack
-- (server/rules/lua/ builds the same list): a rule that names `os`, `pcall` or `string.find`
-- fails before it runs. Host modules come by require, so that a file shows what it uses:
--   local N = require "circular"

local function allowed(names)
    local fields = {}
    for name in names:gmatch("%S+") do
        fields[name] = {}
    end
    return { fields = fields }
end

stds.pack = {
    read_globals = {
        -- Left out: pcall, xpcall (would swallow the error that ends a rule over its limit),
        -- load, dofile, setmetatable, coroutine, os, io, debug, collectgarbage, print.
        "assert", "error", "ipairs", "next", "pairs", "select", "tonumber", "tostring", "type",
        "require",
        table = allowed("concat insert pack remove sort unpack"),
        -- No patterns: one call can take exponential time inside a single instruction.
        string = allowed("byte char format len lower rep sub upper"),
        -- No random, no transcendental functions: they differ between machines.
        math = allowed("abs ceil floor max maxinteger min mininteger tointeger type ult"),
        utf8 = allowed("char codepoint len offset"),
        -- The host's own, in linear time (rules/lua/functions.cpp, rules/lua/list_functions.cpp).
        text = allowed("has half_width is_uscc len split starts trim"),
        num = allowed("percent round"),
        list = allowed("count group sort sum"),
        -- Bound by the host.
        text = allowed("trim has starts split len half_width is_uscc fold digits which"),
        num = allowed("percent round"),
        list = allowed("count sum group sort"),
    },
}

std = "pack"
max_line_length = 100
max_cyclomatic_complexity = 15
include_files = { "rules/**/*.lua" }
-- eval(ctx, p, out) has one shape; a rule need not use all three.
unused_args = false

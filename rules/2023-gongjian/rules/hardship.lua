-- 困难毕业生名册与帮扶档案核对（2023/四(五)a、四(五)b）：一人一档、一人一策、一对一。
-- 有问题的人只列代号，给可以看个人信息的人；其他人只见人数。

local N = require "circular"
local lib = require "lib"

-- 今天仍在名册上的人，每人一次。
local function on_roster(ctx)
    local people, seen = {}, {}
    for _, row in ipairs(ctx.case.roster) do
        local id = row.graduate or row.key
        local active = (row.from == nil or row.from <= ctx.today)
            and (row.to == nil or row.to >= ctx.today)
        if id and active and not seen[id] then
            seen[id] = true
            lib.add(people, id)
        end
    end
    return people, seen
end

local function applies(ctx, out)
    if not ctx.one_of(ctx.org.kind, { "school", "college" }) then
        out:not_applicable "帮扶台账在高校和院系"
        return false
    end
    if #ctx.case.roster == 0 then
        out:not_applicable "台账里没有困难毕业生名册"
        return false
    end
    return true
end

-- 一类问题：有人就列出来；交出要写进“还差什么”的话。
local function tell(out, missing, people, zh)
    if #people == 0 then
        return
    end
    local message = zh:format(#people)
    lib.add(missing, message)
    out:finding { level = "error", message = message, at = "roster", people = people }
end

local function sorted(map, seen)
    local ids = {}
    for id in pairs(map) do
        if not seen[id] then
            lib.add(ids, id)
        end
    end
    table.sort(ids)
    return ids
end

local function files_of(ctx, p)
    local none, several, planless = {}, {}, {}
    local people, seen = on_roster(ctx)
    local most, closed_counts = p "hardship.open_files", p "hardship.closed_counts"
    for _, id in ipairs(people) do
        local open, all = ctx.input.open[id] or 0, ctx.input.all[id] or 0
        if open > most then
            lib.add(several, id)
        elseif open == 0 and not (closed_counts and all > 0) then
            lib.add(none, id)
        elseif open > 0 and (ctx.input.planned[id] or 0) == 0 then
            lib.add(planless, id)
        end
    end
    return none, several, planless, sorted(ctx.input.open, seen)
end

N.rule {
    id = "hardship.files",
    clause = "2023/四(五)a",
    title = { zh = "一人一档、一人一策", en = "One file and one plan for each person" },
    on = "campaign",
    emits = "requirement",
    gate = "summary",
    needs = {
        all = { of = "assistance", count = "rows", by = "person", window = "asked" },
        open = {
            of = "assistance",
            count = "rows",
            by = "person",
            where = { open = true },
            window = "asked",
        },
        planned = {
            of = "assistance",
            count = "rows",
            by = "person",
            where = { open = true, planned = true },
            window = "asked",
        },
    },
    eval = function(ctx, p, out)
        if not applies(ctx, out) then
            return
        end
        local none, several, planless, strangers = files_of(ctx, p)
        local missing = {}
        tell(out, missing, none, "%d 名困难毕业生没有帮扶档案（一人一档）")
        tell(
            out,
            missing,
            several,
            "%d 名困难毕业生有多份没有结案的档案（一人一档）"
        )
        tell(out, missing, planless, "%d 名困难毕业生没有帮扶计划（一人一策）")
        out:requirement {
            key = "H01",
            met = #missing == 0,
            missing = missing,
            blocking = false,
            owner = "college_officer",
            way_out = "建档；重复的档案作废一份；制定一人一策",
        }
        if #strangers > 0 then
            out:finding {
                level = "info",
                message = ("%d 名毕业生有档案而不在名册上；请核对名册"):format(
                    #strangers
                ),
                at = "roster",
                people = strangers,
            }
        end
    end,
}

N.rule {
    id = "hardship.helpers",
    clause = "2023/四(五)b",
    title = { zh = "一对一帮扶", en = "One helper for each person" },
    on = "campaign",
    emits = "requirement",
    gate = "summary",
    needs = {
        open = {
            of = "assistance",
            count = "rows",
            by = "person",
            where = { open = true },
            window = "asked",
        },
        helped = {
            of = "assistance",
            count = "rows",
            by = "person",
            where = { open = true, helped = true },
            window = "asked",
        },
    },
    eval = function(ctx, _, out)
        if not applies(ctx, out) then
            return
        end
        -- 没有档案的人由“一人一档”一项点名，这里不再重复。
        local alone, missing = {}, {}
        for _, id in ipairs((on_roster(ctx))) do
            local open, helped = ctx.input.open[id] or 0, ctx.input.helped[id] or 0
            if open > 0 and helped == 0 then
                lib.add(alone, id)
            end
        end
        tell(out, missing, alone, "%d 名困难毕业生没有现任帮扶责任人（一对一）")
        out:requirement {
            key = "H02",
            met = #missing == 0,
            missing = missing,
            blocking = false,
            owner = "college_officer",
            way_out = "在帮扶档案里结对，或把离任责任人交接给他人",
        }
    end,
}

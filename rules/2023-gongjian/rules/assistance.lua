-- 一份帮扶档案：同一人不重复建档、有计划（2023/四(五)a），恰有一名现任责任人（四(五)b），补贴一次（四(五)f）。

local N = require "circular"
local lib = require "lib"

-- 某人在本单位的数，减去本案卷自己的。
local function elsewhere(ctx, all, own)
    local id = ctx.case.file.graduate
    return id and (all[id] or 0) - own or 0
end

N.rule {
    id = "assistance.file",
    clause = "2023/四(五)a",
    title = { zh = "一人一档、一人一策", en = "One file, one plan" },
    on = "assistance",
    emits = "requirement",
    gate = "reporting",
    needs = {
        open = {
            of = "assistance",
            count = "rows",
            by = "person",
            where = { open = true },
            window = "asked",
        },
        own = {
            of = "assistance",
            count = "rows",
            where = { open = true },
            window = "asked",
            within = "case",
        },
    },
    eval = function(ctx, p, out)
        local plans, need = #ctx.case.plans, p "hardship.plans_min"
        out:requirement {
            key = "A01",
            met = plans >= need,
            missing = plans >= need and {}
                or { ("计划 %d 份，一人一策至少 %d 份"):format(plans, need) },
            owner = "college_officer",
            way_out = "办理“制定一人一策”",
        }
        local others = elsewhere(ctx, ctx.input.open, ctx.input.own)
        if 1 + others > p "hardship.open_files" then
            out:finding {
                level = "error",
                message = ("该毕业生另有 %d 份没有结案的档案；一人一档，请保留一份，其余作废"):format(
                    others
                ),
                at = "file/graduate",
            }
        end
    end,
}

N.rule {
    id = "assistance.helper",
    clause = "2023/四(五)b",
    title = { zh = "现任帮扶责任人", en = "The helper in charge" },
    on = "assistance",
    emits = "requirement",
    gate = "reporting",
    eval = function(ctx, p, out)
        local current, missing = 0, {}
        for _, row in ipairs(ctx.case.helpers) do
            if row.to == nil then
                current = current + 1
                if not ctx.one_of(row.role, p "hardship.helper_roles") then
                    lib.add(
                        missing,
                        ("责任人职务为“%s”，不在通知列举的职务之内"):format(
                            row.role
                        )
                    )
                end
            end
        end
        local need = p "hardship.helpers"
        if current ~= need then
            lib.add(
                missing,
                ("现任责任人 %d 名，一对一帮扶须恰有 %d 名"):format(current, need)
            )
        end
        out:requirement {
            key = "A02",
            met = #missing == 0,
            missing = missing,
            owner = "college_officer",
            way_out = "办理“结对”或“交接责任人”；交接时先写上原责任人的离任日期",
        }
    end,
}

N.rule {
    id = "assistance.subsidy",
    clause = "2023/四(五)f",
    title = { zh = "一次性求职创业补贴", en = "One-off subsidy" },
    on = "assistance",
    emits = "requirement",
    gate = "reporting",
    needs = {
        paid = {
            of = "subsidy",
            count = "rows",
            by = "person",
            where_param = { kind = "subsidy.kind" },
            window = "asked",
        },
        own = {
            of = "subsidy",
            count = "rows",
            where_param = { kind = "subsidy.kind" },
            window = "asked",
            within = "case",
        },
    },
    eval = function(ctx, p, out)
        local kind, most, here = p "subsidy.kind", p "subsidy.most", 0
        for _, row in ipairs(ctx.case.subsidies) do
            if row.kind == kind and row.paid_on then
                here = here + 1
            end
        end
        local others = elsewhere(ctx, ctx.input.paid, ctx.input.own)
        if here == 0 then
            return out:not_applicable("本档案没有发放" .. kind)
        end
        local met = here + others <= most
        out:requirement {
            key = "A03",
            met = met,
            missing = met and {}
                or {
                    ("%s已发放 %d 次（本档案 %d 次，其他档案 %d 次），每人最多 %d 次"):format(
                        kind,
                        here + others,
                        here,
                        others,
                        most
                    ),
                },
            owner = "college_officer",
            way_out = "核对发放记录，更正重复登记的一笔；配套补贴不受此限",
        }
    end,
}

-- 低于本校平均水平的院系：每个专业点任务到人（2023/四(一)e），联系走访不少于 10 家（四(一)f）。

local N = require "circular"
local lib = require "lib"

-- 本届有毕业生的专业点。
local function programmes(ctx, p)
    local all, year = {}, p "programmes.class_year"
    for _, row in ipairs(ctx.org.programmes) do
        if row.class_year == year then
            lib.add(all, row)
        end
    end
    return all
end

-- 院系有没有任务；没有时说明原因并返回 false。
local function has_tasks(ctx, p, out, scope)
    if ctx.org.kind ~= "college" then
        out:not_applicable "专业点的任务在院系台账里"
        return false
    end
    if scope == "all" then
        return true
    end
    local below, rate, average = lib.college_standing(ctx, p)
    local year = p "focus.class_year"
    if below == nil then
        out:finding {
            level = "warning",
            message = ("单位库没有登记 %d 届院系或学校的去向落实率，不能判断专业点任务是否适用"):format(
                year
            ),
            at = "campaign",
        }
    elseif not below then
        out:not_applicable(
            ("%d 届去向落实率 %s%%，不低于本校平均水平 %s%%，没有这项任务"):format(
                year,
                rate,
                average
            )
        )
    else
        out:note(("%s%% 低于 %s%%"):format(rate, average))
    end
    return below == true
end

local function none_registered(p, out)
    out:finding {
        level = "warning",
        message = ("单位库没有登记 %d 届的学科专业点"):format(
            p "programmes.class_year"
        ),
        at = "campaign",
    }
end

-- 这个专业点有没有落实到人的任务。
local function is_owned(ctx, code, kind)
    for _, task in ipairs(ctx.case.tasks) do
        if task.kind == kind and task.programme == code and task.person then
            return true
        end
    end
    return false
end

N.rule {
    id = "colleges.owners",
    clause = "2023/四(一)e",
    title = { zh = "专业点任务到人", en = "A named owner for each programme" },
    on = "campaign",
    emits = "requirement",
    gate = "summary",
    eval = function(ctx, p, out)
        if not has_tasks(ctx, p, out, "below_average_colleges") then
            return
        end
        local rows, missing = programmes(ctx, p), {}
        if #rows == 0 then
            return none_registered(p, out)
        end
        for _, row in ipairs(rows) do
            if not is_owned(ctx, row.code, p "programmes.task_kind") then
                lib.add(missing, ("%s（%s）：没有责任人"):format(row.name, row.code))
            end
        end
        out:requirement {
            key = "K03",
            met = #missing == 0,
            missing = missing,
            blocking = false,
            owner = "college_officer",
            way_out = "在“分派任务”里为每个专业点写明责任人和专业代码",
        }
    end,
}

-- 毕业生人数达到起点的，要适当增加；数量由口径定。
local function need_of(p, out, row)
    local need, graduates = p "programmes.min", row.graduates or 0
    if graduates < p "programmes.large_from" then
        return need
    end
    local extra = p "extra_for_30"
    out:finding {
        level = "info",
        message = ("%s（%s）毕业生 %d 人：通知要求适当增加，数量未规定；按口径增加 %d 家，不少于 %d 家"):format(
            row.name,
            row.code,
            graduates,
            extra,
            need + extra
        ),
        at = "quotas/programme-" .. row.code,
        interpretation = "i-010",
    }
    return need + extra
end

N.rule {
    id = "colleges.programmes",
    clause = "2023/四(一)f",
    title = { zh = "专业点联系走访用人单位", en = "Employers visited by each programme" },
    on = "campaign",
    emits = "quota",
    needs = {
        firms = {
            of = "visit",
            count = "distinct(employer)",
            by = "programme",
            where = { completed = true },
            where_param = { role = "programmes.roles" },
            window_param = "campaign.window",
        },
    },
    eval = function(ctx, p, out)
        if not has_tasks(ctx, p, out, p "programme_scope") then
            return
        end
        local rows = programmes(ctx, p)
        if #rows == 0 then
            return none_registered(p, out)
        end
        for _, row in ipairs(rows) do
            local need = need_of(p, out, row)
            out:quota {
                key = "programme-" .. row.code,
                title = ("%s（%s）联系走访用人单位"):format(row.name, row.code),
                have = ctx.input.firms[row.code] or 0,
                need = need,
                unit = "家",
            }
            if row.graduates == nil then
                out:finding {
                    level = "warning",
                    message = ("%s（%s）没有登记毕业生人数，暂按不需增加计"):format(
                        row.name,
                        row.code
                    ),
                    at = "quotas/programme-" .. row.code,
                }
            end
        end
    end,
}

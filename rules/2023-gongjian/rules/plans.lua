-- 时间表、任务书、路线图（2023/五(二)b）；省级部门的部门协同（五(一)c）。

local N = require "circular"
local lib = require "lib"

-- 只数本单位自己的文件，不算下级的。
local function document(parameter)
    return {
        of = "plan_document",
        count = "rows",
        by = "organisation",
        where_param = { kind = parameter },
        window = "asked",
    }
end

-- 没有完成期限，或期限晚于行动末日的任务。
local function late_tasks(p, missing, rows)
    local last = p "plans.last_day"
    for _, row in ipairs(rows) do
        if row.due_on == nil then
            lib.add(missing, ("任务 %s：没有完成期限"):format(row.title))
        elseif row.due_on > last then
            lib.add(
                missing,
                ("任务 %s：期限 %s 晚于 %s"):format(row.title, row.due_on, last)
            )
        end
    end
end

N.rule {
    id = "plans.three",
    clause = "2023/五(二)b",
    title = { zh = "时间表、任务书、路线图", en = "Timetable, task list, route map" },
    on = "campaign",
    emits = "requirement",
    gate = "summary",
    needs = {
        timetable = document "plans.timetable",
        task_list = document "plans.task_list",
        route_map = document "plans.route_map",
    },
    eval = function(ctx, p, out)
        if not ctx.one_of(ctx.org.kind, p "progress.obligors") then
            return out:not_applicable "三份文件由省级部门和高校制定"
        end
        local missing = {}
        for _, name in ipairs { "timetable", "task_list", "route_map" } do
            if (ctx.input[name][ctx.org.id] or 0) == 0 then
                lib.add(missing, "没有" .. table.concat(p("plans." .. name), "、"))
            end
        end
        late_tasks(p, missing, ctx.case.tasks)
        out:requirement {
            key = "K06",
            met = #missing == 0,
            missing = missing,
            blocking = false,
            owner = ctx.org.kind,
            way_out = "开立“方案文件”案卷；为每项任务写上不晚于行动末日的期限",
        }
    end,
}

N.rule {
    id = "plans.lines",
    clause = "2023/五(二)b",
    title = { zh = "每项任务的完成期限", en = "Due date of each task" },
    on = "plan-document",
    emits = "requirement",
    gate = "readiness",
    eval = function(ctx, p, out)
        local kind = ctx.case.document.kind
        local task_list = ctx.one_of(kind, p "plans.task_list")
        if
            not task_list
            and not ctx.one_of(kind, p "plans.timetable")
            and not ctx.one_of(kind, p "plans.route_map")
        then
            return out:not_applicable "不是时间表、任务书、路线图"
        end
        local missing = {}
        if task_list and #ctx.case.lines == 0 then
            lib.add(missing, "任务书没有任务明细")
        end
        late_tasks(p, missing, ctx.case.lines)
        out:requirement {
            key = "P01",
            met = #missing == 0,
            missing = missing,
            owner = ctx.org.kind,
            way_out = "在“填写任务明细”里写上不晚于行动末日的期限",
        }
    end,
}

N.rule {
    id = "plans.departments",
    clause = "2023/五(一)c",
    title = { zh = "部门协同", en = "Work with other departments" },
    on = "campaign",
    emits = "finding",
    eval = function(ctx, p, out)
        if not ctx.one_of(ctx.org.kind, { "province_education", "province_hrss" }) then
            return out:not_applicable "由省级部门联系"
        end
        local seen, absent = {}, {}
        for _, row in ipairs(ctx.case.records) do
            for _, name in ipairs(row.departments or {}) do
                seen[name] = true
            end
        end
        for _, name in ipairs(p "departments.named") do
            if not seen[name] then
                lib.add(absent, name)
            end
        end
        if #absent == 0 then
            return out:not_applicable "通知列举的部门都有协同记录"
        end
        out:finding {
            level = "info",
            message = "还没有协同记录的部门：" .. table.concat(absent, "、"),
            at = "records",
        }
    end,
}

-- 台账：行动清单、实施方案、任务到人、需求台账、各地的不同要求。

local N = require "circular"
local lib = require "lib"

-- 台账里能证明这一事项的记录有几条。
local function records_of(ctx, item)
    if item.records == "" then
        return nil
    end
    local count = 0
    for _, row in ipairs(ctx.case[item.records]) do
        if #item.where.of == 0 or ctx.one_of(row[item.where.field], item.where.of) then
            count = count + 1
        end
    end
    return count
end

local function missing_of(ctx, item)
    local row = lib.find(ctx.case.items, "item", item.id)
    if row and row.state == "不适用" then
        return lib.is_blank(row.reason) and { "标为不适用须写说明" } or {}
    end
    local missing = {}
    if not row or row.state ~= "完成" then
        lib.add(missing, item.title.zh .. "：" .. (row and row.state or "未开始"))
    end
    if records_of(ctx, item) == 0 then
        lib.add(missing, "台账里没有记录：" .. item.evidence.zh)
    end
    return missing
end

N.rule {
    id = "campaign.items",
    clause = "2022/六(一)a",
    title = { zh = "行动清单", en = "Checklist" },
    on = "campaign",
    emits = "requirement",
    gate = "summary",
    eval = function(ctx, p, out)
        local mine = 0
        for _, item in ipairs(p("campaign.items").items) do
            if ctx.one_of(ctx.org.kind, item.kinds) then
                mine = mine + 1
                local missing = missing_of(ctx, item)
                out:requirement {
                    key = item.id,
                    item = item.id,
                    title = lib.words(item.title),
                    met = #missing == 0,
                    missing = missing,
                    blocking = false,
                    owner = ctx.org.kind,
                    way_out = "登记记录，办结后标为“完成”",
                    evidence = item.evidence.zh,
                    clause = item.clause,
                }
            end
        end
        if mine == 0 then
            out:not_applicable "通知没有要求本单位办理清单事项"
        end
    end,
}

N.rule {
    id = "campaign.plan",
    clause = "2022/六(一)d",
    title = { zh = "报送专项行动实施方案", en = "File the plan of the action" },
    on = "campaign",
    emits = "duty",
    eval = function(ctx, p, out)
        if not ctx.one_of(ctx.org.kind, p "plan.obligors") then
            return out:not_applicable "实施方案由各地（省级部门）报，学校不报"
        end
        local cal = ctx.cal
        local day = p "plan.date"
        if not p "plan.before_day_inclusive" then
            day = cal.add_days(day, -1)
        end
        out:duty {
            key = "plan",
            due = cal.end_of(day),
            who = ctx.org.kind,
            form = "plan-document",
            known_on = ctx.case.campaign.received_on,
        }
    end,
}

N.rule {
    id = "campaign.summary",
    clause = "2022/六(四)d",
    title = { zh = "报送好经验好做法", en = "Report good practice" },
    on = "campaign",
    emits = "duty",
    eval = function(ctx, p, out)
        if ctx.org.kind ~= "school" and not ctx.one_of(ctx.org.kind, p "plan.obligors") then
            return out:not_applicable "由各地、各高校报送"
        end
        out:duty { key = "summary", who = ctx.org.kind, form = "summary" }
    end,
}

-- 名单里缺的正职、没有任务的校领导、没有落实到人的任务。
local function unassigned(ctx, p)
    local missing = {}
    for _, role in ipairs(p "visits.principal.roles") do
        if not lib.find(ctx.case.leaders, "role", role) then
            lib.add(missing, "校领导班子名单里没有" .. role)
        end
    end
    for _, leader in ipairs(ctx.case.leaders) do
        if
            ctx.one_of(leader.role, p "visits.team.roles")
            and not lib.find(ctx.case.tasks, "person", leader.person)
        then
            lib.add(missing, ("%s（%s）：没有认领任务"):format(leader.role, leader.key))
        end
    end
    for _, task in ipairs(ctx.case.tasks) do
        if not task.person then
            lib.add(missing, ("任务 %s：没有落实到人"):format(task.number))
        end
    end
    return missing
end

N.rule {
    id = "campaign.tasks",
    clause = "2022/六(一)b",
    title = { zh = "校领导任务到人", en = "A task for each leader" },
    on = "campaign",
    emits = "requirement",
    gate = "summary",
    eval = function(ctx, p, out)
        if ctx.org.kind ~= "school" then
            return out:not_applicable "由高校落实"
        end
        local missing = unassigned(ctx, p)
        out:requirement {
            key = "K01",
            met = #missing == 0,
            missing = missing,
            blocking = false,
            owner = "employment_director",
            way_out = "登记校领导班子，在“分派任务”里逐人认领",
        }
    end,
}

N.rule {
    id = "campaign.demand",
    clause = "2022/六(三)c",
    title = { zh = "用人单位需求台账", en = "Ledger of employers' demand" },
    on = "campaign",
    emits = "requirement",
    gate = "summary",
    eval = function(ctx, p, out)
        if ctx.org.kind ~= "school" then
            return out:not_applicable "由高校建立"
        end
        local missing = {}
        if #ctx.case.demand_ledger == 0 then
            lib.add(missing, "需求台账里没有用人单位")
        end
        for _, row in ipairs(ctx.case.demand_ledger) do
            for _, wanted in ipairs(p "ledger.demand_fields") do
                if row[wanted.field] == nil then
                    lib.add(
                        missing,
                        ("需求台账 %s：没有填%s"):format(row.number, wanted.zh)
                    )
                end
            end
        end
        out:requirement {
            key = "K02",
            met = #missing == 0,
            missing = missing,
            blocking = false,
            owner = "employment_officer",
            way_out = "在“登记需求台账”里逐家填写",
        }
    end,
}

N.rule {
    id = "campaign.local",
    clause = "2022/六(二)b",
    title = { zh = "各地的不同要求", en = "Requirements of the province" },
    on = "campaign",
    emits = "finding",
    eval = function(ctx, p, out)
        if ctx.org.kind ~= "school" then
            return out:not_applicable "学校适用的要求"
        end
        out:finding {
            level = "info",
            message = ("两个数目按本校适用的要求：书记、校长走访 %d 家，新开拓 %d 家；"):format(
                p "visits.principal.min",
                p "visits.expand.min"
            ) .. "省里另有要求的，由省里的规则包写明并列出文件",
            at = "campaign",
        }
    end,
}

-- 占比由两个整数算出，来文写错的只提示，不照抄，也不改总数。
N.rule {
    id = "campaign.progress",
    clause = "2022/六(四)a",
    title = { zh = "进展数字的占比", en = "Percentages of progress" },
    on = "campaign",
    emits = "finding",
    eval = function(ctx, _, out)
        if #ctx.case.progress == 0 then
            return out:not_applicable "没有登记进展数字"
        end
        for _, row in ipairs(ctx.case.progress) do
            if row.total > 0 then
                local percent = num.percent(row.part, row.total)
                local typed = row.typed_percent
                local differs = typed and num.compare(typed, percent) ~= 0
                out:finding {
                    level = differs and "warning" or "info",
                    message = ("%s：%d / %d，占比 %s%%"):format(
                        row.title,
                        row.part,
                        row.total,
                        percent
                    )
                        .. (differs and ("；来文写作 %s%%，不符"):format(typed) or ""),
                    at = "progress/" .. row.number,
                }
            else
                out:note(row.title .. "：总数为 0，没有占比")
            end
        end
    end,
}

-- 台账：行动期间、行动清单、工作进展的报送。

local N = require "circular"
local lib = require "lib"

N.rule {
    id = "campaign.window",
    clause = "2023/二",
    title = { zh = "行动时间", en = "Period" },
    on = "campaign",
    emits = "finding",
    eval = function(_, p, out)
        local window = p "campaign.window"
        out:finding {
            level = "info",
            message = ("行动从 %s 至 %s，首尾都含；通知 %s 印发，此前期间内的工作照样计入"):format(
                window.from,
                window.to,
                p "campaign.signed_on"
            ),
            at = "campaign",
        }
    end,
}

-- 台账里能证明这一事项的记录有几条；不在台账里留记录的为 nil。
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
    clause = "2023/五(一)a",
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
                    applicable = not item.optional or #missing == 0,
                    blocking = false,
                    owner = ctx.org.kind,
                    way_out = item.optional and "通知用“鼓励”，不办不算欠"
                        or "登记记录，办结后标为“完成”",
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

-- 有人依据文件定了时限才有截止。
local function set_due(ctx, out, key)
    local row = lib.find(ctx.case.due_dates, "duty", key)
    if not row or not row.due_on then
        return nil
    end
    out:finding {
        level = "info",
        message = ("工作进展截止 %s，由%s依据%s确定"):format(
            row.due_on,
            row.set_by,
            row.source
        ),
        at = "due_dates/" .. key,
    }
    return ctx.cal.end_of(row.due_on)
end

-- 口径改为按周期报送时：从成文日期起每满一个周期报一次，到行动最后一天为止。
local function by_cycle(ctx, p, out, days)
    local last, number = p("campaign.window").to, 1
    local day = ctx.cal.add_days(p "campaign.signed_on", days)
    while day <= last do
        out:duty {
            key = ("progress-%02d"):format(number),
            title = { zh = "报送工作进展", en = "Report progress" },
            who = ctx.org.kind,
            form = "progress",
            due = ctx.cal.end_of(day),
            period_end = day,
        }
        day, number = ctx.cal.add_days(day, days), number + 1
    end
end

N.rule {
    id = "campaign.progress",
    clause = "2023/五(三)b",
    title = { zh = "工作进展的报送", en = "Progress reports" },
    on = "campaign",
    emits = "duty",
    eval = function(ctx, p, out)
        if not ctx.one_of(ctx.org.kind, p "progress.obligors") then
            return out:not_applicable "通知没有要求本单位向部里报送工作进展"
        end
        local cycle = p "report_cycle"
        if cycle > 0 then
            return by_cycle(ctx, p, out, cycle)
        end
        out:duty {
            key = "progress",
            title = { zh = "及时报送工作进展", en = "Report progress promptly" },
            who = ctx.org.kind,
            form = "progress",
            due = set_due(ctx, out, "progress"),
        }
    end,
}

-- 没有同意进校的用人单位都要写明理由（2023/四(二)c）。
N.rule {
    id = "campaign.refusals",
    clause = "2023/四(二)c",
    title = { zh = "没有同意进校的理由", en = "Reasons for refusing" },
    on = "campaign",
    emits = "requirement",
    gate = "summary",
    eval = function(ctx, _, out)
        local missing, refused = {}, 0
        for _, row in ipairs(ctx.case.mobilised) do
            if row.admitted == false then
                refused = refused + 1
                if lib.is_blank(row.refusal_reason) then
                    local name = row.employer_record.name or row.employer
                    lib.add(missing, name .. "：没有同意进校，也没有写理由")
                end
            end
        end
        if refused == 0 then
            return out:not_applicable "没有拒绝进校的用人单位"
        end
        out:requirement {
            key = "K01",
            met = #missing == 0,
            missing = missing,
            blocking = false,
            owner = "employment_officer",
            way_out = "在“登记企业动员”里写明理由；不得以企业规模为由",
        }
    end,
}

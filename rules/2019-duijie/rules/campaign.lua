-- 台账：缺失的条文（要让人看见）、行动清单、服务窗口、毕业生信息库、联系人表。

local N = require "circular"
local lib = require "lib"

N.rule {
    id = "campaign.gap",
    clause = "2019/一a",
    title = { zh = "原文缺失", en = "Missing text" },
    on = "campaign",
    emits = "finding",
    eval = function(_, p, out)
        local window = p "campaign.window"
        out:finding {
            level = "warning",
            message = "第七条原文缺失：公布的文本从第六条直接到第八条。"
                .. "本通知的要求以现有文字为准，取得全文后再核对",
            at = "campaign",
        }
        out:finding {
            level = "info",
            message = ("百日招聘从 %s 至 %s，首尾都含"):format(window.from, window.to),
            at = "campaign",
        }
    end,
}

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
    clause = "2019/八a",
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
                    way_out = item.optional and "通知用“可”，不办不算欠"
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

N.rule {
    id = "campaign.windows",
    clause = "2019/四",
    title = { zh = "对接服务窗口的服务种类", en = "Services of the windows" },
    on = "campaign",
    emits = "requirement",
    gate = "summary",
    eval = function(ctx, p, out)
        if not ctx.one_of(ctx.org.kind, p "contact.obligors") then
            return out:not_applicable "通知没有要求本单位设立服务窗口"
        end
        local offered = {}
        for _, window in ipairs(ctx.case.windows) do
            for _, service in ipairs(window.services or {}) do
                offered[service] = true
            end
        end
        local missing = {}
        for _, service in ipairs(p "windows.services") do
            if not offered[service] then
                lib.add(missing, "没有窗口提供" .. service .. "服务")
            end
        end
        out:requirement {
            key = "K01",
            met = #missing == 0,
            missing = missing,
            blocking = false,
            owner = ctx.org.kind,
            way_out = "在“登记服务窗口”里填写地址、时间和服务种类",
        }
    end,
}

local wanted_of_graduates = {
    { field = "basics", zh = "创业就业人员基本信息" },
    { field = "wish", zh = "就业诉求" },
    { field = "post", zh = "岗位需求" },
    { field = "area", zh = "就业区域" },
}

N.rule {
    id = "campaign.graduates",
    clause = "2019/二d",
    title = { zh = "毕业生信息库的四项", en = "Four facts of each graduate" },
    on = "campaign",
    emits = "requirement",
    gate = "summary",
    eval = function(ctx, _, out)
        if #ctx.case.job_seekers == 0 then
            return out:not_applicable "台账里没有毕业生信息"
        end
        local missing = {}
        for _, row in ipairs(ctx.case.job_seekers) do
            for _, wanted in ipairs(wanted_of_graduates) do
                if lib.is_blank(row[wanted.field]) then
                    lib.add(missing, ("%s：没有%s"):format(row.key, wanted.zh))
                end
            end
        end
        out:requirement {
            key = "K02",
            met = #missing == 0,
            missing = missing,
            blocking = false,
            owner = ctx.org.kind,
            way_out = "在“登记求职毕业生”里补全四项；可以另加其他项",
        }
    end,
}

N.rule {
    id = "campaign.contacts",
    clause = "2019/八b",
    title = {
        zh = "报送对接活动联系人及联系方式",
        en = "File the contacts",
    },
    on = "campaign",
    emits = "duty",
    eval = function(ctx, p, out)
        if not ctx.one_of(ctx.org.kind, p "contact.obligors") then
            return out:not_applicable "联系人表由中小企业主管部门和毕业生就业工作部门报送"
        end
        local cal = ctx.cal
        local day = cal.shift(p "contact.date", p "contact.roll")
        local before = cal.add_days(day, -1)
        out:duty {
            key = "contact",
            due = cal.end_of(p "contact.before_day_inclusive" and day or before),
            who = ctx.org.kind,
            form = "contacts",
        }
        if p "contact.before_day_inclusive" then
            out:finding {
                level = "info",
                message = ("“%s 前”从严理解为 %s 24:00 以前，宜提前报送"):format(
                    day,
                    before
                ),
                at = "contacts",
                interpretation = "i-002",
            }
        end
    end,
}

N.rule {
    id = "campaign.forward",
    clause = "2019/一d",
    title = { zh = "转发通知", en = "Forward the circular" },
    on = "campaign",
    emits = "duty",
    eval = function(ctx, p, out)
        if not ctx.one_of(ctx.org.kind, p "contact.obligors") then
            return out:not_applicable "由省级部门转发"
        end
        local received = ctx.case.campaign.received_on
        local days = p "forward.within_working_days"
        local due
        if days ~= "none" and received then
            due = ctx.cal.end_of(ctx.cal.add_working_days(received, days))
        end
        out:duty { key = "forward", due = due, who = ctx.org.kind }
    end,
}

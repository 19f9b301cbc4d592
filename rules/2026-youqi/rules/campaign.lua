-- 台账：承办单位（2026/序）、应报事项（2026/五(三)）、由人办理的清单事项。

local N = require "circular"
local lib = require "lib"

-- 本单位是否承办；兵团按参数。
local function is_obligor(ctx, p, kinds)
    if not ctx.one_of(ctx.org.kind, kinds) then
        return false
    end
    return p "obligors.include_xpcc" or lib.get(ctx.org, "xpcc") ~= true
end

N.rule {
    id = "campaign.obligors",
    clause = "2026/序",
    title = { zh = "承办单位", en = "Obligors" },
    on = "campaign",
    emits = "finding",
    eval = function(ctx, p, out)
        if not is_obligor(ctx, p, p "obligors.kinds") then
            return out:finding {
                level = "info",
                message = "本单位不是通知所列承办单位，不直接向部里报送；数据由省级部门汇总",
                at = "campaign",
            }
        end
        out:finding {
            level = "info",
            message = "本单位是通知所列承办单位",
            at = "campaign",
        }
        if lib.get(ctx.org, "xpcc") == true then
            out:finding {
                level = "info",
                message = "通知主送兵团，承办一句未列兵团；按缺省口径承担报送",
                at = "campaign",
                interpretation = "i-002",
            }
        end
    end,
}

local filings = {
    {
        key = "annex1",
        form = "2026.annex1",
        clause = "2026/五(三)a",
        zh = "报送附件 1 进校招聘活动成果统计表",
        en = "File annex 1",
    },
    {
        key = "annex2",
        form = "2026.annex2",
        clause = "2026/五(三)a",
        zh = "报送附件 2 访企拓岗和就业指导活动成果统计表",
        en = "File annex 2",
    },
    {
        key = "summary",
        form = "summary",
        clause = "2026/五(三)a",
        zh = "报送工作总结",
        en = "File the summary",
    },
    {
        key = "activity_info",
        form = "activity_info",
        clause = "2026/五(三)b",
        zh = "及时报送活动信息",
        en = "Report activity information",
    },
}

-- 通知没有印出日期：有人依据文件定了时限才有截止，否则永不逾期。
local function due_of(ctx, out, filing)
    local row = lib.find(ctx.case.due_dates, "duty", filing.key)
    if not row or not row.due_on then
        return nil
    end
    out:finding {
        level = "info",
        message = ("“%s”截止 %s，由%s依据%s确定"):format(
            filing.zh,
            row.due_on,
            row.set_by,
            row.source
        ),
        at = "due_dates/" .. filing.key,
        clause = filing.clause,
    }
    return ctx.cal.end_of(row.due_on)
end

N.rule {
    id = "campaign.filings",
    clause = "2026/五(三)a",
    title = { zh = "应报事项", en = "Filings" },
    on = "campaign",
    emits = "duty",
    eval = function(ctx, p, out)
        local obligors = p "filings.obligors"
        local owed = 0
        for _, filing in ipairs(filings) do
            if is_obligor(ctx, p, obligors[filing.key]) then
                owed = owed + 1
                out:duty {
                    key = filing.key,
                    title = { zh = filing.zh, en = filing.en },
                    who = ctx.org.kind,
                    form = filing.form,
                    due = due_of(ctx, out, filing),
                    clause = filing.clause,
                }
            end
        end
        if owed == 0 then
            out:not_applicable "统计表和总结由省级中小企业主管部门、教育部门报送，本单位只向省里提供数据"
        end
    end,
}

local function missing_of(item, row)
    if not row or row.state == nil or row.state == "未开始" then
        return { item.title.zh .. "：未开始" }
    end
    if row.state == "完成" or (row.state == "不适用" and row.reason) then
        return {}
    end
    if row.state == "不适用" then
        return { item.title.zh .. "：标为不适用须写说明" }
    end
    return { item.title.zh .. "：" .. row.state }
end

N.rule {
    id = "campaign.items",
    clause = "2026/五(三)0",
    title = { zh = "行动清单", en = "Checklist of the campaign" },
    on = "campaign",
    emits = "requirement",
    gate = "summary",
    eval = function(ctx, p, out)
        local mine = 0
        for _, item in ipairs(p("campaign.items").items) do
            if ctx.one_of(ctx.org.kind, item.kinds) then
                mine = mine + 1
                local missing = missing_of(item, lib.find(ctx.case.items, "item", item.id))
                out:requirement {
                    key = item.id,
                    item = item.id,
                    title = lib.words(item.title),
                    met = #missing == 0,
                    missing = missing,
                    blocking = false,
                    owner = ctx.org.kind,
                    way_out = "办结后标为“完成”，附" .. item.evidence.zh,
                    evidence = item.evidence.zh,
                    clause = item.clause,
                }
            end
        end
        if mine == 0 then
            out:not_applicable "本单位没有清单事项"
        end
    end,
}

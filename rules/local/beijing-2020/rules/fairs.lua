-- 示例：北京市招聘会备案（据报道摘要）。备案、三份方案、核实、统计数据。

local N = require "circular"

-- 举办首日往前数的最后备案日；没有填开始时间的为 nil。
local function file_by(ctx, p)
    local starts = ctx.case.plan.starts_at
    return starts and ctx.cal.add_days(ctx.cal.date(starts), -p "filing.days_before")
end

local function filing_missing(filing, by, today)
    if filing.filed_on == nil then
        return today > by
                and ("尚未备案，最迟应在 %s 备案，已过；须联系区人社部门"):format(
                    by
                )
            or ("尚未备案，最迟 %s 备案"):format(by)
    end
    if filing.filed_on > by then
        return ("%s 备案，晚于 %s"):format(filing.filed_on, by)
    end
    return nil
end

N.rule {
    id = "filing.district",
    clause = "BJ/一",
    title = { zh = "区人社部门备案", en = "Filing with the district" },
    on = "recruitment-event",
    emits = "requirement",
    gate = "readiness",
    eval = function(ctx, p, out)
        local by = file_by(ctx, p)
        if not by then
            return out:not_applicable "尚未填写开始时间"
        end
        local missing = filing_missing(ctx.case.hrss_filing, by, ctx.today)
        out:requirement {
            key = "BJ01",
            title = { zh = "区人社部门备案", en = "Filing with the district" },
            met = missing == nil,
            missing = { missing },
            owner = "employment_officer",
            due = ctx.cal.end_of(by),
            way_out = "到所在区人社部门备案，在“登记人社备案”里填备案日期；来不及的，改期或取得区人社部门答复",
            evidence = "备案回执",
            gate = "readiness",
        }
    end,
}

N.rule {
    id = "filing.plans",
    clause = "BJ/二",
    title = { zh = "三份方案", en = "Three plans" },
    on = "recruitment-event",
    emits = "requirement",
    gate = "readiness",
    eval = function(ctx, p, out)
        local by = file_by(ctx, p)
        local missing, titles = {}, {}
        for _, plan in ipairs(p "filing.plans") do
            titles[#titles + 1] = plan.title
            if ctx.case.hrss_filing[plan.field] == nil then
                missing[#missing + 1] = "没有附" .. plan.title
            end
        end
        out:requirement {
            key = "BJ02",
            title = { zh = "三份方案", en = "Three plans" },
            met = #missing == 0,
            missing = missing,
            owner = "employment_officer",
            due = by and ctx.cal.end_of(by) or nil,
            way_out = "上传后在“登记人社备案”里各附一份",
            evidence = table.concat(titles, "、"),
            gate = "readiness",
        }
    end,
}

-- 2026 年通知的备会项 B06、B07 已逐家、逐条拦住；这里只按本条报数，不再拦一次。
N.rule {
    id = "fairs.verified",
    clause = "BJ/三",
    title = { zh = "核实身份和招聘信息", en = "Employers and postings verified" },
    on = "recruitment-event",
    emits = "requirement",
    gate = "readiness",
    eval = function(ctx, p, out)
        local missing, passed = {}, {}
        for _, row in ipairs(ctx.case.participants) do
            if row.employer_record.status ~= "verified" then
                missing[#missing + 1] = (row.employer_record.name or row.employer)
                    .. "：身份没有核实"
            end
        end
        for _, review in ipairs(ctx.case.reviews) do
            if review.outcome == "通过" then
                passed[review.posting] = true
            end
        end
        for _, posting in ipairs(ctx.case.postings) do
            if not posting.withdrawn and not passed[posting.number] then
                missing[#missing + 1] = "岗位 " .. posting.number .. "：招聘信息没有核实"
            end
        end
        out:requirement {
            key = "BJ03",
            title = { zh = "核实身份和招聘信息", en = "Employers and postings verified" },
            met = #missing == 0,
            missing = missing,
            blocking = false,
            owner = "employment_officer",
            way_out = "核验用人单位（B06）、审核岗位（B07）",
            gate = "readiness",
            interpretation = "i-002",
        }
    end,
}

N.rule {
    id = "statistics.sent",
    clause = "BJ/四",
    title = { zh = "报送统计数据", en = "Statistics" },
    on = "recruitment-event",
    emits = "duty",
    eval = function(ctx, p, out)
        if ctx.case.stage == "postponed" or ctx.case.stage == "cancelled" then
            return out:not_applicable "活动已延期或取消"
        end
        local ends = ctx.case.plan.ends_at
        if not ends then
            return out:not_applicable "尚未填写结束时间"
        end
        local last = ctx.cal.date(ends)
        out:duty {
            key = "hrss-statistics",
            title = { zh = "报送招聘会统计数据", en = "Statistics of the fair" },
            who = ctx.org.kind,
            form = p "statistics.form",
            due = ctx.cal.end_of(ctx.cal.add_days(last, p "statistics.days_after")),
            period_end = last,
            occasion = ctx.case.number,
        }
    end,
}

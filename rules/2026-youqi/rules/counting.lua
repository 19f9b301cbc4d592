-- 一场活动怎样进统计表：阶段（2026/二）、附件 1 的取舍、与网上百日招聘的协同（2026/五(二)a）。

local N = require "circular"
local lib = require "lib"

-- 不在任何阶段时说明在哪一段之外。
local function outside(phases, day)
    local last
    for i, phase in ipairs(phases) do
        if day < phase.from then
            return i == 1 and "第一阶段开始以前"
                or "两个阶段之间（第一、第二阶段外）"
        end
        if day <= phase.to then
            return nil, i
        end
        last = i
    end
    return last == 2 and "第二阶段外" or "各阶段外"
end

N.rule {
    id = "counting.phase",
    clause = "2026/二",
    title = { zh = "活动所在阶段", en = "Phase of the event" },
    on = "recruitment-event",
    emits = "finding",
    eval = function(ctx, p, out)
        local placed_by = p "campaign.placed_by"
        local day = placed_by == "starts_at" and lib.first_day(ctx) or lib.last_day(ctx)
        if not day then
            return out:not_applicable "尚未填写活动时间"
        end
        local where, phase = outside(p "campaign.phases", day)
        if not where then
            local names = { "第一阶段", "第二阶段" }
            return out:finding {
                level = "info",
                message = ("活动结束日 %s 在%s内，计入附件 1"):format(
                    day,
                    names[phase]
                ),
                at = "plan/ends_at",
            }
        end
        out:finding {
            level = "warning",
            message = ("活动结束日 %s 在%s，不计入附件 1，仍留在学校台账"):format(
                day,
                where
            ),
            at = "plan/ends_at",
        }
    end,
}

local function count_if(rows, test)
    local n = 0
    for _, row in ipairs(rows) do
        if test(row) then
            n = n + 1
        end
    end
    return n
end

local function left_out(ctx, p)
    local case, told = ctx.case, {}
    local function tell(n, zh)
        if n > 0 then
            lib.add(told, zh:format(n))
        end
    end
    if case.plan.campus == false then
        lib.add(told, "不是进校举办，整场不计入附件 1")
    end
    if case.plan.mode and not ctx.one_of(case.plan.mode, p "table.annex1.modes") then
        lib.add(told, case.plan.mode .. "活动整场不计入附件 1")
    end
    local sizes, kinds = p "table.sme_sizes", p "table.post_kinds"
    local agreements = p "table.agreement_kinds"
    tell(
        count_if(case.participants, function(row)
            return row.employer_record.size ~= nil
                and not ctx.one_of(row.employer_record.size, sizes)
        end),
        "%d 家不是中小企业，不计入参与中小企业家次"
    )
    tell(
        count_if(case.participants, function(row)
            return row.attended == false
        end),
        "%d 家报名未到，不计家次"
    )
    tell(
        count_if(case.postings, function(row)
            return not ctx.one_of(row.kind, kinds)
        end),
        "%d 个实习岗位条目不计入提供岗位数"
    )
    tell(
        count_if(case.agreements, function(row)
            return not ctx.one_of(row.kind, agreements)
        end),
        "%d 份实习证明不计入签约人数（四不准）"
    )
    return told
end

N.rule {
    id = "counting.annex1",
    clause = "2026/附件1",
    title = { zh = "附件 1 的取舍", en = "What counts in annex 1" },
    on = "recruitment-event",
    emits = "finding",
    eval = function(ctx, p, out)
        local told = left_out(ctx, p)
        for _, message in ipairs(told) do
            out:finding { level = "info", message = message, at = "tables/2026.annex1" }
        end
        local both = #ctx.case.check_ins > 0 and #ctx.case.gate_counts > 0
        if both then
            out:finding {
                level = "warning",
                message = "同时有实名签到和闸机计数，两者会相加；请确认闸机计的不是同一批人",
                at = "gate_counts",
                interpretation = "i-009",
            }
        end
        if #told == 0 and not both then
            out:not_applicable "没有要说明的取舍"
        end
    end,
}

N.rule {
    id = "counting.coordination",
    clause = "2026/五(二)a",
    title = { zh = "与网上百日招聘协同", en = "Coordination with the online campaign" },
    on = "recruitment-event",
    emits = "finding",
    eval = function(ctx, p, out)
        for _, circular in ipairs(ctx.case.circulars) do
            if ctx.one_of(circular, p "coordination.circulars") then
                return out:finding {
                    level = "info",
                    message = "本活动同时列入网上百日招聘；每张统计表里只计一次",
                    at = "circulars",
                }
            end
        end
        if ctx.case.plan.mode == "线下" then
            return out:not_applicable "线下活动，没有同时列入网上百日招聘"
        end
        out:finding {
            level = "info",
            message = "有线上环节，可同时列入网上百日招聘，线上线下衔接",
            at = "circulars",
        }
    end,
}

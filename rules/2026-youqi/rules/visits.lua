-- 走访：实地走访进校招聘的专精特新中小企业（2026/四(一)d），围绕四项内容沟通（2026/四(一)e）。
-- 不合要求的走访照样留在学校台账，只说明为什么不计入附件 2。

local N = require "circular"
local lib = require "lib"

-- 走访到的单位：走访情况里写的一家，加上登记的各家，同一家只列一次。
local function visited(ctx)
    local all, seen = {}, {}
    local function take(row)
        if row.employer and not seen[row.employer] then
            seen[row.employer] = true
            lib.add(all, row)
        end
    end
    take(ctx.case.visit)
    for _, row in ipairs(ctx.case.employers) do
        take(row)
    end
    return all
end

local function tell_one(out, row, mode_ok)
    local name = lib.name_of(row)
    if not mode_ok then
        return
    end
    if row.employer_record.srdi then
        out:finding {
            level = "info",
            message = name
                .. "走访当日专精特新有效，记录补全后计入走访专精特新企业数",
            at = "employers",
        }
    else
        out:finding {
            level = "info",
            message = name
                .. "走访当日不是专精特新企业，不计入走访专精特新企业数",
            at = "employers",
        }
    end
end

N.rule {
    id = "visits.on_site",
    clause = "2026/四(一)d",
    title = { zh = "实地走访进校招聘的专精特新企业", en = "Visits on site" },
    on = "visit",
    emits = "finding",
    eval = function(ctx, p, out)
        local visit = ctx.case.visit
        local rows = visited(ctx)
        local mode_ok = visit.mode == p "visits.mode"
        if not mode_ok then
            out:finding {
                level = "warning",
                message = ("%s不是实地走访，不计入走访专精特新企业数"):format(
                    visit.mode or "未填方式"
                ),
                at = "visit/mode",
            }
        end
        for _, row in ipairs(rows) do
            tell_one(out, row, mode_ok)
            local recruits = row.invited or row.event ~= nil or visit.event ~= nil
            if p "visits.campus_evidence" and not recruits then
                out:finding {
                    level = "warning",
                    message = lib.name_of(row)
                        .. "没有关联进校招聘活动，也没有邀请记录；通知要求走访进校招聘的企业",
                    at = "employers",
                    interpretation = "i-032",
                }
            end
        end
        if mode_ok and #rows == 0 then
            out:finding {
                level = "warning",
                message = "没有登记走访的用人单位；园区、行业本身不计家次",
                at = "employers",
            }
        end
    end,
}

N.rule {
    id = "visits.topics",
    clause = "2026/四(一)e",
    title = { zh = "走访沟通内容", en = "Topics of the visit" },
    on = "visit",
    emits = "requirement",
    gate = "reporting",
    eval = function(ctx, p, out)
        local topics, least = ctx.case.visit.topics or {}, p "visits.min_topics"
        local absent = {}
        for _, topic in ipairs(p "visits.topics") do
            if not lib.has(topics, topic) then
                lib.add(absent, topic)
            end
        end
        local met = #topics >= least
        out:requirement {
            key = "V02",
            met = met,
            missing = met and {}
                or {
                    ("沟通内容至少记 %d 项，尚未涉及：%s"):format(
                        least,
                        table.concat(absent, "、")
                    ),
                },
            owner = "employment_officer",
            way_out = "在“补充走访情况”里勾选沟通内容",
        }
        if met and #absent > 0 then
            out:finding {
                level = "info",
                message = "本次没有涉及：" .. table.concat(absent, "、"),
                at = "visit/topics",
            }
        end
    end,
}

N.rule {
    id = "visits.annex2",
    clause = "2026/附件2",
    title = { zh = "走访记录完整", en = "Complete record of the visit" },
    on = "visit",
    emits = "requirement",
    gate = "reporting",
    eval = function(ctx, p, out)
        local visit = ctx.case.visit
        local missing = {}
        if #visited(ctx) == 0 then
            local typed = visit.employer_typed
            lib.add(
                missing,
                typed and ("“%s”尚未登记到用人单位库"):format(typed)
                    or "没有登记走访的用人单位"
            )
        end
        if visit.date and visit.date > ctx.today then
            lib.add(missing, "走访日期 " .. visit.date .. " 还没有到")
        end
        out:requirement {
            key = "V01",
            met = #missing == 0,
            missing = missing,
            owner = "employment_officer",
            way_out = "在“登记走访单位”里补登单位，更正日期",
            interpretation = "i-011",
        }
        if visit.lead_role and not ctx.one_of(visit.lead_role, p "table.annex2.roles") then
            out:finding {
                level = "warning",
                message = ("带队人职务为“%s”，不计入附件 2，留在学校台账"):format(
                    visit.lead_role
                ),
                at = "visit/lead_role",
            }
        end
    end,
}

-- 报送前提：附件 1 各列由这些记录算出，缺了就算不准。

local N = require "circular"
local lib = require "lib"

N.rule {
    id = "reporting.complete",
    clause = "2026/附件1",
    title = { zh = "报送前的记录", en = "Records before reporting" },
    on = "recruitment-event",
    emits = "requirement",
    gate = "reporting",
    eval = function(ctx, p, out)
        local missing = {}
        for _, row in ipairs(ctx.case.participants) do
            if row.attended == nil then
                lib.add(missing, lib.name_of(row) .. "：没有标明是否到会")
            end
        end
        out:requirement {
            key = "R01",
            title = { zh = "到会情况", en = "Attendance" },
            met = #missing == 0,
            missing = missing,
            owner = "employment_officer",
            way_out = "在“登记到会情况”里逐家标明",
            interpretation = "i-035",
        }
        local unverified = {}
        for _, row in ipairs(ctx.case.participants) do
            if row.attended and row.employer_record.status ~= "verified" then
                lib.add(unverified, lib.name_of(row) .. "：到会而资质没有核验")
            end
        end
        out:requirement {
            key = "R04",
            title = { zh = "到会单位资质", en = "Verification of those who came" },
            met = #unverified == 0,
            missing = unverified,
            owner = "employment_officer",
            way_out = "在用人单位库里核验；不应到会的更正到会情况",
            interpretation = "i-025",
        }
        local online = ctx.case.plan.mode == "线上"
        local counted = #ctx.case.check_ins + #ctx.case.gate_counts > 0
        out:requirement {
            key = "R02",
            title = { zh = "签到或计数", en = "Check-ins or counts" },
            applicable = p "reporting.check_in" and not online,
            met = counted,
            missing = counted and {} or { "没有签到，也没有闸机计数" },
            owner = "employment_officer",
            way_out = "办理“学生签到”或“登记闸机计数”",
        }
    end,
}

N.rule {
    id = "reporting.activity_info",
    clause = "2026/五(三)b",
    title = { zh = "活动信息", en = "Activity information" },
    on = "recruitment-event",
    emits = "requirement",
    gate = "reporting",
    eval = function(ctx, p, out)
        local written = ctx.case.report.activity_info ~= nil
        out:requirement {
            key = "R03",
            met = written,
            missing = written and {} or { "没有填写活动信息" },
            blocking = false,
            owner = "employment_officer",
            way_out = "通知要求“及时报送活动信息”，没有规定天数；报送时一并填写",
        }
    end,
}

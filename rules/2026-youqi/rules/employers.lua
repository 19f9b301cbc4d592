-- 参会单位：资质核验逐家通过（备会项 B06）；专精特新状态和平台注册情况只提示。

local N = require "circular"
local lib = require "lib"

local function trouble_with(record)
    if record.status == nil then
        return "尚未登记到用人单位库"
    end
    if record.status == "void" then
        return "已注销，不能参会"
    end
    if record.status == "held" then
        return "统一社会信用代码待人工确认"
    end
    if record.status ~= "verified" then
        return "资质尚未核验"
    end
    if not record.uscc or record.uscc == "" then
        return "没有统一社会信用代码"
    end
    return nil
end

N.rule {
    id = "employers.verified",
    clause = "2026/四(三)e",
    title = { zh = "用人单位资质核验", en = "Verification of employers" },
    on = "recruitment-event",
    emits = "requirement",
    gate = "readiness",
    eval = function(ctx, p, out)
        local missing = {}
        for _, row in ipairs(ctx.case.participants) do
            local trouble = trouble_with(row.employer_record)
            if trouble then
                lib.add(missing, lib.name_of(row) .. "：" .. trouble)
            end
        end
        if #ctx.case.participants == 0 then
            lib.add(missing, "尚未登记参会单位")
        end
        out:requirement(lib.requirement(ctx, p, "B06", {
            missing = missing,
            way_out = "在用人单位库里核验，或从参会单位中移除",
        }))
    end,
}

N.rule {
    id = "employers.focus",
    clause = "2026/三",
    title = { zh = "重点服务对象", en = "Focus groups" },
    on = "recruitment-event",
    emits = "finding",
    eval = function(ctx, p, out)
        local total, srdi, ended = #ctx.case.participants, 0, {}
        for _, row in ipairs(ctx.case.participants) do
            if row.employer_record.srdi then
                srdi = srdi + 1
            elseif row.employer_record.srdi_until then
                lib.add(ended, lib.name_of(row))
            end
        end
        if total == 0 then
            return out:not_applicable "尚未登记参会单位"
        end
        out:finding {
            level = "info",
            message = ("参会 %d 家，其中专精特新 %d 家；“为重点”不是限定，其他中小企业和 %d 届以外的毕业生照常统计"):format(
                total,
                srdi,
                p "campaign.focus_cohort"
            ),
            at = "participants",
        }
        for _, name in ipairs(ended) do
            out:finding {
                level = "warning",
                message = name
                    .. "的专精特新证书在活动开始日无效，不计入专精特新家次",
                at = "participants",
                interpretation = "i-007",
            }
        end
    end,
}

local function joined(names)
    return table.concat(names, "、")
end

N.rule {
    id = "employers.ncss",
    clause = "2026/五(二)d",
    title = {
        zh = "国家大学生就业服务平台注册与岗位发布",
        en = "Registration on ncss.cn",
    },
    on = "recruitment-event",
    emits = "finding",
    eval = function(ctx, p, out)
        local unregistered, unposted = {}, {}
        for _, row in ipairs(ctx.case.participants) do
            if not row.employer_record.registered_on_ncss then
                lib.add(unregistered, lib.name_of(row))
            end
        end
        for _, row in ipairs(ctx.case.postings) do
            if not row.on_ncss and not row.withdrawn then
                lib.add(unposted, row.number)
            end
        end
        if #unregistered == 0 and #unposted == 0 then
            return out:not_applicable "参会单位都已注册，岗位都已在平台发布"
        end
        local level = p "ncss.only_finding" and "info" or "warning"
        if #unregistered > 0 then
            out:finding {
                level = level,
                message = ("%d 家单位尚未注册国家大学生就业服务平台：%s"):format(
                    #unregistered,
                    joined(unregistered)
                ),
                at = "participants",
            }
        end
        if #unposted > 0 then
            out:finding {
                level = level,
                message = ("%d 个岗位尚未在国家大学生就业服务平台发布：%s"):format(
                    #unposted,
                    joined(unposted)
                ),
                at = "postings",
            }
        end
    end,
}

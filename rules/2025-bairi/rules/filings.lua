-- 三项报送的责任单位（2025/五(三)0），平台与承办单位名单（2025/三），报送前要有的内容。

local N = require "circular"
local lib = require "lib"
local weeks = require "weeks"

N.rule {
    id = "filings.obligors",
    clause = "2025/五(三)0",
    title = { zh = "三项报送的责任单位", en = "Who owes the three filings" },
    on = "campaign",
    emits = "finding",
    eval = function(ctx, p, out)
        if not lib.owes(ctx, p) then
            return out:not_applicable "三项报送由中小企业主管部门、有关单位和招聘平台承担，本单位没有应报事项"
        end
        out:finding {
            level = "info",
            message = "本单位承担联系人表、每周统计表、活动信息三项报送",
            at = "campaign",
        }
        local received = ctx.case.campaign.received_on
        if received and received > p "effective_from" then
            out:finding {
                level = "info",
                message = ("登记的收到通知日期为 %s；此前到期而逾期的事项，同时标明“截止时尚未知悉”"):format(
                    received
                ),
                at = "campaign/received_on",
                interpretation = "i-001",
            }
        end
    end,
}

N.rule {
    id = "filings.participants",
    clause = "2025/三",
    title = { zh = "参与平台和承办单位", en = "Platforms and undertakers" },
    on = "campaign",
    emits = "finding",
    eval = function(ctx, p, out)
        local kind = ctx.org.kind
        if kind ~= "platform" and kind ~= "support" then
            return out:not_applicable "本单位不是招聘平台，也不是承办单位"
        end
        local platform = kind == "platform"
        if lib.is_listed(ctx, p) then
            return out:finding {
                level = "info",
                message = platform and "本单位是通知所列的参与平台"
                    or "本单位是通知所列的承办单位",
                at = "campaign",
            }
        end
        out:finding {
            level = "warning",
            message = (
                platform and "本单位不在通知所列六家参与平台之内"
                or "本单位不在通知所列四家承办单位之内"
            )
                .. (
                    lib.owes(ctx, p) and "，按缺省口径照样报送" or "，按口径不报送"
                ),
            at = "campaign",
            interpretation = platform and "i-007" or "i-006",
        }
    end,
}

-- 标题取自参数的栏目里，行上没有填的。
local function lacking(row, columns)
    local names = {}
    for _, column in ipairs(columns) do
        if lib.is_blank(row[column.id]) then
            lib.add(names, column.title)
        end
    end
    return names
end

local function reachable(row, ways)
    for _, way in ipairs(ways) do
        if not lib.is_blank(row[way]) then
            return true
        end
    end
    return false
end

local function check_contacts(ctx, p, missing)
    if #ctx.case.contacts == 0 then
        lib.add(missing, "联系人表还没有登记联系人")
    end
    for _, row in ipairs(ctx.case.contacts) do
        local names = lacking(row, p "contact.needed")
        if not reachable(row, p "contact.ways") then
            lib.add(names, "联系方式")
        end
        if #names > 0 then
            lib.add(
                missing,
                ("联系人 %s 没有填%s"):format(row.number, table.concat(names, "、"))
            )
        end
    end
end

local function check_activity(p, missing, row)
    local names = lacking(row, p "activity.needed")
    if #names > 0 then
        lib.add(missing, ("活动 %s 没有填%s"):format(row.number, table.concat(names, "、")))
    end
end

-- 已经报送的事项要有内容：没有联系人的联系人表、没有数字的统计表都不能报。
N.rule {
    id = "filings.contents",
    clause = "2025/五(三)0",
    title = { zh = "报送的内容", en = "What is filed has contents" },
    on = "campaign",
    emits = "requirement",
    gate = "reporting",
    eval = function(ctx, p, out)
        if not lib.owes(ctx, p) then
            return out:not_applicable "本单位没有应报事项"
        end
        local missing = {}
        local by_key = lib.index(weeks.all(ctx, p), "key")
        local rows = lib.index(ctx.case.weekly, "period_end")
        for _, filing in ipairs(ctx.case.filings) do
            local week = by_key[filing.duty]
            if filing.duty == "contact-2025" then
                check_contacts(ctx, p, missing)
            elseif week and not rows[week.period_end] then
                lib.add(missing, ("截至 %s 的数字还没有登记"):format(week.period_end))
            elseif text.starts(filing.duty, "activity-2025-") then
                local parts = text.split(filing.duty, "activity-2025-")
                local row = lib.find(ctx.case.activities, "number", parts[#parts])
                if row then
                    check_activity(p, missing, row)
                end
            end
        end
        out:requirement {
            key = "25W02",
            met = #missing == 0,
            missing = missing,
            owner = lib.who(ctx),
            way_out = "先办理“登记对接活动联系人”“登记招聘情况统计数”或“登记活动信息”，再报送",
        }
    end,
}

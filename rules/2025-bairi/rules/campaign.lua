-- 行动清单：由人办理并留佐证的事项，责任到人。

local N = require "circular"
local lib = require "lib"

local function mine(ctx, p)
    local items = {}
    for _, item in ipairs(p("campaign.items").items) do
        if ctx.one_of(ctx.org.kind, item.kinds) then
            lib.add(items, item)
        end
    end
    return items
end

-- 本类单位的佐证要求；没有另写的用共同的。
local function evidence_of(ctx, item)
    local by_kind = lib.get(item, "by_kind")
    local own = by_kind and lib.get(by_kind, ctx.org.kind)
    return (own or item.evidence).zh
end

local function trouble_with(row)
    if not row or row.state == nil or row.state == "未开始" then
        return "未开始"
    end
    if row.state == "完成" then
        return nil
    end
    if row.state ~= "不适用" then
        return row.state
    end
    return lib.is_blank(row.reason) and "标为不适用须写说明" or nil
end

local function is_begun(row)
    return row ~= nil and row.state ~= nil and row.state ~= "未开始"
end

local function has_row(rows, kind)
    return #rows > 0 and (kind == nil or lib.find(rows, "kind", kind) ~= nil)
end

-- 佐证：附了材料，或台账里每一种对应的登记都有。
local function has_proof(ctx, item, row)
    if #(row.evidence or {}) > 0 then
        return true
    end
    for _, record in ipairs(item.records) do
        if not has_row(ctx.case[record.form], lib.get(record, "kind")) then
            return false
        end
    end
    return #item.records > 0
end

N.rule {
    id = "campaign.items",
    clause = "2025/五(三)0",
    title = { zh = "行动清单", en = "Checklist of the campaign" },
    on = "campaign",
    emits = "requirement",
    gate = "summary",
    eval = function(ctx, p, out)
        local items = mine(ctx, p)
        for _, item in ipairs(items) do
            local row = lib.find(ctx.case.items, "item", item.id)
            local trouble = trouble_with(row)
            local evidence = evidence_of(ctx, item)
            local way_out = "办结后标为“完成”，附" .. evidence
            if item.optional then
                way_out = "通知写“有条件的”或“鼓励”，办了再登记；"
                    .. way_out
            end
            out:requirement {
                key = item.id,
                item = item.id,
                title = lib.words(item.title),
                applicable = not item.optional or is_begun(row),
                met = trouble == nil,
                missing = trouble and { item.title.zh .. "：" .. trouble } or {},
                blocking = false,
                owner = ctx.org.kind == "school" and "employment_officer" or ctx.org.kind,
                way_out = way_out,
                evidence = evidence,
                clause = item.clause,
            }
            if row and row.state == "完成" and not has_proof(ctx, item, row) then
                out:finding {
                    level = "warning",
                    message = item.id
                        .. " "
                        .. item.title.zh
                        .. "已标为完成，尚无佐证："
                        .. evidence,
                    at = "items/" .. item.id,
                    clause = item.clause,
                }
            end
        end
        if #items == 0 then
            out:not_applicable "本单位没有清单事项"
        end
    end,
}

N.rule {
    id = "campaign.owners",
    clause = "2025/五(三)0",
    title = { zh = "行动清单责任到人", en = "Named owners of the checklist" },
    on = "campaign",
    emits = "requirement",
    gate = "summary",
    eval = function(ctx, p, out)
        local missing, asked = {}, 0
        for _, item in ipairs(mine(ctx, p)) do
            local row = lib.find(ctx.case.items, "item", item.id)
            if not item.optional or is_begun(row) then
                asked = asked + 1
                if not row or not row.owner then
                    lib.add(missing, item.id .. " " .. item.title.zh .. "：没有责任人")
                end
            end
        end
        if asked == 0 or not p "owners.every_item" then
            return out:not_applicable "没有要写责任人的事项"
        end
        out:requirement {
            key = "25C00",
            met = #missing == 0,
            missing = missing,
            blocking = false,
            way_out = "在“办理清单事项”里为每一项填写责任人",
        }
    end,
}

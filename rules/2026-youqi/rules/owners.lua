-- 责任到人（2026/五(二)b）：每个适用的备会项和清单事项都有一名责任人。

local N = require "circular"
local lib = require "lib"

local function without_owner(rows, ids)
    local missing = {}
    for _, each in ipairs(ids) do
        local row = lib.find(rows, "item", each.id)
        if not row or not row.owner then
            lib.add(missing, each.id .. " " .. each.title .. "：没有责任人")
        end
    end
    return missing
end

N.rule {
    id = "owners.event",
    clause = "2026/五(二)b",
    title = { zh = "责任到人", en = "Named owners" },
    on = "recruitment-event",
    emits = "requirement",
    gate = "readiness",
    eval = function(ctx, p, out)
        local light = lib.is_light(ctx, p)
        local ids = {}
        if p "owners.every_item" then
            for _, item in ipairs(p("readiness.items").items) do
                if item.id ~= "B19" and lib.applies(ctx, p, item, light) then
                    lib.add(ids, { id = item.id, title = item.title.zh })
                end
            end
        end
        out:requirement(lib.requirement(ctx, p, "B19", {
            missing = without_owner(ctx.case.items, ids),
            way_out = "在“明确责任人”里为每一项填写责任人",
        }))
    end,
}

N.rule {
    id = "owners.campaign",
    clause = "2026/五(二)b",
    title = { zh = "行动清单责任到人", en = "Named owners of the checklist" },
    on = "campaign",
    emits = "requirement",
    gate = "summary",
    eval = function(ctx, p, out)
        local ids = {}
        for _, item in ipairs(p("campaign.items").items) do
            if ctx.one_of(ctx.org.kind, item.kinds) then
                lib.add(ids, { id = item.id, title = item.title.zh })
            end
        end
        if #ids == 0 or not p "owners.every_item" then
            return out:not_applicable "本单位没有清单事项"
        end
        local missing = without_owner(ctx.case.items, ids)
        out:requirement {
            key = "C00",
            met = #missing == 0,
            missing = missing,
            blocking = false,
            way_out = "在“办理清单事项”里为每一项填写责任人",
        }
    end,
}

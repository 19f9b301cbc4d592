-- 三张清单（2026/四(三)d）：三张都上传，逐家都发放，并告知申请流程和经办渠道。

local N = require "circular"
local lib = require "lib"

local function lacking(lists, row)
    local names = {}
    for _, list in ipairs(lists) do
        if not row or not row[list.kind] then
            lib.add(names, list.title)
        end
    end
    return names
end

local function trouble_with(lists, row)
    local names = lacking(lists, row)
    if #names > 0 then
        return ("未发放%s（已发 %d / %d）"):format(
            table.concat(names, "、"),
            #lists - #names,
            #lists
        )
    end
    return not row.explained and "未告知申请流程和经办渠道" or nil
end

N.rule {
    id = "lists.handed_out",
    clause = "2026/四(三)d",
    title = { zh = "三张清单发放", en = "Three lists handed out" },
    on = "recruitment-event",
    emits = "requirement",
    gate = "readiness",
    eval = function(ctx, p, out)
        local lists = p "lists.required"
        local missing = {}
        for _, list in ipairs(lists) do
            if not lib.find(ctx.case.documents, "kind", list.kind) then
                lib.add(missing, "尚未上传" .. list.title)
            end
        end
        if p "lists.receipt_per_employer" then
            local handouts = lib.index(ctx.case.handouts, "employer")
            for _, participant in ipairs(ctx.case.participants) do
                local trouble = trouble_with(lists, handouts[participant.employer])
                if trouble and participant.attended ~= false then
                    lib.add(missing, lib.name_of(participant) .. "：" .. trouble)
                end
            end
        end
        out:requirement(lib.requirement(ctx, p, "B16", {
            missing = missing,
            way_out = "上传三张清单，并在“登记清单发放”里逐家登记",
        }))
    end,
}

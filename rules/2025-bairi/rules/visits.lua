-- 访园拓岗、访企拓岗（2025/五(一)b）；走访园区不等于走访企业。

local N = require "circular"
local lib = require "lib"

local function firms(ctx)
    local seen, count = {}, 0
    local function take(row)
        if row.employer and not seen[row.employer] then
            seen[row.employer] = true
            count = count + 1
        end
    end
    take(ctx.case.visit)
    for _, row in ipairs(ctx.case.employers) do
        take(row)
    end
    return count
end

N.rule {
    id = "visits.parks",
    clause = "2025/五(一)b",
    title = { zh = "访园拓岗、访企拓岗", en = "Visits to parks and enterprises" },
    on = "visit",
    emits = "finding",
    eval = function(ctx, p, out)
        local visit, count = ctx.case.visit, firms(ctx)
        local place = visit.place or "企业"
        if not lib.has(p "visits.places", place) then
            out:finding {
                level = "info",
                message = ("走访对象为%s，不属于访园拓岗、访企拓岗，留在学校台账"):format(
                    place
                ),
                at = "visit/place",
            }
        elseif count == 0 and p "visits.enterprise_needed" then
            out:finding {
                level = "warning",
                message = place == "园区"
                        and "记为访园拓岗；园区本身不是一次企业走访，请登记园区内实际走访的单位"
                    or "没有登记走访的用人单位，不能记为访企拓岗",
                at = "employers",
                interpretation = "i-037",
            }
        else
            out:finding {
                level = "info",
                message = place == "园区"
                        and ("记为访园拓岗，另计访企拓岗 %d 家"):format(count)
                    or ("记为访企拓岗 %d 家"):format(count),
                at = "visit/place",
            }
        end
        if visit.hundred_parks then
            out:finding {
                level = "info",
                message = "属于“百城千园访企拓岗”，与该行动共用一条走访记录",
                at = "visit/hundred_parks",
                clause = "2025/四(四)e",
            }
        end
    end,
}

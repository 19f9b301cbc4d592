-- 招聘活动：所属阶段（2025/二）、与“优企进校”结合（2025/四(四)a）、实习岗位（2025/四(五)b）、
-- 新兴领域（2025/五(一)a）、同一岗位在几个平台只计一次（2025/四(一)d）、大型专场（2025/四(四)c）。

local N = require "circular"
local lib = require "lib"

N.rule {
    id = "events.phase",
    clause = "2025/二",
    title = { zh = "活动所属阶段", en = "Phase of the event" },
    on = "recruitment-event",
    emits = "finding",
    eval = function(ctx, p, out)
        local plan = ctx.case.plan
        if not plan.starts_at or not plan.ends_at then
            return out:not_applicable "尚未填写活动时间"
        end
        local first, last = ctx.cal.date(plan.starts_at), ctx.cal.date(plan.ends_at)
        local phase = lib.phase_of(p, first, last)
        if phase then
            local names = { "第一阶段", "第二阶段" }
            return out:finding {
                level = "info",
                message = ("活动 %s 至 %s，属于网上百日招聘%s"):format(
                    first,
                    last,
                    names[phase]
                ),
                at = "plan",
            }
        end
        out:finding {
            level = "info",
            message = ("活动 %s 至 %s 不在网上百日招聘两个阶段内，没有应报事项，留在本单位台账"):format(
                first,
                last
            ),
            at = "plan",
        }
    end,
}

N.rule {
    id = "events.together",
    clause = "2025/四(四)a",
    title = { zh = "与“优企进校”结合", en = "Together with other campaigns" },
    on = "recruitment-event",
    emits = "finding",
    eval = function(ctx, p, out)
        for _, circular in ipairs(ctx.case.circulars) do
            if ctx.one_of(circular, p "coordination.circulars") then
                return out:finding {
                    level = "info",
                    message = "本活动同时列入“优企进校 招才引智”，两项行动各计一次，同一张统计表里只计一次",
                    at = "circulars",
                }
            end
        end
        if ctx.case.plan.mode == "线上" then
            return out:not_applicable "线上活动，没有同时列入“优企进校 招才引智”"
        end
        out:finding {
            level = "info",
            message = "有线下环节，可同时列入“优企进校 招才引智”，各计一次",
            at = "circulars",
        }
    end,
}

local function live(ctx)
    local postings = {}
    for _, posting in ipairs(ctx.case.postings) do
        if not posting.withdrawn then
            lib.add(postings, posting)
        end
    end
    return postings
end

N.rule {
    id = "events.internships",
    clause = "2025/四(五)b",
    title = { zh = "实习岗位", en = "Internship posts" },
    on = "recruitment-event",
    emits = "finding",
    eval = function(ctx, p, out)
        local posts, openings, lodging = 0, 0, 0
        for _, posting in ipairs(live(ctx)) do
            if posting.kind == p "postings.internship_kind" then
                posts = posts + 1
                openings = openings + (posting.openings or 0)
                lodging = lodging + (posting.lodging and 1 or 0)
            end
        end
        if posts == 0 then
            return out:not_applicable "没有实习岗位"
        end
        out:finding {
            level = "info",
            message = ("实习岗位 %d 个、%d 人，另列，不计入发布岗位数和招聘人数；提供短期免费住宿的 %d 个"):format(
                posts,
                openings,
                lodging
            ),
            at = "postings",
        }
    end,
}

N.rule {
    id = "events.fields",
    clause = "2025/五(一)a",
    title = { zh = "新兴领域岗位", en = "Posts in emerging fields" },
    on = "recruitment-event",
    emits = "finding",
    eval = function(ctx, p, out)
        local fields, other = p "fields.emerging", p "fields.other"
        local emerging, others, empty = 0, 0, {}
        for _, posting in ipairs(live(ctx)) do
            if lib.has(fields, posting.field) then
                emerging = emerging + 1
            elseif posting.field == other then
                others = others + 1
            else
                lib.add(empty, posting.number)
            end
        end
        if emerging + others + #empty == 0 then
            return out:not_applicable "没有岗位"
        end
        out:finding {
            level = "info",
            message = ("%d 个新兴领域的岗位 %d 个，其他领域 %d 个"):format(
                #fields,
                emerging,
                others
            ),
            at = "postings",
        }
        if #empty > 0 then
            out:finding {
                level = "info",
                message = ("%d 个岗位没有填领域：%s"):format(
                    #empty,
                    table.concat(empty, "、")
                ),
                at = "postings",
                interpretation = "i-036",
            }
        end
    end,
}

-- 编号不同而单位、名称、类别都相同的，多半是同一岗位在几个平台各登记了一次。
local function repeated(postings)
    local first_of, found = {}, {}
    for _, posting in ipairs(postings) do
        local same = ("%s|%s|%s"):format(
            posting.employer or "",
            text.fold(posting.title or ""),
            posting.kind or ""
        )
        local first = first_of[same]
        if first then
            lib.add(found, { first = first, again = posting.number })
        else
            first_of[same] = posting
        end
    end
    return found
end

N.rule {
    id = "events.once",
    clause = "2025/四(一)d",
    title = { zh = "同一岗位只计一次", en = "One post counts once" },
    on = "recruitment-event",
    emits = "finding",
    eval = function(ctx, p, out)
        local postings, shared = live(ctx), 0
        for _, posting in ipairs(postings) do
            shared = shared + (#(posting.platforms or {}) > 1 and 1 or 0)
        end
        local twice = repeated(postings)
        for _, each in ipairs(twice) do
            out:finding {
                level = "warning",
                message = ("岗位 %s 与 %s（%s）可能是同一岗位；同一岗位用同一编号，只计一次"):format(
                    each.again,
                    each.first.number,
                    each.first.title
                ),
                at = "postings/" .. each.again,
                interpretation = "i-028",
            }
        end
        if shared > 0 then
            out:finding {
                level = "info",
                message = ("%d 个岗位在几个平台发布，各计一次"):format(shared),
                at = "postings",
                interpretation = "i-028",
            }
        end
        if shared == 0 and #twice == 0 then
            out:not_applicable "没有在几个平台发布的岗位"
        end
    end,
}

N.rule {
    id = "events.large",
    clause = "2025/四(四)c",
    title = { zh = "大型特色专场招聘会", en = "Large special fairs" },
    on = "recruitment-event",
    emits = "finding",
    eval = function(ctx, p, out)
        local plan, from = ctx.case.plan, p "events.permit_hint_from"
        if plan.mode == "线上" or not plan.expected or plan.expected < from then
            return out:not_applicable "不是大型线下活动"
        end
        out:finding {
            level = "warning",
            message = ("每场次预计 %d 人，达到 %d 人，面向社会的须办大型群众性活动安全许可"):format(
                plan.expected,
                from
            ),
            at = "plan/expected",
        }
    end,
}

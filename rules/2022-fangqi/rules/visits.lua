-- 一次走访：是否计数、岗位数、电子台账的栏目。

local N = require "circular"
local lib = require "lib"

N.rule {
    id = "visits.window",
    clause = "2022/二",
    title = { zh = "走访是否在行动时间内", en = "Whether within the action" },
    on = "visit",
    emits = "finding",
    eval = function(ctx, p, out)
        local day = ctx.case.visit.date
        if not day then
            return out:not_applicable "尚未填写走访日期"
        end
        local window = p "campaign.window"
        local inside = day >= window.from and day <= window.to
        out:finding {
            level = inside and "info" or "warning",
            message = ("走访日 %s %s行动时间内"):format(day, inside and "在" or "不在"),
            at = "visit/date",
        }
    end,
}

N.rule {
    id = "visits.role",
    clause = "2022/三",
    title = { zh = "走访计入哪项任务", en = "Which task it counts for" },
    on = "visit",
    emits = "finding",
    eval = function(ctx, p, out)
        local visit = ctx.case.visit
        local role = visit.lead_role
        if not role then
            return out:not_applicable "尚未填写带队人职务"
        end
        local words = "不计入两个 100 家，仍留在台账"
        if ctx.one_of(role, p "visits.principal.roles") then
            words = "计入书记、校长走访和校领导班子走访"
        elseif ctx.one_of(role, p "visits.team.roles") then
            words = "计入校领导班子走访，不计入书记、校长走访"
        end
        out:finding {
            level = "info",
            message = ("带队人职务“%s”：%s"):format(role, words),
            at = "visit/lead_role",
        }
        local post = visit.lead_record.post
        if post and post ~= role then
            out:finding {
                level = "warning",
                message = ("填写的职务是“%s”，走访当天在册的职务是“%s”"):format(
                    role,
                    post
                ),
                at = "visit/lead_role",
            }
        end
    end,
}

N.rule {
    id = "visits.posts",
    clause = "2022/五(一)c",
    title = { zh = "挖掘的岗位", en = "Posts found" },
    on = "visit",
    emits = "requirement",
    gate = "reporting",
    eval = function(ctx, _, out)
        local known = ctx.case.visit.posts ~= nil or #ctx.case.posts > 0
        for _, row in ipairs(ctx.case.employers) do
            known = known or row.posts ~= nil
        end
        out:requirement {
            key = "V01",
            met = known,
            missing = known and {} or { "没有填写岗位数，没有岗位的填 0" },
            owner = "employment_officer",
            way_out = "在“补充走访情况”里填写岗位数",
        }
    end,
}

N.rule {
    id = "visits.increments",
    clause = "2022/六(二)b2",
    title = { zh = "增量岗位", en = "Incremental posts" },
    on = "visit",
    emits = "finding",
    eval = function(ctx, p, out)
        if #ctx.case.posts == 0 then
            return out:not_applicable "没有逐条登记岗位"
        end
        local marked_only = p "visits.increments" == "marked"
        local all, new = 0, 0
        for _, post in ipairs(ctx.case.posts) do
            all = all + post.openings
            if post.incremental or not marked_only then
                new = new + post.openings
            end
        end
        out:finding {
            level = "info",
            message = ("岗位 %d 个，其中增量 %d 个；走访前已经提供的不是增量"):format(
                all,
                new
            ),
            at = "posts",
        }
    end,
}

N.rule {
    id = "visits.ledger",
    clause = "2022/六(四)a",
    title = { zh = "电子台账的栏目", en = "Fields of the ledger" },
    on = "visit",
    emits = "requirement",
    gate = "reporting",
    eval = function(ctx, p, out)
        local missing = {}
        for _, wanted in ipairs(p "ledger.visit_fields") do
            if ctx.case.visit[wanted.field] == nil then
                lib.add(missing, "没有填" .. wanted.zh)
            end
        end
        if not ctx.case.visit.employer and #ctx.case.employers == 0 then
            lib.add(missing, "没有登记走访的用人单位")
        end
        out:requirement {
            key = "V02",
            met = #missing == 0,
            missing = missing,
            owner = "employment_officer",
            way_out = "在“补充走访情况”“登记走访单位”里补全",
        }
    end,
}

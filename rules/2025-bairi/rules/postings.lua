-- 岗位信息（2025/五(二)）：采集、审核、发布依次办理，就业歧视和虚假信息两项核查都要记录，审核另由一人办理。

local N = require "circular"
local lib = require "lib"
local screen = require "screen"

local function label_of(posting)
    return ("岗位 %s（%s）"):format(posting.number, posting.title or "")
end

-- 有疑点而予以通过时还缺的：理由，或依据的规定。
local function unexplained(hit, review)
    if hit.demand == "warn" then
        return nil
    end
    if lib.is_blank(review.reason) then
        return hit.demand == "basis"
                and ("含“%s”（%s），没有理由和依据的规定不能通过，请退回修改"):format(
                    hit.word,
                    hit.title
                )
            or ("含“%s”（%s），予以通过须写理由"):format(hit.word, hit.title)
    end
    if hit.demand == "basis" and lib.is_blank(review.legal_basis) then
        return ("含“%s”（%s），没有写明依据的规定不能通过，请退回修改"):format(
            hit.word,
            hit.title
        )
    end
    return nil
end

local function unchecked(review)
    local names = {}
    if not review.discrimination_checked then
        lib.add(names, "就业歧视")
    end
    if not review.falsehood_checked then
        lib.add(names, "虚假信息")
    end
    return #names > 0 and "没有核查" .. table.concat(names, "、") or nil
end

local function trouble_with(p, posting, review, hits)
    if not review then
        return "尚未审核"
    end
    if review.version < posting.version then
        return "审核后又修改过，须重新审核"
    end
    local same = review.by ~= "" and review.by == posting.by
    if same and p "postings.second_person" then
        return "审核人就是登记人，须由另一人审核"
    end
    if review.outcome ~= "通过" then
        return "审核退回，修改后重新审核或撤回"
    end
    local left = unchecked(review)
    if left then
        return left
    end
    for _, hit in ipairs(hits) do
        local why = unexplained(hit, review)
        if why then
            return why
        end
    end
    return nil
end

local advice = {
    basis = "请退回修改；确有法定例外的写明理由和依据的规定",
    reason = "请人工审核，予以通过须写理由",
    warn = "请人工审核",
}

local function tell(out, posting, hits)
    for _, hit in ipairs(hits) do
        out:finding {
            level = hit.demand == "warn" and "info" or "warning",
            message = ("%s含“%s”（%s），%s"):format(
                label_of(posting),
                hit.word,
                hit.title,
                hit.soft and "可能是误报，" .. advice.reason or advice[hit.demand]
            ),
            at = "postings/" .. posting.number,
            interpretation = "i-034",
        }
    end
end

N.rule {
    id = "postings.reviewed",
    clause = "2025/五(二)",
    title = { zh = "岗位审核后发布", en = "Reviewed before publication" },
    on = "recruitment-event",
    emits = "requirement",
    gate = "publication",
    eval = function(ctx, p, out)
        local words = screen.prepare(p "screen.words")
        local reviews = lib.index(ctx.case.reviews, "posting")
        local missing = {}
        for _, posting in ipairs(ctx.case.postings) do
            if not posting.withdrawn then
                local hits = screen.hits(words, posting)
                local trouble = trouble_with(p, posting, reviews[posting.number], hits)
                if trouble then
                    lib.add(missing, label_of(posting) .. "：" .. trouble)
                end
                tell(out, posting, hits)
            end
        end
        local way_out =
            "由登记人以外的人在“审核岗位”里逐条办理，两项核查都作答；不合规的退回修改或撤回"
        local answer = {
            key = "25P01",
            met = #missing == 0,
            missing = missing,
            owner = lib.reviewer(ctx),
            way_out = way_out,
        }
        out:requirement(answer)
        -- 活动发布以后新登记的岗位同样须先审核，否则不能举办。
        out:requirement {
            key = "25P02",
            title = { zh = "发布后新增的岗位", en = "Posts added after publication" },
            applicable = ctx.case.reached.published,
            met = #missing == 0,
            missing = missing,
            owner = lib.reviewer(ctx),
            way_out = way_out,
            gate = "readiness",
        }
    end,
}

-- 单独的岗位案卷：审核通过和发布都要过同样的关；审核人由流程保证不是提交人。
N.rule {
    id = "postings.single",
    clause = "2025/五(二)",
    title = { zh = "岗位审核后发布（岗位案卷）", en = "Reviewed before publication" },
    on = "posting",
    emits = "requirement",
    gate = "publication",
    eval = function(ctx, p, out)
        local posting, review = ctx.case.posting, ctx.case.review
        local hits = screen.hits(screen.prepare(p "screen.words"), posting)
        tell(out, posting, hits)
        local missing = {}
        local left = unchecked(review)
        if left then
            lib.add(missing, label_of(posting) .. "：" .. left)
        end
        for _, hit in ipairs(hits) do
            local why = unexplained(hit, review)
            if why then
                lib.add(missing, label_of(posting) .. "：" .. why)
            end
        end
        out:requirement {
            key = "25P01",
            met = #missing == 0,
            missing = missing,
            owner = lib.reviewer(ctx),
            way_out = "由提交人以外的人办理“审核通过”，两项核查都作答；不合规的退回修改或撤回",
        }
    end,
}

N.rule {
    id = "postings.kind",
    clause = "2025/四(五)b",
    title = { zh = "岗位类别和领域", en = "Kind and field of a posting" },
    on = "posting",
    emits = "finding",
    eval = function(ctx, p, out)
        local posting = ctx.case.posting
        local intern = posting.kind == p "postings.internship_kind"
        if intern then
            out:finding {
                level = "info",
                message = "实习岗位另列，不计入发布岗位数和招聘人数",
                at = "posting/kind",
            }
        end
        if not posting.field then
            out:finding {
                level = "info",
                message = "没有填岗位领域",
                at = "posting/field",
                clause = "2025/五(一)a",
                interpretation = "i-036",
            }
        elseif not intern then
            out:not_applicable "就业岗位，领域已填"
        end
    end,
}

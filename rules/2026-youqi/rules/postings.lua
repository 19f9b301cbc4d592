-- 岗位信息：逐条经第二人审核才可举办、才可发布（备会项 B07、发布前提 P01）。

local N = require "circular"
local lib = require "lib"
local screen = require "screen"

local function label_of(posting)
    return ("岗位 %s（%s）"):format(posting.number, posting.title or "")
end

local function is_blank(value)
    return value == nil or text.trim(value) == ""
end

-- 有疑点而予以通过时还缺的：理由，或依据的规定。
local function unexplained(hit, review)
    if hit.demand == "warn" then
        return nil
    end
    if hit.demand == "basis" and (is_blank(review.reason) or is_blank(review.legal_basis)) then
        return ("含“%s”（%s），没有写明理由和依据的规定不能通过，请退回修改"):format(
            hit.word,
            hit.title
        )
    end
    if is_blank(review.reason) then
        return ("含“%s”（%s），予以通过须写理由"):format(hit.word, hit.title)
    end
    return nil
end

local function trouble_with(posting, review, hits)
    if not review then
        return "尚未审核"
    end
    if review.version < posting.version then
        return "审核后又修改过，须重新审核"
    end
    if review.outcome ~= "通过" then
        return "审核退回，请修改后重新审核或撤回"
    end
    if not review.discrimination_checked or not review.falsehood_checked then
        return "歧视性内容、虚假信息两项核查没有都做"
    end
    for _, hit in ipairs(hits) do
        local why = unexplained(hit, review)
        if why then
            return why
        end
    end
    return nil
end

local function tell(out, posting, hits)
    for _, hit in ipairs(hits) do
        local advice = "请人工审核"
        if hit.soft then
            advice = "可能是误报，请人工审核，予以通过须写理由"
        elseif hit.demand == "basis" then
            advice = "请退回修改；确有法定例外的写明理由和依据的规定"
        elseif hit.demand == "reason" then
            advice = "请人工审核，予以通过须写理由"
        end
        out:finding {
            level = hit.demand == "warn" and "info" or "warning",
            message = ("%s含“%s”（%s），%s"):format(
                label_of(posting),
                hit.word,
                hit.title,
                advice
            ),
            at = "postings/" .. posting.number,
            interpretation = "i-027",
        }
    end
end

N.rule {
    id = "postings.reviewed",
    clause = "2026/四(三)e",
    title = { zh = "岗位信息审核", en = "Review of postings" },
    on = "recruitment-event",
    emits = "requirement",
    gate = "readiness",
    eval = function(ctx, p, out)
        local words = screen.prepare(p "screen.classes")
        local reviews = lib.index(ctx.case.reviews, "posting")
        local missing = {}
        for _, posting in ipairs(ctx.case.postings) do
            if not posting.withdrawn then
                local review = reviews[posting.number]
                local hits = screen.hits(words, posting)
                local trouble = trouble_with(posting, review, hits)
                if trouble then
                    lib.add(missing, label_of(posting) .. "：" .. trouble)
                end
                tell(out, posting, hits)
            end
        end
        local way_out =
            "由登记人以外的工作人员在“审核岗位”里逐条审核；不合规的退回修改或撤回"
        out:requirement(lib.requirement(ctx, p, "B07", { missing = missing, way_out = way_out }))
        out:requirement {
            key = "P01",
            title = { zh = "岗位审核通过后发布", en = "Reviewed before publication" },
            met = #missing == 0,
            missing = missing,
            owner = "employment_officer",
            way_out = way_out,
            gate = "publication",
            interpretation = "i-026",
        }
    end,
}

-- 岗位信息：信息库的四项（2019/二b）、免费（2019/一b）、先审核后发布（2019/八c）。

local N = require "circular"
local lib = require "lib"

-- 一个岗位还缺信息库的哪几项。
local function missing_facts(p, posting, record, label)
    local missing = {}
    if record.status ~= "verified" then
        lib.add(missing, label .. "：企业基本情况没有核验")
    end
    if lib.is_blank(posting.title) then
        lib.add(missing, label .. "：没有招聘岗位")
    end
    if (posting.openings or 0) < p "bank.openings_min" then
        lib.add(missing, label .. "：没有招聘人数")
    end
    if lib.is_blank(posting.place) then
        lib.add(missing, label .. "：没有招聘区域")
    end
    return missing
end

local function label_of(posting)
    return ("岗位 %s（%s）"):format(posting.number or "未编号", posting.title or "")
end

N.rule {
    id = "postings.facts",
    clause = "2019/二b",
    title = { zh = "岗位信息的四项", en = "Four facts of each posting" },
    on = { "posting", "recruitment-event" },
    emits = "requirement",
    gate = "publication",
    eval = function(ctx, p, out)
        local missing = {}
        if ctx.workflow == "posting" then
            local posting = ctx.case.posting
            missing = missing_facts(p, posting, posting.employer_record, label_of(posting))
        else
            for _, posting in ipairs(ctx.case.postings) do
                local found = missing_facts(p, posting, posting.employer_record, label_of(posting))
                for _, sentence in ipairs(found) do
                    lib.add(missing, sentence)
                end
            end
        end
        out:requirement {
            key = "G01",
            met = #missing == 0,
            missing = missing,
            owner = "employment_officer",
            way_out = "补全企业基本情况、招聘岗位、招聘人数、招聘区域",
        }
    end,
}

N.rule {
    id = "postings.free",
    clause = "2019/一b",
    title = { zh = "免费发布", en = "Free of charge" },
    on = "posting",
    emits = "requirement",
    gate = "publication",
    eval = function(ctx, p, out)
        local fee = ctx.case.posting.fee or 0
        local free = fee <= p "posting.fee"
        out:requirement {
            key = "G02",
            met = free,
            missing = free and {} or { ("收费 %d 元，应免费发布"):format(fee) },
            owner = "platform",
            way_out = "把收费改为 0",
        }
    end,
}

local unchecked = "没有核查是否虚假信息"

-- 岗位案卷的审核表：只有“通过”能走到“发布”，流程里没有别的路。
local function reviewed_posting(ctx)
    local checked = ctx.case.review.falsehood_checked
    if checked then
        return {}
    end
    local trouble = checked == nil and "尚未审核" or unchecked
    return { label_of(ctx.case.posting) .. "：" .. trouble }
end

local function trouble_of(review, version)
    if not review then
        return "尚未审核"
    end
    if review.version < version then
        return "审核后又修改过，须重新审核"
    end
    if review.outcome ~= "通过" then
        return "审核退回"
    end
    return not review.falsehood_checked and unchecked
end

local function reviewed_postings(ctx)
    local missing = {}
    for _, posting in ipairs(ctx.case.postings) do
        local review = lib.find(ctx.case.reviews, "posting", posting.number)
        local trouble = not posting.withdrawn and trouble_of(review, posting.version)
        if trouble then
            lib.add(missing, label_of(posting) .. "：" .. trouble)
        end
    end
    return missing
end

N.rule {
    id = "postings.reviewed",
    clause = "2019/八c",
    title = { zh = "岗位审核", en = "Review of postings" },
    on = { "posting", "recruitment-event" },
    emits = "requirement",
    gate = "publication",
    eval = function(ctx, p, out)
        if not p "review.second_person" then
            return out:not_applicable "没有要求由第二人审核"
        end
        local review = ctx.workflow == "posting" and reviewed_posting or reviewed_postings
        local missing = review(ctx)
        out:requirement {
            key = "G03",
            met = #missing == 0,
            missing = missing,
            owner = "employment_officer",
            way_out = "由提交人以外的人审核；虚假信息撤回",
        }
    end,
}

-- 对接活动联系人表（2025/五(三)a）：2025 年 5 月 10 日（周六）前。

local N = require "circular"
local lib = require "lib"

local function due_of(ctx, p)
    local day = ctx.cal.shift(p "contact.day", p "contact.roll")
    local strict = ctx.cal.add_days(day, -1)
    if p "contact.before_day_inclusive" then
        return lib.end_of(ctx, p, day), strict
    end
    return lib.end_of(ctx, p, strict), nil
end

N.rule {
    id = "contact.due",
    clause = "2025/五(三)a",
    title = { zh = "报送联系人表", en = "Contact form" },
    on = "campaign",
    emits = "duty",
    eval = function(ctx, p, out)
        if not lib.owes(ctx, p) then
            return out:not_applicable "联系人表只由中小企业主管部门、有关单位和招聘平台报送，本单位不报"
        end
        local due, strict = due_of(ctx, p)
        out:duty {
            key = "contact-2025",
            title = {
                zh = "报送对接活动联系人表（附件 2）",
                en = "File the contact form (annex 2)",
            },
            who = lib.who(ctx),
            form = "2025.annex2",
            due = due,
            known_on = lib.known_on(ctx),
        }
        if strict then
            out:finding {
                level = "info",
                message = ("“%s前”按含当天理解；从严理解的截止是 %s 24:00，建议在此以前报送"):format(
                    p "contact.day",
                    strict
                ),
                at = "duties/contact-2025",
                interpretation = "i-009",
            }
        end
        out:finding {
            level = "info",
            message = "报送至" .. p "weekly.mailbox",
            at = "duties/contact-2025",
            interpretation = "i-018",
        }
    end,
}

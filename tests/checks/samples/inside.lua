local N = require "circular"

N.rule {
    id = "weekly.due",
    clause = "1/1",
    title = "每周进展报送",
    emits = "duty",
    eval = function(ctx, p, out)
        local day = ctx.cal.weekday_of_week(ctx.today, p "weekly.weekday")
        out:duty { key = "weekly:" .. string.format("%d", math.floor(day)), due = day }
    end,
}

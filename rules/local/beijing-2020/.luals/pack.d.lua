---@meta
-- 由 beihui pack stubs 生成，请勿手改。Generated: do not edit.

---@alias circular.Key
---| "filing.days_before"
---| "filing.plans"
---| "statistics.days_after"
---| "statistics.form"

---@alias circular.ClauseId
---| "BJ/一"
---| "BJ/三"
---| "BJ/二"
---| "BJ/五"
---| "BJ/四"


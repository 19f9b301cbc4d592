---@meta circular
-- 由 beihui pack stubs 生成，请勿手改。Generated: do not edit.

---@class circular.Words
---@field zh string
---@field en? string

---@alias circular.Param fun(key: circular.Key): any

---@class circular.Case
---@field number string # 编号 its number
---@field title string # 名称 its title
---@field workflow string # 流程 its workflow
---@field stage string # 阶段 its stage
---@field version integer # 改了几次 how often it was changed
---@field reopened integer # 最近一次重办时的版本 the version when it was opened again
---@field opened_on string # 建立日期 the day it was opened
---@field starts_on? string # 开始日 the day it starts
---@field ends_on? string # 结束日 the day it ends
---@field reached table<string, boolean> # 到过哪些阶段 the stages it has come to
---@field circulars string[] # 约束它的规则包 the packs that bind it
---@field documents { id: string, kind: string }[] # 材料 its documents
---@field duties { key: string, state: string, due?: string }[] # 应报事项 its duties
---@field [string] any

---@class circular.Org
---@field id string # 单位标识 its id
---@field name string # 名称 its name
---@field code string # 代码 its code
---@field kind? string # 类别 its kind
---@field level? string # 层级 its level
---@field [string] any

---@class circular.Rule
---@field id string # 规则编号，包内唯一 unique in the pack
---@field clause circular.ClauseId # 所据条款 the clause it rests on
---@field title string|circular.Words # 给人看的名称 its title
---@field on string|string[] # 流程或流程的列表 a workflow, or a list of them
---@field emits "requirement"|"duty"|"quota"|"finding" # 给出哪种结论 what it puts out
---@field gate? string # 结论挡住哪一类操作 which acts it may stop
---@field needs? table<string, table> # 先取好的计数：名称 → 计数口径 counts fetched before: name → measure
---@field eval fun(ctx: circular.Ctx, p: circular.Param, out: circular.Out) # 规则本身 the rule itself

---@class circular.TableCheck
---@field id string # 核对编号，包内唯一 unique in the pack
---@field clause circular.ClauseId # 所据条款 the clause it rests on
---@field title? string|circular.Words # 给人看的名称 its title
---@field table string # 统计表编号，见 annex/ the table, an id of annex/
---@field columns? string[] # 核对哪些列 the columns it looks at
---@field eval fun(row: table<string, integer>, out: circular.Out) # 核对本身 the check itself

---@class (exact) circular.Requirement
---@field key string # 文字 text
---@field title? string|circular.Words # 文字，或 { zh = …, en = … } text, or both languages
---@field met? boolean # true 或 false true or false
---@field missing? string[] # 文字的列表 list of texts
---@field blocking? boolean # true 或 false true or false
---@field applicable? boolean # true 或 false true or false
---@field owner? string # 文字 text
---@field due? string # cal.at 或 cal.end_of 给出的时刻 an instant of cal
---@field way_out? string # 文字 text
---@field item? string # 文字 text
---@field evidence? string # 文字 text
---@field gate? string # 文字 text
---@field clause? string # 文字 text
---@field interpretation? string # 文字 text

---@class (exact) circular.Duty
---@field key string # 文字 text
---@field title? string|circular.Words # 文字，或 { zh = …, en = … } text, or both languages
---@field due? string # cal.at 或 cal.end_of 给出的时刻 an instant of cal
---@field who string # 文字 text
---@field form? string # 文字 text
---@field rules? "pin"|"follow" # pin 或 follow pin or follow
---@field known_on? string # 日期，如 2026-04-30 a day such as 2026-04-30
---@field period_end? string # 日期，如 2026-04-30 a day such as 2026-04-30
---@field occasion? string # 文字 text
---@field acceptances? integer # 不小于 0 的整数 an integer, not below 0
---@field clause? string # 文字 text
---@field interpretation? string # 文字 text

---@class (exact) circular.Quota
---@field key string # 文字 text
---@field title? string|circular.Words # 文字，或 { zh = …, en = … } text, or both languages
---@field have integer # 不小于 0 的整数 an integer, not below 0
---@field need integer # 不小于 0 的整数 an integer, not below 0
---@field unit? string # 文字 text
---@field force? "must"|"in_principle" # must 或 in_principle must or in_principle
---@field clause? string # 文字 text
---@field interpretation? string # 文字 text

---@class (exact) circular.Finding
---@field level "info"|"warning"|"error" # info、warning 或 error info, warning or error
---@field message string # 文字 text
---@field at? string # 文字 text
---@field people? string[] # 文字的列表 list of texts
---@field clause? string # 文字 text
---@field interpretation? string # 文字 text

---@class circular.Text
---@field trim fun(s: string): string # 去掉两端的空白（含全角空格） without white space at both ends
---@field has fun(s: string, part: string): boolean # 是否含有 part，逐字比较 whether part occurs in it, as it is
---@field starts fun(s: string, part: string): boolean # 是否以 part 开头 whether it begins with part
---@field split fun(s: string, sep: string, max?: integer): string[] # 按 sep 切开，最多 max 段，末段为余下全部 cut at sep into at most max parts, the last holds the rest
---@field len fun(s: string): integer # 字数 how many characters
---@field half_width fun(s: string): string # 全角字母、数字、标点改为半角 full-width letters, digits and signs as ASCII
---@field is_uscc fun(s: string): boolean # 是否为有效的统一社会信用代码 whether it is a valid 统一社会信用代码
---@field fold fun(s: string|table, fields?: string[]): string # 半角、小写、去空白；给行和字段名时用“|”连接各字段 half width, lower case, no blanks; with a row and names, those fields joined by "|"
---@field digits fun(s: string): string # 汉字数字零至九改为阿拉伯数字 Chinese digits as Arabic ones
---@field which fun(s: string, words: string[]): string[] # 含有 words 里的哪些词 which of the words occur
text = {}

---@class circular.Num
---@field percent fun(part: integer, whole: integer): string? # 百分比，两位小数，四舍五入，如 "67.50"；whole 为 0 时为 nil percent with two places, half up, such as "67.50"; nil if whole is 0
---@field compare fun(a: integer|string, b: integer|string): integer # 精确比较两个小数：小于、等于、大于为 -1、0、1；"82.40" 等于 "82.4" compares two decimals exactly: -1, 0 or 1; "82.40" equals "82.4"
---@field round fun(x: number, places: integer, how: "half_up"): integer|string # 四舍五入；places 为 0 时得整数，否则得文字 rounded; an integer if places is 0, else a text
num = {}

---@class circular.List
---@field count fun(rows: any[], by?: string|fun(row: any): boolean): integer # 行数；给出 by 时只数 by 为真的行 how many rows; with by, those for which it is true
---@field sum fun(rows: any[], by?: string|fun(row: any): integer): integer # 整数之和 the sum of integers
---@field group fun(rows: any[], by: string|fun(row: any): string): table<string, any[]> # 按文字分组 rows by a text
---@field sort fun(rows: any[], by?: string|fun(row: any): string|number): any[] # 从小到大排列，相等者保持原来次序 in rising order; equal rows keep their order
list = {}

---@class circular.Cal
---@field is_working fun(d: string): boolean # 是不是工作日 whether a day is worked
---@field is_holiday fun(d: string): boolean # 是不是放假日 whether a day is a holiday
---@field add_working_days fun(d: string, n: integer): string # 其后第 n 个工作日 the n-th working day after
---@field working_days_between fun(a: string, b: string): integer # 两日之间的工作日数 working days between
---@field shift fun(d: string, how: string): string # 遇休息日顺延或提前 moves a rest day
---@field add_days fun(d: string, n: integer): string # 加自然日 adds calendar days
---@field days_between fun(a: string, b: string): integer # 两日之间的自然日数 calendar days between
---@field weekday fun(d: string): integer # 星期几，周一为 1 day of the week, Monday is 1
---@field weekday_of_week fun(d: string, w: integer): string # 同周的星期 w that weekday of the same week
---@field at fun(d: string, time: string): string # 某日某时刻之前 before a time of a day
---@field end_of fun(d: string): string # 某日 24:00 the end of a day
---@field date fun(instant: string): string # 时刻所在的日期 the day of an instant
---@field iso_week fun(d: string): string # 第几周 the ISO week

---@class circular.Ctx
---@field today string # 依据日，如 2026-04-30 the day asked about
---@field as_of string # 同 today the same as today
---@field known_at string # 到哪个时刻为止已知的事 what was known when
---@field workflow string # 流程 the workflow of the case
---@field case circular.Case # 案卷与各表单 the case and its forms
---@field org circular.Org # 单位 the organisation of the case
---@field input table<string, any> # needs 声明的计数 the counts declared in needs
---@field cal circular.Cal # 工作日历 the working calendar
---@field one_of fun(value: any, list: any[]): boolean # 值是否在列表中 whether the value is in the list

---@class circular.Out
---@field requirement fun(self: circular.Out, r: circular.Requirement) # 必须成立的事：备会项或办理的前提 something that must be true before an act
---@field duty fun(self: circular.Out, d: circular.Duty) # 应报事项；没有 due 的永不逾期 something owed; without due it is never overdue
---@field quota fun(self: circular.Out, q: circular.Quota) # 要达到的数 a number to reach
---@field finding fun(self: circular.Out, f: circular.Finding) # 给人看的提示，不改变任何状态 something to show; it never changes a state
---@field not_applicable fun(self: circular.Out, why: string) # 规则不适用，并说明原因 the rule does not apply, and why
---@field note fun(self: circular.Out, text: string) # 记入依据；不算结论 goes into the trace; it is no answer

---@class circular
---@field api { major: integer, minor: integer }
---@field rule fun(r: circular.Rule) # 登记一条规则 registers a rule
---@field table_check fun(c: circular.TableCheck) # 登记统计表内的一项核对 registers a check within a table
---@field use fun(name: string): boolean # 本程序有没有这项能力：cal、text、num、list whether this program has a capability: cal, text, num, list
local N = {}

return N

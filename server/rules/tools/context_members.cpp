#include "rules/tools/reference.hpp"

namespace beihui::rules
{

std::span<const ContextMember> context_members()
{
    static const ContextMember members[] = {
        {"Ctx", "today", "string", {"依据日，如 2026-04-30", "the day asked about"}},
        {"Ctx", "as_of", "string", {"同 today", "the same as today"}},
        {"Ctx", "known_at", "string", {"到哪个时刻为止已知的事", "what was known when"}},
        {"Ctx", "workflow", "string", {"流程", "the workflow of the case"}},
        {"Ctx", "case", "circular.Case", {"案卷与各表单", "the case and its forms"}},
        {"Ctx", "org", "circular.Org", {"单位", "the organisation of the case"}},
        {"Ctx", "input", "table<string, any>", {"needs 声明的计数", "the counts declared in needs"}
        },
        {"Ctx", "cal", "circular.Cal", {"工作日历", "the working calendar"}},
        {"Case", "number", "string", {"编号", "its number"}},
        {"Case", "title", "string", {"名称", "its title"}},
        {"Case", "workflow", "string", {"流程", "its workflow"}},
        {"Case", "stage", "string", {"阶段", "its stage"}},
        {"Case", "version", "integer", {"改了几次", "how often it was changed"}},
        {"Case",
         "reopened",
         "integer",
         {"最近一次重办时的版本", "the version when it was opened again"}},
        {"Case", "opened_on", "string", {"建立日期", "the day it was opened"}},
        {"Case", "starts_on?", "string", {"开始日", "the day it starts"}},
        {"Case", "ends_on?", "string", {"结束日", "the day it ends"}},
        {"Case", "reached", "table<string, boolean>", {"到过哪些阶段", "the stages it has come to"}
        },
        {"Case", "circulars", "string[]", {"约束它的规则包", "the packs that bind it"}},
        {"Case", "documents", "{ id: string, kind: string }[]", {"材料", "its documents"}},
        {"Case",
         "duties",
         "{ key: string, state: string, due?: string }[]",
         {"应报事项", "its duties"}},
        {"Org", "id", "string", {"单位标识", "its id"}},
        {"Org", "name", "string", {"名称", "its name"}},
        {"Org", "code", "string", {"代码", "its code"}},
        {"Org", "kind?", "string", {"类别", "its kind"}},
        {"Org", "level?", "string", {"层级", "its level"}},
        {"Rule", "id", "string", {"规则编号，包内唯一", "unique in the pack"}},
        {"Rule", "clause", "circular.ClauseId", {"所据条款", "the clause it rests on"}},
        {"Rule", "title", "string|circular.Words", {"给人看的名称", "its title"}},
        {"Rule", "on", "string|string[]", {"流程或流程的列表", "a workflow, or a list of them"}},
        {"Rule",
         "emits",
         "\"requirement\"|\"duty\"|\"quota\"|\"finding\"",
         {"给出哪种结论", "what it puts out"}},
        {"Rule", "gate?", "string", {"结论挡住哪一类操作", "which acts it may stop"}},
        {"Rule",
         "needs?",
         "table<string, table>",
         {"先取好的计数：名称 → 计数口径", "counts fetched before: name → measure"}},
        {"Rule",
         "eval",
         "fun(ctx: circular.Ctx, p: circular.Param, out: circular.Out)",
         {"规则本身", "the rule itself"}},
        {"TableCheck", "id", "string", {"核对编号，包内唯一", "unique in the pack"}},
        {"TableCheck", "clause", "circular.ClauseId", {"所据条款", "the clause it rests on"}},
        {"TableCheck", "title?", "string|circular.Words", {"给人看的名称", "its title"}},
        {"TableCheck", "table", "string", {"统计表编号，见 annex/", "the table, an id of annex/"}},
        {"TableCheck", "columns?", "string[]", {"核对哪些列", "the columns it looks at"}},
        {"TableCheck",
         "eval",
         "fun(row: table<string, integer>, out: circular.Out)",
         {"核对本身", "the check itself"}},
    };
    return members;
}

}  // namespace beihui::rules

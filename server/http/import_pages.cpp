// What the codes about lists that are brought in mean.

#include "http/problem_pages.hpp"

#include <array>

namespace beihui::http
{

std::span<const ProblemPage> import_pages()
{
    static constexpr std::array pages = {
        ProblemPage{
            "list_empty", "文件里没有可导入的行：只有表头、合计、说明或空行。请核对文件和工作表。",
            "The file has no row to bring in: only headings, totals, notes or empty rows."
        },
        ProblemPage{
            "nothing_to_import",
            "没有可导入的行：各行都有错误或已经登记。请按标红的原表修改后再来。",
            "There is no row to bring in: all have faults or are registered already. Correct the "
            "marked file and send it again."
        },
        ProblemPage{
            "list_changed",
            "检查以后，文件或库里的内容有了变动，一行也没有写入。请重新检查，再确认导入。",
            "The file or the register changed after the check, and nothing was written. Check "
            "again, "
            "then bring it in."
        },
        ProblemPage{
            "import_not_found", "没有这次导入，或它不在您的单位范围内。",
            "There is no such import, or it is not of your organisations."
        },
        ProblemPage{"import_undone", "这次导入已经撤销。", "The import was taken back already."},
        ProblemPage{
            "import_too_old", "导入已超过 24 小时，不能整批撤销。请逐个案卷办理。",
            "It was brought in more than 24 hours ago and cannot be taken back as a whole. Work on "
            "the "
            "cases one by one."
        },
        ProblemPage{
            "import_in_use",
            "导入之后有人办理过其中的案卷，不能整批撤销。errors 列出是哪些，请逐个办理。",
            "Some of the cases were worked on since, so they cannot be taken back together. errors "
            "lists them; work on them one by one."
        },
        ProblemPage{
            "same_case", "案卷不能指向自己：请填写另一个案卷。",
            "A case cannot name itself: name another one."
        },
    };
    return pages;
}

}  // namespace beihui::http

#include "plugin/sheet_format.hpp"

namespace beihui::plugin
{

Error sheet_unreadable(const std::string& zh, const std::string& en)
{
    return refuse(
        Refusal::invalid_input, "sheet_unreadable", "读不出表格：" + zh,
        "the sheet cannot be read: " + en
    );
}

Error sheet_too_large()
{
    return refuse(
        Refusal::invalid_input, "sheet_too_large",
        "表格过大：最多 " + std::to_string(most_sheet_rows) + " 行、" +
            std::to_string(most_sheet_columns) + " 列，每格最多 " +
            std::to_string(most_cell_bytes) + " 字节；请分成几个文件",
        "the sheet is too large: at most " + std::to_string(most_sheet_rows) + " rows, " +
            std::to_string(most_sheet_columns) + " columns and " + std::to_string(most_cell_bytes) +
            " bytes in a cell; send it in parts"
    );
}

}  // namespace beihui::plugin

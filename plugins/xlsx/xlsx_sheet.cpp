#include "plugins/xlsx/xlsx_sheet.hpp"

#include "plugins/xlsx/memory_file.hpp"
#include "plugins/xlsx/sheet_reader.hpp"

#include <xlsxwriter.h>

#include <memory>

namespace beihui::xlsx
{
namespace
{

Error not_written(const char* why)
{
    return refuse(
        Refusal::unavailable, "sheet_not_written",
        std::string("没能生成 Excel 文件（") + why + "），请稍后再试",
        std::string("the workbook could not be written (") + why + "); try again later"
    );
}

class XlsxSheet final : public plugin::SheetFormat
{
public:
    std::string_view id() const override { return "xlsx"; }
    std::string_view media_type() const override
    {
        return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    }
    bool is_one(std::string_view bytes) const override { return bytes.starts_with("PK\x03\x04"); }

    Result<std::string> write(const plugin::Sheet& sheet) const override
    {
        const MemoryFile file;
        if (!file.good())
            return not_written("no memory file");
        lxw_workbook* const book = workbook_new(file.path().c_str());
        if (book == nullptr)
            return not_written("no memory");
        // Not the time of writing: the same list must give the same bytes.
        lxw_doc_properties properties{};
        properties.created = 946'684'800;  // 2000-01-01
        workbook_set_properties(book, &properties);
        lxw_worksheet* const page = workbook_add_worksheet(book, sheet.name.c_str());
        lxw_format* const heading = workbook_add_format(book);
        format_set_bold(heading);
        // Text, also of cells that are filled in later: 4.13E+09 is no code of a school.
        lxw_format* const text = workbook_add_format(book);
        format_set_num_format(text, "@");
        if (page != nullptr && !sheet.rows.empty()) {
            worksheet_freeze_panes(page, 1, 0);
            worksheet_set_column(
                page, 0, static_cast<lxw_col_t>(sheet.rows.front().size() - 1), 18, text
            );
        }
        for (std::size_t row = 0; page != nullptr && row < sheet.rows.size(); ++row)
            for (std::size_t column = 0; column < sheet.rows[row].size(); ++column)
                if (!sheet.rows[row][column].empty())
                    worksheet_write_string(
                        page, static_cast<lxw_row_t>(row), static_cast<lxw_col_t>(column),
                        sheet.rows[row][column].c_str(), row == 0 ? heading : text
                    );
        if (const lxw_error error = workbook_close(book); error != LXW_NO_ERROR)
            return not_written(lxw_strerror(error));
        if (page == nullptr)
            return not_written("no sheet");
        return file.bytes();
    }

    Result<plugin::Sheet> read(std::string_view bytes) const override { return read_sheet(bytes); }
};

}  // namespace

void add_sheet(plugin::TableFormats& formats)
{
    formats.add(std::make_unique<XlsxSheet>());
}

}  // namespace beihui::xlsx

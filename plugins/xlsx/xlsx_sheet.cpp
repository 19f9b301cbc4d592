#include "plugins/xlsx/xlsx_sheet.hpp"

#include "plugin/marked_sheet.hpp"
#include "plugins/xlsx/memory_file.hpp"
#include "plugins/xlsx/sheet_reader.hpp"

#include <xlsxwriter.h>

#include <algorithm>
#include <map>
#include <memory>
#include <utility>

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

// More notes than this make the file slow to open; the colour stays, and the last column says it all.
constexpr std::size_t most_notes = 1000;

class XlsxSheet final : public plugin::SheetFormat, public plugin::MarksCells
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

    Result<std::string> write_marked(const plugin::MarkedSheet& marked) const override
    {
        const MemoryFile file;
        lxw_workbook* const book = file.good() ? workbook_new(file.path().c_str()) : nullptr;
        if (book == nullptr)
            return not_written("no memory file");
        lxw_doc_properties properties{};
        properties.created = 946'684'800;  // 2000-01-01, as above
        workbook_set_properties(book, &properties);
        lxw_worksheet* const page = workbook_add_worksheet(book, marked.sheet.name.c_str());
        if (page != nullptr)
            fill(book, page, marked);
        if (const lxw_error error = workbook_close(book); error != LXW_NO_ERROR)
            return not_written(lxw_strerror(error));
        if (page == nullptr)
            return not_written("no sheet");
        return file.bytes();
    }

    Result<plugin::Sheet> read(std::string_view bytes) const override { return read_sheet(bytes); }

private:
    static void fill(lxw_workbook* book, lxw_worksheet* page, const plugin::MarkedSheet& marked)
    {
        const auto format = [&](lxw_color_t fill, bool bold) {
            lxw_format* const made = workbook_add_format(book);
            format_set_num_format(made, "@");
            if (bold)
                format_set_bold(made);
            if (fill != 0) {
                format_set_bg_color(made, fill);
                format_set_border(made, LXW_BORDER_THIN);
            }
            return made;
        };
        lxw_format* const plain = format(0, false);
        lxw_format* const heading = format(0, true);
        lxw_format* const wrong = format(0xFFC7CE, false);
        lxw_format* const seen = format(0xFFEB9C, false);
        std::map<std::pair<std::size_t, std::size_t>, const plugin::MarkedSheet::Mark*> marks;
        for (const plugin::MarkedSheet::Mark& mark : marked.marks)
            marks.emplace(std::pair(mark.row, mark.column), &mark);
        worksheet_freeze_panes(page, static_cast<lxw_row_t>(marked.heading_rows), 0);
        std::size_t notes = 0;
        for (std::size_t row = 0; row < marked.sheet.rows.size(); ++row)
            for (std::size_t column = 0; column < marked.sheet.rows[row].size(); ++column) {
                const std::string& text = marked.sheet.rows[row][column];
                const auto found = marks.find({row, column});
                const bool is_marked = found != marks.end();
                if (text.empty() && !is_marked)
                    continue;
                lxw_format* look = row < marked.heading_rows ? heading : plain;
                if (is_marked)
                    look = found->second->wrong ? wrong : seen;
                const auto at_row = static_cast<lxw_row_t>(row);
                const auto at_column = static_cast<lxw_col_t>(column);
                if (text.empty())
                    worksheet_write_blank(page, at_row, at_column, look);
                else
                    worksheet_write_string(page, at_row, at_column, text.c_str(), look);
                if (is_marked && !found->second->note.empty() && notes++ < most_notes)
                    worksheet_write_comment(page, at_row, at_column, found->second->note.c_str());
            }
        std::size_t width = 0;
        for (const plugin::Sheet::Row& row : marked.sheet.rows)
            width = std::max(width, row.size());
        if (width > 0)
            worksheet_set_column(page, 0, static_cast<lxw_col_t>(width - 1), 18, nullptr);
    }
};

}  // namespace

void add_sheet(plugin::TableFormats& formats)
{
    formats.add(std::make_unique<XlsxSheet>());
}

}  // namespace beihui::xlsx

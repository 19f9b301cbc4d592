#include "plugins/xlsx/xlsx_format.hpp"

#include "plugins/xlsx/memory_file.hpp"
#include "plugins/xlsx/xlsx_sheet.hpp"

#include <xlsxwriter.h>

#include <array>
#include <memory>

namespace beihui::xlsx
{
namespace
{

// Typefaces that documents of Chinese offices are set in (GB/T 9704-2012 section 5).
constexpr const char* heavy = "黑体";
constexpr const char* song = "方正小标宋简体";
constexpr const char* kai = "楷体_GB2312";
constexpr const char* fangsong = "仿宋_GB2312";

constexpr std::uint8_t a4 = 9;
constexpr double sheet_width = 120;  // characters across A4 landscape

struct Look
{
    const char* font;
    double size;  // points
    lxw_format_alignments across = LXW_ALIGN_CENTER;
    bool framed = false;
    bool wrapped = true;
};

class Workbook
{
public:
    explicit Workbook(const std::string& path) : book_(workbook_new(path.c_str())) {}
    ~Workbook()
    {
        if (book_)
            workbook_close(book_);
    }
    Workbook(const Workbook&) = delete;
    Workbook& operator=(const Workbook&) = delete;

    lxw_workbook* get() const { return book_; }
    lxw_error finish() { return workbook_close(std::exchange(book_, nullptr)); }

    lxw_format* format(const Look& look) const
    {
        lxw_format* const format = workbook_add_format(book_);
        format_set_font_name(format, look.font);
        format_set_font_size(format, look.size);
        format_set_align(format, static_cast<std::uint8_t>(look.across));
        format_set_align(format, LXW_ALIGN_VERTICAL_CENTER);
        if (look.framed)
            format_set_border(format, LXW_BORDER_THIN);
        if (look.wrapped)
            format_set_text_wrap(format);
        return format;
    }

private:
    lxw_workbook* book_;
};

// A sheet written from top to bottom.
class Page
{
public:
    Page(const Workbook& book, const char* name, std::size_t columns)
        : sheet_(workbook_add_worksheet(book.get(), name)),
          last_(static_cast<lxw_col_t>(columns - 1))
    {
        worksheet_set_landscape(sheet_);
        worksheet_set_paper(sheet_, a4);
        worksheet_center_horizontally(sheet_);
        worksheet_fit_to_pages(sheet_, 1, 0);
    }

    // One text over the whole width. Each height is set: Excel does not fit rows of merged cells.
    void line(const std::string& text, lxw_format* format, double height)
    {
        worksheet_set_row(sheet_, row_, height, nullptr);
        if (last_ > 0)
            worksheet_merge_range(sheet_, row_, 0, row_, last_, text.c_str(), format);
        else
            worksheet_write_string(sheet_, row_, 0, text.c_str(), format);
        ++row_;
    }
    void cell(lxw_col_t column, const std::string& text, lxw_format* format)
    {
        worksheet_write_string(sheet_, row_, column, text.c_str(), format);
    }
    void cell(lxw_col_t column, std::int64_t number, lxw_format* format)
    {
        worksheet_write_number(sheet_, row_, column, static_cast<double>(number), format);
    }
    void end_row(double height) { worksheet_set_row(sheet_, row_++, height, nullptr); }
    void width(lxw_col_t first, lxw_col_t last, double characters)
    {
        worksheet_set_column(sheet_, first, last, characters, nullptr);
    }
    void end() { worksheet_print_area(sheet_, 0, 0, row_ - 1, last_); }

private:
    lxw_worksheet* sheet_;
    lxw_col_t last_;
    lxw_row_t row_ = 0;
};

// The form, and nothing on it that the circular does not print.
void add_form(const Workbook& book, const plugin::PrintedTable& table)
{
    const std::size_t count = table.columns.size();
    const bool named =
        workbook_validate_sheet_name(book.get(), table.annex.c_str()) == LXW_NO_ERROR;
    Page page(book, named && !table.annex.empty() ? table.annex.c_str() : "统计表", count);
    page.width(0, static_cast<lxw_col_t>(count - 1), sheet_width / static_cast<double>(count));
    page.line(table.annex, book.format({heavy, 16, LXW_ALIGN_LEFT}), 26);
    page.line(table.title, book.format({song, 22}), 40);
    if (!table.filled_by.empty())
        page.line(table.filled_by, book.format({kai, 14}), 24);
    page.line(table.place, book.format({fangsong, 14, LXW_ALIGN_LEFT}), 24);

    lxw_format* const heading = book.format({heavy, 12, LXW_ALIGN_CENTER, true});
    for (std::size_t i = 0; i < count; ++i)
        page.cell(static_cast<lxw_col_t>(i), table.columns[i].label, heading);
    page.end_row(48);
    lxw_format* const number = book.format({fangsong, 14, LXW_ALIGN_CENTER, true, false});
    format_set_num_format(number, "0");
    for (std::size_t i = 0; i < count; ++i)
        page.cell(static_cast<lxw_col_t>(i), table.columns[i].value, number);
    page.end_row(40);
    page.line(table.note, book.format({fangsong, 12, LXW_ALIGN_LEFT}), 24);
    page.end();
}

// What the numbers rest on: not part of the form, so on a sheet of its own.
void add_basis(const Workbook& book, const plugin::PrintedTable& table)
{
    constexpr std::array<const char*, 5> headings = {"列", "口径", "问题", "取法", "状态"};
    constexpr std::array<double, 5> widths = {24, 8, 36, 36, 16};
    Page page(book, "口径说明", headings.size());
    for (std::size_t i = 0; i < widths.size(); ++i)
        page.width(static_cast<lxw_col_t>(i), static_cast<lxw_col_t>(i), widths[i]);
    lxw_format* const plain = book.format({fangsong, 12, LXW_ALIGN_LEFT});
    page.line("口径说明（内部使用，不随表报送）", book.format({heavy, 14, LXW_ALIGN_LEFT}), 26);
    page.line("依据：" + table.circular, plain, 20);
    page.line("单位：" + table.filer, plain, 20);
    page.line("统计期：" + table.period, plain, 20);
    page.line("截至：" + table.as_of.text(), plain, 20);
    page.line("核验码：" + table.hash, plain, 20);
    for (const std::string& remark : table.remarks)
        page.line(remark, plain, 32);

    lxw_format* const heading = book.format({heavy, 12, LXW_ALIGN_CENTER, true});
    for (std::size_t i = 0; i < headings.size(); ++i)
        page.cell(static_cast<lxw_col_t>(i), headings[i], heading);
    page.end_row(24);
    lxw_format* const framed = book.format({fangsong, 12, LXW_ALIGN_LEFT, true});
    for (const plugin::PrintedReading& reading : table.readings) {
        page.cell(0, reading.column, framed);
        page.cell(1, reading.id, framed);
        page.cell(2, reading.question, framed);
        page.cell(3, reading.answer, framed);
        page.cell(4, reading.mark, framed);
        page.end_row(64);
    }
    page.end();
}

// The library takes texts that it copies and does not change.
char* plain_text(const std::string& text)
{
    return const_cast<char*>(text.c_str());
}

void add_properties(const Workbook& book, const plugin::PrintedTable& table)
{
    const std::string comment = "截至 " + table.as_of.text() + "；核验码 " + table.hash;
    lxw_doc_properties properties{};
    properties.title = plain_text(table.title);
    properties.subject = plain_text(table.circular);
    properties.author = plain_text(table.filer);
    properties.comments = plain_text(comment);
    // Not the time of writing: the same question must give the same bytes.
    properties.created = table.as_of.ms() / 1000;
    workbook_set_properties(book.get(), &properties);
    workbook_set_custom_property_string(book.get(), "as_of", table.as_of.text().c_str());
    workbook_set_custom_property_string(book.get(), "sha256", table.hash.c_str());
}

Error not_rendered(const char* why)
{
    return refuse(
        Refusal::unavailable, "table_not_rendered",
        std::string("没能生成 Excel 文件（") + why + "），请稍后再试",
        std::string("the workbook could not be written (") + why + "); try again later"
    );
}

class XlsxFormat final : public plugin::TableFormat
{
public:
    std::string_view id() const override { return "xlsx"; }
    std::string_view extension() const override { return "xlsx"; }
    std::string_view media_type() const override
    {
        return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    }

    Result<std::string> render(const plugin::PrintedTable& table) const override
    {
        const MemoryFile file;
        if (table.columns.empty() || !file.good())
            return not_rendered(table.columns.empty() ? "no column" : "no memory file");
        Workbook book(file.path());
        if (!book.get())
            return not_rendered("no memory");
        add_properties(book, table);
        add_form(book, table);
        if (table.internal)
            add_basis(book, table);
        if (const lxw_error error = book.finish(); error != LXW_NO_ERROR)
            return not_rendered(lxw_strerror(error));
        return file.bytes();
    }
};

}  // namespace

void add_format(plugin::TableFormats& formats)
{
    formats.add(std::make_unique<XlsxFormat>());
    add_sheet(formats);
}

}  // namespace beihui::xlsx

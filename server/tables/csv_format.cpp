#include "tables/table_page.hpp"

#include <memory>

namespace beihui::tables
{
namespace
{

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

// A field of RFC 4180. A text that a spreadsheet would run as a formula gets an apostrophe in front.
std::string field(std::string_view text)
{
    constexpr std::string_view starts_formula = "=+-@\t\r";
    std::string safe;
    if (!text.empty() && starts_formula.find(text.front()) != std::string_view::npos)
        safe = "'";
    safe += text;
    if (safe.find_first_of("\",\r\n") == std::string::npos)
        return safe;
    std::string quoted = "\"";
    for (const char c : safe) {
        quoted += c;
        if (c == '"')
            quoted += '"';
    }
    return quoted + '"';
}

class CsvFormat final : public plugin::TableFormat
{
public:
    std::string_view id() const override { return "csv"; }
    std::string_view extension() const override { return "csv"; }
    std::string_view media_type() const override { return "text/csv; charset=utf-8"; }

    Result<std::string> render(const plugin::PrintedTable& table) const override
    {
        std::string labels = field("单位");
        std::string numbers = field(table.filer);
        for (const plugin::PrintedColumn& column : table.columns) {
            labels += "," + field(column.label);
            numbers += "," + std::to_string(column.value);
        }
        return std::string(byte_order_mark) + labels + "\r\n" + numbers + "\r\n";
    }
};

}  // namespace

void add_csv_format(plugin::TableFormats& formats)
{
    formats.add(std::make_unique<CsvFormat>());
}

}  // namespace beihui::tables

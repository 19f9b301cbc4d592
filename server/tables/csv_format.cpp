#include "tables/csv_sheet.hpp"
#include "tables/table_page.hpp"

#include <memory>

namespace beihui::tables
{
namespace
{

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

class CsvFormat final : public plugin::TableFormat
{
public:
    std::string_view id() const override { return "csv"; }
    std::string_view extension() const override { return "csv"; }
    std::string_view media_type() const override { return "text/csv; charset=utf-8"; }

    Result<std::string> render(const plugin::PrintedTable& table) const override
    {
        std::string labels = csv_field("单位");
        std::string numbers = csv_field(table.filer);
        for (const plugin::PrintedColumn& column : table.columns) {
            labels += "," + csv_field(column.label);
            numbers += "," + std::to_string(column.value);
        }
        return std::string(byte_order_mark) + labels + "\r\n" + numbers + "\r\n";
    }
};

}  // namespace

void add_csv_format(plugin::TableFormats& formats)
{
    formats.add(std::make_unique<CsvFormat>());
    add_csv_sheet(formats);
}

}  // namespace beihui::tables

#pragma once

#include "base/civil.hpp"
#include "base/result.hpp"
#include "plugin/sheet_format.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace beihui::plugin
{

// One cell under its printed heading.
struct PrintedColumn
{
    std::string label;  // as printed, character by character
    std::int64_t value = 0;
};

// A reading that numbers of the table rest on, where the circular leaves something open.
struct PrintedReading
{
    std::string column;  // label
    std::string id;      // "i-006"
    std::string question;
    std::string answer;
    std::string mark;  // 已确认口径, or 缺省口径，尚无人确认
};

// An official form with its numbers, as it goes onto paper. Every text is Chinese and ready to
// print.
struct PrintedTable
{
    std::string annex;  // "附件 1"
    std::string title;
    std::string filled_by;  // "(中小企业主管部门填报)"; may be empty
    std::string place;      // "浙江省(区、市)": the line above the table
    std::string filer;      // name of the organisation whose numbers they are
    std::vector<PrintedColumn> columns;
    std::string note;      // the line below the table
    std::string circular;  // what asks for it: number or title of the circular
    std::string period;    // "2026年4月1日至2026年6月30日"
    Instant as_of;
    std::string hash;  // SHA-256 over what was asked and answered, hex
    std::vector<PrintedReading> readings;
    std::vector<std::string> remarks;  // of the internal copy: days left out, findings
    bool internal = true;  // false: the form alone, as it goes out, without readings and remarks
};

// One way to put a table into a file.
class TableFormat
{
public:
    virtual ~TableFormat() = default;

    virtual std::string_view id() const = 0;  // "xlsx": what one asks for
    virtual std::string_view media_type() const = 0;
    virtual std::string_view extension() const = 0;  // "xlsx"
    // The same table always gives the same bytes. Safe for many threads.
    // Refuses: unavailable, "table_not_rendered".
    virtual Result<std::string> render(const PrintedTable& table) const = 0;
};

// The formats that the program was put together with. Filled once, before the server listens.
class TableFormats
{
public:
    void add(std::unique_ptr<const TableFormat> format) { formats_.push_back(std::move(format)); }
    void add(std::unique_ptr<const SheetFormat> format) { sheets_.push_back(std::move(format)); }

    const TableFormat* find(std::string_view id) const  // none: nullptr
    {
        for (const auto& format : formats_)
            if (format->id() == id)
                return format.get();
        return nullptr;
    }
    std::vector<std::string> ids() const
    {
        std::vector<std::string> ids;
        for (const auto& format : formats_)
            ids.emplace_back(format->id());
        return ids;
    }

    const SheetFormat* find_sheet(std::string_view id) const  // none: nullptr
    {
        for (const auto& format : sheets_)
            if (format->id() == id)
                return format.get();
        return nullptr;
    }
    // The format that a file from outside is in; none: nullptr.
    const SheetFormat* sheet_of(std::string_view bytes) const
    {
        for (const auto& format : sheets_)
            if (format->is_one(bytes))
                return format.get();
        return nullptr;
    }

private:
    std::vector<std::unique_ptr<const TableFormat>> formats_;
    std::vector<std::unique_ptr<const SheetFormat>> sheets_;
};

}  // namespace beihui::plugin

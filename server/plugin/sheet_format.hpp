#pragma once

#include "base/result.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace beihui::plugin
{

// A plain list for a spreadsheet, the heading first. Every cell is a text: codes keep their zeros.
struct Sheet
{
    using Row = std::vector<std::string>;

    std::string name;
    std::vector<Row> rows;
};

// What a file that somebody sends may hold.
inline constexpr std::size_t most_sheet_rows = 100'000;
inline constexpr std::size_t most_sheet_columns = 64;
inline constexpr std::size_t most_cell_bytes = 8'192;

// One kind of file that a list is written to and read from.
class SheetFormat
{
public:
    virtual ~SheetFormat() = default;

    virtual std::string_view id() const = 0;  // "xlsx": what one asks for
    virtual std::string_view media_type() const = 0;
    // Whether the bytes are such a file, by how they begin.
    virtual bool is_one(std::string_view bytes) const = 0;
    // The same sheet always gives the same bytes. Refuses: unavailable, "sheet_not_written".
    virtual Result<std::string> write(const Sheet& sheet) const = 0;
    // The first sheet of a file from outside: UTF-8, no control characters but in quoted lines.
    // Refuses: invalid_input, "sheet_unreadable", and "sheet_too_large" over the limits above.
    virtual Result<Sheet> read(std::string_view bytes) const = 0;
};

// Said by every format alike.
Error sheet_unreadable(const std::string& zh, const std::string& en);
Error sheet_too_large();

}  // namespace beihui::plugin

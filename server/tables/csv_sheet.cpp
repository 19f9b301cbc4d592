#include "tables/csv_sheet.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <memory>

namespace beihui::tables
{
namespace
{

using plugin::Sheet;

constexpr std::string_view utf8_mark = "\xEF\xBB\xBF";
constexpr std::string_view starts_formula = "=+-@\t\r";

// Reads RFC 4180, with either end of line. A quote that is never closed is a fault, since everything
// behind it would be one cell.
class Reader
{
public:
    explicit Reader(std::string_view text) : text_(text) {}

    Result<Sheet> read()
    {
        while (at_ < text_.size()) {
            if (sheet_.rows.size() == plugin::most_sheet_rows)
                return plugin::sheet_too_large();
            sheet_.rows.emplace_back();
            if (auto row = read_row(sheet_.rows.back()); !row)
                return row.error();
        }
        return std::move(sheet_);
    }

private:
    Result<void> read_row(Sheet::Row& row)
    {
        for (;;) {
            auto cell = at_ < text_.size() && text_[at_] == '"' ? quoted() : plain();
            if (!cell)
                return cell.error();
            if (row.size() == plugin::most_sheet_columns || cell->size() > plugin::most_cell_bytes)
                return plugin::sheet_too_large();
            row.push_back(unguarded(std::move(*cell)));
            if (at_ >= text_.size())
                return {};
            const char end = text_[at_++];
            if (end == ',')
                continue;
            if (end == '\r' && at_ < text_.size() && text_[at_] == '\n')
                ++at_;
            return {};
        }
    }

    Result<std::string> plain()
    {
        const std::size_t end = std::min(text_.find_first_of(",\r\n", at_), text_.size());
        const std::string_view cell = text_.substr(at_, end - at_);
        at_ = end;
        return std::string(cell);
    }

    Result<std::string> quoted()
    {
        std::string cell;
        for (++at_; at_ < text_.size(); ++at_) {
            if (text_[at_] != '"') {
                cell += text_[at_];
                continue;
            }
            if (at_ + 1 >= text_.size() || text_[at_ + 1] != '"') {
                ++at_;
                if (at_ < text_.size() &&
                    std::string_view(",\r\n").find(text_[at_]) == std::string_view::npos)
                    return bad_quote();
                return cell;
            }
            cell += '"';
            ++at_;
        }
        return bad_quote();
    }

    Error bad_quote() const
    {
        const std::string row = std::to_string(sheet_.rows.size());
        return plugin::sheet_unreadable(
            "第 " + row + " 行的引号没有配对", "a quote in row " + row + " is not closed"
        );
    }

    // What was written with an apostrophe in front, against formulas, is read as it was.
    static std::string unguarded(std::string cell)
    {
        if (cell.size() > 1 && cell[0] == '\'' &&
            starts_formula.find(cell[1]) != std::string_view::npos)
            cell.erase(0, 1);
        return cell;
    }

    std::string_view text_;
    std::size_t at_ = 0;
    Sheet sheet_;
};

class CsvSheet final : public plugin::SheetFormat
{
public:
    std::string_view id() const override { return "csv"; }
    std::string_view media_type() const override { return "text/csv; charset=utf-8"; }
    bool is_one(std::string_view bytes) const override
    {
        return bytes.find('\0') == std::string_view::npos && !bytes.starts_with("PK");
    }

    Result<std::string> write(const Sheet& sheet) const override
    {
        std::string text(utf8_mark);
        for (const Sheet::Row& row : sheet.rows) {
            for (std::size_t i = 0; i < row.size(); ++i)
                text += (i > 0 ? "," : "") + csv_field(row[i]);
            text += "\r\n";
        }
        return text;
    }

    Result<Sheet> read(std::string_view bytes) const override
    {
        if (bytes.starts_with(utf8_mark))
            bytes.remove_prefix(utf8_mark.size());
        if (is_utf8(bytes))
            return Reader(bytes).read();
        const auto text = utf8_from_gb18030(bytes);
        if (!text)
            return plugin::sheet_unreadable(
                "既不是 UTF-8 也不是 GB18030", "it is neither UTF-8 nor GB18030"
            );
        return Reader(*text).read();
    }
};

}  // namespace

std::string csv_field(std::string_view text)
{
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

void add_csv_sheet(plugin::TableFormats& formats)
{
    formats.add(std::make_unique<CsvSheet>());
}

}  // namespace beihui::tables

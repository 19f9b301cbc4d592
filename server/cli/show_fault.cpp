#include "cli/show_fault.hpp"

#include "base/files.hpp"
#include "base/text.hpp"

#include <charconv>
#include <ostream>
#include <string>
#include <vector>

namespace beihui::cli
{
namespace
{

constexpr std::size_t most_bytes = 4 << 20;

// The number at the end of `where`, cut off with its colon; 0 when there is none.
int take_number(std::string_view& where)
{
    const std::size_t colon = where.rfind(':');
    if (colon == std::string_view::npos || colon + 1 == where.size())
        return 0;
    int number = 0;
    const auto read =
        std::from_chars(where.data() + colon + 1, where.data() + where.size(), number);
    if (read.ec != std::errc() || read.ptr != where.data() + where.size())
        return 0;
    where = where.substr(0, colon);
    return number;
}

// Bytes of the UTF-8 character that begins with `first`.
std::size_t size_of_character(unsigned char first)
{
    if (first < 0x80)
        return 1;
    return first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
}

// As many blanks as the characters before the column are wide on a screen: Chinese ones take two.
std::string blanks_before(std::string_view line, int column)
{
    std::string blanks;
    std::size_t at = 0;
    for (int i = 1; i < column && at < line.size(); ++i) {
        const std::size_t size = size_of_character(static_cast<unsigned char>(line[at]));
        blanks += line[at] == '\t' ? "\t" : size >= 3 ? "  " : " ";
        at += size;
    }
    return blanks;
}

// The line of a file of the pack; empty when there is none.
std::string line_of(const FaultPlace& place, const std::filesystem::path& folder)
{
    const auto whole = std::filesystem::absolute(folder / "").lexically_normal().parent_path();
    const bool is_local = whole.parent_path().filename() == "local";
    const std::string prefix =
        (is_local ? "rules/local/" : "rules/") + whole.filename().string() + "/";
    if (place.line == 0 || !place.file.starts_with(prefix))
        return {};
    const auto bytes = read_file(folder / place.file.substr(prefix.size()), most_bytes);
    if (!bytes)
        return {};
    const std::vector<std::string_view> lines = split(*bytes, '\n');
    const std::size_t index = static_cast<std::size_t>(place.line) - 1;
    return index < lines.size() ? std::string(lines[index]) : std::string();
}

json::object words_as_json(const Words& words)
{
    return {{"zh", words.zh}, {"en", words.en}};
}

}  // namespace

FaultPlace place_of(std::string_view where)
{
    FaultPlace place;
    const int last = take_number(where);
    const int before = last > 0 ? take_number(where) : 0;
    place.file = where;
    place.line = before > 0 ? before : last;
    place.column = before > 0 ? last : 0;
    return place;
}

void show_fault(const Fault& fault, const std::filesystem::path& folder, std::ostream& out)
{
    out << fault.code << ' ' << fault.detail.zh << '\n';
    if (!fault.detail.en.empty() && fault.detail.en != fault.detail.zh)
        out << "  " << fault.detail.en << '\n';
    if (!fault.where.empty())
        out << "  " << fault.where << '\n';
    const FaultPlace place = place_of(fault.where);
    if (const std::string line = line_of(place, folder); !line.empty()) {
        const std::string number = std::to_string(place.line);
        out << "    " << number << " | " << line << '\n';
        if (place.column > 0)
            out << "    " << std::string(number.size(), ' ') << " | "
                << blanks_before(line, place.column) << "^\n";
    }
    if (!fault.clause.empty())
        out << "  条款 " << fault.clause << "：“" << fault.clause_text.zh << "”\n";
    if (!fault.way_out.zh.empty())
        out << "  怎么改：" << fault.way_out.zh
            << (fault.way_out.en.empty() ? "" : " / " + fault.way_out.en) << '\n';
}

json::object fault_as_json(const Fault& fault)
{
    const FaultPlace place = place_of(fault.where);
    return {
        {"where", fault.where},
        {"file", place.file},
        {"line", place.line},
        {"column", place.column},
        {"code", fault.code},
        {"detail", words_as_json(fault.detail)},
        {"way_out", words_as_json(fault.way_out)},
        {"clause", fault.clause},
    };
}

}  // namespace beihui::cli

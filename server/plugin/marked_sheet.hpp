#pragma once

#include "plugin/sheet_format.hpp"

namespace beihui::plugin
{

// A list as somebody sent it, with a note at each cell that something is to be said about.
struct MarkedSheet
{
    struct Mark
    {
        std::size_t row = 0;  // both from 0
        std::size_t column = 0;
        std::string note;
        bool wrong = true;  // false: only to be seen
    };

    Sheet sheet;
    std::size_t heading_rows = 1;
    std::vector<Mark> marks;
};

// A sheet format that can also do that; asked of one by dynamic_cast.
class MarksCells
{
public:
    virtual ~MarksCells() = default;

    // The cells stay texts, whatever they begin with; marked ones are coloured and have a note.
    // Refuses: unavailable, "sheet_not_written".
    virtual Result<std::string> write_marked(const MarkedSheet& marked) const = 0;
};

}  // namespace beihui::plugin

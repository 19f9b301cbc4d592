#include "tables/table_words.hpp"

namespace beihui::tables
{

std::string day_zh(Date day)
{
    return std::to_string(day.year()) + "年" + std::to_string(day.month()) + "月" +
           std::to_string(day.day()) + "日";
}

std::string span_zh(Date from, Date to)
{
    return from == to ? day_zh(from) : day_zh(from) + "至" + day_zh(to);
}

std::string day_digits(Date day)
{
    std::string digits;
    for (const char c : day.text())
        if (c != '-')
            digits += c;
    return digits;
}

}  // namespace beihui::tables

#include "base/dates.hpp"

// one_line() in a comment, and "look_up(1)" in a text, are not uses.
int wrong(const Date& date)
{
    const char* const text = "look_up(1)";
    Line line;
    submit(days_of(date));
    return line.length + text[0];
}

#include "acts/look_up.hpp"

// It has a print() of its own, and that of cli/ nobody here can mean.
void print(int) {}

struct Desk
{
    void days_of(int number);
};

void right(Desk& desk)
{
    print(look_up(1).length + one_line(2).length);
    desk.days_of(3);
}

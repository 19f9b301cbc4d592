#include "base/text.hpp"

Line look_up(int number);
void submit(int number);

#pragma once

namespace beihui::cli
{

// Gives memory that was freed and that nobody uses back to the operating system at once. For moments
// after which much less is needed than before, such as the end of the start.
void give_back_memory();

}  // namespace beihui::cli

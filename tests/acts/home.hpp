#pragma once

#include <filesystem>

namespace beihui::acts
{

// The project: holds rules/ and workflows/.
inline const std::filesystem::path home = BEIHUI_SOURCE_DIR;

}  // namespace beihui::acts

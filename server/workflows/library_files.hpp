#pragma once

#include "workflows/library.hpp"

namespace beihui::workflows
{

// The workflows of a folder before the steps of packs are laid over them: for with_steps(), which
// checks the whole and without which there is no workflow in it. It needs no pack, so that it can be
// read while packs are read.
// Refuses as Library::load does, but tells the faults of these files only.
Result<std::shared_ptr<const Library>> read_library(const std::filesystem::path& folder);

}  // namespace beihui::workflows

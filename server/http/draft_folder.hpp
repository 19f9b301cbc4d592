#pragma once

#include "http/draft_tools.hpp"

#include <filesystem>
#include <string_view>

namespace beihui::http
{

// A folder that only we can read, with what the tools of a pack look for: rules/ with the calendar of
// `home`, workflows/, which are those of `home`, and tmp/. Gone with its owner.
class DraftFolder
{
public:
    explicit DraftFolder(const DraftTools& tools);
    ~DraftFolder();
    DraftFolder(const DraftFolder&) = delete;
    DraftFolder& operator=(const DraftFolder&) = delete;

    const std::filesystem::path& path() const { return path_; }
    std::filesystem::path temporary() const { return path_ / "tmp"; }

    // `place` is where the pack is to lie in it, such as "rules/2026-youqi"; the files must be those
    // of a pack, see rules::check_pack_files. Returns where they lie now.
    std::filesystem::path write(std::string_view place, const rules::PackFiles& files) const;

private:
    explicit DraftFolder(const std::filesystem::path& within);

    std::filesystem::path path_;
};

}  // namespace beihui::http

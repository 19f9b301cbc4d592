#include "http/draft_folder.hpp"

#include <cstdlib>
#include <fstream>
#include <stdexcept>
#include <string>

namespace beihui::http
{
namespace
{

void put(const std::filesystem::path& file, std::string_view bytes)
{
    std::filesystem::create_directories(file.parent_path());
    std::ofstream out(file, std::ios::binary);
    out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    out.close();
    if (!out)
        throw std::runtime_error("cannot write " + file.string());
}

}  // namespace

DraftFolder::DraftFolder(const std::filesystem::path& within)
{
    std::string name = (within / "beihui-draft-XXXXXX").string();
    if (!mkdtemp(name.data()))
        throw std::runtime_error("cannot make a temporary folder like " + name);
    path_ = name;
}

// Nothing of the home is within rules/, where the files of a draft are written.
DraftFolder::DraftFolder(const DraftTools& tools)
    : DraftFolder(tools.within.empty() ? std::filesystem::temp_directory_path() : tools.within)
{
    namespace fs = std::filesystem;
    const fs::path& home = tools.home;
    fs::create_directory(temporary());
    fs::create_directories(path_ / "rules" / "calendars");
    fs::copy_file(home / "rules/calendars/cn.yaml", path_ / "rules/calendars/cn.yaml");
    fs::create_directory_symlink(fs::absolute(home / "workflows"), path_ / "workflows");
}

DraftFolder::~DraftFolder()
{
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
}

std::filesystem::path DraftFolder::write(std::string_view place, const rules::PackFiles& files)
    const
{
    const std::filesystem::path folder = path_ / place;
    std::filesystem::create_directories(folder);
    for (const auto& [path, bytes] : files)
        put(folder / path, bytes);
    return folder;
}

}  // namespace beihui::http

#include "acts/scratch.hpp"

#include <cstdlib>
#include <stdexcept>

namespace beihui::acts
{

Scratch::Scratch()
{
    std::string name = (std::filesystem::temp_directory_path() / "beihui-pack-XXXXXX").string();
    if (!mkdtemp(name.data()))
        throw std::runtime_error("cannot make a temporary folder in " + name);
    folder_ = name;
}

Scratch::~Scratch()
{
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
}

std::unique_ptr<storage::Database> Scratch::open(const std::filesystem::path& file) const
{
    storage::DatabaseSettings settings;
    settings.address = "sqlite:" + file.string();
    settings.master_key = std::string(32, 'k');
    settings.readers = 1;
    auto opened = storage::Database::open(settings);
    if (!opened)
        throw std::runtime_error(opened.error().detail.en);
    return std::move(*opened);
}

// The tables are made once; every database is a copy of them.
std::unique_ptr<storage::Database> Scratch::database()
{
    const std::filesystem::path empty = folder_ / "empty.db";
    if (databases_ == 0)
        open(empty).reset();
    const std::filesystem::path file = folder_ / (std::to_string(++databases_) + ".db");
    std::error_code failed;
    std::filesystem::copy_file(empty, file, failed);
    if (failed)
        throw std::runtime_error("cannot copy " + empty.string() + ": " + failed.message());
    return open(file);
}

}  // namespace beihui::acts

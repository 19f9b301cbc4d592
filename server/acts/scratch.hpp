#pragma once

#include "storage/database.hpp"

#include <filesystem>
#include <memory>

namespace beihui::acts
{

// A folder for databases that are gone when the tests of a pack have run.
class Scratch
{
public:
    Scratch();
    ~Scratch();
    Scratch(const Scratch&) = delete;
    Scratch& operator=(const Scratch&) = delete;

    // A new empty database in it, which ends before this does. Nothing personal is ever stored in
    // one. Throws std::runtime_error when there is no room.
    std::unique_ptr<storage::Database> database();

private:
    std::unique_ptr<storage::Database> open(const std::filesystem::path& file) const;

    std::filesystem::path folder_;
    int databases_ = 0;
};

}  // namespace beihui::acts

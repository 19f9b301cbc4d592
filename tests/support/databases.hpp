#pragma once

// A new empty database of either kind. For test programs that link storage.

#include "storage/database.hpp"
#include "support/postgresql.hpp"
#include "support/stored_facts.hpp"

#include <ostream>
#include <string>

namespace beihui::test
{

enum class Backend
{
    sqlite,
    postgresql,
};

// For names of parameterised tests.
inline std::ostream& operator<<(std::ostream& out, Backend backend)
{
    return out << (backend == Backend::sqlite ? "sqlite" : "postgresql");
}

// Settings of a new empty database, not opened yet. A file of SQLite goes with the program.
inline storage::DatabaseSettings fresh_database(Backend backend)
{
    static const Folder folder;
    static int files = 0;
    storage::DatabaseSettings settings;
    settings.master_key = std::string(32, 'k');
    settings.readers = 2;
    settings.writers = 2;
    settings.address =
        backend == Backend::postgresql
            ? fresh_postgresql_database()
            : "sqlite:" + (folder.path() / (std::to_string(++files) + ".db")).string();
    return settings;
}

}  // namespace beihui::test

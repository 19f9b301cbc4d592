#pragma once

#include <filesystem>
#include <string>

namespace beihui::bench
{

// The limits of acts: the statements that the server ran for them and nothing else, each prepared once,
// in a program of their own that prints one line of JSON about how long they took.

// beihui_bench replay-sqlite DATABASE RECORDING UNITS: with the sqlite3 C API, UNITS acts a commit,
// the server's own PRAGMAs and its own policy of checkpoints. Without the savepoints of the server.
int replay_sqlite(
    const std::filesystem::path& database,
    const std::filesystem::path& recording,
    std::size_t units_of_a_commit
);

// beihui_bench replay-postgresql URL RECORDING CONNECTIONS pipeline|trips: with libpq, a transaction
// for each unit; in pipeline mode one round trip for each, else one for each statement.
int replay_postgresql(
    const std::string& address,
    const std::filesystem::path& recording,
    std::size_t connections,
    bool pipelined
);

}  // namespace beihui::bench

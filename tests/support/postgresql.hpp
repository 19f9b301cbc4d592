#pragma once

#include <string>

namespace beihui::test
{

// The address of a new empty database, in the form DatabaseSettings::address has.
//
// The first call of a test program starts a PostgreSQL server of its own: a new cluster in a
// temporary folder, reached by a Unix socket in it and by nothing else, ended and removed when the
// program ends (also when it crashes: then only the folder stays). Its programs are looked for in
// $BEIHUI_POSTGRESQL_BIN, else in the newest /usr/lib/postgresql/*/bin.
//
// Call it on the main thread: the server ends with the thread that started it. Throws
// std::runtime_error when there is no PostgreSQL: such a test fails, it is not left out.
std::string fresh_postgresql_database();

// The same as an object: a database of that server, empty when this is made.
class PostgresqlDatabase
{
public:
    PostgresqlDatabase() : address_(fresh_postgresql_database()) {}

    const std::string& address() const { return address_; }

private:
    std::string address_;
};

}  // namespace beihui::test

#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace beihui::test
{

// A PostgreSQL of one's own: a new cluster in `folder`, reached through a socket there only, run by
// an ordinary user when we are root. It is gone, with its folder, when this is.
//
// `settings` ("fsync=off") are added to those of a cluster as it is installed.
class PostgresqlCluster
{
public:
    PostgresqlCluster(
        const std::filesystem::path& folder,
        const std::vector<std::string>& settings
    );
    ~PostgresqlCluster();
    PostgresqlCluster(const PostgresqlCluster&) = delete;
    PostgresqlCluster& operator=(const PostgresqlCluster&) = delete;

    // A new database of the role that our servers use; a copy of `like`, which nobody may be using.
    // Returns its name.
    std::string create_database(const std::string& like = "");
    // Closes whatever connections it still has.
    void drop_database(const std::string& name);
    std::string address_of(const std::string& name) const;

private:
    class Server;
    std::unique_ptr<Server> server_;
};

}  // namespace beihui::test

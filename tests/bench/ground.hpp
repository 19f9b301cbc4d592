#pragma once

#include "bench/load.hpp"
#include "bench/server.hpp"
#include "support/postgresql_cluster.hpp"

#include <memory>
#include <vector>

namespace beihui::bench
{

struct Target
{
    std::string number;
    std::int64_t version = 1;
};

// What every round begins with: one school, one officer who is signed in, many cases of one entry.
// Each round gets a copy, so that histories are as long in every round as in every other.
class Ground
{
public:
    // With a cluster on PostgreSQL, else on SQLite.
    Ground(
        const std::filesystem::path& folder,
        std::size_t cases,
        test::PostgresqlCluster* cluster = nullptr
    );

    class Copy
    {
    public:
        // With a cluster: a database of it by that name.
        Copy(std::filesystem::path data, test::PostgresqlCluster* cluster, std::string name)
            : data_(std::move(data)), cluster_(cluster), name_(std::move(name))
        {}
        Copy(const Copy&) = delete;
        Copy& operator=(const Copy&) = delete;
        ~Copy();

        ServerAsked server(std::vector<std::string> environment = {}) const;
        const std::filesystem::path& data() const { return data_; }
        std::string database() const { return cluster_ ? cluster_->address_of(name_) : ""; }
        std::filesystem::path file() const { return data_ / "beihui.db"; }

    private:
        std::filesystem::path data_;
        test::PostgresqlCluster* cluster_;
        std::string name_;
    };
    std::unique_ptr<Copy> copy();

    const std::string& cookie() const { return cookie_; }
    const std::vector<Target>& targets() const { return targets_; }
    const std::string& organisation() const { return organisation_; }

private:
    void make(std::size_t cases);
    void fill(const ServerAsked& asked, std::size_t cases);

    std::filesystem::path folder_;
    test::PostgresqlCluster* cluster_;
    std::string name_;  // PostgreSQL: of the database that is copied
    std::string organisation_;
    std::string password_;
    std::string cookie_;
    std::vector<Target> targets_;
    int copies_ = 0;
};

// The cookie of somebody who signs in.
std::string sign_in(std::uint16_t port, const std::string& login, const std::string& password);

}  // namespace beihui::bench

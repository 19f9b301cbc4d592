#pragma once

#include "cli/installation.hpp"

#include <filesystem>
#include <memory>
#include <string>

namespace beihui::bench
{

// The demonstration in a folder of its own, to ask packs about.
class DemoDesk
{
public:
    DemoDesk();
    DemoDesk(const DemoDesk&) = delete;
    DemoDesk& operator=(const DemoDesk&) = delete;
    ~DemoDesk();

    const acts::Context& context() const { return installation_->context(); }
    double database_mb() const;
    // The project's circular with one text of its parameters replaced.
    std::filesystem::path draft(const std::string& from, const std::string& to) const;

private:
    std::filesystem::path folder_;
    SetClock clock_;
    std::unique_ptr<cli::Installation> installation_;
};

// What a piece of work took since this was made.
class Took
{
public:
    Took();
    double seconds() const;    // on the wall
    double processor() const;  // of all threads

private:
    double wall_;
    double processor_;
};

// The most memory that this program has held, in MB.
long most_memory_mb();

}  // namespace beihui::bench

#pragma once

#include "acts/rulebook.hpp"
#include "base/clock.hpp"
#include "storage/database.hpp"

#include <filesystem>
#include <memory>
#include <vector>

namespace boost::asio
{
class thread_pool;
}  // namespace boost::asio

namespace beihui::acts
{

// What every act needs; made once at the start and handed down.
struct Context
{
    storage::Database& database;
    const Clock& clock;
    LiveRulebook& rulebook;
    boost::asio::thread_pool& workers;  // rules, password hashing and reads run here
    std::vector<std::filesystem::path> key_folders = {};  // of those whose signatures are trusted
    std::shared_ptr<const Rulebook> held = nullptr;       // set by holding_rules()

    // The rules to judge by. Keep what it gives in a variable as long as you use a pack or a
    // workflow of it: without holding_rules() the next call may give another.
    std::shared_ptr<const Rulebook> rules() const { return held ? held : rulebook.take(); }

    // The same context with the rules of this moment: made once for an act or a page, so that a
    // publication in its middle does not reach it.
    Context holding_rules() const
    {
        return {database, clock, rulebook, workers, key_folders, rules()};
    }
};

}  // namespace beihui::acts

#pragma once

#include "base/clock.hpp"
#include "rules/world.hpp"
#include "storage/database.hpp"
#include "workflows/library.hpp"

#include <atomic>
#include <memory>

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
    std::shared_ptr<const workflows::Library> workflows;
    std::shared_ptr<const rules::World> world;
    boost::asio::thread_pool& workers;  // rules, password hashing and reads run here
};

}  // namespace beihui::acts

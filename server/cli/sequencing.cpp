#include "cli/sequencing.hpp"

#include "base/log.hpp"
#include "storage/stores.hpp"

namespace beihui::cli
{
namespace
{

constexpr std::chrono::milliseconds pause{500};
constexpr std::size_t most_at_once = 256;

}  // namespace

Sequencing::Sequencing(storage::Database& database)
    : database_(database), thread_([this] { run(); })
{}

Sequencing::~Sequencing()
{
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    stopped_.notify_all();
    thread_.join();
}

// Whether there may be more to do at once.
bool Sequencing::pass()
{
    std::size_t given = 0;
    const auto written = database_.write([&](storage::WriteTxn& txn) -> Result<void> {
        given = storage::sequence_entries(txn, most_at_once);
        return {};
    });
    if (!written)
        log(LogLevel::warning, "sequencing",
            "positions were not given; they will be at the next try",
            {{"code", written.error().code}});
    return written && given == most_at_once;
}

void Sequencing::run()
{
    for (bool last = false; !last;) {
        {
            std::unique_lock lock(mutex_);
            last = stopped_.wait_for(lock, pause, [this] { return stopping_; });
        }
        try {
            while (pass()) {
            }
        } catch (const std::exception& trouble) {
            log(LogLevel::error, "sequencing", "the database did not answer",
                {{"what", trouble.what()}});
        }
    }
}

}  // namespace beihui::cli

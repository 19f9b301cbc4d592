#include "cli/sequencing.hpp"

#include "base/log.hpp"
#include "storage/place_store.hpp"
#include "storage/stores.hpp"

namespace beihui::cli
{
namespace
{

constexpr std::chrono::milliseconds pause{500};
constexpr std::size_t most_at_once = 256;

}  // namespace

Sequencing::Sequencing(storage::Database& database, const Clock& clock)
    : database_(database), clock_(clock), thread_([this] { run(); })
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
    // Midnight comes without an act: what a move or a new name of this day changes is done by then.
    const Date today = clock_.now().date();
    bool day_came = false;
    database_.read([&](storage::ReadTxn& txn) { day_came = storage::placing_day(txn) < today; });
    std::size_t given = 0;
    const auto written = database_.write([&](storage::WriteTxn& txn) -> Result<void> {
        if (day_came)
            storage::settle_day(txn, storage::placing_day(txn), today);
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

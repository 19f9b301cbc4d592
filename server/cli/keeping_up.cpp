#include "cli/keeping_up.hpp"

#include "base/log.hpp"
#include "storage/kept_numbers.hpp"

namespace beihui::cli
{
namespace
{

constexpr std::chrono::seconds pause_between_passes{10};
constexpr std::int64_t ms_kept_unasked = 30LL * 86'400'000;

}  // namespace

KeepingUp::KeepingUp(const acts::Context& context)
    : context_(context), thread_([this](const std::stop_token& stop) { run(stop); })
{}

void KeepingUp::pass(const std::stop_token& stop)
{
    const Instant oldest = context_.clock.now().plus_ms(-ms_kept_unasked);
    std::vector<storage::KeptNumber> kept;
    std::vector<storage::KeptNumber> news;
    bool some_old = false;
    context_.database.read([&](storage::ReadTxn& txn) {
        kept = storage::kept_numbers_since(txn, Instant::from_ms(0));
    });
    for (const storage::KeptNumber& number : kept) {
        if (stop.stop_requested())
            return;
        if (number.asked_at < oldest) {
            some_old = true;
            continue;
        }
        // A snapshot for each: none is held for long.
        context_.database.read([&](storage::ReadTxn& txn) {
            storage::KeptNumbers numbers(txn, number.asked_at);
            if (auto brought = numbers.brought_up(number))
                news.push_back(*std::move(brought));
        });
    }
    if (news.empty() && !some_old)
        return;
    const auto written = context_.database.write([&](storage::WriteTxn& txn) -> Result<void> {
        storage::put_kept_numbers(txn, news);
        storage::drop_kept_numbers_before(txn, oldest);
        return {};
    });
    if (!written)
        log(LogLevel::warning, "keeping_up", "numbers were not kept; they will be counted",
            {{"code", written.error().code}});
}

void KeepingUp::run(const std::stop_token& stop)
{
    while (!stop.stop_requested()) {
        try {
            pass(stop);
        } catch (const std::exception& trouble) {
            log(LogLevel::error, "keeping_up", "numbers could not be counted on",
                {{"what", trouble.what()}});
        }
        std::unique_lock lock(mutex_);
        stopped_.wait_for(lock, stop, pause_between_passes, [] { return false; });
    }
}

}  // namespace beihui::cli

#include "cli/reminding.hpp"

#include "acts/due_reminders.hpp"
#include "base/log.hpp"

namespace beihui::cli
{
namespace
{

constexpr std::chrono::seconds pause_between_looks{30};

}  // namespace

Reminding::Reminding(const acts::Context& context)
    : context_(context), thread_([this](const std::stop_token& stop) { run(stop); })
{}

void Reminding::run(const std::stop_token& stop)
{
    while (!stop.stop_requested()) {
        try {
            if (const std::size_t sent = acts::send_due_reminders(context_); sent > 0)
                log(LogLevel::info, "reminding", "reminders were sent",
                    {{"sent", static_cast<std::int64_t>(sent)}});
        } catch (const std::exception& trouble) {
            log(LogLevel::error, "reminding", "reminders could not be looked for",
                {{"what", trouble.what()}});
        }
        std::unique_lock lock(mutex_);
        stopped_.wait_for(lock, stop, pause_between_looks, [] { return false; });
    }
}

}  // namespace beihui::cli

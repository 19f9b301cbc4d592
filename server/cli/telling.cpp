#include "cli/telling.hpp"

#include "base/log.hpp"

namespace beihui::cli
{
namespace
{

constexpr std::chrono::seconds pause_between_passes{2};

}  // namespace

Telling::Telling(acts::WebhookSender& sender)
    : sender_(sender), thread_([this](const std::stop_token& stop) { run(stop); })
{}

// At the latest one try later.
Telling::~Telling()
{
    sender_.end();
}

void Telling::run(const std::stop_token& stop)
{
    while (!stop.stop_requested()) {
        try {
            sender_.pass();
        } catch (const std::exception& trouble) {
            log(LogLevel::error, "webhooks", "what happened could not be told",
                {{"what", trouble.what()}});
        }
        std::unique_lock lock(mutex_);
        stopped_.wait_for(lock, stop, pause_between_passes, [] { return false; });
    }
}

}  // namespace beihui::cli

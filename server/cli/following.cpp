#include "cli/following.hpp"

#include "acts/stored_rulebook.hpp"
#include "base/log.hpp"

namespace beihui::cli
{

Following::Following(const acts::Context& context, std::chrono::milliseconds pause)
    : context_(context), pause_(pause), thread_([this] { run(); })
{}

Following::~Following()
{
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    stopped_.notify_all();
    thread_.join();
}

void Following::run()
{
    for (;;) {
        {
            std::unique_lock lock(mutex_);
            if (stopped_.wait_for(lock, pause_, [this] { return stopping_; }))
                return;
        }
        try {
            const auto followed = acts::follow_published(context_);
            if (!followed)
                log(LogLevel::error, "packs", "the published packs cannot be taken over",
                    {{"code", followed.error().code}, {"what", followed.error().detail.en}});
            else if (*followed)
                log(LogLevel::info, "packs", "other packs were published and are used now",
                    {{"edition", context_.rulebook.take()->edition}});
        } catch (const std::exception& trouble) {
            log(LogLevel::error, "packs", "the database did not answer",
                {{"what", trouble.what()}});
        }
    }
}

}  // namespace beihui::cli

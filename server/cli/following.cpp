#include "cli/following.hpp"

#include "acts/stored_rulebook.hpp"
#include "base/log.hpp"

namespace beihui::cli
{

Following::Following(const acts::Context& context, std::chrono::milliseconds pause)
    : context_(context),
      pause_(pause),
      watch_(context.database.watch_packs()),
      thread_([this] { run(); })
{}

Following::~Following()
{
    stopping_ = true;
    watch_->end();
    thread_.join();
}

void Following::run()
{
    for (;;) {
        watch_->wait(pause_);  // told or not: what is published decides
        if (stopping_)
            return;
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

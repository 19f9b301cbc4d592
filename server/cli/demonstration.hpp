#pragma once

#include "base/clock.hpp"
#include "cli/site.hpp"
#include "http/demonstration.hpp"

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

namespace beihui::cli
{

// The demonstration in the folder "demonstration" of the data folder: SQLite, whatever the real database
// is. It is filled in "demonstration.part", which becomes it once all is there.
class DemonstrationFolder final : public http::Demonstration
{
public:
    // What answers in it: the API of an installation, as the real one is set up.
    using MakeApi = std::function<http::Api(const acts::Context&)>;
    struct Setting
    {
        Places real;  // the installation it stands beside
        MakeApi api;
        std::vector<std::string> hosts = {};
        const http::StaticFiles* pages = nullptr;
        std::uint64_t seed = 158;
    };

    // Opens what was loaded before, and takes away what was not loaded to the end.
    DemonstrationFolder(Setting setting, const Clock& clock);
    ~DemonstrationFolder() override;  // stops, if stop() was not called
    DemonstrationFolder(const DemonstrationFolder&) = delete;
    DemonstrationFolder& operator=(const DemonstrationFolder&) = delete;

    Status status() const override;
    Result<void> load() override;
    Result<void> remove() override;
    Result<accounts::SignedIn> open_session(std::string_view login, const accounts::Knock& knock)
        override;
    std::shared_ptr<const http::Router> place() const override;

    // Ends loading and what requests left running. Call it when nothing is answered any more, before
    // the listener that answered goes.
    void stop();

private:
    struct Place;

    Result<std::shared_ptr<Place>> open_place() const;
    Result<void> fill();
    void run();
    std::shared_ptr<Place> here() const;

    const Setting setting_;
    const Clock& clock_;
    const std::filesystem::path folder_;
    const std::filesystem::path part_;

    mutable std::mutex mutex_;  // guards what follows
    std::shared_ptr<Place> place_;
    // Taken away, but somebody is still being answered there; the last of them must not end it.
    std::vector<std::shared_ptr<Place>> leaving_;
    State state_ = State::none;
    std::optional<Error> failure_;
    std::thread loader_;

    std::atomic<int> percent_ = 0;
    std::atomic<bool> stopping_ = false;
};

}  // namespace beihui::cli

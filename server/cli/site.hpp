#pragma once

#include "cli/installation.hpp"
#include "cli/sequencing.hpp"
#include "http/api.hpp"
#include "http/event_hub.hpp"
#include "http/static_files.hpp"

#include <optional>

namespace beihui::cli
{

// An installation with what answers for it: the API, the live events and the pages. The pages and what
// the API points at outlive it.
class Site
{
public:
    Site(
        const acts::Context& context,
        const Clock& clock,
        http::Api api,
        const std::vector<std::string>& hosts,
        const http::StaticFiles* pages,  // nullptr: none were built
        const http::LoadLimits& load = {}
    );
    Site(const Site&) = delete;
    Site& operator=(const Site&) = delete;

    http::Router& router() { return router_; }
    const http::Api& api() const { return api_; }

private:
    Sequencing sequencing_;
    http::Api api_;
    http::EventHub events_;
    http::Router router_;
};

}  // namespace beihui::cli

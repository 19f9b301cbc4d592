#pragma once

#include "base/result.hpp"
#include "http/message.hpp"

#include <filesystem>
#include <map>
#include <memory>
#include <string>

namespace beihui::http
{

// The pages of the web app. Their names are listed once: a request is a look-up by name, so no path in
// a request ever reaches the file system. What stands outside assets/ is read then, too; files under
// assets/ carry a hash of their content in their name and are read when somebody first asks for them,
// which can give nothing but what the name says.
//
// Beside "assets/app-1a2b.js" may lie "assets/app-1a2b.js.br" and ".gz": they are sent instead to
// whoever accepts them and are no pages of their own. Files under assets/ are cached for ever by those
// who get them. Any other name outside assets/ is answered with index.html when the client accepts
// text/html: the app routes by itself.
class StaticFiles
{
public:
    // Refuses (unavailable) a folder without index.html and more than 64 MiB. Leaves out hidden
    // files and symbolic links.
    static Result<StaticFiles> load(const std::filesystem::path& folder);

    // For Router::set_pages: answers GET and HEAD. Safe for many threads.
    Response answer(const Request& request) const;

private:
    class Content;
    using Shared = std::shared_ptr<const Content>;

    struct File
    {
        Shared plain;
        Shared brotli;  // none: nullptr
        Shared gzip;    // none: nullptr
        std::string media_type;
    };

    Response send(const File& file, const Request& request, bool for_ever) const;

    std::map<std::string, File, std::less<>> files_;  // by path: "/assets/app-1a2b.js"
};

}  // namespace beihui::http

#include "http/static_files.hpp"

#include "base/bytes.hpp"
#include "base/files.hpp"
#include "http/problem.hpp"

#include <algorithm>
#include <array>
#include <mutex>

namespace beihui::http
{
namespace
{

constexpr std::uintmax_t most_bytes = std::uintmax_t{64} * 1024 * 1024;

struct MediaType
{
    std::string_view extension;
    std::string_view name;
};

constexpr std::array media_types{
    MediaType{".html", "text/html; charset=utf-8"},
    MediaType{".js", "text/javascript; charset=utf-8"},
    MediaType{".css", "text/css; charset=utf-8"},
    MediaType{".json", "application/json"},
    MediaType{".webmanifest", "application/manifest+json"},
    MediaType{".yaml", "application/yaml"},
    MediaType{".txt", "text/plain; charset=utf-8"},
    MediaType{".svg", "image/svg+xml"},
    MediaType{".png", "image/png"},
    MediaType{".ico", "image/x-icon"},
    MediaType{".woff2", "font/woff2"},
};

std::string media_type_of(const std::filesystem::path& file)
{
    const std::string extension = file.extension().string();
    const auto known = std::ranges::find(media_types, extension, &MediaType::extension);
    return std::string(known == media_types.end() ? "application/octet-stream" : known->name);
}

// Whether a part of the path, "/assets/.x" say, begins with a dot.
bool is_hidden(std::string_view path)
{
    return path.find("/.") != std::string_view::npos;
}

bool accepts(const Request& request, std::string_view coding)
{
    return preference_for(request.header("accept-encoding"), coding).value_or(0) > 0;
}

// A browser that opens a page names text/html; a script or an image that is missing does not.
bool wants_page(const Request& request)
{
    return preference_for(request.header("accept"), "text/html").value_or(0) > 0;
}

Response nothing_there(const Request& request)
{
    return problem(
        404, "not_found", Words{"没有这个地址", "There is nothing at this address"}, request
    );
}

bool is_asset(std::string_view path)
{
    return path.starts_with("/assets/");
}

}  // namespace

// The bytes of one file and their tag.
class StaticFiles::Content
{
public:
    struct Read
    {
        std::shared_ptr<const std::string> bytes;
        std::string tag;  // hex
    };

    explicit Content(std::string file) : file_(std::move(file)) {}

    // Null bytes: the file is not there any more, or cannot be read.
    Read read() const
    {
        const std::lock_guard lock(mutex_);
        if (read_.bytes)
            return read_;
        auto bytes = read_file(file_, most_bytes);
        if (bytes) {
            read_.tag = hex(sha256(*bytes)).substr(0, 32);
            read_.bytes = std::make_shared<const std::string>(std::move(*bytes));
        }
        return read_;
    }

private:
    std::string file_;  // a path takes ten times the memory, and there are a thousand of them
    mutable std::mutex mutex_;
    mutable Read read_;
};

Result<StaticFiles> StaticFiles::load(const std::filesystem::path& folder)
{
    const auto refused = [&](std::string zh, std::string en) {
        return refuse(
            Refusal::unavailable, "pages_missing", folder.string() + "：" + zh,
            folder.string() + ": " + en
        );
    };
    std::error_code failure;
    std::filesystem::recursive_directory_iterator files(folder, failure);
    if (failure)
        return refused("无法读取页面目录", "The folder of pages cannot be read");

    std::map<std::string, Shared, std::less<>> contents;
    const std::size_t before_slash = (folder / "").native().size() - 1;
    std::uintmax_t bytes = 0;
    for (const auto& entry : files) {
        const std::string path = entry.path().native().substr(before_slash);
        if (entry.is_symlink() || !entry.is_regular_file() || is_hidden(path))
            continue;
        bytes += entry.file_size();
        if (bytes > most_bytes)
            return refused("超过 64 MiB", "It holds more than 64 MiB");
        const auto content = std::make_shared<const Content>(entry.path().native());
        if (!is_asset(path) && !content->read().bytes)
            return refused("读不了 " + path, path + " cannot be read");
        contents.emplace(path, content);
    }
    if (!contents.contains("/index.html"))
        return refused("其中没有 index.html", "It holds no index.html");

    StaticFiles pages;
    for (const auto& [path, content] : contents) {
        const auto stem = path.substr(0, path.rfind('.'));
        if ((path.ends_with(".br") || path.ends_with(".gz")) && contents.contains(stem))
            continue;
        const auto variant = [&](const char* extension) {
            const auto found = contents.find(path + extension);
            return found == contents.end() ? nullptr : found->second;
        };
        pages.files_[path] = File{
            .plain = content,
            .brotli = variant(".br"),
            .gzip = variant(".gz"),
            .media_type = media_type_of(path),
        };
    }
    return pages;
}

Response StaticFiles::answer(const Request& request) const
{
    const bool asset = is_asset(request.path);
    const auto found = files_.find(request.path);
    if (found != files_.end())
        return send(found->second, request, asset);
    if (request.path == "/" || (!asset && wants_page(request)))
        return send(files_.find("/index.html")->second, request, false);
    return nothing_there(request);
}

Response StaticFiles::send(const File& file, const Request& request, bool for_ever) const
{
    Response response;
    response.content_type = file.media_type;
    response.cache_forever = for_ever;
    Shared chosen = file.plain;
    if (file.brotli && accepts(request, "br")) {
        chosen = file.brotli;
        response.headers.emplace_back("Content-Encoding", "br");
    } else if (file.gzip && accepts(request, "gzip")) {
        chosen = file.gzip;
        response.headers.emplace_back("Content-Encoding", "gzip");
    }
    // Each coding has a tag of its own: a strong tag promises the same bytes.
    Content::Read read = chosen->read();
    if (!read.bytes)
        return nothing_there(request);
    response.body = std::move(read.bytes);
    response.headers.emplace_back("ETag", "\"" + read.tag + "\"");
    if (file.brotli || file.gzip)
        response.headers.emplace_back("Vary", "Accept-Encoding");
    return response;
}

}  // namespace beihui::http

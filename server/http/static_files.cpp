#include "http/static_files.hpp"

#include "base/bytes.hpp"
#include "http/problem.hpp"

#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>

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

bool is_hidden(const std::filesystem::path& relative)
{
    return std::ranges::any_of(relative, [](const auto& part) {
        return part.string().starts_with('.');
    });
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

}  // namespace

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

    std::map<std::string, Text, std::less<>> texts;
    std::uintmax_t bytes = 0;
    for (const auto& entry : files) {
        const auto relative = entry.path().lexically_relative(folder);
        if (entry.is_symlink() || !entry.is_regular_file() || is_hidden(relative))
            continue;
        bytes += entry.file_size();
        if (bytes > most_bytes)
            return refused("超过 64 MiB", "It holds more than 64 MiB");
        std::ifstream in(entry.path(), std::ios::binary);
        std::string text((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
        texts["/" + relative.generic_string()] =
            std::make_shared<const std::string>(std::move(text));
    }
    if (!texts.contains("/index.html"))
        return refused("其中没有 index.html", "It holds no index.html");

    StaticFiles pages;
    for (const auto& [path, text] : texts) {
        const auto stem = path.substr(0, path.rfind('.'));
        if ((path.ends_with(".br") || path.ends_with(".gz")) && texts.contains(stem))
            continue;
        const auto variant = [&](const char* extension) {
            const auto found = texts.find(path + extension);
            return found == texts.end() ? nullptr : found->second;
        };
        pages.files_[path] = File{
            .plain = text,
            .brotli = variant(".br"),
            .gzip = variant(".gz"),
            .media_type = media_type_of(path),
            .tag = hex(sha256(*text)).substr(0, 32),
        };
    }
    return pages;
}

Response StaticFiles::answer(const Request& request) const
{
    const bool is_asset = request.path.starts_with("/assets/");
    const auto found = files_.find(request.path);
    if (found != files_.end())
        return send(found->second, request, is_asset);
    if (request.path == "/" || (!is_asset && wants_page(request)))
        return send(files_.find("/index.html")->second, request, false);
    return problem(
        404, "not_found", Words{"没有这个地址", "There is nothing at this address"}, request
    );
}

Response StaticFiles::send(const File& file, const Request& request, bool for_ever) const
{
    Response response;
    response.content_type = file.media_type;
    response.cache_forever = for_ever;
    // Each coding has a tag of its own: a strong tag promises the same bytes.
    if (file.brotli && accepts(request, "br")) {
        response.body = file.brotli;
        response.headers.emplace_back("Content-Encoding", "br");
        response.headers.emplace_back("ETag", "\"" + file.tag + "-br\"");
    } else if (file.gzip && accepts(request, "gzip")) {
        response.body = file.gzip;
        response.headers.emplace_back("Content-Encoding", "gzip");
        response.headers.emplace_back("ETag", "\"" + file.tag + "-gz\"");
    } else {
        response.body = file.plain;
        response.headers.emplace_back("ETag", "\"" + file.tag + "\"");
    }
    if (file.brotli || file.gzip)
        response.headers.emplace_back("Vary", "Accept-Encoding");
    return response;
}

}  // namespace beihui::http
